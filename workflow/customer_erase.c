/* Whether a customer may be erased, and why. What goes is listed in db/schema/0059_erasure.sql. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/customer.h"

/* ---- a reason that names nobody ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* The next word of *text in capitals, and *text behind it; NULL: no more, or the arena is full. */
static const char *next_word(struct arena *arena, const char **text)
{
    while (**text != '\0' && !is_letter(**text)) (*text)++;
    const char *begin = *text;
    while (is_letter(**text)) (*text)++;
    const char *word = arena_strndup(arena, begin, (size_t)(*text - begin));
    return word == NULL ? NULL : customer_identifier_value(arena, word);
}

static bool has_word(struct arena *arena, const char *text, const char *wanted)
{
    for (const char *word; (word = next_word(arena, &text)) != NULL;)
        if (strcmp(word, wanted) == 0) return true;
    return false;
}

/* Whether a reason has a word of the name; initials do not count. */
static bool has_name(struct arena *arena, const char *reason, const char *name)
{
    for (const char *word; (word = next_word(arena, &name)) != NULL;)
        if (strlen(word) > 2 && has_word(arena, reason, word)) return true;
    return false;
}

static bool has_value(struct arena *arena, const char *reason, const char *value)
{
    const char *in = customer_identifier_value(arena, reason);
    const char *wanted = value == NULL ? NULL : customer_identifier_value(arena, value);
    return in != NULL && wanted != NULL && strstr(in, wanted) != NULL;
}

static enum error_code check_reason(struct arena *arena, const struct customer *customer,
                                    const char *reason, struct error *error)
{
    const struct customer_row *row = &customer->row;
    bool names = has_name(arena, reason, row->name) || has_value(arena, reason, row->phone) ||
                 has_value(arena, reason, row->email) || has_value(arena, reason, row->address);
    for (size_t i = 0; i < customer->identifier_count; i++)
        names = names || has_value(arena, reason, customer->identifiers[i].value);
    if (names)
        error_field(error, "/reason",
                    "must not name the customer: it is kept when they are erased");
    return error->code;
}

/* ---- what is under way ---- */

static enum error_code refuse_busy(const struct customer_busy *busy, size_t count,
                                   struct error *error)
{
    enum { NAMED = 5 };
    char names[ERROR_TEXT] = "";
    size_t length = 0;
    if (count == 0) return ERR_OK;
    for (size_t i = 0; i < count && i < NAMED && length < sizeof names; i++)
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s %s",
                                   i == 0 ? "" : ", ", busy[i].what, busy[i].label);
    if (count > NAMED)
        error_set(error, ERR_REFUSED, "something of this customer is under way: %s and %zu more",
                  names, count - NAMED);
    else
        error_set(error, ERR_REFUSED, "something of this customer is under way: %s", names);
    error_hint(error, "close the cases, end the complaints, answer or close the feedback, let the "
                      "messages go or print the letters; then erase the customer");
    return ERR_REFUSED;
}

enum error_code customer_erase(const struct customer_context *context,
                               const struct customer *before, const char *reason,
                               const struct customer_busy *busy, size_t busy_count,
                               struct effects *effects, struct customer *after, struct error *error)
{
    const struct customer_row *row = &before->row;
    if (customer_refuse_gone(before, error) != ERR_OK ||
        check_reason(context->arena, before, reason, error) != ERR_OK ||
        refuse_busy(busy, busy_count, error) != ERR_OK)
        return error->code;
    struct erasure_row *erasure = effects_add_erasure_row(context->arena, effects);
    if (erasure == NULL)
        return error_set(error, ERR_UNAVAILABLE, "could not get memory for this request");
    *erasure = (struct erasure_row){.agency_id = row->agency_id,
                                    .customer_id = row->id,
                                    .expected_version = row->version,
                                    .staff_id = context->staff_id,
                                    .at_us = context->now_us,
                                    .reason = reason};
    effects->agency_id = row->agency_id;
    *after = (struct customer){.row = {.agency_id = row->agency_id,
                                       .id = row->id,
                                       .version = row->version + 1,
                                       .created_at_us = row->created_at_us,
                                       .created_by = row->created_by,
                                       .changed_at_us = context->now_us,
                                       .erased_at_us = context->now_us}};
    return ERR_OK;
}
