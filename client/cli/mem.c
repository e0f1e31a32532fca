/* Memory that is there or ends the program; see mem.h. */
#include "client/cli/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void)
{
    fputs("onestop: there is not enough memory\n", stderr);
    exit(1);
}

static void *there(void *memory)
{
    if (memory == NULL) out_of_memory();
    return memory;
}

struct arena *mem_arena(size_t limit_bytes)
{
    return there(arena_new(limit_bytes));
}

void *mem_array(struct arena *arena, size_t count, size_t size)
{
    return there(arena_array(arena, count, size));
}

char *mem_strdup(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : there(arena_strdup(arena, text));
}

char *mem_strndup(struct arena *arena, const char *text, size_t length)
{
    return there(arena_strndup(arena, text, length));
}

static void add_formatted(struct mem_text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

char *mem_printf(struct arena *arena, const char *format, ...)
{
    struct mem_text text = {.arena = arena};
    va_list args;
    va_start(args, format);
    add_formatted(&text, format, args);
    va_end(args);
    return text.bytes;
}

void mem_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size)
{
    if (arena_grow(arena, items, count, capacity, size) != 0) out_of_memory();
}

static void put(void *object)
{
    json_object_put(object);
}

struct json_object *mem_json_take(struct arena *arena, struct json_object *object)
{
    if (object != NULL && arena_cleanup(arena, put, object) != 0) out_of_memory();
    return object;
}

/* Room for length more bytes and a NUL. */
static void reserve(struct mem_text *text, size_t length)
{
    if (text->length + length + 1 <= text->capacity) return;
    size_t capacity = text->capacity == 0 ? 64 : text->capacity;
    while (capacity < text->length + length + 1) capacity *= 2;
    char *larger = there(arena_alloc(text->arena, capacity));
    if (text->length > 0) memcpy(larger, text->bytes, text->length);
    text->bytes = larger;
    text->capacity = capacity;
}

void mem_add(struct mem_text *text, const char *bytes, size_t length)
{
    reserve(text, length);
    if (length > 0) memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void mem_add_text(struct mem_text *text, const char *bytes)
{
    mem_add(text, bytes, strlen(bytes));
}

static void add_formatted(struct mem_text *text, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    reserve(text, length > 0 ? (size_t)length : 0);
    if (length > 0) vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    if (length > 0) text->length += (size_t)length;
    va_end(again);
}

void mem_add_printf(struct mem_text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_formatted(text, format, args);
    va_end(args);
}

const char *mem_text(const struct mem_text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}
