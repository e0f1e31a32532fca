/* Reads of members of a JSON object that may not be there or be of another type. */
#ifndef ONESTOP_PROTO_JSON_GET_H
#define ONESTOP_PROTO_JSON_GET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;

/* A text, borrowed; NULL when there is none. */
const char *json_get_text(const struct json_object *object, const char *key);
int64_t json_get_int(const struct json_object *object, const char *key, int64_t fallback);
bool json_get_bool(const struct json_object *object, const char *key);
/* An object or a list; NULL when there is none. */
struct json_object *json_get_object(const struct json_object *object, const char *key);
struct json_object *json_get_list(const struct json_object *object, const char *key);
/* Of a list; 0 of NULL. */
size_t json_get_length(const struct json_object *list);
/* An element of a list, borrowed; NULL of NULL and beyond the end. */
struct json_object *json_get_item(const struct json_object *list, size_t i);
/* An element of a list of texts; NULL when it is no text. */
const char *json_get_element(const struct json_object *list, size_t i);

#endif
