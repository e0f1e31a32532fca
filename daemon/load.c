/* One group of loads a turn of the loop: ids of all wishes as arrays, rows handed out by id. */
#include "daemon/load.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/worker.h"
#include "workflow/message.h"
#include "workflow/survey.h"

enum { LOAD_WISHES_MAX = 256, ARRAY_TEXT = 24 * LOAD_WISHES_MAX };

enum {
    RESULT_CASES,
    RESULT_CLOCKS,
    RESULT_INTERVALS,
    RESULT_TASKS,
    RESULT_CONTACTS,
    RESULT_CUSTOMERS,
    RESULTS
};

struct load {
    struct worker *worker;
    struct event *flush;
    struct load_wish *first, **last;
};

/* The wishes of one group under way. */
struct group {
    struct load_wish *first;
    int result_at[RESULTS]; /* index of each result, -1: not asked */
    char agencies[ACCESS_AGENCIES_TEXT], cases[ARRAY_TEXT], customers[ARRAY_TEXT];
    struct db_statement statements[RESULTS];
};

void load_read_hex(const char *hex, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size && hex[2 * i] != '\0'; i++) {
        unsigned value = 0;
        sscanf(hex + 2 * i, "%2x", &value);
        bytes[i] = (uint8_t)value;
    }
}

static void parse_offices(const char *text, struct kase *row)
{
    for (const char *at = text + 1; *at != '\0' && *at != '}'; at += *at == ',') {
        char *end;
        long id = strtol(at, &end, 10);
        if (end == at || row->contact_office_count == KASE_CONTACT_OFFICES) return;
        row->contact_offices[row->contact_office_count++] = (int32_t)id;
        at = end;
    }
}

static struct kase_loaded *read_case(struct arena *arena, const PGresult *r, int i)
{
    struct kase_loaded *loaded = arena_alloc(arena, sizeof *loaded);
    if (loaded == NULL) return NULL;
    struct kase *row = &loaded->row;
    int c = 0;
#define INT(field) row->field = (int32_t)db_get_int(r, i, c++, 0)
    row->id = db_get_int(r, i, c++, 0);
    INT(agency_id), INT(version);
    load_read_hex(PQgetvalue(r, i, c++), row->hash, sizeof row->hash);
    INT(office_id), INT(service_id), INT(process_id), INT(segment_id);
    row->customer_id = db_get_int(r, i, c++, 0);
    row->channel = (enum channel)db_get_int(r, i, c++, 0);
    row->received_at_us = db_get_time(r, i, c++);
    row->opened_at_us = db_get_time(r, i, c++);
    INT(opened_by);
    row->state = db_get_text(arena, r, i, c++);
    INT(case_manager_id), INT(handling_agency_id), INT(handler_id), INT(queue_id);
    row->pause_reason = (enum pause_reason)db_get_int(r, i, c++, 0);
    row->due_at_us = db_get_time(r, i, c++);
    row->closed_at_us = db_get_time(r, i, c++);
    row->outcome = db_get_text(arena, r, i, c++);
    row->last_open_at_us = db_get_time(r, i, c++);
    INT(contacts), INT(handovers), INT(open_tasks), INT(reopenings), INT(worked_minutes),
        INT(managers);
    row->worst_rung = (int16_t)db_get_int(r, i, c++, 0);
    INT(expected_minutes);
    parse_offices(PQgetvalue(r, i, c++), row);
    row->contacted_out = db_get_bool(r, i, c++);
    row->expert_contact = db_get_bool(r, i, c++);
    row->source = db_get_text(arena, r, i, c++);
    row->external_id = db_get_text(arena, r, i, c++);
    row->subject = db_get_text(arena, r, i, c++);
    row->details = db_get_text(arena, r, i, c++);
    load_read_hex(PQgetvalue(r, i, c++), row->salt, sizeof row->salt);
    row->reference = db_get_text(arena, r, i, c++);
    INT(right_standard_id);
    row->marks = (int16_t)db_get_int(r, i, c++, 0);
    INT(queue_minutes);
#undef INT
    return row->state == NULL || row->reference == NULL ? NULL : loaded;
}

