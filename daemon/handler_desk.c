/* An administrator applies a desk definition: checked as a whole, then written as one transaction,
 * or only tried. */
#include <json-c/json.h>
#include <string.h>

#include "config/desk.h"
#include "daemon/access.h"
#include "daemon/desk_effect.h"
#include "daemon/fault_answer.h"
#include "daemon/handlers.h"
#include "daemon/worker.h"
#include "db/desk_apply.h"
#include "proto/arena.h"

#define FAULTS_OF_DESK ERROR_SAYS("the desk definition has faults; nothing was changed")

struct applying {
    struct arena *arena; /* larger than a request's */
    bool dry_run;
    struct desk_applied applied;
    struct desk_effect *effect; /* of a dry run */
};

static void release_arena(void *arena)
{
    arena_free(arena);
}

static void add_text(json_object *object, const char *name, const char *text)
{
    json_object_object_add(object, name, text == NULL ? NULL : json_object_new_string(text));
}

static bool administers(const struct request *request, const char *code)
{
    const struct agency *agency = desk_agency_by_code(request->desk, code);
    uint32_t roles = agency == NULL ? 0 : staff_roles(request->who->staff, agency->id, 0);
    return (roles & ROLES_ADMIN) != 0;
}

static const char *member_text(json_object *object, const char *name)
{
    json_object *value;
    return json_object_object_get_ex(object, name, &value) ? json_object_get_string(value) : NULL;
}

/* Whether every grant of a staff member is for an agency that the caller administers. */
static const char *foreign_grant(const struct request *request, json_object *staff,
                                 const char *home)
{
    json_object *grants;
    if (!json_object_object_get_ex(staff, "grants", &grants)) return NULL;
    for (size_t i = 0; i < json_object_array_length(grants); i++) {
        const char *code = member_text(json_object_array_get_idx(grants, i), "agency");
        if (code == NULL) code = home;
        if (!administers(request, code)) return code;
    }
    return NULL;
}

/* The first agency that the definition touches and the caller does not administer; NULL: none. A
 * new agency is the operator's to add (onestopd apply), and so is a grant in somebody else's. */
static const char *foreign_agency(const struct request *request, json_object *document)
{
    json_object *agencies, *people;
    if (!json_object_object_get_ex(document, "agencies", &agencies)) return NULL;
    for (size_t i = 0; i < json_object_array_length(agencies); i++) {
        json_object *agency = json_object_array_get_idx(agencies, i);
        const char *code = member_text(agency, "code");
        if (code == NULL || !administers(request, code)) return code == NULL ? "" : code;
        if (!json_object_object_get_ex(agency, "staff", &people)) continue;
        for (size_t j = 0; j < json_object_array_length(people); j++) {
            const char *foreign =
                foreign_grant(request, json_object_array_get_idx(people, j), code);
            if (foreign != NULL) return foreign;
        }
    }
    return NULL;
}

static bool allowed(struct request *request, const char *document)
{
    json_object *parsed = json_tokener_parse(document);
    const char *foreign = foreign_agency(request, parsed);
    if (foreign != NULL)
        request_answer_code(request, ERR_FORBIDDEN, "you are not administrator of the agency %s",
                            foreign);
    json_object_put(parsed);
    return foreign == NULL;
}

static void answer_applied(struct request *request)
{
    const struct applying *applying = request->state;
    const struct desk_applied *applied = &applying->applied;
    json_object *object = json_object_new_object(), *changes = json_object_new_array();
    json_object_object_add(object, "definition_id",
                           applied->definition_id == 0 || applying->dry_run
                               ? NULL
                               : json_object_new_int64(applied->definition_id));
    json_object_object_add(object, "dry_run", json_object_new_boolean(applying->dry_run));
    for (size_t i = 0; i < applied->change_count; i++) {
        json_object *change = json_object_new_object();
        add_text(change, "agency", applied->changes[i].agency);
        add_text(change, "kind", applied->changes[i].kind);
        add_text(change, "code", applied->changes[i].code);
        add_text(change, "change", applied->changes[i].change);
        json_object_array_add(changes, change);
    }
    json_object_object_add(object, "changes", changes);
    json_object_object_add(object, "effect",
                           applying->effect == NULL ? NULL : desk_effect_json(applying->effect));
    const char *text = arena_strdup(applying->arena, json_object_to_json_string(object));
    json_object_put(object);
    if (text == NULL) {
        request_answer_full(request);
        return;
    }
    bool kept = applied->definition_id != 0 && !applying->dry_run;
    request_etag(request, kept ? applied->definition_id : applied->version);
    request_answer_json(request, 200, text, strlen(text));
}

