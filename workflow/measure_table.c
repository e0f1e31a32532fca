/* The catalogue of measures: one row each, by family. */
#include "workflow/measure.h"

#define OF(...)                                                                                    \
    {                                                                                              \
        .metrics = { __VA_ARGS__ }                                                                 \
    }
#define M(name) METRIC_##name

#define COUNT(name_, family_, aim_, unit_, metric_)                                                \
    {                                                                                              \
        .name = name_, .family = FAMILY_##family_, .kind = MEASURE_COUNT, .aim = AIM_##aim_,       \
        .unit = unit_, .of = OF(M(metric_))                                                        \
    }
#define PART(name_, family_, aim_, unit_, of_, per_)                                               \
    .name = name_, .family = FAMILY_##family_, .kind = MEASURE_SHARE, .aim = AIM_##aim_,           \
    .unit = unit_, .of = OF(M(of_)), .per = OF(M(per_))
#define SHARE(name_, family_, aim_, of_, per_)                                                     \
    {                                                                                              \
        PART(name_, family_, aim_, "share", of_, per_)                                             \
    }
#define RATE(name_, family_, aim_, of_, per_)                                                      \
    {                                                                                              \
        PART(name_, family_, aim_, "per-1000", of_, per_)                                          \
    }
#define TIMES(name_, family_, aim_, unit_, metric_)                                                \
    .name = name_, .family = FAMILY_##family_, .kind = MEASURE_TIMES, .aim = AIM_##aim_,           \
    .unit = unit_, .of = OF(M(metric_))
/* Judged by standards of cases and answers, of one kind. */
#define KEPT(name_, family_, kind_)                                                                \
    {                                                                                              \
        .name = name_, .family = FAMILY_##family_, .kind = MEASURE_SHARE, .aim = AIM_UP,           \
        .unit = "share", .of = OF(M(STANDARD_MET)),                                                \
        .per = OF(M(STANDARD_MET), M(STANDARD_MISSED)), .standards = 1u << STANDARD_##kind_        \
    }
