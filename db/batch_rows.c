/* Columns of the batch statements, in the order of their parameters. */
#include "db/batch_rows.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Enums travel as smallint and are read as int. */
static_assert(sizeof(enum channel) == sizeof(int), "an enum of C is an int here");

static const struct column kase_insert_columns[] = {
    {COLUMN_INT64, offsetof(struct kase, id)},
    {COLUMN_INT32, offsetof(struct kase, version)},
    {COLUMN_INT32, offsetof(struct kase, opened_by)},
    {COLUMN_TIME, offsetof(struct kase, received_at_us)},
    {COLUMN_TIME, offsetof(struct kase, opened_at_us)},
    {COLUMN_TIME, offsetof(struct kase, last_open_at_us)},
    {COLUMN_TIME_OR_INFINITY, offsetof(struct kase, due_at_us)},
    {COLUMN_TIME, offsetof(struct kase, closed_at_us)},
    {COLUMN_INT64_ID, offsetof(struct kase, customer_id)},
    {COLUMN_INT32, offsetof(struct kase, office_id)},
    {COLUMN_INT32, offsetof(struct kase, service_id)},
    {COLUMN_INT32, offsetof(struct kase, process_id)},
    {COLUMN_INT32, offsetof(struct kase, segment_id)},
    {COLUMN_INT32, offsetof(struct kase, case_manager_id)},
    {COLUMN_INT32, offsetof(struct kase, handling_agency_id)},
    {COLUMN_INT32, offsetof(struct kase, handler_id)},
    {COLUMN_INT32, offsetof(struct kase, queue_id)},
    {COLUMN_INT32, offsetof(struct kase, expected_minutes)},
    {COLUMN_INT32, offsetof(struct kase, worked_minutes)},
    {COLUMN_INT32, offsetof(struct kase, contacts)},
    {COLUMN_INT32, offsetof(struct kase, handovers)},
    {COLUMN_INT32, offsetof(struct kase, managers)},
    {COLUMN_INT32, offsetof(struct kase, open_tasks)},
    {COLUMN_INT32, offsetof(struct kase, reopenings)},
    {COLUMN_ENUM, offsetof(struct kase, channel)},
    {COLUMN_ENUM, offsetof(struct kase, pause_reason)},
    {COLUMN_INT16, offsetof(struct kase, worst_rung)},
    {COLUMN_BOOL, offsetof(struct kase, contacted_out)},
    {COLUMN_BOOL, offsetof(struct kase, expert_contact)},
    {COLUMN_OFFICES, 0},
    {COLUMN_TEXT, offsetof(struct kase, reference)},
    {COLUMN_TEXT, offsetof(struct kase, state)},
    {COLUMN_TEXT, offsetof(struct kase, outcome)},
    {COLUMN_TEXT, offsetof(struct kase, source)},
    {COLUMN_TEXT, offsetof(struct kase, external_id)},
    {COLUMN_TEXT, offsetof(struct kase, subject)},
    {COLUMN_TEXT, offsetof(struct kase, details)},
    {COLUMN_BYTES16, offsetof(struct kase, salt)},
    {COLUMN_BYTES32, offsetof(struct kase, hash)},
    {COLUMN_INT32, offsetof(struct kase, right_standard_id)},
    {COLUMN_INT16, offsetof(struct kase, marks)},
};
static const struct column kase_update_columns[] = {
    {COLUMN_INT64, offsetof(struct kase, id)},
    {COLUMN_INT32, offsetof(struct kase, version)},
    {COLUMN_TIME, offsetof(struct kase, last_open_at_us)},
    {COLUMN_TIME_OR_INFINITY, offsetof(struct kase, due_at_us)},
    {COLUMN_TIME, offsetof(struct kase, closed_at_us)},
    {COLUMN_INT64_ID, offsetof(struct kase, customer_id)},
    {COLUMN_INT32, offsetof(struct kase, case_manager_id)},
    {COLUMN_INT32, offsetof(struct kase, handling_agency_id)},
    {COLUMN_INT32, offsetof(struct kase, handler_id)},
    {COLUMN_INT32, offsetof(struct kase, queue_id)},
    {COLUMN_INT32, offsetof(struct kase, worked_minutes)},
    {COLUMN_INT32, offsetof(struct kase, contacts)},
    {COLUMN_INT32, offsetof(struct kase, handovers)},
    {COLUMN_INT32, offsetof(struct kase, managers)},
    {COLUMN_INT32, offsetof(struct kase, open_tasks)},
    {COLUMN_INT32, offsetof(struct kase, reopenings)},
    {COLUMN_ENUM, offsetof(struct kase, pause_reason)},
    {COLUMN_INT16, offsetof(struct kase, worst_rung)},
    {COLUMN_BOOL, offsetof(struct kase, contacted_out)},
    {COLUMN_BOOL, offsetof(struct kase, expert_contact)},
    {COLUMN_OFFICES, 0},
    {COLUMN_TEXT, offsetof(struct kase, state)},
    {COLUMN_TEXT, offsetof(struct kase, outcome)},
    {COLUMN_BYTES32, offsetof(struct kase, hash)},
    {COLUMN_INT32, offsetof(struct kase, right_standard_id)},
    {COLUMN_INT16, offsetof(struct kase, marks)},
    {COLUMN_INT32, offsetof(struct kase, queue_minutes)},
};
static const struct column customer_insert_columns[] = {
    {COLUMN_INT64, offsetof(struct customer_row, id)},
    {COLUMN_INT32, offsetof(struct customer_row, version)},
    {COLUMN_TEXT, offsetof(struct customer_row, name)},
    {COLUMN_TEXT, offsetof(struct customer_row, phone)},
    {COLUMN_TEXT, offsetof(struct customer_row, email)},
    {COLUMN_TEXT, offsetof(struct customer_row, address)},
    {COLUMN_TEXT, offsetof(struct customer_row, language)},
    {COLUMN_ENUM, offsetof(struct customer_row, channel)},
    {COLUMN_INT32, offsetof(struct customer_row, segment_id)},
    {COLUMN_INT64_ID, offsetof(struct customer_row, merged_into)},
    {COLUMN_TIME, offsetof(struct customer_row, changed_at_us)},
    {COLUMN_TIME, offsetof(struct customer_row, created_at_us)},
    {COLUMN_INT32, offsetof(struct customer_row, created_by)},
};
static const struct column customer_update_columns[] = {
    {COLUMN_INT64, offsetof(struct customer_row, id)},
    {COLUMN_INT32, offsetof(struct customer_row, version)},
    {COLUMN_TEXT, offsetof(struct customer_row, name)},
    {COLUMN_TEXT, offsetof(struct customer_row, phone)},
    {COLUMN_TEXT, offsetof(struct customer_row, email)},
    {COLUMN_TEXT, offsetof(struct customer_row, address)},
    {COLUMN_TEXT, offsetof(struct customer_row, language)},
    {COLUMN_ENUM, offsetof(struct customer_row, channel)},
    {COLUMN_INT32, offsetof(struct customer_row, segment_id)},
    {COLUMN_INT64_ID, offsetof(struct customer_row, merged_into)},
    {COLUMN_TIME, offsetof(struct customer_row, changed_at_us)},
};
static const struct column identifier_columns[] = {
    {COLUMN_TEXT, offsetof(struct identifier_row, kind)},
    {COLUMN_TEXT, offsetof(struct identifier_row, value)},
    {COLUMN_INT64, offsetof(struct identifier_row, customer_id)},
    {COLUMN_INT64, offsetof(struct identifier_row, taken_from)},
};
static const struct column customer_move_columns[] = {
    {COLUMN_INT64, offsetof(struct customer_move_row, from_customer_id)},
    {COLUMN_INT64, offsetof(struct customer_move_row, to_customer_id)},
};
static const struct column erasure_columns[] = {
    {COLUMN_INT64, offsetof(struct erasure_row, customer_id)},
    {COLUMN_INT32, offsetof(struct erasure_row, staff_id)},
    {COLUMN_TIME, offsetof(struct erasure_row, at_us)},
    {COLUMN_TEXT, offsetof(struct erasure_row, reason)},
};
static const struct column event_columns[] = {
    {COLUMN_INT64, offsetof(struct case_event, case_id)},
    {COLUMN_INT32, offsetof(struct case_event, seq)},
    {COLUMN_ENUM, offsetof(struct case_event, kind)},
    {COLUMN_TIME, offsetof(struct case_event, at_us)},
    {COLUMN_INT32, offsetof(struct case_event, actor_id)},
    {COLUMN_INT32, offsetof(struct case_event, office_id)},
    {COLUMN_INT32, offsetof(struct case_event, service_id)},
    {COLUMN_INT32, offsetof(struct case_event, segment_id)},
    {COLUMN_ENUM, offsetof(struct case_event, channel)},
    {COLUMN_TEXT, offsetof(struct case_event, facts_json)},
    {COLUMN_BYTES32, offsetof(struct case_event, hash)},
};
static const struct column contact_columns[] = {
    {COLUMN_INT64, offsetof(struct contact_row, id)},
    {COLUMN_TIME, offsetof(struct contact_row, at_us)},
    {COLUMN_INT64_ID, offsetof(struct contact_row, case_id)},
    {COLUMN_INT64_ID, offsetof(struct contact_row, customer_id)},
    {COLUMN_INT32, offsetof(struct contact_row, office_id)},
    {COLUMN_INT32, offsetof(struct contact_row, service_id)},
    {COLUMN_INT32, offsetof(struct contact_row, segment_id)},
    {COLUMN_INT32, offsetof(struct contact_row, staff_id)},
    {COLUMN_ENUM, offsetof(struct contact_row, channel)},
    {COLUMN_ENUM, offsetof(struct contact_row, direction)},
    {COLUMN_ENUM, offsetof(struct contact_row, purpose)},
    {COLUMN_ENUM, offsetof(struct contact_row, cause)},
    {COLUMN_INT32_NATURAL, offsetof(struct contact_row, wait_s)},
    {COLUMN_INT32_NATURAL, offsetof(struct contact_row, duration_s)},
    {COLUMN_TEXT, offsetof(struct contact_row, summary)},
    {COLUMN_TIME, offsetof(struct contact_row, queued_at_us)},
    {COLUMN_TIME, offsetof(struct contact_row, answered_at_us)},
    {COLUMN_TIME, offsetof(struct contact_row, ended_at_us)},
    {COLUMN_TIME, offsetof(struct contact_row, appointment_at_us)},
    {COLUMN_BOOL, offsetof(struct contact_row, abandoned)},
    {COLUMN_TEXT, offsetof(struct contact_row, source)},
    {COLUMN_TEXT, offsetof(struct contact_row, external_id)},
    {COLUMN_INT32, offsetof(struct contact_row, standard_id)},
    {COLUMN_ENUM, offsetof(struct contact_row, verdict)},
    {COLUMN_BOOL, offsetof(struct contact_row, undescribed)},
};
static const struct column task_columns[] = {
    {COLUMN_INT64, offsetof(struct task_row, task.id)},
    {COLUMN_INT64, offsetof(struct task_row, case_id)},
    {COLUMN_ENUM, offsetof(struct task_row, task.kind)},
    {COLUMN_ENUM, offsetof(struct task_row, task.state)},
    {COLUMN_INT32, offsetof(struct task_row, task.queue_id)},
    {COLUMN_INT32, offsetof(struct task_row, task.assignee_id)},
    {COLUMN_INT32, offsetof(struct task_row, task.opened_by)},
    {COLUMN_TIME, offsetof(struct task_row, task.opened_at_us)},
    {COLUMN_TIME, offsetof(struct task_row, task.answered_at_us)},
    {COLUMN_INT32, offsetof(struct task_row, task.expected_minutes)},
    {COLUMN_INT32, offsetof(struct task_row, task.minutes)},
    {COLUMN_TEXT, offsetof(struct task_row, task.question)},
    {COLUMN_TEXT, offsetof(struct task_row, task.answer)},
    {COLUMN_BYTES16, offsetof(struct task_row, task.salt)},
};
static const struct column clock_columns[] = {
    {COLUMN_INT64, offsetof(struct clock_row, case_id)},
    {COLUMN_INT64, offsetof(struct clock_row, clock.id)},
    {COLUMN_ENUM, offsetof(struct clock_row, clock.kind)},
    {COLUMN_ENUM, offsetof(struct clock_row, clock.state)},
    {COLUMN_INT32, offsetof(struct clock_row, clock.standard_id)},
    {COLUMN_TIME, offsetof(struct clock_row, clock.started_at_us)},
    {COLUMN_TIME, offsetof(struct clock_row, clock.since_us)},
    {COLUMN_ENUM, offsetof(struct clock_row, clock.reason)},
    {COLUMN_INT64, offsetof(struct clock_row, clock.paused_us)},
    {COLUMN_TIME, offsetof(struct clock_row, clock.due_at_us)},
    {COLUMN_INT16, offsetof(struct clock_row, clock.next_rung)},
    {COLUMN_TIME, offsetof(struct clock_row, clock.next_rung_at_us)},
    {COLUMN_INT16, offsetof(struct clock_row, clock.interval_count)},
    {COLUMN_INT32, offsetof(struct clock_row, clock.extended_amount)},
};
static const struct column interval_columns[] = {
    {COLUMN_INT64, offsetof(struct interval_row, clock_id)},
    {COLUMN_INT16, offsetof(struct interval_row, seq)},
    {COLUMN_ENUM, offsetof(struct interval_row, interval.state)},
    {COLUMN_TIME, offsetof(struct interval_row, interval.from_us)},
    {COLUMN_TIME, offsetof(struct interval_row, interval.to_us)},
    {COLUMN_ENUM, offsetof(struct interval_row, interval.reason)},
    {COLUMN_INT32, offsetof(struct interval_row, interval.actor_id)},
};
static const struct column rung_columns[] = {
    {COLUMN_INT64, offsetof(struct rung_row, clock_id)},
    {COLUMN_INT16, offsetof(struct rung_row, percent)},
    {COLUMN_INT64, offsetof(struct rung_row, case_id)},
    {COLUMN_TIME, offsetof(struct rung_row, due_at_us)},
    {COLUMN_TIME, offsetof(struct rung_row, at_us)},
};
static const struct column note_columns[] = {
    {COLUMN_INT64, offsetof(struct note_row, id)},
    {COLUMN_INT64, offsetof(struct note_row, case_id)},
    {COLUMN_INT32, offsetof(struct note_row, staff_id)},
    {COLUMN_TIME, offsetof(struct note_row, at_us)},
    {COLUMN_BOOL, offsetof(struct note_row, visible)},
    {COLUMN_TEXT, offsetof(struct note_row, body)},
    {COLUMN_BYTES16, offsetof(struct note_row, salt)},
};
static const struct column link_columns[] = {
    {COLUMN_INT64, offsetof(struct link_row, case_id)},
    {COLUMN_INT64, offsetof(struct link_row, other_case_id)},
    {COLUMN_ENUM, offsetof(struct link_row, kind)},
    {COLUMN_INT32, offsetof(struct link_row, staff_id)},
    {COLUMN_TIME, offsetof(struct link_row, at_us)},
};
static const struct column notice_columns[] = {
    {COLUMN_INT64, offsetof(struct notice_row, id)},
    {COLUMN_INT32, offsetof(struct notice_row, staff_id)},
    {COLUMN_INT64, offsetof(struct notice_row, case_id)},
    {COLUMN_ENUM, offsetof(struct notice_row, kind)},
    {COLUMN_ENUM, offsetof(struct notice_row, clock_kind)},
    {COLUMN_INT16, offsetof(struct notice_row, percent)},
    {COLUMN_TIME, offsetof(struct notice_row, at_us)},
};
static const struct column outbox_columns[] = {
    {COLUMN_INT64, offsetof(struct outbox_row, id)},
    {COLUMN_ENUM, offsetof(struct outbox_row, kind)},
    {COLUMN_INT64, offsetof(struct outbox_row, owner_id)},
    {COLUMN_TIME, offsetof(struct outbox_row, at_us)},
    {COLUMN_TEXT, offsetof(struct outbox_row, endpoint)},
    {COLUMN_TEXT, offsetof(struct outbox_row, language)},
    {COLUMN_TEXT, offsetof(struct outbox_row, address)},
    {COLUMN_TEXT, offsetof(struct outbox_row, subject)},
    {COLUMN_TEXT, offsetof(struct outbox_row, body)},
    {COLUMN_TEXT, offsetof(struct outbox_row, html)},
    {COLUMN_BOOL, offsetof(struct outbox_row, secret)},
    {COLUMN_INT64_ID, offsetof(struct outbox_row, customer_id)},
    {COLUMN_TEXT, offsetof(struct outbox_row, occasion)},
    {COLUMN_BOOL, offsetof(struct outbox_row, confirms)},
};
static const struct column reply_columns[] = {
    {COLUMN_INT64, offsetof(struct reply_row, id)},
    {COLUMN_INT64, offsetof(struct reply_row, case_id)},
    {COLUMN_INT64_ID, offsetof(struct reply_row, customer_id)},
    {COLUMN_INT64, offsetof(struct reply_row, contact_id)},
    {COLUMN_INT32, offsetof(struct reply_row, staff_id)},
    {COLUMN_TIME, offsetof(struct reply_row, at_us)},
    {COLUMN_ENUM, offsetof(struct reply_row, channel)},
    {COLUMN_ENUM, offsetof(struct reply_row, delivery)},
    {COLUMN_TEXT, offsetof(struct reply_row, language)},
    {COLUMN_INT64_ID, offsetof(struct reply_row, sample_id)},
    {COLUMN_INT32, offsetof(struct reply_row, sample_version)},
    {COLUMN_BOOL, offsetof(struct reply_row, edited)},
    {COLUMN_TEXT, offsetof(struct reply_row, subject)},
    {COLUMN_TEXT, offsetof(struct reply_row, body)},
    {COLUMN_TEXT, offsetof(struct reply_row, name)},
    {COLUMN_TEXT, offsetof(struct reply_row, address)},
    {COLUMN_BYTES16, offsetof(struct reply_row, salt)},
};
static const struct column record_columns[] = {
    {COLUMN_INT64, offsetof(struct record_row, id)},
    {COLUMN_ENUM, offsetof(struct record_row, kind)},
    {COLUMN_INT32, offsetof(struct record_row, version)},
    {COLUMN_INT32, offsetof(struct record_row, office_id)},
    {COLUMN_INT32, offsetof(struct record_row, service_id)},
    {COLUMN_INT32, offsetof(struct record_row, segment_id)},
    {COLUMN_ENUM, offsetof(struct record_row, channel)},
    {COLUMN_BYTES32, offsetof(struct record_row, hash)},
    {COLUMN_TEXT, offsetof(struct record_row, reference)},
};
static const struct column document_columns[] = {
    {COLUMN_INT64, offsetof(struct record_row, id)},
    {COLUMN_TEXT, offsetof(struct record_row, document)},
};
static const struct column recomputed_columns[] = {
    {COLUMN_INT64, offsetof(struct recomputed_row, definition_id)},
    {COLUMN_INT32, offsetof(struct recomputed_row, moved)},
    {COLUMN_INT32, offsetof(struct recomputed_row, late)},
};
static const struct column queue_day_columns[] = {
    {COLUMN_DAY, offsetof(struct queue_day, day)},
    {COLUMN_INT32, offsetof(struct queue_day, queue_id)},
    {COLUMN_INT32, offsetof(struct queue_day, office_id)},
    {COLUMN_INT32_NATURAL, offsetof(struct queue_day, capacity_minutes)},
    {COLUMN_INT64, offsetof(struct queue_day, backlog_minutes)},
    {COLUMN_INT64, offsetof(struct queue_day, backlog_cases)},
};
static const struct column move_columns[] = {
    {COLUMN_DAY, offsetof(struct counter_move, day)},
    {COLUMN_ENUM, offsetof(struct counter_move, metric)},
    {COLUMN_INT32, offsetof(struct counter_move, office_id)},
    {COLUMN_INT32, offsetof(struct counter_move, service_id)},
    {COLUMN_ENUM, offsetof(struct counter_move, channel)},
    {COLUMN_INT32, offsetof(struct counter_move, segment_id)},
    {COLUMN_INT32, offsetof(struct counter_move, bucket)},
    {COLUMN_INT64, offsetof(struct counter_move, value)},
};
static const struct column key_columns[] = {
    {COLUMN_INT32, offsetof(struct batch_key, staff_id)},
    {COLUMN_BYTES16, offsetof(struct batch_key, key)},
    {COLUMN_BYTES16, offsetof(struct batch_key, request)},
    {COLUMN_ENUM, offsetof(struct batch_key, status)},
    {COLUMN_TEXT, offsetof(struct batch_key, answer)},
    {COLUMN_INT64, offsetof(struct batch_key, about)},
};

