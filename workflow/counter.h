/* Counters: the one table that says which event moves which counter, and the buckets of
 * distributions.
 *
 * counter(agency, day, metric, office, service, channel, segment, bucket, writer) -> value. The day
 * is the local day of the agency at the event. Counts have bucket 0, work the id of its
 * queue; what is judged by a standard has the id of its version as bucket; times go into log-linear
 * buckets of relative width 1/32, so that the middle of a bucket is at most 1.6 % off. */
#ifndef ONESTOP_WORKFLOW_COUNTER_H
#define ONESTOP_WORKFLOW_COUNTER_H

#include <stdbool.h>

#include "workflow/event.h"

struct zone;
struct contact_row;
struct effects;

/* The numbers are stored; never renumber, only append. (number name, name in JSON and on the
 * command line) */
#define METRICS(X)                                                                                 \
    X(CASES_OPENED, "cases-opened")                                                                \
    X(CASES_CLOSED, "cases-closed")                                                                \
    X(CASES_REOPENED, "cases-reopened")                                                            \
    X(CASES_HANDED_OVER, "cases-handed-over")                                                      \
    X(CASES_IN_TIME, "cases-in-time")                                                              \
    X(CASES_LATE, "cases-late")                                                                    \
    X(BREACHES, "breaches")                                                                        \
    X(FIRST_CONTACT_RESOLUTION, "first-contact-resolution")                                        \
    X(SINGLE_CONTACT, "single-contact")                                                            \
    X(EXPERT_CONTACT, "expert-contact")                                                            \
    X(CASE_MANAGED, "case-managed")                                                                \
    X(LOGGED_LIVE, "logged-live")                                                                  \
    X(FRONT_LOGGED, "front-logged")                                                                \
    X(STEPS, "steps")                                                                              \
    X(STEPS_NAMED, "steps-named")                                                                  \
    X(STEPS_OUTSIDE, "steps-outside-system")                                                       \
    X(CONTACTS, "contacts")                                                                        \
    X(CONTACTS_FAILURE, "contacts-failure-demand")                                                 \
    X(TASKS_OPENED, "tasks-opened") /* bucket: queue */                                            \
    X(TASKS_ANSWERED, "tasks-answered")                                                            \
    X(WORKING_MINUTES, "working-minutes") /* minutes booked, on the day they were booked; bucket:  \
                                             the queue in which the work was */                    \
    X(DEMAND_MINUTES, "demand-minutes")   /* expected minutes of what came into a queue (bucket):  \
                                             cases opened; tasks; of cases handed over into it and \
                                             reopened what is left of them */                      \
    X(ELAPSED_S, "elapsed-seconds")       /* distributions from here on, at closing */             \
    X(COUNTED_S, "counted-seconds")                                                                \
    X(PAUSED_S, "paused-seconds")                                                                  \
    X(CASE_MINUTES, "case-minutes")                                                                \
    X(CONTACT_POINTS, "contact-points")                                                            \
    X(CONTACT_WAIT_S, "contact-wait-seconds")                                                      \
    X(CONTACT_DURATION_S, "contact-duration-seconds")                                              \
    X(CONTACTS_CHASE, "contacts-chase") /* failure demand by its cause */                          \
    X(CONTACTS_CORRECTION, "contacts-correction")                                                  \
    X(CONTACTS_COMPLAINT, "contacts-complaint")                                                    \
    X(CONTACTS_REPEAT, "contacts-repeat")                                                          \
    X(CONTACTS_ABANDONED, "contacts-abandoned")   /* counted in nothing else but the next one and  \
                                                     what is missed */                             \
    X(ABANDONED_WAIT_S, "abandoned-wait-seconds") /* distribution */                               \
    X(COUNTER_WAIT_MET, "counter-wait-met") /* met + missed: all that a standard has judged */     \
    X(COUNTER_WAIT_MISSED, "counter-wait-missed")                                                  \
    X(PHONE_ANSWER_MET, "phone-answer-met")                                                        \
    X(PHONE_ANSWER_MISSED, "phone-answer-missed")                                                  \
    X(PUNCTUALITY_MET, "punctuality-met")                                                          \
    X(PUNCTUALITY_MISSED, "punctuality-missed")                                                    \
    X(SUGGESTIONS_RECEIVED, "suggestions-received")                                                \
    X(COMPLIMENTS_RECEIVED, "compliments-received")                                                \
    X(FEEDBACK_ANSWERED, "feedback-answered")                                                      \
    X(FEEDBACK_LINKED, "feedback-linked")                                                          \
    X(FEEDBACK_UNANSWERED, "feedback-closed-unanswered")                                           \
    X(FEEDBACK_ANSWER_S, "feedback-answer-seconds") /* distribution: receipt to answer */          \
    X(IMPROVEMENTS_IDEA, "improvements-idea") /* entered the state; same order as the states */    \
    X(IMPROVEMENTS_ACCEPTED, "improvements-accepted")                                              \
    X(IMPROVEMENTS_PLANNED, "improvements-planned")                                                \
    X(IMPROVEMENTS_COSTED, "improvements-costed")                                                  \
    X(IMPROVEMENTS_DOING, "improvements-doing")                                                    \
    X(IMPROVEMENTS_DONE, "improvements-done")                                                      \
    X(IMPROVEMENTS_REFUSED, "improvements-refused")                                                \
    X(SURVEY_INVITED, "survey-invited") /* bucket: instrument */                                   \
    X(SURVEY_ANSWERED, "survey-answered")                                                          \
    X(SURVEY_ANSWERS, "survey-answers")     /* bucket: survey_answer_bucket() */                   \
    X(SURVEY_SATISFIED, "survey-satisfied") /* bucket: survey_topic_bucket() */                    \
    X(SURVEY_NOT_SATISFIED, "survey-not-satisfied")                                                \
    X(REPLIES, "replies") /* by the channel of the reply */                                        \
    X(REPLIES_FROM_SAMPLES, "replies-from-samples")                                                \
    /* Complaints: all with the bucket of counter_stage_bucket(), on the day of the act. */        \
    X(COMPLAINTS_RECEIVED, "complaints-received")                                                  \
    X(COMPLAINTS_ANONYMOUS, "complaints-anonymous")                                                \
    X(COMPLAINTS_NOT_OPENED, "complaints-not-opened")                                              \
    X(COMPLAINTS_CONVERTED, "complaints-converted")                                                \
    X(COMPLAINTS_WITHDRAWN, "complaints-withdrawn")                                                \
    X(COMPLAINTS_REFERRED, "complaints-referred")                                                  \
    X(STAGES_BEGUN, "complaint-stages-begun")                                                      \
    X(STAGES_ACKNOWLEDGED, "complaint-stages-acknowledged")                                        \
    X(STAGES_ACKNOWLEDGED_IN_TIME, "complaint-stages-acknowledged-in-time")                        \
    X(STAGES_ANSWERED, "complaint-stages-answered") /* closed in full at the stage */              \
    X(STAGES_UNEXTENDED, "complaint-stages-answered-unextended")                                   \
    X(STAGES_UPHELD, "complaint-stages-upheld")                                                    \
    X(STAGES_PARTLY, "complaint-stages-partly-upheld")                                             \
    X(STAGES_NOT_UPHELD, "complaint-stages-not-upheld")                                            \
    X(STAGES_RESOLVED, "complaint-stages-resolved-at-once")                                        \
    X(STAGES_EXTENSIONS, "complaint-stages-extensions")                                            \
    X(STAGES_ESCALATED_CUSTOMER, "complaint-stages-escalated-by-customer")                         \
    X(STAGES_ESCALATED_TIME, "complaint-stages-escalated-by-time")                                 \
    X(STAGE_DAYS, "complaint-stage-working-days") /* distribution, exact up to 999 */              \
    X(COMPLAINT_LESSONS, "complaint-lessons")                                                      \
    X(REMEDIES, "complaint-remedies")                                                              \
    X(REMEDIES_DONE, "complaint-remedies-done")                                                    \
    X(STANDARD_MET, "standard-met") /* judged clocks of cases, answers to surveys, cases that were \
                                       right the first time; bucket: the version that judged */    \
    X(STANDARD_MISSED, "standard-missed")                                                          \
    X(STANDARD_EXTENDED, "standard-extended") /* extensions granted; bucket likewise */            \
    X(CASES_HALF_TIME, "cases-half-time")     /* closed when half of the time was over */          \
    X(CASES_PROACTIVE, "cases-proactive")     /* of these: staff had written or called before the  \
                                                 customer asked */                                 \
    X(CASES_OUTSIDE, "cases-outside-system")  /* closed, a step of it done outside the system */   \
    X(DOCUMENTS_ISSUED, "documents-issued")                                                        \
    X(CONTACTS_UNDESCRIBED, "contacts-undescribed") /* service or purpose was not said */          \
    X(PROCESS_TIME_S, "process-seconds")    /* at closing; bucket: counter_process_bucket() */     \
    X(PROCESS_CONTACTS, "process-contacts") /* of closed cases; bucket: version of the process */  \
    X(STAGES_ESCALATED_LATE, "complaint-stages-escalated-late") /* by time, not on the minute */   \
    X(SUGGESTIONS_ACCEPTED, "suggestions-accepted")                                                \
    X(SURVEY_IN_WORDS, "survey-in-words") /* of survey-answered; bucket: instrument */             \
    X(MYSTERY_VISITS, "mystery-visits")                                                            \
    X(MYSTERY_SCORE, "mystery-score") /* sum of the visits' scores of 0 to 100 */                  \
    /* As recorded at the end of each day; bucket: queue. See counter_of_queue_day(). */           \
    X(CAPACITY_MINUTES, "capacity-minutes")                                                        \
    X(BACKLOG_MINUTES, "backlog-minutes") /* what it rose by: the sum of all days is the level */  \
    X(BACKLOG_CASES, "backlog-cases")                                                              \
    /* Cases in a queue (bucket): how many came into it, opened, reopened or handed over from      \
       another; minutes since these had been opened (or reopened); those closed in it, by their    \
       promise; and minutes that were booked on one from its coming to its leaving, as a           \
       distribution (bucket: counter_queue_bucket()). Tasks are in none. */                        \
    X(QUEUE_ARRIVALS, "queue-arrivals")                                                            \
    X(QUEUE_ARRIVAL_AGES, "queue-arrival-ages")                                                    \
    X(QUEUE_IN_TIME, "queue-in-time")                                                              \
    X(QUEUE_LATE, "queue-late")                                                                    \
    X(QUEUE_MINUTES, "queue-minutes")

