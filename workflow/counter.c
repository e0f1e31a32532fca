/* Which event moves which counter. The audit recounts with the same functions, so that a counter
 * and its recount cannot disagree about the rule, only about the facts. */
#include "workflow/counter.h"

#include <assert.h>

#include "workflow/calendar.h"
#include "workflow/contact.h"
#include "workflow/effects.h"
#include "workflow/survey.h"

enum { SUB_BUCKETS = 32, SUB_BITS = 5, LOGGED_LIVE_MINUTES = 10, ESCALATED_LATE_S = 60 };

static const char *const metric_table[METRIC_COUNT] = {"",
#define METRIC_NAME(name, text) text,
                                                       METRICS(METRIC_NAME)
#undef METRIC_NAME
};
const struct name_set metric_names = {"metric", metric_table, METRIC_COUNT};

int32_t counter_bucket(int64_t value)
{
    if (value < 0) value = 0;
    if (value < SUB_BUCKETS) return (int32_t)value + 1;
    int exponent = 63 - __builtin_clzll((unsigned long long)value); /* >= 5 */
    int shift = exponent - SUB_BITS;
    int32_t sub = (int32_t)(value >> shift) - SUB_BUCKETS; /* 0 … 31 */
    return (shift + 1) * SUB_BUCKETS + sub + 1;
}

int64_t counter_bucket_middle(int32_t bucket)
{
    int32_t index = bucket - 1;
    if (index < SUB_BUCKETS) return index < 0 ? 0 : index;
    int shift = index / SUB_BUCKETS - 1;
    int64_t low = (int64_t)(index % SUB_BUCKETS + SUB_BUCKETS) << shift;
    return low + (((int64_t)1 << shift) - 1) / 2;
}

/* The moves of one event: same slice and day, so that a rule is one line. */
struct moves {
    struct counter_move slice;
    struct counter_move *items;
    size_t count;
};

static void add(struct moves *moves, enum metric metric, int32_t bucket, int64_t value)
{
    if (value == 0) return;
    assert(moves->count < COUNTER_MOVES_MAX);
    struct counter_move *move = &moves->items[moves->count++];
    *move = moves->slice;
    move->metric = metric;
    move->bucket = bucket;
    move->value = value;
}

static void count(struct moves *moves, enum metric metric, int64_t value)
{
    add(moves, metric, 0, value);
}

static void observe(struct moves *moves, enum metric metric, int64_t value)
{
    add(moves, metric, counter_bucket(value), 1);
}

/* Met or missed, of the version that judged. */
static void judge(struct moves *moves, const struct event_facts *facts)
{
    if (facts->in_time == 0) return;
    add(moves, facts->in_time == 1 ? METRIC_STANDARD_MET : METRIC_STANDARD_MISSED,
        facts->standard_id, 1);
}

/* Right the first time as far as is known at the closing. */
static void judge_right(struct moves *moves, const struct event_facts *facts)
{
    if (facts->right == 0) return;
    add(moves, facts->right == 1 ? METRIC_STANDARD_MET : METRIC_STANDARD_MISSED,
        facts->right_standard_id, 1);
}

/* What was counted as right turns out not to be: on the day on which it was counted. */
static void count_not_right(struct moves *moves, const struct event_facts *facts,
                            const struct zone *zone)
{
    int32_t today = moves->slice.day;
    if (facts->right_standard_id == 0 || facts->right_at_us == NO_TIME) return;
    moves->slice.day = zone_local(zone, facts->right_at_us).day;
    add(moves, METRIC_STANDARD_MET, facts->right_standard_id, -1);
    add(moves, METRIC_STANDARD_MISSED, facts->right_standard_id, 1);
    moves->slice.day = today;
}

/* Minutes booked, in the queue in which the work was waiting; of events before queues were noted,
 * in none. */
static void count_work(struct moves *moves, const struct event_facts *facts)
{
    add(moves, METRIC_WORKING_MINUTES, facts->queue_id, facts->minutes);
}

