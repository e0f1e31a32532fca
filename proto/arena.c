/* Bounded arena: a list of blocks, a bump pointer, and a list of cleanups. */
#include "proto/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 8192, ALIGN = alignof(max_align_t) };

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct cleanup {
    struct cleanup *next;
    arena_cleanup_fn fn;
    void *object;
};

struct arena {
    struct block *head;
    struct cleanup *cleanups;
    size_t limit, used;
};

static struct block *block_new(size_t size)
{
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL) return NULL;
    block->next = NULL;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(size_t limit_bytes)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) return NULL;
    arena->limit = limit_bytes;
    return arena;
}

static void run_cleanups(struct arena *arena)
{
    while (arena->cleanups != NULL) {
        struct cleanup *cleanup = arena->cleanups;
        arena->cleanups = cleanup->next;
        cleanup->fn(cleanup->object);
    }
}

void arena_reset(struct arena *arena)
{
    run_cleanups(arena);
    while (arena->head != NULL && arena->head->next != NULL) {
        struct block *block = arena->head;
        arena->head = block->next;
        free(block);
    }
    if (arena->head != NULL) arena->head->used = 0;
    arena->used = 0;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) return;
    run_cleanups(arena);
    while (arena->head != NULL) {
        struct block *block = arena->head;
        arena->head = block->next;
        free(block);
    }
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGN) return NULL;
    size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (need == 0) need = ALIGN;
    if (need > arena->limit - arena->used) return NULL;
    struct block *block = arena->head;
    if (block == NULL || need > block->size - block->used) {
        size_t want = block == NULL ? FIRST_BLOCK : block->size * 2;
        block = block_new(want > need ? want : need);
        if (block == NULL) return NULL;
        block->next = arena->head;
        arena->head = block;
    }
    void *memory = block->bytes + block->used;
    block->used += need;
    arena->used += need;
    return memset(memory, 0, need);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) return NULL;
    return arena_alloc(arena, count * size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX) return NULL;
    char *copy = arena_alloc(arena, length + 1);
    if (copy != NULL) memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    char shorter[256]; /* most are; then it is printed once, not twice */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(shorter, sizeof shorter, format, args);
    va_end(args);
    char *text = NULL;
    if (length >= 0 && (size_t)length < sizeof shorter)
        text = arena_strndup(arena, shorter, (size_t)length);
    else if (length >= 0 && (text = arena_alloc(arena, (size_t)length + 1)) != NULL)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

int arena_cleanup(struct arena *arena, arena_cleanup_fn fn, void *object)
{
    struct cleanup *cleanup = arena_alloc(arena, sizeof *cleanup);
    if (cleanup == NULL) return -1;
    cleanup->fn = fn;
    cleanup->object = object;
    cleanup->next = arena->cleanups;
    arena->cleanups = cleanup;
    return 0;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

int arena_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) return 0;
    size_t wanted = *capacity == 0 ? 4 : *capacity * 2;
    void *grown = arena_array(arena, wanted, size);
    if (grown == NULL) return -1;
    if (count > 0) memcpy(grown, *items, count * size);
    *items = grown;
    *capacity = wanted;
    return 0;
}
