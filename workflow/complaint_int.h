/* A decision on a complaint under way: shared by workflow/complaint*.c. */
#ifndef ONESTOP_WORKFLOW_COMPLAINT_INT_H
#define ONESTOP_WORKFLOW_COMPLAINT_INT_H

#include "workflow/complaint.h"
#include "workflow/desk.h"

struct complaint_work {
    const struct complaint_context *context;
    struct decision_context at; /* the context with the time of the event being made */
    struct record_decision record;
    struct complaint *complaint;
    const struct ladder *ladder;
    const struct complaint_told *told;
    int64_t floor_us; /* what was due before happens then; 0: when it was due */
};

void complaint_begin(struct complaint_work *work, const struct complaint_context *context,
                     const struct actor *actor, struct complaint *complaint,
                     struct effects *effects, struct error *error);
/* Ends with the document. */
enum error_code complaint_end(struct complaint_work *work) __attribute__((warn_unused_result));
/* A new event of the stage it is at, with ladder, stage and seriousness. */
struct case_event *complaint_event(struct complaint_work *work, enum event_kind kind);
void complaint_notice(struct complaint_work *work, int32_t staff_id, enum event_kind kind,
                      int16_t percent);

/* complaint_stage.c */
struct complaint_stage *complaint_stage(struct complaint_work *work);
const struct ladder_stage *complaint_terms(const struct complaint_work *work);
/* Begins a stage: answerer as of the work's time, clocks from started_us, notices. Returns false
 * when there is no room for another one. */
bool complaint_stage_begin(struct complaint_work *work, int32_t index, int64_t started_us,
                           enum event_kind kind);
void complaint_stage_end(struct complaint_work *work, enum stage_end end);
/* Marks it acknowledged; 1 in time, 2 late, 0: it was before, or need not be. */
int32_t complaint_acknowledge(struct complaint_work *work);
/* Grants more time. */
void complaint_clock_extend(struct complaint_work *work, int32_t amount);
/* Writes a clock that has moved, and what the stage keeps of it. */
void complaint_clock_moved(struct complaint_work *work, enum complaint_clock which,
                           const struct clock *clock);
/* To the next stage, or past the last one. */
void complaint_escalate(struct complaint_work *work, int32_t by);
/* Who may answer the stage, as a question to the ladder; earlier has room for COMPLAINT_ENTRIES. */
struct ladder_question complaint_question(const struct complaint_work *work, int32_t *earlier);
/* What was due before now, in order; false: there is more than one decision has ids for. */
bool complaint_catch_up(struct complaint_work *work, int64_t until_us);

enum { ESCALATED_BY_CUSTOMER = 1, ESCALATED_BY_TIME = 2 };

/* complaint_message.c: tells the customer what the decision did, as it stands at its end; takes
 * one id. */
void complaint_message(struct complaint_work *work);

/* complaint_document.c: NULL when the arena is full. */
const char *complaint_document(struct arena *arena, const struct complaint *complaint);

#endif
