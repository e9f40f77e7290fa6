// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>

// All of these are provided because curl_easy_setopt(3) and curl_easy_getinfo(3) take a variable argument, and Swift calls
// no function that does. One for each type of argument.

static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

// Copies `value` (CURL_BLOB_COPY).
static inline CURLcode ccurl_set_blob(CURL *handle, CURLoption option, const void *value, size_t size) {
  struct curl_blob blob = {(void *)value, size, CURL_BLOB_COPY};
  return curl_easy_setopt(handle, option, &blob);
}

// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION have the same shape.
typedef size_t (*ccurl_data_function)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode ccurl_set_data_function(CURL *handle, CURLoption option, ccurl_data_function value) {
  return curl_easy_setopt(handle, option, value);
}

typedef int (*ccurl_seek_function)(void *context, curl_off_t offset, int origin);

static inline CURLcode ccurl_set_seek_function(CURL *handle, ccurl_seek_function value) {
  return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

static inline long ccurl_status(CURL *handle) {
  long value = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &value);
  return value;
}

// Provided because CURL_GLOBAL_DEFAULT is a macro of macros, which Swift does not import.
static inline CURLcode ccurl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
