/* What customers are told of their complaint, and the only texts that tell it.
 *
 * The agency chooses what is told ("notify" of its definition), the customer how (message.h). One
 * decision writes once, of where the complaint stands at its end: whatever time has done meanwhile
 * would be news of yesterday. No text names anybody who works here; what the answer, the reason and
 * the ladder say is theirs. A message of a serious complaint stands in no list (outbox, secret). */
#include "proto/arena.h"
#include "workflow/complaint_int.h"
#include "workflow/message.h"
#include "workflow/template.h"

/* What a text may name, by place. */
enum field {
    FIELD_NAME,
    FIELD_REFERENCE,
    FIELD_RECEIVED,
    FIELD_STAGE,
    FIELD_DUE,
    FIELD_LATE,
    FIELD_REASON,
    FIELD_OUTCOME,
    FIELD_ANSWER,
    FIELD_TOLD,
    FIELD_ASK_UNTIL,
    FIELD_OMBUDSMAN,
    FIELD_AGENCY,
    FIELDS
};
static const struct template_field field_table[FIELDS] = {
    [FIELD_NAME] = {"customer.name", false},
    [FIELD_REFERENCE] = {"complaint.reference", false},
    [FIELD_RECEIVED] = {"complaint.received_at", true},
    [FIELD_STAGE] = {"complaint.stage", false},
    [FIELD_DUE] = {"complaint.due_at", true},
    [FIELD_LATE] = {"complaint.late", false},
    [FIELD_REASON] = {"complaint.reason", false},
    [FIELD_OUTCOME] = {"complaint.outcome", false},
    [FIELD_ANSWER] = {"complaint.answer", false},
    [FIELD_TOLD] = {"complaint.told", false},
    [FIELD_ASK_UNTIL] = {"complaint.ask_until", true},
    [FIELD_OMBUDSMAN] = {"complaint.ombudsman", false},
    [FIELD_AGENCY] = {"agency.name", false},
};
static const struct template_fields fields = {field_table, FIELDS};

/* In the order in which one is told rather than another, when a decision did several: the event,
 * and the word of "notify" that asks for it. */
enum told { TOLD_ANSWERED, TOLD_ESCALATED, TOLD_EXTENDED, TOLD_ACKNOWLEDGED, TOLDS };
static const struct {
    enum event_kind event, notify;
} told_of[TOLDS] = {
    [TOLD_ANSWERED] = {EVENT_COMPLAINT_ANSWERED, EVENT_COMPLAINT_ANSWERED},
    [TOLD_ESCALATED] = {EVENT_COMPLAINT_ESCALATED, EVENT_COMPLAINT_ESCALATED},
    [TOLD_EXTENDED] = {EVENT_COMPLAINT_EXTENDED, EVENT_EXTENDED}, /* as of a case */
    [TOLD_ACKNOWLEDGED] = {EVENT_COMPLAINT_ACKNOWLEDGED, EVENT_COMPLAINT_ACKNOWLEDGED}};

struct words {
    const char *language;
    const char *outcomes[COMPLAINT_OUTCOMES];
    struct {
        const char *subject, *body;
    } texts[TOLDS];
};

