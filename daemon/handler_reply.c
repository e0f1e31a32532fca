/* Replies to customers: what one would say, and that it goes out. */
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/record_row.h"
#include "daemon/reply_json.h"
#include "daemon/street.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/reference.h"

struct replying {
    struct reply_body body;
    struct reply_order order;
    struct reply_customer customer;
    struct reply_sample sample;
    struct command command;
    struct error faults;
    struct load_wish wish; /* of a preview */
    int64_t case_id;
};

/* What the reply is made of, as far as it is there. Whether the caller may see the case is checked
 * afterwards, so nothing of it is told here. False: the arena is full. */
static bool read_parts(struct request *request, struct replying *replying)
{
    const PGresult *rows = request->reply.results[0];
    struct record_row_reader reader = {request->arena, rows, 0, false};
    if (PQntuples(rows) == 0) return true;
    replying->order.office_address = record_row_text(&reader);
    replying->order.office_phone = record_row_text(&reader);
    struct reply_customer *customer = &replying->customer;
    customer->id = record_row_number(&reader);
    customer->name = record_row_text(&reader);
    customer->email = record_row_text(&reader);
    customer->address = record_row_text(&reader);
    customer->language = record_row_text(&reader);
    customer->channel = (enum channel)record_row_number(&reader);
    struct reply_sample *sample = &replying->sample;
    sample->id = record_row_number(&reader);
    sample->version = record_row_id(&reader);
    sample->code = record_row_text(&reader);
    sample->language = record_row_text(&reader);
    sample->subject = record_row_text(&reader);
    sample->body = record_row_text(&reader);
    replying->order.customer = customer->id == 0 ? NULL : customer;
    replying->order.sample = sample->id == 0 ? NULL : sample;
    return !reader.failed;
}

/* ---- what it would say ---- */

static void on_case(struct request *request)
{
    struct replying *replying = request->state;
    const struct kase_loaded *kase = replying->wish.kase;
    const struct staff *staff = request->who->staff;
    struct error error = {.code = ERR_OK};
    struct decision_context context;
    struct reply_text text = {.subject = "", .body = ""};
    uint32_t roles = access_loaded_roles(request->desk, staff, kase);
    street_context(request, &context);
    if (replying->wish.code != ERR_OK) {
        request_answer_error(request, &replying->wish.error);
    } else if (access_check(roles, request->route->roles, &error) != ERR_OK ||
               reply_write(&context, staff, &kase->row, &replying->order, &text, &error) !=
                   ERR_OK) {
        request_answer_error(request, &error);
    } else {
        const char *json = reply_preview_json(request, &kase->row, &replying->order, &text);
        if (json == NULL)
            request_answer_full(request);
        else
            request_answer_json(request, 200, json, strlen(json));
    }
}

/* ---- it goes out, or is only looked at ---- */

static void run(struct request *request)
{
    struct replying *replying = request->state;
    bool preview = replying->body.preview && replying->faults.code == ERR_OK;
    replying->wish.case_id = replying->case_id;
    if (preview && replying->case_id > 0)
        load_wish(request->worker->load, request, &replying->wish, on_case);
    else if (preview)
        request_answer_absent(request);
    else
        street_run(request, &replying->command, &replying->faults);
}

static void on_loaded(struct request *request)
{
    if (request_failed(request)) return;
    if (read_parts(request, request->state))
        run(request);
    else
        request_answer_full(request);
}

static void load(struct request *request, const struct replying *replying)
{
    const struct staff *staff = request->who->staff;
    struct db_statement *statement = request_statement(request, QUERY_REPLY_LOAD);
    const char *own = access_agencies(request->arena, request->desk, staff, ROLES_STAFF);
    char *agencies = arena_alloc(request->arena, ACCESS_AGENCIES_TEXT);
    if (statement == NULL || agencies == NULL || own == NULL) {
        request_answer_full(request);
        return;
    }
    access_all_agencies(request->desk, agencies, ACCESS_AGENCIES_TEXT);
    db_text(&statement->params, agencies);
    db_int(&statement->params, replying->case_id);
    db_text(&statement->params, own);
    db_text(&statement->params, replying->body.sample);
    db_text(&statement->params, replying->body.language);
    request_query(request, DB_LOAD, NULL, statement, 1, on_loaded);
}

void handle_case_reply(struct request *request)
{
    struct replying *replying = arena_alloc(request->arena, sizeof *replying);
    if (replying == NULL) {
        request_answer_full(request);
        return;
    }
    request->state = replying;
    replying->body.minutes = -1;
    enum error_code code = body_decode(request->arena, request->body, request->route->body, "",
                                       false, &replying->body, NULL, &replying->faults);
    if (code != ERR_OK && code != ERR_INVALID) {
        request_answer_error(request, &replying->faults);
        return;
    }
    command_clear(&replying->command);
    replying->command.kind = COMMAND_CASE_REPLY;
    replying->command.reply = &replying->order;
    replying->command.office = replying->body.office;
    replying->command.minutes = replying->body.minutes;
    replying->order.body = &replying->body;
    replying->case_id =
        reference_parse(request->desk->reference_key, request_param(request, "reference"));
    if (replying->case_id < 0)
        run(request);
    else
        load(request, replying);
}
