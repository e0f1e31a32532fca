/* The street. */
#include "daemon/street.h"

#include <json-c/json.h>
#include <sodium.h>
#include <string.h>

#include "config/settings.h"
#include "daemon/access.h"
#include "daemon/case_json.h"
#include "daemon/id_block.h"
#include "daemon/live.h"
#include "daemon/reply_json.h"
#include "daemon/survey_secret.h"
#include "daemon/work_in_hand.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/reference.h"
#include "proto/route.h"
#include "proto/sha256.h"

/* Tries of what can be met by others. Of six who add to one case at the same time one gets through
 * each time, and it is chance which: with ADDITION_TRIES nobody is left over. */
enum { STREET_TRIES = 8, ADDITION_TRIES = 100 };

/* A command under way. */
struct street {
    struct command *command;
    const struct error *faults;   /* of the body; NULL: none */
    struct load_wish wish, other; /* other: the case to link to */
    struct actor actor;
    struct effects effects;
    struct street_answer answer;
    request_step retry;
    int32_t agency_id;
    int tries, id_tries;
    bool has_key;
    bool sends; /* something for the courier */
    struct batch_key key;
    struct error error;
};

static struct street *street_of(struct request *request)
{
    return request->street;
}

/* ---- idempotency ---- */

static void hash16(uint8_t out[16], const char *const *texts, const size_t *lengths, size_t count)
{
    struct sha256 state;
    uint8_t hash[SHA256_BYTES];
    sha256_begin(&state);
    for (size_t i = 0; i < count; i++) {
        sha256_add(&state, texts[i], lengths[i]);
        sha256_add(&state, "\n", 1);
    }
    sha256_end(&state, hash);
    memcpy(out, hash, 16);
}

static void make_key(struct request *request, struct batch_key *key)
{
    const char *texts[] = {http1_method_name(request->method), request->http.path,
                           request->body_text == NULL ? "" : request->body_text};
    size_t lengths[] = {strlen(texts[0]), strlen(texts[1]), request->body_length};
    const char *own[] = {request->http.idempotency_key};
    size_t own_length[] = {strlen(request->http.idempotency_key)};
    key->staff_id = request->who->staff->id;
    hash16(key->request, texts, lengths, 3);
    hash16(key->key, own, own_length, 1);
}

/* The state of a request that goes through street_submit(): made by street_run(), or here for other
 * writers. */
static struct street *street_state(struct request *request)
{
    struct street *street = request->street;
    if (street != NULL) return street;
    street = arena_alloc(request->arena, sizeof *street);
    if (street == NULL) return NULL;
    request->street = street;
    street->has_key = request->http.idempotency_key != NULL && request->who != NULL;
    if (street->has_key) make_key(request, &street->key);
    return street;
}

static void answer_json(struct request *request, const struct street_answer *answer)
{
    if (answer->etag != 0) request_etag(request, answer->etag);
    if (answer->location != NULL) request_header(request, "Location", answer->location);
    if (answer->body == NULL)
        request_answer_empty(request, answer->status);
    else
        request_answer_json(request, answer->status, answer->body, strlen(answer->body));
}

static const char *record_of(struct arena *arena, const struct street_answer *answer)
{
    return arena_printf(arena, "{\"etag\":%lld,\"location\":\"%s\",\"body\":%s}",
                        (long long)answer->etag, answer->location == NULL ? "" : answer->location,
                        answer->kept != NULL   ? answer->kept
                        : answer->body == NULL ? "null"
                                               : answer->body);
}