static const struct words all_words[] = {
    {.language = "en",
     .outcomes = {[OUTCOME_UPHELD] = "your complaint is upheld",
                  [OUTCOME_PARTLY] = "your complaint is partly upheld",
                  [OUTCOME_NOT_UPHELD] = "your complaint is not upheld",
                  [OUTCOME_RESOLVED] = "what you complained about was put right at once"},
     .texts =
         {[TOLD_ACKNOWLEDGED] =
              {"We have your complaint {{complaint.reference}}",
               "Dear {{customer.name}},\n\nwe have your complaint of "
               "{{complaint.received_at|date}} and are looking into it. Its reference is "
               "{{complaint.reference}}.\n"
               "{{#if complaint.due_at}}You will have our answer by {{complaint.due_at|date}} at "
               "the latest.\n{{/if}}\nPlease name the reference when you write, call or come.\n\n"
               "{{agency.name}}\n"},
          [TOLD_EXTENDED] =
              {"Our answer to your complaint {{complaint.reference}} takes longer",
               "Dear {{customer.name}},\n\nwe need more time to answer your complaint "
               "{{complaint.reference}}.\nYou will have our answer by {{complaint.due_at|date}} at "
               "the latest.\nThe reason: {{complaint.reason}}\n\n"
               "If you do not agree, you may turn to: {{complaint.ombudsman}}\n\n"
               "{{agency.name}}\n"},
          [TOLD_ANSWERED] =
              {"Our answer to your complaint {{complaint.reference}}",
               "Dear {{customer.name}},\n\nthis is our answer to your complaint "
               "{{complaint.reference}} of {{complaint.received_at|date}}: "
               "{{complaint.outcome}}.\n\n{{complaint.answer}}\n\n"
               "{{#if complaint.told}}{{complaint.told}}\n{{/if}}"
               "{{#if complaint.ask_until}}You may do so until {{complaint.ask_until|date}}.\n"
               "{{/if}}{{#if complaint.ombudsman}}{{complaint.ombudsman}}\n{{/if}}\n"
               "{{agency.name}}\n"},
          [TOLD_ESCALATED] =
              {"Your complaint {{complaint.reference}}",
               "Dear {{customer.name}},\n\n{{#if complaint.late}}we did not answer your complaint "
               "{{complaint.reference}} in time. You need do nothing.{{else}}as you asked, your "
               "complaint {{complaint.reference}} has gone on.{{/if}}\n\n"
               "{{#if complaint.stage}}It is with the next stage now: {{complaint.stage}}.\n"
               "{{#if complaint.due_at}}You will have its answer by {{complaint.due_at|date}} at "
               "the latest.\n{{/if}}{{else}}There is no further stage with us. You may turn to: "
               "{{complaint.ombudsman}}\n{{/if}}\n{{agency.name}}\n"}}},
    {.language = "bg",
     .outcomes = {[OUTCOME_UPHELD] = "жалбата Ви е основателна",
                  [OUTCOME_PARTLY] = "жалбата Ви е частично основателна",
                  [OUTCOME_NOT_UPHELD] = "жалбата Ви не е основателна",
                  [OUTCOME_RESOLVED] = "това, от което се оплакахте, беше поправено веднага"},
     .texts =
         {[TOLD_ACKNOWLEDGED] =
              {"Получихме Вашата жалба {{complaint.reference}}",
               "Здравейте, {{customer.name}}!\n\nПолучихме Вашата жалба от "
               "{{complaint.received_at|date}} и работим по нея. Номерът ѝ е "
               "{{complaint.reference}}.\n"
               "{{#if complaint.due_at}}Ще получите отговор най-късно на "
               "{{complaint.due_at|date}}\n{{/if}}\n"
               "Моля, посочвайте номера, когато ни пишете, обаждате се или идвате.\n\n"
               "{{agency.name}}\n"},
          [TOLD_EXTENDED] =
              {"Отговорът на Вашата жалба {{complaint.reference}} ще отнеме повече време",
               "Здравейте, {{customer.name}}!\n\nНужно ни е повече време, за да отговорим на "
               "Вашата жалба {{complaint.reference}}.\nЩе получите отговор най-късно на "
               "{{complaint.due_at|date}}\nПричината: {{complaint.reason}}\n\n"
               "Ако не сте съгласни, можете да се обърнете към: {{complaint.ombudsman}}\n\n"
               "{{agency.name}}\n"},
          [TOLD_ANSWERED] =
              {"Отговор на Вашата жалба {{complaint.reference}}",
               "Здравейте, {{customer.name}}!\n\nТова е отговорът ни на Вашата жалба "
               "{{complaint.reference}} от {{complaint.received_at|date}}: "
               "{{complaint.outcome}}.\n\n{{complaint.answer}}\n\n"
               "{{#if complaint.told}}{{complaint.told}}\n{{/if}}"
               "{{#if complaint.ask_until}}Можете да го направите до "
               "{{complaint.ask_until|date}}\n{{/if}}"
               "{{#if complaint.ombudsman}}{{complaint.ombudsman}}\n{{/if}}\n{{agency.name}}\n"},
          [TOLD_ESCALATED] =
              {"Вашата жалба {{complaint.reference}}",
               "Здравейте, {{customer.name}}!\n\n{{#if complaint.late}}Не отговорихме навреме на "
               "Вашата жалба {{complaint.reference}}. Не е нужно да правите нищо.{{else}}Както "
               "поискахте, жалбата Ви {{complaint.reference}} продължи нататък.{{/if}}\n\n"
               "{{#if complaint.stage}}Сега по нея работи следващата инстанция: "
               "{{complaint.stage}}.\n{{#if complaint.due_at}}Ще получите отговор най-късно на "
               "{{complaint.due_at|date}}\n{{/if}}{{else}}При нас няма следваща инстанция. Можете "
               "да "
               "се обърнете към: {{complaint.ombudsman}}\n{{/if}}\n{{agency.name}}\n"}}},
};
enum { LANGUAGES = sizeof all_words / sizeof all_words[0] };

