/* The desk as the caller works with it, and the catalogue of services. */
#include <string.h>

#include "daemon/access.h"
#include "daemon/case_json.h"
#include "daemon/handlers.h"
#include "daemon/page.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/json_write.h"
#include "workflow/period.h"

/* ---- the desk ---- */

/* What is being written, and for whom. */
struct showing {
    struct json json;
    const struct desk *desk;
    const struct staff *who;
    int64_t now_us;
};

static bool works_for(const struct showing *showing, int32_t agency_id)
{
    return access_agency_roles(showing->who, agency_id) != 0;
}

static const char *agency_code(const struct showing *showing, int32_t id)
{
    const struct agency *agency = desk_agency(showing->desk, id);
    return agency == NULL ? NULL : agency->code;
}

static void put_named(struct showing *showing, const char *code, const char *name)
{
    json_object(&showing->json, NULL);
    json_string(&showing->json, "code", code);
    json_string(&showing->json, "name", name);
}

/* All agencies are told, because any of them may be handed a case. */
static void put_agencies(struct showing *showing)
{
    struct json *json = &showing->json;
    json_array(json, "agencies");
    for (size_t i = 0; i < showing->desk->agencies_count; i++) {
        const struct agency *agency = &showing->desk->agencies[i];
        if (!agency->active) continue;
        put_named(showing, agency->code, agency->name);
        json_string(json, "time_zone", agency->zone == NULL ? NULL : agency->zone->name);
        json_string(json, "locale", agency->locale);
        json_number(json, "reopen_days", agency->reopen_days);
        json_bool(json, "mine", works_for(showing, agency->id));
        json_object_end(json);
    }
    json_array_end(json);
}

static bool serves_mine(const struct showing *showing, const struct office *office)
{
    bool mine = works_for(showing, office->agency_id);
    for (size_t i = 0; i < office->serves_count; i++) mine |= works_for(showing, office->serves[i]);
    return mine;
}

