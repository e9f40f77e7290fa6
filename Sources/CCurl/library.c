// SPDX-License-Identifier: Apache-2.0
#include "CCurl.h"
#include <dlfcn.h>

// The types are those of curl.h, whose macros of the same names the parentheses keep away.
static __typeof__(&(curl_global_init)) global_init;
static __typeof__(&(curl_easy_init)) easy_init;
static __typeof__(&(curl_easy_cleanup)) easy_cleanup;
static __typeof__(&(curl_easy_perform)) easy_perform;
static __typeof__(&(curl_easy_strerror)) easy_strerror;
static __typeof__(&(curl_easy_setopt)) easy_setopt;
static __typeof__(&(curl_easy_getinfo)) easy_getinfo;
static __typeof__(&(curl_slist_append)) slist_append;
static __typeof__(&(curl_slist_free_all)) slist_free_all;

const char *ccurl_start(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return dlerror();
  const struct {
    const char *name;
    void **place;
  } functions[] = {
    {"curl_global_init", (void **)&global_init},     {"curl_easy_init", (void **)&easy_init},
    {"curl_easy_cleanup", (void **)&easy_cleanup},   {"curl_easy_perform", (void **)&easy_perform},
    {"curl_easy_strerror", (void **)&easy_strerror}, {"curl_easy_setopt", (void **)&easy_setopt},
    {"curl_easy_getinfo", (void **)&easy_getinfo},   {"curl_slist_append", (void **)&slist_append},
    {"curl_slist_free_all", (void **)&slist_free_all},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    *functions[i].place = dlsym(library, functions[i].name);
    if (!*functions[i].place) return dlerror();
  }
  CURLcode code = global_init(CURL_GLOBAL_DEFAULT);
  return code == CURLE_OK ? NULL : easy_strerror(code);
}

CURL *ccurl_new(void) { return easy_init(); }
void ccurl_free(CURL *handle) { easy_cleanup(handle); }
CURLcode ccurl_perform(CURL *handle) { return easy_perform(handle); }
const char *ccurl_words(CURLcode code) { return easy_strerror(code); }

struct curl_slist *ccurl_append(struct curl_slist *list, const char *text) { return slist_append(list, text); }
void ccurl_free_list(struct curl_slist *list) { slist_free_all(list); }

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) { return easy_setopt(handle, option, value); }

CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return easy_setopt(handle, option, value);
}

CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
  return easy_setopt(handle, option, value);
}

CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return easy_setopt(handle, option, value);
}

CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return easy_setopt(handle, option, value);
}

CURLcode ccurl_set_blob(CURL *handle, CURLoption option, const void *value, size_t size) {
  struct curl_blob blob = {(void *)value, size, CURL_BLOB_COPY};
  return easy_setopt(handle, option, &blob);
}

CURLcode ccurl_set_data_function(CURL *handle, CURLoption option, ccurl_data_function value) {
  return easy_setopt(handle, option, value);
}

CURLcode ccurl_set_seek_function(CURL *handle, ccurl_seek_function value) {
  return easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

long ccurl_status(CURL *handle) {
  long value = 0;
  easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &value);
  return value;
}
