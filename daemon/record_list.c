/* What the lists of records read from a query alike. */
#include "daemon/record_list.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/page.h"
#include "proto/arena.h"

static void read_codes(struct request *request, struct record_filter *filter,
                       const struct agency *agency, struct error *error)
{
    const struct desk *desk = request->desk;
    const struct staff *staff = request->who->staff;
    const char *code;
    if ((code = request_query_value(request, "service")) != NULL)
        filter->empty |= access_find_service(desk, staff, agency, code, &filter->service, error) &&
                         filter->service == NULL;
    if ((code = request_query_value(request, "office")) != NULL)
        filter->empty |= access_find_office(desk, staff, agency, code, &filter->office, error) &&
                         filter->office == NULL;
    if ((code = request_query_value(request, "owner")) != NULL) {
        filter->owner = strcmp(code, "me") == 0 ? staff : desk_staff_by_user_name(desk, code);
        filter->empty |= filter->owner == NULL;
    }
}

bool record_filter_read(struct request *request, struct record_filter *filter, struct error *error)
{
    const struct staff *staff = request->who->staff;
    const char *code = request_query_value(request, "agency");
    const struct agency *agency = code == NULL ? NULL : desk_agency_by_code(request->desk, code);
    memset(filter, 0, sizeof *filter);
    filter->empty = code != NULL && (agency == NULL || access_agency_roles(staff, agency->id) == 0);
    filter->agencies = agency == NULL
                           ? access_agencies(request->arena, request->desk, staff, ROLES_ANY)
                           : arena_printf(request->arena, "{%d}", (int)agency->id);
    read_codes(request, filter, agency, error);
    request_query_int(request, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &filter->limit, error);
    if (filter->agencies != NULL &&
        access_scope(request->arena, request->desk, staff, &filter->scope) == 0)
        return true;
    request_answer_full(request);
    return false;
}

void record_filter_cursor(struct request *request, struct record_filter *filter,
                          struct error *error)
{
    const char *cursor = request_query_value(request, "cursor");
    char *end;
    if (cursor == NULL) return;
    filter->cursor_id = strtoll(cursor, &end, 10);
    if (end == cursor || *end != '\0' || filter->cursor_id <= 0)
        error_field(error, "cursor", "is not one that a page gave");
}

int record_filter_name(const char *name, const char *value, const struct name_set *set,
                       struct error *error)
{
    int number = name_number(set, value);
    if (value != NULL && number == 0)
        error_field(error, name, "must be one of those in the contract");
    return number;
}

void record_filter_id(struct db_params *params, int64_t id)
{
    if (id == 0)
        db_null(params);
    else
        db_int(params, id);
}

void record_filter_nothing(struct request *request)
{
    static const char nothing[] = "{\"items\":[],\"next\":null}";
    request_answer_json(request, 200, nothing, sizeof nothing - 1);
}
