/* What stands between the wire and the rules: JSON bodies and their tables, times as text, and the
 * canonical text of events. The first byte chooses what the rest is. Beside memory faults it looks
 * for a value that broke its table's promise and was taken, for a fault without words, and for a
 * text that does not come back as it went. */
#include <assert.h>
#include <json-c/json.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/codec.h"
#include "proto/command.h"
#include "proto/json_parse.h"
#include "proto/utf8.h"
#include "workflow/event.h"
#include "workflow/problem.h"

enum { ARENA_BYTES = 1 << 20, SMALL_ARENA_BYTES = 2048, TEXTS_MAX = 40 };

static const struct body_fields *const tables[] = {
#define TABLE(name) &body_##name,
    BODY_TABLE(TABLE)
#undef TABLE
};
enum { TABLES = sizeof tables / sizeof tables[0], TIMES = 253, SEALS, PARSES };
static_assert(TABLES <= TIMES, "the first byte chooses a table or one of the others");

union target {
    struct command command;
    struct session_open_body session_open;
    struct password_change_body password_change;
    struct customer_body customer;
    struct customer_merge_body customer_merge;
    struct notice_seen_body notice_seen;
    struct feedback_log_body feedback_log;
    struct improvement_body improvement;
    struct signal_decide_body signal_decide;
    struct survey_answers_body survey_answers;
    struct survey_enter_body survey_enter;
    struct survey_link_body survey_link;
    struct sample_body sample;
    struct reply_body reply;
    struct complaint_body complaint;
    struct import_body import;
    struct desk_body desk;
};

/* ---- bodies ---- */

static int64_t characters(const char *text)
{
    int64_t count = 0;
    for (; *text != '\0'; text++) count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void check_object(const struct body_fields *fields, const char *target);

static void check_text(const struct body_field *field, const char *text)
{
    if (text == NULL) return;
    size_t length = strlen(text);
    assert(utf8_valid(text, length));
    assert(characters(text) >= field->min && characters(text) <= field->max);
    if (field->type == FIELD_LINE || field->type == FIELD_CODE)
        assert(utf8_printable(text, length));
}

static void check_number(const struct body_field *field, int64_t number, int64_t unset)
{
    assert(number == unset || (number >= field->min && number <= field->max));
}

/* A field that was taken keeps its table's promise, or is unset. */
static void check_field(const struct body_field *field, const char *target)
{
    const void *slot = target + field->offset;
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_SECRET:
    case FIELD_CODE: check_text(field, *(const char *const *)slot); break;
    case FIELD_NAME:
        assert(*(const int *)slot >= 0 && *(const int *)slot < field->set->count);
        break;
    case FIELD_INT: check_number(field, *(const int32_t *)slot, field->min == 0 ? -1 : 0); break;
    case FIELD_LONG: check_number(field, *(const int64_t *)slot, 0); break;
    case FIELD_BOOL: break;
    case FIELD_DECIMAL: {
        int64_t thousandths = *(const int64_t *)slot;
        assert(thousandths == 0 ||
               (thousandths >= field->min * 1000 && thousandths <= field->max * 1000));
        break;
    }
    case FIELD_TIME: {
        char text[TIME_TEXT];
        int64_t again;
        if (*(const int64_t *)slot == NO_TIME) break;
        time_format(*(const int64_t *)slot, text);
        assert(time_parse(text, &again) && again == *(const int64_t *)slot);
        break;
    }
    case FIELD_OBJECT: break; /* the handler reads it */
    case FIELD_LIST: {
        const struct body_list *list = slot;
        assert((int64_t)list->count <= field->max);
        for (size_t i = 0; i < list->count; i++)
            check_object(field->of, (const char *)list->items + i * field->item_size);
        break;
    }
    }
}

static void check_object(const struct body_fields *fields, const char *target)
{
    for (size_t i = 0; i < fields->count; i++) check_field(&fields->fields[i], target);
}

