// SPDX-License-Identifier: Apache-2.0
// Provided because sha.h hides its functions from whoever asks for OpenSSL 3's interface. That one, EVP, looks for an
// implementation among providers and reads openssl.cnf first, which takes a millisecond of every command; both run the
// same instructions.
#define OPENSSL_API_COMPAT 0x10101000L
#include <openssl/sha.h>
