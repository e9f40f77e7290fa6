// SPDX-License-Identifier: Apache-2.0
// inflate: gzip from standard input to standard output by ISA-L, and nothing else: the yardstick of benchmarks/unpack.
#include <isa-l/igzip_lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static unsigned char in[1 << 19], out[1 << 19];

static int put(size_t count) {
  for (size_t done = 0; done < count;) {
    ssize_t n = write(1, out + done, count - done);
    if (n <= 0) return -1;
    done += n;
  }
  return 0;
}

int main(void) {
  static struct inflate_state state;
  isal_inflate_init(&state);
  state.crc_flag = ISAL_GZIP;
  ssize_t n;
  while ((n = read(0, in, sizeof in)) > 0) {
    state.next_in = in;
    state.avail_in = n;
    do {
      state.next_out = out;
      state.avail_out = sizeof out;
      if (isal_inflate(&state) < 0) return fprintf(stderr, "inflate: damaged\n"), 1;
      if (put(sizeof out - state.avail_out) < 0) return perror("inflate"), 1;
    } while (state.avail_out == 0);
  }
  return n < 0 || state.block_state != ISAL_BLOCK_FINISH;
}
