/* What the handlers of customers load. */

#include "daemon/access.h"
#include "daemon/customer_int.h"
#include "daemon/worker.h"
#include "proto/arena.h"

struct customer_context customer_context_of(struct request *request, struct arena *arena)
{
    return (struct customer_context){.desk = request->desk,
                                     .arena = arena,
                                     .now_us = worker_now_us(request->worker),
                                     .staff_id = request->who->staff->id};
}

int64_t customer_id_of_path(struct request *request)
{
    int64_t id = request_param_id(request, "id");
    if (id == 0) request_answer_absent(request);
    return id;
}

static bool read_identifiers(struct arena *arena, const PGresult *rows, struct customer *customer)
{
    for (int i = 0; i < PQntuples(rows); i++) {
        if (db_get_int(rows, i, 0, 0) != customer->row.id) continue;
        if (customer->identifier_count ==
            sizeof customer->identifiers / sizeof(*customer->identifiers))
            return true;
        struct customer_identifier *identifier =
            &customer->identifiers[customer->identifier_count++];
        identifier->kind = db_get_text(arena, rows, i, 1);
        identifier->value = db_get_text(arena, rows, i, 2);
        identifier->holder_id = customer->row.id;
        if (identifier->kind == NULL || identifier->value == NULL) return false;
    }
    return true;
}

bool customer_from_rows(struct arena *arena, const PGresult *records, const PGresult *identifiers,
                        int64_t id, struct customer *customer)
{
    for (int i = 0; i < PQntuples(records); i++) {
        if (db_get_int(records, i, 0, 0) != id) continue;
        *customer = (struct customer){.row = {.id = id,
                                              .agency_id = (int32_t)db_get_int(records, i, 1, 0),
                                              .version = (int32_t)db_get_int(records, i, 2, 0),
                                              .name = db_get_text(arena, records, i, 3),
                                              .phone = db_get_text(arena, records, i, 4),
                                              .email = db_get_text(arena, records, i, 5),
                                              .address = db_get_text(arena, records, i, 6),
                                              .language = db_get_text(arena, records, i, 7),
                                              .channel = (enum channel)db_get_int(records, i, 8, 0),
                                              .segment_id = (int32_t)db_get_int(records, i, 9, 0),
                                              .merged_into = db_get_int(records, i, 10, 0),
                                              .created_at_us = db_get_time(records, i, 11),
                                              .created_by = (int32_t)db_get_int(records, i, 12, 0),
                                              .erased_at_us = db_get_int(records, i, 13, 0)}};
        bool named = customer->row.name != NULL || customer->row.erased_at_us != 0;
        return named && read_identifiers(arena, identifiers, customer);
    }
    return false;
}

struct db_statement *customer_load(struct request *request, const char *ids)
{
    struct db_statement *statements = request_statements(request, CUSTOMER_RESULTS);
    const char *agencies = request_agencies(request);
    if (statements == NULL || agencies == NULL || ids == NULL) {
        request_answer_full(request);
        return NULL;
    }
    statements[CUSTOMER_RECORDS].query = QUERY_CUSTOMER_GET;
    statements[CUSTOMER_IDENTIFIERS].query = QUERY_CUSTOMER_GET_IDENTIFIERS;
    for (int i = CUSTOMER_RECORDS; i <= CUSTOMER_IDENTIFIERS; i++) {
        db_text(&statements[i].params, agencies);
        db_text(&statements[i].params, ids);
    }
    return statements;
}

bool customer_read_own(struct request *request, int64_t id, int32_t if_match, struct customer *own,
                       struct error *error)
{
    if (!customer_from_rows(request->arena, request->reply.results[CUSTOMER_RECORDS],
                            request->reply.results[CUSTOMER_IDENTIFIERS], id, own)) {
        error_set(error, ERR_NOT_FOUND, REQUEST_ABSENT);
        return false;
    }
    if (access_check(access_agency_roles(request->who->staff, own->row.agency_id),
                     request->route->roles, error) != ERR_OK)
        return false;
    if (own->row.merged_into == 0 && if_match != own->row.version) {
        error_set(error, ERR_STALE, "the record has changed since you read it");
        error_hint(error, "read it again, look at what changed, and repeat what still applies");
        return false;
    }
    return true;
}
