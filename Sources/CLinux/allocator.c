// SPDX-License-Identifier: Apache-2.0
// The embedded build's memory allocator (docs/adr/0007-allocator.md).
#include <features.h>  // __GLIBC__, where it is that
#include <stddef.h>

#if !defined(__GLIBC__)
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// Blocks of a few sizes, each with a header, cut from one area that grows and never shrinks; freed ones wait in a list
// of their size. There is one thread. A header that is not that of a block in use (freed twice, written over) ends the
// program.

struct header {
  uint32_t state;   // IN_USE or FREE, and the size class
  uint32_t offset;  // from the block's start to what its user got
};
struct block {
  struct header header;
  struct block *next;  // in the list of free blocks; the user's bytes otherwise
};

enum { HEADER = 16, CLASSES = 36, AREA = 192 << 10, CHUNK = 1 << 20 };
static const uint32_t IN_USE = 0x6f636900, FREE = 0x65657200, STATE = 0xffffff00;

static _Alignas(16) unsigned char area[AREA];
static unsigned char *next = area, *end = area + AREA;
static struct block *lists[CLASSES];

// 32, 48, 64, 96, 128, … 6 MiB, header included; the last class is for what is mapped by itself.
static size_t size_of(unsigned class) {
  size_t size = (size_t)32 << (class / 2);
  return class % 2 ? size + size / 2 : size;
}

static unsigned class_of(size_t size) {
  if (size <= 32) return 0;
  unsigned power = 63 - (unsigned)__builtin_clzl(size - 1);  // 2^power < size ≤ 2^(power + 1)
  unsigned class = (power - 5) * 2 + 1;
  return size <= size_of(class) ? class : class + 1;
}

static void *map(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

static void *cut(size_t size) {
  if (size > (size_t)(end - next)) {
    unsigned char *chunk = map(size > CHUNK ? size : CHUNK);
    if (!chunk) return NULL;
    next = chunk;
    end = chunk + (size > CHUNK ? size : CHUNK);
  }
  void *memory = next;
  next += size;
  return memory;
}

static struct header *header_of(void *memory) {
  struct header *header = (struct header *)((unsigned char *)memory - HEADER);
  if ((header->state & STATE) != IN_USE) abort();
  return header;
}

// This function is provided because musl's maps and unmaps memory again and again while arrays grow: a twentieth of the
// processor time of a `run`.
void *malloc(size_t wanted) {
  if (wanted > PTRDIFF_MAX - CHUNK) {
    errno = ENOMEM;
    return NULL;
  }
  unsigned class = class_of(wanted + HEADER);
  struct block *block;
  if (class >= CLASSES) {
    // Its size is kept where a header leaves room: behind it.
    block = map(wanted + 2 * HEADER);
    if (!block) return NULL;
    *(size_t *)block = wanted + 2 * HEADER;
    struct header *header = (struct header *)((unsigned char *)block + HEADER);
    *header = (struct header){IN_USE | CLASSES, 2 * HEADER};
    return (unsigned char *)header + HEADER;
  }
  block = lists[class];
  if (block) {
    lists[class] = block->next;
  } else {
    block = cut(size_of(class));
    if (!block) return NULL;
  }
  block->header = (struct header){IN_USE | class, HEADER};
  return (unsigned char *)block + HEADER;
}

// This function is provided because `malloc` is.
void free(void *memory) {
  if (!memory) return;
  struct header *header = header_of(memory);
  unsigned class = header->state & ~STATE;
  struct block *block = (struct block *)((unsigned char *)memory - header->offset);
  header->state = FREE | class;
  if (class == CLASSES) {
    munmap(block, *(size_t *)block);
    return;
  }
  block->header.state = FREE | class;
  block->next = lists[class];
  lists[class] = block;
}

// This function is provided because `malloc` is.
void *calloc(size_t count, size_t size) {
  size_t wanted;
  if (__builtin_mul_overflow(count, size, &wanted)) {
    errno = ENOMEM;
    return NULL;
  }
  void *memory = malloc(wanted);
  return memory ? memset(memory, 0, wanted) : NULL;
}

// This function is provided because `malloc` is.
void *realloc(void *memory, size_t wanted) {
  if (!memory) return malloc(wanted);
  struct header *header = header_of(memory);
  unsigned class = header->state & ~STATE;
  unsigned char *start = (unsigned char *)memory - header->offset;
  size_t room = (class == CLASSES ? *(size_t *)start : size_of(class)) - header->offset;
  if (wanted <= room) return memory;
  void *larger = malloc(wanted);
  if (!larger) return NULL;
  memcpy(larger, memory, room);
  free(memory);
  return larger;
}

// This function is provided because `malloc` is; musl's posix_memalign calls it.
void *aligned_alloc(size_t alignment, size_t wanted) {
  if (alignment & (alignment - 1) || wanted > PTRDIFF_MAX - CHUNK || alignment > CHUNK) {
    errno = EINVAL;
    return NULL;
  }
  if (alignment <= HEADER) return malloc(wanted);
  unsigned char *memory = malloc(wanted + alignment);
  if (!memory) return NULL;
  unsigned char *aligned = (unsigned char *)(((uintptr_t)memory + alignment - 1) & ~(uintptr_t)(alignment - 1));
  struct header *header = header_of(memory);
  if (aligned != memory) {
    *(struct header *)(aligned - HEADER) =
        (struct header){header->state, header->offset + (uint32_t)(aligned - memory)};
  }
  return aligned;
}
#endif