static void answer_again(struct request *request, int status, const char *record)
{
    struct street_answer answer = {.status = status};
    json_object *object = json_tokener_parse(record), *field;
    if (json_object_object_get_ex(object, "etag", &field))
        answer.etag = json_object_get_int64(field);
    if (json_object_object_get_ex(object, "location", &field) &&
        json_object_get_string_len(field) > 0)
        answer.location = arena_strdup(request->arena, json_object_get_string(field));
    if (json_object_object_get_ex(object, "body", &field) && field != NULL)
        answer.body = arena_strdup(
            request->arena, json_object_to_json_string_ext(
                                field, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(object);
    request_header(request, "Idempotency-Replayed", "true");
    answer_json(request, &answer);
}

/* The first answer to the key, or the refusal when there is none. */
static void on_first_answer(struct request *request)
{
    struct street *street = street_of(request);
    if (request_failed(request)) return;
    const PGresult *found = request->reply.results[0];
    if (PQntuples(found) == 0) {
        request_answer_error(request, &street->error);
        return;
    }
    char hex[33];
    sodium_bin2hex(hex, sizeof hex, street->key.request, sizeof street->key.request);
    if (strcmp(hex, PQgetvalue(found, 0, 0)) != 0 && street->error.code == ERR_NOT_FOUND)
        request_answer_error(request, &street->error); /* not even that the agency knows the key */
    else if (strcmp(hex, PQgetvalue(found, 0, 0)) != 0)
        request_answer_code(request, ERR_KEY_REUSED,
                            "this key was used before, with another request");
    else if (PQgetvalue(found, 0, 2)[0] == '\0')
        request_answer_code(request, ERR_REFUSED,
                            "this was done, and its customer has been erased since");
    else
        answer_again(request, (int)db_get_int(found, 0, 1, 200), PQgetvalue(found, 0, 2));
}

static void look_for_first_answer(struct request *request)
{
    struct street *street = street_of(request);
    struct db_statement *statement = request_statement(request, QUERY_IDEMPOTENCY_GET);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)street->agency_id);
    if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    db_text(&statement->params, agencies);
    db_int(&statement->params, street->key.staff_id);
    db_bytes(&statement->params, street->key.key, sizeof street->key.key);
    request_query(request, DB_LOAD, NULL, statement, 1, on_first_answer);
}

void street_refuse(struct request *request, int32_t agency_id, const struct error *error)
{
    struct street *street = street_state(request);
    if (street == NULL || !street->has_key || agency_id == 0) {
        request_answer_error(request, error);
        return;
    }
    street->agency_id = agency_id;
    if (error != &street->error) street->error = *error;
    look_for_first_answer(request);
}

/* ---- the batch ---- */

static void stale(struct request *request)
{
    struct street *street = street_of(request);
    if (request->http.if_match == 0 && street->retry != NULL && ++street->tries < ADDITION_TRIES) {
        street->retry(request);
        return;
    }
    memset(&street->error, 0, sizeof street->error);
    if (request->http.if_match == 0) { /* an addition is never stale, only late */
        error_set(&street->error, ERR_UNAVAILABLE, "could not get a turn: many are changing this");
    } else {
        error_set(&street->error, ERR_STALE, "somebody changed it at the same moment");
        error_hint(&street->error, "read it again and repeat what still applies");
    }
    street_refuse(request, street->agency_id, &street->error);
}

static void committed(struct request *request)
{
    const struct street *street = street_of(request);
    const struct kase *before = street->wish.kase == NULL ? NULL : &street->wish.kase->row;
    if (street->effects.kases_count > 0)
        work_in_hand_moved(request->worker, before, street->effects.kases[0].row);
    live_poke(request->worker->live);
    if (street->sends) live_poke_courier(request->worker->live);
    if (street->answer.page != NULL)
        street->answer.page(request);
    else
        answer_json(request, &street->answer);
}

static void exists(struct request *request)
{
    struct street *street = street_of(request);
    memset(&street->error, 0, sizeof street->error);
    error_set(&street->error, ERR_CONFLICT,
              "another record has this identifier, or external id, already");
    street_refuse(request, street->agency_id, &street->error);
}

static void on_contact_found(struct request *request)
{
    struct street *street = street_of(request);
    if (request_failed(request)) return;
    const PGresult *found = request->reply.results[0];
    if (PQntuples(found) == 0) {
        exists(request);
        return;
    }
    street->command->contact_id = db_get_int(found, 0, 0, 0);
    street->retry(request);
}

