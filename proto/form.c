/* Forms of browsers. Split first, decoded afterwards, so that an encoded '&' stays what it is. */
#include "proto/form.h"

#include <stdbool.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/percent.h"
#include "proto/utf8.h"

/* Makes CR LF, and CR alone, a LF. */
static size_t join_lines(char *text, size_t length)
{
    size_t out = 0;
    for (size_t i = 0; i < length; i++) {
        bool pair = text[i] == '\r' && i + 1 < length && text[i + 1] == '\n';
        if (!pair) text[out++] = text[i] == '\r' ? '\n' : text[i];
    }
    return out;
}

/* Whether every line is printable, with tabs. */
static bool is_text(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t part = 0;
        while (at + part < length && text[at + part] != '\n' && text[at + part] != '\t') part++;
        if (!utf8_printable(text + at, part)) return false;
        at += part + 1;
    }
    return true;
}

/* NULL: what is wrong is told. */
static const char *decode(struct arena *arena, const char *text, size_t length, bool value,
                          struct error *error)
{
    char *out = arena_alloc(arena, length + 1);
    size_t decoded = 0;
    if (out == NULL) {
        error_set(error, ERR_TOO_LARGE, "the form needs too much memory");
        return NULL;
    }
    if (!percent_decode(text, length, true, out, &decoded)) {
        error_set(error, ERR_MALFORMED, "'%%' must be followed by two hexadecimal digits");
        return NULL;
    }
    if (value) decoded = join_lines(out, decoded);
    out[decoded] = '\0';
    if (value ? is_text(out, decoded) : utf8_printable(out, decoded)) return out;
    error_set(error, ERR_MALFORMED, "a form must be UTF-8 without control characters");
    return NULL;
}

static enum error_code add(struct arena *arena, const char *text, size_t length, struct form *form,
                           struct error *error)
{
    const char *equals = memchr(text, '=', length);
    size_t name = equals == NULL ? length : (size_t)(equals - text);
    size_t value = equals == NULL ? length : name + 1;
    if (name == 0) return error_set(error, ERR_MALFORMED, "the form has a field without a name");
    if (form->count == FORM_FIELDS_MAX)
        return error_set(error, ERR_TOO_LARGE, "the form has more than %d fields", FORM_FIELDS_MAX);
    struct form_field *field = &form->fields[form->count];
    field->name = decode(arena, text, name, false, error);
    if (field->name == NULL) return error->code;
    if (form_value(form, field->name) != NULL)
        return error_set(error, ERR_MALFORMED, "a field of the form is given twice");
    field->value = decode(arena, text + value, length - value, true, error);
    if (field->value == NULL) return error->code;
    form->count++;
    return ERR_OK;
}

enum error_code form_decode(struct arena *arena, const char *text, size_t length, struct form *form,
                            struct error *error)
{
    form->count = 0;
    for (size_t at = 0; at < length;) {
        const char *mark = memchr(text + at, '&', length - at);
        size_t end = mark == NULL ? length : (size_t)(mark - text);
        enum error_code code = add(arena, text + at, end - at, form, error);
        if (code != ERR_OK) return code;
        if (mark != NULL && end + 1 == length)
            return error_set(error, ERR_MALFORMED, "the form has a field without a name");
        at = end + 1;
    }
    return ERR_OK;
}

const char *form_value(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->fields[i].name, name) == 0) return form->fields[i].value;
    return NULL;
}
