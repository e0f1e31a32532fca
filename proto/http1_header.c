/* Header lines: their form, the table of those that are read, and the ones that decide where a
 * request ends (Host, Content-Length, Transfer-Encoding, Expect, Connection). */
#include <string.h>

#include "proto/http1_int.h"

#define IS_DIGIT(c) ((c) >= '0' && (c) <= '9')
#define IS_ALPHA(c) (((c) >= 'A' && (c) <= 'Z') || ((c) >= 'a' && (c) <= 'z'))
#define IS_ALNUM(c) (IS_DIGIT(c) || IS_ALPHA(c))
#define IS_TOKEN(c)                                                                                \
    (IS_ALNUM(c) || (c) == '!' || ((c) >= '#' && (c) <= '\'') || (c) == '*' || (c) == '+' ||       \
     (c) == '-' || (c) == '.' || ((c) >= '^' && (c) <= '`') || (c) == '|' || (c) == '~')
#define IS_VALUE(c) ((c) == '\t' || ((c) >= 0x20 && (c) != 0x7F))
#define IS_SUB(c)                                                                                  \
    ((c) == '!' || (c) == '$' || ((c) >= '&' && (c) <= ',') || (c) == ';' || (c) == '=')
#define IS_PCHAR(c)                                                                                \
    (IS_ALNUM(c) || IS_SUB(c) || (c) == '-' || (c) == '.' || (c) == '_' || (c) == '~' ||           \
     (c) == ':' || (c) == '@' || (c) == '%')
#define IS_PATH(c)  (IS_PCHAR(c) || (c) == '/')
#define IS_QUERY(c) (IS_PATH(c) || (c) == '?')
#define IS_HOST(c)  (IS_ALNUM(c) || (c) == '-' || (c) == '.' || (c) == '_')
#define IS_TOKEN68(c)                                                                              \
    (IS_ALNUM(c) || (c) == '-' || (c) == '.' || (c) == '_' || (c) == '~' || (c) == '+' ||          \
     (c) == '/' || (c) == '=')
#define CLASS(c)                                                                                   \
    (uint8_t)((IS_TOKEN(c) ? CLASS_TOKEN : 0) | (IS_VALUE(c) ? CLASS_VALUE : 0) |                  \
              (IS_PATH(c) ? CLASS_PATH : 0) | (IS_QUERY(c) ? CLASS_QUERY : 0) |                    \
              (IS_HOST(c) ? CLASS_HOST : 0) | (IS_DIGIT(c) ? CLASS_DIGIT : 0) |                    \
              ((c) > 0x20 && (c) < 0x7F ? CLASS_VISIBLE : 0) |                                     \
              (IS_TOKEN68(c) ? CLASS_TOKEN68 : 0))
#define CLASS4(c)  CLASS(c), CLASS((c) + 1), CLASS((c) + 2), CLASS((c) + 3)
#define CLASS16(c) CLASS4(c), CLASS4((c) + 4), CLASS4((c) + 8), CLASS4((c) + 12)
#define CLASS64(c) CLASS16(c), CLASS16((c) + 16), CLASS16((c) + 32), CLASS16((c) + 48)

const uint8_t http1_class[256] = {CLASS64(0), CLASS64(64), CLASS64(128), CLASS64(192)};

bool http1_all(const char *text, size_t length, enum http1_class wanted)
{
    unsigned found = (unsigned)wanted;
    for (size_t i = 0; i < length; i++) found &= http1_class[(unsigned char)text[i]];
    return found != 0;
}

bool http1_is(const char *text, size_t length, const char *lower)
{
    for (size_t i = 0; i < length; i++)
        if (lower[i] == '\0' || (text[i] | 0x20) != lower[i]) return false;
    return lower[length] == '\0';
}

static void trim(const char **text, size_t *length)
{
    while (*length > 0 && (**text == ' ' || **text == '\t')) {
        ++*text;
        --*length;
    }
    while (*length > 0 && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t')) --*length;
}

const char *http1_list_next(const char **text, const char *end, size_t *length)
{
    const char *element = *text;
    const char *comma = memchr(element, ',', (size_t)(end - element));
    *length = (size_t)((comma == NULL ? end : comma) - element);
    *text = comma == NULL ? NULL : comma + 1;
    trim(&element, length);
    return element;
}

static bool port_valid(const char *text, size_t length)
{
    unsigned port = 0;
    if (length == 0 || length > 5 || !http1_all(text, length, CLASS_DIGIT)) return false;
    for (size_t i = 0; i < length; i++) port = port * 10 + (unsigned)(text[i] - '0');
    return port > 0 && port <= 65535;
}

/* The characters of an address between brackets; what it means is nobody's business here. */
static bool v6_valid(const char *text, size_t length)
{
    if (length < 2 || length > 45) return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (!IS_DIGIT(c) && !((c | 0x20) >= 'a' && (c | 0x20) <= 'f') && c != ':' && c != '.')
            return false;
    }
    return true;
}

