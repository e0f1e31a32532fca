/* The web client for browsers: files out of memory, and its page at every address of its own. What
 * it may do is said in page_policy.h. */
#include <stdio.h>
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/web_files.h"
#include "daemon/worker.h"

static void answer_elsewhere(struct request *request)
{
    request_header(request, "Location", PATH_CLIENT);
    request_answer_empty(request, 303);
}

void handle_web_root(struct request *request)
{
    answer_elsewhere(request);
}

/* What is below PATH_CLIENT, as sent; "" when it is longer than any path here. */
static void write_path(const struct request *request, char path[WEB_PATH])
{
    size_t length = 0;
    path[0] = '\0';
    for (size_t i = 1; i < request->http.segment_count && length < WEB_PATH; i++)
        length += (size_t)snprintf(path + length, WEB_PATH - length, "%s%s", i > 1 ? "/" : "",
                                   request->http.segments[i]);
    if (length >= WEB_PATH) path[0] = '\0';
}

static void answer_file(struct request *request, const struct web_file *file, bool for_ever)
{
    bool packed = file->gzip.bytes != NULL && request->http.accepts_gzip;
    const struct web_form *form = packed ? &file->gzip : &file->plain;
    page_client_headers(request);
    request_header(request, "ETag", form->tag);
    if (file->gzip.bytes != NULL) request_header(request, "Vary", "Accept-Encoding");
    request_cache(request, for_ever ? "public, max-age=31536000, immutable" : "no-cache");
    if (http1_none_match(&request->http, form->tag)) {
        request_answer_empty(request, 304);
        return;
    }
    if (packed) request_header(request, "Content-Encoding", "gzip");
    request_answer_bytes(request, 200, file->type, (const char *)form->bytes, form->length);
}

static void answer_none(struct request *request)
{
    struct error error = {.code = ERR_OK};
    error_set(&error, ERR_NOT_FOUND, "the web client is not installed here");
    error_hint(&error, "build it with scripts/build-web, or name its folder as web.directory in "
                       "the settings");
    request_answer_error(request, &error);
}

void handle_web_file(struct request *request)
{
    const struct web_files *files = request->worker->web;
    char path[WEB_PATH];
    if (request->http.segment_count == 1 && !request->http.slash_at_end) {
        answer_elsewhere(request);
        return;
    }
    if (files == NULL) {
        answer_none(request);
        return;
    }
    write_path(request, path);
    const struct web_file *file = web_files_find(files, path);
    bool asset = strncmp(path, WEB_ASSETS, strlen(WEB_ASSETS)) == 0;
    if (file == NULL && asset) {
        request_answer_absent(request);
        return;
    }
    if (file == NULL) file = web_files_find(files, WEB_PAGE);
    answer_file(request, file, asset);
}
