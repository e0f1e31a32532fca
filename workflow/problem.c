/* An error as its client reads it. */
#include "workflow/problem.h"

#include <stdio.h>
#include <string.h>

#include "proto/json_write.h"
#include "proto/utf8.h"

/* ---- words ---- */

enum { SAID_MAX = 2048, ARGUMENT_MAX = 512 };

/* A message being said in another language; what does not fit is cut. */
struct saying {
    const struct words *words;
    const char *message;
    const struct error_source *source;
    char text[SAID_MAX];
    size_t length;
};

static void put(struct saying *saying, const char *bytes, size_t length)
{
    size_t left = sizeof saying->text - saying->length;
    if (length > left) length = left;
    memcpy(saying->text + saying->length, bytes, length);
    saying->length += length;
}

/* {N} or {N|how} of a catalogue. */
struct slot {
    unsigned number; /* from 0 */
    const char *how; /* how_length 0: as it is */
    int how_length;
    const char *end; /* what comes after it */
};

static bool read_slot(const char *at, struct slot *slot)
{
    const char *end = strchr(at, '}');
    if (end == NULL || at[1] < '1' || at[1] > '9' || (at[2] != '}' && at[2] != '|')) return false;
    slot->number = (unsigned)(at[1] - '1');
    slot->how = at[2] == '|' ? at + 3 : end;
    slot->how_length = (int)(end - slot->how);
    slot->end = end + 1;
    return true;
}

/* Puts what the catalogue has for a key, else the argument as it is. */
static void put_told(struct saying *saying, const char *key, const char *argument, size_t length)
{
    const char *told = words_problem(saying->words, key);
    put(saying, told == NULL ? argument : told, told == NULL ? length : strlen(told));
}

/* Names of a set, as in "team-lead, manager"; what follows a name after a blank stays. */
static void put_names(struct saying *saying, const struct slot *slot, const char *names)
{
    char key[ARGUMENT_MAX + ERROR_TEXT];
    while (*names != '\0') {
        size_t length = strcspn(names, ", "), rest = 0;
        snprintf(key, sizeof key, "%.*s.%.*s", slot->how_length, slot->how, (int)length, names);
        put_told(saying, key, names, length);
        names += length;
        if (*names == ' ') rest = strcspn(names, ",");
        rest += strspn(names + rest, ", ");
        put(saying, names, rest);
        names += rest;
    }
}

static void put_argument(struct saying *saying, const struct slot *slot)
{
    char argument[ARGUMENT_MAX];
    if (slot->number >= saying->source->count) return;
    size_t from = saying->source->arguments[slot->number].from;
    size_t length = saying->source->arguments[slot->number].to - from;
    if (length >= sizeof argument) length = sizeof argument - 1;
    length = utf8_valid_prefix(saying->message + from, length);
    memcpy(argument, saying->message + from, length);
    argument[length] = '\0';
    if (slot->how_length == 0)
        put(saying, argument, length);
    else if (slot->how_length == 4 && memcmp(slot->how, "text", 4) == 0)
        put_told(saying, argument, argument, length);
    else
        put_names(saying, slot, argument);
}

/* The text of the catalogue with its slots filled. */
static void fill(struct saying *saying, const char *text)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        struct slot slot;
        put(saying, text, plain);
        text += plain;
        if (*text == '\0') return;
        if (read_slot(text, &slot)) {
            put_argument(saying, &slot);
            text = slot.end;
        } else {
            put(saying, text++, 1);
        }
    }
}

static const char *filled(struct arena *arena, const struct words *words, const char *text,
                          const char *message, const struct error_source *source)
{
    struct saying saying = {.words = words, .message = message, .source = source, .length = 0};
    fill(&saying, text);
    return arena_strndup(arena, saying.text, utf8_valid_prefix(saying.text, saying.length));
}

const char *problem_text(const struct words *words, const char *text)
{
    const char *told = words_problem(words, text);
    return told == NULL ? text : told;
}

const char *problem_said(struct arena *arena, const struct words *words, const char *message,
                         const struct error_source *source)
{
    char key[ERROR_KEY];
    const char *text = NULL;
    if (source->format != NULL) {
        error_key(source->format, key);
        text = words_problem(words, key);
    }
    if (text == NULL)
        return arena_strndup(arena, message, utf8_valid_prefix(message, strlen(message)));
    return filled(arena, words, text, message, source);
}

