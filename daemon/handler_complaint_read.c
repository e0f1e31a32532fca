/* Reads of complaints: lists, the whole complaint, who read it, its letters, figures. */
#include <stdio.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/complaint_int.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/worker.h"
#include "db/int_list.h"
#include "proto/arena.h"
#include "proto/codec.h"
#include "proto/reference.h"
#include "workflow/counter.h"
#include "workflow/period.h"

/* ---- one complaint ---- */

static void on_loaded(struct request *request)
{
    struct complaint_reading *reading = request->state;
    if (request_failed(request)) return;
    enum error_code code = complaint_read(request->arena, request->reply.results[COMPLAINT_ROW],
                                          &reading->complaint, &reading->error);
    if (code == ERR_OK)
        code = access_check(
            access_complaint_roles(request->desk, request->who->staff, &reading->complaint),
            request->route->roles, &reading->error);
    if (code == ERR_OK) code = complaint_known(request->desk, &reading->complaint, &reading->error);
    if (code != ERR_OK)
        request_answer_error(request, &reading->error);
    else
        reading->reader(request, &reading->complaint);
}

void complaint_read_asked(struct request *request, complaint_reader reader, int64_t letter)
{
    struct complaint_reading *reading = arena_alloc(request->arena, sizeof *reading);
    struct db_statement *statements = request_statements(request, COMPLAINT_RESULTS);
    char *agencies = arena_alloc(request->arena, ACCESS_AGENCIES_TEXT);
    int64_t id = reference_parse(request->desk->reference_key, request_param(request, "reference"));
    if (reading == NULL || statements == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    if (id < 0) {
        request_answer_absent(request);
        return;
    }
    reading->reader = reader;
    reading->letter = letter;
    request->state = reading;
    access_all_agencies(request->desk, agencies, ACCESS_AGENCIES_TEXT);
    complaint_ask(statements, agencies, id);
    request_query(request, DB_LOAD, NULL, statements, 1, on_loaded);
}

static void on_shown(struct request *request)
{
    const struct complaint_reading *reading = request->state;
    if (request_failed(request)) return;
    request_etag(request, reading->complaint.record.version);
    request_answer_result(request, 200, 0);
}

static void on_noted(struct request *request)
{
    const struct complaint_reading *reading = request->state;
    if (!request_failed(request)) reading->next(request);
}

void complaint_note_read(struct request *request, request_step next)
{
    struct complaint_reading *reading = request->state;
    const struct record *record = &reading->complaint.record;
    const char *shown =
        arena_printf(request->arena, "%d:{%lld}", (int)record->agency_id, (long long)record->id);
    reading->next = next;
    if (shown == NULL)
        request_answer_full(request);
    else if (reading->complaint.serious)
        complaint_note_reads(request, shown, on_noted);
    else
        next(request);
}

static void look(struct request *request)
{
    const struct complaint_reading *reading = request->state;
    const struct record *record = &reading->complaint.record;
    struct db_statement *statement = request_statement(request, QUERY_COMPLAINT_SHOW);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)record->agency_id);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, record->agency_id);
    db_int(&statement->params, record->id);
    request_query(request, DB_READ, agencies, statement, 1, on_shown);
}

static void show(struct request *request, const struct complaint *complaint)
{
    (void)complaint;
    complaint_note_read(request, look);
}

void handle_complaint_show(struct request *request)
{
    complaint_read_asked(request, show, 0);
}

static void reads(struct request *request, const struct complaint *complaint)
{
    struct db_statement *statement = request_statement(request, QUERY_COMPLAINT_READS);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)complaint->record.agency_id);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, complaint->record.agency_id);
    db_int(&statement->params, complaint->record.id);
    db_int(&statement->params, PAGE_MAX);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_complaint_reads(struct request *request)
{
    complaint_read_asked(request, reads, 0);
}

/* ---- letters about serious ones ---- */

