/* The words everyone speaks: closed sets that stand in SQL (as smallint), C (as enum) and JSON (as
 * text).
 *
 * The numbers are stored; never renumber, only append. Each set has one table of names in types.c;
 * names use hyphens in JSON, on the command line and in desk definitions. Number 0 is "none". */
#ifndef ONESTOP_PROTO_TYPES_H
#define ONESTOP_PROTO_TYPES_H

#include <stdint.h>

/* An instant: microseconds since 1970-01-01 UTC. Names end in _at_us. A span ends in _us. */
#define US_PER_S   INT64_C(1000000)
#define US_PER_MIN (60 * US_PER_S)
#define US_PER_DAY (86400 * US_PER_S)
#define NO_TIME    INT64_MIN /* an instant that is not set */

/* A number with up to three decimals, kept in thousandths. */
#define NO_DECIMAL INT64_MIN

enum channel {
    CHANNEL_NONE,
    CHANNEL_COUNTER,
    CHANNEL_PHONE,
    CHANNEL_WEB,
    CHANNEL_EMAIL,
    CHANNEL_LETTER,
    CHANNEL_CHAT,
    CHANNEL_API,
    CHANNEL_MOBILE_OFFICE,
    CHANNELS
};

enum role {
    ROLE_NONE,
    ROLE_FRONT_DESK,
    ROLE_CASE_MANAGER,
    ROLE_PROFESSIONAL,
    ROLE_TEAM_LEAD,
    ROLE_MANAGER,
    ROLE_AUDITOR,
    ROLE_ADMINISTRATOR,
    ROLE_COURIER,
    ROLES
};
#define ROLE_BIT(role) (1u << (role))

enum direction { DIRECTION_NONE, DIRECTION_IN, DIRECTION_OUT, DIRECTIONS };
enum purpose {
    PURPOSE_NONE,
    PURPOSE_INFORMATION,
    PURPOSE_INTERACTION,
    PURPOSE_TRANSACTION,
    PURPOSES
};
/* Value demand, or one of the four failure demands. */
enum cause {
    CAUSE_NONE,
    CAUSE_VALUE,
    CAUSE_CHASE,
    CAUSE_CORRECTION,
    CAUSE_COMPLAINT,
    CAUSE_REPEAT,
    CAUSES
};

enum service_kind {
    SERVICE_NONE,
    SERVICE_ACT,
    SERVICE_INFORMATION,
    SERVICE_ADVICE,
    SERVICE_OTHER,
    SERVICE_KINDS
};

enum clock_unit {
    UNIT_NONE,
    UNIT_WORKING_MINUTES,
    UNIT_WORKING_DAYS,
    UNIT_CALENDAR_DAYS,
    UNIT_CALENDAR_MONTHS,
    CLOCK_UNITS
};
enum clock_state { CLOCK_NONE, CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_STOPPED, CLOCK_STATES };

enum standard_kind {
    STANDARD_NONE,
    STANDARD_PROCESSING,
    STANDARD_ACKNOWLEDGEMENT,
    STANDARD_FIRST_RESPONSE,
    STANDARD_COUNTER_WAIT,
    STANDARD_PHONE_ANSWER,
    STANDARD_PUNCTUALITY,
    STANDARD_CONDUCT,
    STANDARD_SATISFACTION,
    STANDARD_RIGHT_FIRST_TIME,
    STANDARD_KINDS
};

/* Whether something kept the standard that measures it; none: not judged. */
enum verdict { VERDICT_NONE, VERDICT_MET, VERDICT_MISSED, VERDICTS };

enum task_kind { TASK_NONE, TASK_PROFESSIONAL, TASK_KINDS };
enum task_state { TASK_STATE_NONE, TASK_OPEN, TASK_ANSWERED, TASK_CANCELLED, TASK_STATES };

/* Why a clock is paused. Waiting for another department does not pause a clock unless the standard
 * says so. */
enum pause_reason {
    PAUSE_NONE,
    PAUSE_CUSTOMER,
    PAUSE_DEPARTMENT,
    PAUSE_COURT,
    PAUSE_EVENT,
    PAUSE_REASONS
};

enum link_kind { LINK_NONE, LINK_RELATED, LINK_DUPLICATE, LINK_FOLLOWS, LINK_PART_OF, LINK_KINDS };