const struct row_table row_tables[ROW_KINDS] = {
    [ROW_KASE_INSERT] = {QUERY_BATCH_KASE_INSERT, kase_insert_columns,
                         sizeof kase_insert_columns / sizeof(struct column)},
    [ROW_KASE_UPDATE] = {QUERY_BATCH_KASE_UPDATE, kase_update_columns,
                         sizeof kase_update_columns / sizeof(struct column)},
    [ROW_CUSTOMER_INSERT] = {QUERY_BATCH_CUSTOMER_INSERT, customer_insert_columns,
                             sizeof customer_insert_columns / sizeof(struct column)},
    [ROW_CUSTOMER_UPDATE] = {QUERY_BATCH_CUSTOMER_UPDATE, customer_update_columns,
                             sizeof customer_update_columns / sizeof(struct column)},
    [ROW_IDENTIFIER] = {QUERY_BATCH_IDENTIFIER_UPSERT, identifier_columns,
                        sizeof identifier_columns / sizeof(struct column)},
    [ROW_CUSTOMER_MOVE] = {QUERY_BATCH_CUSTOMER_MOVE, customer_move_columns,
                           sizeof customer_move_columns / sizeof(struct column)},
    [ROW_ERASURE] = {QUERY_BATCH_ERASURE, erasure_columns,
                     sizeof erasure_columns / sizeof(struct column)},
    [ROW_EVENT] = {QUERY_BATCH_EVENT_INSERT, event_columns,
                   sizeof event_columns / sizeof(struct column)},
    [ROW_CONTACT] = {QUERY_BATCH_CONTACT_INSERT, contact_columns,
                     sizeof contact_columns / sizeof(struct column)},
    [ROW_TASK] = {QUERY_BATCH_TASK_UPSERT, task_columns,
                  sizeof task_columns / sizeof(struct column)},
    [ROW_CLOCK] = {QUERY_BATCH_CLOCK_UPSERT, clock_columns,
                   sizeof clock_columns / sizeof(struct column)},
    [ROW_INTERVAL] = {QUERY_BATCH_INTERVAL_INSERT, interval_columns,
                      sizeof interval_columns / sizeof(struct column)},
    [ROW_RUNG] = {QUERY_BATCH_RUNG_INSERT, rung_columns,
                  sizeof rung_columns / sizeof(struct column)},
    [ROW_NOTE] = {QUERY_BATCH_NOTE_INSERT, note_columns,
                  sizeof note_columns / sizeof(struct column)},
    [ROW_LINK] = {QUERY_BATCH_LINK_INSERT, link_columns,
                  sizeof link_columns / sizeof(struct column)},
    [ROW_NOTICE] = {QUERY_BATCH_NOTICE_INSERT, notice_columns,
                    sizeof notice_columns / sizeof(struct column)},
    [ROW_OUTBOX] = {QUERY_BATCH_OUTBOX_INSERT, outbox_columns,
                    sizeof outbox_columns / sizeof(struct column)},
    [ROW_REPLY] = {QUERY_BATCH_REPLY_INSERT, reply_columns,
                   sizeof reply_columns / sizeof(struct column)},
    [ROW_RECORD] = {QUERY_BATCH_RECORD, record_columns,
                    sizeof record_columns / sizeof(struct column)},
#define DOCUMENT_TABLE(name, text)                                                                 \
    [ROW_RECORD_##name] = {QUERY_BATCH_RECORD_##name, document_columns,                            \
                           sizeof document_columns / sizeof(struct column)},
    RECORDS(DOCUMENT_TABLE)
#undef DOCUMENT_TABLE
        [ROW_RECOMPUTED] = {QUERY_BATCH_RECOMPUTED, recomputed_columns,
                            sizeof recomputed_columns / sizeof(struct column)},
    [ROW_QUEUE_DAY] = {QUERY_BATCH_QUEUE_DAY_INSERT, queue_day_columns,
                       sizeof queue_day_columns / sizeof(struct column)},
    [ROW_MOVE] = {QUERY_BATCH_COUNTER_JOURNAL, move_columns,
                  sizeof move_columns / sizeof(struct column)},
    [ROW_KEY] = {QUERY_BATCH_KEYS, key_columns, sizeof key_columns / sizeof(struct column)},
};

