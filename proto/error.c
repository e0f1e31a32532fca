/* The one table of error codes, and the few functions that fill a struct error. */
#include "proto/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/utf8.h"

static const struct error_info table[ERR_CODES] = {
    [ERR_OK] = {200, "ok", "Done", 7, 0},
    [ERR_MALFORMED] = {400, "malformed", "The request cannot be read", 6, 0},
    [ERR_UNAUTHENTICATED] = {401, "unauthenticated", "Log in first", 6, 0},
    [ERR_FORBIDDEN] = {403, "forbidden", "Your role does not allow this", 6, 0},
    [ERR_FORGED] = {403, "forged", "The request does not show that it is yours", 6, 0},
    [ERR_MUST_CHANGE] = {403, "must-change-password", "Change your password first", 6, 0},
    [ERR_NOT_FOUND] = {404, "not-found", "There is no such thing for you", 6, 0},
    [ERR_METHOD] = {405, "method-not-allowed", "This method is not offered here", 6, 0},
    [ERR_NOT_ACCEPTABLE] = {406, "not-acceptable", "This cannot be answered in that form", 6, 0},
    [ERR_TIMEOUT] = {408, "timeout", "The request did not arrive in time", 6, 0},
    [ERR_CONFLICT] = {409, "conflict", "Another record stands in the way", 6, 0},
    [ERR_REFUSED] = {409, "refused", "The rules refuse this", 6, 0},
    [ERR_LENGTH_REQUIRED] = {411, "length-required", "A body needs a Content-Length", 6, 0},
    [ERR_STALE] = {412, "stale", "Somebody changed this meanwhile", 6, 0},
    [ERR_TOO_LARGE] = {413, "too-large", "The request is too large", 6, 0},
    [ERR_URI_TOO_LONG] = {414, "uri-too-long", "The address is too long", 6, 0},
    [ERR_MEDIA_TYPE] = {415, "media-type", "The body must be application/json", 6, 0},
    [ERR_INVALID] = {422, "invalid", "Some fields are wrong", 6, 0},
    [ERR_KEY_REUSED] = {422, "key-reused", "This Idempotency-Key was used for another request", 6,
                        0},
    [ERR_PRECONDITION_REQUIRED] = {428, "precondition-required", "If-Match is missing", 6, 0},
    [ERR_THROTTLED] = {429, "throttled", "Too many requests", 6, 5},
    [ERR_HEADERS_TOO_LARGE] = {431, "headers-too-large", "The header section is too large", 6, 0},
    [ERR_INTERNAL] = {500, "internal", "Something went wrong here", 3, 0},
    [ERR_NOT_IMPLEMENTED] = {501, "not-implemented", "This is not offered", 6, 0},
    [ERR_UNAVAILABLE] = {503, "unavailable", "Not available at the moment", 4, 2},
    [ERR_OUTCOME_UNKNOWN] = {503, "outcome-unknown", "It is not known whether this was done", 4, 1},
    [ERR_VERSION] = {505, "version", "This HTTP version is not offered", 6, 0},
};

const struct error_info *error_info(enum error_code code)
{
    assert((size_t)code < ERR_CODES);
    return &table[code];
}

void error_clear(struct error *error)
{
    error->code = ERR_OK;
    error->message[0] = error->hint[0] = error->log_detail[0] = '\0';
    error->message_source.format = error->hint_source.format = NULL;
    error->retry_after_s = 0;
    error->field_count = error->more_fields = 0;
}

/* ---- formats ---- */

enum { NO_PRECISION = -1, PRECISION_GIVEN = -2 };

/* One conversion of a format. */
struct conversion {
    const char *end; /* what comes after it */
    int precision;
    char size; /* 'l', 'L' (ll), 'z', 0 */
    char kind; /* 's', 'd', 'u', '%' */
};

/* at: after the percent sign */
static struct conversion read_conversion(const char *at)
{
    struct conversion conversion = {.precision = NO_PRECISION};
    if (*at == '.' && at[1] == '*') {
        conversion.precision = PRECISION_GIVEN;
        at += 2;
    } else if (*at == '.') {
        conversion.precision = 0;
        for (at++; *at >= '0' && *at <= '9'; at++)
            conversion.precision = conversion.precision * 10 + (*at - '0');
    }
    if (*at == 'z' || *at == 'l') conversion.size = *at++;
    if (conversion.size == 'l' && *at == 'l') {
        conversion.size = 'L';
        at++;
    }
    assert(*at == 's' || *at == 'd' || *at == 'u' || *at == '%');
    conversion.kind = *at;
    conversion.end = at + 1;
    return conversion;
}

void error_key(const char *format, char key[ERROR_KEY])
{
    size_t length = 0;
    int number = 0;
    while (*format != '\0' && length + 4 < ERROR_KEY) {
        if (*format != '%') {
            key[length++] = *format++;
            continue;
        }
        struct conversion conversion = read_conversion(format + 1);
        format = conversion.end;
        if (conversion.kind == '%')
            key[length++] = '%';
        else
            length += (size_t)snprintf(key + length, 4, "{%d}", ++number % 10);
    }
    key[length] = '\0';
}

