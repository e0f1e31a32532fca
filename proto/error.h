/* What can go wrong, said once: each code has its HTTP status, problem type (RFC 9457), title, log
 * level and whether a retry can help, in the table in error.c.
 *
 * A fallible function returns enum error_code (ERR_OK = 0) and fills the caller's struct error.
 * Messages: lower case, no full stop; "could not" is temporary, "cannot" is permanent. Wrong input
 * is told all at once: error_field() adds one wrong field after the other.
 *
 * Messages are made in English, for the log and for programs. What a person reads is said again in
 * their language (workflow/problem.h): the format is the key of a catalogue, as gettext has it, and
 * the message remembers which parts of it are arguments. So formats are literals, and know no other
 * conversions than %s, %.40s, %.*s, and %d, %u with l, ll or z. A literal that gets there as an
 * argument, or by a variable, stands in ERROR_SAYS(). scripts/check-problems finds all of them. */
#ifndef ONESTOP_PROTO_ERROR_H
#define ONESTOP_PROTO_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Marks a text for the catalogues. */
#define ERROR_SAYS(text) text

enum error_code {
    ERR_OK = 0,
    ERR_MALFORMED,             /* 400: not HTTP, not JSON, not UTF-8 */
    ERR_UNAUTHENTICATED,       /* 401 */
    ERR_FORBIDDEN,             /* 403: you may see it, but not do this */
    ERR_FORGED,                /* 403: by the cookie, without the token that only we have */
    ERR_MUST_CHANGE,           /* 403: until the password is changed */
    ERR_NOT_FOUND,             /* 404: not there, or not for you to know */
    ERR_METHOD,                /* 405 */
    ERR_NOT_ACCEPTABLE,        /* 406 */
    ERR_TIMEOUT,               /* 408 */
    ERR_CONFLICT,              /* 409: another record holds this (identifier) or is in the way */
    ERR_REFUSED,               /* 409: the rules refuse it now; the message says which */
    ERR_LENGTH_REQUIRED,       /* 411 */
    ERR_STALE,                 /* 412: somebody changed it meanwhile */
    ERR_TOO_LARGE,             /* 413 */
    ERR_URI_TOO_LONG,          /* 414 */
    ERR_MEDIA_TYPE,            /* 415 */
    ERR_INVALID,               /* 422: fields[] says which and what would be right */
    ERR_KEY_REUSED,            /* 422: Idempotency-Key used before with another body */
    ERR_PRECONDITION_REQUIRED, /* 428: If-Match missing */
    ERR_THROTTLED,             /* 429 */
    ERR_HEADERS_TOO_LARGE,     /* 431 */
    ERR_INTERNAL,              /* 500 */
    ERR_NOT_IMPLEMENTED,       /* 501: transfer codings, unknown methods */
    ERR_UNAVAILABLE,           /* 503: could not; Retry-After */
    ERR_OUTCOME_UNKNOWN,       /* 503: may or may not have been done; retry with the same key */
    ERR_VERSION,               /* 505 */
    ERR_CODES
};

enum { ERROR_TEXT = 256, ERROR_FIELDS = 32, ERROR_ARGUMENTS = 9, ERROR_KEY = 512 };

/* What a message was made of. */
struct error_source {
    const char *format; /* a literal; NULL: the message is empty */
    uint8_t count;
    struct {
        uint16_t from, to; /* bytes of the message; those that were cut off are missing */
    } arguments[ERROR_ARGUMENTS];
};

struct error_field {
    char field[96]; /* JSON pointer into the body ("/customer/name") or parameter name ("limit") */
    char message[160]; /* what is wrong and what would be right */
    struct error_source source;
};

struct error {
    enum error_code code;
    char message[ERROR_TEXT];    /* for the caller */
    char hint[ERROR_TEXT];       /* the remedy, for the caller; may be empty */
    char log_detail[ERROR_TEXT]; /* never reaches a client */
    struct error_source message_source, hint_source;
    int retry_after_s;  /* for 429 and 503; 0: the code's default */
    size_t field_count; /* fields beyond ERROR_FIELDS are counted in more_fields */
    size_t more_fields;
    struct error_field fields[ERROR_FIELDS];
};

struct error_info {
    int status;        /* HTTP status */
    const char *type;  /* last part of the problem type URI, stable: "stale" */
    const char *title; /* short, fixed */
    int log_level;     /* syslog numbers: 3 error, 4 warning, 6 info, 7 debug */
    int retry_after_s; /* default Retry-After; 0: none */
};

/* The table's row for a code. */
const struct error_info *error_info(enum error_code code);

/* Makes *error empty, without touching all of it: it is large. */
void error_clear(struct error *error);
/* Fills *error (fields are kept) and returns code, so that `return error_set(...)` reads well. */
enum error_code error_set(struct error *error, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
enum error_code error_vset(struct error *error, enum error_code code, const char *format,
                           va_list arguments) __attribute__((format(printf, 3, 0)));
/* The remedy, added to an error that is set. */
void error_hint(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Detail for the log only (SQLSTATE, errno text). */
void error_log_detail(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds a wrong field and sets the code to ERR_INVALID with a general message if none is set yet. */
void error_field(struct error *error, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void error_vfield(struct error *error, const char *field, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));
/* Adds a wrong field of another error, under this name. */
void error_take_field(struct error *error, const char *field, const struct error_field *taken);
/* Adds the wrong fields of another error, as far as they are not named yet. */
void error_add_fields(struct error *error, const struct error *more);
/* Makes a message in room bytes (up to 64 KiB), and notes what it was made of. */
void error_say(char *text, size_t room, struct error_source *source, const char *format,
               va_list arguments) __attribute__((format(printf, 4, 0)));
/* The key of a format in the catalogues, {1}, {2} … in the place of its conversions:
 * "there is no service {1}". */
void error_key(const char *format, char key[ERROR_KEY]);

#endif
