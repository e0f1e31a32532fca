/* Templates of what is written to customers: text with fields, and no programs.
 *
 *     Dear {{customer.name}}, your case {{case.reference}} will be decided by {{case.due_at|date}}.
 *     {{#if case.closed_at}}It is closed.{{else}}It is being worked on.{{/if}}
 *
 * A template is checked when it is saved: what it cannot mean is told with its line and column.
 * When it is filled, a field without a value is refused by name, unless only an {{#if}} asks for
 * it. A value is never read as a template. Written as HTML, the template's own text is HTML and is
 * left as it is, and every value is escaped; as plain text nothing is. */
#ifndef ONESTOP_WORKFLOW_TEMPLATE_H
#define ONESTOP_WORKFLOW_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/error.h"

struct arena;
struct zone;

enum { TEMPLATE_DEPTH_MAX = 8, TEMPLATE_TIME_SIZE = 64 };

/* What a template may name; a field is a text or a time. */
struct template_field {
    const char *name; /* "case.due_at" */
    bool is_time;
};
struct template_fields {
    const struct template_field *fields;
    size_t count;
};
/* The value of the field of the same index; unset: NULL or "", NO_TIME. */
struct template_value {
    const char *text;
    int64_t at_us;
};

struct template_style {
    const struct zone *zone;
    const char *language; /* of dates: "bg", "en-GB"; what is not known is written in English */
    bool html;
};

/* Tells every fault of the text as a wrong field of *error (`where`: "/body"), and what fields
 * there are as its hint. ERR_OK or ERR_INVALID. */
enum error_code template_check(const struct template_fields *fields, const char *text,
                               const char *where, struct error *error)
    __attribute__((warn_unused_result));

/* The text with its fields filled in *out (arena). ERR_INVALID as template_check(); ERR_REFUSED
 * with the names of all fields that it needs and that have no value; ERR_UNAVAILABLE: the arena is
 * full. */
enum error_code template_fill(struct arena *arena, const struct template_fields *fields,
                              const struct template_value *values,
                              const struct template_style *style, const char *text,
                              const char *where, const char **out, struct error *error)
    __attribute__((warn_unused_result));

/* "3 March 2026", "3 март 2026 г."; "09:30", "09:30 ч."; both. */
enum template_form { TEMPLATE_DATE_TIME, TEMPLATE_DATE, TEMPLATE_TIME };
void template_time(const struct zone *zone, const char *language, int64_t at_us,
                   enum template_form form, char text[TEMPLATE_TIME_SIZE]);
/* Whether a language code is of this language: "bg-bg" of "bg". NULL is of none. */
bool template_language_is(const char *code, const char *language);

#endif
