/* Texts and events for the outbox. */
#include "workflow/message.h"

#include <json-c/json.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/codec.h"
#include "workflow/decision.h"

/* What may stand in a text, in braces. */
enum slot { SLOT_NAME, SLOT_SERVICE, SLOT_REFERENCE, SLOT_DUE, SLOT_AGENCY, SLOT_REASON, SLOTS };
static const char *const slot_names[SLOTS] = {"{name}", "{service}", "{reference}",
                                              "{due}",  "{agency}",  "{reason}"};

/* The words of one language. due is a sentence of its own: not everything has a due day. */
struct words {
    const char *language;
    const char *months[12];
    const char *due_before, *due_after;
    const char *opened_subject, *opened_body;
    const char *closed_subject, *closed_body;
    const char *extended_subject, *extended_body;
};

static const struct words all_words[] = {
    {.language = "en",
     .months = {"January", "February", "March", "April", "May", "June", "July", "August",
                "September", "October", "November", "December"},
     .due_before = "You will have our answer by ",
     .due_after = " at the latest.\n",
     .opened_subject = "We have received your request {reference}",
     .opened_body = "Dear {name},\n\nwe have received your request: {service}.\n"
                    "Its reference is {reference}.\n{due}\n"
                    "Please name the reference when you write, call or come.\n\n{agency}\n",
     .closed_subject = "Your request {reference} is closed",
     .closed_body = "Dear {name},\n\nwe have finished our work on your request: {service}.\n"
                    "Its reference is {reference}.\n\nIf you have a question about it, please "
                    "name the reference when you write, call or come.\n\n{agency}\n",
     .extended_subject = "Your request {reference} takes longer",
     .extended_body = "Dear {name},\n\nour work on your request takes longer than we told you: "
                      "{service}.\nIts reference is {reference}.\n{due}\nThe reason: {reason}\n\n"
                      "{agency}\n"},
    {.language = "bg",
     .months = {"януари", "февруари", "март", "април", "май", "юни", "юли", "август", "септември",
                "октомври", "ноември", "декември"},
     .due_before = "Ще получите отговор най-късно на ",
     .due_after = " г.\n",
     .opened_subject = "Получихме Вашето заявление {reference}",
     .opened_body = "Здравейте, {name}!\n\nПолучихме Вашето заявление: {service}.\n"
                    "Номерът му е {reference}.\n{due}\n"
                    "Моля, посочвайте номера, когато ни пишете, обаждате се или идвате.\n\n"
                    "{agency}\n",
     .closed_subject = "Вашето заявление {reference} е приключено",
     .closed_body = "Здравейте, {name}!\n\nПриключихме работата по Вашето заявление: {service}.\n"
                    "Номерът му е {reference}.\n\nАко имате въпроси, моля, посочвайте номера, "
                    "когато ни пишете, обаждате се или идвате.\n\n{agency}\n",
     .extended_subject = "Вашето заявление {reference} ще отнеме повече време",
     .extended_body = "Здравейте, {name}!\n\nРаботата по Вашето заявление ще отнеме повече време, "
                      "отколкото Ви казахме: {service}.\nНомерът му е {reference}.\n{due}\n"
                      "Причината: {reason}\n\n{agency}\n"},
};
enum { LANGUAGES = sizeof all_words / sizeof all_words[0] };

bool message_needs_customer(const struct desk *desk)
{
    for (size_t i = 0; i < desk->agencies_count; i++)
        if (desk->agencies[i].active && desk->agencies[i].notify != 0) return true;
    return false;
}

static const struct words *words_in(const char *language)
{
    for (int i = 0; language != NULL && i < LANGUAGES; i++)
        if (strncmp(language, all_words[i].language, 2) == 0) return &all_words[i];
    return NULL;
}

/* The customer's language when there are texts in it, else the agency's, else English. */
static const struct words *words_for(const struct decision *decision)
{
    const struct words *words = words_in(decision->context->customer->language);
    if (words == NULL) words = words_in(decision->agency->locale);
    return words == NULL ? &all_words[0] : words;
}

/* Until when the answer is promised; of an extension what its clock has come to, unless that is
 * only for the acknowledgement. */
static int64_t promised(const struct decision *decision, const struct case_event *event)
{
    if (event->kind != EVENT_EXTENDED) return decision->row->due_at_us;
    bool answer = event->facts.clock_kind != STANDARD_ACKNOWLEDGEMENT;
    return answer ? event->facts.due_at_us : NO_TIME;
}

