/* Binary arrays: dimensions, a null flag, the element type, one dimension's size and lower bound,
 * then each element as its length (-1: null) and bytes, all big-endian. */
#include "db/pgarray.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 256 * 1024, HEADER = 20, AT_FLAGS = 4, AT_COUNT = 12 };

/* Between 1970-01-01 and 2000-01-01, where PostgreSQL begins to count. */
static const int32_t epoch_days = 10957;
static const int64_t epoch_us = INT64_C(10957) * 86400 * 1000000;

struct block {
    struct block *next;
    size_t size;
    uint8_t bytes[];
};

struct pgarray {
    struct block *blocks; /* newest first; arrays never span blocks */
    size_t used;          /* of the newest */
    size_t begin;         /* of the array under way */
    size_t total;
    uint32_t count;
    bool has_null, failed, open;
};

static bool add_block(struct pgarray *w, size_t size)
{
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL) return false;
    block->size = size;
    block->next = w->blocks;
    w->blocks = block;
    return true;
}

struct pgarray *pgarray_new(void)
{
    struct pgarray *w = calloc(1, sizeof *w);
    if (w != NULL && !add_block(w, BLOCK)) {
        free(w);
        return NULL;
    }
    return w;
}

void pgarray_free(struct pgarray *w)
{
    if (w == NULL) return;
    for (struct block *next; w->blocks != NULL; w->blocks = next) {
        next = w->blocks->next;
        free(w->blocks);
    }
    free(w);
}

void pgarray_clear(struct pgarray *w)
{
    while (w->blocks->next != NULL) { /* the first one stays for the next time */
        struct block *block = w->blocks;
        w->blocks = block->next;
        free(block);
    }
    w->used = w->begin = w->total = 0;
    w->failed = w->open = false;
}

bool pgarray_failed(const struct pgarray *w)
{
    return w->failed;
}

size_t pgarray_size(const struct pgarray *w)
{
    return w->total + w->used;
}

/* Room for size more bytes behind the array under way, which moves when its block is full. */
static uint8_t *room(struct pgarray *w, size_t size)
{
    if (w->failed) return NULL;
    if (w->blocks->size - w->used < size) {
        struct block *old = w->blocks;
        size_t written = w->used - w->begin;
        size_t wanted = 2 * (written + size);
        if (!add_block(w, wanted > BLOCK ? wanted : BLOCK)) {
            w->failed = true;
            return NULL;
        }
        memcpy(w->blocks->bytes, old->bytes + w->begin, written);
        w->total += w->begin;
        w->begin = 0;
        w->used = written;
    }
    uint8_t *at = w->blocks->bytes + w->used;
    w->used += size;
    return at;
}

static void put32(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

/* Room for one element of length bytes. */
static uint8_t *element(struct pgarray *w, size_t length)
{
    assert(w->open && length <= INT32_MAX);
    uint8_t *at = room(w, 4 + length);
    w->count++;
    if (at == NULL) return NULL;
    put32(at, (uint32_t)length);
    return at + 4;
}

void pgarray_begin(struct pgarray *w, enum pgtype type)
{
    assert(!w->open);
    w->open = true;
    w->count = 0;
    w->has_null = false;
    w->begin = w->used;
    uint8_t *at = room(w, HEADER);
    if (at == NULL) return;
    put32(at, 1);
    put32(at + 8, type);
    put32(at + 16, 1);
}

const uint8_t *pgarray_end(struct pgarray *w, size_t *length)
{
    assert(w->open);
    w->open = false;
    *length = 0;
    if (w->failed) return NULL;
    uint8_t *at = w->blocks->bytes + w->begin;
    put32(at + AT_FLAGS, w->has_null);
    put32(at + AT_COUNT, w->count);
    *length = w->used - w->begin;
    if (w->count == 0) { /* an empty array has no dimension */
        put32(at, 0);
        *length = AT_COUNT;
    }
    return at;
}

void pgarray_null(struct pgarray *w)
{
    uint8_t *at = room(w, 4);
    w->count++;
    w->has_null = true;
    if (at != NULL) put32(at, UINT32_MAX);
}

void pgarray_bool(struct pgarray *w, bool value)
{
    uint8_t *at = element(w, 1);
    if (at != NULL) *at = value;
}

void pgarray_int16(struct pgarray *w, int16_t value)
{
    uint8_t *at = element(w, 2);
    if (at == NULL) return;
    at[0] = (uint8_t)((uint16_t)value >> 8);
    at[1] = (uint8_t)value;
}

void pgarray_int32(struct pgarray *w, int32_t value)
{
    uint8_t *at = element(w, 4);
    if (at != NULL) put32(at, (uint32_t)value);
}

void pgarray_int64(struct pgarray *w, int64_t value)
{
    uint8_t *at = element(w, 8);
    if (at == NULL) return;
    put32(at, (uint32_t)((uint64_t)value >> 32));
    put32(at + 4, (uint32_t)value);
}

void pgarray_bytes(struct pgarray *w, const void *bytes, size_t length)
{
    uint8_t *at = element(w, length);
    if (at != NULL && length > 0) memcpy(at, bytes, length);
}

void pgarray_text(struct pgarray *w, const char *text)
{
    if (text == NULL)
        pgarray_null(w);
    else
        pgarray_bytes(w, text, strlen(text));
}

void pgarray_day(struct pgarray *w, int32_t day)
{
    pgarray_int32(w, day - epoch_days);
}

void pgarray_time(struct pgarray *w, int64_t at_us)
{
    pgarray_int64(w, at_us - epoch_us);
}

void pgarray_infinity(struct pgarray *w)
{
    pgarray_int64(w, INT64_MAX);
}
