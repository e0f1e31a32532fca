/* The rules of customers. */
#include "workflow/customer.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERR_UNAVAILABLE, "could not get memory for this request");
}

static bool given(const struct customer_told *told, const char *field)
{
    int index = body_field_index(&body_customer, field);
    assert(index >= 0);
    return (told->given & (UINT64_C(1) << index)) != 0;
}

/* ---- what a body says ---- */

static bool empty(const char *text)
{
    return text == NULL || text[strspn(text, " \t")] == '\0';
}

static void read_phone(struct arena *arena, const char *text, struct customer_told *told,
                       struct error *error)
{
    char phone[CUSTOMER_PHONE_SIZE];
    if (empty(text)) return;
    if (!customer_phone(text, phone))
        error_field(error, "/phone",
                    "is no phone number: + and %d to %d digits, such as +359 2 123 4567",
                    CUSTOMER_PHONE_DIGITS_MIN, CUSTOMER_PHONE_DIGITS_MAX);
    else if ((told->phone = arena_strdup(arena, phone)) == NULL)
        (void)no_memory(error);
}

/* "bg", "pt-br": a language tag, in small letters. */
static bool is_language(const char *text)
{
    size_t length = 0, part = 0;
    for (; *text != '\0'; text++, length++, part++) {
        bool letter = *text >= 'a' && *text <= 'z';
        if (*text == '-') {
            if (part < 2 || part > 8 || (length == part && part > 3)) return false;
            part = (size_t)-1;
        } else if (!letter && (length == part || *text < '0' || *text > '9')) {
            return false;
        }
    }
    return part >= 2 && part <= 8 && (length != part || part <= 3);
}

static void read_language(struct arena *arena, const char *text, struct customer_told *told,
                          struct error *error)
{
    if (empty(text)) return;
    char *language = arena_strdup(arena, text);
    if (language == NULL) {
        (void)no_memory(error);
        return;
    }
    for (char *c = language; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
    if (is_language(language))
        told->language = language;
    else
        error_field(error, "/language", "is no language code, such as bg or en");
}

static void read_identifiers(struct arena *arena, const struct body_list *list,
                             struct customer_told *told, struct error *error)
{
    const struct identifier_body *items = list->items;
    assert(list->count <= CUSTOMER_IDENTIFIERS_MAX);
    for (size_t i = 0; i < list->count; i++) {
        struct customer_identifier *identifier = &told->identifiers[told->identifier_count];
        char field[40];
        snprintf(field, sizeof field, "/identifiers/%zu", i);
        identifier->kind = items[i].kind;
        identifier->value = customer_identifier_value(arena, items[i].value);
        if (identifier->value == NULL) {
            error_field(error, field, "must have a value");
            continue;
        }
        for (size_t j = 0; j < told->identifier_count; j++)
            if (strcmp(told->identifiers[j].kind, identifier->kind) == 0 &&
                strcmp(told->identifiers[j].value, identifier->value) == 0)
                error_field(error, field, "is the same as /identifiers/%zu", j);
        told->identifier_count++;
    }
}

enum error_code customer_read(struct arena *arena, const struct customer_body *body,
                              uint64_t given_fields, struct customer_told *told,
                              struct error *error)
{
    memset(told, 0, sizeof *told);
    told->body = body;
    told->given = given_fields;
    if (body->name != NULL && (told->name = customer_words(arena, body->name)) == NULL)
        return no_memory(error);
    if (!empty(body->address) && (told->address = customer_words(arena, body->address)) == NULL)
        return no_memory(error);
    read_phone(arena, body->phone, told, error);
    if (!empty(body->email) && (told->email = customer_email(arena, body->email)) == NULL)
        error_field(error, "/email", "is no e-mail address, such as name@example.org");
    read_language(arena, body->language, told, error);
    read_identifiers(arena, &body->identifiers, told, error);
    return error->code;
}

static void find_segment(const struct customer_context *context, int32_t agency_id,
                         struct customer_told *told, struct error *error)
{
    if (told->body->segment == NULL) return;
    const struct segment *segment =
        desk_segment_by_code(context->desk, agency_id, told->body->segment);
    if (segment == NULL)
        error_field(error, "/segment", "there is no segment %s in this agency",
                    told->body->segment);
    else
        told->segment_id = segment->id;
}

/* Refuses what another record has already. */
static enum error_code check_holders(const struct customer_told *told, int64_t own_id,
                                     struct error *error)
{
    for (size_t i = 0; i < told->identifier_count; i++) {
        int64_t holder_id = told->identifiers[i].holder_id;
        if (holder_id == 0 || holder_id == own_id) continue;
        char field[40];
        snprintf(field, sizeof field, "/identifiers/%zu", i);
        if (error->code == ERR_OK) {
            error_set(error, ERR_CONFLICT, "customer %" PRId64 " has this identifier already",
                      holder_id);
            error_hint(error, "go on with customer %" PRId64 ", or correct the identifier",
                       holder_id);
        }
        error_field(error, field, "customer %" PRId64 " has it already", holder_id);
    }
    return error->code;
}

/* ---- effects ---- */

static enum error_code put_row(const struct customer_context *context, struct effects *effects,
                               const struct customer_row *after, int32_t expected_version,
                               struct error *error)
{
    struct customer_row *row = effects_add_customer_row(context->arena, effects);
    if (row == NULL) return no_memory(error);
    *row = *after;
    row->fresh = expected_version == 0;
    row->expected_version = expected_version;
    effects->agency_id = after->agency_id;
    return ERR_OK;
}

static enum error_code put_identifier(const struct customer_context *context,
                                      struct effects *effects, int32_t agency_id,
                                      const struct customer_identifier *identifier,
                                      int64_t customer_id, int64_t taken_from, struct error *error)
{
    struct identifier_row *row = effects_add_identifier_row(context->arena, effects);
    if (row == NULL) return no_memory(error);
    *row = (struct identifier_row){.agency_id = agency_id,
                                   .kind = identifier->kind,
                                   .value = identifier->value,
                                   .customer_id = customer_id,
                                   .taken_from = taken_from};
    return ERR_OK;
}

static bool has_identifier(const struct customer_identifier *list, size_t count,
                           const struct customer_identifier *identifier)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].kind, identifier->kind) == 0 &&
            strcmp(list[i].value, identifier->value) == 0)
            return true;
    return false;
}