enum pgtype column_pgtype(enum column_type type)
{
    static const enum pgtype types[] = {
        [COLUMN_ENUM] = PGTYPE_INT2,        [COLUMN_INT16] = PGTYPE_INT2,
        [COLUMN_INT32] = PGTYPE_INT4,       [COLUMN_INT32_NATURAL] = PGTYPE_INT4,
        [COLUMN_INT64] = PGTYPE_INT8,       [COLUMN_INT64_ID] = PGTYPE_INT8,
        [COLUMN_TIME] = PGTYPE_TIMESTAMPTZ, [COLUMN_TIME_OR_INFINITY] = PGTYPE_TIMESTAMPTZ,
        [COLUMN_DAY] = PGTYPE_DATE,         [COLUMN_BOOL] = PGTYPE_BOOL,
        [COLUMN_TEXT] = PGTYPE_TEXT,        [COLUMN_BYTES16] = PGTYPE_BYTEA,
        [COLUMN_BYTES32] = PGTYPE_BYTEA,    [COLUMN_OFFICES] = PGTYPE_TEXT,
    };
    return types[type];
}

static void put_offices(struct pgarray *writer, const struct kase *kase)
{
    char text[KASE_CONTACT_OFFICES * 12 + 3];
    int length = 0;
    text[length++] = '{';
    for (int32_t i = 0; i < kase->contact_office_count; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "%s%d", i > 0 ? "," : "",
                           (int)kase->contact_offices[i]);
    text[length++] = '}';
    pgarray_bytes(writer, text, (size_t)length);
}

