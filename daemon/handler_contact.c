/* Contacts of a day, for those who lead the people that had them: how long customers waited and
 * whether that was within the standard. Neither who the customer was nor what was said. */
#include <stdlib.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "db/int_list.h"
#include "proto/codec.h"
#include "workflow/period.h"

/* What a list asks for, as read from the query string. */
struct filter {
    const struct agency *agency; /* NULL: all that the caller leads in */
    const struct office *office;
    civil_day day; /* CIVIL_NONE: today, where the agency is */
    int channel, verdict;
    int64_t cursor_us, cursor_id, limit; /* cursor_id 0: the first page */
    bool empty;                          /* asks for something that the caller cannot see */
};

static int choice(const char *value, const char *name, const struct name_set *set,
                  struct error *error)
{
    if (value == NULL) return 0;
    int number = name_number(set, value);
    if (number == 0) error_field(error, name, "must be one of those in the contract");
    return number;
}

static void read_cursor(const char *cursor, struct filter *filter, struct error *error)
{
    char *end;
    if (cursor == NULL) return;
    filter->cursor_us = strtoll(cursor, &end, 10);
    if (end != cursor && *end == '_') {
        filter->cursor_id = strtoll(end + 1, &end, 10);
        if (*end == '\0' && filter->cursor_id > 0) return;
    }
    error_field(error, "cursor", "is not one that a page gave");
}

static bool read_filter(struct request *request, struct filter *filter, struct error *error)
{
    const struct desk *desk = request->desk;
    const char *code;
    memset(filter, 0, sizeof *filter);
    if ((code = request_query_value(request, "agency")) != NULL) {
        filter->agency = desk_agency_by_code(desk, code);
        filter->empty = filter->agency == NULL;
    }
    if ((code = request_query_value(request, "office")) != NULL)
        filter->empty |= access_find_office(desk, request->who->staff, filter->agency, code,
                                            &filter->office, error) &&
                         filter->office == NULL;
    filter->day = CIVIL_NONE;
    (void)period_take_day(request_query_value(request, "day"), "day", &filter->day, error);
    filter->channel =
        choice(request_query_value(request, "channel"), "channel", &channel_names, error);
    filter->verdict =
        choice(request_query_value(request, "verdict"), "verdict", &verdict_names, error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &filter->limit, error);
    read_cursor(request_query_value(request, "cursor"), filter, error);
    return error->code == ERR_OK;
}

/* The day of each agency in which the caller leads somebody, as arrays of PostgreSQL. */
struct windows {
    const char *agencies, *from, *until;
};

static bool asked_before(const struct request *request, size_t count, int32_t agency_id)
{
    const struct staff *staff = request->who->staff;
    for (size_t i = 0; i < count; i++)
        if (staff->grants[i].agency_id == agency_id &&
            (ROLE_BIT(staff->grants[i].role) & request->route->roles) != 0)
            return true;
    return false;
}

static bool make_windows(struct request *request, const struct filter *filter,
                         struct windows *windows)
{
    const struct staff *staff = request->who->staff;
    struct int_list agencies = {.arena = request->arena}, from = agencies, until = agencies;
    for (size_t i = 0; i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        const struct agency *agency = desk_agency(request->desk, grant->agency_id);
        if ((ROLE_BIT(grant->role) & request->route->roles) == 0 || agency == NULL) continue;
        if (filter->agency != NULL && filter->agency != agency) continue;
        if (asked_before(request, i, agency->id)) continue;
        civil_day day =
            filter->day != CIVIL_NONE ? filter->day : zone_local(agency->zone, request->now_us).day;
        int_list_add(&agencies, agency->id);
        int_list_add(&from, zone_instant(agency->zone, (struct civil_time){day, 0}));
        int_list_add(&until, zone_instant(agency->zone, (struct civil_time){day + 1, 0}));
    }
    windows->agencies = int_list_text(&agencies);
    windows->from = int_list_text(&from);
    windows->until = int_list_text(&until);
    return windows->agencies != NULL && windows->from != NULL && windows->until != NULL;
}

static void nullable_int(struct db_params *params, int64_t value)
{
    if (value == 0)
        db_null(params);
    else
        db_int(params, value);
}

void handle_contact_list(struct request *request)
{
    static const char nothing[] = "{\"items\":[],\"next\":null}";
    struct error error = {.code = ERR_OK};
    struct filter filter;
    struct windows windows;
    struct access_scope scope;
    if (!read_filter(request, &filter, &error)) {
        request_answer_error(request, &error);
        return;
    }
    if (filter.empty) {
        request_answer_json(request, 200, nothing, sizeof nothing - 1);
        return;
    }
    struct db_statement *statement = request_statement(request, QUERY_CONTACT_LIST);
    if (statement == NULL || !make_windows(request, &filter, &windows) ||
        access_led_scope(request->arena, request->who->staff, request->route->roles, &scope) != 0) {
        request_answer_full(request);
        return;
    }
    struct db_params *params = &statement->params;
    db_text(params, windows.agencies);
    db_text(params, windows.from);
    db_text(params, windows.until);
    db_text(params, scope.agencies);
    db_text(params, scope.places);
    nullable_int(params, filter.office == NULL ? 0 : filter.office->id);
    nullable_int(params, filter.channel);
    nullable_int(params, filter.verdict);
    db_int(params, filter.cursor_us);
    nullable_int(params, filter.cursor_id);
    db_int(params, filter.limit);
    request_query(request, DB_READ, windows.agencies, statement, 1, page_answer);
}