/* How many rows of a result carry this id in a column. */
static size_t count_rows(const PGresult *r, int column, int64_t id)
{
    size_t count = 0;
    for (int i = 0; i < PQntuples(r); i++) count += db_get_int(r, i, column, 0) == id;
    return count;
}

void load_read_clock(const PGresult *r, int i, struct clock *clock)
{
    int c = 1;
    clock->id = db_get_int(r, i, c++, 0);
    clock->kind = (enum standard_kind)db_get_int(r, i, c++, 0);
    clock->state = (enum clock_state)db_get_int(r, i, c++, 0);
    clock->standard_id = (int32_t)db_get_int(r, i, c++, 0);
    clock->started_at_us = db_get_time(r, i, c++);
    clock->since_us = db_get_time(r, i, c++);
    clock->reason = (enum pause_reason)db_get_int(r, i, c++, 0);
    clock->paused_us = db_get_int(r, i, c++, 0);
    clock->due_at_us = db_get_time(r, i, c++);
    clock->next_rung = (int16_t)db_get_int(r, i, c++, 0);
    clock->next_rung_at_us = db_get_time(r, i, c++);
    clock->interval_count = (int16_t)db_get_int(r, i, c++, 0);
    clock->extended_amount = (int32_t)db_get_int(r, i, c++, 0);
}

static bool read_ledger(struct arena *arena, const PGresult *r, struct kase_clock *clock)
{
    size_t count = count_rows(r, 0, clock->clock.id);
    clock->ledger = arena_array(arena, count + 1, sizeof *clock->ledger);
    if (clock->ledger == NULL) return false;
    for (int i = 0; i < PQntuples(r); i++) {
        if (db_get_int(r, i, 0, 0) != clock->clock.id) continue;
        struct clock_interval *entry = &clock->ledger[clock->ledger_count++];
        entry->state = (enum clock_state)db_get_int(r, i, 1, 0);
        entry->from_us = db_get_time(r, i, 2);
        entry->to_us = db_get_time(r, i, 3);
        entry->reason = (enum pause_reason)db_get_int(r, i, 4, 0);
        entry->actor_id = (int32_t)db_get_int(r, i, 5, 0);
    }
    return true;
}

static bool read_clocks(struct arena *arena, const PGresult *clocks, const PGresult *intervals,
                        struct kase_loaded *loaded)
{
    size_t count = count_rows(clocks, 0, loaded->row.id);
    loaded->clocks = arena_array(arena, count + 1, sizeof *loaded->clocks);
    if (loaded->clocks == NULL) return false;
    for (int i = 0; i < PQntuples(clocks); i++) {
        if (db_get_int(clocks, i, 0, 0) != loaded->row.id) continue;
        struct kase_clock *clock = &loaded->clocks[loaded->clock_count++];
        load_read_clock(clocks, i, &clock->clock);
        if (!read_ledger(arena, intervals, clock)) return false;
    }
    return true;
}

static bool read_tasks(struct arena *arena, const PGresult *r, struct kase_loaded *loaded)
{
    size_t count = count_rows(r, 0, loaded->row.id);
    loaded->tasks = arena_array(arena, count + 1, sizeof *loaded->tasks);
    if (loaded->tasks == NULL) return false;
    for (int i = 0; i < PQntuples(r); i++) {
        if (db_get_int(r, i, 0, 0) != loaded->row.id) continue;
        struct kase_task *task = &loaded->tasks[loaded->task_count++];
        task->id = db_get_int(r, i, 1, 0);
        task->kind = (enum task_kind)db_get_int(r, i, 2, 0);
        task->state = (enum task_state)db_get_int(r, i, 3, 0);
        task->queue_id = (int32_t)db_get_int(r, i, 4, 0);
        task->assignee_id = (int32_t)db_get_int(r, i, 5, 0);
        task->opened_by = (int32_t)db_get_int(r, i, 6, 0);
        task->question = db_get_text(arena, r, i, 7);
        task->opened_at_us = db_get_time(r, i, 8);
        task->answered_at_us = NO_TIME;
        task->expected_minutes = (int32_t)db_get_int(r, i, 9, 0);
        load_read_hex(PQgetvalue(r, i, 10), task->salt, sizeof task->salt);
    }
    return true;
}

