/* Acts on complaints. */
#include "workflow/complaint.h"

#include <assert.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/command.h"
#include "workflow/complaint_int.h"

/* Ids that an act may need after what time has done; a case that is logged needs more. */
enum { ACT_IDS = 12, MESSAGE_IDS = 1 };

#define refuse(work, ...) error_set((work)->record.error, ERR_REFUSED, __VA_ARGS__)

const struct complaint_stage *complaint_now(const struct complaint *complaint)
{
    return complaint->stage_count == 0 ? NULL : &complaint->stages[complaint->stage_count - 1];
}

const char *complaint_told_next(const struct ladder *ladder, const struct complaint *complaint)
{
    const struct complaint_stage *now = complaint_now(complaint);
    if (now == NULL || complaint->state == COMPLAINT_REFERRED) return ladder->ombudsman;
    return ladder->stages[now->stage].told;
}

enum error_code complaint_known(const struct desk *desk, const struct complaint *complaint,
                                struct error *error)
{
    return complaint->ladder_id == 0 || desk_ladder(desk, complaint->ladder_id) != NULL
               ? ERR_OK
               : desk_is_behind(error);
}

void complaint_begin(struct complaint_work *work, const struct complaint_context *context,
                     const struct actor *actor, struct complaint *complaint,
                     struct effects *effects, struct error *error)
{
    *work = (struct complaint_work){.context = context,
                                    .at = context->decision,
                                    .complaint = complaint,
                                    .ladder =
                                        desk_ladder(context->decision.desk, complaint->ladder_id)};
    record_begin(&work->record, &work->at, actor, &complaint->record, effects, error);
}

enum error_code complaint_end(struct complaint_work *work)
{
    work->complaint->record = work->record.row;
    complaint_message(work);
    return record_end(&work->record, complaint_document(work->at.arena, work->complaint));
}

struct case_event *complaint_event(struct complaint_work *work, enum event_kind kind)
{
    struct case_event *event = record_event(&work->record, kind);
    const struct complaint_stage *now = complaint_now(work->complaint);
    event->facts.ladder_id = work->complaint->ladder_id;
    event->facts.stage = now == NULL ? 0 : now->stage + 1;
    event->facts.serious = work->complaint->serious;
    return event;
}

void complaint_notice(struct complaint_work *work, int32_t staff_id, enum event_kind kind,
                      int16_t percent)
{
    const struct staff *actor = work->record.actor->staff;
    if (actor != NULL && actor->id == staff_id) return;
    struct notice_row *notice = effects_add_notice_row(work->at.arena, work->record.effects);
    if (notice == NULL) {
        work->record.full = true;
        return;
    }
    *notice = (struct notice_row){.agency_id = work->record.row.agency_id,
                                  .id = record_new_id(&work->record),
                                  .staff_id = staff_id,
                                  .case_id = work->record.row.id,
                                  .kind = kind,
                                  .percent = percent,
                                  .at_us = work->at.now_us};
}

static const char *digest(struct complaint_work *work, const char *one, const char *other)
{
    const char *texts[] = {one, other};
    return event_digest(work->at.arena, work->complaint->salt, texts, 2);
}

/* ---- a new one ---- */

static const char *only_recorded(const struct complaint_work *work)
{
    const struct complaint *complaint = work->complaint;
    assert(work->record.agency != NULL); /* record_begin() */
    const struct zone *zone = work->record.agency->zone;
    if (complaint->serious) return NULL;
    if (work->ladder->needs_name && complaint->customer_id == 0) return "anonymous";
    if (work->ladder->oldest_months == 0 || complaint->happened_at_us == NO_TIME) return NULL;
    civil_day happened = zone_local(zone, complaint->happened_at_us).day;
    civil_day received = zone_local(zone, complaint->received_at_us).day;
    return civil_add_months(happened, work->ladder->oldest_months) < received ? "too-old" : NULL;
}