static void on_applied(struct request *request)
{
    struct applying *applying = request->state;
    struct desk_applied *applied = &applying->applied;
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    enum error_code code = desk_apply_read(applying->arena, request->reply.results,
                                           (size_t)request->reply.result_count, applied, &error);
    if (code == ERR_OK && applying->dry_run) {
        desk_effect_find(request, applying->arena, applied, DESK_APPLY_LOADED, answer_applied,
                         &applying->effect);
    } else if (code == ERR_OK) {
        answer_applied(request);
    } else if (code == ERR_INVALID && applied->refusal_count > 0) {
        struct desk_faults faults = {.count = applied->refusal_count};
        faults.items = arena_array(applying->arena, faults.count, sizeof *faults.items);
        for (size_t i = 0; faults.items != NULL && i < faults.count; i++)
            faults.items[i] = (struct desk_fault){.file = applied->refusals[i].file,
                                                  .path = applied->refusals[i].path,
                                                  .reason = applied->refusals[i].reason,
                                                  .source = applied->refusals[i].source};
        if (faults.items == NULL)
            request_answer_full(request);
        else
            fault_answer(request, applying->arena, FAULTS_OF_DESK, &faults);
    } else {
        request_answer_error(request, &error);
    }
}

static void apply(struct request *request, struct applying *applying, const char *document)
{
    struct db_statement *statements = request_statements(request, DESK_APPLY_STATEMENTS);
    if (statements == NULL) {
        request_answer_full(request);
        return;
    }
    size_t count = desk_apply_group(statements, document, request->who->staff->id,
                                    request->http.if_match, applying->dry_run);
    request_query(request, DB_LOAD, NULL, statements, count, on_applied);
}

/* A word that is neither yes nor no must not be taken for a no. */
static void read_dry_run(struct request *request, bool *dry_run, struct error *error)
{
    const char *value = request_query_value(request, "dry_run");
    *dry_run = value != NULL && strcmp(value, "true") == 0;
    if (value != NULL && !*dry_run && strcmp(value, "false") != 0)
        error_field(error, "dry_run", "must be true or false");
}

void handle_desk_apply(struct request *request)
{
    struct error error = {.code = ERR_OK};
    struct desk_definition *definition;
    struct desk_faults faults = {.count = 0};
    struct desk_body body = {.files = NULL};
    struct arena *arena = arena_new(DESK_ARENA_BYTES);
    struct applying *applying = arena_alloc(request->arena, sizeof *applying);
    if (arena == NULL || applying == NULL ||
        arena_cleanup(request->arena, release_arena, arena) != 0) {
        arena_free(arena);
        request_answer_full(request);
        return;
    }
    applying->arena = arena;
    request->state = applying;
    read_dry_run(request, &applying->dry_run, &error);
    enum error_code code = body_decode(request->arena, request->body, request->route->body, "",
                                       false, &body, NULL, &error);
    if (code == ERR_OK) code = desk_load_files(arena, body.files, &definition, &faults, &error);
    if (code == ERR_INVALID && faults.count > 0)
        fault_answer(request, arena, FAULTS_OF_DESK, &faults);
    else if (code != ERR_OK)
        request_answer_error(request, &error);
    else if (allowed(request, desk_definition_document(definition)))
        apply(request, applying, desk_definition_document(definition));
}
