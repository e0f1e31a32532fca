/* The head of a request: its lines, the request line, and what must hold when it is complete. */
#include "proto/http1.h"

#include <assert.h>
#include <string.h>

#include "proto/http1_int.h"

const struct http1_limits http1_default_limits = {HTTP1_TARGET_MAX, HTTP1_HEAD_MAX,
                                                  HTTP1_FIELDS_MAX, HTTP1_BODY_MAX};

enum { AROUND_TARGET = 32 }; /* method, version, two spaces; longer lines are 414 at once */

static const struct {
    const char *name;
    uint8_t length;
    bool has_body; /* needs a Content-Length; the others must not have a body */
} methods[HTTP1_METHODS] = {
    [HTTP1_NO_METHOD] = {"", 0, false},    [HTTP1_GET] = {"GET", 3, false},
    [HTTP1_HEAD] = {"HEAD", 4, false},     [HTTP1_POST] = {"POST", 4, true},
    [HTTP1_PUT] = {"PUT", 3, true},        [HTTP1_PATCH] = {"PATCH", 5, true},
    [HTTP1_DELETE] = {"DELETE", 6, false}, [HTTP1_OPTIONS] = {"OPTIONS", 7, false},
};

bool http1_has(const struct http1_head *head, enum http1_header header)
{
    return (head->seen & 1u << header) != 0;
}

const char *http1_text(const struct http1_head *head, struct http1_span span)
{
    return head->bytes + span.at;
}

const char *http1_method_name(enum http1_method method)
{
    return methods[method].name;
}

static enum http1_method method_of(const char *text, size_t length)
{
    for (int i = HTTP1_GET; i < HTTP1_METHODS; i++)
        if (methods[i].length == length && memcmp(methods[i].name, text, length) == 0)
            return (enum http1_method)i;
    return HTTP1_NO_METHOD;
}

static enum error_code check_version(const char *text, size_t length, struct error *error)
{
    if (length == 8 && memcmp(text, "HTTP/1.1", 8) == 0) return ERR_OK;
    if (length == 8 && memcmp(text, "HTTP/", 5) == 0 && text[6] == '.' &&
        http1_all(text + 5, 1, CLASS_DIGIT) && http1_all(text + 7, 1, CLASS_DIGIT))
        return error_set(error, ERR_VERSION, "only HTTP/1.1 is offered");
    return error_set(error, ERR_MALFORMED,
                     "the request line must be: method, space, target, space, HTTP/1.1");
}

/* Where the path begins in the target: 0, or behind the authority of "https://host/…", which
 * RFC 9112 3.2.2 wants accepted. -1 when the target has neither form. */
static int path_begin(struct http1_head *head, size_t at, const char *target, size_t length)
{
    size_t begin = strlen("https://"), end = begin;
    if (target[0] == '/') return 0;
    if (length <= begin || !http1_is(target, 5, "https") || memcmp(target + 5, "://", 3) != 0)
        return -1;
    while (end < length && target[end] != '/' && target[end] != '?') end++;
    head->authority = (struct http1_span){(uint16_t)(at + begin), (uint16_t)(end - begin)};
    return http1_host_valid(target + begin, end - begin) ? (int)end : -1;
}

static enum error_code target(struct http1_head *head, size_t at, size_t length,
                              struct error *error)
{
    const char *text = head->bytes + at;
    head->target = (struct http1_span){(uint16_t)at, (uint16_t)length};
    int begin = path_begin(head, at, text, length);
    if (begin < 0) return error_set(error, ERR_MALFORMED, "the request target must be a path");
    const char *path = text + begin, *end = text + length;
    const char *mark = memchr(path, '?', (size_t)(end - path));
    const char *path_end = mark == NULL ? end : mark;
    const char *query = mark == NULL ? end : mark + 1;
    head->path = (struct http1_span){(uint16_t)(path - head->bytes), (uint16_t)(path_end - path)};
    head->query = (struct http1_span){(uint16_t)(query - head->bytes), (uint16_t)(end - query)};
    if (http1_all(path, head->path.length, CLASS_PATH) &&
        http1_all(query, head->query.length, CLASS_QUERY))
        return ERR_OK;
    error_hint(error, "percent-encode every other character, as RFC 3986 wants it");
    return error_set(error, ERR_MALFORMED,
                     "the request target has a character that is not allowed there");
}

static enum error_code request_line(struct http1_head *head, const struct http1_limits *limits,
                                    size_t at, size_t length, struct error *error)
{
    const char *line = head->bytes + at, *end = line + length;
    if (length > limits->target_max + AROUND_TARGET)
        return error_set(error, ERR_URI_TOO_LONG, "the request line is too long");
    const char *first = memchr(line, ' ', length);
    const char *second = first == NULL ? NULL : memchr(first + 1, ' ', (size_t)(end - first - 1));
    if (second == NULL) return check_version("", 0, error);
    size_t method_length = (size_t)(first - line), target_length = (size_t)(second - first - 1);
    if (method_length == 0 || target_length == 0 || !http1_all(line, method_length, CLASS_TOKEN))
        return check_version("", 0, error);
    if (check_version(second + 1, (size_t)(end - second - 1), error) != ERR_OK) return error->code;
    enum http1_method method = method_of(line, method_length);
    if (method == HTTP1_NO_METHOD)
        return error_set(error, ERR_NOT_IMPLEMENTED, "this method is not offered");
    if (target_length > limits->target_max)
        return error_set(error, ERR_URI_TOO_LONG, "the request target is too long");
    head->method = method;
    return target(head, at + method_length + 1, target_length, error);
}