static void check_faults(struct arena *arena, const struct error *error)
{
    assert(error->field_count > 0 && error->field_count <= ERROR_FIELDS);
    for (size_t i = 0; i < error->field_count; i++) {
        assert(error->fields[i].field[0] == '/');
        assert(error->fields[i].message[0] != '\0');
    }
    const char *problem = problem_json(arena, words_at(1), error, "fuzz"), *fault;
    size_t at;
    assert(problem != NULL && utf8_valid(problem, strlen(problem)));
    struct json_object *read = json_parse(problem, strlen(problem), &fault, &at);
    assert(read != NULL);
    json_object_put(read);
}

/* Bodies of commands; the others are read into a struct of their own. */
static bool is_command(const struct body_fields *fields)
{
    static const struct body_fields *const commands[] = {
        &body_contact,     &body_case_log,    &body_case_assign,  &body_case_hand_over,
        &body_case_step,   &body_case_note,   &body_case_contact, &body_case_bring_in,
        &body_case_extend, &body_case_pause,  &body_case_reopen,  &body_case_close,
        &body_case_link,   &body_task_answer, &body_import_row,   &body_import_contact_row};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (fields == commands[i]) return true;
    return false;
}

static void decode(struct json_object *object, const struct body_fields *fields, bool partial,
                   size_t arena_bytes)
{
    struct arena *arena = arena_new(arena_bytes);
    union target target;
    uint64_t given = 0;
    struct error error = {.code = ERR_OK};
    memset(&target, 0, sizeof target);
    if (is_command(fields)) command_clear(&target.command);
    enum error_code code = body_decode(arena, object, fields, "", partial, &target, &given, &error);
    assert(code == error.code);
    assert(code == ERR_OK || code == ERR_INVALID || code == ERR_TOO_LARGE);
    assert(fields->count == 64 || given >> fields->count == 0);
    if (code == ERR_OK) check_object(fields, (const char *)&target);
    for (size_t i = 0; i < fields->count && code == ERR_OK && !partial; i++)
        assert(!fields->fields[i].required || (given & (UINT64_C(1) << i)) != 0);
    if (code == ERR_INVALID && arena_bytes == ARENA_BYTES) check_faults(arena, &error);
    arena_free(arena);
}

/* Written out and read again, the value is the same. */
static void check_again(struct json_object *value)
{
    const char *text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN), *fault;
    size_t at;
    struct json_object *again = json_parse(text, strlen(text), &fault, &at);
    assert(again != NULL && json_object_equal(value, again));
    json_object_put(again);
}

static void fuzz_body(const struct body_fields *fields, const char *bytes, size_t size)
{
    const char *fault = NULL;
    size_t at = 0;
    struct json_object *value = json_parse(bytes, size, &fault, &at);
    if (value == NULL) {
        assert(fault != NULL && fault[0] != '\0' && at <= size);
        return;
    }
    check_again(value);
    decode(value, fields, false, ARENA_BYTES);
    decode(value, fields, true, ARENA_BYTES);
    decode(value, fields, false, SMALL_ARENA_BYTES);
    json_object_put(value);
}

/* ---- times ---- */

static void fuzz_time(const char *bytes, size_t size)
{
    char *text = strndup(bytes, size), formatted[TIME_TEXT];
    int64_t at_us, again;
    if (time_parse(text, &at_us)) {
        time_format(at_us, formatted);
        assert(time_parse(formatted, &again) && again == at_us);
    }
    free(text);
    if (size < sizeof at_us) return;
    memcpy(&at_us, bytes, sizeof at_us);
    time_format(at_us, formatted); /* any number gives a text that ends */
    assert(memchr(formatted, '\0', sizeof formatted) != NULL);
    if (at_us != NO_TIME && time_parse(formatted, &again)) assert(again == at_us);
}

/* ---- events ---- */

/* Bytes given out piece by piece; 0 when there are none left. */
struct source {
    const char *at, *end;
    char *texts[TEXTS_MAX];
    size_t text_count;
};

