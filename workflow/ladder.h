/* Ladders of complaints as data: stages, who answers them, how long they may take; which ladder a
 * complaint takes, and who may answer a stage of it. */
#ifndef ONESTOP_WORKFLOW_LADDER_H
#define ONESTOP_WORKFLOW_LADDER_H

#include <stdbool.h>

#include "proto/types.h"
#include "workflow/clock.h"

enum { LADDER_STAGES = 6, LADDER_ABOUT = 8 };

struct ladder_stage {
    const char *code, *name;
    enum role role; /* who answers: case-manager, team-lead or manager … */
    enum answerer_of of;
    int32_t queue_id; /* where it waits when nobody is able; 0: nowhere, the managers are told */
    struct clock_terms acknowledge; /* from the stage's begin; UNIT_NONE: need not be */
    struct clock_terms answer;
    bool from_acknowledgement; /* answer runs from the acknowledgement, at the latest from when that
                                  was due; else from the stage's begin */
    int32_t extension_max;     /* units on top of answer, in all; 0: none */
    uint32_t extend_roles;     /* who may extend; 0: who answers */
    struct clock_terms update; /* the customer is told how far it is so often; UNIT_NONE: not */
    bool independent;          /* serious matters begin here */
    const char *told;          /* to the customer at the end: the next stage */
};

struct ladder_subject {
    const char *code, *name;
    bool serious; /* goes straight to the independent stage, hidden from whom it names */
};

/* One version. */
struct ladder {
    int32_t id, agency_id;
    const char *code, *name;
    bool active;
    civil_day in_force_from;
    bool fallback; /* takes complaints that name no subject */
    const struct calendar *calendar;
    struct clock_terms ask_next; /* how long the customer may ask for the next stage; UNIT_NONE:
                                    always */
    int32_t oldest_months;       /* what happened earlier is recorded, not opened; 0: no limit */
    bool needs_name;             /* anonymous ones are recorded, not opened */
    int32_t send_days;           /* the decision is sent within so many calendar days; 0: at once */
    const char *ombudsman;       /* who comes after the last stage, with address */
    const struct ladder_subject *subjects;
    size_t subject_count;
    const struct ladder_stage *stages;
    size_t stage_count;
};

struct desk;
struct staff;
struct arena;
struct route_load;

/* The ladder in force in an agency on a local day for a subject (NULL: the fallback), and the
 * subject's entry (may be NULL). NULL: the subject is unknown, or there is no ladder. */
const struct ladder *ladder_at(const struct desk *desk, int32_t agency_id, const char *subject,
                               civil_day day, const struct ladder_subject **entry);
/* Whether it is the version of its code in force on a local day: the newest begin, of two the later
 * one applied. */
bool ladder_in_force(const struct desk *desk, const struct ladder *ladder, civil_day day);
/* Index of the stage that takes serious matters. */
int ladder_independent(const struct ladder *ladder);

/* How many complaints somebody has to answer now. */
struct ladder_hand {
    int32_t staff_id, open;
};

/* Who may answer a stage of a complaint. */
struct ladder_question {
    int32_t agency_id, office_id; /* office 0: none */
    const struct ladder_stage *stage;
    int32_t case_manager_id; /* of the case it is about; 0: none */
    const int32_t *about;    /* whom it complains about */
    size_t about_count;
    const int32_t *earlier; /* who had an earlier stage */
    size_t earlier_count;
    const struct ladder_hand *hands;
    size_t hand_count;
    const struct route_load *loads;
    int64_t at_us;
};

/* Whether it is about this person, or about somebody they work under. */
bool ladder_concerns(const struct desk *desk, const struct staff *staff, const int32_t *about,
                     size_t count);
/* Why somebody may not answer the stage; NULL: they may. Absence does not count. */
const char *ladder_unfit(const struct desk *desk, const struct ladder_question *question,
                         const struct staff *staff);
bool ladder_absent(const struct desk *desk, const struct staff *staff, int64_t at_us);
/* Chooses who answers: present, fit; the lead of the case manager where the stage says so, else who
 * has the fewest complaints, then the least work in hand. Returns 0 when nobody is able. *reason
 * (arena) says why; NULL when the arena is full. */
int32_t ladder_choose(const struct desk *desk, const struct ladder_question *question,
                      struct arena *arena, const char **reason);

/* Working days from one instant to another: days of the calendar after the day of from up to the
 * day of to. */
int32_t ladder_days(const struct ladder *ladder, int64_t from_us, int64_t to_us);

#endif