/* What is sent, and what became of it (table outbox). */
enum outbox_kind { OUTBOX_NONE, OUTBOX_EMAIL, OUTBOX_LETTER, OUTBOX_WEBHOOK, OUTBOX_KINDS };
enum outbox_state {
    OUTBOX_STATE_NONE,
    OUTBOX_WAITING, /* to be sent; of a letter: to be printed */
    OUTBOX_SENT,
    OUTBOX_FAILED, /* refused for good, or given up */
    OUTBOX_HELD,   /* its address is known to bounce, or its customer does not wish it */
    OUTBOX_PRINTED,
    OUTBOX_STATES
};

/* What somebody did with all that is personal of a customer (table personal_act). */
enum personal_act { PERSONAL_ACT_NONE, PERSONAL_EXPORTED, PERSONAL_ERASED, PERSONAL_ACTS };

enum event_kind {
    EVENT_NONE,
    EVENT_OPENED,
    EVENT_ASSIGNED, /* routed, claimed or assigned: a case manager (or nobody: back to the queue) */
    EVENT_HANDED_OVER, /* to a person, a queue, another agency */
    EVENT_STEPPED,
    EVENT_NOTED,
    EVENT_CONTACTED,
    EVENT_BROUGHT_IN, /* a professional's task opened */
    EVENT_TASK_CLAIMED,
    EVENT_TASK_ANSWERED,
    EVENT_PAUSED,
    EVENT_RESUMED,
    EVENT_CLOSED,
    EVENT_REOPENED,
    EVENT_LINKED,
    EVENT_RUNG,             /* a rung of a clock fired: warn or breach */
    EVENT_CUSTOMER_CHANGED, /* the case hangs on another customer record now (merge) */
    EVENT_FEEDBACK_LOGGED,
    EVENT_FEEDBACK_ASSIGNED,
    EVENT_FEEDBACK_ANSWERED,
    EVENT_FEEDBACK_LINKED, /* to an improvement */
    EVENT_FEEDBACK_CLOSED, /* without an answer */
    EVENT_IMPROVEMENT_ADDED,
    EVENT_IMPROVEMENT_CHANGED,
    EVENT_IMPROVEMENT_MOVED, /* into another state */
    EVENT_IMPROVEMENT_LINKED,
    EVENT_IMPROVEMENT_PUBLISHED, /* its public line: shown, or taken back */
    EVENT_SURVEY_INVITED,
    EVENT_SURVEY_SENT, /* a link was given out by staff; an earlier one is void */
    EVENT_SURVEY_ANSWERED,
    EVENT_REPLIED,      /* written to the customer; the contact is an event of its own */
    EVENT_SAMPLE_ADDED, /* a sample reply */
    EVENT_SAMPLE_CHANGED,
    EVENT_SAMPLE_RETIRED,
    EVENT_COMPLAINT_LOGGED,
    EVENT_COMPLAINT_ACKNOWLEDGED,
    EVENT_COMPLAINT_ANSWERED,
    EVENT_COMPLAINT_EXTENDED,
    EVENT_COMPLAINT_ESCALATED, /* to the next stage, or past the last one to the ombudsman */
    EVENT_COMPLAINT_OVERDUE,   /* not acknowledged in time, or the customer is to be told how far */
    EVENT_COMPLAINT_WITHDRAWN,
    EVENT_COMPLAINT_CONVERTED, /* it was a request for a service, and is a case now */
    EVENT_COMPLAINT_LINKED,    /* with a case */
    EVENT_REMEDY_ADDED,
    EVENT_REMEDY_DONE,
    EVENT_CLOCK_ENDED, /* acknowledgement or first response: what was promised is done, or never */
    EVENT_EXTENDED,    /* a clock was given more time */
    EVENT_RECOMPUTED,  /* a change of standard or calendar moved a running clock */
    EVENT_SAMPLE_REVIEW_DUE, /* only of notices: a sample reply is to be looked at again */
    EVENT_IMPROVEMENT_TOLD,  /* customers were told that it is done */
    EVENT_EVIDENCE_ADDED,
    EVENT_EVIDENCE_CORRECTED, /* a new version, to be checked anew */
    EVENT_EVIDENCE_CHECKED,
    EVENT_EVIDENCE_WITHDRAWN,
    EVENT_SIGNAL_RAISED, /* of a watched chart */
    EVENT_SIGNAL_DECIDED,
    EVENT_ABSENCE_ENTERED, /* of a member of staff */
    EVENT_ABSENCE_CHANGED,
    EVENT_ABSENCE_WITHDRAWN,
    EVENT_KINDS
};

/* How a reply reaches the customer. */
enum delivery_way {
    DELIVERY_NONE,
    DELIVERY_EMAIL,   /* sent by the daemon */
    DELIVERY_LETTER,  /* printed */
    DELIVERY_BY_HAND, /* said, handed over, or sent by whoever wrote it */
    DELIVERIES
};

