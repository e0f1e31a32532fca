/* Requests over libcurl: one handle kept for its connection, retries with the same key, problems
 * told in one place. */
#include "client/cli/api.h"

#include <curl/curl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <time.h>

#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/settings.h"
#include "client/cli/when.h"

#define BASE       "/api/v1"
#define USER_AGENT "onestop/" ONESTOP_VERSION
enum { ANSWER_MAX = 64 * 1024 * 1024, CONNECT_TIMEOUT_S = 10, TIMEOUT_S = 60, KEY_SIZE = 37 };

struct api {
    CURL *handle;
};

struct api *api_new(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return NULL;
    struct api *api = calloc(1, sizeof *api);
    if (api != NULL) api->handle = curl_easy_init();
    if (api != NULL && api->handle != NULL) return api;
    free(api);
    curl_global_cleanup();
    return NULL;
}

void api_free(struct api *api)
{
    if (api == NULL) return;
    curl_easy_cleanup(api->handle);
    free(api);
    curl_global_cleanup();
}

/* A daemon on this machine is never asked through a proxy. */
static bool on_this_machine(const char *server)
{
    static const char *const names[] = {"localhost", "127.", "[::1]"};
    const char *host = server + strlen("https://");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strncmp(host, names[i], strlen(names[i])) == 0) return true;
    return false;
}

static void set_up(struct cli *cli, CURL *handle, const char *path)
{
    const struct settings *settings = cli->settings;
    curl_easy_setopt(handle, CURLOPT_URL,
                     mem_printf(cli->arena, "%s" BASE "%s", settings->server, path));
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, USER_AGENT);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    if (settings->ca != NULL) curl_easy_setopt(handle, CURLOPT_CAINFO, settings->ca);
    if (on_this_machine(settings->server)) curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
}

void *api_handle(struct cli *cli, const char *path)
{
    CURL *handle = curl_easy_init();
    if (handle != NULL) set_up(cli, handle, path);
    return handle;
}

struct curl_slist *api_headers(struct cli *cli, bool body)
{
    struct curl_slist *list = NULL;
    if (cli->settings->token != NULL)
        list = curl_slist_append(
            list, mem_printf(cli->arena, "Authorization: Bearer %s", cli->settings->token));
    if (body) list = curl_slist_append(list, "Content-Type: application/json");
    return curl_slist_append(list, "Expect:"); /* never wait for 100 Continue */
}

const char *api_trouble(int curl_code)
{
    return curl_easy_strerror((CURLcode)curl_code);
}

/* A random UUID (version 4). */
static void new_key(char key[KEY_SIZE])
{
    unsigned char random[16];
    while (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) continue;
    random[6] = (unsigned char)((random[6] & 0x0f) | 0x40);
    random[8] = (unsigned char)((random[8] & 0x3f) | 0x80);
    static const char hex[] = "0123456789abcdef";
    char *at = key;
    for (size_t i = 0; i < sizeof random; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
        *at++ = hex[random[i] >> 4];
        *at++ = hex[random[i] & 15];
    }
    *at = '\0';
}

static size_t on_body(char *bytes, size_t size, size_t count, void *text)
{
    struct mem_text *body = text;
    if (body->length + size * count > ANSWER_MAX) return 0;
    mem_add(body, bytes, size * count);
    return size * count;
}

static size_t on_header(char *line, size_t size, size_t count, void *answer_)
{
    struct api_answer *answer = answer_;
    if (size * count > 7 && strncasecmp(line, "etag: \"", 7) == 0)
        answer->version = strtoll(line + 7, NULL, 10);
    return size * count;
}

static struct curl_slist *headers_of(struct cli *cli, const struct api_request *request,
                                     const char *key)
{
    struct curl_slist *headers = api_headers(cli, request->body != NULL);
    if (key != NULL)
        headers = curl_slist_append(headers, mem_printf(cli->arena, "Idempotency-Key: %s", key));
    if (request->if_match > 0)
        headers = curl_slist_append(
            headers, mem_printf(cli->arena, "If-Match: \"%lld\"", (long long)request->if_match));
    return headers;
}

