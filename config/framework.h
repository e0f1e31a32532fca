/* Frameworks of maturity as files: read, checked as a whole, and turned into rules
 * (workflow/maturity.h). config/README.md has every key. */
#ifndef ONESTOP_CONFIG_FRAMEWORK_H
#define ONESTOP_CONFIG_FRAMEWORK_H

#include <stddef.h>

#include "config/desk.h"
#include "workflow/maturity.h"

enum { FRAMEWORK_BYTES_MAX = 1 << 20, FRAMEWORK_ARENA_BYTES = 16 << 20 };

/* Reads the text of a framework; `file` is what faults name it by. ERR_OK and *framework, or
 * ERR_INVALID and every fault with its place; ERR_TOO_LARGE when the arena is full. The framework
 * lives in the arena and borrows nothing. */
enum error_code framework_load(struct arena *arena, const char *file, const char *text,
                               size_t length, const struct framework **framework,
                               struct desk_faults *faults, struct error *error)
    __attribute__((warn_unused_result));

#endif
