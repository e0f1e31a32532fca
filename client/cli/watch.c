/* Live updates: a line an event, over a stream that is taken up again where it was cut. */
#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "client/cli/api.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/settings.h"
#include "client/cli/sse.h"
#include "client/cli/table.h"
#include "client/cli/text.h"
#include "client/cli/when.h"

enum { RETRY_MS = 1000, SILENCE_S = 60, LINE_ARENA = 1024 * 1024, PROBLEM_MAX = 64 * 1024 };

static volatile sig_atomic_t stopped;

static void on_stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

struct watching {
    struct cli *cli;
    struct sse sse;
    CURL *handle;
    struct mem_text problem; /* body of an answer that is no stream */
    bool told;               /* the user knows that the connection is lost */
    double heard_s;          /* when the last bytes came */
};

static void add_word(struct mem_text *text, const char *before, const char *value,
                     const char *behind)
{
    if (value != NULL && value[0] != '\0') mem_add_printf(text, "%s%s%s", before, value, behind);
}

/* "14:03:12  7K3M-9XQ4  assigned  permit: Fence  -> Mila Petrova, by Petar Iliev" */
static void print_event(struct cli *cli, const char *type, struct json_object *event)
{
    int64_t at_us;
    char clock[WHEN_TEXT];
    const char *at = json_text(event, "at"), *kind = json_text(event, "kind");
    const char *reference = json_text(event, "reference");
    if (at == NULL || !when_parse(at, &at_us)) at_us = when_now_us();
    when_format_clock(at_us, clock);
    struct mem_text text = {.arena = cli->arena};
    mem_add_printf(&text, "%-9s  %-13s", reference != NULL ? reference : "",
                   kind != NULL ? kind : type);
    add_word(&text, "  ", json_text(event, "service"), "");
    add_word(&text, ": ", json_text(event, "subject"), "");
    add_word(&text, "  ", json_text(event, "percent"), " % of its time");
    add_word(&text, "  now ", json_text(event, "state"), "");
    add_word(&text, "  in ", json_text(event, "queue"), "");
    add_word(&text, "  with ", json_text(event, "handler.name"), "");
    add_word(&text, "  to answer: ", json_text(event, "answerer.name"), "");
    add_word(&text, "  by ", json_text(event, "by.name"), "");
    const char *line = text_clean(cli->arena, mem_text(&text), TEXT_ONE_LINE);
    if (cli->width > 12) line = text_cut(cli->arena, line, cli->width - 10);
    bool late = json_number(event, "percent", 0) >= 100;
    printf("%s  %s\n", styled(cli, clock, STYLE_DIM),
           styled(cli, line, late ? STYLE_BAD : STYLE_PLAIN));
}

static void on_event(void *watching_, const char *type, const char *text)
{
    struct watching *watching = watching_;
    struct cli *cli = watching->cli;
    struct arena *whole = cli->arena;
    cli->arena = mem_arena(LINE_ARENA);
    struct json_object *event = json_read(cli->arena, text, strlen(text));
    if (cli->json && event != NULL)
        cli_json(cli, event);
    else if (!cli->json)
        print_event(cli, type, event);
    fflush(stdout);
    arena_free(cli->arena);
    cli->arena = whole;
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *watching_)
{
    struct watching *watching = watching_;
    long status = 0;
    watching->heard_s = when_steady_s();
    curl_easy_getinfo(watching->handle, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200) {
        watching->told = false;
        sse_feed(&watching->sse, bytes, size * count, on_event, watching);
    } else if (watching->problem.length < PROBLEM_MAX) {
        mem_add(&watching->problem, bytes, size * count);
    }
    return size * count;
}

/* Called about once a second. The daemon sends a sign of life every 15 s: silence means that the
 * connection is gone. */
static int on_progress(void *watching_, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct watching *watching = watching_;
    (void)a, (void)b, (void)c, (void)d;
    return stopped || when_steady_s() - watching->heard_s > SILENCE_S;
}

/* One connection, until it ends; *status is 0 when there was no answer. */
static CURLcode listen_once(struct watching *watching, const char *path, long *status)
{
    struct cli *cli = watching->cli;
    struct curl_slist *headers = api_headers(cli, false);
    headers = curl_slist_append(headers, "Accept: text/event-stream");
    if (watching->sse.last_id[0] != '\0')
        headers = curl_slist_append(
            headers, mem_printf(cli->arena, "Last-Event-ID: %s", watching->sse.last_id));
    watching->handle = api_handle(cli, path);
    if (watching->handle == NULL) {
        curl_slist_free_all(headers);
        return CURLE_FAILED_INIT;
    }
    CURL *handle = watching->handle;
    watching->problem = (struct mem_text){.arena = cli->arena};
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, watching);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, watching);
    watching->heard_s = when_steady_s();
    CURLcode code = curl_easy_perform(handle);
    *status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
    return code;
}

static void wait_ms(long ms)
{
    struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&span, NULL);
}

/* An answer that is not a stream ends the watch, unless it may pass. */
static enum cli_exit refused(struct watching *watching, long status)
{
    if (status == 0 || status == 200) return CLI_OK;
    struct api_answer answer = {.status = (int)status, .body = mem_text(&watching->problem)};
    enum cli_exit code = api_exit_of(answer.status, NULL);
    if (code == CLI_UNAVAILABLE) return CLI_OK;
    answer.json = json_read(watching->cli->arena, answer.body, watching->problem.length);
    api_tell(watching->cli, &answer);
    return code;
}

static void say_lost(struct watching *watching)
{
    if (!watching->told)
        cli_note(watching->cli, "onestop: the connection is lost, taking it up again");
    watching->told = true;
}

/* One connection; false, with *code, when it was the last. */
static bool watch_once(struct watching *watching, const char *path, bool first, enum cli_exit *code)
{
    struct cli *cli = watching->cli;
    long status = 0;
    CURLcode curl_code = listen_once(watching, path, &status);
    *code = stopped ? CLI_OK : refused(watching, status);
    if (!stopped && first && status == 0)
        *code = cli_fail(cli, CLI_UNAVAILABLE, "cannot reach %s: %s", cli->settings->server,
                         api_trouble((int)curl_code));
    if (stopped || *code != CLI_OK) return false;
    say_lost(watching);
    sse_reconnect(&watching->sse);
    wait_ms(watching->sse.retry_ms > 0 ? watching->sse.retry_ms : RETRY_MS);
    return !stopped;
}

enum cli_exit job_watch(struct cli *cli, const struct args *args)
{
    struct watching watching = {.cli = cli};
    struct sigaction stop = {.sa_handler = on_stop};
    const char *path = api_query(cli, "/events", "queue", args_value(args, "queue"));
    struct arena *whole = cli->arena;
    enum cli_exit code = CLI_OK;
    bool goes_on = true;
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sse_start(&watching.sse);
    if (!cli->json) cli_note(cli, "Watching %s; Ctrl-C ends it.", cli->settings->server);
    for (bool first = true; goes_on; first = false) {
        cli->arena = mem_arena(LINE_ARENA); /* a watch may run for days */
        goes_on = watch_once(&watching, path, first, &code);
        arena_free(cli->arena);
    }
    cli->arena = whole;
    sse_end(&watching.sse);
    return code;
}
