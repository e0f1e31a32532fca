/* Complaints out of the database. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/complaint_int.h"
#include "proto/arena.h"
#include "proto/json_get.h"

void complaint_ask(struct db_statement statements[COMPLAINT_RESULTS], const char *agencies,
                   int64_t id)
{
    statements[COMPLAINT_ROW].query = QUERY_COMPLAINT_LOAD;
    statements[COMPLAINT_HANDS].query = QUERY_COMPLAINT_HANDS;
    for (int i = 0; i < COMPLAINT_RESULTS; i++) {
        db_params_clear(&statements[i].params);
        db_text(&statements[i].params, agencies);
    }
    db_int(&statements[COMPLAINT_ROW].params, id);
}

/* ---- JSON → struct ---- */

struct reading {
    struct arena *arena;
    bool full;
};

static const char *text_of(struct reading *reading, json_object *object, const char *key)
{
    const char *there = json_get_text(object, key);
    char *copy = arena_strdup(reading->arena, there);
    if (there != NULL && copy == NULL) reading->full = true;
    return copy;
}

static int64_t long_of(json_object *object, const char *key)
{
    json_object *value = NULL;
    json_object_object_get_ex(object, key, &value);
    return json_object_get_int64(value);
}

static int32_t int_of(json_object *object, const char *key)
{
    return (int32_t)long_of(object, key);
}

static int64_t time_of(json_object *object, const char *key)
{
    json_object *value = NULL;
    json_object_object_get_ex(object, key, &value);
    return value == NULL ? NO_TIME : json_object_get_int64(value);
}

static void hex_of(json_object *object, const char *key, uint8_t *bytes, size_t size)
{
    const char *hex = json_get_text(object, key);
    for (size_t i = 0; hex != NULL && i < size && hex[2 * i] != '\0'; i++) {
        unsigned value = 0;
        sscanf(hex + 2 * i, "%2x", &value);
        bytes[i] = (uint8_t)value;
    }
}

static void read_record(json_object *object, struct record *record)
{
    *record = (struct record){.agency_id = int_of(object, "agency_id"),
                              .id = long_of(object, "id"),
                              .kind = RECORD_COMPLAINT,
                              .version = int_of(object, "version"),
                              .office_id = int_of(object, "office_id"),
                              .service_id = int_of(object, "service_id"),
                              .segment_id = int_of(object, "segment_id"),
                              .channel = (enum channel)int_of(object, "channel")};
    hex_of(object, "hash", record->hash, sizeof record->hash);
}

static void read_contact(struct reading *reading, json_object *object, struct complaint *complaint)
{
    json_object *from = NULL;
    if (!json_object_object_get_ex(object, "contact", &from) || from == NULL) return;
    struct decision_customer *contact = arena_alloc(reading->arena, sizeof *contact);
    if (contact == NULL) {
        reading->full = true;
        return;
    }
    *contact = (struct decision_customer){.id = long_of(from, "id"),
                                          .name = text_of(reading, from, "name"),
                                          .email = text_of(reading, from, "email"),
                                          .address = text_of(reading, from, "address"),
                                          .language = text_of(reading, from, "language"),
                                          .channel = (enum channel)int_of(from, "channel")};
    complaint->contact = contact;
}

static void read_about(json_object *object, struct complaint *complaint)
{
    json_object *list = json_get_list(object, "about");
    for (size_t i = 0; i < json_get_length(list) && i < LADDER_ABOUT; i++)
        complaint->about[complaint->about_count++] =
            json_object_get_int(json_object_array_get_idx(list, i));
}

static void read_stages(struct reading *reading, json_object *object, struct complaint *complaint)
{
    json_object *list = json_get_list(object, "stages");
    for (size_t i = 0; i < json_get_length(list) && i < COMPLAINT_ENTRIES; i++) {
        json_object *from = json_object_array_get_idx(list, i);
        complaint->stages[complaint->stage_count++] =
            (struct complaint_stage){.stage = int_of(from, "stage"),
                                     .answerer_id = int_of(from, "answerer_id"),
                                     .queue_id = int_of(from, "queue_id"),
                                     .route = text_of(reading, from, "route"),
                                     .started_at_us = time_of(from, "started_at"),
                                     .acknowledge_due_us = time_of(from, "acknowledge_due"),
                                     .acknowledged_at_us = time_of(from, "acknowledged_at"),
                                     .due_at_us = time_of(from, "due_at"),
                                     .ended_at_us = time_of(from, "ended_at"),
                                     .send_by_us = time_of(from, "send_by"),
                                     .end = (enum stage_end)int_of(from, "end_kind"),
                                     .outcome = (enum complaint_outcome)int_of(from, "outcome"),
                                     .extended = int_of(from, "extended"),
                                     .extension_reason = text_of(reading, from, "extension_reason"),
                                     .answer = text_of(reading, from, "answer"),
                                     .lesson = text_of(reading, from, "lesson")};
    }
}

static void read_remedies(struct reading *reading, json_object *object, struct complaint *complaint)
{
    json_object *list = json_get_list(object, "remedies");
    for (size_t i = 0; i < json_get_length(list) && i < COMPLAINT_REMEDIES; i++) {
        json_object *from = json_object_array_get_idx(list, i);
        complaint->remedies[complaint->remedy_count++] =
            (struct complaint_remedy){.id = long_of(from, "remedy_id"),
                                      .what = text_of(reading, from, "what"),
                                      .owner_id = int_of(from, "owner_id"),
                                      .due_at_us = time_of(from, "due_at"),
                                      .done_at_us = time_of(from, "done_at"),
                                      .done_by = int_of(from, "done_by")};
    }
}