enum error_code customer_add(const struct customer_context *context, int32_t agency_id, int64_t id,
                             struct customer_told *told, struct effects *effects,
                             struct customer *after, struct error *error)
{
    find_segment(context, agency_id, told, error);
    if (error->code != ERR_OK || check_holders(told, id, error) != ERR_OK) return error->code;
    memset(after, 0, sizeof *after);
    after->row = (struct customer_row){.agency_id = agency_id,
                                       .id = id,
                                       .version = 1,
                                       .name = told->name,
                                       .phone = told->phone,
                                       .email = told->email,
                                       .address = told->address,
                                       .language = told->language,
                                       .channel = (enum channel)told->body->channel,
                                       .segment_id = told->segment_id,
                                       .created_at_us = context->now_us,
                                       .changed_at_us = context->now_us,
                                       .created_by = context->staff_id};
    enum error_code code = put_row(context, effects, &after->row, 0, error);
    for (size_t i = 0; i < told->identifier_count && code == ERR_OK; i++) {
        after->identifiers[after->identifier_count++] = told->identifiers[i];
        code = put_identifier(context, effects, agency_id, &told->identifiers[i], id, 0, error);
    }
    return code;
}

enum error_code customer_refuse_gone(const struct customer *customer, struct error *error)
{
    if (customer->row.merged_into == 0 && customer->row.erased_at_us == 0) return ERR_OK;
    if (customer->row.merged_into == 0)
        return error_set(error, ERR_REFUSED, "customer %" PRId64 " was erased", customer->row.id);
    error_set(error, ERR_REFUSED, "this record was merged into customer %" PRId64,
              customer->row.merged_into);
    error_hint(error, "go on with customer %" PRId64, customer->row.merged_into);
    return ERR_REFUSED;
}

static bool differ(const char *one, const char *other)
{
    if (one == NULL || other == NULL) return one != other;
    return strcmp(one, other) != 0;
}

/* The list replaces: what it leaves out is given up, what is new is added. */
static enum error_code change_identifiers(const struct customer_context *context,
                                          const struct customer *before,
                                          const struct customer_told *told, struct effects *effects,
                                          struct customer *after, struct error *error)
{
    const struct customer_row *row = &before->row;
    enum error_code code = ERR_OK;
    for (size_t i = 0; i < before->identifier_count && code == ERR_OK; i++)
        if (!has_identifier(told->identifiers, told->identifier_count, &before->identifiers[i]))
            code = put_identifier(context, effects, row->agency_id, &before->identifiers[i], 0,
                                  row->id, error);
    after->identifier_count = 0;
    for (size_t i = 0; i < told->identifier_count && code == ERR_OK; i++) {
        after->identifiers[after->identifier_count++] = told->identifiers[i];
        if (!has_identifier(before->identifiers, before->identifier_count, &told->identifiers[i]))
            code = put_identifier(context, effects, row->agency_id, &told->identifiers[i], row->id,
                                  0, error);
    }
    return code;
}