enum metric {
    METRIC_NONE,
#define METRIC_ENUM(name, text) METRIC_##name,
    METRICS(METRIC_ENUM)
#undef METRIC_ENUM
        METRIC_COUNT
};
extern const struct name_set metric_names;

struct counter_move {
    int32_t agency_id;
    int32_t day; /* days since 1970-01-01 */
    enum metric metric;
    int32_t office_id, service_id, segment_id;
    enum channel channel;
    int32_t bucket;
    int64_t value;
};

enum { COUNTER_MOVES_MAX = 84 }; /* a survey of 20 questions moves 42, and 40 when all are judged */
/* What an event moves, written to moves[]; returns how many. */
size_t counter_of_event(const struct case_event *event, const struct zone *zone,
                        struct counter_move moves[COUNTER_MOVES_MAX]);
/* What a contact moves. */
size_t counter_of_contact(const struct contact_row *contact, const struct zone *zone,
                          struct counter_move moves[COUNTER_MOVES_MAX]);

/* A queue as it stood at the end of a day: facts beside the events, recorded once and never
 * changed. */
enum { QUEUE_DAY_UNKNOWN = -1 };
struct queue_day {
    int32_t agency_id, queue_id;
    int32_t office_id; /* of the queue; 0: of the whole agency */
    int32_t day;       /* local */
    int32_t
        capacity_minutes; /* see workflow/capacity.h; QUEUE_DAY_UNKNOWN: nobody knows any more */
    int64_t backlog_minutes, backlog_cases;
    int64_t before_minutes, before_cases; /* backlog of the recorded day before; 0: there is none */
};
/* What it moves: capacity, and what the backlog rose (fell) by since the day before. */
size_t counter_of_queue_day(const struct queue_day *day,
                            struct counter_move moves[COUNTER_MOVES_MAX]);