bool http1_host_valid(const char *text, size_t length)
{
    size_t name; /* bytes before the port's colon */
    if (length == 0 || length > 260) return false;
    if (text[0] == '[') {
        const char *close = memchr(text, ']', length);
        if (close == NULL || !v6_valid(text + 1, (size_t)(close - text) - 1)) return false;
        name = (size_t)(close - text) + 1;
    } else {
        const char *colon = memchr(text, ':', length);
        name = colon == NULL ? length : (size_t)(colon - text);
        if (name == 0 || !http1_all(text, name, CLASS_HOST)) return false;
    }
    if (name == length) return true;
    return text[name] == ':' && port_valid(text + name + 1, length - name - 1);
}

typedef enum error_code (*check_fn)(struct http1_head *head, struct http1_value value,
                                    const struct http1_limits *limits, struct error *error);

static enum error_code host(struct http1_head *head, struct http1_value value,
                            const struct http1_limits *limits, struct error *error)
{
    (void)head, (void)limits;
    if (http1_host_valid(value.text, value.length)) return ERR_OK;
    return error_set(error, ERR_MALFORMED, "Host must be one name or address with at most a port");
}

static enum error_code content_length(struct http1_head *head, struct http1_value value,
                                      const struct http1_limits *limits, struct error *error)
{
    size_t number = 0;
    if (value.length == 0 || !http1_all(value.text, value.length, CLASS_DIGIT) ||
        (value.text[0] == '0' && value.length > 1))
        return error_set(error, ERR_MALFORMED,
                         "Content-Length must be one number of digits without leading zeros");
    for (size_t i = 0; i < value.length; i++) {
        number = number * 10 + (size_t)(value.text[i] - '0');
        if (number > limits->body_max)
            return error_set(error, ERR_TOO_LARGE, "the body may have at most %zu bytes",
                             limits->body_max);
    }
    head->body_length = number;
    return ERR_OK;
}

static enum error_code transfer_encoding(struct http1_head *head, struct http1_value value,
                                         const struct http1_limits *limits, struct error *error)
{
    (void)head, (void)value, (void)limits;
    error_hint(error, "send the body with a Content-Length");
    return error_set(error, ERR_NOT_IMPLEMENTED, "transfer codings are not offered");
}

static enum error_code expect(struct http1_head *head, struct http1_value value,
                              const struct http1_limits *limits, struct error *error)
{
    (void)limits;
    head->expect = http1_is(value.text, value.length, "100-continue");
    if (head->expect) return ERR_OK;
    return error_set(error, ERR_MALFORMED, "Expect can only be 100-continue");
}

static enum http1_header header_of(const char *name, size_t length);

/* A hop may remove what Connection names. If that could change what a request means, hops would
 * see different requests: refused. */
static enum error_code connection(struct http1_head *head, struct http1_value value,
                                  const struct http1_limits *limits, struct error *error)
{
    (void)limits;
    const char *at = value.text;
    while (at != NULL) {
        size_t length;
        const char *option = http1_list_next(&at, value.text + value.length, &length);
        if (!http1_all(option, length, CLASS_TOKEN) || header_of(option, length) != HTTP1_NO_HEADER)
            return error_set(error, ERR_MALFORMED, "Connection has an option that is not allowed");
        if (http1_is(option, length, "close")) head->close = true;
    }
    return ERR_OK;
}

