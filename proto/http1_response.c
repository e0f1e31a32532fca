/* Reading the head of an answer. */
#include "proto/http1_response.h"

#include <assert.h>
#include <string.h>

#include "proto/http1_int.h"

/* "HTTP/1.1 200 OK"; the reason may be empty. */
static enum error_code status_line(struct http1_response *response, const char *line, size_t length,
                                   struct error *error)
{
    if (length < 12 || memcmp(line, "HTTP/1.", 7) != 0 || (line[7] != '0' && line[7] != '1') ||
        line[8] != ' ' || line[9] < '1' || line[9] > '5' || !http1_all(line + 9, 3, CLASS_DIGIT) ||
        (length > 12 && line[12] != ' ') || !http1_all(line, length, CLASS_VALUE))
        return error_set(error, ERR_MALFORMED, "the answer does not begin with a status line");
    response->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    response->close = line[7] == '0';
    response->body_length = -1;
    return ERR_OK;
}

static enum error_code content_length(struct http1_response *response, struct http1_value value,
                                      struct error *error)
{
    int64_t number = 0;
    if (response->body_length >= 0 || value.length == 0 || value.length > 18 ||
        !http1_all(value.text, value.length, CLASS_DIGIT))
        return error_set(error, ERR_MALFORMED, "the answer has no single valid Content-Length");
    for (size_t i = 0; i < value.length; i++) number = number * 10 + (value.text[i] - '0');
    response->body_length = number;
    return ERR_OK;
}

static void connection(struct http1_response *response, struct http1_value value)
{
    const char *at = value.text;
    while (at != NULL) {
        size_t length;
        const char *option = http1_list_next(&at, value.text + value.length, &length);
        if (http1_is(option, length, "close")) response->close = true;
    }
}

static enum error_code field_line(struct http1_response *response, const char *line, size_t length,
                                  struct error *error)
{
    struct http1_value value = {NULL, 0};
    size_t name = 0;
    enum error_code code = http1_split_field(line, length, &name, &value, error);
    if (code != ERR_OK) return code;
    if (http1_is(line, name, "content-length")) code = content_length(response, value, error);
    if (http1_is(line, name, "connection")) connection(response, value);
    if (http1_is(line, name, "transfer-encoding"))
        code = error_set(error, ERR_MALFORMED, "the answer has a transfer coding");
    if (code != ERR_OK || response->field_count == HTTP1_RESPONSE_FIELDS) return code;
    size_t slot = response->field_count++;
    response->fields[slot].name =
        (struct http1_span){(uint16_t)(line - response->bytes), (uint16_t)name};
    response->fields[slot].value =
        (struct http1_span){(uint16_t)(value.text - response->bytes), (uint16_t)value.length};
    return ERR_OK;
}

/* RFC 9112 6.3 */
static void settle_body(struct http1_response *response, enum http1_method method)
{
    if (method == HTTP1_HEAD || response->status < 200 || response->status == 204 ||
        response->status == 304)
        response->body_length = 0;
    if (response->body_length < 0) response->close = true;
}

enum http1_progress http1_parse_response(const char *bytes, size_t length,
                                         const struct http1_limits *limits,
                                         enum http1_method method, struct http1_response *response,
                                         struct error *error)
{
    assert(limits->head_max <= UINT16_MAX && response->searched <= length);
    if (length > limits->head_max) length = limits->head_max;
    response->bytes = bytes;
    for (;;) {
        const char *text = bytes + response->consumed;
        size_t line;
        enum http1_progress progress =
            http1_next_line(bytes, length, &response->consumed, &response->searched, &line, error);
        if (progress == HTTP1_NEED_MORE && length == limits->head_max) {
            error_set(error, ERR_MALFORMED, "the head of the answer is too large");
            return HTTP1_REFUSED;
        }
        if (progress != HTTP1_DONE) return progress;
        if (line == 0 && response->status != 0) {
            settle_body(response, method);
            return HTTP1_DONE;
        }
        enum error_code code = response->status == 0 ? status_line(response, text, line, error)
                                                     : field_line(response, text, line, error);
        if (code != ERR_OK) return HTTP1_REFUSED;
    }
}

const char *http1_response_field(const struct http1_response *response, const char *name,
                                 size_t *length)
{
    for (size_t i = 0; i < response->field_count; i++) {
        struct http1_span field = response->fields[i].name, value = response->fields[i].value;
        if (!http1_is(response->bytes + field.at, field.length, name)) continue;
        *length = value.length;
        return response->bytes + value.at;
    }
    return NULL;
}
