/* Figures as requests ask for them. */
#include "daemon/measure_request.h"

#include <string.h>

#include "daemon/access.h"
#include "daemon/request.h"

enum { NAMES_TEXT = 120 };

const struct measure *measure_request_named(struct request *request)
{
    const char *name = request_param(request, "name");
    const struct measure *measure = measure_by_name(name);
    struct error error = {.code = ERR_OK};
    char nearest[NAMES_TEXT];
    if (measure != NULL) return measure;
    measure_nearest(name, nearest, sizeof nearest);
    error_set(&error, ERR_NOT_FOUND, "there is no measure %.48s", name);
    error_hint(&error, "nearest are %s; GET /measures lists all", nearest);
    request_answer_error(request, &error);
    return NULL;
}

const struct agency *measure_request_agency(struct request *request)
{
    const char *code = request_query_value(request, "agency");
    struct error error = {.code = ERR_OK}, told = {.code = ERR_OK};
    const struct agency *agency =
        desk_agency(request->desk, access_agency(request->desk, request->who->staff, code, &error));
    if (agency != NULL) return agency;
    if (code != NULL) {
        request_answer_absent(request);
        return NULL;
    }
    error_field(&told, "agency", "you work for several agencies: name one");
    request_answer_error(request, &told);
    return NULL;
}

bool measure_request_allowed(const struct request *request, const struct measure *measure,
                             int32_t agency_id, int32_t office_id, struct error *error)
{
    const struct staff *staff = request->who->staff;
    uint32_t roles = staff_roles(staff, agency_id, office_id) |
                     (office_id == 0 ? 0 : staff_roles(staff, agency_id, 0));
    if ((roles & ROLES_FIGURES) == 0) {
        error_set(error, ERR_FORBIDDEN, "your role does not let you see these figures");
        error_field(error, "office",
                    (access_agency_roles(staff, agency_id) & ROLES_FIGURES) != 0
                        ? "name an office where you lead: figures of the others are not for you"
                        : "figures of this agency are for who leads, audits or administers it");
        return false;
    }
    if (measure_is_of_answers(measure) && (roles & ROLES_SURVEY_READ) == 0) {
        error_set(error, ERR_FORBIDDEN, "what was answered to surveys is for who leads or audits");
        error_hint(error, "onestop survey results tells of quarters that are over");
        return false;
    }
    return true;
}

/* ---- the parts of a question ---- */

void measure_request_days(const struct request *request, const struct agency *agency,
                          civil_day *first, civil_day *last, struct error *error)
{
    const char *from = request_query_value(request, "from");
    const char *to = request_query_value(request, "to");
    char today[PERIOD_TEXT];
    civil_day now = zone_local(agency->zone, request->now_us).day;
    *last = now;
    if (period_take_day(to, "to", last, error) && *last > now)
        error_field(error, "to", "is in the future: today is %s",
                    period_text(PERIOD_DAY, now, today));
    *first = period_first(PERIOD_MONTH, *last);
    if (period_take_day(from, "from", first, error) && *first > *last)
        error_field(error, "from", to == NULL ? "is after today" : "is after the last day");
}

/* One dimension of a list; what follows it, NULL at the end. */
static const char *read_dimension(const char *text, enum dimension *dimension)
{
    char name[16];
    size_t length = strcspn(text, ",");
    *dimension = DIMENSION_NONE;
    if (length < sizeof name) {
        memcpy(name, text, length);
        name[length] = '\0';
        *dimension = (enum dimension)name_number(&dimension_names, name);
    }
    return text[length] == ',' ? text + length + 1 : NULL;
}

/* The names of dimensions, "office, service". */
static const char *list_dimensions(uint32_t dimensions, char text[NAMES_TEXT])
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 1; i < DIMENSIONS; i++)
        if ((dimensions & DIMENSION_BIT(i)) != 0)
            used += (size_t)snprintf(text + used, NAMES_TEXT - used, "%s%s", used == 0 ? "" : ", ",
                                     name_of(&dimension_names, i));
    return text;
}

