// SPDX-License-Identifier: Apache-2.0
// What the embedded build links Debian's glibc-compiled libyajl_s.a and libseccomp.a against musl with.
#include <features.h>  // __GLIBC__, where it is that
#include <stddef.h>

#if !defined(__GLIBC__)
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

// This function is provided because Embedded Swift seeds its hash tables with it and musl has none.
void arc4random_buf(void *buffer, size_t length) {
  for (char *at = buffer; length > 0;) {
    ssize_t got = getrandom(at, length, 0);
    if (got < 0) abort();
    at += got;
    length -= (size_t)got;
  }
}

// This function is provided because glibc's headers turned libyajl_s.a's copying of buffers into a checked call of this
// name (_FORTIFY_SOURCE), and musl has none. A breach ends the program, as in glibc.
void *__memcpy_chk(void *to, const void *from, size_t length, size_t room) {
  if (length > room) abort();
  return memcpy(to, from, length);
}

// The rest keeps 30 KB of musl's formatted input and output out of an image that nothing else needs them in.

// This function is provided because libyajl_s.a asserts; musl's would format the message. It writes the expression alone.
_Noreturn void __assert_fail(const char *expression, const char *file, int line, const char *function) {
  (void)file, (void)line, (void)function;
  if (write(STDERR_FILENO, expression, strlen(expression)) < 0) abort();
  abort();
}

// This function is provided because libyajl_s.a reads numbers with it unless they are wanted as text; we want them so
// (yajl_number, Sources/OCI/JSON/JSONBuilder.swift), so that it is never called.
double strtod(const char *restrict text, char **restrict end) {
  (void)text, (void)end;
  abort();
}

// This function is provided because libseccomp.a's export of pseudo filter code, which we never call, refers to it.
int gen_pfc_generate(const void *filter, int file) {
  (void)filter, (void)file;
  return -ENOSYS;
}
#endif
