/* What the rules of records share. */
#include "workflow/record.h"

#include <assert.h>
#include <string.h>

#include "proto/arena.h"

void record_begin(struct record_decision *decision, const struct decision_context *context,
                  const struct actor *actor, const struct record *record, struct effects *effects,
                  struct error *error)
{
    memset(effects, 0, sizeof *effects);
    effects->agency_id = record->agency_id;
    *decision = (struct record_decision){.context = context,
                                         .actor = actor,
                                         .effects = effects,
                                         .error = error,
                                         .agency = desk_agency(context->desk, record->agency_id),
                                         .row = *record,
                                         .expected_version = record->version};
    assert(decision->agency != NULL);
}

int64_t record_new_id(struct record_decision *decision)
{
    assert(decision->effects->ids_used < DECISION_IDS);
    return decision->context->first_id + decision->effects->ids_used++;
}

struct case_event *record_event(struct record_decision *decision, enum event_kind kind)
{
    static _Thread_local struct case_event
        scrap; /* taken when memory ran out; record_end() tells */
    const struct record *row = &decision->row;
    struct case_event *event = effects_add_case_event(decision->context->arena, decision->effects);
    if (event == NULL) {
        decision->full = true;
        event = &scrap;
    }
    *event = (struct case_event){.agency_id = row->agency_id,
                                 .case_id = row->id,
                                 .seq = row->version + 1,
                                 .kind = kind,
                                 .at_us = decision->context->now_us,
                                 .office_id = row->office_id,
                                 .service_id = row->service_id,
                                 .segment_id = row->segment_id,
                                 .channel = row->channel};
    if (decision->actor->staff != NULL) event->actor_id = decision->actor->staff->id;
    event_facts_clear(&event->facts);
    return event;
}

void record_emit(struct record_decision *decision, struct case_event *event)
{
    struct counter_move moves[COUNTER_MOVES_MAX];
    struct record *row = &decision->row;
    if (event_seal(decision->context->arena, event, row->hash) != 0) {
        decision->full = true;
        return;
    }
    row->version = event->seq;
    memcpy(row->hash, event->hash, sizeof row->hash);
    size_t count = counter_of_event(event, decision->agency->zone, moves);
    for (size_t i = 0; i < count; i++) {
        struct counter_move *move =
            effects_add_counter_move(decision->context->arena, decision->effects);
        if (move == NULL) {
            decision->full = true;
            return;
        }
        *move = moves[i];
    }
}

enum error_code record_end(struct record_decision *decision, const char *document)
{
    const struct record *row = &decision->row;
    struct record_row *written =
        effects_add_record_row(decision->context->arena, decision->effects);
    if (written == NULL || document == NULL || decision->full)
        return error_set(decision->error, ERR_UNAVAILABLE, "could not get memory for this request");
    *written = (struct record_row){.id = row->id,
                                   .kind = row->kind,
                                   .fresh = decision->expected_version == 0,
                                   .expected_version = decision->expected_version,
                                   .version = row->version,
                                   .office_id = row->office_id,
                                   .service_id = row->service_id,
                                   .segment_id = row->segment_id,
                                   .channel = row->channel,
                                   .document = document};
    memcpy(written->hash, row->hash, sizeof written->hash);
    return ERR_OK;
}
