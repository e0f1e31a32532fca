/* The JSON writer: one buffer that doubles, and whether a comma is due. */
#include "proto/json_write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/codec.h"
#include "proto/types.h"

void json_begin(struct json *json, struct arena *arena)
{
    *json = (struct json){.arena = arena};
}

static void put(struct json *json, const char *bytes, size_t length)
{
    if (json->full) return;
    if (length >= json->capacity - json->length) {
        size_t wanted = json->capacity == 0 ? 512 : json->capacity * 2;
        while (wanted - json->length <= length) wanted *= 2;
        char *grown = arena_alloc(json->arena, wanted);
        if (grown == NULL) {
            json->full = true;
            return;
        }
        if (json->length > 0) memcpy(grown, json->bytes, json->length);
        json->bytes = grown;
        json->capacity = wanted;
    }
    memcpy(json->bytes + json->length, bytes, length);
    json->length += length;
}

static void put_string(struct json *json, const char *text)
{
    put(json, "\"", 1);
    const char *plain = text;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        char escape[8];
        int length = c < 0x20 ? snprintf(escape, sizeof escape, "\\u%04x", c)
                              : snprintf(escape, sizeof escape, "\\%c", c);
        put(json, plain, (size_t)(text - plain));
        put(json, escape, (size_t)length);
        plain = text + 1;
    }
    put(json, plain, (size_t)(text - plain));
    put(json, "\"", 1);
}

static void begin_value(struct json *json, const char *name)
{
    if (json->comma) put(json, ",", 1);
    json->comma = true;
    if (name == NULL) return;
    put_string(json, name);
    put(json, ":", 1);
}

static void open_with(struct json *json, const char *name, const char *bracket)
{
    begin_value(json, name);
    put(json, bracket, 1);
    json->comma = false;
}

static void close_with(struct json *json, const char *bracket)
{
    put(json, bracket, 1);
    json->comma = true;
}

void json_object(struct json *json, const char *name)
{
    open_with(json, name, "{");
}

void json_object_end(struct json *json)
{
    close_with(json, "}");
}

void json_array(struct json *json, const char *name)
{
    open_with(json, name, "[");
}

void json_array_end(struct json *json)
{
    close_with(json, "]");
}

void json_string(struct json *json, const char *name, const char *text)
{
    begin_value(json, name);
    if (text == NULL)
        put(json, "null", 4);
    else
        put_string(json, text);
}

void json_raw(struct json *json, const char *name, const char *text)
{
    if (text == NULL) text = "null";
    begin_value(json, name);
    put(json, text, strlen(text));
}

void json_number(struct json *json, const char *name, int64_t number)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%lld", (long long)number);
    begin_value(json, name);
    put(json, text, (size_t)length);
}

void json_bool(struct json *json, const char *name, bool value)
{
    begin_value(json, name);
    put(json, value ? "true" : "false", value ? 4 : 5);
}

void json_time(struct json *json, const char *name, int64_t at_us)
{
    char text[TIME_TEXT];
    if (at_us == NO_TIME) {
        json_string(json, name, NULL);
        return;
    }
    time_format(at_us, text);
    json_string(json, name, text);
}

void json_hex(struct json *json, const char *name, const uint8_t *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    begin_value(json, name);
    put(json, "\"", 1);
    for (size_t i = 0; i < count; i++) {
        char pair[2] = {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
        put(json, pair, 2);
    }
    put(json, "\"", 1);
}

size_t decimal_text(int64_t thousandths, char text[DECIMAL_TEXT])
{
    int64_t whole = thousandths / 1000;
    int rest = (int)(thousandths % 1000);
    int length = snprintf(text, DECIMAL_TEXT, "%s%lld.%03d", thousandths < 0 ? "-" : "",
                          (long long)(whole < 0 ? -whole : whole), rest < 0 ? -rest : rest);
    while (text[length - 1] == '0') length--;
    if (text[length - 1] == '.') length--;
    text[length] = '\0';
    return (size_t)length;
}

void json_decimal(struct json *json, const char *name, int64_t thousandths)
{
    char text[DECIMAL_TEXT];
    if (thousandths == NO_DECIMAL) {
        json_string(json, name, NULL);
        return;
    }
    begin_value(json, name);
    put(json, text, decimal_text(thousandths, text));
}

size_t double_text(double number, char text[DOUBLE_TEXT])
{
    int length = snprintf(text, DOUBLE_TEXT, "%.6f", number);
    while (text[length - 1] == '0') length--;
    if (text[length - 1] == '.') length--;
    if (length == 2 && text[0] == '-' && text[1] == '0') text[0] = text[--length];
    text[length] = '\0';
    return (size_t)length;
}

void json_double(struct json *json, const char *name, double number)
{
    char text[DOUBLE_TEXT];
    if (!isfinite(number)) {
        json_string(json, name, NULL);
        return;
    }
    begin_value(json, name);
    put(json, text, double_text(number, text));
}

const char *json_text(struct json *json, size_t *length)
{
    put(json, "", 1);
    if (json->full) return NULL;
    *length = json->length - 1;
    return json->bytes;
}
