/* Reading answers: values are found by path ("service.name"), alternatives apart by '|'. */
#ifndef ONESTOP_CLIENT_JSON_H
#define ONESTOP_CLIENT_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/arena.h"

/* Parses a whole text of JSON; the arena owns the result. NULL when it is none. */
struct json_object *json_read(struct arena *arena, const char *text, size_t length);

/* The first value of the path's alternatives that is there and not null; NULL when none is. "" is
 * the object itself. */
struct json_object *json_at(struct json_object *object, const char *path);
/* As text ("" for arrays and objects); NULL when it is not there. Borrowed from the object. */
const char *json_text(struct json_object *object, const char *path);
int64_t json_number(struct json_object *object, const char *path, int64_t otherwise);
bool json_true(struct json_object *object, const char *path);
/* Items of an array at path; 0 when there is none. */
size_t json_count(struct json_object *object, const char *path);
struct json_object *json_item(struct json_object *object, const char *path, size_t i);

/* Compact text as the daemon writes it, without escaped slashes; borrowed from the object. */
const char *json_write(struct json_object *object);

/* Building bodies: each does nothing when the value is NULL (a number: when it is negative). */
void json_put_text(struct json_object *object, const char *key, const char *value);
void json_put_number(struct json_object *object, const char *key, int64_t value);

#endif
