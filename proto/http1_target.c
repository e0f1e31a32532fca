/* Path and query of a request: split first, decoded afterwards, so that an encoded slash or
 * ampersand stays what it is. */
#include <string.h>

#include "proto/http1_int.h"
#include "proto/percent.h"
#include "proto/utf8.h"

/* One room for all decoded texts: a text never grows, and its NUL takes the separator's place. */
struct decoder {
    char *out;
    struct error *error;
};

/* Decodes text into the room; NULL when it is not allowed, with the error set. */
static const char *decode(struct decoder *decoder, const char *text, size_t length, bool query)
{
    char *begin = decoder->out;
    size_t decoded = 0;
    if (!percent_decode(text, length, query, begin, &decoded)) {
        error_set(decoder->error, ERR_MALFORMED, "'%%' must be followed by two hexadecimal digits");
        return NULL;
    }
    if (!utf8_printable(begin, decoded)) {
        error_set(decoder->error, ERR_MALFORMED,
                  "the address must be UTF-8 without control characters");
        return NULL;
    }
    begin[decoded] = '\0';
    decoder->out = begin + decoded + 1;
    return begin;
}

static enum error_code segment(struct decoder *decoder, struct http1_request *request,
                               const char *text, size_t length)
{
    if (length == 0)
        return error_set(decoder->error, ERR_MALFORMED, "the path has an empty segment");
    if (request->segment_count == HTTP1_SEGMENTS_MAX)
        return error_set(decoder->error, ERR_URI_TOO_LONG, "the path has too many segments");
    const char *decoded = decode(decoder, text, length, false);
    if (decoded == NULL) return decoder->error->code;
    if (strcmp(decoded, ".") == 0 || strcmp(decoded, "..") == 0)
        return error_set(decoder->error, ERR_MALFORMED, "the path has a '.' or '..' segment");
    request->segments[request->segment_count++] = decoded;
    return ERR_OK;
}

static enum error_code read_path(struct decoder *decoder, struct http1_request *request,
                                 const char *path, size_t length)
{
    const char *at = path + 1, *end = path + length;
    if (length <= 1) return ERR_OK;
    for (;;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        const char *stop = slash == NULL ? end : slash;
        enum error_code code = segment(decoder, request, at, (size_t)(stop - at));
        if (code != ERR_OK || slash == NULL) return code;
        at = slash + 1;
        if (at == end) {
            request->slash_at_end = true;
            return ERR_OK;
        }
    }
}

static enum error_code param(struct decoder *decoder, struct http1_request *request,
                             const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals == NULL ? length : (size_t)(equals - text);
    if (name_length == 0)
        return error_set(decoder->error, ERR_MALFORMED, "the query has a parameter without a name");
    if (request->param_count == HTTP1_PARAMS_MAX)
        return error_set(decoder->error, ERR_URI_TOO_LONG, "the query has too many parameters");
    struct http1_param *slot = &request->params[request->param_count];
    slot->name = decode(decoder, text, name_length, true);
    if (slot->name == NULL) return decoder->error->code;
    if (http1_param(request, slot->name) != NULL)
        return error_set(decoder->error, ERR_MALFORMED, "the parameter %.64s is given twice",
                         slot->name);
    const char *value = equals == NULL ? text + length : equals + 1;
    slot->value = decode(decoder, value, (size_t)(text + length - value), true);
    if (slot->value == NULL) return decoder->error->code;
    request->param_count++;
    return ERR_OK;
}

static enum error_code read_query(struct decoder *decoder, struct http1_request *request,
                                  const char *query, size_t length)
{
    const char *at = query, *end = query + length;
    if (length == 0) return ERR_OK;
    for (;;) {
        const char *mark = memchr(at, '&', (size_t)(end - at));
        const char *stop = mark == NULL ? end : mark;
        enum error_code code = param(decoder, request, at, (size_t)(stop - at));
        if (code != ERR_OK || mark == NULL) return code;
        at = mark + 1;
    }
}

const char *http1_param(const struct http1_request *request, const char *name)
{
    for (size_t i = 0; i < request->param_count; i++)
        if (strcmp(request->params[i].name, name) == 0) return request->params[i].value;
    return NULL;
}

enum error_code http1_read_target(const struct http1_head *head, struct arena *arena,
                                  struct http1_request *request, struct error *error)
{
    /* A parameter without '=' needs two NULs where the text has one separator. */
    size_t room = 2 * (size_t)head->target.length + 2;
    struct decoder decoder = {arena_alloc(arena, room), error};
    request->path = arena_strndup(arena, http1_text(head, head->path), head->path.length);
    if (decoder.out == NULL || request->path == NULL)
        return error_set(error, ERR_TOO_LARGE, "the request needs too much memory");
    enum error_code code =
        read_path(&decoder, request, http1_text(head, head->path), head->path.length);
    if (code != ERR_OK) return code;
    return read_query(&decoder, request, http1_text(head, head->query), head->query.length);
}