static enum error_code check_told(const struct complaint_context *context,
                                  const struct complaint_told *told, struct error *error)
{
    int64_t latest_us = context->decision.now_us + US_PER_MIN;
    if (told->received_at_us != NO_TIME && told->received_at_us > latest_us)
        error_field(error, "/received_at", "this is in the future");
    if (told->happened_at_us != NO_TIME && told->happened_at_us > latest_us)
        error_field(error, "/happened_at", "this is in the future");
    if (told->customer_id != 0 && !context->decision.customer_found)
        error_field(error, "/customer", "there is no such customer");
    return error->code;
}

static void fill(struct complaint *complaint, const struct complaint_context *context,
                 const struct actor *actor, const struct complaint_told *told)
{
    int64_t now_us = context->decision.now_us;
    *complaint = (struct complaint){
        .record = {.agency_id = told->agency_id,
                   .kind = RECORD_COMPLAINT,
                   .office_id = told->office_id,
                   .service_id = told->service_id,
                   .segment_id = told->segment_id,
                   .channel = told->channel},
        .state = COMPLAINT_OPEN,
        .subject = told->subject,
        .case_id = told->case_id,
        .customer_id = told->customer_id,
        .case_manager_id = told->case_manager_id,
        .logged_by = actor->staff == NULL ? 0 : actor->staff->id,
        .received_at_us = told->received_at_us == NO_TIME ? now_us : told->received_at_us,
        .logged_at_us = now_us,
        .happened_at_us = told->happened_at_us,
        .closed_at_us = NO_TIME,
        .ask_until_us = NO_TIME,
        .text = told->text,
        .about_count = told->about_count};
    memcpy(complaint->about, told->about, sizeof complaint->about);
    memcpy(complaint->salt, context->decision.salts[0], sizeof complaint->salt);
}

static void emit_logged(struct complaint_work *work)
{
    const struct complaint *complaint = work->complaint;
    const struct complaint_stage *now = complaint_now(complaint);
    struct case_event *event = complaint_event(work, EVENT_COMPLAINT_LOGGED);
    struct event_facts *facts = &event->facts;
    facts->reference = work->record.row.reference;
    facts->customer_id = complaint->customer_id;
    facts->received_at_us = complaint->received_at_us;
    facts->anonymous = complaint->customer_id == 0;
    facts->other_case_id = complaint->case_id;
    facts->digest = digest(work, complaint->text, complaint->subject);
    if (now != NULL) {
        facts->answerer_id = now->answerer_id;
        facts->queue_id = now->answerer_id == 0 ? now->queue_id : 0;
        facts->route = now->route;
        facts->due_at_us = now->due_at_us;
    }
    record_emit(&work->record, event);
}

/* The ladder of its subject, on the day it came. */
static const struct ladder *find_ladder(const struct complaint_context *context,
                                        const struct complaint *complaint,
                                        const struct ladder_subject **subject, struct error *error)
{
    const struct desk *desk = context->decision.desk;
    const struct agency *agency = desk_agency(desk, complaint->record.agency_id);
    civil_day day = zone_local(agency->zone, complaint->received_at_us).day;
    const struct ladder *ladder = ladder_at(desk, agency->id, complaint->subject, day, subject);
    if (ladder != NULL) return ladder;
    const struct ladder_subject *none;
    if (ladder_at(desk, agency->id, NULL, day, &none) != NULL && complaint->subject != NULL)
        error_field(error, "/subject", "%s has no subject of complaints \"%s\"", agency->code,
                    complaint->subject);
    else
        error_field(error, "/agency", "%s has no ladder of complaints that takes this",
                    agency->code);
    return NULL;
}

