/* The catalogue of measures: one row each, by family. */
#include "workflow/measure.h"

#define OF(...)                                                                                    \
    {                                                                                              \
        .metrics = { __VA_ARGS__ }                                                                 \
    }
#define M(name) METRIC_##name

#define COUNT(name_, family_, aim_, unit_, metric_, what_)                                         \
    {                                                                                              \
        .name = name_, .family = FAMILY_##family_, .kind = MEASURE_COUNT, .aim = AIM_##aim_,       \
        .unit = unit_, .of = OF(M(metric_)), .what = what_                                         \
    }
#define PART(name_, family_, aim_, unit_, of_, per_, what_, whole_)                                \
    .name = name_, .family = FAMILY_##family_, .kind = MEASURE_SHARE, .aim = AIM_##aim_,           \
    .unit = unit_, .of = OF(M(of_)), .per = OF(M(per_)), .what = what_, .whole = whole_
#define SHARE(name_, family_, aim_, of_, per_, what_, whole_)                                      \
    {                                                                                              \
        PART(name_, family_, aim_, "share", of_, per_, what_, whole_)                              \
    }
#define RATE(name_, family_, aim_, of_, per_, what_, whole_)                                       \
    {                                                                                              \
        PART(name_, family_, aim_, "per-1000", of_, per_, what_, whole_)                           \
    }
#define TIMES(name_, family_, aim_, unit_, metric_, what_)                                         \
    .name = name_, .family = FAMILY_##family_, .kind = MEASURE_TIMES, .aim = AIM_##aim_,           \
    .unit = unit_, .of = OF(M(metric_)), .what = what_
/* Judged by standards of cases and answers, of one kind. */
#define KEPT(name_, family_, kind_, what_, whole_)                                                 \
    {                                                                                              \
        .name = name_, .family = FAMILY_##family_, .kind = MEASURE_SHARE, .aim = AIM_UP,           \
        .unit = "share", .of = OF(M(STANDARD_MET)),                                                \
        .per = OF(M(STANDARD_MET), M(STANDARD_MISSED)), .standards = 1u << STANDARD_##kind_,       \
        .what = what_, .whole = whole_                                                             \
    }
