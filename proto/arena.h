/* A bounded arena: all memory of one request (or of one load of the desk), freed at once.
 *
 * Running out is an answer, not a crash: every function that allocates returns NULL when the
 * limit given at arena_new() is reached or the machine has no memory, and the caller says so
 * (413 or 503). Foreign objects (PGresult, json_object) are attached with arena_cleanup(). */
#ifndef ONESTOP_PROTO_ARENA_H
#define ONESTOP_PROTO_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena;

typedef void (*arena_cleanup_fn)(void *object);

/* A new arena that hands out at most limit_bytes. NULL when there is no memory. */
struct arena *arena_new(size_t limit_bytes);

/* Runs the cleanups, last attached first, then frees everything. NULL is allowed. */
void arena_free(struct arena *arena);

/* Runs the cleanups and makes the arena empty again, keeping its first block. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type; NULL when the limit is reached. size 0 gives a valid
 * pointer. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, warn_unused_result));

/* Zeroed memory for count things of size bytes, checked for overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size)
    __attribute__((malloc, warn_unused_result));

/* Copies; the result ends with a NUL. arena_strdup(NULL) is NULL. */
char *arena_strdup(struct arena *arena, const char *text) __attribute__((warn_unused_result));
char *arena_strndup(struct arena *arena, const char *text, size_t length)
    __attribute__((warn_unused_result));
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));

/* Calls fn(object) when the arena is freed or reset. Returns 0, or -1 when the arena is full: then
 * the caller still owns the object. */
int arena_cleanup(struct arena *arena, arena_cleanup_fn fn, void *object)
    __attribute__((warn_unused_result));

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

/* Gives the array at *items (count used of *capacity, each of size bytes) room for one more,
 * doubling in the arena. Returns 0, or -1 when the arena is full. */
int arena_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size)
    __attribute__((warn_unused_result));

#endif
