// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <curl/curl.h>

// Provided because libcurl brings thirty other libraries, and loading them took a third of the time of every command that
// fetches nothing: it is loaded when the first request is made. And because curl_easy_setopt(3) and curl_easy_getinfo(3)
// take a variable argument, and Swift calls no function that does: one function here for each type of argument.

// Loads libcurl and starts it; NULL, or what went wrong. Nothing else may be called before. Threads are to call it once.
const char *ccurl_start(void);

CURL *ccurl_new(void);
void ccurl_free(CURL *handle);
CURLcode ccurl_perform(CURL *handle);
const char *ccurl_words(CURLcode code);
struct curl_slist *ccurl_append(struct curl_slist *list, const char *text);
void ccurl_free_list(struct curl_slist *list);

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
// Copies `value` (CURL_BLOB_COPY).
CURLcode ccurl_set_blob(CURL *handle, CURLoption option, const void *value, size_t size);

// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION have the same shape.
typedef size_t (*ccurl_data_function)(char *bytes, size_t size, size_t count, void *context);
CURLcode ccurl_set_data_function(CURL *handle, CURLoption option, ccurl_data_function value);

typedef int (*ccurl_seek_function)(void *context, curl_off_t offset, int origin);
CURLcode ccurl_set_seek_function(CURL *handle, ccurl_seek_function value);

long ccurl_status(CURL *handle);
