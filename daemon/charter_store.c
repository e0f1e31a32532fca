/* Charters in memory. */
#include "daemon/charter_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/charter_read.h"
#include "daemon/log.h"
#include "daemon/metrics.h"
#include "daemon/page_policy.h"
#include "daemon/wallclock.h"
#include "daemon/worker.h"
#include "proto/sha256.h"

enum { POLICY_MEMORY = 4096, PAGE_MEMORY = 32 << 20, LANGUAGES_MAX = 8 };

struct waiter { /* in the arena of its request */
    struct request *request;
    struct waiter *next;
};

struct slot {
    struct charter_store *store;
    int32_t agency_id;         /* 0: free */
    struct charter_data *data; /* NULL: not read yet */
    uint64_t read_ms, asked_ms, used_ms;
    uint64_t reading; /* the number of what was read last */
    bool under_way, failed;
    struct waiter *waiting;
    struct charter_body bodies[CHARTER_FORMS][LANGUAGES_MAX];
};

struct charter_store {
    struct worker *worker;
    struct arena *arena;
    const char *policy;
    size_t waiters;
    struct slot slots[CHARTER_AGENCIES];
};

/* ---- slots ---- */

static uint64_t interval_ms(const struct charter_store *store)
{
    return (uint64_t)store->worker->settings->limits.charter_interval_ms;
}

/* Whether the database may be asked about it again. */
static bool is_due(const struct slot *slot, uint64_t now_ms)
{
    uint64_t pause_ms = interval_ms(slot->store);
    if (slot->failed && pause_ms > CHARTER_RETRY_MS) pause_ms = CHARTER_RETRY_MS;
    return !slot->under_way && (slot->asked_ms == 0 || now_ms - slot->asked_ms >= pause_ms);
}

static void slot_clear(struct slot *slot)
{
    struct charter_store *store = slot->store;
    for (int form = 0; form < CHARTER_FORMS; form++)
        for (int i = 0; i < LANGUAGES_MAX; i++) free(slot->bodies[form][i].bytes);
    charter_data_free(slot->data);
    *slot = (struct slot){.store = store};
}

/* The agency's slot; a free one, or that of the agency asked for least lately. NULL: all are of
 * agencies that were read within the interval. */
static struct slot *slot_of(struct charter_store *store, int32_t agency_id, uint64_t now_ms)
{
    struct slot *oldest = NULL;
    for (int i = 0; i < CHARTER_AGENCIES; i++) {
        struct slot *slot = &store->slots[i];
        if (slot->agency_id == agency_id) return slot;
        if (is_due(slot, now_ms) && (oldest == NULL || slot->used_ms < oldest->used_ms))
            oldest = slot;
    }
    if (oldest == NULL) return NULL;
    slot_clear(oldest);
    oldest->agency_id = agency_id;
    return oldest;
}

/* ---- reading ---- */

static void wake(struct slot *slot)
{
    struct waiter *waiter = slot->waiting;
    slot->waiting = NULL;
    while (waiter != NULL) {
        struct waiter *next = waiter->next; /* gone with its request */
        slot->store->waiters--;
        request_wake(waiter->request);
        waiter = next;
    }
}

static void on_read(void *context, struct charter_data *data, const struct error *error)
{
    struct slot *slot = context;
    slot->under_way = false;
    slot->failed = data == NULL;
    if (data == NULL) {
        log_error("could not read a charter", error);
    } else {
        charter_data_free(slot->data);
        slot->data = data;
        slot->read_ms = monotonic_ms();
        slot->reading++;
    }
    wake(slot);
}

static void read_anew(struct slot *slot, const struct agency *agency, uint64_t now_ms)
{
    struct worker *worker = slot->store->worker;
    slot->asked_ms = now_ms;
    slot->under_way = charter_read(worker, agency, on_read, slot);
    slot->failed = !slot->under_way;
    if (slot->under_way) metrics_add(worker->metrics, charter_reads, 1);
}

/* ---- making ---- */

/* What was read, as the desk has it now. False: the arena is full. */
static bool gather(const struct worker *worker, const struct charter_data *data,
                   const struct desk *desk, const struct agency *agency, int64_t now_us,
                   struct arena *arena, struct charter *charter)
{
    const char *url = worker->settings->server.public_url;
    struct charter_office *offices = arena_array(arena, data->office_count, sizeof *offices);
    struct charter_service *services = arena_array(arena, data->service_count, sizeof *services);
    *charter = (struct charter){
        .desk = desk,
        .agency = agency,
        .now_us = now_us,
        .as_of = data->as_of,
        .offices = offices,
        .services = services,
        .said = data->said,
        .said_count = data->said_count,
        .reports = data->reports,
        .report_count = data->report_count,
        .base = url == NULL ? "" : arena_printf(arena, "%s/charter/", url),
        .published = url == NULL ? "../published/" : arena_printf(arena, "%s/published/", url)};
    if (offices == NULL || services == NULL || charter->base == NULL || charter->published == NULL)
        return false;
    for (size_t i = 0; i < data->office_count; i++) {
        const struct office *office = desk_office(desk, data->offices[i].id);
        if (office == NULL || !office->active) continue;
        offices[charter->office_count++] =
            (struct charter_office){office, data->offices[i].address, data->offices[i].phone};
    }
    for (size_t i = 0; i < data->service_count; i++) {
        const struct service *service = desk_service(desk, data->services[i].id);
        if (service == NULL || !service->active) continue;
        services[charter->service_count] = data->services[i].said;
        services[charter->service_count++].service = service;
    }
    return charter_promises(arena, desk, agency->id, zone_local(agency->zone, now_us).day,
                            &data->figures, &charter->promises);
}