/* What has events of its own and is no case: see workflow/record.h. One row a kind, X(NAME, name):
 * RECORD_NAME, written by db/query/batch_record_<name>.sql. Numbers are stored: only append. */
#define RECORDS(X)                                                                                 \
    X(FEEDBACK, "feedback")                                                                        \
    X(IMPROVEMENT, "improvement")                                                                  \
    X(SURVEY, "survey")                                                                            \
    X(SAMPLE, "sample")                                                                            \
    X(COMPLAINT, "complaint")                                                                      \
    X(EVIDENCE, "evidence")                                                                        \
    X(SIGNAL, "signal")                                                                            \
    X(ABSENCE, "absence")

enum record_kind {
    RECORD_NONE,
#define RECORD_ENUM(name, text) RECORD_##name,
    RECORDS(RECORD_ENUM)
#undef RECORD_ENUM
        RECORD_KINDS
};

/* Suggestions and compliments. */
enum feedback_kind { FEEDBACK_NONE, FEEDBACK_SUGGESTION, FEEDBACK_COMPLIMENT, FEEDBACK_KINDS };
enum feedback_state {
    FEEDBACK_STATE_NONE,
    FEEDBACK_OPEN,
    FEEDBACK_ANSWERED,
    FEEDBACK_CLOSED,
    FEEDBACK_STATES
};

enum improvement_state {
    IMPROVEMENT_NONE,
    IMPROVEMENT_IDEA,
    IMPROVEMENT_ACCEPTED,
    IMPROVEMENT_PLANNED,
    IMPROVEMENT_COSTED,
    IMPROVEMENT_DOING,
    IMPROVEMENT_DONE,
    IMPROVEMENT_REFUSED,
    IMPROVEMENT_STATES
};
/* What stands behind an improvement, beside feedback (which is linked from its own side). */
enum basis { BASIS_NONE, BASIS_COMPLAINT, BASIS_CASE, BASIS_FIGURE, BASIS_DOCUMENT, BASES };
/* Where an indicator should go. */
enum aim { AIM_NONE, AIM_UP, AIM_DOWN, AIMS };

/* Surveys: who is asked, what has come of it, how and about what a question asks. */
enum survey_kind { SURVEY_NONE, SURVEY_CUSTOMER, SURVEY_STAFF, SURVEY_MYSTERY_VISIT, SURVEY_KINDS };
enum survey_state { SURVEY_STATE_NONE, SURVEY_INVITED, SURVEY_ANSWERED, SURVEY_STATES };
enum question_kind {
    QUESTION_NONE,
    QUESTION_SCALE,
    QUESTION_YES_NO,
    QUESTION_TEXT,
    QUESTION_KINDS
};
enum survey_topic {
    TOPIC_NONE,
    TOPIC_SATISFACTION,
    TOPIC_CORRUPTION_CONCERN,
    TOPIC_CONDUCT,
    TOPIC_RIGHT_FIRST_TIME,
    TOPIC_WAITING,
    TOPIC_INFORMATION,
    TOPIC_ACCESS,
    TOPIC_WORK, /* of staff: what they need to do it well */
    TOPIC_OTHER,
    TOPICS
};
enum yes_no { YES_NO_NONE, ANSWER_NO, ANSWER_YES, YES_NOS };

enum complaint_state {
    COMPLAINT_STATE_NONE,
    COMPLAINT_OPEN,       /* a stage is to answer */
    COMPLAINT_ANSWERED,   /* closed in full at a stage; the customer may ask for the next one */
    COMPLAINT_NOT_OPENED, /* recorded only, by the ladder's conditions */
    COMPLAINT_WITHDRAWN,
    COMPLAINT_CONVERTED, /* a service request, really */
    COMPLAINT_REFERRED,  /* past the last stage: the ombudsman */
    COMPLAINT_STATES
};
enum complaint_outcome {
    OUTCOME_NONE,
    OUTCOME_UPHELD,
    OUTCOME_PARTLY,
    OUTCOME_NOT_UPHELD,
    OUTCOME_RESOLVED, /* resolved at once, without finding who was right */
    COMPLAINT_OUTCOMES
};
/* How a stage of a complaint ended. */
enum stage_end {
    STAGE_RUNNING,
    STAGE_ANSWERED,
    STAGE_TIMED_OUT, /* moved up at its limit */
    STAGE_ESCALATED, /* the customer asked for the next one before the answer */
    STAGE_DROPPED,   /* withdrawn or converted */
    STAGE_ENDS
};
/* Whose grants answer a stage. */
enum answerer_of {
    ANSWERER_NONE,
    ANSWERER_OF_CASE_MANAGER, /* the lead of the case manager; else as of the office */
    ANSWERER_OF_OFFICE,       /* grants that name the office; nobody able: of the whole agency */
    ANSWERER_OF_AGENCY,       /* grants for the whole agency only */
    ANSWERERS
};

