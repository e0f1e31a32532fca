/* The desk snapshot: what an administration has defined, as the rules see it. Immutable once
 * loaded; a worker holds the newest one and requests under way hold theirs (see db/snapshot.h for
 * loading and lifetime).
 *
 * Everything has an int32 id (unique in the database) and a code (unique within its agency, as in
 * the definition). Arrays are sorted by id; look up with desk_office() etc. by id, and with
 * desk_*_by_code(). What left the definition stays, so that old cases keep their names: then active
 * is false, it is found by id and no longer by code. */
#ifndef ONESTOP_WORKFLOW_DESK_H
#define ONESTOP_WORKFLOW_DESK_H

#include "proto/error.h"
#include "proto/types.h"
#include "workflow/clock.h"
#include "workflow/ladder.h"
#include "workflow/period.h"

enum { CODE_MAX = 64 };

/* An address of another system that is told of events. Its secret is no part of the desk: it stands
 * in a file of the courier. */
struct webhook {
    const char *code, *url;
    uint64_t events; /* event_bit()s */
};
enum { AGENCY_WEBHOOKS = 3 };

static inline uint64_t event_bit(enum event_kind kind)
{
    return kind < 64 ? UINT64_C(1) << kind : 0;
}

struct agency {
    int32_t id;
    const char *code, *name;
    const struct zone *zone;
    int32_t reopen_days; /* how long a closed case may be reopened; calendar days */
    const char *locale;  /* "en", "bg" */
    uint64_t notify;     /* event_bit()s of what customers are told of */
    const struct webhook *webhooks;
    size_t webhook_count; /* at most AGENCY_WEBHOOKS */
    bool active;
};

struct office { /* contact point */
    int32_t id, agency_id;
    const char *code, *name;
    int32_t calendar_id;
    const int32_t *serves; /* further agencies whose cases may be logged here */
    size_t serves_count;
    bool active;
};

struct queue {
    int32_t id, agency_id;
    const char *code, *name;
    int32_t office_id; /* 0: of the whole agency */
    int32_t skill_id;  /* needed to work it; 0: none */
    bool active;
};

struct skill {
    int32_t id, agency_id;
    const char *code, *name;
    bool active;
};

struct segment {
    int32_t id, agency_id;
    const char *code, *name;
    bool active;
};

struct grant {
    int32_t agency_id, office_id; /* office 0: the whole agency */
    enum role role;
};

struct absence {
    civil_day from, to; /* both included; local days of the home agency */
};

struct staff {
    int32_t id, agency_id; /* home agency */
    const char *user_name, *name;
    bool active;
    bool shared;              /* a department's shared account, not a named person */
    int32_t capacity_minutes; /* a day */
    int32_t lead_id;          /* team lead; 0 none */
    const struct grant *grants;
    size_t grant_count;
    const int32_t *skills; /* sorted ids */
    size_t skill_count;
    const char *const *languages;
    size_t language_count;
    const struct absence *absences;
    size_t absence_count;
};

/* One version. The kinds that run as clocks on a case (processing, acknowledgement, first-response)
 * have terms; those measured in a contact (counter-wait, phone-answer, punctuality) have seconds;
 * conduct and satisfaction name a question of a survey and which answers keep them;
 * right-first-time is a share only. */
struct standard {
    int32_t id, agency_id;
    const char *code, *name;
    enum standard_kind kind;
    struct clock_terms terms;  /* unit UNIT_NONE: no clock */
    int32_t seconds;           /* 0: none */
    int32_t abandoned_after_s; /* who leaves after waiting longer was let down; see contact.h */
    int16_t target_percent;    /* 95: "95 % within …" */
    bool department_pauses;    /* waiting for another department pauses the clock (default: no) */
    bool published;
    bool active;
    civil_day in_force_from, in_force_to; /* as defined; to: CIVIL_DAY_MAX when it has no end */
    civil_day in_force_until; /* its last day in fact; before in_force_from: it was replaced */
    /* Scope: empty dimensions are not named. See workflow/standard.h */
    const char *const *services; /* codes */
    size_t service_count;
    uint32_t channels;       /* bit per enum channel; 0: any */
    const int32_t *segments; /* ids */
    size_t segment_count;
    int32_t extension_max;    /* units of the terms that a clock can be given on top, in all */
    uint32_t extension_roles; /* ROLE_BITs that may grant them */
    int32_t calendar_id;      /* of the terms; 0: no clock */
    /* What customers are asked: codes, the kind of question, and the answers that keep the promise
     * (bit a: answer a, as survey_question has it). NULL and 0: measured otherwise. */
    const char *survey, *question;
    enum question_kind question_kind;
    uint8_t kept_by;
};

