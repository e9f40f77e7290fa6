// SPDX-License-Identifier: Apache-2.0
// What the embedded build links Debian's glibc-compiled libyajl_s.a and libseccomp.a against musl with.
#include <stddef.h>

#if !defined(__GLIBC__)
#include <stdlib.h>
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
#endif