/* Work that came into a queue. Events before this was noted say only one of the two. */
static void count_demand(struct moves *moves, const struct event_facts *facts)
{
    if (facts->queue_id != 0)
        add(moves, METRIC_DEMAND_MINUTES, facts->queue_id, facts->expected_minutes);
}

/* A case came into a queue. */
static void count_arrival(struct moves *moves, const struct event_facts *facts)
{
    if (facts->queue_id == 0) return;
    add(moves, METRIC_QUEUE_ARRIVALS, facts->queue_id, 1);
    add(moves, METRIC_QUEUE_ARRIVAL_AGES, facts->queue_id, facts->elapsed_s / 60);
    count_demand(moves, facts);
}

/* A case left a queue; what nobody booked says nothing of the time that cases take. */
static void count_leaving(struct moves *moves, int32_t queue_id, const struct event_facts *facts)
{
    if (facts->queue_minutes > 0)
        add(moves, METRIC_QUEUE_MINUTES, counter_queue_bucket(queue_id, facts->queue_minutes), 1);
}

static void count_reopened(struct moves *moves, const struct event_facts *facts,
                           const struct zone *zone)
{
    count(moves, METRIC_CASES_REOPENED, 1);
    count_arrival(moves, facts);
    count_not_right(moves, facts, zone);
}

static void count_contacted(struct moves *moves, const struct event_facts *facts,
                            const struct zone *zone)
{
    count_work(moves, facts);
    count_not_right(moves, facts, zone);
}

static void count_step(struct moves *moves, const struct event_facts *facts)
{
    count(moves, METRIC_STEPS, 1);
    count(moves, METRIC_STEPS_NAMED, !facts->shared_account);
    count(moves, METRIC_STEPS_OUTSIDE, facts->outside_system);
    count_work(moves, facts);
}

static void count_opened(struct moves *moves, const struct case_event *event)
{
    const struct event_facts *facts = &event->facts;
    int64_t waited_us = event->at_us - facts->received_at_us;
    count(moves, METRIC_CASES_OPENED, 1);
    count_arrival(moves, facts);
    count(moves, METRIC_LOGGED_LIVE, waited_us <= LOGGED_LIVE_MINUTES * US_PER_MIN);
    count(moves, METRIC_FRONT_LOGGED, facts->front_desk);
}

/* By the version of the process: how long it took, in the time of the clock where there is one. */
static void count_process(struct moves *moves, const struct event_facts *facts)
{
    int64_t seconds = facts->in_time != 0 ? facts->counted_s : facts->elapsed_s;
    if (facts->process_id == 0) return;
    add(moves, METRIC_PROCESS_TIME_S, counter_process_bucket(facts->process_id, seconds), 1);
    add(moves, METRIC_PROCESS_CONTACTS, facts->process_id, facts->contacts);
}

static void count_closed(struct moves *moves, const struct event_facts *facts)
{
    count(moves, METRIC_CASES_CLOSED, 1);
    count(moves, METRIC_CASES_IN_TIME, facts->in_time == 1);
    count(moves, METRIC_CASES_LATE, facts->in_time == 2);
    judge(moves, facts);
    judge_right(moves, facts);
    count(moves, METRIC_FIRST_CONTACT_RESOLUTION, facts->first_contact);
    count(moves, METRIC_SINGLE_CONTACT, facts->contact_points <= 1);
    count(moves, METRIC_EXPERT_CONTACT, facts->expert);
    count(moves, METRIC_CASE_MANAGED, facts->case_managed);
    count_step(moves, facts);
    observe(moves, METRIC_ELAPSED_S, facts->elapsed_s);
    if (facts->in_time != 0) observe(moves, METRIC_COUNTED_S, facts->counted_s);
    if (facts->paused_s > 0) observe(moves, METRIC_PAUSED_S, facts->paused_s);
    if (facts->worked_minutes > 0) observe(moves, METRIC_CASE_MINUTES, facts->worked_minutes);
    if (facts->contact_points > 0) observe(moves, METRIC_CONTACT_POINTS, facts->contact_points);
    count(moves, METRIC_CASES_HALF_TIME, facts->proactive != 0);
    count(moves, METRIC_CASES_PROACTIVE, facts->proactive == 1);
    count(moves, METRIC_CASES_OUTSIDE, facts->worked_outside);
    count(moves, METRIC_DOCUMENTS_ISSUED, facts->document);
    count_process(moves, facts);
    if (facts->queue_id != 0) {
        add(moves, METRIC_QUEUE_IN_TIME, facts->queue_id, facts->in_time == 1);
        add(moves, METRIC_QUEUE_LATE, facts->queue_id, facts->in_time == 2);
        count_leaving(moves, facts->queue_id, facts);
    }
}