static void set_request(CURL *handle, const struct api_request *request)
{
    long timeout_s = request->timeout_s > 0 ? request->timeout_s : TIMEOUT_S;
    bool post = request->method != NULL && strcmp(request->method, "POST") == 0;
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, timeout_s);
    if (request->body != NULL)
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, json_write(request->body));
    else if (post)
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, "");
    if (request->method != NULL) curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
}

/* One attempt; what libcurl says. */
static CURLcode attempt(struct cli *cli, const struct api_request *request, const char *key,
                        struct api_answer *answer, long *retry_after_s)
{
    CURL *handle = cli->api->handle;
    struct mem_text body = {.arena = cli->arena};
    struct curl_slist *headers = headers_of(cli, request, key);
    curl_easy_reset(handle); /* keeps the connection */
    set_up(cli, handle, request->path);
    set_request(handle, request);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, answer);

    *answer = (struct api_answer){.body = ""};
    CURLcode code = curl_easy_perform(handle);
    long status = 0;
    curl_off_t after = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &after);
    curl_slist_free_all(headers);
    *retry_after_s = (long)after;
    if (code != CURLE_OK) return code;
    answer->status = (int)status;
    answer->body = mem_text(&body);
    answer->length = body.length;
    answer->json = json_read(cli->arena, answer->body, answer->length);
    return code;
}

/* Errors of the certificate do not go away. */
static bool may_pass(CURLcode code)
{
    return code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CACERT_BADFILE &&
           code != CURLE_URL_MALFORMAT && code != CURLE_UNSUPPORTED_PROTOCOL &&
           code != CURLE_COULDNT_RESOLVE_HOST;
}

static void wait_s(double seconds)
{
    struct timespec span = {.tv_sec = (time_t)seconds,
                            .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&span, NULL);
}

static void tell_trouble(struct cli *cli, CURLcode code)
{
    const char *server = cli->settings->server, *why = curl_easy_strerror(code);
    cli_fail(cli, CLI_UNAVAILABLE, "cannot reach %s: %s", server, why);
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        cli_note(cli, "  name the certificate to trust with --ca FILE or ONESTOP_CA");
    if (!cli->json) return;
    struct json_object *problem = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(problem, "type", "urn:onestop:problem:unreachable");
    json_put_text(problem, "title", "The daemon cannot be reached");
    json_put_text(problem, "detail", why);
    cli_json(cli, problem);
}

/* Sends until there is an answer that settles it, or time is up. */
static CURLcode send_request(struct cli *cli, const struct api_request *request,
                             struct api_answer *answer)
{
    char key_text[KEY_SIZE];
    const char *key = NULL;
    if (!request->no_key && request->method != NULL && strcmp(request->method, "POST") == 0) {
        new_key(key_text);
        key = key_text;
    }
    double end_s = when_steady_s() + cli->settings->retry_s, pause_s = 0.2;
    for (bool told = false;; told = true) {
        long after_s;
        CURLcode code = attempt(cli, request, key, answer, &after_s);
        bool again =
            code != CURLE_OK ? may_pass(code) : answer->status == 503 || answer->status == 429;
        double next_s = after_s > 0 ? (double)after_s : pause_s;
        if (key == NULL || !again || when_steady_s() + next_s > end_s) return code;
        if (!told) cli_note(cli, "onestop: no answer yet, trying again");
        wait_s(next_s);
        pause_s = pause_s < 2 ? pause_s * 2 : pause_s;
    }
}

enum cli_exit api_exit_of(int status, const char *type)
{
    if (status >= 200 && status < 300) return CLI_OK;
    if (type != NULL && strcmp(type, "key-reused") == 0) return CLI_CONFLICT;
    switch (status) {
    case 401: return CLI_WHO;
    case 404: return CLI_NOT_FOUND;
    case 403:
    case 409:
    case 412:
    case 428: return CLI_CONFLICT;
    case 429:
    case 502:
    case 503:
    case 504: return CLI_UNAVAILABLE;
    default: return CLI_ERROR;
    }
}

/* The last part of the problem's type. */
static const char *problem_type(const struct api_answer *answer)
{
    const char *type = json_text(answer->json, "type");
    const char *colon = type == NULL ? NULL : strrchr(type, ':');
    return colon == NULL ? type : colon + 1;
}