/* Judged by standards of contacts. */
#define HELD(name_, kind_, what_, whole_)                                                          \
    {                                                                                              \
        .name = name_, .family = FAMILY_STANDARDS, .kind = MEASURE_SHARE, .aim = AIM_UP,           \
        .unit = "share", .of = OF(M(kind_##_MET)), .per = OF(M(kind_##_MET), M(kind_##_MISSED)),   \
        .what = what_, .whole = whole_                                                             \
    }
#define SATISFIED(name_, kind_, topic_, what_, whole_)                                             \
    {                                                                                              \
        .name = name_, .family = FAMILY_SATISFACTION, .kind = MEASURE_SHARE, .aim = AIM_UP,        \
        .unit = "share", .of = OF(M(SURVEY_SATISFIED)),                                            \
        .per = OF(M(SURVEY_SATISFIED), M(SURVEY_NOT_SATISFIED)), .survey = SURVEY_##kind_,         \
        .topic = TOPIC_##topic_, .what = what_, .whole = whole_                                    \
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
    COUNT("cases-opened", VOLUME, NONE, "cases", CASES_OPENED, "cases opened"),
    COUNT("cases-closed", VOLUME, NONE, "cases", CASES_CLOSED, "closings of cases"),
    COUNT("cases-reopened", VOLUME, DOWN, "cases", CASES_REOPENED, "cases reopened"),
    COUNT("cases-handed-over", VOLUME, NONE, "hand-overs", CASES_HANDED_OVER,
          "hand-overs of cases to a person, a queue or another agency"),
    {.name = "cases-open",
     .family = FAMILY_VOLUME,
     .kind = MEASURE_LEVEL,
     .aim = AIM_DOWN,
     .unit = "cases",
     .of = OF(M(CASES_OPENED), M(CASES_REOPENED)),
     .per = OF(M(CASES_CLOSED)),
     .what = "cases opened or reopened and not closed by the end of the period"},
    COUNT("contacts", VOLUME, NONE, "contacts", CONTACTS,
          "contacts in which somebody was spoken to or written to"),
    COUNT("contacts-failure-demand", VOLUME, DOWN, "contacts", CONTACTS_FAILURE,
          "contacts to chase, correct, complain or repeat"),
    COUNT("contacts-chase", VOLUME, DOWN, "contacts", CONTACTS_CHASE,
          "contacts that ask how far it is"),
    COUNT("contacts-correction", VOLUME, DOWN, "contacts", CONTACTS_CORRECTION,
          "contacts that put right an earlier failure"),
    COUNT("contacts-complaint", VOLUME, DOWN, "contacts", CONTACTS_COMPLAINT,
          "contacts that complain"),
    COUNT("contacts-repeat", VOLUME, DOWN, "contacts", CONTACTS_REPEAT,
          "contacts that ask the same again"),
    COUNT("contacts-abandoned", VOLUME, DOWN, "contacts", CONTACTS_ABANDONED,
          "contacts given up by the customer before anybody answered"),
    COUNT("tasks-opened", VOLUME, NONE, "tasks", TASKS_OPENED, "tasks given to professionals"),
    COUNT("tasks-answered", VOLUME, NONE, "tasks", TASKS_ANSWERED,
          "tasks answered by professionals"),
    COUNT("steps", VOLUME, NONE, "steps", STEPS, "steps taken in cases"),
    COUNT("replies", VOLUME, NONE, "replies", REPLIES, "replies written to customers"),
    COUNT("replies-from-samples", VOLUME, UP, "replies", REPLIES_FROM_SAMPLES,
          "replies built on a sample reply"),
    COUNT("suggestions-received", VOLUME, UP, "suggestions", SUGGESTIONS_RECEIVED,
          "suggestions received"),
    COUNT("compliments-received", VOLUME, UP, "compliments", COMPLIMENTS_RECEIVED,
          "compliments received"),
    COUNT("feedback-answered", VOLUME, UP, "answers", FEEDBACK_ANSWERED,
          "suggestions and compliments answered"),
    COUNT("feedback-linked", VOLUME, UP, "links", FEEDBACK_LINKED,
          "suggestions and compliments linked to an improvement"),
    COUNT("feedback-closed-unanswered", VOLUME, DOWN, "closings", FEEDBACK_UNANSWERED,
          "suggestions and compliments closed without an answer"),
    COUNT("improvements-proposed", VOLUME, UP, "improvements", IMPROVEMENTS_IDEA,
          "improvements proposed"),
    COUNT("improvements-accepted", VOLUME, UP, "improvements", IMPROVEMENTS_ACCEPTED,
          "improvements accepted"),
    COUNT("improvements-planned", VOLUME, UP, "improvements", IMPROVEMENTS_PLANNED,
          "improvements planned"),
    COUNT("improvements-costed", VOLUME, UP, "improvements", IMPROVEMENTS_COSTED,
          "improvements costed"),
    COUNT("improvements-doing", VOLUME, UP, "improvements", IMPROVEMENTS_DOING,
          "improvements begun"),
    COUNT("improvements-done", VOLUME, UP, "improvements", IMPROVEMENTS_DONE, "improvements done"),
    COUNT("improvements-refused", VOLUME, NONE, "improvements", IMPROVEMENTS_REFUSED,
          "improvements refused"),

    /* Time. */
    {TIMES("elapsed-time", TIME, DOWN, "seconds", ELAPSED_S,
           "time from receipt to closing, of cases closed"),
     .per = OF(M(CASES_IN_TIME), M(CASES_LATE)), .met = OF(M(CASES_IN_TIME)),
     .whole = "in time: by the processing standard, of cases closed that one judged"},
    {TIMES("counted-time", TIME, DOWN, "seconds", COUNTED_S,
           "time that counted for the processing standard, of cases closed that have one"),
     .per = OF(M(CASES_IN_TIME), M(CASES_LATE)), .met = OF(M(CASES_IN_TIME)),
     .whole = "in time: by the processing standard, of cases closed that one judged"},
    {TIMES("paused-time", TIME, DOWN, "seconds", PAUSED_S,
           "time for which the clock was paused, of cases closed that were paused")},
    {TIMES("case-minutes", TIME, DOWN, "minutes", CASE_MINUTES,
           "minutes of work booked, of cases closed with any")},
    {TIMES("contact-wait", TIME, DOWN, "seconds", CONTACT_WAIT_S,
           "wait until somebody answered, of contacts whose wait is known"),
     .per = OF(M(COUNTER_WAIT_MET), M(COUNTER_WAIT_MISSED), M(PHONE_ANSWER_MET),
               M(PHONE_ANSWER_MISSED)),
     .met = OF(M(COUNTER_WAIT_MET), M(PHONE_ANSWER_MET)),
     .whole = "in time: by the standard of counter wait or phone answer, of contacts that one "
              "judged, those given up too late included"},
    {TIMES("contact-duration", TIME, NONE, "seconds", CONTACT_DURATION_S,
           "length of contacts, where it is known")},
    {TIMES("abandoned-wait", TIME, DOWN, "seconds", ABANDONED_WAIT_S,
           "wait until the customer gave up, of contacts abandoned")},
    {TIMES("feedback-answer-time", TIME, DOWN, "seconds", FEEDBACK_ANSWER_S,
           "time from receipt to answer, of suggestions and compliments answered")},

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
     .standards = OBSERVED,
     .what = "kept",
     .whole = "all that standards have judged, but for what customers answer"},
    {.name = "cases-in-time",
     .family = FAMILY_STANDARDS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = OF(M(CASES_IN_TIME)),
     .per = OF(M(CASES_IN_TIME), M(CASES_LATE)),
     .what = "cases closed in time",
     .whole = "cases closed that a processing standard judged"},
    KEPT("processing-met", STANDARDS, PROCESSING, "cases closed in time",
         "cases closed that a processing standard judged"),
    KEPT("acknowledgement-met", STANDARDS, ACKNOWLEDGEMENT, "acknowledged in time",
         "cases whose acknowledgement a standard judged"),
    KEPT("first-response-met", STANDARDS, FIRST_RESPONSE, "answered in time",
         "cases whose first response a standard judged"),
    HELD("counter-wait-met", COUNTER_WAIT, "contacts that waited no longer than promised",
         "contacts at the counter that a standard judged"),
    HELD("phone-answer-met", PHONE_ANSWER, "calls answered as fast as promised",
         "calls that a standard judged"),
    HELD("punctuality-met", PUNCTUALITY, "appointments that began in time",
         "appointments that a standard judged"),
    COUNT("breaches", STANDARDS, DOWN, "cases", BREACHES,
          "cases whose processing time ran out on the day"),
    {.name = "extensions",
     .family = FAMILY_STANDARDS,
     .kind = MEASURE_COUNT,
     .aim = AIM_DOWN,
     .unit = "extensions",
     .of = OF(M(STANDARD_EXTENDED)),
     .what = "extensions granted to clocks of cases"},
    {.name = "extensions-per-1000",
     .family = FAMILY_STANDARDS,
     .kind = MEASURE_SHARE,
     .aim = AIM_DOWN,
     .unit = "per-1000",
     .of = OF(M(STANDARD_EXTENDED)),
     .per = OF(M(STANDARD_MET), M(STANDARD_MISSED)),
     .standards = CLOCKED,
     .what = "extensions granted to clocks of cases",
     .whole = "clocks of cases that ended"},

    /* Complaints, all but serious ones. */
    COUNT("complaints-received", COMPLAINTS, NONE, "complaints", COMPLAINTS_RECEIVED,
          "complaints received"),
    RATE("complaints-per-1000-closed", COMPLAINTS, DOWN, COMPLAINTS_RECEIVED, CASES_CLOSED,
         "complaints received", "cases closed"),
    COUNT("complaints-anonymous", COMPLAINTS, NONE, "complaints", COMPLAINTS_ANONYMOUS,
          "complaints received from people who did not say who"),
    COUNT("complaints-not-opened", COMPLAINTS, NONE, "complaints", COMPLAINTS_NOT_OPENED,
          "complaints recorded only, by the conditions of their ladder"),
    COUNT("complaints-converted", COMPLAINTS, NONE, "complaints", COMPLAINTS_CONVERTED,
          "complaints that were requests for a service"),
    COUNT("complaints-withdrawn", COMPLAINTS, NONE, "complaints", COMPLAINTS_WITHDRAWN,
          "complaints withdrawn"),
    COUNT("complaints-referred", COMPLAINTS, DOWN, "complaints", COMPLAINTS_REFERRED,
          "complaints that went past the last stage"),
    COUNT("complaint-stages-begun", COMPLAINTS, NONE, "stages", STAGES_BEGUN,
          "stages of complaints begun"),
    COUNT("complaint-stages-answered", COMPLAINTS, NONE, "stages", STAGES_ANSWERED,
          "complaints closed in full, by the stage that answered"),
    SHARE("complaints-acknowledged-in-time", COMPLAINTS, UP, STAGES_ACKNOWLEDGED_IN_TIME,
          STAGES_ACKNOWLEDGED, "stages acknowledged in time", "stages acknowledged"),
    {.name = "complaints-answered-in-time",
     .family = FAMILY_COMPLAINTS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = OF(M(STAGES_ANSWERED)),
     .per = OF(M(STAGES_ANSWERED), M(STAGES_ESCALATED_TIME)),
     .what = "stages answered in time",
     .whole = "stages answered, or moved up because their time ran out"},
    {.name = "complaints-answered-unextended",
     .family = FAMILY_COMPLAINTS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = OF(M(STAGES_UNEXTENDED)),
     .per = OF(M(STAGES_ANSWERED), M(STAGES_ESCALATED_TIME)),
     .what = "stages answered in time without an extension",
     .whole = "stages answered, or moved up because their time ran out"},
    {TIMES("complaint-days", COMPLAINTS, DOWN, "working-days", STAGE_DAYS,
           "working days that a stage took, of stages answered"),
     .per = OF(M(STAGES_ANSWERED), M(STAGES_ESCALATED_TIME)), .met = OF(M(STAGES_ANSWERED)),
     .whole = "in time: of stages answered, or moved up because their time ran out"},
    SHARE("complaints-upheld", COMPLAINTS, NONE, STAGES_UPHELD, STAGES_ANSWERED, "upheld",
          "complaints answered"),
    SHARE("complaints-partly-upheld", COMPLAINTS, NONE, STAGES_PARTLY, STAGES_ANSWERED,
          "upheld in part", "complaints answered"),
    SHARE("complaints-not-upheld", COMPLAINTS, NONE, STAGES_NOT_UPHELD, STAGES_ANSWERED,
          "not upheld", "complaints answered"),
    SHARE("complaints-resolved-at-once", COMPLAINTS, UP, STAGES_RESOLVED, STAGES_ANSWERED,
          "resolved at once", "complaints answered"),
    SHARE("complaints-extended", COMPLAINTS, DOWN, STAGES_EXTENSIONS, STAGES_BEGUN,
          "extensions of stages", "stages begun"),
    SHARE("complaints-escalated-by-customer", COMPLAINTS, DOWN, STAGES_ESCALATED_CUSTOMER,
          STAGES_BEGUN, "stages that the customer took further", "stages begun"),
    SHARE("complaints-escalated-by-time", COMPLAINTS, DOWN, STAGES_ESCALATED_TIME, STAGES_BEGUN,
          "stages moved up because their time ran out", "stages begun"),
    COUNT("complaint-lessons", COMPLAINTS, UP, "lessons", COMPLAINT_LESSONS,
          "answers to complaints that say what was learnt"),
    COUNT("remedies", COMPLAINTS, NONE, "remedies", REMEDIES, "remedies promised"),
    SHARE("remedies-done", COMPLAINTS, UP, REMEDIES_DONE, REMEDIES, "remedies done",
          "remedies promised in the period"),

    /* Satisfaction. */
    COUNT("surveys-invited", SATISFACTION, NONE, "invitations", SURVEY_INVITED,
          "invitations to surveys"),
    COUNT("surveys-answered", SATISFACTION, UP, "answers", SURVEY_ANSWERED, "surveys answered"),
    SHARE("survey-response", SATISFACTION, UP, SURVEY_ANSWERED, SURVEY_INVITED, "surveys answered",
          "invitations in the period"),
    SATISFIED("satisfied", CUSTOMER, SATISFACTION, "satisfied answers",
              "answers of customers to questions about satisfaction"),
    SATISFIED("answers-satisfied", CUSTOMER, NONE, "satisfied answers",
              "answers of customers to questions that tell satisfied from not"),
    SATISFIED("staff-satisfied", STAFF, NONE, "satisfied answers",
              "answers of staff to questions that tell satisfied from not"),
    SATISFIED("mystery-visits-satisfied", MYSTERY_VISIT, NONE, "satisfied answers",
              "answers of mystery visits to questions that tell satisfied from not"),
    KEPT("satisfaction-met", SATISFACTION, SATISFACTION, "answers that keep the standard",
         "answers that a standard of satisfaction judged"),
    KEPT("conduct-met", SATISFACTION, CONDUCT, "answers that keep the standard",
         "answers that a standard of conduct judged"),

    /* Demand, activity, capacity and backlog in minutes. */
    COUNT("demand-minutes", CAPACITY, NONE, "minutes", DEMAND_MINUTES,
          "expected minutes of work that came into queues: of cases opened and tasks, and what is "
          "left of cases handed over to another queue or reopened"),
    COUNT("queue-arrivals", CAPACITY, NONE, "cases", QUEUE_ARRIVALS,
          "cases that came into queues: opened, reopened, or handed over from another queue"),
    COUNT("working-minutes", CAPACITY, NONE, "minutes", WORKING_MINUTES,
          "minutes of work booked, on the day they were booked"),
    COUNT("capacity-minutes", CAPACITY, UP, "minutes", CAPACITY_MINUTES,
          "minutes of people who were there for queues, of days that are over and known"),
    {.name = "backlog-minutes",
     .family = FAMILY_CAPACITY,
     .kind = MEASURE_LEVEL,
     .aim = AIM_DOWN,
     .unit = "minutes",
     .of = OF(M(BACKLOG_MINUTES)),
     .what = "minutes of work left to do in queues at the end of the last day that is over"},
    {.name = "backlog-cases",
     .family = FAMILY_CAPACITY,
     .kind = MEASURE_LEVEL,
     .aim = AIM_DOWN,
     .unit = "cases",
     .of = OF(M(BACKLOG_CASES)),
     .what = "cases and tasks not done in queues at the end of the last day that is over"},

    /* Segments. */
    {.name = "segmented",
     .family = FAMILY_SEGMENTS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = {.metrics = {M(CASES_OPENED)}, .only = ONLY_SEGMENTED},
     .per = OF(M(CASES_OPENED)),
     .what = "cases opened whose customer has a segment",
     .whole = "cases opened"},
    {.name = "segmented-contacts",
     .family = FAMILY_SEGMENTS,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = {.metrics = {M(CONTACTS)}, .only = ONLY_SEGMENTED},
     .per = OF(M(CONTACTS)),
     .what = "contacts whose segment is known",
     .whole = "contacts"},

    /* Quality. */
    KEPT("right-first-time", QUALITY, RIGHT_FIRST_TIME, "right the first time",
         "cases closed that a standard of right first time judged"),
    SHARE("reopened", QUALITY, DOWN, CASES_REOPENED, CASES_CLOSED, "cases reopened",
          "cases closed"),
    RATE("hand-offs", QUALITY, DOWN, CASES_HANDED_OVER, CASES_CLOSED, "hand-overs of cases",
         "cases closed"),
    SHARE("failure-demand", QUALITY, DOWN, CONTACTS_FAILURE, CONTACTS,
          "contacts to chase, correct, complain or repeat", "contacts"),
    SHARE("chase", QUALITY, DOWN, CONTACTS_CHASE, CONTACTS, "contacts that ask how far it is",
          "contacts"),
    {.name = "abandoned",
     .family = FAMILY_QUALITY,
     .kind = MEASURE_SHARE,
     .aim = AIM_DOWN,
     .unit = "share",
     .of = OF(M(CONTACTS_ABANDONED)),
     .per = OF(M(CONTACTS_ABANDONED), M(CONTACTS)),
     .what = "contacts given up before anybody answered",
     .whole = "contacts, those given up included"},
    {.name = "online",
     .family = FAMILY_QUALITY,
     .kind = MEASURE_SHARE,
     .aim = AIM_UP,
     .unit = "share",
     .of = {.metrics = {M(CONTACTS)}, .only = ONLY_ONLINE},
     .per = OF(M(CONTACTS)),
     .what = "contacts over web, e-mail or an API",
     .whole = "contacts"},
    SHARE("first-contact-resolution", QUALITY, UP, FIRST_CONTACT_RESOLUTION, CASES_CLOSED,
          "cases closed in the contact that opened them", "cases closed"),
    SHARE("single-contact", QUALITY, UP, SINGLE_CONTACT, CASES_CLOSED,
          "cases closed in which the customer dealt with one contact point", "cases closed"),
    SHARE("expert-contact", QUALITY, DOWN, EXPERT_CONTACT, CASES_CLOSED,
          "cases closed in which the customer was sent on to an expert", "cases closed"),
    SHARE("case-managed", QUALITY, UP, CASE_MANAGED, CASES_CLOSED,
          "cases closed that one named case manager held from routing to closing", "cases closed"),
    {TIMES("contact-points", QUALITY, DOWN, "contact-points", CONTACT_POINTS,
           "contact points that the customer dealt with, of cases closed with any")},
    SHARE("logged-live", QUALITY, UP, LOGGED_LIVE, CASES_OPENED,
          "cases logged within 10 minutes of being received", "cases opened"),
    SHARE("front-logged", QUALITY, UP, FRONT_LOGGED, CASES_OPENED,
          "cases logged by the front desk or the customer", "cases opened"),
    SHARE("steps-named", QUALITY, UP, STEPS_NAMED, STEPS, "steps taken by a named person",
          "steps taken"),
    SHARE("steps-outside", QUALITY, DOWN, STEPS_OUTSIDE, STEPS, "steps done outside the system",
          "steps taken"),
    SHARE("sample-replies", QUALITY, UP, REPLIES_FROM_SAMPLES, REPLIES,
          "replies built on a sample reply", "replies"),
};

const struct measure *const measures = table;
const size_t measure_count = sizeof table / sizeof table[0];
