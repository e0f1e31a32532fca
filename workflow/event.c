/* Canonical text and hash chain of case events. */
#include "workflow/event.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/sha256.h"

enum { FACTS_TEXT_MAX = 4096, HEADER_BYTES = 4 + 8 + 4 + 4 + 8 + 4 + 4 + 4 + 4 + 4 };

/* A growing text in a fixed buffer; overflow is remembered, nothing is written past the end. */
struct text {
    char bytes[FACTS_TEXT_MAX];
    size_t length;
    bool overflow;
};

static void put(struct text *text, const char *bytes, size_t length)
{
    if (length >= sizeof text->bytes - text->length) {
        text->overflow = true;
        return;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

/* Writes `"name":` with hyphens for underscores, after a comma when it is not the first. */
static void put_name(struct text *text, const char *name)
{
    put(text, text->length > 1 ? ",\"" : "\"", text->length > 1 ? 2 : 1);
    for (; *name != '\0'; name++) put(text, *name == '_' ? "-" : name, 1);
    put(text, "\":", 2);
}

static void put_long(struct text *text, const char *name, int64_t value)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, value);
    put_name(text, name);
    put(text, digits, (size_t)length);
}

static void put_text(struct text *text, const char *name, const char *value)
{
    put_name(text, name);
    put(text, "\"", 1);
    for (; *value != '\0'; value++) {
        unsigned char byte = (unsigned char)*value;
        if (byte == '"' || byte == '\\') {
            put(text, "\\", 1);
            put(text, value, 1);
        } else if (byte < 0x20) {
            char escaped[8];
            put(text, escaped, (size_t)snprintf(escaped, sizeof escaped, "\\u%04x", byte));
        } else {
            put(text, value, 1);
        }
    }
    put(text, "\"", 1);
}

void event_facts_clear(struct event_facts *facts)
{
    memset(facts, 0, sizeof *facts);
#define CLEAR_INT(name)
#define CLEAR_LONG(name)
#define CLEAR_TIME(name) facts->name##_us = NO_TIME;
#define CLEAR_TEXT(name) facts->name = NULL;
    EVENT_FACTS(CLEAR_INT, CLEAR_LONG, CLEAR_TIME, CLEAR_TEXT)
}

static void facts_write(const struct event_facts *facts, struct text *text)
{
    put(text, "{", 1);
#define WRITE_NUMBER(name)                                                                         \
    if (facts->name != 0) put_long(text, #name, facts->name);
#define WRITE_TIME(name)                                                                           \
    if (facts->name##_us != NO_TIME) put_long(text, #name, facts->name##_us);
#define WRITE_TEXT(name)                                                                           \
    if (facts->name != NULL) put_text(text, #name, facts->name);
    EVENT_FACTS(WRITE_NUMBER, WRITE_NUMBER, WRITE_TIME, WRITE_TEXT)
    put(text, "}", 1);
}

static unsigned char *put_be(unsigned char *at, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) at[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
    return at + bytes;
}

void event_hash(const struct case_event *event, const uint8_t previous[HASH_SIZE],
                uint8_t hash[HASH_SIZE])
{
    unsigned char header[HEADER_BYTES], *at = header;
    at = put_be(at, (uint32_t)event->agency_id, 4);
    at = put_be(at, (uint64_t)event->case_id, 8);
    at = put_be(at, (uint32_t)event->seq, 4);
    at = put_be(at, (uint32_t)event->kind, 4);
    at = put_be(at, (uint64_t)event->at_us, 8);
    at = put_be(at, (uint32_t)event->actor_id, 4);
    at = put_be(at, (uint32_t)event->office_id, 4);
    at = put_be(at, (uint32_t)event->service_id, 4);
    at = put_be(at, (uint32_t)event->segment_id, 4);
    put_be(at, (uint32_t)event->channel, 4);
    struct sha256 state;
    sha256_begin(&state);
    sha256_add(&state, previous, HASH_SIZE);
    sha256_add(&state, header, sizeof header);
    sha256_add(&state, event->facts_json, strlen(event->facts_json));
    sha256_end(&state, hash);
}

int event_seal(struct arena *arena, struct case_event *event, const uint8_t previous[HASH_SIZE])
{
    struct text text = {.length = 0};
    facts_write(&event->facts, &text);
    if (text.overflow) return -1;
    event->facts_json = arena_strndup(arena, text.bytes, text.length);
    if (event->facts_json == NULL) return -1;
    event_hash(event, previous, event->hash);
    return 0;
}

/* The value of a fact in the parsed text, or NULL. */
static json_object *fact(json_object *object, const char *name)
{
    char key[32];
    size_t length = 0;
    for (; name[length] != '\0' && length < sizeof key - 1; length++)
        key[length] = name[length] == '_' ? '-' : name[length];
    key[length] = '\0';
    json_object *value = NULL;
    json_object_object_get_ex(object, key, &value);
    return value;
}

int event_parse(struct arena *arena, struct case_event *event)
{
    json_object *object = json_tokener_parse(event->facts_json);
    if (object == NULL || !json_object_is_type(object, json_type_object)) {
        json_object_put(object);
        return -1;
    }
    struct event_facts *facts = &event->facts;
    json_object *value;
    int result = 0;
    event_facts_clear(facts);
#define READ_INT(name)                                                                             \
    if ((value = fact(object, #name)) != NULL) facts->name = json_object_get_int(value);
#define READ_LONG(name)                                                                            \
    if ((value = fact(object, #name)) != NULL) facts->name = json_object_get_int64(value);
#define READ_TIME(name)                                                                            \
    if ((value = fact(object, #name)) != NULL) facts->name##_us = json_object_get_int64(value);
#define READ_TEXT(name)                                                                            \
    if ((value = fact(object, #name)) != NULL) {                                                   \
        facts->name = arena_strdup(arena, json_object_get_string(value));                          \
        if (facts->name == NULL) result = -1;                                                      \
    }
    EVENT_FACTS(READ_INT, READ_LONG, READ_TIME, READ_TEXT)
    json_object_put(object);
    return result;
}

char *event_digest(struct arena *arena, const uint8_t salt[16], const char *const *texts,
                   size_t count)
{
    struct sha256 state;
    uint8_t hash[SHA256_BYTES];
    sha256_begin(&state);
    sha256_add(&state, salt, 16);
    for (size_t i = 0; i < count; i++) {
        const char *text = texts[i] == NULL ? "" : texts[i];
        sha256_add(&state, text, strlen(text) + 1);
    }
    sha256_end(&state, hash);
    char *hex = arena_alloc(arena, 2 * sizeof hash + 1);
    if (hex != NULL) sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    return hex;
}