static void put_time(struct pgarray *writer, int64_t at_us, bool infinite)
{
    if (at_us != NO_TIME)
        pgarray_time(writer, at_us);
    else if (infinite)
        pgarray_infinity(writer);
    else
        pgarray_null(writer);
}

static void put_value(struct pgarray *writer, enum column_type type, const void *field)
{
    switch (type) {
    case COLUMN_ENUM: pgarray_int16(writer, (int16_t)(*(const int *)field)); break;
    case COLUMN_INT16: pgarray_int16(writer, *(const int16_t *)field); break;
    case COLUMN_INT32: pgarray_int32(writer, *(const int32_t *)field); break;
    case COLUMN_INT32_NATURAL:
        if (*(const int32_t *)field < 0)
            pgarray_null(writer);
        else
            pgarray_int32(writer, *(const int32_t *)field);
        break;
    case COLUMN_INT64: pgarray_int64(writer, *(const int64_t *)field); break;
    case COLUMN_INT64_ID:
        if (*(const int64_t *)field == 0)
            pgarray_null(writer);
        else
            pgarray_int64(writer, *(const int64_t *)field);
        break;
    case COLUMN_TIME: put_time(writer, *(const int64_t *)field, false); break;
    case COLUMN_TIME_OR_INFINITY: put_time(writer, *(const int64_t *)field, true); break;
    case COLUMN_DAY: pgarray_day(writer, *(const int32_t *)field); break;
    case COLUMN_BOOL: pgarray_bool(writer, *(const bool *)field); break;
    case COLUMN_TEXT: pgarray_text(writer, *(const char *const *)field); break;
    case COLUMN_BYTES16: pgarray_bytes(writer, field, 16); break;
    case COLUMN_BYTES32: pgarray_bytes(writer, field, 32); break;
    case COLUMN_OFFICES: put_offices(writer, field); break;
    }
}

