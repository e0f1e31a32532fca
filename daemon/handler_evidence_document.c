/* Documents of evidence: taken in, stored by their digest, given out as files. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/evidence_int.h"
#include "daemon/handlers.h"
#include "daemon/street.h"
#include "proto/arena.h"
#include "proto/sha256.h"

/* ---- attach ---- */

struct attaching {
    struct evidence_attach_body body;
    struct evidence_document document;
};

static enum error_code decide_attach(struct request *request, struct record_work *work,
                                     const struct decision_context *context)
{
    const struct attaching *attaching = work->body;
    struct evidence *after = arena_alloc(request->arena, sizeof *after);
    work->after = after;
    if (after == NULL)
        return error_set(&work->error, ERR_TOO_LARGE,
                         "the request is larger than can be worked on");
    return evidence_attach(context, &work->actor, work->before, &attaching->document,
                           &work->effects, after, &work->error);
}

static const char *digest_of(struct arena *arena, const uint8_t *bytes, size_t size)
{
    struct sha256 state;
    uint8_t hash[SHA256_BYTES];
    char *hex = arena_alloc(arena, 2 * sizeof hash + 1);
    sha256_begin(&state);
    sha256_add(&state, bytes, size);
    sha256_end(&state, hash);
    return hex == NULL ? NULL : sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
}

/* The document that the body holds; what is wrong with it is told. False: the arena is full. */
static bool read_document(struct request *request, struct attaching *attaching, struct error *error)
{
    const struct evidence_attach_body *body = &attaching->body;
    size_t length = strlen(body->content), size = 0;
    uint8_t *bytes = arena_alloc(request->arena, length / 4 * 3 + 3);
    if (bytes == NULL) return false;
    if (sodium_base642bin(bytes, length / 4 * 3 + 3, body->content, length, NULL, &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        error_field(error, "/content", "must be base64, in one line");
    attaching->document =
        (struct evidence_document){.name = body->name, .type = body->type, .size = (int64_t)size};
    if (error->code != ERR_OK ||
        evidence_check_document(&attaching->document, bytes, error) != ERR_OK)
        return true;
    attaching->document.digest = digest_of(request->arena, bytes, size);
    return attaching->document.digest != NULL;
}

static void on_stored(struct request *request)
{
    struct record_work *work = request->state;
    if (!request_failed(request)) record_run(request, work);
}

/* The caller may attach it, as far as is known: the bytes first, then the command that names them.
 */
static void store(struct request *request)
{
    struct record_work *work = request->state;
    const struct attaching *attaching = work->body;
    struct db_statement *statement = request_statement(request, QUERY_EVIDENCE_DOCUMENT_INSERT);
    if (access_check(work->actor.roles, request->route->roles, &work->error) != ERR_OK ||
        record_check_version(&work->header, request->http.if_match, &work->error) != ERR_OK) {
        request_answer_error(request, &work->error);
        return;
    }
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, work->header.agency_id);
    db_text(&statement->params, attaching->document.digest);
    db_text(&statement->params, attaching->body.content);
    request_query(request, DB_LOAD, NULL, statement, 1, on_stored);
}

void handle_evidence_attach(struct request *request)
{
    static const struct record_way way = EVIDENCE_WAY(decide_attach);
    struct attaching *attaching = arena_alloc(request->arena, sizeof *attaching);
    if (attaching == NULL) {
        request_answer_full(request);
        return;
    }
    struct record_work *work = record_work_new(request, &way, &attaching->body, false);
    if (work == NULL) return;
    work->body = attaching;
    if (work->faults.code == ERR_OK && !read_document(request, attaching, &work->faults)) {
        request_answer_full(request);
        return;
    }
    if (work->faults.code != ERR_OK) {
        record_run(request, work); /* told to who may see the record */
        return;
    }
    record_look_for(request, work, store);
}

/* ---- give out ---- */

/* Whether a byte may stand as it is in an extended parameter value (RFC 8187). */
static bool plain(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '.' || byte == '-' || byte == '_';
}

/* attachment, with its name in ASCII and as it is. */
static const char *disposition(struct arena *arena, const char *name)
{
    size_t length = strlen(name);
    char *ascii = arena_alloc(arena, length + 1), *encoded = arena_alloc(arena, 3 * length + 1);
    if (ascii == NULL || encoded == NULL) return NULL;
    char *at = encoded;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)name[i];
        ascii[i] = plain(byte) ? name[i] : '_';
        if (plain(byte))
            *at++ = name[i];
        else
            at += snprintf(at, 4, "%%%02X", byte);
    }
    ascii[length] = *at = '\0';
    return arena_printf(arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii, encoded);
}

static void on_read(struct request *request)
{
    const struct record_work *work = request->state;
    const struct evidence *row = work->before;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 0) {
        request_answer_absent(request);
        return;
    }
    size_t size = 0, room = (size_t)row->document.size + 3;
    uint8_t *bytes = arena_alloc(request->arena, room);
    const char *way = disposition(request->arena, row->document.name);
    if (bytes == NULL || way == NULL ||
        sodium_base642bin(bytes, room, PQgetvalue(rows, 0, 0), (size_t)PQgetlength(rows, 0, 0),
                          "\n", &size, NULL, sodium_base64_VARIANT_ORIGINAL) != 0) {
        request_answer_full(request);
        return;
    }
    request_header(request, "Content-Disposition", way);
    request_answer_bytes(request, 200, row->document.type, (const char *)bytes, size);
}

static void give(struct request *request)
{
    const struct record_work *work = request->state;
    const struct evidence *row = work->before;
    struct db_statement *statement = request_statement(request, QUERY_EVIDENCE_DOCUMENT);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)work->header.agency_id);
    if (row->document.digest == NULL) {
        request_answer_absent(request);
        return;
    }
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, work->header.agency_id);
    db_text(&statement->params, row->document.digest);
    request_query(request, DB_READ, agencies, statement, 1, on_read);
}

void handle_evidence_document(struct request *request)
{
    static const struct record_way way = EVIDENCE_WAY(NULL);
    record_look(request, &way, give);
}
