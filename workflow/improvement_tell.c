/* Who is told that an improvement is done: portion by portion, so that there may be any number. */
#include "workflow/improvement_int.h"

#include "proto/arena.h"
#include "workflow/message.h"

/* You said, we did: in the words of the public line when there is one. */
static void tell_customer(struct record_decision *decision, const struct improvement *row,
                          const struct decision_customer *customer)
{
    bool bg = record_in_language(decision, customer, "bg");
    const char *done = bg ? "Вие ни казахте какво може да е по-добре. Направихме го: "
                          : "You told us what could be better. We have done it: ";
    record_message(decision, customer, bg ? "Вие казахте, ние направихме" : "You said, we did",
                   row->published
                       ? row->line
                       : arena_printf(decision->context->arena, "%s%s.", done, row->title));
}

/* How many of the portion wish to be written to. */
static int32_t count_willing(const struct improvement_audience *audience)
{
    int32_t count = 0;
    for (size_t i = 0; i < audience->customer_count; i++)
        count += message_way(&audience->customers[i]) != OUTBOX_NONE;
    return count;
}

/* Tells the customers of a portion, with the event that says how many they are, and sets when the
 * next ones are told. */
static void tell_portion(struct record_decision *decision, struct improvement *row,
                         const struct improvement_audience *audience)
{
    struct case_event *event = record_event(decision, EVENT_IMPROVEMENT_TOLD);
    event->facts.amount = count_willing(audience);
    record_emit(decision, event);
    for (size_t i = 0; i < audience->customer_count; i++) {
        row->told_to = audience->customers[i].id;
        tell_customer(decision, row, &audience->customers[i]);
    }
    if (audience->more) record_alarm_set(decision, &row->telling, decision->context->now_us);
}

void improvement_tell(struct record_decision *decision, struct improvement *row,
                      const struct improvement_audience *audience)
{
    for (size_t i = 0; i < audience->owner_count; i++)
        if (audience->owners[i] != row->owner_id)
            record_notice(decision, audience->owners[i], EVENT_IMPROVEMENT_MOVED);
    if (count_willing(audience) > 0 || audience->more) tell_portion(decision, row, audience);
}

void improvement_tell_no_more(struct record_decision *decision, struct improvement *row)
{
    record_alarm_end(decision, &row->telling);
    row->told_to = 0;
}

enum error_code improvement_fire(const struct decision_context *context,
                                 const struct improvement *before,
                                 const struct improvement_audience *audience,
                                 struct effects *effects, struct error *error)
{
    static const struct actor nobody = {.staff = NULL};
    struct record_decision decision;
    struct improvement after = *before;
    record_begin(&decision, context, &nobody, &before->header, effects, error);
    if (before->telling.id == 0 || before->telling.due_at_us > context->now_us) return ERR_OK;
    record_alarm_fire(&decision, &after.telling);
    tell_portion(&decision, &after, audience);
    return improvement_end(&decision, &after);
}