static void add_array(struct db_params *params, struct pgarray *writer)
{
    size_t length;
    const uint8_t *bytes = pgarray_end(writer, &length);
    db_array(params, bytes, length);
}

void batch_rows_column(struct db_params *params, struct pgarray *writer,
                       const struct column *column, const struct batch_row *rows, size_t count)
{
    pgarray_begin(writer, column_pgtype(column->type));
    for (size_t i = 0; i < count; i++)
        put_value(writer, column->type, (const char *)rows[i].row + column->offset);
    add_array(params, writer);
}

void batch_rows_ords(struct db_params *params, struct pgarray *writer, const struct batch_row *rows,
                     size_t count)
{
    pgarray_begin(writer, PGTYPE_INT4);
    for (size_t i = 0; i < count; i++) pgarray_int32(writer, rows[i].ord);
    add_array(params, writer);
}

void batch_rows_statement(struct db_statement *statement, struct pgarray *writer,
                          enum row_kind kind, int32_t agency_id, const struct batch_row *rows,
                          size_t count)
{
    const struct row_table *table = &row_tables[kind];
    statement->query = table->query;
    db_params_clear(&statement->params);
    db_int(&statement->params, agency_id);
    batch_rows_ords(&statement->params, writer, rows, count);
    for (size_t i = 0; i < table->count; i++)
        batch_rows_column(&statement->params, writer, &table->columns[i], rows, count);
}