static void read_clocks(json_object *object, struct complaint *complaint)
{
    json_object *list = json_get_list(object, "clocks");
    for (size_t i = 0; i < json_get_length(list); i++) {
        json_object *from = json_object_array_get_idx(list, i);
        enum standard_kind kind = (enum standard_kind)int_of(from, "kind");
        complaint->clocks[complaint_clock_place(kind)] =
            (struct clock){.id = long_of(from, "id"),
                           .kind = kind,
                           .state = (enum clock_state)int_of(from, "state"),
                           .started_at_us = time_of(from, "started_at"),
                           .since_us = time_of(from, "since"),
                           .paused_us = long_of(from, "paused_us"),
                           .due_at_us = time_of(from, "due_at"),
                           .next_rung = (int16_t)int_of(from, "next_rung"),
                           .next_rung_at_us = time_of(from, "next_rung_at"),
                           .interval_count = (int16_t)int_of(from, "interval_count"),
                           .extended_amount = int_of(from, "extended_amount")};
    }
}

enum error_code complaint_read(struct arena *arena, const PGresult *rows,
                               struct complaint *complaint, struct error *error)
{
    return complaint_read_row(arena, rows, 0, complaint, error);
}

enum error_code complaint_read_row(struct arena *arena, const PGresult *rows, int row,
                                   struct complaint *complaint, struct error *error)
{
    struct reading reading = {arena, false};
    json_object *serious = NULL;
    if (PQntuples(rows) <= row) return error_set(error, ERR_NOT_FOUND, REQUEST_ABSENT);
    json_object *object = json_tokener_parse(PQgetvalue(rows, row, 0));
    json_object_object_get_ex(object, "serious", &serious);
    *complaint = (struct complaint){.state = (enum complaint_state)int_of(object, "state"),
                                    .ladder_id = int_of(object, "ladder_id"),
                                    .subject = text_of(&reading, object, "subject"),
                                    .serious = json_object_get_boolean(serious) != 0,
                                    .secret_role = (enum role)int_of(object, "secret_role"),
                                    .case_id = long_of(object, "complained_case_id"),
                                    .customer_id = long_of(object, "customer_id"),
                                    .converted_case_id = long_of(object, "converted_case_id"),
                                    .case_manager_id = int_of(object, "case_manager_id"),
                                    .logged_by = int_of(object, "logged_by"),
                                    .received_at_us = time_of(object, "received_at"),
                                    .logged_at_us = time_of(object, "logged_at"),
                                    .happened_at_us = time_of(object, "happened_at"),
                                    .closed_at_us = time_of(object, "closed_at"),
                                    .ask_until_us = time_of(object, "ask_until"),
                                    .not_opened = text_of(&reading, object, "not_opened"),
                                    .text = text_of(&reading, object, "body")};
    hex_of(object, "salt", complaint->salt, sizeof complaint->salt);
    read_record(object, &complaint->record);
    complaint->record.reference = text_of(&reading, object, "reference");
    read_contact(&reading, object, complaint);
    read_about(object, complaint);
    read_stages(&reading, object, complaint);
    read_remedies(&reading, object, complaint);
    read_clocks(object, complaint);
    json_object_put(object);
    if (reading.full)
        return error_set(error, ERR_TOO_LARGE, "the complaint is too large to be loaded");
    return ERR_OK;
}

bool complaint_read_sight(const PGresult *rows, int row, int column, int32_t agency_id,
                          struct complaint *complaint)
{
    if (PQgetisnull(rows, row, column)) return false;
    const char *about = PQgetvalue(rows, row, column + 2);
    *complaint = (struct complaint){
        .record = {.agency_id = agency_id,
                   .kind = RECORD_COMPLAINT,
                   .office_id = (int32_t)db_get_int(rows, row, column + 3, 0)},
        .serious = db_get_bool(rows, row, column),
        .secret_role = (enum role)db_get_int(rows, row, column + 1, 0),
        .state = (enum complaint_state)db_get_int(rows, row, column + 4, 0),
        .stages = {{.answerer_id = (int32_t)db_get_int(rows, row, column + 5, 0)}},
        .stage_count = 1};
    while (complaint->about_count < LADDER_ABOUT && *(about += strspn(about, "{,}")) != '\0') {
        char *end;
        complaint->about[complaint->about_count++] = (int32_t)strtol(about, &end, 10);
        if (end == about) break;
        about = end;
    }
    return true;
}

bool complaint_read_hands(struct arena *arena, const PGresult *rows,
                          struct complaint_context *context)
{
    size_t count = (size_t)PQntuples(rows);
    struct ladder_hand *hands = arena_array(arena, count, sizeof *hands);
    if (hands == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        hands[i].staff_id = (int32_t)db_get_int(rows, (int)i, 0, 0);
        hands[i].open = (int32_t)db_get_int(rows, (int)i, 1, 0);
    }
    context->hands = hands;
    context->hand_count = count;
    return true;
}