/* The system that measured the contact has told of it already: the case is logged with that one,
 * which was counted then. */
static void find_contact(struct request *request)
{
    const struct command *command = street_of(request)->command;
    struct db_statement *statement = request_statement(request, QUERY_CONTACT_OF_SOURCE);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, command->agency_id);
    db_text(&statement->params, command->source);
    db_text(&statement->params, command->external_id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_contact_found);
}

static void on_batched(struct request *request)
{
    struct street *street = street_of(request);
    const struct request_batched *result = &request->batched;
    switch (result->outcome) {
    case BATCH_COMMITTED: committed(request); return;
    case BATCH_STALE: stale(request); return;
    case BATCH_KEY_USED:
        memset(&street->error, 0, sizeof street->error);
        error_set(&street->error, ERR_UNAVAILABLE, "the first request with this key is not done");
        look_for_first_answer(request);
        return;
    case BATCH_SURVEY_TAKEN:
    case BATCH_IDENTIFIER_TAKEN:
        /* Decided again, the record that has it is found, and the refusal can name it. */
        if (street_of(request)->retry != NULL && ++street_of(request)->tries < STREET_TRIES) {
            street_of(request)->retry(request);
            return;
        }
        /* fall through */
    case BATCH_RUNG_TAKEN: exists(request); return;
    case BATCH_EXISTS:
        if (street->command != NULL && street->command->kind == COMMAND_CASE_LOG &&
            street->command->contact_id == 0)
            find_contact(request);
        else
            exists(request);
        return;
    case BATCH_CUSTOMER_GONE:
    case BATCH_FAILED: request_answer_error(request, result->error); return;
    case BATCH_UNKNOWN:
        request_answer_code(request, ERR_OUTCOME_UNKNOWN,
                            "the connection to the database was lost while this was written");
        return;
    }
}

/* Of whom the first answer tells, so that it goes with them when they are erased. */
static int64_t about(const struct effects *effects)
{
    if (effects->customers_count > 0) return effects->customers[0].id;
    if (effects->kases_count > 0) return effects->kases[0].row->id;
    if (effects->records_count > 0) return effects->records[0].id;
    return effects->contacts_count > 0 ? effects->contacts[0].id : 0;
}

void street_submit(struct request *request, const struct effects *effects, int32_t agency_id,
                   const struct street_answer *answer, request_step retry)
{
    struct street *street = street_state(request);
    if (street == NULL) {
        request_answer_full(request);
        return;
    }
    street->agency_id = agency_id;
    street->answer = *answer;
    street->retry = retry;
    street->sends = effects->outboxes_count > 0;
    if (street->has_key) {
        street->key.status = answer->status;
        street->key.about = about(effects);
        street->key.answer = record_of(request->arena, answer);
        if (street->key.answer == NULL) {
            request_answer_full(request);
            return;
        }
    }
    request_submit(request, effects, street->has_key ? &street->key : NULL, on_batched);
}

/* ---- commands on cases ---- */

bool street_ids(struct request *request, int count, int64_t *first, request_step next)
{
    if (id_block_take(request->worker->ids, count, first)) return true;
    struct street *street = street_state(request);
    if (street == NULL)
        request_answer_full(request);
    else if (++street->id_tries > STREET_TRIES)
        request_answer_code(request, ERR_UNAVAILABLE, "could not get new ids from the database");
    else
        id_block_await(request->worker->ids, request, next);
    return false;
}

void street_context(struct request *request, struct decision_context *context)
{
    memset(context, 0, sizeof *context);
    context->desk = request->desk;
    context->arena = request->arena;
    context->now_us = worker_now_us(request->worker);
    context->loads = request->snapshot->loads;
    randombytes_buf(context->salts, sizeof context->salts);
    context->public_url = request->worker->settings->server.public_url;
    context->link = survey_secret(request->arena, context->link_hash);
}