/* The bucket of a value (>= 0): 1 + index, monotone, exact below 32; and the value its middle
 * stands for. */
int32_t counter_bucket(int64_t value);
int64_t counter_bucket_middle(int32_t bucket);

/* The bucket of a complaint's counters: 1000 × stage + days (0: a count). What is serious has
 * buckets from COUNTER_SERIOUS on, so that figures for everybody can leave it out: whom a serious
 * complaint names must not find it in a sum. */
enum { COUNTER_SERIOUS = 100000, COUNTER_STAGE = 1000, COUNTER_DAYS_MAX = 999 };
int32_t counter_stage_bucket(int32_t stage, bool serious, int32_t days);
/* The bucket of the time that cases of a version of a process took: the version's id and the bucket
 * of the seconds, so that medians before and after a version can be had. Ids below 2^20. */
enum { COUNTER_PROCESS = 2048 };
static inline int32_t counter_process_bucket(int32_t process_id, int64_t seconds)
{
    return process_id * COUNTER_PROCESS + counter_bucket(seconds);
}

/* The same of the minutes of work that cases took in a queue, by the queue's id. */
static inline int32_t counter_queue_bucket(int32_t queue_id, int64_t minutes)
{
    return queue_id * COUNTER_PROCESS + counter_bucket(minutes);
}

/* Whether a counter is of serious complaints. */
bool counter_is_serious(enum metric metric, int32_t bucket);

#endif