static int64_t take_number(struct source *source)
{
    uint64_t number = 0;
    if (source->at == source->end) return 0;
    int bytes = (unsigned char)*source->at++ % 9;
    for (; bytes > 0 && source->at < source->end; bytes--)
        number = number << 8 | (unsigned char)*source->at++;
    return (int64_t)number;
}

/* A text as the codec lets it through: valid UTF-8. */
static const char *take_text(struct source *source)
{
    if (source->at == source->end) return NULL;
    size_t length = (unsigned char)*source->at++;
    if (length == 0) return NULL;
    if (length > (size_t)(source->end - source->at)) length = (size_t)(source->end - source->at);
    size_t whole = utf8_valid_prefix(source->at, length);
    assert(source->text_count < TEXTS_MAX);
    char *text = source->texts[source->text_count++] = strndup(source->at, whole);
    source->at += length;
    return text;
}

static void check_same(const struct event_facts *a, const struct event_facts *b)
{
#define SAME(name)      assert(a->name == b->name);
#define SAME_TIME(name) assert(a->name##_us == b->name##_us);
#define SAME_TEXT(name)                                                                            \
    assert((a->name == NULL) == (b->name == NULL));                                                \
    if (a->name != NULL) assert(strcmp(a->name, b->name) == 0);
    EVENT_FACTS(SAME, SAME, SAME_TIME, SAME_TEXT)
}

/* Sealed, parsed and sealed again: the same facts, the same text, the same hash. */
static void check_event(struct arena *arena, const struct case_event *event)
{
    static const uint8_t before[HASH_SIZE] = {1, 2, 3};
    uint8_t hash[HASH_SIZE];
    struct case_event sealed = *event;
    if (event_seal(arena, &sealed, before) != 0) return;
    struct case_event loaded = sealed;
    event_hash(&loaded, before, hash);
    assert(memcmp(hash, sealed.hash, HASH_SIZE) == 0);
    assert(event_parse(arena, &loaded) == 0);
    check_same(&event->facts, &loaded.facts);
    assert(event_seal(arena, &loaded, before) == 0);
    assert(strcmp(loaded.facts_json, sealed.facts_json) == 0);
    assert(memcmp(loaded.hash, sealed.hash, HASH_SIZE) == 0);
}

static void fuzz_seal(const char *bytes, size_t size)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct source source = {.at = bytes, .end = bytes + size};
    struct case_event event = {.agency_id = 1, .case_id = 7, .seq = 1, .kind = EVENT_OPENED};
    event_facts_clear(&event.facts);
#define TAKE_INT(name)  event.facts.name = (int32_t)take_number(&source);
#define TAKE_LONG(name) event.facts.name = take_number(&source);
#define TAKE_TIME(name) event.facts.name##_us = take_number(&source);
#define TAKE_TEXT(name) event.facts.name = take_text(&source);
    EVENT_FACTS(TAKE_INT, TAKE_LONG, TAKE_TIME, TAKE_TEXT)
    check_event(arena, &event);
    for (size_t i = 0; i < source.text_count; i++) free(source.texts[i]);
    arena_free(arena);
}

/* Text that somebody put into the table: read, or told to be no event, never more. */
static void fuzz_parse(const char *bytes, size_t size)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    char *text = strndup(bytes, size);
    struct case_event event = {.agency_id = 1, .case_id = 7, .seq = 2, .kind = EVENT_NOTED};
    event.facts_json = text;
    if (event_parse(arena, &event) == 0) check_event(arena, &event);
    free(text);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    int choice = data[0] < TIMES ? data[0] % TABLES : data[0];
    const char *bytes = (const char *)data + 1;
    size--;
    if (choice == TIMES)
        fuzz_time(bytes, size);
    else if (choice == SEALS)
        fuzz_seal(bytes, size);
    else if (choice == PARSES)
        fuzz_parse(bytes, size);
    else
        fuzz_body(tables[choice], bytes, size);
    return 0;
}