/* The one table of headers that are read. What is not a list may be given once. */
static const struct known {
    const char *name;
    bool list;
    check_fn check; /* decides about framing; the rest is http1_request.c's */
} known[HTTP1_HEADERS] = {
    [HTTP1_NO_HEADER] = {"", true, NULL},
    [HTTP1_HOST] = {"host", false, host},
    [HTTP1_CONNECTION] = {"connection", true, connection},
    [HTTP1_CONTENT_LENGTH] = {"content-length", false, content_length},
    [HTTP1_TRANSFER_ENCODING] = {"transfer-encoding", false, transfer_encoding},
    [HTTP1_EXPECT] = {"expect", false, expect},
    [HTTP1_AUTHORIZATION] = {"authorization", false, NULL},
    [HTTP1_COOKIE] = {"cookie", false, NULL},
    [HTTP1_CONTENT_TYPE] = {"content-type", false, NULL},
    [HTTP1_CONTENT_ENCODING] = {"content-encoding", false, NULL},
    [HTTP1_ACCEPT] = {"accept", false, NULL},
    [HTTP1_IF_MATCH] = {"if-match", false, NULL},
    [HTTP1_IF_NONE_MATCH] = {"if-none-match", false, NULL},
    [HTTP1_IDEMPOTENCY_KEY] = {"idempotency-key", false, NULL},
    [HTTP1_LAST_EVENT_ID] = {"last-event-id", false, NULL},
    [HTTP1_ACCEPT_LANGUAGE] = {"accept-language", true, NULL},
    [HTTP1_CSRF_TOKEN] = {"x-csrf-token", false, NULL},
    [HTTP1_ACCEPT_ENCODING] = {"accept-encoding", true, NULL},
};

enum { NAME_MAX_LENGTH = 17, SAME_LENGTH = 3 };
/* The known names by their length; a unit test finds each of them. */
static const uint8_t by_length[NAME_MAX_LENGTH + 1][SAME_LENGTH] = {
    [4] = {HTTP1_HOST},
    [6] = {HTTP1_ACCEPT, HTTP1_COOKIE, HTTP1_EXPECT},
    [8] = {HTTP1_IF_MATCH},
    [10] = {HTTP1_CONNECTION},
    [12] = {HTTP1_CONTENT_TYPE, HTTP1_CSRF_TOKEN},
    [13] = {HTTP1_AUTHORIZATION, HTTP1_IF_NONE_MATCH, HTTP1_LAST_EVENT_ID},
    [14] = {HTTP1_CONTENT_LENGTH},
    [15] = {HTTP1_IDEMPOTENCY_KEY, HTTP1_ACCEPT_LANGUAGE, HTTP1_ACCEPT_ENCODING},
    [16] = {HTTP1_CONTENT_ENCODING},
    [17] = {HTTP1_TRANSFER_ENCODING},
};

static enum http1_header header_of(const char *name, size_t length)
{
    if (length > NAME_MAX_LENGTH) return HTTP1_NO_HEADER;
    for (int i = 0; i < SAME_LENGTH && by_length[length][i] != HTTP1_NO_HEADER; i++)
        if (http1_is(name, length, known[by_length[length][i]].name))
            return (enum http1_header)by_length[length][i];
    return HTTP1_NO_HEADER;
}

static enum error_code known_header(struct http1_head *head, enum http1_header header,
                                    struct http1_value value, const struct http1_limits *limits,
                                    struct error *error)
{
    if (http1_has(head, header) && !known[header].list)
        return error_set(error, ERR_MALFORMED, "the header %s is given more than once",
                         known[header].name);
    head->seen |= 1u << header;
    head->value[header] =
        (struct http1_span){(uint16_t)(value.text - head->bytes), (uint16_t)value.length};
    return known[header].check == NULL ? ERR_OK : known[header].check(head, value, limits, error);
}

enum error_code http1_split_field(const char *line, size_t length, size_t *name,
                                  struct http1_value *value, struct error *error)
{
    size_t end = 0;
    if (line[0] == ' ' || line[0] == '\t')
        return error_set(error, ERR_MALFORMED, "a header line cannot be continued on the next");
    while (end < length && (http1_class[(unsigned char)line[end]] & CLASS_TOKEN) != 0) end++;
    if (end == 0 || end == length || line[end] != ':')
        return error_set(error, ERR_MALFORMED, "a header line must be a name, a colon and a value");
    *name = end;
    *value = (struct http1_value){line + end + 1, length - end - 1};
    if (!http1_all(value->text, value->length, CLASS_VALUE))
        return error_set(error, ERR_MALFORMED, "a header value has a control character");
    trim(&value->text, &value->length);
    return ERR_OK;
}

enum error_code http1_header_line(struct http1_head *head, const struct http1_limits *limits,
                                  size_t at, size_t length, struct error *error)
{
    const char *line = head->bytes + at;
    struct http1_value value = {NULL, 0};
    size_t name = 0;
    if (head->fields == limits->fields_max)
        return error_set(error, ERR_HEADERS_TOO_LARGE, "there are more than %zu header lines",
                         limits->fields_max);
    head->fields++;
    enum error_code code = http1_split_field(line, length, &name, &value, error);
    if (code != ERR_OK) return code;
    enum http1_header header = header_of(line, name);
    return header == HTTP1_NO_HEADER ? ERR_OK : known_header(head, header, value, limits, error);
}