/* Control charts (workflow/chart.h): what is more than chance, which way, what became of it; and
 * what a chart says of a target. */
enum signal_rule {
    SIGNAL_RULE_NONE,
    RULE_BEYOND_LIMIT,
    RULE_TREND,
    RULE_OUTER_THIRD,
    RULE_RUN,
    SIGNAL_RULES
};
enum signal_side { SIDE_NONE, SIDE_ABOVE, SIDE_BELOW, SIGNAL_SIDES };
enum signal_state { SIGNAL_STATE_NONE, SIGNAL_OPEN, SIGNAL_DECIDED, SIGNAL_STATES };
enum assurance {
    ASSURANCE_NONE, /* too little to say */
    ASSURANCE_ALWAYS_MET,
    ASSURANCE_ALWAYS_MISSED,
    ASSURANCE_LUCK,
    ASSURANCES
};
/* Reports: what has become of a run, what files are made of one, to whom they go. */
enum report_state {
    REPORT_STATE_NONE,
    REPORT_WAITING,
    REPORT_RUNNING,
    REPORT_DONE,
    REPORT_UNCHANGED, /* the figures of the edition before, which stands for it */
    REPORT_CANCELLED,
    REPORT_FAILED,
    REPORT_STATES
};
enum report_step {
    REPORT_STEP_NONE, /* it is not under way */
    REPORT_COUNTING,
    REPORT_COMPARING, /* with the edition before */
    REPORT_WRITING,   /* files for its recipients */
    REPORT_STEPS
};
enum report_format {
    REPORT_FORMAT_NONE,
    REPORT_HTML,
    REPORT_XLSX,
    REPORT_CSV,
    REPORT_JSON,
    REPORT_FORMATS
};
enum recipient_kind { RECIPIENT_NONE, RECIPIENT_MINISTRY, RECIPIENT_COUNCIL, RECIPIENT_KINDS };

/* What leaves no trace in case work, and is recorded: workflow/evidence.h has the fields of each.
 */
enum evidence_kind {
    EVIDENCE_NONE,
    EVIDENCE_CONSULTATION,
    EVIDENCE_PUBLICATION,
    EVIDENCE_SITE_INSPECTION,
    EVIDENCE_LEADERSHIP_ACT,
    EVIDENCE_INITIATIVE,
    EVIDENCE_BENEFIT,
    EVIDENCE_TRAINING,
    EVIDENCE_TRAINING_PLAN,
    EVIDENCE_OBJECTIVE,
    EVIDENCE_PARTNERSHIP,
    EVIDENCE_RISK,
    EVIDENCE_ACCREDITATION,
    EVIDENCE_BENCHMARK,
    EVIDENCE_KINDS
};
/* Where a record stands on a day. */
enum evidence_state {
    EVIDENCE_STATE_NONE,
    EVIDENCE_UNCHECKED, /* counts for nothing yet */
    EVIDENCE_IN_FORCE,
    EVIDENCE_EXPIRED,
    EVIDENCE_WITHDRAWN,
    EVIDENCE_STATES
};

/* A closed set and its names, indexed by number. */
struct name_set {
    const char *what; /* "channel" */
    const char *const *names;
    int count;
};
extern const struct name_set channel_names, role_names, direction_names, purpose_names, cause_names,
    service_kind_names, clock_unit_names, clock_state_names, standard_kind_names, verdict_names,
    task_kind_names, task_state_names, pause_reason_names, link_kind_names, event_kind_names,
    outbox_kind_names, outbox_state_names, record_kind_names, feedback_kind_names,
    feedback_state_names, improvement_state_names, basis_names, aim_names, survey_kind_names,
    survey_state_names, question_kind_names, survey_topic_names, yes_no_names, delivery_names,
    complaint_state_names, complaint_outcome_names, stage_end_names, answerer_of_names,
    signal_rule_names, signal_side_names, signal_state_names, assurance_names, report_state_names,
    report_step_names, report_format_names, recipient_kind_names, evidence_kind_names,
    evidence_state_names, personal_act_names;

/* The name of a number ("mobile-office"); "" for 0 and for numbers outside the set. */
const char *name_of(const struct name_set *set, int number);
/* The number of a name; 0 when there is none. */
int name_number(const struct name_set *set, const char *name);

#endif