static void count_feedback(struct moves *moves, const struct event_facts *facts)
{
    count(moves, METRIC_SUGGESTIONS_RECEIVED, facts->feedback_kind == FEEDBACK_SUGGESTION);
    count(moves, METRIC_COMPLIMENTS_RECEIVED, facts->feedback_kind == FEEDBACK_COMPLIMENT);
}

/* An improvement entered a state. */
static void count_improvement(struct moves *moves, const struct event_facts *facts)
{
    int state = name_number(&improvement_state_names, facts->state);
    if (state != 0)
        count(moves, (enum metric)(METRIC_IMPROVEMENTS_IDEA + state - IMPROVEMENT_IDEA), 1);
}

/* Of each question its answers; of each topic who is satisfied and who is not; of each standard
 * that judged an answer whether it was kept. */
static void count_survey(struct moves *moves, const struct event_facts *facts)
{
    struct survey_count answer;
    struct survey_verdict judged;
    add(moves, METRIC_SURVEY_ANSWERED, facts->instrument_id, 1);
    add(moves, METRIC_SURVEY_IN_WORDS, facts->instrument_id, facts->in_words);
    count(moves, METRIC_MYSTERY_VISITS, facts->visit_score != 0);
    count(moves, METRIC_MYSTERY_SCORE, facts->visit_score == 0 ? 0 : facts->visit_score - 1);
    for (const char *text = facts->answers; (text = survey_count_read(text, &answer)) != NULL;) {
        if (moves->count + 2 > COUNTER_MOVES_MAX) return; /* more than any survey asks */
        int32_t topic = survey_topic_bucket((enum survey_kind)facts->survey_kind, answer.topic);
        add(moves, METRIC_SURVEY_ANSWERS,
            survey_answer_bucket(facts->instrument_id, answer.question, answer.answer), 1);
        add(moves, METRIC_SURVEY_SATISFIED, topic, answer.mark == MARK_SATISFIED);
        add(moves, METRIC_SURVEY_NOT_SATISFIED, topic, answer.mark == MARK_NOT);
    }
    for (const char *text = facts->judged; (text = survey_verdict_read(text, &judged)) != NULL;) {
        if (moves->count == COUNTER_MOVES_MAX) return;
        add(moves, METRIC_STANDARD_MET, judged.standard_id, judged.verdict == VERDICT_MET);
        add(moves, METRIC_STANDARD_MISSED, judged.standard_id, judged.verdict == VERDICT_MISSED);
    }
}

int32_t counter_stage_bucket(int32_t stage, bool serious, int32_t days)
{
    if (days > COUNTER_DAYS_MAX) days = COUNTER_DAYS_MAX;
    return (serious ? COUNTER_SERIOUS : 0) + stage * COUNTER_STAGE + days;
}

bool counter_is_serious(enum metric metric, int32_t bucket)
{
    bool of_complaints = (metric >= METRIC_COMPLAINTS_RECEIVED && metric <= METRIC_REMEDIES_DONE) ||
                         metric == METRIC_STAGES_ESCALATED_LATE;
    return of_complaints && bucket >= COUNTER_SERIOUS;
}

static void count_stage(struct moves *moves, const struct event_facts *facts, enum metric metric,
                        int64_t value)
{
    add(moves, metric, counter_stage_bucket(facts->stage, facts->serious == 1, 0), value);
}