enum error_code complaint_log(const struct complaint_context *context, const struct actor *actor,
                              const struct complaint_told *told, struct complaint *complaint,
                              struct effects *effects, struct error *error)
{
    struct complaint_work work;
    const struct ladder_subject *subject;
    if (check_told(context, told, error) != ERR_OK) return error->code;
    fill(complaint, context, actor, told);
    const struct ladder *ladder = find_ladder(context, complaint, &subject, error);
    if (ladder == NULL) return error->code;
    int independent = ladder_independent(ladder);
    complaint->ladder_id = ladder->id;
    complaint->serious = subject != NULL && subject->serious;
    complaint->secret_role = ladder->stages[independent].role;
    complaint_begin(&work, context, actor, complaint, effects, error);
    complaint->not_opened = only_recorded(&work);
    if (complaint->not_opened != NULL) {
        complaint->state = COMPLAINT_NOT_OPENED;
        complaint->closed_at_us = work.at.now_us;
    } else {
        complaint_stage_begin(&work, complaint->serious ? independent : 0,
                              complaint->received_at_us, EVENT_COMPLAINT_LOGGED);
    }
    emit_logged(&work);
    return complaint_end(&work);
}

/* ---- acts of the answerer ---- */

static enum error_code must_be_open(struct complaint_work *work)
{
    if (work->complaint->state == COMPLAINT_OPEN) return ERR_OK;
    return refuse(work, "the complaint is not open: it is %s",
                  name_of(&complaint_state_names, (int)work->complaint->state));
}

/* Whoever may answer the stage and does something for it, while the one who was chosen cannot,
 * answers it from now on. */
static enum error_code must_answer(struct complaint_work *work)
{
    int32_t earlier[COMPLAINT_ENTRIES];
    const struct staff *staff = work->record.actor->staff;
    struct complaint_stage *stage = complaint_stage(work);
    struct ladder_question question = complaint_question(work, earlier);
    const struct desk *desk = work->at.desk;
    const char *why = ladder_unfit(desk, &question, staff);
    if (why != NULL)
        return refuse(work, "%s may not answer this stage: %s %s", staff->user_name, staff->name,
                      why);
    const struct staff *chosen = desk_staff(desk, stage->answerer_id);
    if (chosen != NULL && chosen != staff && ladder_unfit(desk, &question, chosen) == NULL &&
        !ladder_absent(desk, chosen, work->at.now_us))
        return refuse(work, "this stage is for %s (%s) to answer, who is present", chosen->name,
                      chosen->user_name);
    stage->answerer_id = staff->id;
    return ERR_OK;
}

static enum error_code acknowledge(struct complaint_work *work)
{
    enum error_code code = must_be_open(work);
    if (code == ERR_OK) code = must_answer(work);
    if (code != ERR_OK) return code;
    if (complaint_terms(work)->acknowledge.unit == UNIT_NONE)
        return refuse(work, "this stage of the ladder asks for no acknowledgement");
    if (complaint_stage(work)->acknowledged_at_us != NO_TIME)
        return refuse(work, "this stage was acknowledged already");
    int32_t acknowledged = complaint_acknowledge(work);
    struct case_event *event = complaint_event(work, EVENT_COMPLAINT_ACKNOWLEDGED);
    event->facts.acknowledged = acknowledged;
    event->facts.due_at_us = complaint_stage(work)->due_at_us;
    record_emit(&work->record, event);
    return ERR_OK;
}

static enum error_code add_remedy(struct complaint_work *work, const struct remedy_told *told)
{
    struct complaint *complaint = work->complaint;
    if (complaint->remedy_count == COMPLAINT_REMEDIES)
        return refuse(work, "a complaint has at most %d remedies", COMPLAINT_REMEDIES);
    struct complaint_remedy *remedy = &complaint->remedies[complaint->remedy_count++];
    *remedy = (struct complaint_remedy){.id = record_new_id(&work->record),
                                        .what = told->what,
                                        .owner_id = told->owner_id,
                                        .due_at_us = told->due_at_us,
                                        .done_at_us = NO_TIME};
    struct case_event *event = complaint_event(work, EVENT_REMEDY_ADDED);
    event->facts.task_id = remedy->id;
    event->facts.assignee_id = remedy->owner_id;
    event->facts.due_at_us = remedy->due_at_us;
    event->facts.digest = digest(work, remedy->what, NULL);
    record_emit(&work->record, event);
    if (remedy->owner_id != 0) complaint_notice(work, remedy->owner_id, EVENT_REMEDY_ADDED, 0);
    return ERR_OK;
}