/* ---- what was stored ---- */

static const char *find_slot(const char *key)
{
    while ((key = strchr(key, '{')) != NULL && (key[1] < '1' || key[1] > '9' || key[2] != '}'))
        key++;
    return key;
}

/* Where `length` bytes of a key stand in a text: at its end, or where they come first; NULL:
 * nowhere. */
static const char *find_piece(const char *text, const char *piece, size_t length, bool at_end)
{
    if (at_end) text += strlen(text) > length ? strlen(text) - length : 0;
    while (strncmp(text, piece, length) != 0)
        if (*text++ == '\0') return NULL;
    return text;
}

/* Whether a message is what a key says, and which parts of it are arguments. */
static bool is_of(const char *key, const char *message, struct error_source *source)
{
    enum { SLOT = 3 }; /* {1} */
    const char *at = message, *slot = find_slot(key);
    size_t length = slot == NULL ? strlen(key) : (size_t)(slot - key);
    source->count = 0;
    if (strncmp(at, key, length) != 0) return false;
    for (at += length; slot != NULL && source->count < ERROR_ARGUMENTS; at += length) {
        const char *rest = slot + SLOT;
        slot = find_slot(rest);
        length = slot == NULL ? strlen(rest) : (size_t)(slot - rest);
        const char *end = find_piece(at, rest, length, slot == NULL);
        if (end == NULL) return false;
        source->arguments[source->count].from = (uint16_t)(at - message);
        source->arguments[source->count++].to = (uint16_t)(end - message);
        at = end;
    }
    return *at == '\0';
}

const char *problem_retold(struct arena *arena, const struct words *words, const char *message)
{
    const char *key, *text, *best = NULL;
    struct error_source source, found = {.count = 0};
    size_t most = 0;
    if (strlen(message) > UINT16_MAX) return message;
    for (size_t i = 0; words_problem_each(words, i, &key, &text); i++) {
        if (!is_of(key, message, &source)) continue;
        size_t said = strlen(message);
        for (size_t j = 0; j < source.count; j++)
            said -= (size_t)(source.arguments[j].to - source.arguments[j].from);
        if (said <= most) continue;
        most = said;
        best = text;
        found = source;
    }
    return best == NULL ? message : filled(arena, words, best, message, &found);
}

/* ---- the document ---- */

/* Adds what is not empty; false: the arena is full. */
static bool add_text(struct json *json, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0') json_string(json, key, text);
    return text != NULL;
}

static bool add_fields(struct json *json, struct arena *arena, const struct words *words,
                       const struct error *error)
{
    bool fits = true;
    if (error->field_count == 0) return true;
    json_array(json, "fields");
    for (size_t i = 0; i < error->field_count && fits; i++) {
        const struct error_field *field = &error->fields[i];
        const char *name = arena_strndup(arena, field->field,
                                         utf8_valid_prefix(field->field, strlen(field->field)));
        const char *message = problem_said(arena, words, field->message, &field->source);
        json_object(json, NULL);
        json_string(json, "field", name);
        json_string(json, "message", message);
        json_object_end(json);
        fits = name != NULL && message != NULL;
    }
    json_array_end(json);
    if (error->more_fields > 0) json_number(json, "more_fields", (int64_t)error->more_fields);
    return fits;
}

const char *problem_json(struct arena *arena, const struct words *words, const struct error *error,
                         const char *request_id)
{
    const struct error_info *info = error_info(error->code);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    bool fits =
        add_text(&json, "type", arena_printf(arena, "urn:onestop:problem:%s", info->type)) &&
        add_text(&json, "title", problem_text(words, info->title));
    json_number(&json, "status", info->status);
    fits = fits &&
           add_text(&json, "detail",
                    problem_said(arena, words, error->message, &error->message_source)) &&
           add_text(&json, "hint", problem_said(arena, words, error->hint, &error->hint_source)) &&
           add_fields(&json, arena, words, error) &&
           add_text(&json, "request_id", request_id == NULL ? "" : request_id);
    json_object_end(&json);
    const char *document = json_text(&json, &length);
    return fits ? document : NULL;
}