static void count_acknowledged(struct moves *moves, const struct event_facts *facts)
{
    count_stage(moves, facts, METRIC_STAGES_ACKNOWLEDGED, facts->acknowledged != 0);
    count_stage(moves, facts, METRIC_STAGES_ACKNOWLEDGED_IN_TIME, facts->acknowledged == 1);
}

static void count_complaint_logged(struct moves *moves, const struct event_facts *facts)
{
    count_stage(moves, facts, METRIC_COMPLAINTS_RECEIVED, 1);
    count_stage(moves, facts, METRIC_COMPLAINTS_ANONYMOUS, facts->anonymous);
    count_stage(moves, facts, METRIC_COMPLAINTS_NOT_OPENED, facts->stage == 0);
    count_stage(moves, facts, METRIC_STAGES_BEGUN, facts->stage != 0);
}

static void count_complaint_answered(struct moves *moves, const struct event_facts *facts)
{
    static const enum metric outcomes[COMPLAINT_OUTCOMES] = {
        [OUTCOME_UPHELD] = METRIC_STAGES_UPHELD,
        [OUTCOME_PARTLY] = METRIC_STAGES_PARTLY,
        [OUTCOME_NOT_UPHELD] = METRIC_STAGES_NOT_UPHELD,
        [OUTCOME_RESOLVED] = METRIC_STAGES_RESOLVED};
    bool known = facts->complaint_outcome > 0 && facts->complaint_outcome < COMPLAINT_OUTCOMES;
    int32_t bucket = counter_stage_bucket(facts->stage, facts->serious == 1, facts->stage_days - 1);
    count_acknowledged(moves, facts);
    count_stage(moves, facts, METRIC_STAGES_ANSWERED, 1);
    count_stage(moves, facts, METRIC_STAGES_UNEXTENDED, facts->unextended);
    if (known) count_stage(moves, facts, outcomes[facts->complaint_outcome], 1);
    count_stage(moves, facts, METRIC_COMPLAINT_LESSONS, facts->lesson);
    add(moves, METRIC_STAGE_DAYS, bucket, 1);
}

static void count_complaint_escalated(struct moves *moves, const struct event_facts *facts)
{
    int32_t from = counter_stage_bucket(facts->from_stage, facts->serious == 1, 0);
    add(moves, METRIC_STAGES_ESCALATED_CUSTOMER, from, facts->escalated_by == 1);
    add(moves, METRIC_STAGES_ESCALATED_TIME, from, facts->escalated_by == 2);
    add(moves, METRIC_STAGES_ESCALATED_LATE, from, facts->late_s > ESCALATED_LATE_S);
    add(moves, METRIC_COMPLAINTS_REFERRED, from, facts->stage == 0);
    count_stage(moves, facts, METRIC_STAGES_BEGUN, facts->stage != 0);
}

static void count_complaint(struct moves *moves, const struct case_event *event)
{
    const struct event_facts *facts = &event->facts;
    switch ((int)event->kind) {
    case EVENT_COMPLAINT_LOGGED: count_complaint_logged(moves, facts); break;
    case EVENT_COMPLAINT_ACKNOWLEDGED: count_acknowledged(moves, facts); break;
    case EVENT_COMPLAINT_ANSWERED: count_complaint_answered(moves, facts); break;
    case EVENT_COMPLAINT_EXTENDED: count_stage(moves, facts, METRIC_STAGES_EXTENSIONS, 1); break;
    case EVENT_COMPLAINT_ESCALATED: count_complaint_escalated(moves, facts); break;
    case EVENT_COMPLAINT_WITHDRAWN:
        count_stage(moves, facts, METRIC_COMPLAINTS_WITHDRAWN, 1);
        break;
    case EVENT_COMPLAINT_CONVERTED:
        count_stage(moves, facts, METRIC_COMPLAINTS_CONVERTED, 1);
        break;
    case EVENT_REMEDY_ADDED: count_stage(moves, facts, METRIC_REMEDIES, 1); break;
    case EVENT_REMEDY_DONE: count_stage(moves, facts, METRIC_REMEDIES_DONE, 1); break;
    default: break;
    }
}

