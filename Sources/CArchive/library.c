// SPDX-License-Identifier: Apache-2.0
// Hidden: the library's own calls must not end up here.
#pragma GCC visibility push(hidden)
#include "CArchive.h"
#pragma GCC visibility pop
#include <dlfcn.h>
#include <stddef.h>

// The functions of libarchive that are used: type, name, parameters, arguments. TAKES_n are those of n parameters with
// types A, B, …
#define FUNCTIONS(TAKES_0, TAKES_1, TAKES_2, TAKES_3, TAKES_4, TAKES_5)                                                \
  TAKES_0(struct archive *, archive_read_new)                                                                          \
  TAKES_1(int, archive_read_free, struct archive *)                                                                    \
  TAKES_1(int, archive_read_support_filter_bzip2, struct archive *)                                                    \
  TAKES_1(int, archive_read_support_filter_gzip, struct archive *)                                                     \
  TAKES_1(int, archive_read_support_filter_xz, struct archive *)                                                       \
  TAKES_1(int, archive_read_support_filter_zstd, struct archive *)                                                     \
  TAKES_1(int, archive_read_support_format_empty, struct archive *)                                                    \
  TAKES_1(int, archive_read_support_format_raw, struct archive *)                                                      \
  TAKES_1(int, archive_read_support_format_tar, struct archive *)                                                      \
  TAKES_5(int, archive_read_open, struct archive *, void *, archive_open_callback *, archive_read_callback *,          \
          archive_close_callback *)                                                                                    \
  TAKES_3(int, archive_read_open_fd, struct archive *, int, size_t)                                                    \
  TAKES_2(int, archive_read_next_header, struct archive *, struct archive_entry **)                                    \
  TAKES_1(la_int64_t, archive_read_header_position, struct archive *)                                                  \
  TAKES_3(la_ssize_t, archive_read_data, struct archive *, void *, size_t)                                             \
  TAKES_4(int, archive_read_data_block, struct archive *, const void **, size_t *, la_int64_t *)                       \
  TAKES_1(int, archive_read_data_skip, struct archive *)                                                               \
  TAKES_1(const char *, archive_error_string, struct archive *)                                                        \
  TAKES_0(struct archive *, archive_write_new)                                                                         \
  TAKES_1(int, archive_write_free, struct archive *)                                                                   \
  TAKES_1(int, archive_write_close, struct archive *)                                                                  \
  TAKES_1(int, archive_write_fail, struct archive *)                                                                   \
  TAKES_5(int, archive_write_open, struct archive *, void *, archive_open_callback *, archive_write_callback *,        \
          archive_close_callback *)                                                                                    \
  TAKES_2(int, archive_write_open_fd, struct archive *, int)                                                           \
  TAKES_2(int, archive_write_set_bytes_in_last_block, struct archive *, int)                                           \
  TAKES_2(int, archive_write_set_bytes_per_block, struct archive *, int)                                               \
  TAKES_1(int, archive_write_set_format_pax, struct archive *)                                                         \
  TAKES_1(int, archive_write_set_format_pax_restricted, struct archive *)                                              \
  TAKES_4(int, archive_write_set_format_option, struct archive *, const char *, const char *, const char *)            \
  TAKES_2(int, archive_write_header, struct archive *, struct archive_entry *)                                         \
  TAKES_3(la_ssize_t, archive_write_data, struct archive *, const void *, size_t)                                      \
  TAKES_0(struct archive_entry *, archive_entry_new)                                                                   \
  TAKES_1(struct archive_entry *, archive_entry_clear, struct archive_entry *)                                         \
  TAKES_1(void, archive_entry_free, struct archive_entry *)                                                            \
  TAKES_1(__LA_MODE_T, archive_entry_filetype, struct archive_entry *)                                                 \
  TAKES_1(la_int64_t, archive_entry_gid, struct archive_entry *)                                                       \
  TAKES_1(const char *, archive_entry_hardlink, struct archive_entry *)                                                \
  TAKES_1(time_t, archive_entry_mtime, struct archive_entry *)                                                         \
  TAKES_1(long, archive_entry_mtime_nsec, struct archive_entry *)                                                      \
  TAKES_1(const char *, archive_entry_pathname, struct archive_entry *)                                                \
  TAKES_1(__LA_MODE_T, archive_entry_perm, struct archive_entry *)                                                     \
  TAKES_1(dev_t, archive_entry_rdevmajor, struct archive_entry *)                                                      \
  TAKES_1(dev_t, archive_entry_rdevminor, struct archive_entry *)                                                      \
  TAKES_1(la_int64_t, archive_entry_size, struct archive_entry *)                                                      \
  TAKES_1(const char *, archive_entry_symlink, struct archive_entry *)                                                 \
  TAKES_1(la_int64_t, archive_entry_uid, struct archive_entry *)                                                       \
  TAKES_2(void, archive_entry_set_filetype, struct archive_entry *, unsigned int)                                      \
  TAKES_2(void, archive_entry_set_gid, struct archive_entry *, la_int64_t)                                             \
  TAKES_2(void, archive_entry_set_hardlink, struct archive_entry *, const char *)                                      \
  TAKES_3(void, archive_entry_set_mtime, struct archive_entry *, time_t, long)                                         \
  TAKES_2(void, archive_entry_set_pathname, struct archive_entry *, const char *)                                      \
  TAKES_2(void, archive_entry_set_perm, struct archive_entry *, __LA_MODE_T)                                           \
  TAKES_2(void, archive_entry_set_rdevmajor, struct archive_entry *, dev_t)                                            \
  TAKES_2(void, archive_entry_set_rdevminor, struct archive_entry *, dev_t)                                            \
  TAKES_2(void, archive_entry_set_size, struct archive_entry *, la_int64_t)                                            \
  TAKES_2(void, archive_entry_set_symlink, struct archive_entry *, const char *)                                       \
  TAKES_2(void, archive_entry_set_uid, struct archive_entry *, la_int64_t)                                             \
  TAKES_4(void, archive_entry_xattr_add_entry, struct archive_entry *, const char *, const void *, size_t)             \
  TAKES_1(int, archive_entry_xattr_reset, struct archive_entry *)                                                      \
  TAKES_4(int, archive_entry_xattr_next, struct archive_entry *, const char **, const void **, size_t *)

