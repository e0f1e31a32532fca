/* Merging two records of one customer, with all that hangs on them.
 *
 * The rules are workflow/customer.h and COMMAND_CASE_MERGE; what is written goes the street to
 * the batch. */
#include <string.h>

#include "daemon/access.h"
#include "daemon/customer_int.h"
#include "daemon/handlers.h"
#include "daemon/load.h"
#include "daemon/street.h"
#include "daemon/worker.h"
#include "proto/arena.h"

/* Cases follow in rounds, each a transaction of its own, and the records come with the last one: so
 * a merge of any size needs little memory, and one that was cut is completed by asking again. When
 * somebody works on the cases meanwhile, rounds become small, so that they get through between the
 * others' commands, and the records come by themselves. */
enum { MERGE_ROUND = 50, MERGE_ROUNDS_MAX = 400, MERGE_TRIES = 100, ROUND_MEMORY = 8 << 20 };

struct merging {
    struct customer_merge_body body;
    struct customer from, into, after;
    struct error error;
    int64_t id;
    int32_t if_match; /* kept here: a merge is decided again when a case changed meanwhile */
    int64_t moved;    /* cases, in rounds that are done */
    int rounds, tries;
    int size; /* cases of a round */
    /* One round. */
    struct arena *arena;
    struct effects effects;
    struct load_wish *wishes;
    int64_t case_ids[MERGE_ROUND];
    size_t case_count, loading;
    bool last;
};

static void free_round(void *context)
{
    struct merging *merging = context;
    arena_free(merging->arena);
    merging->arena = NULL;
}

static void merge(struct request *request);
static void load_cases(struct request *request);

static void make_rounds_smaller(struct merging *merging)
{
    merging->size = merging->size > 4 ? merging->size / 4 : 1;
}

static void merge_again(struct request *request)
{
    make_rounds_smaller(request->state);
    merge(request);
}

static void answer_merged(struct request *request)
{
    struct merging *merging = request->state;
    struct street_answer answer = {.status = 200, .etag = merging->after.row.version};
    answer.body = customer_json(request->arena, request->desk, &merging->after, merging->id,
                                merging->moved + (int64_t)merging->case_count);
    if (answer.body == NULL)
        request_answer_full(request);
    else
        street_submit(request, &merging->effects, merging->from.row.agency_id, &answer,
                      merge_again);
}

/* A round before the last one has been written, or not. */
static void on_round(struct request *request)
{
    struct merging *merging = request->state;
    const struct request_batched *result = &request->batched;
    if (result->outcome == BATCH_COMMITTED) {
        merging->moved += (int64_t)merging->case_count;
        merging->tries = 0;
        merge(request);
    } else if (result->outcome == BATCH_STALE && ++merging->tries < MERGE_TRIES) {
        /* Only the cases are looked at again: who asks for more first comes too late. */
        make_rounds_smaller(merging);
        load_cases(request);
    } else if (result->outcome == BATCH_STALE) {
        request_answer_code(request, ERR_UNAVAILABLE,
                            "could not move the cases: they keep being changed");
    } else if (result->error != NULL) {
        request_answer_error(request, result->error);
    } else {
        request_answer_code(request, ERR_INTERNAL, "could not move the cases");
    }
}

/* Adds the move of each loaded case to the effects. */
static bool move_cases(struct request *request)
{
    struct merging *merging = request->state;
    struct decision_context context;
    struct actor actor = {
        .staff = request->who->staff,
        .roles = access_agency_roles(request->who->staff, merging->from.row.agency_id)};
    struct command *command = arena_alloc(merging->arena, sizeof *command);
    if (command == NULL) {
        error_set(&merging->error, ERR_UNAVAILABLE, "could not get memory for this request");
        return false;
    }
    command_clear(command);
    command->kind = COMMAND_CASE_MERGE;
    command->agency_id = merging->from.row.agency_id;
    command->customer_id = merging->into.row.id;
    street_context(request, &context);
    context.arena = merging->arena;
    for (size_t i = 0; i < merging->case_count; i++) {
        const struct load_wish *wish = &merging->wishes[i];
        if (wish->code != ERR_OK) {
            merging->error = wish->error;
            return false;
        }
        /* Gone from this record since it was listed: the next look will not find it. */
        if (wish->kase == NULL || wish->kase->row.customer_id != merging->from.row.id) continue;
        if (kase_decide(&context, &actor, command, wish->kase, &merging->effects,
                        &merging->error) != ERR_OK)
            return false;
    }
    return true;
}

