/* The body tables and their decoder. */
#include "proto/codec.h"

#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/codec_int.h"
#include "proto/command.h"

#define CODE(name_, required_) F(command, name_, FIELD_CODE, required_, 1, 63)
#define MINUTES                F(command, minutes, FIELD_INT, false, 0, MINUTES_MAX)
#define CONTACT_FIELDS                                                                             \
    F_NAME(command, "direction", direction, direction, false),                                     \
        F_NAME(command, "purpose", purpose, purpose, false),                                       \
        F_NAME(command, "cause", cause, cause, false),                                             \
        F(command, wait_s, FIELD_INT, false, 0, SECONDS_MAX),                                      \
        F(command, duration_s, FIELD_INT, false, 0, SECONDS_MAX)

/* What ticket desks and phone systems know of a contact. */
#define MEASURED_FIELDS                                                                            \
    F_AS(command, "queued_at", queued_at_us, FIELD_TIME, false, 0, 0),                             \
        F_AS(command, "answered_at", answered_at_us, FIELD_TIME, false, 0, 0),                     \
        F_AS(command, "ended_at", ended_at_us, FIELD_TIME, false, 0, 0),                           \
        F_AS(command, "appointment_at", appointment_at_us, FIELD_TIME, false, 0, 0)

static const struct body_field session_open_fields[] = {
    F(session_open_body, user_name, FIELD_LINE, true, 1, 100),
    F(session_open_body, password, FIELD_SECRET, true, 1, 1000),
    F(session_open_body, cookie, FIELD_BOOL, false, 0, 0),
};
static const struct body_field view_fields[] = {
    F(view_body, name, FIELD_LINE, true, 1, 100),
    F(view_body, page, FIELD_CODE, true, 1, 63),
    F(view_body, query, FIELD_LINE, false, 0, 2000),
    F(view_body, shared, FIELD_BOOL, false, 0, 0),
};
static const struct body_field absence_fields[] = {
    F(absence_body, from, FIELD_LINE, true, DATE_CHARS, DATE_CHARS),
    F(absence_body, to, FIELD_LINE, true, DATE_CHARS, DATE_CHARS),
};
static const struct body_field password_change_fields[] = {
    F(password_change_body, old_password, FIELD_SECRET, true, 1, 1000),
    F(password_change_body, new_password, FIELD_SECRET, true, 10, 1000),
};
static const struct body_field identifier_fields[] = {
    F(identifier_body, kind, FIELD_CODE, true, 1, 40),
    F(identifier_body, value, FIELD_LINE, true, 1, 100),
};
static const struct body_fields body_identifier = {identifier_fields, 2};
static const struct body_field customer_fields[] = {
    F(customer_body, agency, FIELD_CODE, false, 1, 63),
    F(customer_body, name, FIELD_LINE, true, 1, LINE_MAX_CHARS),
    F(customer_body, phone, FIELD_LINE, false, 0, 40),
    F(customer_body, email, FIELD_LINE, false, 0, LINE_MAX_CHARS),
    F(customer_body, address, FIELD_LINE, false, 0, 400),
    F(customer_body, language, FIELD_LINE, false, 0, 20),
    F(customer_body, segment, FIELD_CODE, false, 1, 63),
    F_NAME(customer_body, "channel", channel, channel, false),
    {.name = "identifiers",
     .type = FIELD_LIST,
     .offset = offsetof(struct customer_body, identifiers),
     .min = 0,
     .max = 10,
     .of = &body_identifier,
     .item_size = sizeof(struct identifier_body)},
};
static const struct body_field customer_merge_fields[] = {
    F(customer_merge_body, into, FIELD_LONG, true, 1, INT64_MAX),
};
static const struct body_field customer_erase_fields[] = {
    F(customer_erase_body, reason, FIELD_LINE, true, 1, LINE_MAX_CHARS),
};
static const struct body_field contact_fields[] = {
    F_AS(command, "customer", customer_id, FIELD_LONG, false, 1, INT64_MAX),
    CODE(agency, false),
    CODE(office, false),
    CODE(service, false),
    CODE(segment, false),
    F_NAME(command, "channel", channel, channel, true),
    CONTACT_FIELDS,
    MEASURED_FIELDS,
    F(command, abandoned, FIELD_BOOL, false, 0, 0),
    F(command, source, FIELD_LINE, false, 1, 63),
    F(command, external_id, FIELD_LINE, false, 1, 100),
    F_AS(command, "summary", body, FIELD_TEXT, false, 0, TEXT_MAX_CHARS),
};
static const struct body_field case_log_fields[] = {
    CODE(service, true),
    CODE(agency, false),
    CODE(office, false),
    CODE(segment, false),
    F_NAME(command, "channel", channel, channel, true),
    F_AS(command, "customer", customer_id, FIELD_LONG, false, 1, INT64_MAX),
    F(command, subject, FIELD_LINE, true, 1, LINE_MAX_CHARS),
    F(command, details, FIELD_TEXT, false, 0, TEXT_MAX_CHARS),
    F(command, language, FIELD_LINE, false, 0, 20),
    F_AS(command, "received_at", received_at_us, FIELD_TIME, false, 0, 0),
    F(command, outcome, FIELD_CODE, false, 1, 63),
    MINUTES,
    CONTACT_FIELDS,
    F_AS(command, "contact_source", source, FIELD_LINE, false, 1, 63),
    F_AS(command, "contact_external_id", external_id, FIELD_LINE, false, 1, 100),
};
static const struct body_field case_assign_fields[] = {CODE(to, true)};
static const struct body_field case_hand_over_fields[] = {
    CODE(to, false),
    CODE(queue, false),
    CODE(agency, false),
    F(command, reason, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
};
static const struct body_field case_step_fields[] = {
    CODE(step, true),
    CODE(outcome, false),
    MINUTES,
    F(command, outside_system, FIELD_BOOL, false, 0, 0),
};
static const struct body_field case_note_fields[] = {
    F(command, body, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    F(command, visible, FIELD_BOOL, false, 0, 0),
    MINUTES,
};
static const struct body_field case_contact_fields[] = {
    F_NAME(command, "channel", channel, channel, true),
    CODE(office, false),
    CONTACT_FIELDS,
    MEASURED_FIELDS,
    F(command, source, FIELD_LINE, false, 1, 63),
    F(command, external_id, FIELD_LINE, false, 1, 100),
    F_AS(command, "summary", body, FIELD_TEXT, false, 0, TEXT_MAX_CHARS),
    MINUTES,
};
static const struct body_field case_bring_in_fields[] = {
    F_AS(command, "question", body, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    CODE(queue, false),
    CODE(to, false),
    MINUTES,
};
static const struct body_field case_pause_fields[] = {
    F_NAME(command, "reason", pause_reason, pause_reason, true),
    F_AS(command, "note", body, FIELD_TEXT, false, 0, TEXT_MAX_CHARS),
};
static const struct body_field case_reopen_fields[] = {
    F(command, reason, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
};
static const struct body_field case_customer_fields[] = {
    F_AS(command, "customer", customer_id, FIELD_LONG, true, 1, INT64_MAX),
};
static const struct body_field case_extend_fields[] = {
    F(command, amount, FIELD_INT, true, 1, 1000000),
    F(command, reason, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    F_NAME(command, "clock", clock_kind, standard_kind, false),
};
static const struct body_field case_close_fields[] = {
    CODE(outcome, true),
    MINUTES,
    F(command, outside_system, FIELD_BOOL, false, 0, 0),
};
static const struct body_field case_link_fields[] = {
    F_AS(command, "other", other_reference, FIELD_LINE, true, 1, 20),
    F_NAME(command, "kind", link_kind, link_kind, false),
};
static const struct body_field task_answer_fields[] = {
    F_AS(command, "answer", body, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    MINUTES,
};
static const struct body_field notice_seen_fields[] = {
    F(notice_seen_body, up_to, FIELD_LONG, true, 1, INT64_MAX),
};
static const struct body_field import_fields[] = {
    F(import_body, agency, FIELD_CODE, false, 1, 63),
    F(import_body, source, FIELD_LINE, true, 1, 63),
    F(import_body, rows, FIELD_LIST, true, 0, IMPORT_ROWS_MAX),
};
static const struct body_field remedy_fields[] = {
    F(remedy_body, what, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    F(remedy_body, owner, FIELD_CODE, false, 1, 63),
    F_AS(remedy_body, "due_at", due_at_us, FIELD_TIME, false, 0, 0),
};
static const struct body_fields body_remedy = {remedy_fields, 3};
#define REMEDIES(required_)                                                                        \
    {                                                                                              \
        .name = "remedies", .type = FIELD_LIST, .required = required_,                             \
        .offset = offsetof(struct complaint_body, remedies), .max = 6, .of = &body_remedy,         \
        .item_size = sizeof(struct remedy_body)                                                    \
    }
static const struct body_field complaint_log_fields[] = {
    F(complaint_body, agency, FIELD_CODE, false, 1, 63),
    F(complaint_body, office, FIELD_CODE, false, 1, 63),
    F(complaint_body, service, FIELD_CODE, false, 1, 63),
    F(complaint_body, segment, FIELD_CODE, false, 1, 63),
    F_AS(complaint_body, "case", case_reference, FIELD_LINE, false, 1, 20),
    F(complaint_body, customer, FIELD_LONG, false, 1, INT64_MAX),
    F_NAME(complaint_body, "channel", channel, channel, true),
    F(complaint_body, subject, FIELD_CODE, false, 1, 63),
    F(complaint_body, text, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    F_AS(complaint_body, "received_at", received_at_us, FIELD_TIME, false, 0, 0),
    F_AS(complaint_body, "happened_at", happened_at_us, FIELD_TIME, false, 0, 0),
    F(complaint_body, about, FIELD_LIST, false, 0, 8),
};
static const struct body_field complaint_answer_fields[] = {
    F_NAME(complaint_body, "outcome", outcome, complaint_outcome, true),
    F(complaint_body, answer, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
    F(complaint_body, lesson, FIELD_TEXT, false, 1, TEXT_MAX_CHARS),
    REMEDIES(false),
};
static const struct body_field complaint_extend_fields[] = {
    F(complaint_body, amount, FIELD_INT, true, 1, 1000),
    F(complaint_body, reason, FIELD_TEXT, true, 1, TEXT_MAX_CHARS),
};
static const struct body_field complaint_withdraw_fields[] = {
    F(complaint_body, reason, FIELD_TEXT, false, 1, TEXT_MAX_CHARS),
};
static const struct body_field complaint_convert_fields[] = {
    F(complaint_body, service, FIELD_CODE, true, 1, 63),
    F(complaint_body, subject, FIELD_LINE, true, 1, LINE_MAX_CHARS),
};
static const struct body_field complaint_link_fields[] = {
    F_AS(complaint_body, "case", case_reference, FIELD_LINE, true, 1, 20),
};
static const struct body_field complaint_remedies_fields[] = {REMEDIES(true)};
static const struct body_field complaint_remedy_done_fields[] = {
    F(complaint_body, remedy, FIELD_LONG, true, 1, INT64_MAX),
};
static const struct body_field complaint_printed_fields[] = {
    F(complaint_body, letter, FIELD_LONG, true, 1, INT64_MAX),
};
static const struct body_field desk_apply_fields[] = {
    F(desk_body, files, FIELD_LIST, true, 0, 2000),
};
static const struct body_field import_row_fields[] = {
    F(command, external_id, FIELD_LINE, true, 1, 100),
    CODE(service, true),
    CODE(office, true),
    F_NAME(command, "channel", channel, channel, true),
    F(command, subject, FIELD_LINE, false, 0, LINE_MAX_CHARS),
    F(command, details, FIELD_TEXT, false, 0, TEXT_MAX_CHARS),
    F_AS(command, "opened_at", opened_at_us, FIELD_TIME, true, 0, 0),
    F_AS(command, "closed_at", closed_at_us, FIELD_TIME, false, 0, 0),
    CODE(outcome, false),
    CODE(segment, false),
};

static const struct body_field import_contact_row_fields[] = {
    F(command, external_id, FIELD_LINE, true, 1, 100),
    F_NAME(command, "channel", channel, channel, true),
    CODE(office, true),
    MEASURED_FIELDS,
    F(command, abandoned, FIELD_BOOL, false, 0, 0),
    CONTACT_FIELDS,
    CODE(service, false),
    CODE(segment, false),
};

const struct body_fields body_empty = {NULL, 0};
TABLE(session_open)
TABLE(password_change)
TABLE(customer)
TABLE(customer_merge)
TABLE(customer_erase)
TABLE(contact)
TABLE(case_log)
TABLE(case_assign)
TABLE(case_hand_over)
TABLE(case_step)
TABLE(case_note)
TABLE(case_contact)
TABLE(case_bring_in)
TABLE(case_pause)
TABLE(case_reopen)
TABLE(case_customer)
TABLE(case_extend)
TABLE(case_close)
TABLE(case_link)
TABLE(task_answer)
TABLE(notice_seen)
TABLE(import)
TABLE(import_row)
TABLE(import_contact_row)
TABLE(complaint_log)
TABLE(complaint_answer)
TABLE(complaint_extend)
TABLE(complaint_withdraw)
TABLE(complaint_convert)
TABLE(complaint_link)
TABLE(complaint_remedies)
TABLE(complaint_remedy_done)
TABLE(complaint_printed)
TABLE(desk_apply)
TABLE(view)
TABLE(absence)

void command_clear(struct command *command)
{
    memset(command, 0, sizeof *command);
    command->received_at_us = command->opened_at_us = command->closed_at_us = NO_TIME;
    command->queued_at_us = command->answered_at_us = command->ended_at_us = NO_TIME;
    command->appointment_at_us = NO_TIME;
    command->minutes = command->wait_s = command->duration_s = -1;
}

int body_field_index(const struct body_fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->fields[i].name, name) == 0) return (int)i;
    return -1;
}

/* One object being decoded. */
struct decoding {
    struct arena *arena;
    const char *prefix;
    struct error *error;
    bool full;
};

__attribute__((format(printf, 3, 4))) static void wrong(struct decoding *decoding, const char *name,
                                                        const char *format, ...)
{
    char field[96];
    va_list args;
    snprintf(field, sizeof field, "%s/%s", decoding->prefix, name);
    va_start(args, format);
    error_vfield(decoding->error, field, format, args);
    va_end(args);
}

/* Characters (code points) of valid UTF-8. */
static int64_t characters(const char *text)
{
    int64_t count = 0;
    for (; *text != '\0'; text++) count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static bool has_control(const char *text, bool lines)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if (lines && (*at == '\n' || *at == '\t' || *at == '\r')) continue;
        if (*at < 0x20 || *at == 0x7F) return true;
        if (*at == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F) return true; /* C1 controls */
    }
    return false;
}

static bool only_blanks(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static bool is_code(const char *text)
{
    return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-_")] == '\0';
}

static void read_string(struct decoding *decoding, const struct body_field *field,
                        json_object *value, const char **slot)
{
    if (!json_object_is_type(value, json_type_string)) {
        wrong(decoding, field->name, "must be a text");
        return;
    }
    const char *text = json_object_get_string(value);
    if (strlen(text) != (size_t)json_object_get_string_len(value)) {
        wrong(decoding, field->name, "must not contain the character U+0000");
        return;
    }
    int64_t length = characters(text);
    if (field->min > 0 && field->type != FIELD_SECRET && only_blanks(text))
        wrong(decoding, field->name, "must not be blank");
    else if (length > field->max || length < field->min)
        wrong(decoding, field->name, "must have %lld to %lld characters, has %lld",
              (long long)field->min, (long long)field->max, (long long)length);
    else if (field->type == FIELD_CODE && !is_code(text))
        wrong(decoding, field->name, "must be a code: small letters, digits and hyphens");
    else if (field->type != FIELD_SECRET && has_control(text, field->type == FIELD_TEXT))
        wrong(decoding, field->name, "must not contain control characters");
    else if ((*slot = arena_strdup(decoding->arena, text)) == NULL)
        decoding->full = true;
}

static void read_name(struct decoding *decoding, const struct body_field *field, json_object *value,
                      int *slot)
{
    if (json_object_is_type(value, json_type_string))
        *slot = name_number(field->set, json_object_get_string(value));
    if (*slot != 0) return;
    char names[160];
    size_t used = 0;
    for (int i = 1; i < field->set->count && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 1 ? ", " : "",
                                 field->set->names[i]);
    wrong(decoding, field->name, "must be one of: %s", names);
}

static void read_number(struct decoding *decoding, const struct body_field *field,
                        json_object *value, void *slot)
{
    int64_t number = json_object_get_int64(value);
    if (!json_object_is_type(value, json_type_int) || number < field->min || number > field->max) {
        wrong(decoding, field->name, "must be a whole number from %lld to %lld",
              (long long)field->min, (long long)field->max);
        return;
    }
    if (field->type == FIELD_LONG)
        *(int64_t *)slot = number;
    else
        *(int32_t *)slot = (int32_t)number;
}

static void read_decimal(struct decoding *decoding, const struct body_field *field,
                         json_object *value, int64_t *slot)
{
    double number = json_object_get_double(value);
    bool is_number =
        json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
    if (!is_number || !(number >= (double)field->min && number <= (double)field->max))
        wrong(decoding, field->name, "must be a number from %lld to %lld", (long long)field->min,
              (long long)field->max);
    else
        *slot = (int64_t)(number * 1000 + (number < 0 ? -0.5 : 0.5));
}

static void read_items(struct decoding *decoding, const struct body_field *field,
                       json_object *value, struct body_list *slot)
{
    slot->count = json_object_array_length(value);
    slot->items = arena_array(decoding->arena, slot->count, field->item_size);
    if (slot->items == NULL) {
        decoding->full = true;
        return;
    }
    for (size_t i = 0; i < slot->count; i++) {
        char prefix[96];
        snprintf(prefix, sizeof prefix, "%s/%s/%zu", decoding->prefix, field->name, i);
        if (body_decode(decoding->arena, json_object_array_get_idx(value, i), field->of, prefix,
                        false, (char *)slot->items + i * field->item_size, NULL,
                        decoding->error) == ERR_TOO_LARGE)
            decoding->full = true;
    }
}

static void read_list(struct decoding *decoding, const struct body_field *field, json_object *value,
                      void *slot)
{
    if (!json_object_is_type(value, json_type_array) ||
        (int64_t)json_object_array_length(value) > field->max)
        wrong(decoding, field->name, "must be a list of at most %lld items", (long long)field->max);
    else if (field->of == NULL)
        *(json_object **)slot = value;
    else
        read_items(decoding, field, value, slot);
}

static void read_field(struct decoding *decoding, const struct body_field *field,
                       json_object *value, char *target)
{
    void *slot = target + field->offset;
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_SECRET:
    case FIELD_CODE: read_string(decoding, field, value, slot); break;
    case FIELD_NAME: read_name(decoding, field, value, slot); break;
    case FIELD_INT:
    case FIELD_LONG: read_number(decoding, field, value, slot); break;
    case FIELD_BOOL:
        if (json_object_is_type(value, json_type_boolean))
            *(bool *)slot = json_object_get_boolean(value) != 0;
        else
            wrong(decoding, field->name, "must be true or false");
        break;
    case FIELD_TIME:
        if (!json_object_is_type(value, json_type_string) ||
            !time_parse(json_object_get_string(value), slot))
            wrong(decoding, field->name,
                  "must be a time with its offset, such as 2026-01-31T09:30:00+02:00");
        break;
    case FIELD_DECIMAL: read_decimal(decoding, field, value, slot); break;
    case FIELD_LIST: read_list(decoding, field, value, slot); break;
    case FIELD_OBJECT:
        if (json_object_is_type(value, json_type_object))
            *(json_object **)slot = value;
        else
            wrong(decoding, field->name, "must be an object");
        break;
    }
}

static void known_fields(const struct body_fields *fields, char text[static 128])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < fields->count && used < 120; i++)
        used += (size_t)snprintf(text + used, 128 - used, "%s%s", i > 0 ? ", " : "",
                                 fields->fields[i].name);
}

enum error_code body_decode(struct arena *arena, json_object *object,
                            const struct body_fields *fields, const char *prefix, bool partial,
                            void *target, uint64_t *given, struct error *error)
{
    struct decoding decoding = {arena, prefix, error, false};
    uint64_t seen = 0;
    if (!json_object_is_type(object, json_type_object)) {
        error_field(error, prefix[0] == '\0' ? "/" : prefix, "must be an object");
        return error->code;
    }
    json_object_object_foreach(object, key, value)
    {
        int index = body_field_index(fields, key);
        if (index < 0) {
            char known[128];
            known_fields(fields, known);
            wrong(&decoding, key, "is not known here; known: %s", known);
            continue;
        }
        seen |= UINT64_C(1) << index;
        if (value != NULL)
            read_field(&decoding, &fields->fields[index], value, target);
        else if (fields->fields[index].required)
            wrong(&decoding, key, "must not be null");
    }
    for (size_t i = 0; i < fields->count && !partial; i++)
        if (fields->fields[i].required && (seen & (UINT64_C(1) << i)) == 0)
            wrong(&decoding, fields->fields[i].name, "is missing");
    if (given != NULL) *given = seen;
    if (decoding.full)
        return error_set(error, ERR_TOO_LARGE, "the request is larger than can be worked on");
    return error->code;
}
