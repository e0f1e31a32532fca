/* A reader by recursive descent, bounded in depth. */
#include "proto/json_parse.h"

#include <errno.h>
#include <json-c/json.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proto/utf8.h"

enum { NUMBER_TEXT = 400 };

struct reader {
    const char *at, *end;
    const char *fault; /* the first one; NULL: none yet */
    char *scratch;     /* room for any string of the text, decoded */
    int depth;
};

static bool fail(struct reader *reader, const char *fault)
{
    if (reader->fault == NULL) reader->fault = fault;
    return false;
}

/* Something else was expected here. */
static bool missing(struct reader *reader, const char *fault)
{
    return fail(reader, reader->at == reader->end ? "it ends too early" : fault);
}

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t' ||
                                        *reader->at == '\n' || *reader->at == '\r'))
        reader->at++;
}

static bool take(struct reader *reader, char c)
{
    if (reader->at == reader->end || *reader->at != c) return false;
    reader->at++;
    return true;
}

static bool read_hex4(struct reader *reader, uint32_t *code)
{
    *code = 0;
    if (reader->end - reader->at < 4) return missing(reader, "\\u needs four hexadecimal digits");
    for (int i = 0; i < 4; i++) {
        char c = *reader->at;
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A' + 10);
        else
            return fail(reader, "\\u needs four hexadecimal digits");
        *code = *code * 16 + digit;
        reader->at++;
    }
    return true;
}

static char *put_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xc0 | code >> 6);
        *out++ = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *out++ = (char)(0xe0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 0x3f));
        *out++ = (char)(0x80 | (code & 0x3f));
    } else {
        *out++ = (char)(0xf0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 0x3f));
        *out++ = (char)(0x80 | (code >> 6 & 0x3f));
        *out++ = (char)(0x80 | (code & 0x3f));
    }
    return out;
}

