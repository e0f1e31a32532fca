/* Work in hand: queues with what waits in them, tasks of professionals, notices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/queue_counts.h"
#include "daemon/worker.h"
#include "db/int_list.h"
#include "proto/arena.h"
#include "proto/json_write.h"

typedef bool (*queue_test)(const struct request *request, const struct queue *queue);

/* The queues that pass a test, as array text. NULL: the arena is full. */
static const char *queues_where(struct request *request, queue_test test)
{
    struct int_list ids = {.arena = request->arena};
    for (size_t i = 0; i < request->desk->queues_count; i++) {
        const struct queue *queue = &request->desk->queues[i];
        if (queue->active && test(request, queue)) int_list_add(&ids, queue->id);
    }
    return int_list_text(&ids);
}

/* Some case of the queue may be the caller's to see: a grant for the agency, or for an office of
 * which the queue may hold cases. */
static bool is_visible(const struct request *request, const struct queue *queue)
{
    const struct staff *staff = request->who->staff;
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->agency_id == queue->agency_id && grant->role != ROLE_COURIER &&
            (grant->office_id == 0 || queue->office_id == 0 ||
             grant->office_id == queue->office_id))
            return true;
    }
    return false;
}

/* All cases of the queue are the caller's to see. */
static bool is_whole(const struct request *request, const struct queue *queue)
{
    return (staff_roles(request->who->staff, queue->agency_id, 0) & ROLES_STAFF) != 0;
}

static bool is_led(const struct request *request, const struct queue *queue)
{
    return (staff_roles(request->who->staff, queue->agency_id, 0) & ROLES_WORK) != 0;
}

static bool is_taken_from(const struct request *request, const struct queue *queue)
{
    return access_may_take_tasks(request->who->staff, queue);
}

/* ---- queues ---- */

enum { RESULT_MINE, RESULT_TASKS, RESULT_COMPLAINTS, RESULTS };

/* Whether the cases of a count are the caller's to see, as access_case_roles() has it. */
static bool may_count(const struct request *request, const struct queue_count *count,
                      const struct queue *queue)
{
    const struct staff *staff = request->who->staff;
    uint32_t roles = staff_roles(staff, count->agency_id, count->office_id);
    if (count->handling_agency_id != count->agency_id)
        roles |= staff_roles(staff, count->handling_agency_id, queue->office_id);
    return (roles & ROLES_STAFF) != 0;
}

static struct queue_count sum_of(const struct request *request, const struct queue *queue)
{
    const struct queue_counts *counts = request->worker->queues;
    struct queue_count sum = {.queue_id = queue->id};
    for (size_t i = 0; i < counts->count; i++) {
        const struct queue_count *count = &counts->items[i];
        if (count->queue_id != queue->id || !may_count(request, count, queue)) continue;
        sum.open += count->open;
        sum.unassigned += count->unassigned;
        sum.overdue += count->overdue;
        sum.due_soon += count->due_soon;
    }
    return sum;
}

static int64_t tasks_of(const PGresult *tasks, int32_t queue_id)
{
    for (int i = 0; i < PQntuples(tasks); i++)
        if (db_get_int(tasks, i, 0, 0) == queue_id) return db_get_int(tasks, i, 1, 0);
    return 0;
}

/* Complaints of a queue; queue 0: those that the caller is to answer. They are counted for each
 * caller, since who sees a serious one depends on whom it is about. */
static void put_complaints(struct json *json, const PGresult *rows, int32_t queue_id)
{
    static const char *const names[] = {"open", "unassigned", "overdue", "due_soon"};
    int row = 0;
    while (row < PQntuples(rows) && db_get_int(rows, row, 0, -1) != queue_id) row++;
    json_object(json, "complaints");
    for (int i = 0; i < (int)(sizeof names / sizeof names[0]); i++)
        if (queue_id != 0 || strcmp(names[i], "unassigned") != 0)
            json_number(json, names[i],
                        row < PQntuples(rows) ? db_get_int(rows, row, i + 1, 0) : 0);
    json_object_end(json);
}

static void put_queue(struct json *json, const struct request *request, const struct queue *queue)
{
    const struct desk *desk = request->desk;
    const struct agency *agency = desk_agency(desk, queue->agency_id);
    const struct office *office = desk_office(desk, queue->office_id);
    const struct skill *skill = desk_skill(desk, queue->skill_id);
    struct queue_count sum = sum_of(request, queue);
    json_object(json, NULL);
    json_string(json, "code", queue->code);
    json_string(json, "name", queue->name);
    json_string(json, "agency", agency == NULL ? NULL : agency->code);
    json_string(json, "office", office == NULL ? NULL : office->code);
    json_string(json, "skill", skill == NULL ? NULL : skill->code);
    json_number(json, "open", sum.open);
    json_number(json, "unassigned", sum.unassigned);
    json_number(json, "overdue", sum.overdue);
    json_number(json, "due_soon", sum.due_soon);
    json_number(json, "tasks", tasks_of(request->reply.results[RESULT_TASKS], queue->id));
    put_complaints(json, request->reply.results[RESULT_COMPLAINTS], queue->id);
    json_object_end(json);
}

