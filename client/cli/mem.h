/* Memory of the client: one arena a run (and one a piece of an import). These never return NULL:
 * a command line program that has no memory left says so and ends with exit code 1. */
#ifndef ONESTOP_CLIENT_MEM_H
#define ONESTOP_CLIENT_MEM_H

#include <json-c/json.h>
#include <stddef.h>

#include "proto/arena.h"

/* An arena that hands out at most limit_bytes. */
struct arena *mem_arena(size_t limit_bytes);
void *mem_array(struct arena *arena, size_t count, size_t size);
char *mem_strdup(struct arena *arena, const char *text);
char *mem_strndup(struct arena *arena, const char *text, size_t length);
char *mem_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* arena_grow() that does not return when there is no memory. */
void mem_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size);
/* The arena puts the object when it is freed; returns it. NULL stays NULL. */
struct json_object *mem_json_take(struct arena *arena, struct json_object *object);

/* Text that grows; owned by the arena once finished. */
struct mem_text {
    struct arena *arena;
    char *bytes; /* always ends with NUL once anything was added */
    size_t length, capacity;
};
void mem_add(struct mem_text *text, const char *bytes, size_t length);
void mem_add_text(struct mem_text *text, const char *bytes);
void mem_add_printf(struct mem_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The text so far, "" when nothing was added. */
const char *mem_text(const struct mem_text *text);

#endif