/* A breach is that of the processing clock; of the others what was missed says it. */
static void count_rung(struct moves *moves, const struct event_facts *facts)
{
    count(moves, METRIC_BREACHES,
          facts->percent == 100 && facts->clock_kind == STANDARD_PROCESSING);
}

static void count_task(struct moves *moves, const struct event_facts *facts)
{
    count(moves, METRIC_TASKS_ANSWERED, 1);
    count_work(moves, facts);
}

static void count_handed_over(struct moves *moves, const struct event_facts *facts)
{
    count(moves, METRIC_CASES_HANDED_OVER, 1);
    /* Before it was noted out of which queue, only what came into another said what is left. */
    if (facts->from_queue_id == 0 && facts->expected_minutes == 0) return;
    count_arrival(moves, facts);
    count_leaving(moves, facts->from_queue_id, facts);
}

static void count_brought_in(struct moves *moves, const struct event_facts *facts)
{
    add(moves, METRIC_TASKS_OPENED, facts->queue_id, 1);
    count_demand(moves, facts);
}

/* Where and when an event counts. */
static struct counter_move slice_of(const struct case_event *event, const struct zone *zone)
{
    return (struct counter_move){.agency_id = event->agency_id,
                                 .day = zone_local(zone, event->at_us).day,
                                 .office_id = event->office_id,
                                 .service_id = event->service_id,
                                 .segment_id = event->segment_id,
                                 .channel = event->channel};
}

size_t counter_of_event(const struct case_event *event, const struct zone *zone,
                        struct counter_move out[COUNTER_MOVES_MAX])
{
    const struct event_facts *facts = &event->facts;
    struct moves moves = {.items = out, .slice = slice_of(event, zone)};
    switch ((int)event->kind) {
    case EVENT_OPENED: count_opened(&moves, event); break;
    case EVENT_CLOSED: count_closed(&moves, facts); break;
    case EVENT_STEPPED: count_step(&moves, facts); break;
    case EVENT_REOPENED: count_reopened(&moves, facts, zone); break;
    case EVENT_HANDED_OVER: count_handed_over(&moves, facts); break;
    case EVENT_BROUGHT_IN: count_brought_in(&moves, facts); break;
    case EVENT_TASK_ANSWERED: count_task(&moves, facts); break;
    case EVENT_NOTED: count_work(&moves, facts); break;
    case EVENT_CONTACTED: count_contacted(&moves, facts, zone); break;
    case EVENT_RUNG: count_rung(&moves, facts); break;
    case EVENT_CLOCK_ENDED: judge(&moves, facts); break;
    case EVENT_EXTENDED: add(&moves, METRIC_STANDARD_EXTENDED, facts->standard_id, 1); break;
    case EVENT_FEEDBACK_LOGGED: count_feedback(&moves, facts); break;
    case EVENT_FEEDBACK_ANSWERED:
        count(&moves, METRIC_FEEDBACK_ANSWERED, 1);
        count(&moves, METRIC_SUGGESTIONS_ACCEPTED, facts->accepted);
        observe(&moves, METRIC_FEEDBACK_ANSWER_S, facts->elapsed_s);
        break;
    case EVENT_FEEDBACK_LINKED: count(&moves, METRIC_FEEDBACK_LINKED, facts->again == 0); break;
    case EVENT_FEEDBACK_CLOSED: count(&moves, METRIC_FEEDBACK_UNANSWERED, 1); break;
    case EVENT_IMPROVEMENT_ADDED:
    case EVENT_IMPROVEMENT_MOVED: count_improvement(&moves, facts); break;
    case EVENT_SURVEY_INVITED: add(&moves, METRIC_SURVEY_INVITED, facts->instrument_id, 1); break;
    case EVENT_SURVEY_ANSWERED: count_survey(&moves, facts); break;
    case EVENT_REPLIED:
        count(&moves, METRIC_REPLIES, 1);
        count(&moves, METRIC_REPLIES_FROM_SAMPLES, facts->sample_id != 0);
        break;
    case EVENT_COMPLAINT_LOGGED:
    case EVENT_COMPLAINT_ACKNOWLEDGED:
    case EVENT_COMPLAINT_ANSWERED:
    case EVENT_COMPLAINT_EXTENDED:
    case EVENT_COMPLAINT_ESCALATED:
    case EVENT_COMPLAINT_WITHDRAWN:
    case EVENT_COMPLAINT_CONVERTED:
    case EVENT_REMEDY_ADDED:
    case EVENT_REMEDY_DONE: count_complaint(&moves, event); break;
    default: break; /* moves nothing */
    }
    return moves.count;
}