static void on_printed(struct request *request)
{
    struct complaint_reading *reading = request->state;
    if (request_failed(request)) return;
    if (db_get_int(request->reply.results[0], 0, 0, 0) == 0) {
        error_field(&reading->error, "/letter",
                    "the complaint has no such letter that waits: it names those of a serious one");
        request_answer_error(request, &reading->error);
        return;
    }
    const char *answer =
        arena_printf(request->arena, "{\"id\":%lld,\"state\":\"%s\",\"count\":1}",
                     (long long)reading->letter, name_of(&outbox_state_names, OUTBOX_PRINTED));
    if (answer == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, answer, strlen(answer));
}

static void print(struct request *request, const struct complaint *complaint)
{
    struct complaint_reading *reading = request->state;
    struct db_statement *statement = request_statement(request, QUERY_COMPLAINT_PRINTED);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, complaint->record.agency_id);
    db_int(&statement->params, complaint->record.id);
    db_int(&statement->params, reading->letter);
    db_int(&statement->params, request->who->staff->id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_printed);
}

/* Doing it twice does no more than doing it once, so there is no key. */
void handle_complaint_printed(struct request *request)
{
    struct complaint_body body = {.letter = 0};
    if (request_body(request, &body)) complaint_read_asked(request, print, body.letter);
}

/* ---- lists ---- */

struct filter {
    const struct agency *agency;
    const struct staff *answerer;
    const struct queue *queue;
    const char *states, *subject; /* NULL: all */
    int64_t cursor, limit;
    bool unassigned, overdue;
    bool empty; /* asks for what the caller cannot see */
};

static bool has_choice(struct request *request, const char *name, const char *const *choices,
                       int *chosen, struct error *error)
{
    const char *value = request_query_value(request, name);
    for (int i = 0; value != NULL && choices[i] != NULL; i++)
        if (strcmp(choices[i], value) == 0) {
            *chosen = i;
            return true;
        }
    if (value != NULL) error_field(error, name, "must be one of those in the contract");
    return false;
}

static bool read_filter(struct request *request, struct filter *filter, struct error *error)
{
    static const char *const status[] = {"open", "closed", "all", NULL};
    static const char *const sets[] = {"{1}", "{2,3,4,5,6}", NULL};
    static const char *const yes[] = {"true", NULL}, *const due[] = {"overdue", NULL};
    const struct staff *staff = request->who->staff;
    const char *code;
    int chosen = 0;
    *filter = (struct filter){.states = sets[0]};
    if (has_choice(request, "status", status, &chosen, error)) filter->states = sets[chosen];
    filter->unassigned = has_choice(request, "unassigned", yes, &chosen, error);
    filter->overdue = has_choice(request, "due", due, &chosen, error);
    filter->subject = request_query_value(request, "subject");
    if ((code = request_query_value(request, "agency")) != NULL) {
        filter->agency = desk_agency_by_code(request->desk, code);
        filter->empty |= filter->agency == NULL;
    }
    if ((code = request_query_value(request, "answerer")) != NULL) {
        filter->answerer =
            strcmp(code, "me") == 0 ? staff : desk_staff_by_user_name(request->desk, code);
        filter->empty |= filter->answerer == NULL;
    }
    if ((code = request_query_value(request, "queue")) != NULL)
        filter->empty |=
            access_find_queue(request->desk, staff, filter->agency, code, &filter->queue, error) &&
            filter->queue == NULL;
    request_query_int(request, "cursor", 1, INT64_MAX, 0, &filter->cursor, error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &filter->limit, error);
    return error->code == ERR_OK;
}

static void nullable(struct db_params *params, int64_t value)
{
    if (value == 0)
        db_null(params);
    else
        db_int(params, value);
}

/* A row of a serious complaint is read as the whole is: that is written down before it is shown. */
static void on_listed(struct request *request)
{
    char *page = page_text(request);
    if (page != NULL) complaint_answer_noted(request, page, request->reply.results[0], 2);
}