// A pointer for each, of the type that the header declares.
#define POINTER(R, name, ...) static __typeof__(&name) name##_pointer;
FUNCTIONS(POINTER, POINTER, POINTER, POINTER, POINTER, POINTER)

// And a function of its name that goes there.
#define FORWARD_0(R, name) R name(void) { return name##_pointer(); }
#define FORWARD_1(R, name, A) R name(A a) { return name##_pointer(a); }
#define FORWARD_2(R, name, A, B) R name(A a, B b) { return name##_pointer(a, b); }
#define FORWARD_3(R, name, A, B, C) R name(A a, B b, C c) { return name##_pointer(a, b, c); }
#define FORWARD_4(R, name, A, B, C, D) R name(A a, B b, C c, D d) { return name##_pointer(a, b, c, d); }
#define FORWARD_5(R, name, A, B, C, D, E) R name(A a, B b, C c, D d, E e) { return name##_pointer(a, b, c, d, e); }
FUNCTIONS(FORWARD_0, FORWARD_1, FORWARD_2, FORWARD_3, FORWARD_4, FORWARD_5)

const char *carchive_load(void) {
  void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
  if (!library) return dlerror();
#define PLACE(R, name, ...) {#name, (void **)&name##_pointer},
  const struct {
    const char *name;
    void **place;
  } functions[] = {FUNCTIONS(PLACE, PLACE, PLACE, PLACE, PLACE, PLACE)};
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    *functions[i].place = dlsym(library, functions[i].name);
    if (!*functions[i].place) return dlerror();
  }
  return NULL;
}
