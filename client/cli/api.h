/* Talking to the daemon: one request, its answer, and what to tell the user when it fails.
 *
 * A POST carries an Idempotency-Key and is sent again with the same key while the connection fails
 * or the daemon is not available (settings->retry_s at most), so that a retry never doubles. */
#ifndef ONESTOP_CLIENT_API_H
#define ONESTOP_CLIENT_API_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/cli/cli.h"

struct api_request {
    const char *method;       /* NULL: GET */
    const char *path;         /* behind /api/v1, see api_path() */
    struct json_object *body; /* borrowed; NULL: none */
    int64_t if_match;         /* 0: no condition */
    bool no_key;              /* a POST that is not to be repeated: log in */
    bool quiet;               /* the caller tells what went wrong */
    long timeout_s;           /* 0: a minute */
};

struct api_answer {
    int status;       /* 0: there was none */
    const char *body; /* "" when empty */
    size_t length;
    struct json_object *json; /* NULL when the body is no JSON */
    int64_t version;          /* of the ETag; 0: none */
};

/* NULL when libcurl cannot start. */
struct api *api_new(void);
void api_free(struct api *api);

/* Sends the request and waits. CLI_OK for a status of 200–299, otherwise the exit code, with the
 * problem told on standard error (and, with --json, its document on standard output). */
enum cli_exit api_call(struct cli *cli, const struct api_request *request,
                       struct api_answer *answer);
/* GET path. */
enum cli_exit api_get(struct cli *cli, const char *path, struct api_answer *answer);
/* All items of a list, page by page, up to limit; *more tells whether there are others. */
enum cli_exit api_list(struct cli *cli, const char *path, int64_t limit, struct json_object **items,
                       bool *more);

/* The same, going on from a cursor. */
enum cli_exit api_list_after(struct cli *cli, const char *path, const char *cursor, int64_t limit,
                             struct json_object **items, bool *more);

/* The exit code of a status and the problem's type ("stale"); type may be NULL. */
enum cli_exit api_exit_of(int status, const char *type);
/* Tells a failed answer. */
void api_tell(struct cli *cli, const struct api_answer *answer);

/* A path from a format with %s only; each value is escaped for use in an address. */
const char *api_path(struct cli *cli, const char *format, ...);
/* The path with "?name=value" or "&name=value"; unchanged when value is NULL. */
const char *api_query(struct cli *cli, const char *path, const char *name, const char *value);
const char *api_query_number(struct cli *cli, const char *path, const char *name, int64_t value);

/* For those who drive libcurl themselves (watch, import): a handle set up for the daemon, and the
 * headers that every request has. The caller cleans both up. */
struct curl_slist;
void *api_handle(struct cli *cli, const char *path);
struct curl_slist *api_headers(struct cli *cli, bool body);
/* What went wrong with a connection, in words. */
const char *api_trouble(int curl_code);

#endif
