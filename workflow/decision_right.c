/* Whether a case was right the first time. */
#include "workflow/decision.h"
#include "workflow/standard.h"

void decision_judge_right(struct decision *decision, struct event_facts *facts)
{
    const struct kase *row = decision->row;
    const struct standard_wish wish = {
        .kind = STANDARD_RIGHT_FIRST_TIME,
        .agency_id = row->agency_id,
        .service = desk_service(decision->desk, row->service_id),
        .channel = row->channel,
        .segment_id = row->segment_id,
        .day = zone_local(decision->agency->zone, decision->now_us).day,
    };
    if (row->reopenings > 0 || decision->command->kind == COMMAND_CASE_IMPORT) return;
    const struct standard *standard = standard_for(decision->desk, &wish);
    if (standard == NULL) return;
    facts->right_standard_id = standard->id;
    facts->right = row->right_standard_id == KASE_NOT_RIGHT ? 2 : 1;
}

void decision_not_right(const struct decision *decision, struct event_facts *facts)
{
    const struct kase *row = decision->row;
    if (row->right_standard_id <= 0) return; /* it never counted as right, or does not any more */
    facts->right_standard_id = row->right_standard_id;
    facts->right_at_us = row->closed_at_us;
}
