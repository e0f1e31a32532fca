/* What leaves the house: deliveries by hand, receipts, publication. */
#include <json-c/json.h>
#include <string.h>

#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/report_delivery.h"
#include "daemon/report_int.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/codec.h"
#include "proto/json_get.h"

/* ---- publication ---- */

static void on_settled(struct request *request)
{
    const struct report_item *item = request->state;
    if (!request_failed(request)) report_answer(request, item->id);
}

static void settle(struct request *request, enum query query)
{
    const struct report_item *item = request->state;
    struct db_statement *statement = request_statement(request, query);
    if (statement == NULL) {
        request_answer_full(request);
        return;
    }
    db_int(&statement->params, item->agency_id);
    db_int(&statement->params, item->id);
    db_int(&statement->params, request->who->staff->id);
    request_query(request, DB_LOAD, NULL, statement, 1, on_settled);
}

static void publish(struct request *request)
{
    if (report_is_frozen(request)) settle(request, QUERY_PUBLICATION_ADD);
}

static void withdraw(struct request *request)
{
    settle(request, QUERY_PUBLICATION_WITHDRAW);
}

void handle_report_run_publish(struct request *request)
{
    if (request_body_empty(request)) report_find(request, publish);
}

void handle_report_run_withdraw(struct request *request)
{
    report_find(request, withdraw);
}

/* ---- a delivery by hand ---- */

struct sending {
    struct report_item item; /* first: request->state is both */
    struct report_delivery_body body;
    struct json_object *definition;
    struct error error;
};

static void put_object(void *object)
{
    json_object_put(object);
}

static void on_sent(struct request *request)
{
    const struct sending *sending = request->state;
    if (sending->error.code != ERR_OK)
        request_answer_error(request, &sending->error);
    else
        report_answer(request, sending->item.id);
}

static void on_delivered(void *context, const struct error *error)
{
    struct request *request = context;
    struct sending *sending = request->state;
    if (error != NULL) sending->error = *error;
    request_wake(request);
}

/* Whether the report has such a recipient; else *error names those it has. */
static bool has_recipient(struct request *request, struct sending *sending)
{
    const struct json_object *list = json_get_list(sending->definition, "recipients");
    const char *known = "";
    for (size_t i = 0; i < json_get_length(list); i++) {
        const char *code = json_get_text(json_get_item(list, i), "code");
        if (code != NULL && strcmp(code, sending->body.recipient) == 0) return true;
        known = known == NULL ? NULL
                              : arena_printf(request->arena, "%s%s%s", known,
                                             *known == '\0' ? "" : ", ", code == NULL ? "" : code);
    }
    if (known == NULL || *known == '\0')
        error_field(&sending->error, "/recipient", "this report has no recipients");
    else
        error_field(&sending->error, "/recipient", "is no recipient of this report; it goes to %s",
                    known);
    return false;
}

static void on_definition(struct request *request)
{
    struct sending *sending = request->state;
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    sending->definition = PQntuples(rows) == 0 ? NULL : json_tokener_parse(PQgetvalue(rows, 0, 2));
    if (sending->definition != NULL &&
        arena_cleanup(request->arena, put_object, sending->definition) != 0) {
        json_object_put(sending->definition);
        request_answer_full(request);
        return;
    }
    if (!has_recipient(request, sending)) {
        request_answer_error(request, &sending->error);
        return;
    }
    const struct report_sending what = {.agency_id = sending->item.agency_id,
                                        .run_id = sending->item.id,
                                        .definition = sending->definition,
                                        .recipient = sending->body.recipient,
                                        .asked_by = request->who->staff->id};
    if (report_deliver(request->worker, request->arena, &what, on_delivered, request))
        request_await(request, on_sent);
    else
        request_answer_full(request);
}

static void deliver(struct request *request)
{
    struct sending *sending = arena_alloc(request->arena, sizeof *sending);
    const struct report_item *item = request->state;
    if (sending == NULL) {
        request_answer_full(request);
        return;
    }
    if (!report_is_frozen(request)) return;
    sending->item = *item;
    if (!request_body(request, &sending->body)) return;
    request->state = sending;
    report_definition(request, item->agency_id, item->code, on_definition);
}

void handle_report_run_deliver(struct request *request)
{
    struct sending told = {.definition = NULL}; /* a wrong body is told first, whatever the run */
    if (request_body(request, &told.body)) report_find(request, deliver);
}

/* ---- receipts ---- */

struct receipt {
    int64_t id, run_id;
    struct report_receipt_body body;
};

static void on_noted(struct request *request)
{
    const struct receipt *receipt = request->state;
    if (!request_failed(request)) report_answer(request, receipt->run_id);
}

static void on_delivery(struct request *request)
{
    struct receipt *receipt = request->state;
    struct error error = {.code = ERR_OK};
    if (request_failed(request)) return;
    const PGresult *rows = request->reply.results[0];
    if (PQntuples(rows) == 0) {
        request_answer_absent(request);
        return;
    }
    int32_t agency_id = (int32_t)db_get_int(rows, 0, 0, 0);
    receipt->run_id = db_get_int(rows, 0, 1, 0);
    bool confirmed = db_get_bool(rows, 0, 2);
    struct db_statement *statement = request_statement(request, QUERY_REPORT_RECEIPT);
    const char *agencies = arena_printf(request->arena, "{%d}", (int)agency_id);
    if (access_check_whole(request->who->staff, agency_id, request->route->roles, &error) !=
        ERR_OK) {
        request_answer_error(request, &error);
    } else if (confirmed) {
        request_answer_code(request, ERR_REFUSED, "a receipt is noted already");
    } else if (statement == NULL || agencies == NULL) {
        request_answer_full(request);
    } else {
        db_text(&statement->params, agencies);
        db_int(&statement->params, receipt->id);
        db_text(&statement->params, receipt->body.confirmed_by);
        db_int(&statement->params, request->who->staff->id);
        request_query(request, DB_LOAD, NULL, statement, 1, on_noted);
    }
}

void handle_report_receipt(struct request *request)
{
    struct receipt *receipt = arena_alloc(request->arena, sizeof *receipt);
    struct db_statement *statement = request_statement(request, QUERY_REPORT_DELIVERY_FIND);
    const char *agencies = request_agencies(request);
    if (receipt == NULL || statement == NULL || agencies == NULL) {
        request_answer_full(request);
        return;
    }
    if (!request_body(request, &receipt->body)) return;
    receipt->id = request_param_id(request, "id");
    if (receipt->id == 0) {
        request_answer_absent(request);
        return;
    }
    request->state = receipt;
    db_text(&statement->params, agencies);
    db_int(&statement->params, receipt->id);
    request_query(request, DB_READ, agencies, statement, 1, on_delivery);
}