static const char *write_form(enum charter_form form, struct arena *arena,
                              const struct charter *charter, const struct words *words,
                              size_t *length)
{
    struct html html;
    switch (form) {
    case CHARTER_JSON: return charter_json(arena, charter, words, length);
    case CHARTER_CSV: return charter_csv(arena, charter, words, length);
    case CHARTER_HTML:
    case CHARTER_FORMS: break;
    }
    charter_html(&html, arena, charter, words);
    const char *text = html_page(&html);
    *length = text == NULL ? 0 : strlen(text);
    return text;
}

/* Makes a body anew. False: no memory; then it is as it was. */
static bool make(struct slot *slot, const struct request *request, const struct agency *agency,
                 enum charter_form form, const struct words *words, struct charter_body *body)
{
    struct charter charter;
    struct arena *arena = arena_new(PAGE_MEMORY);
    size_t length = 0;
    const char *text = NULL;
    if (arena != NULL && gather(slot->store->worker, slot->data, request->desk, agency,
                                request->now_us, arena, &charter))
        text = write_form(form, arena, &charter, words, &length);
    char *bytes = text == NULL ? NULL : malloc(length + 1);
    if (bytes != NULL) {
        memcpy(bytes, text, length);
        free(body->bytes);
        *body = (struct charter_body){.bytes = bytes,
                                      .length = length,
                                      .valid_until_us = charter_valid_until(&charter),
                                      .definition_id = request->desk->definition_id,
                                      .reading = slot->reading};
        page_tag(bytes, length, body->tag);
    }
    arena_free(arena);
    return bytes != NULL;
}

/* ---- showing ---- */

static int language_index(const struct words *words)
{
    int i = 0;
    while (words_at((size_t)i) != words) i++;
    return i;
}

static void refuse(struct request *request)
{
    request_answer_code(request, ERR_UNAVAILABLE, "could not read the charter yet");
}

static void wait_for(struct slot *slot, struct request *request, request_step next)
{
    struct waiter *waiter = arena_alloc(request->arena, sizeof *waiter);
    if (waiter == NULL) {
        request_answer_full(request);
        return;
    }
    *waiter = (struct waiter){.request = request, .next = slot->waiting};
    slot->waiting = waiter;
    slot->store->waiters++;
    request_await(request, next);
}

const struct charter_body *charter_store_show(struct request *request, const struct agency *agency,
                                              enum charter_form form, const struct words *words,
                                              request_step next)
{
    struct charter_store *store = request->worker->charters;
    uint64_t now_ms = monotonic_ms();
    struct slot *slot = slot_of(store, agency->id, now_ms);
    int language = language_index(words);
    if (slot == NULL || language >= LANGUAGES_MAX) {
        refuse(request);
        return NULL;
    }
    slot->used_ms = now_ms;
    if (is_due(slot, now_ms)) read_anew(slot, agency, now_ms);
    bool old =
        slot->data == NULL || now_ms - slot->read_ms > CHARTER_STALE_INTERVALS * interval_ms(store);
    if (old && slot->under_way && store->waiters < CHARTER_WAITERS) {
        wait_for(slot, request, next);
        return NULL;
    }
    if (slot->data == NULL) {
        refuse(request);
        return NULL;
    }
    struct charter_body *body = &slot->bodies[form][language];
    bool good = body->bytes != NULL && body->reading == slot->reading &&
                body->definition_id == request->desk->definition_id &&
                request->now_us < body->valid_until_us;
    if (good || make(slot, request, agency, form, words, body)) return body;
    refuse(request);
    return NULL;
}

const char *charter_store_policy(const struct charter_store *store)
{
    return store->policy;
}

struct charter_store *charter_store_new(struct worker *worker)
{
    struct charter_store *store = calloc(1, sizeof *store);
    if (store == NULL) return NULL;
    store->worker = worker;
    store->arena = arena_new(POLICY_MEMORY);
    store->policy =
        store->arena == NULL ? NULL : page_policy(store->arena, charter_style, "none", "");
    for (int i = 0; i < CHARTER_AGENCIES; i++) store->slots[i].store = store;
    if (store->policy != NULL) return store;
    charter_store_free(store);
    return NULL;
}

void charter_store_free(struct charter_store *store)
{
    if (store == NULL) return;
    for (int i = 0; i < CHARTER_AGENCIES; i++) slot_clear(&store->slots[i]);
    arena_free(store->arena);
    free(store);
}