/* The answer to a command that went through: the case as it is now, or the contact's id. */
static bool build_answer(struct request *request, struct street_answer *answer)
{
    const struct street *street = street_of(request);
    const struct effects *effects = &street->effects;
    bool created = street->command->kind == COMMAND_CASE_LOG;
    if (effects->kases_count == 0) {
        answer->status = 201;
        answer->body =
            arena_printf(request->arena, "{\"id\":%lld}",
                         effects->contacts_count == 0 ? 0LL : (long long)effects->contacts[0].id);
        return answer->body != NULL;
    }
    const struct kase *row = effects->kases[0].row;
    if (effects->replies_count > 0) return reply_answer(request, street->command, effects, answer);
    answer->status = created ? 201 : 200;
    answer->etag = row->version;
    answer->body = case_json_brief(request->arena, request->desk, row);
    if (created)
        answer->location = arena_printf(request->arena, API_PREFIX "/cases/%s", row->reference);
    return answer->body != NULL && (!created || answer->location != NULL);
}

static void load(struct request *request);

static void decide(struct request *request)
{
    struct street *street = street_of(request);
    struct decision_context context;
    struct street_answer answer = {.status = 0};
    street_context(request, &context);
    if (!street_ids(request, DECISION_IDS, &context.first_id, decide)) return;
    context.known_case_manager_id = street->wish.customer.last_case_manager_id;
    context.customer_segment_id = street->wish.customer.segment_id;
    context.customer = street->wish.contact;
    context.customer_found = street->wish.customer.found &&
                             street->wish.customer.agency_id == street->command->agency_id;
    if (street->command->language == NULL)
        street->command->language = street->wish.customer.language;
    memset(&street->effects, 0, sizeof street->effects);
    memset(&street->error, 0, sizeof street->error);
    enum error_code code = kase_decide(&context, &street->actor, street->command, street->wish.kase,
                                       &street->effects, &street->error);
    id_block_give_back(request->worker->ids, context.first_id + street->effects.ids_used);
    if (code != ERR_OK)
        street_refuse(request, street->command->agency_id, &street->error);
    else if (!build_answer(request, &answer))
        request_answer_full(request);
    else
        street_submit(request, &street->effects, street->effects.agency_id, &answer, load);
}

/* The case to link to must be there for the caller too, and of the same agency. */
static void on_other_loaded(struct request *request)
{
    struct street *street = street_of(request);
    const struct kase_loaded *other = street->other.kase;
    const struct staff *staff = request->who->staff;
    if (street->other.code != ERR_OK) {
        request_answer_error(request, &street->other.error);
        return;
    }
    bool there = other != NULL && access_loaded_roles(request->desk, staff, other) != 0;
    if (!there || other->row.agency_id != street->command->agency_id) {
        error_field(&street->error, "/other",
                    there ? "is a case of another agency; links stay within one"
                          : "there is no such case");
        street_refuse(request, street->command->agency_id, &street->error);
        return;
    }
    street->command->other_case_id = other->row.id;
    decide(request);
}

static void load_other(struct request *request)
{
    struct street *street = street_of(request);
    int64_t id = reference_parse(request->desk->reference_key, street->command->other_reference);
    street->other = (struct load_wish){.case_id = id < 0 ? 0 : id};
    if (id < 0)
        on_other_loaded(request);
    else
        load_wish(request->worker->load, request, &street->other, on_other_loaded);
}

/* Whether the caller may do this to the case. A body that cannot be read is told all the same, as
 * it is of a case that is not there. */
static enum error_code may(struct request *request)
{
    struct street *street = street_of(request);
    enum error_code code = access_check(street->actor.roles, request->route->roles, &street->error);
    if (code != ERR_OK && street->faults != NULL) street->error = *street->faults;
    return code;
}

