// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// This function is provided because syscall(2) is variadic in C, which Swift cannot call, and because errno is a
// macro over thread-local storage that Swift must read before any reference counting can run.
// Returns the result, or -errno.
static inline long clinux_syscall(long number, long a, long b, long c, long d, long e, long f) {
  long result = syscall(number, a, b, c, d, e, f);
  return result == -1 ? -(long)errno : result;
}

// This function is provided because SwiftPM can give a build's values to C code only: the commit it was built from.
const char *clinux_commit(void);

// What a program is started with; all pointers live until clinux_spawn returns.
struct clinux_spawn {
  const char *path;
  char *const *arguments;
  char *const *environment;
  // Where it starts, or NULL for here.
  const char *directory;
  // Its descriptors 0, 1, … are copies of these numbers, which are overwritten; it gets no others.
  int *descriptors;
  int count;
  int leads_session;
  int leads_group;
  // The errno of what the child failed in, before or in execve(2); 0 when the program runs.
  int failure;
};

// This function is provided because a child that shares our memory until it executes (CLONE_VM, CLONE_VFORK) needs a stack
// of its own, which Swift cannot give it: copying the page tables of a large process costs as much as a small program's
// whole run.
// Returns its pid, with `failure` told, or -errno of clone(2) itself; `pidfd` is close-on-exec.
long clinux_spawn(struct clinux_spawn *spawn, int *pidfd);
