/* What a framed head means: the headers that do not decide about framing. */
#include <string.h>

#include "proto/http1_int.h"

/* A header's value; text NULL when it was not given. */
static struct http1_value value_of(const struct http1_head *head, enum http1_header header)
{
    if (!http1_has(head, header)) return (struct http1_value){NULL, 0};
    struct http1_span span = head->value[header];
    return (struct http1_value){http1_text(head, span), span.length};
}

static enum error_code keep(struct arena *arena, struct http1_value value, const char **kept,
                            struct error *error)
{
    *kept = arena_strndup(arena, value.text, value.length);
    if (*kept != NULL) return ERR_OK;
    return error_set(error, ERR_TOO_LARGE, "the request needs too much memory");
}

/* 1 … max visible characters, kept as they are. */
static enum error_code read_visible(const struct http1_head *head, enum http1_header header,
                                    const char *name, size_t max, struct arena *arena,
                                    const char **kept, struct error *error)
{
    struct http1_value value = value_of(head, header);
    if (value.text == NULL) return ERR_OK;
    if (value.length == 0 || value.length > max ||
        !http1_all(value.text, value.length, CLASS_VISIBLE))
        return error_set(error, ERR_MALFORMED, "%s must be 1 to %zu visible ASCII characters", name,
                         max);
    return keep(arena, value, kept, error);
}

/* "7": a number from 1 without leading zeros between quotes. 0 when it is anything else. */
static int32_t version_of(const char *text, size_t length)
{
    int64_t number = 0;
    if (length < 3 || length > 12 || text[0] != '"' || text[length - 1] != '"' || text[1] == '0' ||
        !http1_all(text + 1, length - 2, CLASS_DIGIT))
        return 0;
    for (size_t i = 1; i + 1 < length; i++) number = number * 10 + (text[i] - '0');
    return number <= INT32_MAX ? (int32_t)number : 0;
}

static enum error_code read_if_match(const struct http1_head *head, struct http1_request *request,
                                     struct error *error)
{
    struct http1_value value = value_of(head, HTTP1_IF_MATCH);
    if (value.text == NULL) return ERR_OK;
    request->if_match = version_of(value.text, value.length);
    if (request->if_match != 0) return ERR_OK;
    error_hint(error, "send the ETag of the last answer as it was, for example If-Match: \"7\"");
    if (value.length > 1 && memcmp(value.text, "W/", 2) == 0)
        return error_set(error, ERR_MALFORMED, "If-Match cannot be a weak tag");
    if (value.length == 1 && value.text[0] == '*')
        return error_set(error, ERR_MALFORMED, "If-Match cannot be *: say which version you saw");
    if (value.length > 0 && memchr(value.text, ',', value.length) != NULL)
        return error_set(error, ERR_MALFORMED,
                         "If-Match cannot be a list: say which version you saw");
    return error_set(error, ERR_MALFORMED, "If-Match must be one version between quotes");
}

static enum error_code read_authorization(const struct http1_head *head, struct arena *arena,
                                          struct http1_request *request, struct error *error)
{
    struct http1_value value = value_of(head, HTTP1_AUTHORIZATION);
    if (value.text == NULL) return ERR_OK;
    size_t scheme = strlen("bearer ");
    if (value.length <= scheme || value.length > scheme + HTTP1_TOKEN_MAX ||
        !http1_is(value.text, scheme, "bearer ") ||
        !http1_all(value.text + scheme, value.length - scheme, CLASS_TOKEN68))
        return error_set(error, ERR_UNAUTHENTICATED, "Authorization must be Bearer and a token");
    value.text += scheme;
    value.length -= scheme;
    return keep(arena, value, &request->bearer, error);
}

/* Splits "name=value" of a parameter at its '='; quotes around the value are taken off. */
static struct http1_value param_value(const char *text, size_t length, const char *name)
{
    size_t name_length = strlen(name);
    struct http1_value none = {NULL, 0};
    while (length > 0 && (*text == ' ' || *text == '\t')) text++, length--;
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    if (length <= name_length || text[name_length] != '=' || !http1_is(text, name_length, name))
        return none;
    struct http1_value value = {text + name_length + 1, length - name_length - 1};
    if (value.length >= 2 && value.text[0] == '"' && value.text[value.length - 1] == '"') {
        value.text++;
        value.length -= 2;
    }
    return value;
}