static void list(struct request *request, const struct filter *filter)
{
    const struct staff *staff = request->who->staff;
    struct db_statement *statement = request_statement(request, QUERY_COMPLAINT_LIST);
    const char *agencies = request_agencies(request);
    struct access_scope scope;
    struct access_line line;
    if (statement == NULL || agencies == NULL ||
        access_scope(request->arena, request->desk, staff, &scope) != 0 ||
        access_line(request->arena, request->desk, staff, &line) != 0) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_int(params, staff->id);
    db_text(params, line.line);
    db_text(params, scope.agencies);
    db_text(params, scope.places);
    db_text(params, line.keys);
    nullable(params, filter->cursor);
    db_int(params, filter->limit);
    nullable(params, filter->agency == NULL ? 0 : filter->agency->id);
    db_text(params, filter->states);
    nullable(params, filter->answerer == NULL ? 0 : filter->answerer->id);
    if (filter->unassigned)
        db_bool(params, true);
    else
        db_null(params);
    db_time(params, filter->overdue ? request->now_us : NO_TIME);
    db_text(params, filter->subject);
    nullable(params, filter->queue == NULL ? 0 : filter->queue->id);
    request_query(request, DB_READ, agencies, statement, 1, on_listed);
}

void handle_complaint_list(struct request *request)
{
    static const char nothing[] = "{\"items\":[],\"next\":null}";
    struct error error = {.code = ERR_OK};
    struct filter filter;
    if (!read_filter(request, &filter, &error))
        request_answer_error(request, &error);
    else if (filter.empty)
        request_answer_json(request, 200, nothing, sizeof nothing - 1);
    else
        list(request, &filter);
}

/* ---- figures ---- */

/* A day of the query ("2026-03-31"); fallback when it is not given. */
static const char *day_of(const char *text, const char *name, const char *fallback,
                          struct error *error)
{
    civil_day day;
    (void)period_take_day(text, name, &day, error);
    return text == NULL ? fallback : text;
}

/* Names and numbers of the metrics that the figures are made of. */
static void add_metrics(struct request *request, struct db_params *params)
{
    const char *names = "{cases-closed";
    struct int_list numbers = {.arena = request->arena};
    int_list_add(&numbers, METRIC_CASES_CLOSED);
    for (int i = METRIC_COMPLAINTS_RECEIVED; i <= METRIC_REMEDIES_DONE; i++) {
        names = arena_printf(request->arena, "%s,%s", names, name_of(&metric_names, i));
        int_list_add(&numbers, i);
    }
    db_text(params, arena_printf(request->arena, "%s}", names));
    db_text(params, int_list_text(&numbers));
}

static void on_figures(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

void handle_complaint_kpis(struct request *request)
{
    struct error error = {.code = ERR_OK};
    const struct staff *staff = request->who->staff;
    char today[PERIOD_TEXT];
    int32_t agency_id =
        access_agency(request->desk, staff, request_query_value(request, "agency"), &error);
    const struct agency *agency = desk_agency(request->desk, agency_id);
    if (agency != NULL)
        period_text(PERIOD_DAY, zone_local(agency->zone, request->now_us).day, today);
    const char *from = day_of(request_query_value(request, "from"), "from", "1970-01-01", &error);
    const char *to = day_of(request_query_value(request, "to"), "to", today, &error);
    if (error.code != ERR_OK ||
        access_check_whole(staff, agency_id, request->route->roles, &error) != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_COMPLAINT_KPIS);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)agency_id);
    struct access_line line;
    if (statement == NULL || agencies == NULL ||
        access_line(request->arena, request->desk, staff, &line) != 0) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, agency_id);
    db_text(&statement->params, from);
    db_text(&statement->params, arena_strdup(request->arena, to));
    add_metrics(request, &statement->params);
    db_int(&statement->params, staff->id);
    db_text(&statement->params, line.line);
    db_text(&statement->params, line.keys);
    request_query(request, DB_SLOW, agencies, statement, 1, on_figures);
}