static void put_mine(struct json *json, const PGresult *mine, const PGresult *complaints)
{
    static const char *const names[] = {"open", "overdue", "due_soon", "tasks", "notices"};
    json_object(json, "mine");
    for (int i = 0; i < (int)(sizeof names / sizeof names[0]); i++)
        json_number(json, names[i], db_get_int(mine, 0, i, 0));
    put_complaints(json, complaints, 0);
    json_object_end(json);
}

static void answer_queues(struct request *request)
{
    struct json json;
    if (request_failed(request)) return;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_array(&json, "items");
    for (size_t i = 0; i < request->desk->queues_count; i++) {
        const struct queue *queue = &request->desk->queues[i];
        if (queue->active && is_visible(request, queue)) put_queue(&json, request, queue);
    }
    json_array_end(&json);
    put_mine(&json, request->reply.results[RESULT_MINE], request->reply.results[RESULT_COMPLAINTS]);
    json_time(&json, "as_of", request->worker->queues->as_of_us);
    json_object_end(&json);
    request_answer_written(request, &json);
}

/* False: the arena is full. */
static bool ask_complaints(struct request *request, int64_t now_us, struct db_statement *statement)
{
    struct access_scope scope;
    struct access_line line;
    if (access_scope(request->arena, request->desk, request->who->staff, &scope) != 0 ||
        access_line(request->arena, request->desk, request->who->staff, &line) != 0)
        return false;
    statement->query = QUERY_QUEUE_COMPLAINTS;
    db_int(&statement->params, request->who->staff->id);
    db_text(&statement->params, line.line);
    db_text(&statement->params, scope.agencies);
    db_text(&statement->params, scope.places);
    db_text(&statement->params, line.keys);
    db_time(&statement->params, now_us);
    db_time(&statement->params, now_us + KASE_DUE_SOON_US);
    return true;
}

static void on_counted(struct request *request)
{
    const struct queue_counts *counts = request->worker->queues;
    struct db_statement *statements = request_statements(request, RESULTS);
    const char *agencies = request_agencies(request);
    const char *whole = queues_where(request, is_whole);
    const char *taken_from = queues_where(request, is_taken_from);
    if (counts->error.code != ERR_OK) {
        request_answer_error(request, &counts->error);
        return;
    }
    int64_t now_us = worker_now_us(request->worker);
    if (statements == NULL || agencies == NULL || whole == NULL || taken_from == NULL ||
        !ask_complaints(request, now_us, &statements[RESULT_COMPLAINTS])) {
        request_answer_full(request);
        return;
    }
    struct db_params *mine = &statements[RESULT_MINE].params;
    struct db_params *tasks = &statements[RESULT_TASKS].params;
    statements[RESULT_MINE].query = QUERY_QUEUE_MINE;
    db_int(mine, request->who->staff->id);
    db_time(mine, now_us);
    db_time(mine, now_us + KASE_DUE_SOON_US);
    statements[RESULT_TASKS].query = QUERY_QUEUE_TASKS;
    db_text(tasks, whole);
    db_text(tasks, taken_from);
    db_int(tasks, request->who->staff->id);
    request_query(request, DB_READ, agencies, statements, RESULTS, answer_queues);
}

void handle_queue_list(struct request *request)
{
    queue_counts_await(request->worker->queues, request, on_counted);
}

/* ---- tasks ---- */

struct task_filter {
    const struct queue *queue;
    bool mine, empty; /* empty: asks for what is not there */
    int64_t limit, cursor_at_us, cursor_id;
};

static void read_cursor(struct request *request, struct task_filter *filter, struct error *error)
{
    const char *cursor = request_query_value(request, "cursor");
    char *end = NULL;
    filter->cursor_at_us = NO_TIME;
    if (cursor == NULL) return;
    long long at_us = strtoll(cursor, &end, 10);
    if (end != cursor && *end == '_') {
        const char *id = end + 1;
        filter->cursor_at_us = at_us;
        filter->cursor_id = strtoll(id, &end, 10);
        if (end != id && *end == '\0') return;
    }
    error_field(error, "cursor", "is not one that a page gave");
}

