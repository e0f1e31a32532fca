/* Lists of improvements, and one of them. */
#include <stdlib.h>
#include <string.h>

#include "daemon/handlers.h"
#include "daemon/improvement_int.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "proto/arena.h"

enum { EVENTS_SHOWN = 50, FEEDBACK_SHOWN = 100 };
#define DUE_SOON_US (14 * US_PER_DAY)

/* ---- one ---- */

static void show(struct request *request)
{
    const struct record_work *work = request->state;
    const struct improvement_loaded *loaded = work->before;
    const struct record *header = &work->header;
    struct db_statement *statement = request_statement(request, QUERY_IMPROVEMENT_SHOW);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)header->agency_id);
    const char *moves = improvement_json_moves(request->arena, request_words(request, NULL),
                                               &loaded->row, &work->actor);
    const struct staff *staff = request->who->staff;
    struct access_scope scope;
    struct access_line line;
    if (statement == NULL || agencies == NULL || moves == NULL ||
        access_scope(request->arena, request->desk, staff, &scope) != 0 ||
        access_line(request->arena, request->desk, staff, &line) != 0) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, header->agency_id);
    db_int(&statement->params, header->id);
    db_text(&statement->params, moves);
    db_int(&statement->params, EVENTS_SHOWN);
    db_int(&statement->params, FEEDBACK_SHOWN);
    db_text(&statement->params, scope.agencies);
    db_text(&statement->params, scope.places);
    db_int(&statement->params, staff->id);
    db_text(&statement->params, line.line);
    db_text(&statement->params, line.keys);
    request_query(request, DB_READ, agencies, statement, 1, record_shown);
}

void handle_improvement_show(struct request *request)
{
    static const struct record_way way = IMPROVEMENT_WAY(NULL);
    record_look(request, &way, show);
}

/* ---- lists ---- */

struct filter {
    struct record_filter common;
    int state;
    int published; /* 0: all, 1: yes, 2: no */
    bool by_due;
    int64_t due_from_us, due_before_us;
    int64_t cursor_due_us; /* NO_TIME: the first page */
};

static int choice(const char *name, const char *value, const char *const *choices,
                  struct error *error)
{
    for (int i = 0; value != NULL && choices[i] != NULL; i++)
        if (strcmp(choices[i], value) == 0) return i + 1;
    if (value != NULL) error_field(error, name, "must be one of those in the contract");
    return 0;
}

static void read_due_cursor(struct request *request, struct filter *filter, struct error *error)
{
    const char *cursor = request_query_value(request, "cursor");
    char *end;
    if (cursor == NULL) return;
    filter->cursor_due_us = strtoll(cursor, &end, 10);
    if (end != cursor && *end == '_') {
        const char *id = end + 1;
        filter->common.cursor_id = strtoll(id, &end, 10);
        if (end != id && *end == '\0') return;
    }
    error_field(error, "cursor", "is not one that a page gave");
}

static bool read_filter(struct request *request, struct filter *filter, struct error *error)
{
    static const char *const due[] = {"overdue", "soon", "any", NULL};
    static const char *const published[] = {"true", "false", NULL};
    memset(filter, 0, sizeof *filter);
    if (!record_filter_read(request, &filter->common, error)) return false;
    filter->cursor_due_us = filter->due_from_us = filter->due_before_us = NO_TIME;
    filter->state = record_filter_name("state", request_query_value(request, "state"),
                                       &improvement_state_names, error);
    filter->published =
        choice("published", request_query_value(request, "published"), published, error);
    int when = choice("due", request_query_value(request, "due"), due, error);
    filter->by_due = when != 0;
    if (when == 1) filter->due_before_us = request->now_us;
    if (when == 2) {
        filter->due_from_us = request->now_us;
        filter->due_before_us = request->now_us + DUE_SOON_US;
    }
    if (filter->by_due)
        read_due_cursor(request, filter, error);
    else
        record_filter_cursor(request, &filter->common, error);
    return true;
}

/* state, office, service, owner, published. */
static void put_filter(struct db_params *params, const struct filter *filter)
{
    const struct record_filter *common = &filter->common;
    record_filter_id(params, filter->state);
    record_filter_id(params, common->office == NULL ? 0 : common->office->id);
    record_filter_id(params, common->service == NULL ? 0 : common->service->id);
    record_filter_id(params, common->owner == NULL ? 0 : common->owner->id);
    if (filter->published == 0)
        db_null(params);
    else
        db_bool(params, filter->published == 1);
}

static void put_due_cursor(struct db_params *params, const struct filter *filter)
{
    if (filter->cursor_due_us == NO_TIME)
        db_text(params, "-infinity");
    else
        db_time(params, filter->cursor_due_us);
    db_int(params, filter->common.cursor_id);
}

static void list(struct request *request, const struct filter *filter)
{
    struct db_statement *statement =
        request_statement(request, filter->by_due ? QUERY_IMPROVEMENT_DUE : QUERY_IMPROVEMENT_LIST);
    const char *agencies = request_agencies(request);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, filter->common.scope.agencies);
    db_text(params, filter->common.scope.places);
    db_int(params, request->who->staff->id);
    if (filter->by_due)
        put_due_cursor(params, filter);
    else
        record_filter_id(params, filter->common.cursor_id);
    db_int(params, filter->common.limit);
    put_filter(params, filter);
    if (filter->by_due) {
        db_time(params, filter->due_from_us);
        db_time(params, filter->due_before_us);
    }
    db_text(params, filter->common.agencies);
    request_query(request, DB_READ, agencies, statement, 1, page_answer);
}

void handle_improvement_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct filter filter;
    if (!read_filter(request, &filter, &error)) return;
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (filter.common.empty)
        record_filter_nothing(request);
    else
        list(request, &filter);
}