static bool give_case(struct load_wish *wish, PGresult *const *results)
{
    const PGresult *cases = results[RESULT_CASES];
    for (int i = 0; i < PQntuples(cases); i++) {
        if (db_get_int(cases, i, 0, 0) != wish->case_id) continue;
        struct kase_loaded *loaded = read_case(wish->arena, cases, i);
        if (loaded == NULL ||
            !read_clocks(wish->arena, results[RESULT_CLOCKS], results[RESULT_INTERVALS], loaded) ||
            !read_tasks(wish->arena, results[RESULT_TASKS], loaded))
            return false;
        wish->kase = loaded;
    }
    return true;
}

/* Id, name, e-mail, address, language, channel, phone and last invitation from this column on. */
static void read_contact(struct arena *arena, const PGresult *r, int i, int c,
                         struct decision_customer *contact)
{
    contact->id = db_get_int(r, i, c++, 0);
    contact->name = db_get_text(arena, r, i, c++);
    contact->email = db_get_text(arena, r, i, c++);
    contact->address = db_get_text(arena, r, i, c++);
    contact->language = db_get_text(arena, r, i, c++);
    contact->channel = (enum channel)db_get_int(r, i, c++, 0);
    contact->phone = db_get_text(arena, r, i, c++);
    contact->last_invitation_id = db_get_int(r, i, c++, 0);
    contact->last_invited_at_us = db_get_time(r, i, c);
}

/* How to write to the customer of the case. */
static void give_contact(struct load_wish *wish, const PGresult *r)
{
    for (int i = 0; r != NULL && i < PQntuples(r); i++) {
        if (db_get_int(r, i, 0, 0) != wish->case_id) continue;
        read_contact(wish->arena, r, i, 1, &wish->customer.contact);
        if (wish->customer.contact.name != NULL) wish->contact = &wish->customer.contact;
    }
}

static void give_customer(struct load_wish *wish, const PGresult *r)
{
    for (int i = 0; i < PQntuples(r); i++) {
        if (db_get_int(r, i, 0, 0) != wish->customer_id) continue;
        wish->customer.found = true;
        wish->customer.agency_id = (int32_t)db_get_int(r, i, 1, 0);
        wish->customer.segment_id = (int32_t)db_get_int(r, i, 2, 0);
        wish->customer.language = db_get_text(wish->arena, r, i, 3);
        wish->customer.last_case_manager_id = (int32_t)db_get_int(r, i, 4, 0);
        read_contact(wish->arena, r, i, 5, &wish->customer.contact);
        if (wish->customer.contact.name != NULL) wish->contact = &wish->customer.contact;
    }
}

static void give(struct load_wish *wish, const struct group *group, struct db_reply *reply)
{
    PGresult *results[RESULTS] = {NULL};
    if (reply->outcome != DB_DONE) {
        wish->error = reply->error;
        wish->code = reply->error.code == ERR_OK ? error_set(&wish->error, ERR_UNAVAILABLE,
                                                             "the database could not be asked")
                                                 : reply->error.code;
        return;
    }
    for (int i = 0; i < RESULTS; i++)
        if (group->result_at[i] >= 0) results[i] = reply->results[group->result_at[i]];
    if (wish->case_id != 0 && !give_case(wish, results))
        wish->code = error_set(&wish->error, ERR_TOO_LARGE, "the case is too large to be loaded");
    if (wish->case_id != 0) give_contact(wish, results[RESULT_CONTACTS]);
    if (wish->customer_id != 0) give_customer(wish, results[RESULT_CUSTOMERS]);
}

static void on_loaded(void *context, struct db_reply *reply)
{
    struct group *group = context;
    for (struct load_wish *wish = group->first, *next; wish != NULL; wish = next) {
        next = wish->next_wish; /* done() may free the wish */
        give(wish, group, reply);
        wish->done(wish->context);
    }
    free(group);
}

