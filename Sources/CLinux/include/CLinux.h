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
