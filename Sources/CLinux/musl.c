// SPDX-License-Identifier: Apache-2.0
// What the embedded build links Debian's glibc-compiled libyajl_s.a and libseccomp.a against musl with.
// A header of the C library, so that __GLIBC__ is known.
#include <stdlib.h>

#if !defined(__GLIBC__)
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

// This function is provided because Embedded Swift seeds its hash tables with it and musl has none.
void arc4random_buf(void *buffer, size_t length) {
  for (char *at = buffer; length > 0;) {
    ssize_t got = getrandom(at, length, 0);
    if (got < 0) abort();
    at += got;
    length -= (size_t)got;
  }
}

// The next four are what glibc's headers turn checked calls into (_FORTIFY_SOURCE); musl has no such names. The sizes
// are those the compiler knew; a breach ends the program, as in glibc.

// This function is provided because libyajl_s.a copies buffers with it.
void *__memcpy_chk(void *to, const void *from, size_t length, size_t room) {
  if (length > room) abort();
  return memcpy(to, from, length);
}

// This function is provided because libyajl_s.a prints numbers with it.
int __sprintf_chk(char *to, int flag, size_t room, const char *format, ...) {
  (void)flag;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(to, room, format, arguments);
  va_end(arguments);
  if (length >= 0 && (size_t)length >= room) abort();
  return length;
}

// This function is provided because libyajl_s.a prints numbers with it.
int __snprintf_chk(char *to, size_t limit, int flag, size_t room, const char *format, ...) {
  (void)flag;
  if (limit > room) abort();
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(to, limit, format, arguments);
  va_end(arguments);
  return length;
}

// This function is provided because libseccomp.a's export of pseudo filter code, which we never call, refers to it.
int __fprintf_chk(FILE *stream, int flag, const char *format, ...) {
  (void)flag;
  va_list arguments;
  va_start(arguments, format);
  int length = vfprintf(stream, format, arguments);
  va_end(arguments);
  return length;
}
#endif
