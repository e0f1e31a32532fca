/* What customers are written of their complaints. The texts stand in this file alone. */
#include "proto/arena.h"
#include "workflow/complaint_int.h"
#include "workflow/message.h"
#include "workflow/template.h"

struct words {
    const char *subject, *subject_end;
    const char *greeting, *longer, *reference, *due_before, *due_after, *reason, *ombudsman;
};

static const struct words english = {
    .subject = "Our answer to your complaint ",
    .subject_end = " takes longer",
    .greeting = "Dear ",
    .longer = ",\n\nour answer to your complaint takes longer than we told you.\n",
    .reference = "Its reference is ",
    .due_before = "You will have our answer by ",
    .due_after = " at the latest.\n",
    .reason = "\nThe reason: ",
    .ombudsman = "\n\nWhen you do not agree with this, you can turn to: "};
static const struct words bulgarian = {
    .subject = "Отговорът на Вашата жалба ",
    .subject_end = " ще отнеме повече време",
    .greeting = "Здравейте, ",
    .longer = "!\n\nОтговорът на Вашата жалба ще отнеме повече време, отколкото Ви казахме.\n",
    .reference = "Номерът ѝ е ",
    .due_before = "Ще получите отговор най-късно на ",
    .due_after = "\n",
    .reason = "\nПричината: ",
    .ombudsman = "\n\nАко не сте съгласни, можете да се обърнете към: "};

static const char *due_sentence(const struct complaint_work *work, const struct words *words)
{
    char date[TEMPLATE_TIME_SIZE];
    int64_t due_at_us = complaint_now(work->complaint)->due_at_us;
    if (due_at_us == NO_TIME) return "";
    template_time(work->record.agency->zone, words == &bulgarian ? "bg" : "en", due_at_us,
                  TEMPLATE_DATE, date);
    return arena_printf(work->at.arena, "%s%s%s", words->due_before, date, words->due_after);
}

void complaint_tell_extended(struct complaint_work *work, const char *reason)
{
    struct effects *effects = work->record.effects;
    struct arena *arena = work->at.arena;
    const struct decision_customer *customer = work->at.customer;
    const struct agency *agency = work->record.agency;
    enum outbox_kind way = message_way(customer);
    if ((agency->notify & event_bit(EVENT_EXTENDED)) == 0 || way == OUTBOX_NONE) return;
    /* Of a serious one nobody must learn who prints letters. */
    if (work->complaint->serious && way != OUTBOX_EMAIL) return;
    const struct words *words =
        record_in_language(&work->record, customer, "bg") ? &bulgarian : &english;
    const char *reference = work->record.row.reference, *due = due_sentence(work, words);
    const char *subject =
        arena_printf(arena, "%s%s%s", words->subject, reference, words->subject_end);
    const char *body = due == NULL
                           ? NULL
                           : arena_printf(arena, "%s%s%s%s%s.\n%s%s%s%s%s\n\n%s\n", words->greeting,
                                          customer->name, words->longer, words->reference,
                                          reference, due, words->reason, reason, words->ombudsman,
                                          work->ladder->ombudsman, agency->name);
    size_t before = effects->outboxes_count;
    record_message(&work->record, customer, subject, body);
    if (effects->outboxes_count > before)
        effects->outboxes[before].secret = work->complaint->serious;
}