/* "" when nothing is promised; NULL: the arena is full. */
static const char *due_sentence(const struct decision *decision, const struct words *words,
                                int64_t due_at_us)
{
    int year, month, day_of_month;
    if (due_at_us == NO_TIME) return "";
    civil_day day = zone_local(decision->agency->zone, due_at_us).day;
    civil_to_ymd(day, &year, &month, &day_of_month);
    return arena_printf(decision->arena, "%s%d %s %d%s", words->due_before, day_of_month,
                        words->months[month - 1], year, words->due_after);
}

static enum slot slot_at(const char *text)
{
    int slot = 0;
    while (slot < SLOTS && strncmp(text, slot_names[slot], strlen(slot_names[slot])) != 0) slot++;
    return (enum slot)slot;
}

/* The text with its slots filled; NULL: the arena is full. */
static const char *fill(struct arena *arena, const char *text, const char *const values[SLOTS])
{
    const char *done = "";
    while (done != NULL && *text != '\0') {
        size_t plain = strcspn(text, "{");
        enum slot slot = slot_at(text + plain);
        if (slot == SLOTS && text[plain] != '\0') plain++;
        done = arena_printf(arena, "%s%.*s%s", done, (int)plain, text,
                            slot == SLOTS ? "" : values[slot]);
        text += plain + (slot == SLOTS ? 0 : strlen(slot_names[slot]));
    }
    return done;
}

static struct outbox_row *add_row(struct decision *decision, const struct case_event *event,
                                  const char *to)
{
    struct outbox_row *row = effects_add_outbox_row(decision->arena, decision->effects);
    const char *occasion = message_occasion(decision->arena, event, to);
    if (row == NULL || occasion == NULL) {
        decision->full = true;
        return NULL;
    }
    row->agency_id = decision->row->agency_id;
    row->id = decision_id(decision);
    row->owner_id = decision->row->id;
    row->at_us = decision->now_us;
    row->occasion = occasion;
    return row;
}

enum outbox_kind message_way(const struct decision_customer *customer)
{
    if (customer == NULL) return OUTBOX_NONE;
    if (customer->channel == CHANNEL_EMAIL && customer->email != NULL) return OUTBOX_EMAIL;
    if (customer->channel == CHANNEL_LETTER && customer->address != NULL) return OUTBOX_LETTER;
    return OUTBOX_NONE;
}

/* Nothing is told of what is imported. */
static enum outbox_kind way_to(const struct decision *decision)
{
    bool import = decision->command->kind == COMMAND_CASE_IMPORT;
    return import ? OUTBOX_NONE : message_way(decision->context->customer);
}

void message_address(struct arena *arena, struct outbox_row *row, enum outbox_kind kind,
                     const struct decision_customer *customer)
{
    row->kind = kind;
    row->customer_id = customer->id;
    row->address = kind == OUTBOX_EMAIL
                       ? customer->email
                       : arena_printf(arena, "%s\n%s", customer->name, customer->address);
}

const char *message_occasion(struct arena *arena, const struct case_event *event, const char *to)
{
    return arena_printf(arena, "%s.%d%s%s", name_of(&event_kind_names, (int)event->kind),
                        (int)event->seq, to == NULL ? "" : ".", to == NULL ? "" : to);
}

static void write_to_customer(struct decision *decision, const struct case_event *event,
                              enum outbox_kind way, const char *subject, const char *body)
{
    struct outbox_row *row = add_row(decision, event, NULL);
    if (row == NULL) return;
    message_address(decision->arena, row, way, decision->context->customer);
    row->language = words_for(decision)->language;
    row->confirms = event->kind == EVENT_OPENED && decision_awaits_word(decision);
    row->subject = subject;
    row->body = body;
    if (row->address == NULL || subject == NULL || body == NULL) decision->full = true;
}

static void tell_customer(struct decision *decision, const struct case_event *event)
{
    enum outbox_kind way = way_to(decision);
    if (way == OUTBOX_NONE) return;
    enum event_kind kind = event->kind;
    const struct kase *row = decision->row;
    const struct words *words = words_for(decision);
    const struct service *service = desk_service(decision->desk, row->service_id);
    const char *due = due_sentence(decision, words, promised(decision, event));
    const char *values[SLOTS] = {[SLOT_NAME] = decision->context->customer->name,
                                 [SLOT_SERVICE] = service == NULL ? "" : service->name,
                                 [SLOT_REFERENCE] = row->reference,
                                 [SLOT_DUE] = due == NULL ? "" : due,
                                 [SLOT_AGENCY] = decision->agency->name};
    const char *reason = decision->command->reason;
    const char *subject = words->closed_subject, *body = words->closed_body;
    values[SLOT_REASON] = reason == NULL ? "" : reason;
    if (kind == EVENT_OPENED) subject = words->opened_subject, body = words->opened_body;
    if (kind == EVENT_EXTENDED) subject = words->extended_subject, body = words->extended_body;
    write_to_customer(decision, event, way, fill(decision->arena, subject, values),
                      fill(decision->arena, body, values));
}

