/* What the rules of records share. */
#include "workflow/record.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/reference.h"
#include "workflow/message.h"

void record_join(struct record_decision *decision, const struct decision_context *context,
                 const struct actor *actor, const struct record *record, struct effects *effects,
                 struct error *error)
{
    *decision = (struct record_decision){.context = context,
                                         .actor = actor,
                                         .effects = effects,
                                         .error = error,
                                         .agency = desk_agency(context->desk, record->agency_id),
                                         .row = *record,
                                         .expected_version = record->version};
    assert(decision->agency != NULL);
    if (record->id == 0) {
        char reference[REFERENCE_TEXT];
        decision->row.id = record_new_id(decision);
        if (decision->row.id >= REFERENCE_IDS) return; /* record_end() tells */
        reference_format(context->desk->reference_key, decision->row.id, reference);
        decision->row.reference = arena_strdup(context->arena, reference);
        decision->full = decision->row.reference == NULL;
    }
}

void record_begin(struct record_decision *decision, const struct decision_context *context,
                  const struct actor *actor, const struct record *record, struct effects *effects,
                  struct error *error)
{
    memset(effects, 0, sizeof *effects);
    effects->agency_id = record->agency_id;
    record_join(decision, context, actor, record, effects, error);
}

int64_t record_new_id(struct record_decision *decision)
{
    int ids = decision->context->ids == 0 ? DECISION_IDS : decision->context->ids;
    assert(decision->effects->ids_used < ids);
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
    bool given_out = row->id >= REFERENCE_IDS; /* the record's own; other things go on */
    if (written == NULL || document == NULL || decision->full || given_out) {
        memset(decision->effects, 0, sizeof *decision->effects);
        return error_set(decision->error, ERR_UNAVAILABLE,
                         given_out ? "nothing new can be recorded: all references are given out"
                                   : "could not get memory for this request");
    }
    *written = (struct record_row){.id = row->id,
                                   .kind = row->kind,
                                   .fresh = decision->expected_version == 0,
                                   .expected_version = decision->expected_version,
                                   .version = row->version,
                                   .office_id = row->office_id,
                                   .service_id = row->service_id,
                                   .segment_id = row->segment_id,
                                   .channel = row->channel,
                                   .reference = row->reference,
                                   .document = document};
    memcpy(written->hash, row->hash, sizeof written->hash);
    return ERR_OK;
}

enum error_code record_check_version(const struct record *record, int32_t if_match,
                                     struct error *error)
{
    if (if_match == 0 || if_match == record->version) return ERR_OK;
    error_set(error, ERR_STALE, "it has changed since you read it");
    error_hint(error, "read it again, look at what changed, and repeat what still applies");
    return ERR_STALE;
}

void record_notice(struct record_decision *decision, int32_t staff_id, enum event_kind kind)
{
    const struct staff *actor = decision->actor->staff;
    if (staff_id == 0 || (actor != NULL && actor->id == staff_id)) return;
    struct notice_row *notice = effects_add_notice_row(decision->context->arena, decision->effects);
    if (notice == NULL) {
        decision->full = true;
        return;
    }
    *notice = (struct notice_row){.agency_id = decision->row.agency_id,
                                  .id = record_new_id(decision),
                                  .staff_id = staff_id,
                                  .case_id = decision->row.id,
                                  .kind = kind,
                                  .at_us = decision->context->now_us};
}

bool record_in_language(const struct record_decision *decision,
                        const struct decision_customer *customer, const char *language)
{
    const char *own = customer->language == NULL ? decision->agency->locale : customer->language;
    return own != NULL && strncmp(own, language, strlen(language)) == 0;
}

/* What the last event is to one of those who are told of it. */
static const char *occasion_of_last(const struct record_decision *decision,
                                    const struct decision_customer *customer)
{
    const struct effects *effects = decision->effects;
    struct arena *arena = decision->context->arena;
    assert(effects->events_count > 0);
    return message_occasion(arena, &effects->events[effects->events_count - 1],
                            arena_printf(arena, "%" PRId64, customer->id));
}

void record_message(struct record_decision *decision, const struct decision_customer *customer,
                    const char *subject, const char *body)
{
    struct arena *arena = decision->context->arena;
    enum outbox_kind kind = message_way(customer);
    if (kind == OUTBOX_NONE) return;
    struct outbox_row *row = effects_add_outbox_row(arena, decision->effects);
    if (row == NULL || subject == NULL || body == NULL) {
        decision->full = true;
        return;
    }
    *row = (struct outbox_row){.agency_id = decision->row.agency_id,
                               .id = record_new_id(decision),
                               .owner_id = decision->row.id,
                               .at_us = decision->context->now_us,
                               .language = customer->language,
                               .subject = subject,
                               .body = body,
                               .occasion = occasion_of_last(decision, customer)};
    message_address(arena, row, kind, customer);
    if (row->address == NULL || row->occasion == NULL) decision->full = true;
}

const struct staff *record_owner(const struct desk *desk, const struct record *record,
                                 const char *user_name, uint32_t roles, const char *field,
                                 struct error *error)
{
    const struct staff *staff = desk_staff_by_user_name(desk, user_name);
    for (size_t i = 0; staff != NULL && i < staff->grant_count; i++) {
        const struct grant *grant = &staff->grants[i];
        if (grant->agency_id == record->agency_id && (roles & ROLE_BIT(grant->role)) != 0 &&
            (grant->office_id == 0 || record->office_id == 0 ||
             grant->office_id == record->office_id))
            return staff;
    }
    error_field(error, field, "nobody of the name %s can own it here", user_name);
    return NULL;
}
