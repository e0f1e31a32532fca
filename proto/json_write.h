/* Writes JSON text into an arena: the few answers that the database does not build, and the
 * documents of records (workflow/record.h). A full arena is remembered, and json_text() is NULL
 * then. */
#ifndef ONESTOP_PROTO_JSON_WRITE_H
#define ONESTOP_PROTO_JSON_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct json {
    struct arena *arena;
    char *bytes;
    size_t length, capacity;
    bool full, comma;
};

void json_begin(struct json *json, struct arena *arena);
/* name NULL: the outermost value, or an item of an array. */
void json_object(struct json *json, const char *name);
void json_object_end(struct json *json);
void json_array(struct json *json, const char *name);
void json_array_end(struct json *json);
void json_string(struct json *json, const char *name, const char *text); /* NULL: null */
void json_number(struct json *json, const char *name, int64_t number);
/* JSON text as it is: it must be JSON. NULL: null. */
void json_raw(struct json *json, const char *name, const char *text);
void json_bool(struct json *json, const char *name, bool value);
void json_time(struct json *json, const char *name, int64_t at_us); /* NO_TIME: null */
void json_hex(struct json *json, const char *name, const uint8_t *bytes, size_t count);
/* A number in thousandths, without zeros at its end: 1500 is 1.5. NO_DECIMAL: null. */
void json_decimal(struct json *json, const char *name, int64_t thousandths);
/* A number with at most six decimals, without zeros at its end. NAN, infinite: null. */
void json_double(struct json *json, const char *name, double number);

/* The same as text alone; returns its length. */
enum { DECIMAL_TEXT = 32 };
size_t decimal_text(int64_t thousandths, char text[DECIMAL_TEXT]);
/* Of a finite number; returns its length. */
enum { DOUBLE_TEXT = 400 }; /* the largest has 309 digits */
size_t double_text(double number, char text[DOUBLE_TEXT]);

/* The text, ended by NUL, its length in *length. NULL when the arena was full. */
const char *json_text(struct json *json, size_t *length);

#endif
