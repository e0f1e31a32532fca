/* What the rules of a decision share: events, ids, clocks, notices. */
#include "workflow/decision.h"

#include <assert.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/contact.h"
#include "workflow/message.h"

enum { LEDGER_ROOM = 16 }; /* ledger entries that one decision may add to a clock */

/* Copies the clocks with room in their ledgers. */
static bool copy_clocks(struct decision *decision, const struct kase_loaded *loaded)
{
    size_t room = loaded->clock_count + KASE_CLOCKS;
    decision->clocks = arena_array(decision->arena, room, sizeof *decision->clocks);
    if (decision->clocks == NULL) return false;
    decision->clock_count = loaded->clock_count;
    for (size_t i = 0; i < loaded->clock_count; i++) {
        struct kase_clock *copy = &decision->clocks[i];
        *copy = loaded->clocks[i];
        copy->ledger =
            arena_array(decision->arena, copy->ledger_count + LEDGER_ROOM, sizeof *copy->ledger);
        if (copy->ledger == NULL) return false;
        if (copy->ledger_count > 0)
            memcpy(copy->ledger, loaded->clocks[i].ledger,
                   copy->ledger_count * sizeof *copy->ledger);
    }
    return true;
}

enum error_code kase_known(const struct desk *desk, const struct kase_loaded *loaded,
                           struct error *error)
{
    bool known = desk_agency(desk, loaded->row.agency_id) != NULL &&
                 desk_service(desk, loaded->row.service_id) != NULL &&
                 desk_process(desk, loaded->row.process_id) != NULL;
    for (size_t i = 0; i < loaded->clock_count; i++)
        known &= desk_standard(desk, loaded->clocks[i].clock.standard_id) != NULL;
    return known ? ERR_OK : desk_is_behind(error);
}

enum error_code decision_begin(struct decision *decision, const struct kase_loaded *loaded)
{
    static const struct kase_loaded nothing = {.clocks = NULL};
    decision->row = arena_alloc(decision->arena, sizeof *decision->row);
    if (loaded == NULL) loaded = &nothing;
    if (decision->row == NULL || !copy_clocks(decision, loaded))
        return error_set(decision->error, ERR_UNAVAILABLE, "could not get memory for this request");
    *decision->row = loaded->row;
    decision->tasks = loaded->tasks;
    decision->task_count = loaded->task_count;
    if (loaded->row.id != 0) {
        enum error_code code = kase_known(decision->desk, loaded, decision->error);
        if (code != ERR_OK) return code;
        decision->agency = desk_agency(decision->desk, loaded->row.agency_id);
        decision->process = desk_process(decision->desk, loaded->row.process_id);
        decision->effects->agency_id = loaded->row.agency_id;
    }
    return ERR_OK;
}

enum error_code decision_end(struct decision *decision, bool fresh, int32_t expected_version)
{
    message_of_decision(decision);
    struct kase_row *row = effects_add_kase_row(decision->arena, decision->effects);
    if (row == NULL || decision->full)
        return error_set(decision->error, ERR_UNAVAILABLE, "could not get memory for this request");
    row->row = decision->row;
    row->fresh = fresh;
    row->expected_version = expected_version;
    return ERR_OK;
}

int64_t decision_id(struct decision *decision)
{
    assert(decision->effects->ids_used < DECISION_IDS);
    return decision->context->first_id + decision->effects->ids_used++;
}

const uint8_t *decision_salt(const struct decision *decision, int which)
{
    return decision->context->salts[which];
}

int32_t decision_actor_id(const struct decision *decision)
{
    return decision->actor->staff == NULL ? 0 : decision->actor->staff->id;
}

struct case_event *decision_event(struct decision *decision, enum event_kind kind)
{
    struct case_event *event = effects_add_case_event(decision->arena, decision->effects);
    if (event == NULL) {
        /* The rules go on with a scrap event; decision_end() answers that memory ran out. */
        static _Thread_local struct case_event scrap;
        decision->full = true;
        event = &scrap;
        memset(event, 0, sizeof *event);
    }
    const struct kase *row = decision->row;
    event->agency_id = row->agency_id;
    event->case_id = row->id;
    event->seq = row->version + 1;
    event->kind = kind;
    event->at_us = decision->now_us;
    event->actor_id = decision_actor_id(decision);
    event->office_id = row->office_id;
    event->service_id = row->service_id;
    event->segment_id = row->segment_id;
    event->channel = row->channel;
    event_facts_clear(&event->facts);
    return event;
}