/* A media type with no parameter but charset=utf-8. */
static bool is_type(struct http1_value value, const char *wanted)
{
    size_t type = strlen(wanted);
    if (value.length < type || !http1_is(value.text, type, wanted)) return false;
    const char *rest = value.text + type;
    size_t length = value.length - type;
    while (length > 0 && (*rest == ' ' || *rest == '\t')) rest++, length--;
    if (length == 0) return true;
    if (*rest != ';') return false;
    struct http1_value charset = param_value(rest + 1, length - 1, "charset");
    return charset.text != NULL && http1_is(charset.text, charset.length, "utf-8");
}

static enum error_code read_body_type(const struct http1_head *head, struct http1_request *request,
                                      struct error *error)
{
    struct http1_value type = value_of(head, HTTP1_CONTENT_TYPE);
    struct http1_value coding = value_of(head, HTTP1_CONTENT_ENCODING);
    if (head->body_length == 0) return ERR_OK;
    if (type.text != NULL && is_type(type, "application/json"))
        request->body = HTTP1_JSON;
    else if (type.text != NULL && is_type(type, "application/x-www-form-urlencoded"))
        request->body = HTTP1_FORM;
    else
        return error_set(error, ERR_MEDIA_TYPE, "Content-Type must be application/json in UTF-8");
    if (coding.text != NULL && !http1_is(coding.text, coding.length, "identity"))
        return error_set(error, ERR_MEDIA_TYPE, "a body cannot be compressed or encoded");
    return ERR_OK;
}

/* A weight in thousandths (RFC 9110 12.4.2); what is no number is as good as none: 1000. */
static int weight_of(struct http1_value weight)
{
    int thousandths = 0, unit = 1000;
    if (weight.text == NULL || weight.length == 0) return 1000;
    for (size_t i = 0; i < weight.length; i++) {
        if (weight.text[i] == '.') continue;
        if (!http1_all(&weight.text[i], 1, CLASS_DIGIT)) return 1000;
        thousandths += (weight.text[i] - '0') * unit;
        unit /= 10;
    }
    return thousandths < 1000 ? thousandths : 1000;
}

/* The weight that an element of a list gives itself ("text/html;level=1;q=0.5"): *length becomes
 * what stands before the first semicolon. */
static int take_weight(const char *element, size_t *length)
{
    const char *semicolon = *length == 0 ? NULL : memchr(element, ';', *length);
    if (semicolon == NULL) return 1000;
    const char *params = semicolon + 1;
    size_t left = *length - (size_t)(params - element);
    *length = (size_t)(semicolon - element);
    while (*length > 0 && (element[*length - 1] == ' ' || element[*length - 1] == '\t')) --*length;
    for (;;) {
        semicolon = memchr(params, ';', left);
        size_t one = semicolon == NULL ? left : (size_t)(semicolon - params);
        struct http1_value weight = param_value(params, one, "q");
        if (weight.text != NULL || semicolon == NULL) return weight_of(weight);
        params += one + 1;
        left -= one + 1;
    }
}

static bool range_is(const char *range, size_t length, const char *type, const char *subtype)
{
    const char *slash = memchr(range, '/', length);
    if (slash == NULL) return false;
    size_t first = (size_t)(slash - range), second = length - first - 1;
    bool any = second == 1 && slash[1] == '*';
    if (any && first == 1 && range[0] == '*') return true;
    return http1_is(range, first, type) && (any || http1_is(slash + 1, second, subtype));
}

/* Only "not at all" counts among the weights; there is one form of each answer to choose from. */
static void read_accept(const struct http1_head *head, struct http1_request *request)
{
    struct http1_value value = value_of(head, HTTP1_ACCEPT);
    const char *at = value.text;
    request->accepts_json = request->accepts_events = request->accepts_html = value.length == 0;
    request->accepts_csv = request->accepts_svg = value.length == 0;
    while (value.length > 0 && at != NULL) {
        size_t length;
        const char *range = http1_list_next(&at, value.text + value.length, &length);
        if (take_weight(range, &length) == 0 || length == 0) continue;
        request->accepts_json |= range_is(range, length, "application", "json");
        request->accepts_events |= range_is(range, length, "text", "event-stream");
        request->accepts_html |= range_is(range, length, "text", "html");
        request->accepts_csv |= range_is(range, length, "text", "csv");
        request->accepts_svg |= range_is(range, length, "image", "svg+xml");
    }
}

