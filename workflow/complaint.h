/* Complaints: a record that climbs its ladder.
 *
 * A stage begins, is acknowledged where the ladder asks for it, and ends by its answer, by the
 * customer who wants the next stage (no reason needed), or by time: the instant its answer is due
 * and not there, the complaint moves up, and past the last stage to the ombudsman. What time does
 * is stamped with the instant it was due, however late the daemon comes to it, and comes before
 * every later act: so a daemon that was away changes nothing of what happens.
 *
 * Who answers a stage had no earlier one, is not complained about and works under nobody who is. */
#ifndef ONESTOP_WORKFLOW_COMPLAINT_H
#define ONESTOP_WORKFLOW_COMPLAINT_H

#include "workflow/ladder.h"
#include "workflow/record.h"

enum { COMPLAINT_CLOCKS = 3, COMPLAINT_REMEDIES = 12, COMPLAINT_ENTRIES = LADDER_STAGES };

/* A stage it has been at. */
struct complaint_stage {
    int32_t stage; /* index in the ladder */
    int32_t answerer_id, queue_id;
    const char *route; /* why this answerer */
    int64_t started_at_us, acknowledge_due_us, acknowledged_at_us, due_at_us, ended_at_us;
    int64_t send_by_us; /* the decision is to be sent until then */
    enum stage_end end;
    enum complaint_outcome outcome;
    int32_t extended;                               /* units granted */
    const char *extension_reason, *answer, *lesson; /* free text */
};

struct complaint_remedy {
    int64_t id;
    const char *what; /* free text */
    int32_t owner_id;
    int64_t due_at_us, done_at_us;
    int32_t done_by;
};

/* The clocks of the stage it is at, by place. */
enum complaint_clock { CLOCK_ACKNOWLEDGE, CLOCK_ANSWER, CLOCK_UPDATE };

struct complaint {
    struct record record;
    enum complaint_state state;
    int32_t ladder_id;
    const char *subject; /* code; NULL: none said */
    bool serious;
    enum role secret_role; /* of the independent stage: who sees it when it is serious */
    int32_t about[LADDER_ABOUT];
    size_t about_count;
    int64_t case_id, customer_id, converted_case_id; /* 0: none */
    const struct decision_customer *contact;         /* how to write to them; NULL: nobody */
    int32_t case_manager_id;                         /* of the case, when it was logged */
    int32_t logged_by;
    int64_t received_at_us, logged_at_us, happened_at_us, closed_at_us, ask_until_us;
    const char *not_opened; /* why it was only recorded: "anonymous", "too-old" */
    const char *text;       /* personal */
    uint8_t salt[16];
    struct complaint_stage stages[COMPLAINT_ENTRIES];
    size_t stage_count; /* the last one is where it is */
    struct complaint_remedy remedies[COMPLAINT_REMEDIES];
    size_t remedy_count;
    struct clock clocks[COMPLAINT_CLOCKS]; /* id 0: none */
};

enum complaint_act {
    COMPLAINT_ACKNOWLEDGE,
    COMPLAINT_ANSWER,
    COMPLAINT_EXTEND,
    COMPLAINT_ESCALATE,
    COMPLAINT_WITHDRAW,
    COMPLAINT_CONVERT,
    COMPLAINT_LINK,
    COMPLAINT_REMEDY_ADD,
    COMPLAINT_REMEDY_DONE
};

struct remedy_told {
    const char *what, *owner;
    int32_t owner_id; /* resolved */
    int64_t due_at_us;
};

/* What is told of a new complaint, and what an act says; a field that an act does not use is unset.
 */
struct complaint_told {
    int32_t agency_id, office_id, service_id, segment_id;
    int64_t case_id, customer_id;
    int32_t case_manager_id;
    enum channel channel;
    const char *subject, *text;
    int64_t received_at_us, happened_at_us;
    int32_t about[LADDER_ABOUT];
    size_t about_count;

    const char *answer, *lesson, *reason;
    enum complaint_outcome outcome;
    int32_t amount;
    struct remedy_told *remedies;
    size_t remedy_count;
    int64_t remedy_id;
    const struct command *request; /* convert: the case to log */
};

struct complaint_context {
    struct decision_context decision;
    const struct ladder_hand *hands;
    size_t hand_count;
};

/* A new complaint. Fills *complaint and effects, or refuses. */
enum error_code complaint_log(const struct complaint_context *context, const struct actor *actor,
                              const struct complaint_told *told, struct complaint *complaint,
                              struct effects *effects, struct error *error)
    __attribute__((warn_unused_result));
/* An act on a loaded complaint, which becomes what it is after the act; refused, it is of no use
 * any more. What time has done before is written first. */
enum error_code complaint_do(const struct complaint_context *context, const struct actor *actor,
                             enum complaint_act act, const struct complaint_told *told,
                             struct complaint *complaint, struct effects *effects,
                             struct error *error) __attribute__((warn_unused_result));
/* What time does up to context's now. Effects without events: nothing was due. As much as one
 * decision has ids for; the rest stays due. */
enum error_code complaint_fire(const struct complaint_context *context, struct complaint *complaint,
                               struct effects *effects, struct error *error)
    __attribute__((warn_unused_result));

/* Which clock of a stage one of this kind is, and how long a stage gives it (UNIT_NONE: it has
 * none). */
enum complaint_clock complaint_clock_place(enum standard_kind kind);
const struct clock_terms *complaint_clock_terms(const struct ladder_stage *stage,
                                                enum complaint_clock which);

/* What a change of calendar moved. */
struct complaint_moves {
    int32_t moved, late; /* clocks; late: of these, whose time is over now and was not before */
    bool more;           /* nothing moved yet: what was due comes first, and is more than one
                            decision has ids for */
};
/* Brings a running clock of the stage up to date with the ladder's calendar as it is now; true: it
 * moved. A new version of the ladder moves nothing: a complaint ends on the one it began on. */
bool complaint_clock_recompute(const struct ladder *ladder, const struct complaint *complaint,
                               enum complaint_clock which, struct clock *clock);
/* Does so with all clocks of a loaded complaint, an event each that says what moved_by ("calendar:
 * CODE") moved. What was due before now stays as it was and is written first; what is over by the
 * new calendar ends now, not before. Effects without events: nothing moved, nothing was due. */
enum error_code complaint_recompute(const struct complaint_context *context, const char *moved_by,
                                    struct complaint *complaint, struct effects *effects,
                                    struct complaint_moves *moves, struct error *error)
    __attribute__((warn_unused_result));

/* Whether the desk has the ladder that the complaint began on, as kase_known() of a case. */
enum error_code complaint_known(const struct desk *desk, const struct complaint *complaint,
                                struct error *error) __attribute__((warn_unused_result));
/* The stage it is at; NULL: not opened. */
const struct complaint_stage *complaint_now(const struct complaint *complaint);
/* What the customer is told at the end of the stage it is at, or of all. */
const char *complaint_told_next(const struct ladder *ladder, const struct complaint *complaint);

#endif
