/* From command to rule: one table. */
#include "workflow/decision.h"

static const struct {
    decision_rule rule;
    bool on_case; /* works on a loaded case */
} rules[COMMAND_KINDS] = {
    [COMMAND_CASE_LOG] = {decide_log, false},
    [COMMAND_CASE_IMPORT] = {decide_import, false},
    [COMMAND_CONTACT_LOG] = {decide_contact, false},
    [COMMAND_CONTACT_IMPORT] = {decide_contact, false},
    [COMMAND_CASE_CLAIM] = {decide_claim, true},
    [COMMAND_CASE_ASSIGN] = {decide_assign, true},
    [COMMAND_CASE_HAND_OVER] = {decide_hand_over, true},
    [COMMAND_CASE_STEP] = {decide_step, true},
    [COMMAND_CASE_CLOSE] = {decide_close, true},
    [COMMAND_CASE_REOPEN] = {decide_reopen, true},
    [COMMAND_CASE_PAUSE] = {decide_pause, true},
    [COMMAND_CASE_RESUME] = {decide_resume, true},
    [COMMAND_CASE_NOTE] = {decide_note, true},
    [COMMAND_CASE_CONTACT] = {decide_case_contact, true},
    [COMMAND_CASE_BRING_IN] = {decide_bring_in, true},
    [COMMAND_TASK_CLAIM] = {decide_task_claim, true},
    [COMMAND_TASK_ANSWER] = {decide_task_answer, true},
    [COMMAND_CASE_LINK] = {decide_link, true},
    [COMMAND_CASE_REPLY] = {decide_reply, true},
    [COMMAND_CASE_MERGE] = {decide_merge, true},
    [COMMAND_CASE_CUSTOMER] = {decide_customer, true},
    [COMMAND_CASE_EXTEND] = {decide_extend, true},
};

static enum error_code stale(struct error *error)
{
    error_set(error, ERR_STALE, "the case has changed since you read it");
    error_hint(error, "read it again, look at what changed, and repeat what still applies");
    return ERR_STALE;
}

enum error_code kase_decide(const struct decision_context *context, const struct actor *actor,
                            const struct command *command, const struct kase_loaded *loaded,
                            struct effects *effects, struct error *error)
{
    struct decision decision = {.context = context,
                                .actor = actor,
                                .command = command,
                                .effects = effects,
                                .error = error,
                                .arena = context->arena,
                                .desk = context->desk,
                                .now_us = context->now_us};
    bool on_case = rules[command->kind].on_case;
    if (on_case && command->if_match != 0 && command->if_match != loaded->row.version)
        return stale(error);
    enum error_code code = decision_begin(&decision, on_case ? loaded : NULL);
    if (code == ERR_OK) code = rules[command->kind].rule(&decision);
    if (code == ERR_OK && decision.row->id != 0)
        code = decision_end(&decision, !on_case, on_case ? loaded->row.version : 0);
    else if (code == ERR_OK && decision.full)
        code = error_set(error, ERR_UNAVAILABLE, "could not get memory for this request");
    return code;
}

/* What happens by itself on a case: nobody acts. */
static enum error_code begin_by_itself(struct decision *decision,
                                       const struct decision_context *context,
                                       const struct kase_loaded *loaded, struct effects *effects,
                                       struct error *error)
{
    static const struct command command = {.kind = COMMAND_CASE_RUNGS};
    static const struct actor system = {.staff = NULL};
    *decision = (struct decision){.context = context,
                                  .actor = &system,
                                  .command = &command,
                                  .effects = effects,
                                  .error = error,
                                  .arena = context->arena,
                                  .desk = context->desk,
                                  .now_us = context->now_us};
    return decision_begin(decision, loaded);
}

enum error_code kase_fire_rungs(const struct decision_context *context,
                                const struct kase_loaded *loaded, struct effects *effects,
                                struct error *error)
{
    struct decision decision;
    enum error_code code = begin_by_itself(&decision, context, loaded, effects, error);
    if (code != ERR_OK) return code;
    for (size_t i = 0; i < decision.clock_count; i++)
        decision_fire(&decision, &decision.clocks[i], false);
    if (effects->events_count == 0) return ERR_OK; /* another one was faster */
    return decision_end(&decision, false, loaded->row.version);
}

enum error_code kase_confirmed(const struct decision_context *context,
                               const struct kase_loaded *loaded, int64_t message_id,
                               int64_t delivered_at_us, struct effects *effects,
                               struct error *error)
{
    struct decision decision;
    enum error_code code = begin_by_itself(&decision, context, loaded, effects, error);
    if (code != ERR_OK || !decision_awaits_word(&decision)) return code;
    const struct kase_clock *clock = decision_clock_of(&decision, STANDARD_ACKNOWLEDGEMENT);
    /* The database's clock says when; it may be off from ours by a little. */
    if (delivered_at_us < decision.now_us) decision.now_us = delivered_at_us;
    if (clock->clock.since_us > decision.now_us) decision.now_us = clock->clock.since_us;
    decision_clock_confirmed(&decision, message_id);
    return decision_end(&decision, false, loaded->row.version);
}