static enum error_code add_remedies(struct complaint_work *work)
{
    const struct complaint_told *told = work->told;
    const struct complaint *complaint = work->complaint;
    if (told->remedy_count * 2 + MESSAGE_IDS >
            (size_t)(DECISION_IDS - work->record.effects->ids_used) ||
        complaint->remedy_count + told->remedy_count > COMPLAINT_REMEDIES)
        return refuse(work, "a complaint has at most %d remedies, and fewer are added at a time",
                      COMPLAINT_REMEDIES);
    enum error_code code = ERR_OK;
    for (size_t i = 0; i < told->remedy_count && code == ERR_OK; i++)
        code = add_remedy(work, &told->remedies[i]);
    return code;
}

/* The last instant at which the customer may ask for the next stage. */
static int64_t ask_until(const struct complaint_work *work)
{
    const struct clock_terms *terms = &work->ladder->ask_next;
    return terms->unit == UNIT_NONE ? NO_TIME : clock_due(terms, work->at.now_us, 0, NULL, 0);
}

static int64_t send_by(const struct complaint_work *work)
{
    const struct zone *zone = work->record.agency->zone;
    struct civil_time local = zone_local(zone, work->at.now_us);
    local.day += work->ladder->send_days;
    return work->ladder->send_days == 0 ? work->at.now_us : zone_instant(zone, local);
}

static enum error_code answer(struct complaint_work *work)
{
    struct complaint *complaint = work->complaint;
    const struct complaint_told *told = work->told;
    enum error_code code = must_be_open(work);
    if (code == ERR_OK) code = must_answer(work);
    if (code != ERR_OK) return code;
    int32_t acknowledged = complaint_acknowledge(work);
    struct complaint_stage *stage = complaint_stage(work);
    const struct clock *clock = &complaint->clocks[CLOCK_ANSWER];
    int64_t promised_us = clock->id == 0 ? NO_TIME
                                         : clock_due(&complaint_terms(work)->answer,
                                                     clock->started_at_us, 0, NULL, 0);
    complaint_stage_end(work, STAGE_ANSWERED);
    stage->outcome = told->outcome;
    stage->answer = told->answer;
    stage->lesson = told->lesson;
    stage->send_by_us = send_by(work);
    complaint->state = COMPLAINT_ANSWERED;
    complaint->closed_at_us = work->at.now_us;
    complaint->ask_until_us = ask_until(work);
    struct case_event *event = complaint_event(work, EVENT_COMPLAINT_ANSWERED);
    struct event_facts *facts = &event->facts;
    facts->acknowledged = acknowledged;
    facts->complaint_outcome = (int32_t)told->outcome;
    facts->stage_days = 1 + ladder_days(work->ladder, stage->started_at_us, work->at.now_us);
    facts->unextended = promised_us == NO_TIME || work->at.now_us <= promised_us;
    facts->in_time = stage->due_at_us == NO_TIME || work->at.now_us <= stage->due_at_us ? 1 : 2;
    facts->lesson = told->lesson != NULL;
    facts->digest = digest(work, told->answer, told->lesson);
    record_emit(&work->record, event);
    return add_remedies(work);
}