/* There is no such case or task. */
static void answer_absent(struct request *request)
{
    const struct street *street = street_of(request);
    if (street->faults != NULL)
        request_answer_error(request, street->faults);
    else
        request_answer_absent(request);
}

/* What the command names, and what of its body could not be read. */
static enum error_code resolve(struct request *request, const struct kase *row)
{
    struct street *street = street_of(request);
    struct error unknown = {.code = ERR_OK};
    if (street->faults != NULL) street->error = *street->faults;
    if (access_resolve_work(request->desk, row, request->who->staff, street->command, &unknown) !=
        ERR_OK)
        error_add_fields(&street->error, &unknown);
    return street->error.code;
}

static void on_loaded(struct request *request)
{
    struct street *street = street_of(request);
    struct command *command = street->command;
    struct load_wish *wish = &street->wish;
    const struct staff *staff = request->who->staff;
    if (wish->code != ERR_OK) {
        request_answer_error(request, &wish->error);
        return;
    }
    memset(&street->error, 0, sizeof street->error);
    if (wish->case_id == 0) {
        street->actor.roles = staff_roles(staff, command->agency_id, command->office_id);
    } else {
        const struct kase_loaded *kase = wish->kase;
        street->actor.roles = access_loaded_roles(request->desk, staff, kase);
        if (may(request) != ERR_OK || resolve(request, &kase->row) != ERR_OK) {
            /* Looked up in any case, so that the time it takes does not tell what is there. */
            street_refuse(request, kase == NULL ? staff->agency_id : kase->row.agency_id,
                          &street->error);
            return;
        }
    }
    street->actor.staff = staff;
    if (command->kind == COMMAND_CASE_LINK)
        load_other(request);
    else
        decide(request);
}

static void load(struct request *request)
{
    struct street *street = street_of(request);
    struct load_wish *wish = &street->wish;
    wish->kase = NULL;
    wish->contact = NULL;
    wish->code = ERR_OK;
    wish->customer_id = street->command->customer_id;
    if (wish->case_id == 0 && wish->customer_id == 0)
        on_loaded(request);
    else
        load_wish(request->worker->load, request, wish, on_loaded);
}

static void on_task_case(struct request *request)
{
    if (request_failed(request)) return;
    const PGresult *found = request->reply.results[0];
    if (PQntuples(found) == 0) {
        answer_absent(request);
        return;
    }
    street_of(request)->wish.case_id = db_get_int(found, 0, 0, 0);
    load(request);
}

/* A task names its case. */
static void find_task(struct request *request)
{
    struct street *street = street_of(request);
    int64_t id = request_param_id(request, "id");
    struct db_statement *statement = request_statement(request, QUERY_TASK_CASE);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    if (id == 0) {
        answer_absent(request);
        return;
    }
    street->command->task_id = id;
    char *agencies = arena_alloc(request->arena, ACCESS_AGENCIES_TEXT);
    if (agencies == NULL) {
        request_answer_full(request);
        return;
    }
    access_all_agencies(request->desk, agencies, ACCESS_AGENCIES_TEXT);
    db_text(&statement->params, agencies);
    db_int(&statement->params, id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_task_case);
}

void street_run(struct request *request, struct command *command, const struct error *faults)
{
    struct street *street = street_state(request);
    struct error *kept = NULL;
    if (faults->code != ERR_OK && (kept = arena_alloc(request->arena, sizeof *kept)) != NULL)
        *kept = *faults;
    if (street == NULL || (faults->code != ERR_OK && kept == NULL)) {
        request_answer_full(request);
        return;
    }
    street->command = command;
    street->faults = kept;
    command->if_match = request->http.if_match;
    if (strstr(request->route->path, "{reference}") != NULL) {
        street->wish.case_id =
            reference_parse(request->desk->reference_key, request_param(request, "reference"));
        if (street->wish.case_id < 0)
            answer_absent(request);
        else
            load(request);
    } else if (strstr(request->route->path, "{id}") != NULL) {
        find_task(request);
    } else {
        load(request);
    }
}