/* gzip has the weight that it is given, else that of "*" (RFC 9110 12.5.3). */
static void read_accept_encoding(const struct http1_head *head, struct http1_request *request)
{
    struct http1_value value = value_of(head, HTTP1_ACCEPT_ENCODING);
    const char *at = value.text;
    int gzip = -1, any = 0;
    while (value.length > 0 && at != NULL) {
        size_t length;
        const char *coding = http1_list_next(&at, value.text + value.length, &length);
        int weight = take_weight(coding, &length);
        if (http1_is(coding, length, "gzip") || http1_is(coding, length, "x-gzip")) gzip = weight;
        if (http1_is(coding, length, "*")) any = weight;
    }
    request->accepts_gzip = (gzip >= 0 ? gzip : any) > 0;
}

bool http1_none_match(const struct http1_request *request, const char *tag)
{
    const char *at = request->none_match;
    const char *end = at == NULL ? NULL : at + strlen(at);
    while (at != NULL) {
        size_t length;
        const char *one = http1_list_next(&at, end, &length);
        if (length == 1 && one[0] == '*') return true;
        if (length > 2 && memcmp(one, "W/", 2) == 0) {
            one += 2;
            length -= 2;
        }
        if (length == strlen(tag) && memcmp(one, tag, length) == 0) return true;
    }
    return false;
}

int http1_language(const struct http1_request *request, const char *const *languages, size_t count)
{
    const char *at = request->accept_language;
    const char *end = at == NULL ? NULL : at + strlen(at);
    int best = -1, best_weight = 0;
    while (at != NULL) {
        size_t length;
        const char *range = http1_list_next(&at, end, &length);
        int weight = take_weight(range, &length);
        const char *hyphen = length == 0 ? NULL : memchr(range, '-', length);
        if (hyphen != NULL) length = (size_t)(hyphen - range);
        for (size_t i = 0; weight > best_weight && i < count; i++) {
            if (!http1_is(range, length, languages[i])) continue;
            best = (int)i;
            best_weight = weight;
        }
    }
    return best;
}

static bool same_name(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(text, name, length) == 0;
}

size_t http1_cookie(const struct http1_request *request, const char *name, const char **value,
                    size_t *length)
{
    size_t count = 0;
    for (const char *at = request->cookie; at != NULL && *at != '\0';) {
        size_t pair = strcspn(at, ";");
        const char *equals = memchr(at, '=', pair);
        if (equals != NULL && same_name(at, (size_t)(equals - at), name) && count++ == 0) {
            *value = equals + 1;
            *length = (size_t)(at + pair - equals - 1);
        }
        at += pair;
        at += strspn(at, "; ");
    }
    return count;
}

/* A header that is kept as it was sent. */
static enum error_code read_as_sent(const struct http1_head *head, enum http1_header header,
                                    struct arena *arena, const char **kept, struct error *error)
{
    return http1_has(head, header) ? keep(arena, value_of(head, header), kept, error) : ERR_OK;
}

enum error_code http1_read_request(const struct http1_head *head, struct arena *arena,
                                   struct http1_request *request, struct error *error)
{
    memset(request, 0, sizeof *request);
    read_accept(head, request);
    read_accept_encoding(head, request);
    /* Comes first: what is wrong with the rest is told in it. */
    enum error_code code =
        read_as_sent(head, HTTP1_ACCEPT_LANGUAGE, arena, &request->accept_language, error);
    if (code == ERR_OK) code = http1_read_target(head, arena, request, error);
    if (code == ERR_OK) code = read_authorization(head, arena, request, error);
    if (code == ERR_OK) code = read_as_sent(head, HTTP1_COOKIE, arena, &request->cookie, error);
    if (code == ERR_OK)
        code = read_as_sent(head, HTTP1_IF_NONE_MATCH, arena, &request->none_match, error);
    if (code == ERR_OK)
        code = read_as_sent(head, HTTP1_CSRF_TOKEN, arena, &request->csrf_token, error);
    if (code == ERR_OK) code = read_if_match(head, request, error);
    if (code == ERR_OK)
        code = read_visible(head, HTTP1_IDEMPOTENCY_KEY, "Idempotency-Key", HTTP1_KEY_MAX, arena,
                            &request->idempotency_key, error);
    if (code == ERR_OK)
        code = read_visible(head, HTTP1_LAST_EVENT_ID, "Last-Event-ID", HTTP1_EVENT_ID_MAX, arena,
                            &request->last_event_id, error);
    return code == ERR_OK ? read_body_type(head, request, error) : code;
}