enum { PROCESS_OUTCOMES = 16 };

/* A code and what it is called: name in the agency's own language, further languages behind it. */
struct process_word {
    const char *code, *name;
    const struct process_name {
        const char *language, *name;
    } * names;
    size_t name_count;
};
/* The name in a language ("bg-BG" finds "bg"; NULL: the agency's own), else the agency's own. */
const char *process_word_in(const struct process_word *word, const char *language);

struct process_state {
    const char *code;
    struct process_word word;
    bool initial, final;
    enum pause_reason pauses; /* entering it pauses the clock, leaving it resumes; PAUSE_NONE: no */
    const char *outcomes[PROCESS_OUTCOMES]; /* of a final state; NULL-terminated when fewer */
    int32_t outcome_count;
    uint32_t issues; /* bit per outcome: closed with it, the customer gets a document */
    /* A step done by professionals: entering the state opens a task. */
    bool professional;
    int32_t task_queue_id;
    int32_t task_minutes; /* expected */
    const char *task_question;
};

/* Conditions under which a transition is open. A transition needs all bits in guard. */
enum guard {
    GUARD_NONE = 0,
    GUARD_HAS_CUSTOMER = 1,  /* not anonymous */
    GUARD_NO_OPEN_TASKS = 2, /* every professional has answered */
    GUARD_CONTACTED = 4,     /* at least one contact out to the customer */
    GUARD_OPEN_TASKS = 8,    /* the opposite of no-open-tasks */
    GUARD_ANONYMOUS = 16     /* the opposite of has-customer */
};

enum { GUARDS = 5 };
/* Names of the guards in definitions; bit i of a mask is guard_names[i]. */
extern const char *const guard_names[GUARDS];
/* The bit of a name, 0 when there is none. */
uint32_t guard_bit(const char *name);
/* Whether two conditions can never hold together. */
bool guards_exclude(uint32_t one, uint32_t other);

struct transition {
    const char *step; /* verb code: "check", "approve"; unique per from-state for one guard */
    struct process_word word;
    int16_t from, to; /* indexes into states */
    uint32_t roles;   /* ROLE_BITs that may do it; 0: whoever may work the case */
    uint32_t guard;
    int32_t minutes; /* expected minutes of work; booked when the actor gives none */
};

struct process { /* one version */
    int32_t id, agency_id;
    const char *code;
    int32_t version;
    bool active;
    const struct process_state *states;
    size_t state_count;
    const struct transition *transitions;
    size_t transition_count;
    const struct process_word *outcomes; /* of all final states, each once */
    size_t outcome_count;
};

struct service {
    int32_t id, agency_id;
    const char *code, *name;
    enum service_kind kind;
    bool active;
    int32_t process_id;        /* the version for new cases */
    const char *standard_code; /* of its processing standard; NULL: none. See standard_for() */
    int32_t queue_id;
    int32_t skill_id; /* 0: none needed */
    int32_t expected_minutes;
    uint32_t channels;   /* bit per enum channel */
    int32_t calendar_id; /* of its standard, else of its queue's office; 0: none */
};

/* One version. All versions of a code share one expanded calendar, in which each day is open as the
 * version in force on that day says. */
struct calendar_entry {
    int32_t id, agency_id;
    const char *code;
    const struct calendar *calendar;
    bool active;
};

enum { SURVEY_QUESTIONS = 20, SURVEY_SCALE = 5 };

struct survey_question {
    const char *code;
    enum survey_topic topic;
    enum question_kind kind;
    bool required;
    uint8_t satisfied; /* bit a: answer a (1 … 5, or enum yes_no) is a satisfied one; 0: none is
                        * told satisfied from not */
};

struct survey_sampling {
    int32_t service_id;
    int16_t percent;
};

struct survey_text {
    const char *language, *title;
    const char *invitation, *reminder; /* NULL: none; a reminder then says what is asked */
};

/* What is asked: one version of an instrument. Its texts stay in the definition. */
struct instrument {
    int32_t id, agency_id;
    const char *code, *name;
    int32_t version;
    enum survey_kind kind;
    bool active;
    int16_t percent; /* of closed cases of services that are not in sampling */
    const struct survey_sampling *sampling;
    size_t sampling_count;
    int32_t again_after_days, open_days;
    int32_t remind_after_days; /* 0: not at all */
    const char *link; /* of a customer's survey: where it is answered, with a slot for the secret */
    const struct survey_question *questions;
    size_t question_count;           /* at most SURVEY_QUESTIONS */
    const struct survey_text *texts; /* the first is for who speaks none of the others */
    size_t text_count;
};