size_t batch_rows_count(enum row_kind kind, const struct effects *effects,
                        const struct batch_key *key)
{
    switch (kind) {
    case ROW_KASE_INSERT:
    case ROW_KASE_UPDATE: return effects->kases_count;
    case ROW_CUSTOMER_INSERT:
    case ROW_CUSTOMER_UPDATE: return effects->customers_count;
    case ROW_IDENTIFIER: return effects->identifiers_count;
    case ROW_CUSTOMER_MOVE: return effects->customer_moves_count;
    case ROW_ERASURE: return effects->erasures_count;
    case ROW_EVENT: return effects->events_count;
    case ROW_CONTACT: return effects->contacts_count;
    case ROW_TASK: return effects->tasks_count;
    case ROW_CLOCK: return effects->clocks_count;
    case ROW_INTERVAL: return effects->intervals_count;
    case ROW_RUNG: return effects->rungs_count;
    case ROW_NOTE: return effects->notes_count;
    case ROW_LINK: return effects->links_count;
    case ROW_NOTICE: return effects->notices_count;
    case ROW_OUTBOX: return effects->outboxes_count;
    case ROW_REPLY: return effects->replies_count;
#define COUNT_RECORDS(name, text) case ROW_RECORD_##name:
        RECORDS(COUNT_RECORDS)
#undef COUNT_RECORDS
    case ROW_RECORD: return effects->records_count;
    case ROW_RECOMPUTED: return effects->recomputed_count;
    case ROW_QUEUE_DAY: return effects->queue_days_count;
    case ROW_MOVE: return effects->moves_count;
    case ROW_KEY: return key != NULL;
    case ROW_KINDS: break;
    }
    return 0;
}

