// SPDX-License-Identifier: Apache-2.0
// Nothing to call: the runtime's programs are linked with unicode.c, which answers in place of the tables of Swift's
// library. `bundle` and the tests keep those.