/* The authority of an absolute target must be the host that Host names. */
static bool same_host(const struct http1_head *head)
{
    const char *a = http1_text(head, head->authority);
    const char *b = http1_text(head, head->value[HTTP1_HOST]);
    if (head->authority.length == 0) return head->path.at == head->target.at;
    if (head->authority.length != head->value[HTTP1_HOST].length) return false;
    for (size_t i = 0; i < head->authority.length; i++) {
        char x = a[i], y = b[i];
        if (x >= 'A' && x <= 'Z') x = (char)(x | 0x20);
        if (y >= 'A' && y <= 'Z') y = (char)(y | 0x20);
        if (x != y) return false;
    }
    return true;
}

/* What only a complete head can show. */
static enum error_code complete(struct http1_head *head, struct error *error)
{
    if (!http1_has(head, HTTP1_HOST))
        return error_set(error, ERR_MALFORMED, "the Host header is missing");
    if (!same_host(head))
        return error_set(error, ERR_MALFORMED, "the request target names another host than Host");
    if (methods[head->method].has_body && !http1_has(head, HTTP1_CONTENT_LENGTH))
        return error_set(error, ERR_LENGTH_REQUIRED, "%s needs a Content-Length",
                         http1_method_name(head->method));
    if (!methods[head->method].has_body && head->body_length > 0)
        return error_set(error, ERR_MALFORMED, "%s cannot have a body",
                         http1_method_name(head->method));
    if (head->body_length == 0) head->expect = false;
    return ERR_OK;
}

enum http1_progress http1_next_line(const char *bytes, size_t length, uint32_t *consumed,
                                    uint32_t *searched, size_t *line, struct error *error)
{
    size_t rest = length - *searched;
    const char *from = bytes + *searched;
    const char *lf = rest == 0 ? NULL : memchr(from, '\n', rest);
    if (lf == NULL) {
        const char *cr = rest == 0 ? NULL : memchr(from, '\r', rest);
        *searched = (uint32_t)(cr == NULL ? length : length - 1);
        if (cr == NULL || cr == bytes + length - 1) return HTTP1_NEED_MORE;
    } else if (lf > bytes + *consumed && lf[-1] == '\r') {
        *line = (size_t)(lf - 1 - bytes) - *consumed;
        *consumed = *searched = (uint32_t)(lf + 1 - bytes);
        return HTTP1_DONE;
    }
    error_set(error, ERR_MALFORMED, "a line must end with CR LF");
    return HTTP1_REFUSED;
}

/* What has arrived ends within a line. */
static enum http1_progress unfinished(const struct http1_head *head,
                                      const struct http1_limits *limits, size_t length,
                                      struct error *error)
{
    if (head->method == HTTP1_NO_METHOD &&
        head->searched - head->consumed > limits->target_max + AROUND_TARGET) {
        error_set(error, ERR_URI_TOO_LONG, "the request line is too long");
        return HTTP1_REFUSED;
    }
    if (length == limits->head_max) {
        error_set(error, ERR_HEADERS_TOO_LARGE, "the header section is too large");
        return HTTP1_REFUSED;
    }
    return HTTP1_NEED_MORE;
}

enum http1_progress http1_parse_head(const char *bytes, size_t length,
                                     const struct http1_limits *limits, struct http1_head *head,
                                     struct error *error)
{
    assert(limits->head_max <= UINT16_MAX && head->searched <= length);
    if (length > limits->head_max) length = limits->head_max;
    head->bytes = bytes;
    for (;;) {
        size_t at = head->consumed, line;
        enum http1_progress progress =
            http1_next_line(bytes, length, &head->consumed, &head->searched, &line, error);
        if (progress == HTTP1_NEED_MORE) return unfinished(head, limits, length, error);
        if (progress == HTTP1_REFUSED) return progress;
        if (line == 0 && head->method != HTTP1_NO_METHOD)
            return complete(head, error) == ERR_OK ? HTTP1_DONE : HTTP1_REFUSED;
        if (line == 0 && !head->empty_line) {
            head->empty_line = true; /* RFC 9112 2.2 */
            continue;
        }
        enum error_code code = head->method == HTTP1_NO_METHOD
                                   ? request_line(head, limits, at, line, error)
                                   : http1_header_line(head, limits, at, line, error);
        if (code != ERR_OK) return HTTP1_REFUSED;
    }
}