static enum error_code extend(struct complaint_work *work)
{
    const struct complaint_told *told = work->told;
    enum error_code code = must_be_open(work);
    if (code != ERR_OK) return code;
    const struct ladder_stage *terms = complaint_terms(work);
    struct complaint_stage *stage = complaint_stage(work);
    if (terms->extend_roles == 0)
        code = must_answer(work);
    else if ((work->record.actor->roles & terms->extend_roles) == 0)
        code = error_set(work->record.error, ERR_FORBIDDEN,
                         "your role here does not extend this stage");
    if (code != ERR_OK) return code;
    if (work->complaint->clocks[CLOCK_ANSWER].id == 0)
        return refuse(work, "this stage is to be acknowledged first: its time does not run yet");
    if (told->amount > terms->extension_max - stage->extended) {
        refuse(work, "this stage can be extended by %d %s in all; %d of them are granted",
               (int)terms->extension_max, name_of(&clock_unit_names, (int)terms->answer.unit),
               (int)stage->extended);
        error_hint(work->record.error, "answer in time, or let the complaint move up");
        return work->record.error->code;
    }
    const struct clock before = work->complaint->clocks[CLOCK_ANSWER];
    stage->extended += told->amount;
    stage->extension_reason = told->reason;
    complaint_clock_extend(work, told->amount);
    struct case_event *event = complaint_event(work, EVENT_COMPLAINT_EXTENDED);
    event->facts.clock_kind = (int32_t)before.kind;
    event->facts.clock_id = before.id;
    event->facts.extended_by = told->amount;
    event->facts.was_due_at_us = before.due_at_us;
    event->facts.due_at_us = stage->due_at_us;
    event->facts.digest = digest(work, told->reason, NULL);
    record_emit(&work->record, event);
    return ERR_OK;
}

/* ---- acts for the customer ---- */

static enum error_code escalate(struct complaint_work *work)
{
    const struct complaint *complaint = work->complaint;
    if (complaint->state != COMPLAINT_OPEN && complaint->state != COMPLAINT_ANSWERED)
        return refuse(work, "there is no next stage: the complaint is %s",
                      name_of(&complaint_state_names, (int)complaint->state));
    if (complaint->state == COMPLAINT_ANSWERED && complaint->ask_until_us != NO_TIME &&
        work->at.now_us > complaint->ask_until_us)
        return refuse(work, "the time to ask for the next stage is over");
    complaint_escalate(work, ESCALATED_BY_CUSTOMER);
    return ERR_OK;
}

static void drop(struct complaint_work *work, enum complaint_state state)
{
    if (complaint_stage(work)->end == STAGE_RUNNING) complaint_stage_end(work, STAGE_DROPPED);
    work->complaint->state = state;
    work->complaint->closed_at_us = work->at.now_us;
}

static enum error_code withdraw(struct complaint_work *work)
{
    enum error_code code = must_be_open(work);
    if (code != ERR_OK) return code;
    drop(work, COMPLAINT_WITHDRAWN);
    struct case_event *event = complaint_event(work, EVENT_COMPLAINT_WITHDRAWN);
    event->facts.digest = digest(work, work->told->reason, NULL);
    record_emit(&work->record, event);
    return ERR_OK;
}

/* Something that was never asked before is a request: it becomes a case in the same transaction. */
static enum error_code convert(struct complaint_work *work)
{
    struct effects *effects = work->record.effects;
    struct effects logged = {.agency_id = 0};
    struct decision_context context = work->at;
    enum error_code code = must_be_open(work);
    if (code != ERR_OK) return code;
    if (work->complaint->case_id != 0)
        return refuse(work, "it is about a case: what was asked before is no new request");
    if (work->complaint->stage_count > 1 || work->complaint->serious)
        return refuse(work, "only an ordinary complaint at its first stage can be a request");
    context.first_id += effects->ids_used;
    code = kase_decide(&context, work->record.actor, work->told->request, NULL, &logged,
                       work->record.error);
    if (code != ERR_OK) return code;
    work->complaint->converted_case_id = logged.kases[0].row->id;
    if (effects_append(work->at.arena, effects, &logged) != 0) work->record.full = true;
    drop(work, COMPLAINT_CONVERTED);
    struct case_event *event = complaint_event(work, EVENT_COMPLAINT_CONVERTED);
    event->facts.other_case_id = work->complaint->converted_case_id;
    record_emit(&work->record, event);
    return ERR_OK;
}

/* ---- what is added ---- */

