// SPDX-License-Identifier: Apache-2.0
// This program is provided because Python's own size would count as the peak memory of what it executes, and its
// page tables as the cost of the fork: launch is small, and starts a command inside a cgroup.
//
// launch CGROUP.PROCS COMMAND…: prints `status peak-kilobytes microseconds` on descriptor 3.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  struct timespec before, after;
  struct rusage usage;
  int status = 0;
  if (argc < 3) return 2;
  clock_gettime(CLOCK_MONOTONIC, &before);
  pid_t child = fork();
  if (child == 0) {
    int procs = open(argv[1], O_WRONLY | O_CLOEXEC);
    if (procs < 0 || write(procs, "0", 1) != 1) {
      perror(argv[1]);
      _exit(126);
    }
    close(3);
    execv(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  if (child < 0 || wait4(child, &status, 0, &usage) != child) return 2;
  clock_gettime(CLOCK_MONOTONIC, &after);
  long microseconds = (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  dprintf(3, "%d %ld %ld\n", code, usage.ru_maxrss, microseconds);
  return 0;
}
