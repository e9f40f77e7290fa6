// SPDX-License-Identifier: Apache-2.0
// This library is provided because crun insists on raising RLIMIT_MEMLOCK before it loads its device filter, which
// needs CAP_SYS_RESOURCE; kernels since 5.11 charge BPF programs to the memory cgroup and need no such thing.
// Preloaded into crun alone, where the harness lacks that capability.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/resource.h>

int setrlimit(__rlimit_resource_t resource, const struct rlimit *limit) {
  int (*next)(__rlimit_resource_t, const struct rlimit *) = dlsym(RTLD_NEXT, "setrlimit");
  int result = next(resource, limit);
  return resource == RLIMIT_MEMLOCK ? 0 : result;
}

int setrlimit64(__rlimit_resource_t resource, const struct rlimit64 *limit) {
  int (*next)(__rlimit_resource_t, const struct rlimit64 *) = dlsym(RTLD_NEXT, "setrlimit64");
  int result = next(resource, limit);
  return resource == RLIMIT_MEMLOCK ? 0 : result;
}
