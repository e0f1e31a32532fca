/* Absences of staff: who is away, and entering, changing and taking back one. The rules are
 * workflow/absence.h, who may is access_staff_roles(); how a command goes is
 * daemon/record_street.h. */
#include <string.h>

#include "daemon/absence_int.h"
#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/record_list.h"
#include "db/int_list.h"
#include "proto/arena.h"
#include "workflow/period.h"

enum { EVENTS_SHOWN = 50 };

/* ---- commands ---- */

static struct absence_entry *new_after(struct request *request, struct record_work *work)
{
    struct absence_entry *after = arena_alloc(request->arena, sizeof *after);
    if (after == NULL)
        error_set(&work->error, ERR_TOO_LARGE, "the request is larger than can be worked on");
    work->after = after;
    return after;
}

static enum error_code decide_enter(struct request *request, struct record_work *work,
                                    const struct decision_context *context)
{
    const struct absence_telling *telling = work->body;
    const struct staff *of = desk_staff(request->desk, (int32_t)work->other_id);
    struct absence_entry *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return absence_enter(context, &work->actor, of, &telling->told, &work->effects, after,
                         &work->error);
}

/* The caller's roles for the staff member of the path, who is hidden from other agencies. */
static void take_staff(struct request *request, struct record_work *work, struct error *error)
{
    const struct staff *staff = request->who->staff;
    const struct staff *of =
        desk_staff_by_user_name(request->desk, request_param(request, "user_name"));
    if (of == NULL || access_agency_roles(staff, of->agency_id) == 0) {
        (void)access_check(0, request->route->roles, error);
        return;
    }
    work->agency_id = of->agency_id;
    work->other_id = of->id;
    work->actor.roles = access_staff_roles(request->desk, staff, of);
    if (work->actor.roles != 0) return;
    error_set(error, ERR_FORBIDDEN, "you do not lead %s", of->user_name);
    error_hint(error, "whoever leads or administers there can enter it, and they themselves");
}

void handle_absence_enter(struct request *request)
{
    static const struct record_way way = ABSENCE_WAY(decide_enter);
    struct error error = {.code = ERR_OK};
    struct absence_telling *telling = arena_alloc(request->arena, sizeof *telling);
    struct record_work *work =
        record_work_new(request, &way, telling == NULL ? NULL : &telling->body, false);
    if (work == NULL || telling == NULL) return; /* answered */
    work->body = telling;
    take_staff(request, work, &error);
    if (work->faults.code != ERR_OK)
        request_answer_error(request, &work->faults);
    else if (error.code == ERR_NOT_FOUND)
        request_answer_absent(request);
    else if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else
        record_run_new(request);
}

static enum error_code decide_change(struct request *request, struct record_work *work,
                                     const struct decision_context *context)
{
    const struct absence_telling *telling = work->body;
    struct absence_entry *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return absence_change(context, &work->actor, work->before, &telling->told, &work->effects,
                          after, &work->error);
}

static enum error_code decide_withdraw(struct request *request, struct record_work *work,
                                       const struct decision_context *context)
{
    struct absence_entry *after = new_after(request, work);
    if (after == NULL) return work->error.code;
    return absence_withdraw(context, &work->actor, work->before, &work->effects, after,
                            &work->error);
}

static void run(struct request *request, const struct record_way *way, bool partial)
{
    struct absence_telling *telling = arena_alloc(request->arena, sizeof *telling);
    struct record_work *work =
        record_work_new(request, way, telling == NULL ? NULL : &telling->body, partial);
    if (work == NULL) return;
    work->body = telling;
    record_run(request, work);
}

void handle_absence_change(struct request *request)
{
    static const struct record_way way = ABSENCE_WAY(decide_change);
    run(request, &way, true);
}

void handle_absence_withdraw(struct request *request)
{
    static const struct record_way way = ABSENCE_WAY(decide_withdraw);
    run(request, &way, false);
}

/* ---- reading ---- */

static void show(struct request *request)
{
    const struct record_work *work = request->state;
    struct db_statement *statement = request_statement(request, QUERY_ABSENCE_SHOW);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, work->header.agency_id);
    db_int(&statement->params, work->header.id);
    db_int(&statement->params, EVENTS_SHOWN);
    request_query(request, DB_READ, request_agencies(request), statement, 1, record_shown);
}

void handle_absence_show(struct request *request)
{
    static const struct record_way way = ABSENCE_WAY(NULL);
    record_look(request, &way, show);
}

/* Of whom a list tells. */
struct asked {
    struct record_filter filter;
    const char *from, *to; /* NULL: today, and no end */
    int32_t agency_id;     /* 0: any */
    const struct staff *staff;
};

static bool works_at(const struct staff *staff, const struct office *office)
{
    for (size_t i = 0; i < staff->grant_count; i++)
        if (staff->grants[i].office_id == office->id ||
            (staff->grants[i].office_id == 0 && staff->grants[i].agency_id == office->agency_id))
            return true;
    return false;
}

/* The ids of those that the caller may know of, as array text. NULL: the arena is full. */
static const char *people(struct request *request, const struct asked *asked)
{
    const struct desk *desk = request->desk;
    struct int_list ids = {.arena = request->arena};
    for (size_t i = 0; i < desk->staff_count; i++) {
        const struct staff *of = &desk->staff[i];
        if ((asked->staff != NULL && asked->staff != of) ||
            (asked->agency_id != 0 && asked->agency_id != of->agency_id) ||
            (asked->filter.office != NULL && !works_at(of, asked->filter.office)) ||
            access_staff_roles(desk, request->who->staff, of) == 0)
            continue;
        int_list_add(&ids, of->id);
    }
    return int_list_text(&ids);
}

static void list(struct request *request, const struct asked *asked)
{
    struct db_statement *statement = request_statement(request, QUERY_ABSENCE_LIST);
    const char *ids = people(request, asked);
    if (statement == NULL || ids == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, ids);
    db_text(&statement->params, asked->from);
    db_text(&statement->params, asked->to);
    record_filter_id(&statement->params, asked->filter.cursor_id);
    db_int(&statement->params, asked->filter.limit);
    request_query(request, DB_READ, request_agencies(request), statement, 1, page_answer);
}

void handle_absence_list(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct asked asked = {.from = request_query_value(request, "from"),
                          .to = request_query_value(request, "to")};
    const char *agency = request_query_value(request, "agency");
    const char *user_name = request_query_value(request, "staff");
    civil_day day; /* it is looked at here, and read by the query */
    if (!record_filter_read(request, &asked.filter, &error)) return;
    record_filter_cursor(request, &asked.filter, &error);
    (void)period_take_day(asked.from, "from", &day, &error);
    (void)period_take_day(asked.to, "to", &day, &error);
    if (agency != NULL && !asked.filter.empty)
        asked.agency_id = desk_agency_by_code(request->desk, agency)->id;
    if (user_name != NULL)
        asked.staff = strcmp(user_name, "me") == 0
                          ? request->who->staff
                          : desk_staff_by_user_name(request->desk, user_name);
    if (error.code != ERR_OK)
        request_answer_error(request, &error);
    else if (asked.filter.empty || (user_name != NULL && asked.staff == NULL))
        record_filter_nothing(request);
    else
        list(request, &asked);
}