/* A message being made. */
struct saying {
    char *text;
    size_t room, length;
    va_list arguments;
};

static void put(struct saying *saying, const char *bytes, size_t length)
{
    size_t left = saying->room - 1 - saying->length;
    if (length > left) length = left;
    memcpy(saying->text + saying->length, bytes, length);
    saying->length += length;
    saying->text[saying->length] = '\0';
}

static void put_text(struct saying *saying, const struct conversion *conversion)
{
    int most = conversion->precision;
    if (most == PRECISION_GIVEN) most = va_arg(saying->arguments, int);
    const char *text = va_arg(saying->arguments, const char *);
    if (text == NULL) text = "(null)";
    size_t length = most < 0 ? strlen(text) : strnlen(text, (size_t)most);
    if (most >= 0) length = utf8_valid_prefix(text, length);
    put(saying, text, length);
}

static void put_number(struct saying *saying, const struct conversion *conversion)
{
    char digits[24];
    int length;
    if (conversion->kind == 'u' || conversion->size == 'z') {
        unsigned long long number =
            conversion->size == 'L'   ? va_arg(saying->arguments, unsigned long long)
            : conversion->size == 'l' ? va_arg(saying->arguments, unsigned long)
            : conversion->size == 'z' ? va_arg(saying->arguments, size_t)
                                      : va_arg(saying->arguments, unsigned);
        length = snprintf(digits, sizeof digits, "%llu", number);
    } else {
        long long number = conversion->size == 'L'   ? va_arg(saying->arguments, long long)
                           : conversion->size == 'l' ? va_arg(saying->arguments, long)
                                                     : va_arg(saying->arguments, int);
        length = snprintf(digits, sizeof digits, "%lld", number);
    }
    put(saying, digits, (size_t)length);
}

/* Puts one argument, and remembers where it stands. */
static void put_argument(struct saying *saying, const struct conversion *conversion,
                         struct error_source *source)
{
    size_t from = saying->length;
    if (conversion->kind == 's')
        put_text(saying, conversion);
    else
        put_number(saying, conversion);
    assert(source->count < ERROR_ARGUMENTS);
    source->arguments[source->count].from = (uint16_t)from;
    source->arguments[source->count++].to = (uint16_t)saying->length;
}

void error_say(char *text, size_t room, struct error_source *source, const char *format,
               va_list arguments)
{
    struct saying saying = {.text = text, .room = room};
    assert(room > 0 && room <= UINT16_MAX);
    va_copy(saying.arguments, arguments);
    source->format = format;
    source->count = 0;
    text[0] = '\0';
    while (*format != '\0') {
        size_t plain = strcspn(format, "%");
        put(&saying, format, plain);
        format += plain;
        if (*format == '\0') break;
        struct conversion conversion = read_conversion(format + 1);
        format = conversion.end;
        if (conversion.kind == '%')
            put(&saying, "%", 1);
        else
            put_argument(&saying, &conversion, source);
    }
    va_end(saying.arguments);
}

/* ---- errors ---- */

enum error_code error_vset(struct error *error, enum error_code code, const char *format,
                           va_list arguments)
{
    error->code = code;
    error_say(error->message, sizeof error->message, &error->message_source, format, arguments);
    return code;
}

enum error_code error_set(struct error *error, enum error_code code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, code, format, arguments);
    va_end(arguments);
    return code;
}

void error_hint(struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_say(error->hint, sizeof error->hint, &error->hint_source, format, arguments);
    va_end(arguments);
}

void error_log_detail(struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->log_detail, sizeof error->log_detail, format, arguments);
    va_end(arguments);
}

/* Room for one more wrong field; NULL: it was only counted. */
static struct error_field *add_field(struct error *error)
{
    if (error->code == ERR_OK) error_set(error, ERR_INVALID, "some fields are wrong");
    if (error->field_count < ERROR_FIELDS) return &error->fields[error->field_count++];
    error->more_fields++;
    return NULL;
}

void error_vfield(struct error *error, const char *field, const char *format, va_list arguments)
{
    struct error_field *slot = add_field(error);
    if (slot == NULL) return;
    snprintf(slot->field, sizeof slot->field, "%s", field);
    error_say(slot->message, sizeof slot->message, &slot->source, format, arguments);
}

void error_field(struct error *error, const char *field, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_vfield(error, field, format, arguments);
    va_end(arguments);
}

void error_take_field(struct error *error, const char *field, const struct error_field *taken)
{
    struct error_field *slot = add_field(error);
    if (slot == NULL) return;
    *slot = *taken;
    snprintf(slot->field, sizeof slot->field, "%s", field);
}

static bool names(const struct error *error, const char *field)
{
    for (size_t i = 0; i < error->field_count; i++)
        if (strcmp(error->fields[i].field, field) == 0) return true;
    return false;
}

void error_add_fields(struct error *error, const struct error *more)
{
    for (size_t i = 0; i < more->field_count; i++)
        if (!names(error, more->fields[i].field))
            error_take_field(error, more->fields[i].field, &more->fields[i]);
    error->more_fields += more->more_fields;
}