/* Judged by standards of contacts. */
#define HELD(name_, kind_)                                                                         \
    {                                                                                              \
        .name = name_, .family = FAMILY_STANDARDS, .kind = MEASURE_SHARE, .aim = AIM_UP,           \
        .unit = "share", .of = OF(M(kind_##_MET)), .per = OF(M(kind_##_MET), M(kind_##_MISSED))    \
    }
#define SATISFIED(name_, kind_, topic_)                                                            \
    {                                                                                              \
        .name = name_, .family = FAMILY_SATISFACTION, .kind = MEASURE_SHARE, .aim = AIM_UP,        \
        .unit = "share", .of = OF(M(SURVEY_SATISFIED)),                                            \
        .per = OF(M(SURVEY_SATISFIED), M(SURVEY_NOT_SATISFIED)), .survey = SURVEY_##kind_,         \
        .topic = TOPIC_##topic_                                                                    \
    }

/* What is judged otherwise than by what customers answer. */
enum {
    OBSERVED = 1u << STANDARD_PROCESSING | 1u << STANDARD_ACKNOWLEDGEMENT |
               1u << STANDARD_FIRST_RESPONSE | 1u << STANDARD_COUNTER_WAIT |
               1u << STANDARD_PHONE_ANSWER | 1u << STANDARD_PUNCTUALITY |
               1u << STANDARD_RIGHT_FIRST_TIME,
    CLOCKED =
        1u << STANDARD_PROCESSING | 1u << STANDARD_ACKNOWLEDGEMENT | 1u << STANDARD_FIRST_RESPONSE
};

static const struct measure table[] = {
    /* Volume. */
    COUNT("cases-opened", VOLUME, NONE, "cases", CASES_OPENED),
    COUNT("cases-closed", VOLUME, NONE, "cases", CASES_CLOSED),
    COUNT("cases-reopened", VOLUME, DOWN, "cases", CASES_REOPENED),
    COUNT("cases-handed-over", VOLUME, NONE, "hand-overs", CASES_HANDED_OVER),
    {.name = "cases-open",
     .family = FAMILY_VOLUME,
     .kind = MEASURE_LEVEL,
     .aim = AIM_DOWN,
     .unit = "cases",
     .of = OF(M(CASES_OPENED), M(CASES_REOPENED)),
     .per = OF(M(CASES_CLOSED))},
    COUNT("contacts", VOLUME, NONE, "contacts", CONTACTS),
    COUNT("contacts-failure-demand", VOLUME, DOWN, "contacts", CONTACTS_FAILURE),
    COUNT("contacts-chase", VOLUME, DOWN, "contacts", CONTACTS_CHASE),
    COUNT("contacts-correction", VOLUME, DOWN, "contacts", CONTACTS_CORRECTION),
    COUNT("contacts-complaint", VOLUME, DOWN, "contacts", CONTACTS_COMPLAINT),
    COUNT("contacts-repeat", VOLUME, DOWN, "contacts", CONTACTS_REPEAT),
    COUNT("contacts-abandoned", VOLUME, DOWN, "contacts", CONTACTS_ABANDONED),
    COUNT("tasks-opened", VOLUME, NONE, "tasks", TASKS_OPENED),
    COUNT("tasks-answered", VOLUME, NONE, "tasks", TASKS_ANSWERED),
    COUNT("steps", VOLUME, NONE, "steps", STEPS),
    COUNT("replies", VOLUME, NONE, "replies", REPLIES),
    COUNT("replies-from-samples", VOLUME, UP, "replies", REPLIES_FROM_SAMPLES),
    COUNT("suggestions-received", VOLUME, UP, "suggestions", SUGGESTIONS_RECEIVED),
    COUNT("compliments-received", VOLUME, UP, "compliments", COMPLIMENTS_RECEIVED),
    COUNT("feedback-answered", VOLUME, UP, "answers", FEEDBACK_ANSWERED),
    COUNT("feedback-linked", VOLUME, UP, "links", FEEDBACK_LINKED),
    COUNT("feedback-closed-unanswered", VOLUME, DOWN, "closings", FEEDBACK_UNANSWERED),
    COUNT("improvements-proposed", VOLUME, UP, "improvements", IMPROVEMENTS_IDEA),
    COUNT("improvements-accepted", VOLUME, UP, "improvements", IMPROVEMENTS_ACCEPTED),
    COUNT("improvements-planned", VOLUME, UP, "improvements", IMPROVEMENTS_PLANNED),
    COUNT("improvements-costed", VOLUME, UP, "improvements", IMPROVEMENTS_COSTED),
    COUNT("improvements-doing", VOLUME, UP, "improvements", IMPROVEMENTS_DOING),
    COUNT("improvements-done", VOLUME, UP, "improvements", IMPROVEMENTS_DONE),
    COUNT("improvements-refused", VOLUME, NONE, "improvements", IMPROVEMENTS_REFUSED),

    /* Time. */
    {TIMES("elapsed-time", TIME, DOWN, "seconds", ELAPSED_S),
     .per = OF(M(CASES_IN_TIME), M(CASES_LATE)), .met = OF(M(CASES_IN_TIME))},
    {TIMES("counted-time", TIME, DOWN, "seconds", COUNTED_S),
     .per = OF(M(CASES_IN_TIME), M(CASES_LATE)), .met = OF(M(CASES_IN_TIME))},
    {TIMES("paused-time", TIME, DOWN, "seconds", PAUSED_S)},
    {TIMES("case-minutes", TIME, DOWN, "minutes", CASE_MINUTES)},
    {TIMES("contact-wait", TIME, DOWN, "seconds", CONTACT_WAIT_S),
     .per = OF(M(COUNTER_WAIT_MET), M(COUNTER_WAIT_MISSED), M(PHONE_ANSWER_MET),
               M(PHONE_ANSWER_MISSED)),
     .met = OF(M(COUNTER_WAIT_MET), M(PHONE_ANSWER_MET))},
    {TIMES("contact-duration", TIME, NONE, "seconds", CONTACT_DURATION_S)},
    {TIMES("abandoned-wait", TIME, DOWN, "seconds", ABANDONED_WAIT_S)},
    {TIMES("feedback-answer-time", TIME, DOWN, "seconds", FEEDBACK_ANSWER_S)},

    /* Standards. */
    {.name = "standards-met",
     .family = FAMILY_STANDARDS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = OF(M(STANDARD_MET), M(COUNTER_WAIT_MET), M(PHONE_ANSWER_MET), M(PUNCTUALITY_MET)),
     .per = OF(M(STANDARD_MET), M(COUNTER_WAIT_MET), M(PHONE_ANSWER_MET), M(PUNCTUALITY_MET),
               M(STANDARD_MISSED), M(COUNTER_WAIT_MISSED), M(PHONE_ANSWER_MISSED),
               M(PUNCTUALITY_MISSED)),
     .standards = OBSERVED},
    {.name = "cases-in-time",
     .family = FAMILY_STANDARDS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = OF(M(CASES_IN_TIME)),
     .per = OF(M(CASES_IN_TIME), M(CASES_LATE))},
    KEPT("processing-met", STANDARDS, PROCESSING),
    KEPT("acknowledgement-met", STANDARDS, ACKNOWLEDGEMENT),
    KEPT("first-response-met", STANDARDS, FIRST_RESPONSE),
    HELD("counter-wait-met", COUNTER_WAIT),
    HELD("phone-answer-met", PHONE_ANSWER),
    HELD("punctuality-met", PUNCTUALITY),
    COUNT("breaches", STANDARDS, DOWN, "cases", BREACHES),
    {.name = "extensions",
     .family = FAMILY_STANDARDS,
     .kind = MEASURE_COUNT,
     .aim = AIM_DOWN,
     .unit = "extensions",
     .of = OF(M(STANDARD_EXTENDED))},
    {.name = "extensions-per-1000",
     .family = FAMILY_STANDARDS,
     .kind = MEASURE_SHARE,
     .aim = AIM_DOWN,
     .unit = "per-1000",
     .of = OF(M(STANDARD_EXTENDED)),
     .per = OF(M(STANDARD_MET), M(STANDARD_MISSED)),
     .standards = CLOCKED},

    /* Complaints, all but serious ones. */
    COUNT("complaints-received", COMPLAINTS, NONE, "complaints", COMPLAINTS_RECEIVED),
    RATE("complaints-per-1000-closed", COMPLAINTS, DOWN, COMPLAINTS_RECEIVED, CASES_CLOSED),
    COUNT("complaints-anonymous", COMPLAINTS, NONE, "complaints", COMPLAINTS_ANONYMOUS),
    COUNT("complaints-not-opened", COMPLAINTS, NONE, "complaints", COMPLAINTS_NOT_OPENED),
    COUNT("complaints-converted", COMPLAINTS, NONE, "complaints", COMPLAINTS_CONVERTED),
    COUNT("complaints-withdrawn", COMPLAINTS, NONE, "complaints", COMPLAINTS_WITHDRAWN),
    COUNT("complaints-referred", COMPLAINTS, DOWN, "complaints", COMPLAINTS_REFERRED),
    COUNT("complaint-stages-begun", COMPLAINTS, NONE, "stages", STAGES_BEGUN),
    COUNT("complaint-stages-answered", COMPLAINTS, NONE, "stages", STAGES_ANSWERED),
    SHARE("complaints-acknowledged-in-time", COMPLAINTS, UP, STAGES_ACKNOWLEDGED_IN_TIME,
          STAGES_ACKNOWLEDGED),
    {.name = "complaints-answered-in-time",
     .family = FAMILY_COMPLAINTS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = OF(M(STAGES_ANSWERED)),
     .per = OF(M(STAGES_ANSWERED), M(STAGES_ESCALATED_TIME))},
    {.name = "complaints-answered-unextended",
     .family = FAMILY_COMPLAINTS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = OF(M(STAGES_UNEXTENDED)),
     .per = OF(M(STAGES_ANSWERED), M(STAGES_ESCALATED_TIME))},
    {TIMES("complaint-days", COMPLAINTS, DOWN, "working-days", STAGE_DAYS),
     .per = OF(M(STAGES_ANSWERED), M(STAGES_ESCALATED_TIME)), .met = OF(M(STAGES_ANSWERED))},
    SHARE("complaints-upheld", COMPLAINTS, NONE, STAGES_UPHELD, STAGES_ANSWERED),
    SHARE("complaints-partly-upheld", COMPLAINTS, NONE, STAGES_PARTLY, STAGES_ANSWERED),
    SHARE("complaints-not-upheld", COMPLAINTS, NONE, STAGES_NOT_UPHELD, STAGES_ANSWERED),
    SHARE("complaints-resolved-at-once", COMPLAINTS, UP, STAGES_RESOLVED, STAGES_ANSWERED),
    SHARE("complaints-extended", COMPLAINTS, DOWN, STAGES_EXTENSIONS, STAGES_BEGUN),
    SHARE("complaints-escalated-by-customer", COMPLAINTS, DOWN, STAGES_ESCALATED_CUSTOMER,
          STAGES_BEGUN),
    SHARE("complaints-escalated-by-time", COMPLAINTS, DOWN, STAGES_ESCALATED_TIME, STAGES_BEGUN),
    COUNT("complaint-lessons", COMPLAINTS, UP, "lessons", COMPLAINT_LESSONS),
    COUNT("remedies", COMPLAINTS, NONE, "remedies", REMEDIES),
    SHARE("remedies-done", COMPLAINTS, UP, REMEDIES_DONE, REMEDIES),

    /* Satisfaction. */
    COUNT("surveys-invited", SATISFACTION, NONE, "invitations", SURVEY_INVITED),
    COUNT("surveys-answered", SATISFACTION, UP, "answers", SURVEY_ANSWERED),
    SHARE("survey-response", SATISFACTION, UP, SURVEY_ANSWERED, SURVEY_INVITED),
    SATISFIED("satisfied", CUSTOMER, SATISFACTION),
    SATISFIED("answers-satisfied", CUSTOMER, NONE),
    SATISFIED("staff-satisfied", STAFF, NONE),
    SATISFIED("mystery-visits-satisfied", MYSTERY_VISIT, NONE),
    KEPT("satisfaction-met", SATISFACTION, SATISFACTION),
    KEPT("conduct-met", SATISFACTION, CONDUCT),

    /* Demand, activity, capacity and backlog in minutes. */
    COUNT("demand-minutes", CAPACITY, NONE, "minutes", DEMAND_MINUTES),
    COUNT("queue-arrivals", CAPACITY, NONE, "cases", QUEUE_ARRIVALS),
    COUNT("working-minutes", CAPACITY, NONE, "minutes", WORKING_MINUTES),
    COUNT("capacity-minutes", CAPACITY, UP, "minutes", CAPACITY_MINUTES),
    {.name = "backlog-minutes",
     .family = FAMILY_CAPACITY,
     .kind = MEASURE_LEVEL,
     .aim = AIM_DOWN,
     .unit = "minutes",
     .of = OF(M(BACKLOG_MINUTES))},
    {.name = "backlog-cases",
     .family = FAMILY_CAPACITY,
     .kind = MEASURE_LEVEL,
     .aim = AIM_DOWN,
     .unit = "cases",
     .of = OF(M(BACKLOG_CASES))},

    /* Segments. */
    {.name = "segmented",
     .family = FAMILY_SEGMENTS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = {.metrics = {M(CASES_OPENED)}, .only = ONLY_SEGMENTED},
     .per = OF(M(CASES_OPENED))},
    {.name = "segmented-contacts",
     .family = FAMILY_SEGMENTS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = {.metrics = {M(CONTACTS)}, .only = ONLY_SEGMENTED},
     .per = OF(M(CONTACTS))},

    /* Quality. */
    KEPT("right-first-time", QUALITY, RIGHT_FIRST_TIME),
    SHARE("reopened", QUALITY, DOWN, CASES_REOPENED, CASES_CLOSED),
    RATE("hand-offs", QUALITY, DOWN, CASES_HANDED_OVER, CASES_CLOSED),
    SHARE("failure-demand", QUALITY, DOWN, CONTACTS_FAILURE, CONTACTS),
    SHARE("chase", QUALITY, DOWN, CONTACTS_CHASE, CONTACTS),
    {.name = "abandoned",
     .family = FAMILY_QUALITY,
     .kind = MEASURE_SHARE,
     .aim = AIM_DOWN,
     .unit = "share",
     .of = OF(M(CONTACTS_ABANDONED)),
     .per = OF(M(CONTACTS_ABANDONED), M(CONTACTS))},
    {.name = "online",
     .family = FAMILY_QUALITY,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = {.metrics = {M(CONTACTS)}, .only = ONLY_ONLINE},
     .per = OF(M(CONTACTS))},
    SHARE("first-contact-resolution", QUALITY, UP, FIRST_CONTACT_RESOLUTION, CASES_CLOSED),
    SHARE("single-contact", QUALITY, UP, SINGLE_CONTACT, CASES_CLOSED),
    SHARE("expert-contact", QUALITY, DOWN, EXPERT_CONTACT, CASES_CLOSED),
    SHARE("case-managed", QUALITY, UP, CASE_MANAGED, CASES_CLOSED),
    {TIMES("contact-points", QUALITY, DOWN, "contact-points", CONTACT_POINTS)},
    SHARE("logged-live", QUALITY, UP, LOGGED_LIVE, CASES_OPENED),
    SHARE("front-logged", QUALITY, UP, FRONT_LOGGED, CASES_OPENED),
    SHARE("steps-named", QUALITY, UP, STEPS_NAMED, STEPS),
    SHARE("steps-outside", QUALITY, DOWN, STEPS_OUTSIDE, STEPS),
    SHARE("sample-replies", QUALITY, UP, REPLIES_FROM_SAMPLES, REPLIES),
};

const struct measure *const measures = table;
const size_t measure_count = sizeof table / sizeof table[0];