static void put_offices(struct showing *showing)
{
    struct json *json = &showing->json;
    json_array(json, "offices");
    for (size_t i = 0; i < showing->desk->offices_count; i++) {
        const struct office *office = &showing->desk->offices[i];
        if (!office->active || !serves_mine(showing, office)) continue;
        put_named(showing, office->code, office->name);
        json_string(json, "agency", agency_code(showing, office->agency_id));
        json_array(json, "serves");
        for (size_t j = 0; j < office->serves_count; j++)
            json_string(json, NULL, agency_code(showing, office->serves[j]));
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void put_queues(struct showing *showing)
{
    struct json *json = &showing->json;
    json_array(json, "queues");
    for (size_t i = 0; i < showing->desk->queues_count; i++) {
        const struct queue *queue = &showing->desk->queues[i];
        if (!queue->active || !works_for(showing, queue->agency_id)) continue;
        const struct office *office = desk_office(showing->desk, queue->office_id);
        const struct skill *skill = desk_skill(showing->desk, queue->skill_id);
        put_named(showing, queue->code, queue->name);
        json_string(json, "agency", agency_code(showing, queue->agency_id));
        json_string(json, "office", office == NULL ? NULL : office->code);
        json_string(json, "skill", skill == NULL ? NULL : skill->code);
        json_object_end(json);
    }
    json_array_end(json);
}

static void put_segments(struct showing *showing)
{
    struct json *json = &showing->json;
    json_array(json, "segments");
    for (size_t i = 0; i < showing->desk->segments_count; i++) {
        const struct segment *segment = &showing->desk->segments[i];
        if (!segment->active || !works_for(showing, segment->agency_id)) continue;
        put_named(showing, segment->code, segment->name);
        json_string(json, "agency", agency_code(showing, segment->agency_id));
        json_object_end(json);
    }
    json_array_end(json);
}

/* Brief: what a form needs to offer them. GET /services has the words. */
static void put_services(struct showing *showing)
{
    struct json *json = &showing->json;
    json_array(json, "services");
    for (size_t i = 0; i < showing->desk->services_count; i++) {
        const struct service *service = &showing->desk->services[i];
        if (!service->active || !works_for(showing, service->agency_id)) continue;
        const struct queue *queue = desk_queue(showing->desk, service->queue_id);
        const struct process *process = desk_process(showing->desk, service->process_id);
        put_named(showing, service->code, service->name);
        json_string(json, "agency", agency_code(showing, service->agency_id));
        json_string(json, "kind", name_of(&service_kind_names, (int)service->kind));
        json_string(json, "queue", queue == NULL ? NULL : queue->code);
        json_string(json, "process", process == NULL ? NULL : process->code);
        json_number(json, "expected_minutes", service->expected_minutes);
        json_array(json, "channels");
        for (int channel = CHANNEL_NONE + 1; channel < CHANNELS; channel++)
            if ((service->channels & (1u << channel)) != 0)
                json_string(json, NULL, name_of(&channel_names, channel));
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static bool is_newest(const struct desk *desk, const struct process *process)
{
    for (size_t i = 0; i < desk->processes_count; i++) {
        const struct process *other = &desk->processes[i];
        if (other->agency_id == process->agency_id && other->version > process->version &&
            strcmp(other->code, process->code) == 0)
            return false;
    }
    return true;
}

static void put_processes(struct showing *showing, const char *language)
{
    struct json *json = &showing->json;
    json_array(json, "processes");
    for (size_t i = 0; i < showing->desk->processes_count; i++) {
        const struct process *process = &showing->desk->processes[i];
        if (process->active && works_for(showing, process->agency_id) &&
            is_newest(showing->desk, process))
            process_json(json, NULL, process, agency_code(showing, process->agency_id), language);
    }
    json_array_end(json);
}

/* The roles that a colleague holds in agencies that the caller works for. */
static uint32_t shared_roles(const struct showing *showing, const struct staff *staff)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < staff->grant_count; i++)
        if (works_for(showing, staff->grants[i].agency_id))
            roles |= ROLE_BIT(staff->grants[i].role);
    return roles & ~ROLE_BIT(ROLE_COURIER);
}

/* The last day of the absence that somebody has today, at home. */
static void put_away(struct showing *showing, const struct staff *staff)
{
    const struct agency *home = desk_agency(showing->desk, staff->agency_id);
    const struct absence *away =
        home == NULL ? NULL : staff_absence(staff, zone_local(home->zone, showing->now_us).day);
    char day[PERIOD_TEXT];
    json_string(&showing->json, "away_until",
                away == NULL ? NULL : period_text(PERIOD_DAY, away->to, day));
}

static void put_staff(struct showing *showing)
{
    struct json *json = &showing->json;
    json_array(json, "staff");
    for (size_t i = 0; i < showing->desk->staff_count; i++) {
        const struct staff *staff = &showing->desk->staff[i];
        uint32_t roles = staff->active ? shared_roles(showing, staff) : 0;
        if (roles == 0) continue;
        json_object(json, NULL);
        json_string(json, "user_name", staff->user_name);
        json_string(json, "name", staff->name);
        json_string(json, "agency", agency_code(showing, staff->agency_id));
        json_array(json, "roles");
        for (int role = ROLE_NONE + 1; role < ROLES; role++)
            if ((roles & ROLE_BIT(role)) != 0) json_string(json, NULL, name_of(&role_names, role));
        json_array_end(json);
        put_away(showing, staff);
        json_object_end(json);
    }
    json_array_end(json);
}

void handle_desk_show(struct request *request)
{
    struct showing showing = {.desk = request->desk,
                              .who = request->who->staff,
                              .now_us = worker_now_us(request->worker)};
    size_t length;
    json_begin(&showing.json, request->arena);
    json_object(&showing.json, NULL);
    json_number(&showing.json, "definition", request->desk->definition_id);
    put_agencies(&showing);
    put_offices(&showing);
    put_queues(&showing);
    put_segments(&showing);
    put_services(&showing);
    put_processes(&showing, request_query_value(request, "language"));
    put_staff(&showing);
    json_object_end(&showing.json);
    const char *text = json_text(&showing.json, &length);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, 200, text, length);
}

/* ---- services ---- */

/* How well a service must fit the words, in thousandths. */
enum { FIT_MIN = 450, WORDS_MAX = 200 };

/* The agency of ?agency=, NULL when none is named. False: answered, there is no such agency. */
static bool read_agency(struct request *request, const struct agency **agency)
{
    const char *code = request_query_value(request, "agency");
    *agency = code == NULL ? NULL : desk_agency_by_code(request->desk, code);
    return code == NULL || *agency != NULL;
}

/* The agencies whose services are asked for, as array text; NULL: all. */
static const char *listed_agencies(struct request *request, const struct agency *agency, bool mine)
{
    if (agency == NULL)
        return mine ? access_agencies(request->arena, request->desk, request->who->staff, ROLES_ANY)
                    : NULL;
    if (mine && access_agency_roles(request->who->staff, agency->id) == 0) return "{}";
    return arena_printf(request->arena, "{%d}", (int)agency->id);
}

void handle_service_list(struct request *request)
{
    const char *words = request_query_value(request, "q");
    const char *mine = request_query_value(request, "mine");
    const struct agency *agency;
    struct error error = {.code = ERR_OK};
    struct db_statement *statement = request_statement(request, QUERY_SERVICE_LIST);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    if (!read_agency(request, &agency)) error_field(&error, "agency", "there is no such agency");
    if (words != NULL && strlen(words) > WORDS_MAX)
        error_field(&error, "q", "must have at most %d characters", WORDS_MAX);
    if (mine != NULL && strcmp(mine, "true") != 0) error_field(&error, "mine", "must be true");
    if (error.code != ERR_OK) {
        request_answer_error(request, &error);
        return;
    }
    db_text(&statement->params, words == NULL || words[0] == '\0' ? NULL : words);
    db_text(&statement->params, listed_agencies(request, agency, mine != NULL));
    db_int(&statement->params, FIT_MIN);
    request_query(request, DB_READ, request_agencies(request), statement, 1, page_answer);
}

/* The service of a code: in the agency named, or the only one there is, or the only one among the
 * agencies that the caller works for. NULL: none, or *several of them. */
static const struct service *find_service(const struct request *request,
                                          const struct agency *agency, const char *code,
                                          bool *several)
{
    const struct desk *desk = request->desk;
    *several = false;
    if (agency != NULL) return desk_service_by_code(desk, agency->id, code);
    const struct service *any = NULL, *mine = NULL;
    size_t all = 0, own = 0;
    for (size_t i = 0; i < desk->services_count; i++) {
        const struct service *service = &desk->services[i];
        if (!service->active || strcmp(service->code, code) != 0) continue;
        any = service;
        all++;
        if (access_agency_roles(request->who->staff, service->agency_id) == 0) continue;
        mine = service;
        own++;
    }
    *several = all > 1 && own != 1;
    return all == 1 ? any : own == 1 ? mine : NULL;
}

static void on_shown(struct request *request)
{
    if (!request_failed(request)) request_answer_result(request, 200, 0);
}

void handle_service_show(struct request *request)
{
    const char *code = request_param(request, "code");
    const struct agency *agency;
    bool several = false;
    const struct service *service =
        read_agency(request, &agency) ? find_service(request, agency, code, &several) : NULL;
    struct db_statement *statement = request_statement(request, QUERY_SERVICE_SHOW);
    if (statement == NULL) {
        request_answer_full(request);
    } else if (several) {
        struct error error = {.code = ERR_OK};
        error_field(&error, "agency", "several agencies offer %s: name one", code);
        request_answer_error(request, &error);
    } else if (service == NULL) {
        request_answer_code(request, ERR_NOT_FOUND, "there is no service %s", code);
    } else {
        db_int(&statement->params, service->agency_id);
        db_int(&statement->params, service->id);
        request_query(request, DB_READ, request_agencies(request), statement, 1, on_shown);
    }
}