static void put(json_object *object, const char *key, const char *text)
{
    if (text != NULL) json_object_object_add(object, key, json_object_new_string(text));
}

static void put_time(json_object *object, const char *key, int64_t at_us)
{
    char text[TIME_TEXT];
    if (at_us == NO_TIME) return;
    time_format(at_us, text);
    put(object, key, text);
}

/* What is told of the case: nothing personal, since the reference leads those who may know to it.
 */
static json_object *data_of(const struct decision *decision, const struct case_event *event)
{
    const struct kase *row = decision->row;
    const struct service *service = desk_service(decision->desk, row->service_id);
    const struct office *office = desk_office(decision->desk, row->office_id);
    json_object *data = json_object_new_object();
    put(data, "reference", row->reference);
    json_object_object_add(data, "version", json_object_new_int(event->seq));
    put(data, "event", name_of(&event_kind_names, (int)event->kind));
    put(data, "agency", decision->agency->code);
    put(data, "service", service == NULL ? NULL : service->code);
    put(data, "office", office == NULL ? NULL : office->code);
    put(data, "channel", name_of(&channel_names, (int)row->channel));
    put(data, "state", row->state);
    put(data, "outcome", row->outcome);
    put_time(data, "received_at", row->received_at_us);
    put_time(data, "due_at", row->due_at_us);
    put_time(data, "closed_at", row->closed_at_us);
    return data;
}

/* A CloudEvent 1.0 in structured form. Its id is that of the message, as the courier names it. */
static const char *cloud_event(struct decision *decision, const struct case_event *event,
                               int64_t id)
{
    json_object *object = json_object_new_object();
    const char *agency = decision->agency->code;
    put(object, "specversion", "1.0");
    put(object, "id", arena_printf(decision->arena, "%s.%lld", agency, (long long)id));
    put(object, "source", arena_printf(decision->arena, "/agencies/%s", agency));
    put(object, "type",
        arena_printf(decision->arena, "onestop.case.%s",
                     name_of(&event_kind_names, (int)event->kind)));
    put(object, "subject", decision->row->reference);
    put_time(object, "time", event->at_us);
    put(object, "datacontenttype", "application/json");
    json_object_object_add(object, "data", data_of(decision, event));
    const char *text = arena_strdup(
        decision->arena, json_object_to_json_string_ext(
                             object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(object);
    return text;
}

static void tell_endpoints(struct decision *decision, const struct case_event *event)
{
    for (size_t i = 0; i < decision->agency->webhook_count; i++) {
        const struct webhook *webhook = &decision->agency->webhooks[i];
        if ((webhook->events & event_bit(event->kind)) == 0) continue;
        struct outbox_row *row = add_row(decision, event, webhook->code);
        if (row == NULL) return;
        row->kind = OUTBOX_WEBHOOK;
        row->endpoint = webhook->code;
        row->address = webhook->url;
        row->body = cloud_event(decision, event, row->id);
        if (row->body == NULL) decision->full = true;
    }
}

static const struct case_event *last_event(const struct effects *effects, enum event_kind kind)
{
    for (size_t i = effects->events_count; i > 0; i--)
        if (effects->events[i - 1].kind == kind) return &effects->events[i - 1];
    return NULL;
}

void message_of_decision(struct decision *decision)
{
    /* Whoever was served at once needs no acknowledgement. */
    static const enum event_kind first_of[] = {EVENT_CLOSED, EVENT_OPENED, EVENT_EXTENDED};
    const struct effects *effects = decision->effects;
    const struct case_event *told = NULL;
    if (decision->agency == NULL || decision->command->kind == COMMAND_CASE_IMPORT) return;
    for (size_t i = 0; i < effects->events_count; i++)
        tell_endpoints(decision, &effects->events[i]);
    for (size_t k = 0; told == NULL && k < sizeof first_of / sizeof first_of[0]; k++)
        if (decision->agency->notify & event_bit(first_of[k]))
            told = last_event(effects, first_of[k]);
    if (told != NULL) tell_customer(decision, told);
}
