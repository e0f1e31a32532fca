/* The framing of requests and answers. Beside memory faults it looks for a request that reads
 * otherwise when it arrives in pieces, and for decoded text that breaks its promise. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proto/http1.h"
#include "proto/http1_response.h"
#include "proto/utf8.h"

/* Small, so that the fuzzer reaches them. */
static const struct http1_limits limits = {128, 1024, 16, 4096};

static enum http1_progress parse_in_pieces(const char *bytes, size_t size, size_t step,
                                           struct http1_head *head)
{
    static struct error error;
    enum http1_progress progress = HTTP1_NEED_MORE;
    memset(head, 0, sizeof *head);
    for (size_t length = 0; progress == HTTP1_NEED_MORE; length += step) {
        if (length > size) length = size;
        progress = http1_parse_head(bytes, length, &limits, head, &error);
        if (length == size) break;
    }
    return progress;
}

static void check_text(const char *text)
{
    if (text != NULL) assert(utf8_printable(text, strlen(text)));
}

static void check_request(const struct http1_request *request)
{
    assert(request->segment_count <= HTTP1_SEGMENTS_MAX);
    for (size_t i = 0; i < request->segment_count; i++) {
        const char *segment = request->segments[i];
        assert(segment[0] != '\0' && strcmp(segment, ".") != 0 && strcmp(segment, "..") != 0);
        check_text(segment);
    }
    assert(request->param_count <= HTTP1_PARAMS_MAX);
    for (size_t i = 0; i < request->param_count; i++) {
        check_text(request->params[i].name);
        check_text(request->params[i].value);
        assert(http1_param(request, request->params[i].name) == request->params[i].value);
    }
    check_text(request->path);
    check_text(request->bearer);
    check_text(request->idempotency_key);
    check_text(request->last_event_id);
    assert(request->if_match >= 0);
}

static void check_cookie(const struct http1_request *request)
{
    const char *value;
    size_t length;
    if (http1_cookie(request, "a", &value, &length) == 0) return;
    assert(value > request->cookie && length <= strlen(value));
    assert(memchr(value, ';', length) == NULL);
}

static void check_head(const struct http1_head *head, const char *bytes, size_t size)
{
    assert(head->consumed <= size && head->consumed <= limits.head_max);
    assert(memcmp(bytes + head->consumed - 4, "\r\n\r\n", 4) == 0);
    assert(memchr(bytes, '\0', head->consumed) == NULL);
    assert(head->body_length <= limits.body_max);
    assert(http1_has(head, HTTP1_HOST) && !http1_has(head, HTTP1_TRANSFER_ENCODING));
}

static void fuzz_request(const char *bytes, size_t size)
{
    static struct error error;
    struct http1_head head, pieces;
    struct http1_request request;
    memset(&head, 0, sizeof head);
    enum http1_progress progress = http1_parse_head(bytes, size, &limits, &head, &error);
    assert(parse_in_pieces(bytes, size, 1 + size % 7, &pieces) == progress);
    if (progress != HTTP1_DONE) return;
    assert(memcmp(&head, &pieces, sizeof head) == 0);
    check_head(&head, bytes, size);
    struct arena *arena = arena_new(1 << 14);
    error.code = ERR_OK;
    if (arena != NULL && http1_read_request(&head, arena, &request, &error) == ERR_OK) {
        static const char *const languages[] = {"en", "bg"};
        check_request(&request);
        check_cookie(&request);
        (void)http1_none_match(&request, "\"7\"");
        assert(http1_language(&request, languages, 2) < 2);
    }
    arena_free(arena);
}

static void fuzz_response(const char *bytes, size_t size)
{
    static struct error error;
    struct http1_response whole, pieces;
    enum http1_progress progress = HTTP1_NEED_MORE;
    size_t length;
    memset(&whole, 0, sizeof whole);
    memset(&pieces, 0, sizeof pieces);
    for (size_t i = 0; i <= size && progress == HTTP1_NEED_MORE; i++)
        progress = http1_parse_response(bytes, i, &limits, HTTP1_GET, &pieces, &error);
    assert(http1_parse_response(bytes, size, &limits, HTTP1_GET, &whole, &error) == progress);
    if (progress != HTTP1_DONE) return;
    assert(memcmp(&whole, &pieces, sizeof whole) == 0);
    const char *etag = http1_response_field(&whole, "etag", &length);
    if (etag != NULL) assert(etag + length <= bytes + whole.consumed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char nothing[1];
    const char *bytes = size == 0 ? nothing : (const char *)data;
    fuzz_request(bytes, size);
    fuzz_response(bytes, size);
    return 0;
}