size_t counter_of_queue_day(const struct queue_day *day, struct counter_move out[COUNTER_MOVES_MAX])
{
    struct moves moves = {
        .items = out,
        .slice = {.agency_id = day->agency_id, .day = day->day, .office_id = day->office_id}};
    if (day->capacity_minutes != QUEUE_DAY_UNKNOWN)
        add(&moves, METRIC_CAPACITY_MINUTES, day->queue_id, day->capacity_minutes);
    add(&moves, METRIC_BACKLOG_MINUTES, day->queue_id, day->backlog_minutes - day->before_minutes);
    add(&moves, METRIC_BACKLOG_CASES, day->queue_id, day->backlog_cases - day->before_cases);
    return moves.count;
}

/* A contact in which somebody was spoken to. */
static void count_held(struct moves *moves, const struct contact_row *contact)
{
    static const enum metric causes[CAUSES] = {[CAUSE_CHASE] = METRIC_CONTACTS_CHASE,
                                               [CAUSE_CORRECTION] = METRIC_CONTACTS_CORRECTION,
                                               [CAUSE_COMPLAINT] = METRIC_CONTACTS_COMPLAINT,
                                               [CAUSE_REPEAT] = METRIC_CONTACTS_REPEAT};
    count(moves, METRIC_CONTACTS, 1);
    count(moves, METRIC_CONTACTS_FAILURE, contact->cause > CAUSE_VALUE);
    count(moves, METRIC_CONTACTS_UNDESCRIBED, contact->undescribed);
    if (causes[contact->cause] != METRIC_NONE) count(moves, causes[contact->cause], 1);
    if (contact->wait_s >= 0) observe(moves, METRIC_CONTACT_WAIT_S, contact->wait_s);
    if (contact->duration_s >= 0) observe(moves, METRIC_CONTACT_DURATION_S, contact->duration_s);
}

/* By the version that judged. */
static void count_verdict(struct moves *moves, const struct contact_row *contact)
{
    static const enum metric verdicts[STANDARD_KINDS][VERDICTS] = {
        [STANDARD_COUNTER_WAIT] = {METRIC_NONE, METRIC_COUNTER_WAIT_MET,
                                   METRIC_COUNTER_WAIT_MISSED},
        [STANDARD_PHONE_ANSWER] = {METRIC_NONE, METRIC_PHONE_ANSWER_MET,
                                   METRIC_PHONE_ANSWER_MISSED},
        [STANDARD_PUNCTUALITY] = {METRIC_NONE, METRIC_PUNCTUALITY_MET, METRIC_PUNCTUALITY_MISSED},
    };
    enum metric metric = verdicts[contact_kind(contact)][contact->verdict];
    if (metric != METRIC_NONE) add(moves, metric, contact->standard_id, 1);
}

size_t counter_of_contact(const struct contact_row *contact, const struct zone *zone,
                          struct counter_move out[COUNTER_MOVES_MAX])
{
    struct moves moves = {.items = out,
                          .slice = {.agency_id = contact->agency_id,
                                    .day = zone_local(zone, contact->at_us).day,
                                    .office_id = contact->office_id,
                                    .service_id = contact->service_id,
                                    .segment_id = contact->segment_id,
                                    .channel = contact->channel}};
    if (contact->abandoned) {
        count(&moves, METRIC_CONTACTS_ABANDONED, 1);
        observe(&moves, METRIC_ABANDONED_WAIT_S, contact->wait_s);
    } else {
        count_held(&moves, contact);
    }
    count_verdict(&moves, contact);
    return moves.count;
}