void api_tell(struct cli *cli, const struct api_answer *answer)
{
    const char *text = json_text(answer->json, "detail|title");
    cli_fail(cli, api_exit_of(answer->status, NULL), "%s",
             text != NULL && text[0] != '\0'
                 ? text
                 : mem_printf(cli->arena, "the daemon answered %d", answer->status));
    for (size_t i = 0; i < json_count(answer->json, "fields"); i++) {
        struct json_object *field = json_item(answer->json, "fields", i);
        const char *file = json_text(field, "file"), *name = json_text(field, "field|path");
        const char *message = json_text(field, "message|reason");
        if (name != NULL && name[0] == '/' && file == NULL) name++;
        cli_note(cli, "  %s%s%s: %s", file != NULL ? file : "", file != NULL ? " " : "",
                 name != NULL ? name : "", message != NULL ? message : "");
    }
    const char *hint = json_text(answer->json, "hint");
    if (hint != NULL) cli_note(cli, "  %s", hint);
    if (answer->status == 401 && cli->settings->token != NULL) cli_note(cli, "  onestop login");
    if (cli->json && answer->json != NULL) cli_json(cli, answer->json);
}

enum cli_exit api_call(struct cli *cli, const struct api_request *request,
                       struct api_answer *answer)
{
    CURLcode curl_code = send_request(cli, request, answer);
    if (curl_code != CURLE_OK) {
        tell_trouble(cli, curl_code);
        return CLI_UNAVAILABLE;
    }
    enum cli_exit code = api_exit_of(answer->status, problem_type(answer));
    if (code != CLI_OK && !request->quiet) api_tell(cli, answer);
    return code;
}

enum cli_exit api_get(struct cli *cli, const char *path, struct api_answer *answer)
{
    struct api_request request = {.path = path};
    return api_call(cli, &request, answer);
}

enum cli_exit api_list(struct cli *cli, const char *path, int64_t limit, struct json_object **items,
                       bool *more)
{
    return api_list_after(cli, path, NULL, limit, items, more);
}

enum cli_exit api_list_after(struct cli *cli, const char *path, const char *cursor, int64_t limit,
                             struct json_object **items, bool *more)
{
    *items = mem_json_take(cli->arena, json_object_new_array());
    do {
        int64_t left = limit - (int64_t)json_object_array_length(*items);
        const char *page = api_query_number(cli, path, "limit", left < 100 ? left : 100);
        struct api_answer answer;
        enum cli_exit code = api_get(cli, api_query(cli, page, "cursor", cursor), &answer);
        if (code != CLI_OK) return code;
        for (size_t i = 0; i < json_count(answer.json, "items"); i++)
            json_object_array_add(*items, json_object_get(json_item(answer.json, "items", i)));
        cursor = json_text(answer.json, "next");
    } while (cursor != NULL && (int64_t)json_object_array_length(*items) < limit);
    *more = cursor != NULL;
    return CLI_OK;
}

static void add_escaped(struct cli *cli, struct mem_text *text, const char *value)
{
    char *escaped = curl_easy_escape(cli->api->handle, value, 0);
    if (escaped != NULL) mem_add_text(text, escaped);
    curl_free(escaped);
}

const char *api_path(struct cli *cli, const char *format, ...)
{
    struct mem_text text = {.arena = cli->arena};
    va_list args;
    va_start(args, format);
    for (const char *mark; (mark = strstr(format, "%s")) != NULL; format = mark + 2) {
        mem_add(&text, format, (size_t)(mark - format));
        add_escaped(cli, &text, va_arg(args, const char *));
    }
    va_end(args);
    mem_add_text(&text, format);
    return mem_text(&text);
}

const char *api_query(struct cli *cli, const char *path, const char *name, const char *value)
{
    if (value == NULL) return path;
    struct mem_text text = {.arena = cli->arena};
    mem_add_printf(&text, "%s%c%s=", path, strchr(path, '?') == NULL ? '?' : '&', name);
    add_escaped(cli, &text, value);
    return mem_text(&text);
}

const char *api_query_number(struct cli *cli, const char *path, const char *name, int64_t value)
{
    if (value < 0) return path;
    return api_query(cli, path, name, mem_printf(cli->arena, "%lld", (long long)value));
}
