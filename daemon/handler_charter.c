/* Charters: pages that everybody may read, and their copies for programs. Nothing here knows who
 * asks, and nothing asks the database for each request (daemon/charter_store.h). */
#include <string.h>

#include "config/settings.h"
#include "daemon/charter_store.h"
#include "daemon/handlers.h"
#include "daemon/worker.h"
#include "proto/arena.h"

struct asked {
    const struct agency *agency;
    const struct words *words;
    enum charter_form form;
};

/* ---- languages ---- */

/* The language asked for by the query, else the one that the browser likes best, else `fallback`,
 * else English. */
static const struct words *choose_words(const struct request *request, const char *fallback)
{
    const struct words *words = words_of(request_query_value(request, "language"));
    return words != NULL ? words : request_words(request, fallback);
}

/* ---- answers ---- */

/* What goes out with every page: it may do nothing but be read. */
static void add_page_headers(struct request *request, const struct words *words)
{
    request_header(request, "Content-Security-Policy",
                   charter_store_policy(request->worker->charters));
    request_header(request, "Referrer-Policy", "no-referrer");
    request_header(request, "Content-Language", words_language(words));
    request_header(request, "Vary", "Accept-Language");
}

/* Says how long it may be kept: not longer than it is true, nor than what it shows is kept here. */
static void add_cache(struct request *request, int64_t valid_until_us)
{
    int64_t seconds = request->worker->settings->limits.charter_interval_ms / 1000;
    int64_t left =
        valid_until_us == NO_TIME ? seconds : (valid_until_us - request->now_us) / US_PER_S;
    if (left < seconds) seconds = left;
    request_cache(request, arena_printf(request->arena, "public, max-age=%lld, must-revalidate",
                                        (long long)(seconds < 0 ? 0 : seconds)));
}

static void answer(struct request *request, const char *type, const char *bytes, size_t length,
                   const char *tag)
{
    request_header(request, "ETag", tag);
    if (http1_none_match(&request->http, tag))
        request_answer_empty(request, 304);
    else
        request_answer_bytes(request, 200, type, bytes, length);
}

/* ---- a charter ---- */

static void show(struct request *request)
{
    static const char *const types[CHARTER_FORMS] = {[CHARTER_HTML] = "text/html; charset=utf-8",
                                                     [CHARTER_JSON] = "application/json",
                                                     [CHARTER_CSV] = "text/csv; charset=utf-8"};
    const struct asked *asked = request->state;
    const struct charter_body *body =
        charter_store_show(request, asked->agency, asked->form, asked->words, show);
    if (body == NULL) return;
    if (asked->form == CHARTER_HTML) {
        add_page_headers(request, asked->words);
    } else {
        request_header(request, "Content-Language", words_language(asked->words));
        request_header(request, "Vary", "Accept-Language");
    }
    add_cache(request, body->valid_until_us);
    answer(request, types[asked->form], body->bytes, body->length, body->tag);
}

static void answer_missing(struct request *request, enum charter_form form)
{
    struct html html;
    const struct words *words = choose_words(request, NULL);
    if (form != CHARTER_HTML) {
        request_answer_absent(request);
        return;
    }
    charter_index_html(&html, request->arena, request->desk, words, true);
    const char *text = html_page(&html);
    if (text == NULL) {
        request_answer_full(request);
        return;
    }
    add_page_headers(request, words);
    request_answer_html(request, 404, text);
}

static void handle(struct request *request, enum charter_form form)
{
    struct asked *asked = arena_alloc(request->arena, sizeof *asked);
    const struct agency *agency =
        desk_agency_by_code(request->desk, request_param(request, "agency"));
    if (asked == NULL) {
        request_answer_full(request);
    } else if (agency == NULL) {
        answer_missing(request, form);
    } else {
        *asked = (struct asked){agency, choose_words(request, agency->locale), form};
        request->state = asked;
        show(request);
    }
}

void handle_charter_show(struct request *request)
{
    handle(request, CHARTER_HTML);
}

void handle_charter_json(struct request *request)
{
    handle(request, CHARTER_JSON);
}

void handle_charter_csv(struct request *request)
{
    handle(request, CHARTER_CSV);
}

/* ---- all charters ---- */

void handle_charter_index(struct request *request)
{
    struct html html;
    const struct words *words = choose_words(request, NULL);
    charter_index_html(&html, request->arena, request->desk, words, false);
    const char *text = html_page(&html);
    char *tag = arena_alloc(request->arena, PAGE_TAG);
    if (text == NULL || tag == NULL) {
        request_answer_full(request);
        return;
    }
    page_tag(text, strlen(text), tag);
    add_page_headers(request, words);
    add_cache(request, NO_TIME);
    answer(request, "text/html; charset=utf-8", text, strlen(text), tag);
}