static void read_by(const struct request *request, struct measure_query *query, struct error *error)
{
    const char *text = request_query_value(request, "by");
    uint32_t known = measure_dimensions(query->measure);
    char names[NAMES_TEXT];
    for (size_t i = 0; text != NULL; i++) {
        enum dimension dimension;
        text = read_dimension(text, &dimension);
        bool again = i == 1 && dimension == query->by[0];
        if (i == MEASURE_BY || again || (known & DIMENSION_BIT(dimension)) == 0) {
            error_field(error, "by", "is one or two of %s, with a comma between",
                        list_dimensions(known, names));
            return;
        }
        query->by[i] = dimension;
    }
}

static void read_every(const struct request *request, struct measure_query *query,
                       struct error *error)
{
    const char *text = request_query_value(request, "every");
    query->every = (enum period)name_number(&period_names, text);
    if (text != NULL && query->every == PERIOD_NONE)
        error_field(error, "every", "is day, week, month, quarter or year");
}

static void absent(struct error *error, const char *name, const char *code)
{
    error_field(error, name, "there is no %s %.64s here", name, code);
}

static void read_filters(const struct request *request, const struct agency *agency,
                         struct measure_query *query, struct error *error)
{
    const struct desk *desk = request->desk;
    const char *code;
    if ((code = request_query_value(request, "office")) != NULL) {
        const struct office *office = access_office(desk, agency->id, code);
        if (office == NULL) absent(error, "office", code);
        query->filter[DIMENSION_OFFICE] = office == NULL ? 0 : office->id;
    }
    if ((code = request_query_value(request, "service")) != NULL) {
        const struct service *service = desk_service_by_code(desk, agency->id, code);
        if (service == NULL) absent(error, "service", code);
        query->filter[DIMENSION_SERVICE] = service == NULL ? 0 : service->id;
    }
    if ((code = request_query_value(request, "segment")) != NULL) {
        const struct segment *segment = desk_segment_by_code(desk, agency->id, code);
        if (segment == NULL) absent(error, "segment", code);
        query->filter[DIMENSION_SEGMENT] = segment == NULL ? 0 : segment->id;
    }
    if ((code = request_query_value(request, "channel")) != NULL) {
        query->filter[DIMENSION_CHANNEL] = name_number(&channel_names, code);
        if (query->filter[DIMENSION_CHANNEL] == 0) absent(error, "channel", code);
    }
    if ((code = request_query_value(request, "queue")) != NULL) {
        const struct queue *queue = desk_queue_by_code(desk, agency->id, code);
        if (queue == NULL) absent(error, "queue", code);
        if (!measure_is_by_queue(query->measure))
            error_field(error, "queue", "%s is not counted by queue", query->measure->name);
        query->queue_id = queue == NULL ? 0 : queue->id;
    }
}

/* Before anything is read; how many groups there are is known later. */
static void check_size(const struct measure_query *query, struct error *error)
{
    if (error->code == ERR_OK &&
        period_count(query->every, query->from, query->to) > MEASURE_CELLS_MAX)
        error_field(error, "every", "asks for more than %d periods: take longer ones",
                    (int)MEASURE_CELLS_MAX);
}

bool measure_request_read(struct request *request, const struct measure *measure,
                          struct measure_query *query)
{
    struct error error = {.code = ERR_OK};
    const struct agency *agency = measure_request_agency(request);
    if (agency == NULL) return false;
    *query = (struct measure_query){.measure = measure, .agency_id = agency->id};
    read_filters(request, agency, query, &error);
    if (error.code == ERR_OK)
        measure_request_allowed(request, measure, agency->id, query->filter[DIMENSION_OFFICE],
                                &error);
    if (error.code != ERR_FORBIDDEN) {
        measure_request_days(request, agency, &query->from, &query->to, &error);
        read_every(request, query, &error);
        read_by(request, query, &error);
        check_size(query, &error);
    }
    if (error.code == ERR_OK) return true;
    request_answer_error(request, &error);
    return false;
}