static enum error_code link_case(struct complaint_work *work)
{
    struct complaint *complaint = work->complaint;
    if (complaint->case_id == work->told->case_id) return refuse(work, "it is linked already");
    complaint->case_id = work->told->case_id;
    if (complaint->case_manager_id == 0) complaint->case_manager_id = work->told->case_manager_id;
    struct case_event *event = complaint_event(work, EVENT_COMPLAINT_LINKED);
    event->facts.other_case_id = complaint->case_id;
    record_emit(&work->record, event);
    return ERR_OK;
}

static enum error_code remedy_done(struct complaint_work *work)
{
    struct complaint *complaint = work->complaint;
    for (size_t i = 0; i < complaint->remedy_count; i++) {
        struct complaint_remedy *remedy = &complaint->remedies[i];
        if (remedy->id != work->told->remedy_id) continue;
        if (remedy->done_at_us != NO_TIME) return refuse(work, "this remedy is done already");
        remedy->done_at_us = work->at.now_us;
        remedy->done_by = work->record.actor->staff->id;
        struct case_event *event = complaint_event(work, EVENT_REMEDY_DONE);
        event->facts.task_id = remedy->id;
        record_emit(&work->record, event);
        return ERR_OK;
    }
    error_field(work->record.error, "/remedy", "this complaint has no such remedy");
    return work->record.error->code;
}

static enum error_code more_remedies(struct complaint_work *work)
{
    if (work->complaint->stage_count == 0)
        return refuse(work, "the complaint was only recorded: there is nothing to put right");
    return add_remedies(work);
}

/* ---- the table ---- */

static const struct {
    enum error_code (*rule)(struct complaint_work *work);
    bool adds;    /* holds whatever time has done meanwhile */
    bool by_them; /* also by whom it is about: it only writes down what the customer wants */
} acts[] = {
    [COMPLAINT_ACKNOWLEDGE] = {acknowledge, false, false},
    [COMPLAINT_ANSWER] = {answer, false, false},
    [COMPLAINT_EXTEND] = {extend, false, false},
    [COMPLAINT_ESCALATE] = {escalate, false, true},
    [COMPLAINT_WITHDRAW] = {withdraw, false, false},
    [COMPLAINT_CONVERT] = {convert, false, false},
    [COMPLAINT_LINK] = {link_case, true, false},
    [COMPLAINT_REMEDY_ADD] = {more_remedies, true, false},
    [COMPLAINT_REMEDY_DONE] = {remedy_done, true, false},
};

enum error_code complaint_do(const struct complaint_context *context, const struct actor *actor,
                             enum complaint_act act, const struct complaint_told *told,
                             struct complaint *complaint, struct effects *effects,
                             struct error *error)
{
    struct complaint_work work;
    complaint_begin(&work, context, actor, complaint, effects, error);
    work.told = told;
    if (!acts[act].by_them &&
        ladder_concerns(work.at.desk, actor->staff, complaint->about, complaint->about_count))
        return refuse(&work, "%s is complained about, or works for somebody who is",
                      actor->staff->user_name);
    size_t stages = complaint->stage_count;
    enum complaint_state state = complaint->state;
    bool even = complaint_catch_up(&work, work.at.now_us - 1);
    if (!even || effects->ids_used > DECISION_IDS - ACT_IDS)
        return error_set(error, ERR_UNAVAILABLE, "its clocks are still being brought up to date");
    if (!acts[act].adds && (stages != complaint->stage_count || state != complaint->state)) {
        error_set(error, ERR_STALE, "the time of the stage ran out: the complaint has moved up");
        error_hint(error, "read it again");
        return error->code;
    }
    enum error_code code = acts[act].rule(&work);
    return code == ERR_OK ? complaint_end(&work) : code;
}

enum error_code complaint_fire(const struct complaint_context *context, struct complaint *complaint,
                               struct effects *effects, struct error *error)
{
    static const struct actor system = {.staff = NULL};
    struct complaint_work work;
    complaint_begin(&work, context, &system, complaint, effects, error);
    if (complaint->state != COMPLAINT_OPEN) return ERR_OK;
    complaint_catch_up(&work, work.at.now_us);
    return effects->events_count == 0 ? ERR_OK : complaint_end(&work);
}
