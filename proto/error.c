/* The one table of error codes, and the few functions that fill a struct error. */
#include "proto/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct error_info table[ERR_CODES] = {
    [ERR_OK] = {200, "ok", "Done", 7, 0},
    [ERR_MALFORMED] = {400, "malformed", "The request cannot be read", 6, 0},
    [ERR_UNAUTHENTICATED] = {401, "unauthenticated", "Log in first", 6, 0},
    [ERR_FORBIDDEN] = {403, "forbidden", "Your role does not allow this", 6, 0},
    [ERR_FORGED] = {403, "forged", "The request does not show that it is yours", 6, 0},
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

enum error_code error_set(struct error *error, enum error_code code, const char *format, ...)
{
    va_list args;
    error->code = code;
    va_start(args, format);
    vsnprintf(error->message, sizeof error->message, format, args);
    va_end(args);
    return code;
}

void error_hint(struct error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(error->hint, sizeof error->hint, format, args);
    va_end(args);
}

void error_log_detail(struct error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(error->log_detail, sizeof error->log_detail, format, args);
    va_end(args);
}

void error_field(struct error *error, const char *field, const char *format, ...)
{
    if (error->code == ERR_OK) error_set(error, ERR_INVALID, "some fields are wrong");
    if (error->field_count == ERROR_FIELDS) {
        error->more_fields++;
        return;
    }
    struct error_field *slot = &error->fields[error->field_count++];
    snprintf(slot->field, sizeof slot->field, "%s", field);
    va_list args;
    va_start(args, format);
    vsnprintf(slot->message, sizeof slot->message, format, args);
    va_end(args);
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
            error_field(error, more->fields[i].field, "%s", more->fields[i].message);
    error->more_fields += more->more_fields;
}
