// SPDX-License-Identifier: Apache-2.0
// Answers of the Unicode tables that Swift's String asks for: no character is special.
//
// With them, the runtime, in both builds, compares strings by code points and splits them at each one. That is what it
// wants: two file names that differ in a byte are two files, however alike they look, and no combining mark hides the
// comma before it. It also saves the embedded build the tables, 40 KB.
#include <stdbool.h>
#include <stdint.h>

// This table is provided because Swift's String refers to it; no decomposition is ever looked up in it.
const uint8_t *const _swift_stdlib_nfd_decompositions = 0;

// This function is provided because String's comparison asks for it: in normal form as it stands.
uint16_t _swift_stdlib_getNormData(uint32_t scalar) {
  (void)scalar;
  return 0;
}

// This function is provided because String's normaliser refers to it: no decomposition.
uint32_t _swift_stdlib_getDecompositionEntry(uint32_t scalar) {
  (void)scalar;
  return 0;
}

// This function is provided because String's normaliser refers to it: no composition of the two.
uint32_t _swift_stdlib_getComposition(uint32_t first, uint32_t second) {
  (void)first;
  (void)second;
  return UINT32_MAX;
}

// This function is provided because Character's boundaries ask for it: a class that joins with no other.
uint8_t _swift_stdlib_getGraphemeBreakProperty(uint32_t scalar) {
  (void)scalar;
  return 0xff;
}

// This function is provided because Character's boundaries ask for it.
bool _swift_stdlib_isExtendedPictographic(uint32_t scalar) {
  (void)scalar;
  return false;
}

// This function is provided because Character's boundaries ask for it.
bool _swift_stdlib_isInCB_Consonant(uint32_t scalar) {
  (void)scalar;
  return false;
}
