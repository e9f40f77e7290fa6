// SPDX-License-Identifier: Apache-2.0
#include "CLinux.h"

const char *clinux_commit(void) { return CAPSULE_COMMIT; }
