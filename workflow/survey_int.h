/* Shared by the rules of surveys. Private to workflow. */
#ifndef ONESTOP_WORKFLOW_SURVEY_INT_H
#define ONESTOP_WORKFLOW_SURVEY_INT_H

#include "workflow/survey.h"

/* Ends a decision with the survey as it is now. */
enum error_code survey_finish(struct record_decision *decision, struct survey *after)
    __attribute__((warn_unused_result));

#endif