/* The customer's language when there are texts in it, else the agency's, else English. */
static const struct words *words_for(const struct complaint_work *work)
{
    const char *wishes[] = {work->complaint->contact->language, work->record.agency->locale};
    for (size_t wish = 0; wish < sizeof wishes / sizeof *wishes; wish++)
        for (int i = 0; i < LANGUAGES; i++)
            if (template_language_is(wishes[wish], all_words[i].language)) return &all_words[i];
    return &all_words[0];
}

/* What the decision did that the agency tells, and its last event; TOLDS: nothing. */
static enum told what_to_tell(const struct complaint_work *work, const struct case_event **event)
{
    const struct effects *effects = work->record.effects;
    for (int told = 0; told < TOLDS; told++)
        for (size_t i = effects->events_count; i > 0; i--) {
            *event = &effects->events[i - 1];
            if ((*event)->case_id != work->record.row.id || (*event)->kind != told_of[told].event)
                continue;
            bool chosen = (work->record.agency->notify & event_bit(told_of[told].notify)) != 0;
            return chosen ? (enum told)told : TOLDS;
        }
    return TOLDS;
}

static void fill_values(struct complaint_work *work, const struct words *words, enum told told,
                        const struct case_event *event, struct template_value values[FIELDS])
{
    const struct complaint *complaint = work->complaint;
    const struct complaint_stage *now = complaint_stage(work);
    const struct ladder_stage *terms = complaint_terms(work);
    bool ends = complaint->state == COMPLAINT_REFERRED ||
                (size_t)now->stage + 1 == work->ladder->stage_count;
    for (int i = 0; i < FIELDS; i++) values[i].at_us = NO_TIME;
    values[FIELD_NAME].text = complaint->contact->name;
    values[FIELD_REFERENCE].text = work->record.row.reference;
    values[FIELD_RECEIVED].at_us = complaint->received_at_us;
    values[FIELD_STAGE].text = complaint->state == COMPLAINT_REFERRED ? NULL : terms->name;
    values[FIELD_DUE].at_us = now->due_at_us;
    values[FIELD_LATE].text = event->facts.escalated_by == ESCALATED_BY_TIME ? "late" : NULL;
    values[FIELD_REASON].text = now->extension_reason;
    values[FIELD_OUTCOME].text = words->outcomes[now->outcome];
    values[FIELD_ANSWER].text = now->answer;
    values[FIELD_TOLD].text = terms->told;
    values[FIELD_ASK_UNTIL].at_us = ends ? NO_TIME : complaint->ask_until_us;
    values[FIELD_OMBUDSMAN].text = ends || told == TOLD_EXTENDED ? work->ladder->ombudsman : NULL;
    values[FIELD_AGENCY].text = work->record.agency->name;
}

/* NULL: the arena is full, which record_message() takes up. */
static const char *write(struct complaint_work *work, const struct words *words,
                         const struct template_value *values, const char *text)
{
    const struct template_style style = {.zone = work->record.agency->zone,
                                         .language = words->language};
    struct error error = {.code = ERR_OK};
    const char *out = NULL;
    return template_fill(work->at.arena, &fields, values, &style, text, "", &out, &error) == ERR_OK
               ? out
               : NULL;
}

void complaint_message(struct complaint_work *work)
{
    struct template_value values[FIELDS] = {{.text = NULL}};
    struct effects *effects = work->record.effects;
    const struct decision_customer *customer = work->complaint->contact;
    const struct case_event *event = NULL;
    size_t before = effects->outboxes_count;
    if (message_way(customer) == OUTBOX_NONE) return;
    enum told told = what_to_tell(work, &event);
    if (told == TOLDS) return;
    const struct words *words = words_for(work);
    fill_values(work, words, told, event, values);
    record_message(&work->record, customer, write(work, words, values, words->texts[told].subject),
                   write(work, words, values, words->texts[told].body));
    if (effects->outboxes_count == before) return;
    struct outbox_row *row = &effects->outboxes[before];
    row->language = words->language;
    row->secret = work->complaint->serious;
}