/* What is charted of a distribution. */
enum chart_figure {
    CHART_FIGURE_NONE,
    CHART_MEDIAN,
    CHART_P90,
    CHART_P95,
    CHART_IN_TIME, /* the share in time */
    CHART_FIGURES
};

enum { WATCHED_REBASE = 50 };

/* A measure that the daemon watches for its owner: one version. See workflow/chart_measure.h. */
struct watched_chart {
    int32_t id, agency_id;
    const char *code, *name;
    int32_t version;
    bool active;
    const char *measure;
    enum chart_figure figure; /* CHART_FIGURE_NONE: the one there is, or the median */
    enum period every;
    int32_t periods; /* how many that have ended are looked at */
    int32_t office_id, service_id, segment_id, queue_id; /* 0: any */
    enum channel channel;
    double target; /* in the unit of the figure; NAN: none */
    int32_t owner_id;
    const civil_day *rebase;
    size_t rebase_count;
    int32_t trend, run; /* how many points make one */
};

#define DESK_TABLES(X)                                                                             \
    X(agency, agencies)                                                                            \
    X(office, offices)                                                                             \
    X(queue, queues)                                                                               \
    X(skill, skills)                                                                               \
    X(segment, segments)                                                                           \
    X(staff, staff)                                                                                \
    X(standard, standards)                                                                         \
    X(process, processes)                                                                          \
    X(service, services)                                                                           \
    X(calendar_entry, calendars)                                                                   \
    X(instrument, instruments)                                                                     \
    X(ladder, ladders)                                                                             \
    X(watched_chart, charts)

struct desk {
    int64_t definition_id;     /* the newest applied definition it was loaded from */
    uint8_t reference_key[16]; /* secret key of case references, see proto/reference.h */
#define DESK_FIELD(type, plural)                                                                   \
    const struct type *plural;                                                                     \
    size_t plural##_count;
    DESK_TABLES(DESK_FIELD)
#undef DESK_FIELD
};

/* desk_agency(desk, id), desk_office(desk, id), …: by id, binary search; NULL when there is none.
 */
#define DESK_LOOKUP(type, plural)                                                                  \
    const struct type *desk_##type(const struct desk *desk, int32_t id);
DESK_TABLES(DESK_LOOKUP)
#undef DESK_LOOKUP

/* Sets ERR_UNAVAILABLE: what was asked for goes by a newer definition than this desk. */
enum error_code desk_is_behind(struct error *error);

/* By code, active ones only. agency_id 0 searches all agencies and is NULL when the code is
 * ambiguous. */
const struct agency *desk_agency_by_code(const struct desk *desk, const char *code);
const struct office *desk_office_by_code(const struct desk *desk, int32_t agency_id,
                                         const char *code);
const struct queue *desk_queue_by_code(const struct desk *desk, int32_t agency_id,
                                       const char *code);
const struct skill *desk_skill_by_code(const struct desk *desk, int32_t agency_id,
                                       const char *code);
const struct segment *desk_segment_by_code(const struct desk *desk, int32_t agency_id,
                                           const char *code);
const struct service *desk_service_by_code(const struct desk *desk, int32_t agency_id,
                                           const char *code);
const struct process *desk_process_by_code(const struct desk *desk, int32_t agency_id,
                                           const char *code); /* its newest version */
const struct instrument *desk_instrument_by_code(const struct desk *desk, int32_t agency_id,
                                                 const char *code); /* its newest version */
const struct staff *desk_staff_by_user_name(const struct desk *desk, const char *user_name);

/* Index of a state of a process; -1 when there is none. */
int process_state_index(const struct process *process, const char *code);
/* Whether a case that is closed there with this outcome ends with a document for its customer. */
bool process_state_issues(const struct process_state *state, const char *outcome);
/* Whether a case that is closed there may have this outcome. */
bool process_state_has(const struct process_state *state, const char *outcome);
/* What an outcome of any of its states is called; NULL: it has none such. */
const struct process_word *process_outcome(const struct process *process, const char *outcome);
/* Whether a case may end with it by one step from where it begins, guards aside. */
bool process_ends_at_once(const struct process *process, const char *outcome);
/* The initial state's index. */
int process_initial(const struct process *process);

/* The absence that holds a day; NULL: they are there. */
const struct absence *staff_absence(const struct staff *staff, civil_day day);
bool staff_absent(const struct staff *staff, civil_day day);
bool staff_has_skill(const struct staff *staff, int32_t skill_id);
bool staff_speaks(const struct staff *staff, const char *language);
/* ROLE_BITs that the staff member holds for an agency and office (office 0: only agency-wide grants
 * count). */
uint32_t staff_roles(const struct staff *staff, int32_t agency_id, int32_t office_id);

#endif