/* After "\u". */
static bool read_unicode(struct reader *reader, char **out)
{
    uint32_t code, low;
    if (!read_hex4(reader, &code)) return false;
    if (code == 0) return fail(reader, "\\u0000 cannot stand in a text");
    if (code >= 0xdc00 && code <= 0xdfff) return fail(reader, "half a surrogate pair");
    if (code >= 0xd800 && code <= 0xdbff) {
        if (!take(reader, '\\') || !take(reader, 'u') || !read_hex4(reader, &low) || low < 0xdc00 ||
            low > 0xdfff)
            return fail(reader, "half a surrogate pair");
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    *out = put_utf8(*out, code);
    return true;
}

static bool read_escape(struct reader *reader, char **out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (reader->at == reader->end) return fail(reader, "it ends too early");
    char c = *reader->at++;
    if (c == 'u') return read_unicode(reader, out);
    const char *found = c == '\0' ? NULL : strchr(from, c);
    if (found == NULL) return fail(reader, "there is no such escape");
    *(*out)++ = to[found - from];
    return true;
}

/* After the opening quote: decodes into scratch, which is long enough, since no escape is shorter
 * than what it stands for. */
static bool read_string(struct reader *reader, size_t *length)
{
    char *out = reader->scratch;
    while (reader->at < reader->end) {
        char c = *reader->at++;
        if (c == '"') {
            *length = (size_t)(out - reader->scratch);
            *out = '\0';
            return true;
        }
        if ((unsigned char)c < 0x20) return fail(reader, "a control character must be escaped");
        if (c != '\\')
            *out++ = c;
        else if (!read_escape(reader, &out))
            return false;
    }
    return fail(reader, "it ends too early");
}

static size_t digits(struct reader *reader)
{
    const char *begin = reader->at;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9') reader->at++;
    return (size_t)(reader->at - begin);
}

static bool scan_number(struct reader *reader, bool *whole)
{
    *whole = true;
    take(reader, '-');
    bool zero = reader->at < reader->end && *reader->at == '0';
    size_t count = digits(reader);
    if (count == 0) return fail(reader, "a value is missing or no JSON");
    if (zero && count > 1) return fail(reader, "a number cannot begin with 0");
    if (take(reader, '.')) {
        *whole = false;
        if (digits(reader) == 0) return fail(reader, "digits are missing behind the point");
    }
    if (take(reader, 'e') || take(reader, 'E')) {
        *whole = false;
        if (!take(reader, '+')) take(reader, '-');
        if (digits(reader) == 0) return fail(reader, "digits are missing in the exponent");
    }
    return true;
}

static struct json_object *read_number(struct reader *reader)
{
    const char *begin = reader->at;
    char text[NUMBER_TEXT];
    bool whole;
    if (!scan_number(reader, &whole)) return NULL;
    size_t length = (size_t)(reader->at - begin);
    if (length >= sizeof text) {
        fail(reader, "the number is too long");
        return NULL;
    }
    memcpy(text, begin, length);
    text[length] = '\0';
    errno = 0;
    long long number = whole ? strtoll(text, NULL, 10) : 0;
    if (whole && errno == 0) return json_object_new_int64(number);
    double real = strtod(text, NULL);
    if (isfinite(real)) return json_object_new_double_s(real, text);
    fail(reader, "the number is too large");
    return NULL;
}

static struct json_object *read_value(struct reader *reader, bool *is_null);

static bool read_member(struct reader *reader, struct json_object *object)
{
    size_t length;
    bool is_null = false;
    if (!take(reader, '"')) return missing(reader, "a name in quotes is missing");
    if (!read_string(reader, &length)) return false;
    if (json_object_object_get_ex(object, reader->scratch, NULL))
        return fail(reader, "a name stands twice in one object");
    char *name = strndup(reader->scratch, length);
    if (name == NULL) return fail(reader, "out of memory");
    skip_space(reader);
    struct json_object *value = NULL;
    bool read = take(reader, ':') ? true : missing(reader, "a colon is missing");
    if (read) value = read_value(reader, &is_null);
    read = read && (value != NULL || is_null);
    if (read && json_object_object_add(object, name, value) != 0) {
        json_object_put(value);
        read = fail(reader, "out of memory");
    }
    free(name);
    return read;
}

static bool read_element(struct reader *reader, struct json_object *array)
{
    bool is_null = false;
    struct json_object *value = read_value(reader, &is_null);
    if (value == NULL && !is_null) return false;
    if (json_object_array_add(array, value) == 0) return true;
    json_object_put(value);
    return fail(reader, "out of memory");
}

/* After the opening bracket: what stands in an object or array, separated by commas. */
static struct json_object *read_many(struct reader *reader, struct json_object *many, char close,
                                     bool (*read_one)(struct reader *, struct json_object *))
{
    bool good = many != NULL || fail(reader, "out of memory");
    if (++reader->depth > JSON_PARSE_DEPTH) good = fail(reader, "it is nested too deeply");
    skip_space(reader);
    bool empty = good && take(reader, close);
    while (good && !empty) {
        skip_space(reader);
        good = read_one(reader, many);
        skip_space(reader);
        if (!good || take(reader, close)) break;
        if (!take(reader, ',')) good = missing(reader, "a comma or the end is missing");
    }
    reader->depth--;
    if (good) return many;
    json_object_put(many);
    return NULL;
}

static bool take_word(struct reader *reader, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return fail(reader, "a value is missing or no JSON");
    reader->at += length;
    return true;
}

static struct json_object *read_value(struct reader *reader, bool *is_null)
{
    size_t length;
    skip_space(reader);
    if (reader->at == reader->end) {
        fail(reader, "it ends too early");
        return NULL;
    }
    switch (*reader->at) {
    case '{': reader->at++; return read_many(reader, json_object_new_object(), '}', read_member);
    case '[': reader->at++; return read_many(reader, json_object_new_array(), ']', read_element);
    case '"':
        reader->at++;
        if (!read_string(reader, &length)) return NULL;
        return json_object_new_string_len(reader->scratch, (int)length);
    case 't': return take_word(reader, "true") ? json_object_new_boolean(1) : NULL;
    case 'f': return take_word(reader, "false") ? json_object_new_boolean(0) : NULL;
    case 'n': *is_null = take_word(reader, "null"); return NULL;
    default: return read_number(reader);
    }
}

static struct json_object *read_text(struct reader *reader)
{
    bool is_null = false;
    struct json_object *value = read_value(reader, &is_null);
    if (is_null) fail(reader, "null alone says nothing");
    skip_space(reader);
    if (reader->fault == NULL && reader->at != reader->end)
        fail(reader, "something follows the value");
    if (reader->fault == NULL && value == NULL) fail(reader, "out of memory");
    if (reader->fault == NULL) return value;
    json_object_put(value);
    return NULL;
}

struct json_object *json_parse(const char *text, size_t length, const char **fault, size_t *at)
{
    struct reader reader = {.at = text, .end = text + length};
    size_t valid = utf8_valid_prefix(text, length);
    *fault = NULL;
    *at = valid;
    if (valid != length || length > INT32_MAX) {
        *fault = "it is not valid UTF-8";
        return NULL;
    }
    reader.scratch = malloc(length + 1);
    if (reader.scratch == NULL) {
        *fault = "out of memory";
        return NULL;
    }
    struct json_object *value = read_text(&reader);
    free(reader.scratch);
    *fault = reader.fault;
    *at = (size_t)(reader.at - text);
    return value;
}