const void *batch_rows_get(enum row_kind kind, const struct effects *effects,
                           const struct batch_key *key, size_t i)
{
    switch (kind) {
    case ROW_KASE_INSERT: return effects->kases[i].fresh ? effects->kases[i].row : NULL;
    case ROW_KASE_UPDATE: return effects->kases[i].fresh ? NULL : effects->kases[i].row;
    case ROW_CUSTOMER_INSERT: return effects->customers[i].fresh ? &effects->customers[i] : NULL;
    case ROW_CUSTOMER_UPDATE: return effects->customers[i].fresh ? NULL : &effects->customers[i];
    case ROW_IDENTIFIER: return &effects->identifiers[i];
    case ROW_CUSTOMER_MOVE: return &effects->customer_moves[i];
    case ROW_ERASURE: return &effects->erasures[i];
    case ROW_EVENT: return &effects->events[i];
    case ROW_CONTACT: return &effects->contacts[i];
    case ROW_TASK: return &effects->tasks[i];
    case ROW_CLOCK: return &effects->clocks[i];
    case ROW_INTERVAL: return &effects->intervals[i];
    case ROW_RUNG: return &effects->rungs[i];
    case ROW_NOTE: return &effects->notes[i];
    case ROW_LINK: return &effects->links[i];
    case ROW_NOTICE: return &effects->notices[i];
    case ROW_OUTBOX: return &effects->outboxes[i];
    case ROW_REPLY: return &effects->replies[i];
    case ROW_RECORD: return &effects->records[i];
#define GET_DOCUMENT(name, text)                                                                   \
    case ROW_RECORD_##name:                                                                        \
        return effects->records[i].kind == RECORD_##name ? &effects->records[i] : NULL;
        RECORDS(GET_DOCUMENT)
#undef GET_DOCUMENT
    case ROW_RECOMPUTED: return &effects->recomputed[i];
    case ROW_QUEUE_DAY: return &effects->queue_days[i];
    case ROW_MOVE: return &effects->moves[i];
    case ROW_KEY: return key;
    case ROW_KINDS: break;
    }
    return NULL;
}

static size_t row_bytes(const struct row_table *table, const void *row)
{
    size_t bytes = table->count * 12;
    for (size_t i = 0; i < table->count; i++) {
        const void *field = (const char *)row + table->columns[i].offset;
        if (table->columns[i].type == COLUMN_TEXT && *(const char *const *)field != NULL)
            bytes += strlen(*(const char *const *)field);
    }
    return bytes;
}

size_t batch_rows_bytes(const struct effects *effects, const struct batch_key *key)
{
    size_t bytes = 0;
    for (int kind = 0; kind < ROW_KINDS; kind++) {
        size_t count = batch_rows_count((enum row_kind)kind, effects, key);
        for (size_t i = 0; i < count; i++) {
            const void *row = batch_rows_get((enum row_kind)kind, effects, key, i);
            if (row != NULL) bytes += row_bytes(&row_tables[kind], row);
        }
    }
    return bytes;
}