static void decide_round(struct request *request)
{
    struct merging *merging = request->state;
    struct customer_context context = customer_context_of(request, merging->arena);
    merging->effects.agency_id = merging->from.row.agency_id;
    bool good = move_cases(request);
    if (good && merging->last)
        good = customer_merge(&context, &merging->from, &merging->into, &merging->effects,
                              &merging->after, &merging->error) == ERR_OK;
    if (!good)
        street_refuse(request, merging->from.row.agency_id, &merging->error);
    else if (merging->last)
        answer_merged(request);
    else if (merging->effects.kases_count == 0)
        merge(request);
    else
        request_submit(request, &merging->effects, NULL, on_round);
}

static void on_case(void *context)
{
    struct request *request = context;
    struct merging *merging = request->state;
    if (--merging->loading == 0) request_wake(request);
}

/* Loads the cases of a round: they travel as one group. */
static void load_cases(struct request *request)
{
    struct merging *merging = request->state;
    free_round(merging);
    memset(&merging->error, 0, sizeof merging->error);
    memset(&merging->effects, 0, sizeof merging->effects);
    merging->arena = arena_new(ROUND_MEMORY);
    if (merging->arena == NULL) {
        request_answer_code(request, ERR_UNAVAILABLE, "could not get memory for this request");
        return;
    }
    if (merging->case_count > (size_t)merging->size) merging->case_count = (size_t)merging->size;
    if (merging->case_count == 0) {
        decide_round(request);
        return;
    }
    merging->wishes = arena_array(merging->arena, merging->case_count, sizeof *merging->wishes);
    if (merging->wishes == NULL) {
        request_answer_full(request);
        return;
    }
    merging->loading = merging->case_count;
    request_await(request, decide_round);
    for (size_t i = 0; i < merging->case_count; i++) {
        merging->wishes[i].case_id = merging->case_ids[i];
        load_wish_for(request->worker->load, merging->arena, &merging->wishes[i], on_case, request);
    }
}

static void read_case_ids(struct merging *merging, const PGresult *ids)
{
    int count = PQntuples(ids);
    merging->last = count == 0 || (merging->size == MERGE_ROUND && count <= MERGE_ROUND);
    merging->case_count = (size_t)(count < merging->size ? count : merging->size);
    for (size_t i = 0; i < merging->case_count; i++)
        merging->case_ids[i] = db_get_int(ids, (int)i, 0, 0);
}

/* Both records are there: may they become one? */
static bool check_records(struct request *request)
{
    struct merging *merging = request->state;
    struct error *error = &merging->error;
    if (!customer_read_own(request, merging->id, merging->if_match, &merging->from, error))
        return false;
    if (!customer_from_rows(request->arena, request->reply.results[CUSTOMER_RECORDS],
                            request->reply.results[CUSTOMER_IDENTIFIERS], merging->body.into,
                            &merging->into) ||
        (access_agency_roles(request->who->staff, merging->into.row.agency_id) &
         request->route->roles) == 0) {
        error_field(error, "/into", "there is no such customer");
        return false;
    }
    return customer_may_merge(&merging->from, &merging->into, error) == ERR_OK;
}

static void on_merging(struct request *request)
{
    struct merging *merging = request->state;
    if (request_failed(request)) return;
    memset(&merging->error, 0, sizeof merging->error);
    if (!check_records(request)) {
        street_refuse(request, merging->from.row.agency_id, &merging->error);
        return;
    }
    read_case_ids(merging, request->reply.results[CUSTOMER_OTHER]);
    load_cases(request);
}

static void merge(struct request *request)
{
    struct merging *merging = request->state;
    if (++merging->rounds > MERGE_ROUNDS_MAX) {
        request_answer_code(request, ERR_UNAVAILABLE,
                            "could not move all cases at once: ask again to go on");
        return;
    }
    struct db_statement *statements =
        customer_load(request, arena_printf(request->arena, "{%lld,%lld}", (long long)merging->id,
                                            (long long)merging->body.into));
    if (statements == NULL) return;
    struct db_params *params = &statements[CUSTOMER_OTHER].params;
    statements[CUSTOMER_OTHER].query = QUERY_CUSTOMER_CASES;
    db_text(params, request_agencies(request));
    db_int(params, merging->id);
    db_int(params, merging->size + 1);
    request_query(request, DB_LOAD, NULL, statements, CUSTOMER_RESULTS, on_merging);
}

void handle_customer_merge(struct request *request)
{
    int64_t id = customer_id_of_path(request);
    if (id == 0) return;
    struct merging *merging = arena_alloc(request->arena, sizeof *merging);
    if (merging == NULL || arena_cleanup(request->arena, free_round, merging) != 0) {
        request_answer_full(request);
        return;
    }
    request->state = merging;
    if (!request_body(request, &merging->body)) return;
    merging->id = id;
    merging->size = MERGE_ROUND;
    merging->if_match = request->http.if_match;
    request->http.if_match = 0; /* else the street would not decide again */
    merge(request);
}