static bool read_filter(struct request *request, struct task_filter *filter, struct error *error)
{
    const char *mine = request_query_value(request, "mine");
    const char *code = request_query_value(request, "queue");
    *filter = (struct task_filter){.mine = false};
    if (mine != NULL) {
        filter->mine = strcmp(mine, "true") == 0 || strcmp(mine, "1") == 0;
        if (!filter->mine && strcmp(mine, "false") != 0 && strcmp(mine, "0") != 0)
            error_field(error, "mine", "must be true or false");
    }
    const char *agency_code = request_query_value(request, "agency");
    const struct agency *agency =
        agency_code == NULL ? NULL : desk_agency_by_code(request->desk, agency_code);
    filter->empty = agency_code != NULL && agency == NULL;
    if (code != NULL)
        filter->empty |= access_find_queue(request->desk, request->who->staff, agency, code,
                                           &filter->queue, error) &&
                         filter->queue == NULL;
    read_cursor(request, filter, error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &filter->limit, error);
    return error->code == ERR_OK;
}

static void list_tasks(struct request *request, const struct task_filter *filter)
{
    struct db_statement *statement = request_statement(request, QUERY_TASK_LIST);
    const char *agencies = request_agencies(request);
    /* Who leads the work of a queue sees by name of the queue what others have in hand. */
    const char *led = filter->queue == NULL ? "{}" : queues_where(request, is_led);
    const char *taken_from = queues_where(request, is_taken_from);
    if (statement == NULL || agencies == NULL || led == NULL || taken_from == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_bool(params, filter->mine);
    if (filter->queue == NULL)
        db_null(params);
    else
        db_int(params, filter->queue->id);
    db_text(params, led);
    db_text(params, taken_from);
    db_int(params, request->who->staff->id);
    if (filter->cursor_at_us == NO_TIME)
        db_null(params);
    else
        db_int(params, filter->cursor_at_us);
    db_int(params, filter->cursor_id);
    db_int(params, filter->limit);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_task_list(struct request *request)
{
    static const char nothing[] = "{\"items\":[],\"next\":null}";
    struct error error = {.code = ERR_OK};
    struct task_filter filter;
    if (!read_filter(request, &filter, &error))
        request_answer_error(request, &error);
    else if (filter.empty)
        request_answer_json(request, 200, nothing, sizeof nothing - 1);
    else
        list_tasks(request, &filter);
}

/* ---- notices ---- */

void handle_notice_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    int64_t cursor, limit;
    bool good = request_query_int(request, "cursor", 1, INT64_MAX, 0, &cursor, &error);
    good &= request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit, &error);
    if (!good) {
        request_answer_error(request, &error);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_NOTICE_LIST);
    const char *agencies = request_agencies(request);
    struct access_line line;
    if (statement == NULL || agencies == NULL ||
        access_line(request->arena, request->desk, request->who->staff, &line) != 0) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, request->who->staff->id);
    if (cursor == 0)
        db_null(&statement->params);
    else
        db_int(&statement->params, cursor);
    db_int(&statement->params, limit);
    db_text(&statement->params, line.line);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

static void on_seen(struct request *request)
{
    int64_t seen = 0;
    if (request_failed(request)) return;
    for (int i = 0; i < request->reply.result_count; i++)
        seen += db_get_int(request->reply.results[i], 0, 0, 0);
    const char *answer = arena_printf(request->arena, "{\"seen\":%lld}", (long long)seen);
    if (answer == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, answer, strlen(answer));
}

/* A writing statement works for one agency: one for each that the caller works for. */
static size_t mark_seen(struct request *request, int64_t up_to, struct db_statement *statements)
{
    const struct staff *staff = request->who->staff;
    size_t count = 0;
    for (size_t i = 0; i < request->desk->agencies_count && count < DB_GROUP_MAX; i++) {
        int32_t agency_id = request->desk->agencies[i].id;
        if (access_agency_roles(staff, agency_id) == 0) continue;
        struct db_statement *statement = &statements[count++];
        statement->query = QUERY_NOTICE_SEEN;
        db_int(&statement->params, agency_id);
        db_int(&statement->params, staff->id);
        db_int(&statement->params, up_to);
    }
    return count;
}

void handle_notice_seen(struct request *request)
{
    struct notice_seen_body body = {.up_to = 0};
    if (!request_body(request, &body)) return;
    struct db_statement *statements = request_statements(request, DB_GROUP_MAX);
    if (statements == NULL) {
        request_answer_full(request);
        return;
    }
    size_t count = mark_seen(request, body.up_to, statements);
    request_query(request, DB_LOAD, NULL, statements, count, on_seen);
}