static void change_fields(const struct customer_told *told, struct customer_row *row)
{
    if (given(told, "name")) row->name = told->name;
    if (given(told, "phone")) row->phone = told->phone;
    if (given(told, "email")) row->email = told->email;
    if (given(told, "address")) row->address = told->address;
    if (given(told, "language")) row->language = told->language;
    if (given(told, "channel")) row->channel = (enum channel)told->body->channel;
    if (given(told, "segment")) row->segment_id = told->segment_id;
}

static bool same_row(const struct customer_row *one, const struct customer_row *other)
{
    return !differ(one->name, other->name) && !differ(one->phone, other->phone) &&
           !differ(one->email, other->email) && !differ(one->address, other->address) &&
           !differ(one->language, other->language) && one->channel == other->channel &&
           one->segment_id == other->segment_id;
}

enum error_code customer_change(const struct customer_context *context,
                                const struct customer *before, struct customer_told *told,
                                struct effects *effects, struct customer *after,
                                struct error *error)
{
    const struct customer_row *row = &before->row;
    if (customer_refuse_gone(before, error) != ERR_OK) return error->code;
    if (told->body->agency != NULL) {
        const struct agency *agency = desk_agency_by_code(context->desk, told->body->agency);
        if (agency == NULL || agency->id != row->agency_id)
            error_field(error, "/agency", "a record stays with the agency that made it");
    }
    find_segment(context, row->agency_id, told, error);
    if (error->code != ERR_OK || check_holders(told, row->id, error) != ERR_OK) return error->code;
    *after = *before;
    change_fields(told, &after->row);
    enum error_code code = ERR_OK;
    if (given(told, "identifiers"))
        code = change_identifiers(context, before, told, effects, after, error);
    if (code != ERR_OK) return code;
    if (effects->identifiers_count == 0 && same_row(row, &after->row)) return ERR_OK;
    after->row.version = row->version + 1;
    after->row.changed_at_us = context->now_us;
    return put_row(context, effects, &after->row, row->version, error);
}

/* ---- two records of one customer ---- */

enum error_code customer_may_merge(const struct customer *from, const struct customer *into,
                                   struct error *error)
{
    if (from->row.id == into->row.id)
        return error_set(error, ERR_REFUSED, "a record cannot be merged into itself");
    if (from->row.agency_id != into->row.agency_id)
        return error_set(error, ERR_REFUSED, "records of two agencies cannot be merged");
    if (customer_refuse_gone(from, error) != ERR_OK) return error->code;
    if (into->row.merged_into != 0) {
        error_set(error, ERR_REFUSED,
                  "customer %" PRId64 " was itself merged into customer %" PRId64, into->row.id,
                  into->row.merged_into);
        error_hint(error, "merge into customer %" PRId64, into->row.merged_into);
        return ERR_REFUSED;
    }
    if (customer_refuse_gone(into, error) != ERR_OK) return error->code;
    if (from->identifier_count + into->identifier_count > CUSTOMER_IDENTIFIERS_MAX * 2)
        return error_set(error, ERR_REFUSED, "together they would have more than %d identifiers",
                         CUSTOMER_IDENTIFIERS_MAX * 2);
    return ERR_OK;
}

static void take_over(const struct customer_row *from, struct customer_row *into)
{
    if (into->phone == NULL) into->phone = from->phone;
    if (into->email == NULL) into->email = from->email;
    if (into->address == NULL) into->address = from->address;
    if (into->language == NULL) into->language = from->language;
    if (into->channel == CHANNEL_NONE) into->channel = from->channel;
    if (into->segment_id == 0) into->segment_id = from->segment_id;
}

enum error_code customer_merge(const struct customer_context *context, const struct customer *from,
                               const struct customer *into, struct effects *effects,
                               struct customer *after, struct error *error)
{
    enum error_code code = customer_may_merge(from, into, error);
    if (code != ERR_OK) return code;
    struct customer_row gone = from->row;
    gone.merged_into = into->row.id;
    gone.version++;
    gone.changed_at_us = context->now_us;
    *after = *into;
    after->row.version++;
    after->row.changed_at_us = context->now_us;
    take_over(&from->row, &after->row);
    code = put_row(context, effects, &gone, from->row.version, error);
    if (code == ERR_OK) code = put_row(context, effects, &after->row, into->row.version, error);
    for (size_t i = 0; i < from->identifier_count && code == ERR_OK; i++) {
        after->identifiers[after->identifier_count++] = from->identifiers[i];
        code = put_identifier(context, effects, from->row.agency_id, &from->identifiers[i],
                              into->row.id, from->row.id, error);
    }
    struct customer_move_row *move =
        code == ERR_OK ? effects_add_customer_move_row(context->arena, effects) : NULL;
    if (move == NULL) return code == ERR_OK ? no_memory(error) : code;
    *move = (struct customer_move_row){.agency_id = from->row.agency_id,
                                       .from_customer_id = from->row.id,
                                       .to_customer_id = into->row.id};
    return ERR_OK;
}
