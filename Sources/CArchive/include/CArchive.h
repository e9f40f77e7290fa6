// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <archive.h>
#include <archive_entry.h>

// Provided because libarchive brings ten other libraries, ICU among them, and loading them took a quarter of the time of
// every command that reads no archive: it is loaded when the first archive is opened.

// Loads libarchive; NULL, or what went wrong. None of its functions may be called before. Threads are to call it once.
const char *carchive_load(void);
