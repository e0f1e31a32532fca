/* Shared by the rules of surveys. Private to workflow. */
#ifndef ONESTOP_WORKFLOW_SURVEY_INT_H
#define ONESTOP_WORKFLOW_SURVEY_INT_H

#include "workflow/survey.h"

/* What was answered, brought into form. */
struct survey_answered {
    const struct instrument *instrument;
    const char *values[SURVEY_QUESTIONS]; /* by question; NULL: not answered */
    int answers[SURVEY_QUESTIONS];        /* 1 … 5, enum yes_no; 0: none, or text */
};

/* What the standards in force when the case was closed say of the answers, as the fact "judged"; ""
 * nothing. NULL: the arena is full. */
const char *survey_judge(const struct decision_context *context, const struct zone *zone,
                         const struct survey *survey, const struct survey_answered *answered);

/* 1 + the score of a mystery visit: the mean of its answers, each 0 to 100, 100 being that end of
 * the scale which counts as satisfied, or the good one of yes and no. 0: it is none, or nothing of
 * that is answered. */
int32_t survey_visit_score(const struct survey_answered *answered);

/* Ends a decision with the survey as it is now. */
enum error_code survey_finish(struct record_decision *decision, struct survey *after)
    __attribute__((warn_unused_result));

#endif