static void add_id(char *array, int64_t id)
{
    size_t used = strlen(array);
    snprintf(array + used, ARRAY_TEXT - used, "%s%" PRId64, used > 1 ? "," : "", id);
}

static void close_array(char *array)
{
    size_t used = strlen(array);
    snprintf(array + used, ARRAY_TEXT - used, "}");
}

static void add_statement(struct group *group, size_t *count, int result, enum query query,
                          const char *ids)
{
    struct db_statement *statement = &group->statements[*count];
    statement->query = query;
    db_params_clear(&statement->params);
    db_text(&statement->params, group->agencies);
    db_text(&statement->params, ids);
    group->result_at[result] = (int)(*count)++;
}

static void on_flush(evutil_socket_t fd, short what, void *context)
{
    struct load *load = context;
    (void)fd, (void)what;
    struct group *group = calloc(1, sizeof *group);
    if (group == NULL) { /* tried again in the next turn */
        event_active(load->flush, EV_TIMEOUT, 0);
        return;
    }
    struct load_wish **end = &group->first;
    group->cases[0] = group->customers[0] = '{';
    for (int i = 0; load->first != NULL && i < LOAD_WISHES_MAX; i++) {
        struct load_wish *wish = *end = load->first;
        load->first = wish->next_wish;
        wish->next_wish = NULL;
        end = &wish->next_wish;
        if (wish->case_id != 0) add_id(group->cases, wish->case_id);
        if (wish->customer_id != 0) add_id(group->customers, wish->customer_id);
    }
    if (load->first == NULL)
        load->last = &load->first;
    else
        event_active(load->flush, EV_TIMEOUT, 0);
    size_t count = 0;
    for (int i = 0; i < RESULTS; i++) group->result_at[i] = -1;
    access_all_agencies(&load->worker->snapshot->desk, group->agencies, sizeof group->agencies);
    if (group->cases[1] != '\0') {
        close_array(group->cases);
        add_statement(group, &count, RESULT_CASES, QUERY_CASE_LOAD, group->cases);
        add_statement(group, &count, RESULT_CLOCKS, QUERY_CASE_LOAD_CLOCKS, group->cases);
        add_statement(group, &count, RESULT_INTERVALS, QUERY_CASE_LOAD_INTERVALS, group->cases);
        add_statement(group, &count, RESULT_TASKS, QUERY_CASE_LOAD_TASKS, group->cases);
        if ((message_needs_customer(&load->worker->snapshot->desk) ||
             survey_needs_customer(&load->worker->snapshot->desk)))
            add_statement(group, &count, RESULT_CONTACTS, QUERY_CASE_LOAD_CONTACT, group->cases);
    }
    if (group->customers[1] != '\0') {
        close_array(group->customers);
        add_statement(group, &count, RESULT_CUSTOMERS, QUERY_CUSTOMER_LOAD, group->customers);
    }
    db_send(load->worker->db, DB_LOAD, NULL, group->statements, count, on_loaded, group);
}

struct load *load_new(struct worker *worker)
{
    struct load *load = calloc(1, sizeof *load);
    if (load == NULL) return NULL;
    load->worker = worker;
    load->last = &load->first;
    load->flush = event_new(worker->base, -1, 0, on_flush, load);
    if (load->flush == NULL) {
        free(load);
        return NULL;
    }
    return load;
}

void load_free(struct load *load)
{
    if (load == NULL) return;
    event_free(load->flush);
    free(load);
}

void load_wish_for(struct load *load, struct arena *arena, struct load_wish *wish,
                   void (*done)(void *context), void *context)
{
    wish->arena = arena;
    wish->done = done;
    wish->context = context;
    wish->next_wish = NULL;
    if (load->first == NULL) event_active(load->flush, EV_TIMEOUT, 0);
    *load->last = wish;
    load->last = &wish->next_wish;
}

static void wake(void *context)
{
    request_wake(context);
}

void load_wish(struct load *load, struct request *request, struct load_wish *wish,
               request_step next)
{
    request_await(request, next);
    load_wish_for(load, request->arena, wish, wake, request);
}
