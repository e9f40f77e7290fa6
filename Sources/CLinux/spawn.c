// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CLinux.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

// The child's side: system calls only, in the parent's memory, which waits.
static int become(void *argument) {
  struct clinux_spawn *spawn = argument;
  if (spawn->leads_session && syscall(SYS_setsid) < 0) goto failed;
  if (spawn->leads_group && syscall(SYS_setpgid, 0, 0) < 0) goto failed;
  if (spawn->directory && syscall(SYS_chdir, spawn->directory) < 0) goto failed;
  // Out of the way of the numbers that are about to be replaced.
  for (int i = 0; i < spawn->count; i++) {
    spawn->descriptors[i] = (int)syscall(SYS_fcntl, spawn->descriptors[i], F_DUPFD_CLOEXEC, spawn->count);
    if (spawn->descriptors[i] < 0) goto failed;
  }
  for (int i = 0; i < spawn->count; i++)
    if (syscall(SYS_dup3, spawn->descriptors[i], i, 0) < 0) goto failed;
  // What the caller leaked to us goes nowhere. CLOSE_RANGE_CLOEXEC is Linux 5.11; before that, what is likely is closed.
  if (syscall(SYS_close_range, spawn->count, ~0U, 4) < 0)
    for (int number = spawn->count; number < 1024; number++) syscall(SYS_fcntl, number, F_SETFD, FD_CLOEXEC);
  // The kernel's struct sigaction: SIG_DFL, no flags, no restorer, an empty mask. execve(2) keeps what is ignored.
  unsigned long action[4] = {0};
  for (int number = 1; number <= 64; number++) syscall(SYS_rt_sigaction, number, action, NULL, 8);
  unsigned long mask = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, 8);
  syscall(SYS_execve, spawn->path, spawn->arguments, spawn->environment);
failed:
  spawn->failure = errno;
  syscall(SYS_exit, 127);
  return 127;
}

long clinux_spawn(struct clinux_spawn *spawn, int *pidfd) {
  // Nobody may handle a signal on the child's stack, in memory that is the parent's.
  unsigned long all = ~0UL, mask;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &mask, 8);
  _Alignas(16) char stack[8192];
  int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
  long pid = clone(become, stack + sizeof stack, flags, spawn, pidfd);
  long result = pid < 0 ? -(long)errno : pid;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, 8);
  return result;
}