static void add_moves(struct decision *decision, const struct counter_move *moves, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct counter_move *move = effects_add_counter_move(decision->arena, decision->effects);
        if (move == NULL) {
            decision->full = true;
            return;
        }
        *move = moves[i];
    }
}

void decision_emit(struct decision *decision, struct case_event *event)
{
    struct counter_move moves[COUNTER_MOVES_MAX];
    if (event_seal(decision->arena, event, decision->row->hash) != 0) {
        decision->full = true;
        return;
    }
    kase_apply(decision->row, event);
    add_moves(decision, moves, counter_of_event(event, decision->agency->zone, moves));
}

void decision_why(struct decision *decision, struct case_event *event, const char *text)
{
    if (text == NULL || text[0] == '\0') return;
    struct note_row *note = effects_add_note_row(decision->arena, decision->effects);
    if (note == NULL) {
        decision->full = true;
        return;
    }
    note->agency_id = decision->row->agency_id;
    note->id = event->facts.note_id = decision_id(decision);
    note->case_id = decision->row->id;
    note->staff_id = decision_actor_id(decision);
    note->at_us = decision->now_us;
    note->body = text;
    memcpy(note->salt, decision_salt(decision, 2), sizeof note->salt);
    event->facts.digest = event_digest(decision->arena, note->salt, &text, 1);
}

struct notice_row *decision_notice(struct decision *decision, int32_t staff_id,
                                   enum event_kind kind, int16_t percent)
{
    if (staff_id == 0 || staff_id == decision_actor_id(decision)) return NULL;
    if (decision->command->kind == COMMAND_CASE_IMPORT)
        return NULL; /* long past: nobody waits for it */
    struct notice_row *notice = effects_add_notice_row(decision->arena, decision->effects);
    if (notice == NULL) {
        decision->full = true;
        return NULL;
    }
    notice->agency_id = decision->row->agency_id;
    notice->id = decision_id(decision);
    notice->staff_id = staff_id;
    notice->case_id = decision->row->id;
    notice->kind = kind;
    notice->percent = percent;
    notice->at_us = decision->now_us;
    return notice;
}

void decision_book(struct event_facts *facts, int32_t minutes, int32_t queue_id)
{
    facts->minutes = minutes > 0 ? minutes : 0;
    facts->queue_id = minutes > 0 ? queue_id : 0;
}

struct contact_row *decision_contact(struct decision *decision, int64_t case_id)
{
    const struct command *command = decision->command;
    struct contact_row *contact = effects_add_contact_row(decision->arena, decision->effects);
    if (contact == NULL) {
        decision->full = true;
        return NULL;
    }
    contact->agency_id = decision->agency->id;
    contact->id = decision_id(decision);
    contact->case_id = case_id;
    contact->customer_id = case_id == 0 ? command->customer_id : 0;
    contact->office_id = command->office_id;
    contact->service_id = case_id == 0 ? command->service_id : decision->row->service_id;
    contact->segment_id = case_id == 0 ? command->segment_id : decision->row->segment_id;
    if (command->kind != COMMAND_CONTACT_IMPORT) contact->staff_id = decision_actor_id(decision);
    contact->channel = command->channel;
    contact_describe(command, contact);
    if (command->kind != COMMAND_CASE_IMPORT) {
        contact->source = command->source;
        contact->external_id = command->external_id;
    }
    contact_measure(command, decision->now_us, contact);
    contact_judge(decision->desk, decision->agency->zone, contact);
    struct counter_move moves[COUNTER_MOVES_MAX];
    add_moves(decision, moves, counter_of_contact(contact, decision->agency->zone, moves));
    return contact;
}

enum error_code decision_must_be_open(struct decision *decision)
{
    if (kase_open(decision->row)) return ERR_OK;
    refuse(decision, "the case is closed");
    error_hint(decision->error, "reopen it first");
    return ERR_REFUSED;
}
