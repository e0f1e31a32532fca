/* The rules of replies. */
#include "workflow/reply.h"

#include <string.h>

#include "proto/arena.h"
#include "workflow/decision.h"
#include "workflow/message.h"

#define REPLY_FIELDS(TEXT, TIME)                                                                   \
    TEXT(CASE_REFERENCE, "case.reference")                                                         \
    TEXT(CASE_SUBJECT, "case.subject")                                                             \
    TIME(CASE_RECEIVED_AT, "case.received_at")                                                     \
    TIME(CASE_OPENED_AT, "case.opened_at")                                                         \
    TIME(CASE_DUE_AT, "case.due_at")                                                               \
    TIME(CASE_CLOSED_AT, "case.closed_at")                                                         \
    TEXT(CASE_STATE, "case.state")                                                                 \
    TEXT(CASE_OUTCOME, "case.outcome")                                                             \
    TEXT(CUSTOMER_NAME, "customer.name")                                                           \
    TEXT(CUSTOMER_ADDRESS, "customer.address")                                                     \
    TEXT(SERVICE_NAME, "service.name")                                                             \
    TEXT(OFFICE_NAME, "office.name")                                                               \
    TEXT(AGENCY_NAME, "agency.name")                                                               \
    TEXT(STAFF_NAME, "staff.name")                                                                 \
    TIME(TODAY, "today")

enum field {
#define FIELD_ENUM(name, text) REPLY_##name,
    REPLY_FIELDS(FIELD_ENUM, FIELD_ENUM) FIELDS
#undef FIELD_ENUM
};

static const struct template_field field_table[FIELDS] = {
#define FIELD_OF_TEXT(name, text) {text, false},
#define FIELD_OF_TIME(name, text) {text, true},
    REPLY_FIELDS(FIELD_OF_TEXT, FIELD_OF_TIME)
#undef FIELD_OF_TEXT
#undef FIELD_OF_TIME
};
const struct template_fields reply_fields = {field_table, FIELDS};

/* One reply being written. */
struct writing {
    const struct decision_context *context;
    const struct kase *row;
    const struct reply_order *order;
    const struct agency *agency;
    struct template_value values[FIELDS];
    struct template_style style;
    struct error *error;
};

#define NAME_OF(item) ((item) == NULL ? NULL : (item)->name)

static void set_text(struct writing *writing, enum field field, const char *text)
{
    writing->values[field] = (struct template_value){text, NO_TIME};
}

static void set_time(struct writing *writing, enum field field, int64_t at_us)
{
    writing->values[field] = (struct template_value){NULL, at_us};
}

/* The language that the text is in: of the sample it is built on, else asked for, else the
 * customer's, else the agency's. */
static const char *language_of(const struct writing *writing)
{
    const struct reply_order *order = writing->order;
    if (order->sample != NULL) return order->sample->language;
    if (order->body->language != NULL) return order->body->language;
    if (order->customer != NULL && order->customer->language != NULL)
        return order->customer->language;
    return writing->agency->locale;
}

/* How far the case is, in the words of its process. */
static void set_words(struct writing *writing)
{
    const struct kase *row = writing->row;
    const struct process *process = desk_process(writing->context->desk, row->process_id);
    int state = process == NULL ? -1 : process_state_index(process, row->state);
    const struct process_word *outcome =
        process == NULL ? NULL : process_outcome(process, row->outcome);
    const char *language = language_of(writing);
    if (state >= 0)
        set_text(writing, REPLY_CASE_STATE,
                 process_word_in(&process->states[state].word, language));
    if (outcome != NULL) set_text(writing, REPLY_CASE_OUTCOME, process_word_in(outcome, language));
}

static void set_values(struct writing *writing, const struct staff *staff)
{
    const struct desk *desk = writing->context->desk;
    const struct kase *row = writing->row;
    const struct reply_customer *customer = writing->order->customer;
    set_text(writing, REPLY_CASE_REFERENCE, row->reference);
    set_text(writing, REPLY_CASE_SUBJECT, row->subject);
    set_time(writing, REPLY_CASE_RECEIVED_AT, row->received_at_us);
    set_time(writing, REPLY_CASE_OPENED_AT, row->opened_at_us);
    set_time(writing, REPLY_CASE_DUE_AT, row->due_at_us);
    set_time(writing, REPLY_CASE_CLOSED_AT, row->closed_at_us);
    set_words(writing);
    set_text(writing, REPLY_CUSTOMER_NAME, NAME_OF(customer));
    set_text(writing, REPLY_CUSTOMER_ADDRESS, customer == NULL ? NULL : customer->address);
    set_text(writing, REPLY_SERVICE_NAME, NAME_OF(desk_service(desk, row->service_id)));
    set_text(writing, REPLY_OFFICE_NAME, NAME_OF(desk_office(desk, row->office_id)));
    set_text(writing, REPLY_AGENCY_NAME, writing->agency->name);
    set_text(writing, REPLY_STAFF_NAME, NAME_OF(staff));
    set_time(writing, REPLY_TODAY, writing->context->now_us);
}

/* E-mail for who prefers it and has an address, else a letter. */
static enum channel channel_of(const struct reply_order *order)
{
    const struct reply_customer *customer = order->customer;
    if (order->body->channel != 0) return (enum channel)order->body->channel;
    if (customer != NULL && customer->channel == CHANNEL_EMAIL && customer->email != NULL)
        return CHANNEL_EMAIL;
    return CHANNEL_LETTER;
}

static enum delivery_way delivery_by(enum channel channel)
{
    if (channel == CHANNEL_EMAIL) return DELIVERY_EMAIL;
    return channel == CHANNEL_LETTER ? DELIVERY_LETTER : DELIVERY_BY_HAND;
}

static enum error_code fill(struct writing *writing, const char *text, bool as_is,
                            const char *where, const char **out)
{
    *out = text;
    if (as_is) return ERR_OK;
    return template_fill(writing->context->arena, &reply_fields, writing->values, &writing->style,
                         text, where, out, writing->error);
}

static enum error_code fill_subject(struct writing *writing, const char **out)
{
    const struct reply_order *order = writing->order;
    const char *text = order->body->subject;
    if (text != NULL) return fill(writing, text, order->body->as_is, "/subject", out);
    if (order->sample != NULL && order->sample->subject != NULL)
        return fill(writing, order->sample->subject, false, "/subject", out);
    bool bulgarian = template_language_is(writing->style.language, "bg");
    return fill(writing, bulgarian ? "Преписка {{case.reference}}" : "Case {{case.reference}}",
                false, "/subject", out);
}

static enum error_code fill_body(struct writing *writing, const char **out)
{
    const struct reply_order *order = writing->order;
    if (order->body->body != NULL)
        return fill(writing, order->body->body, order->body->as_is, "/body", out);
    if (order->sample != NULL) return fill(writing, order->sample->body, false, "/body", out);
    error_field(writing->error, "/body", "is missing: write it, or name a sample reply");
    return writing->error->code;
}

/* Whether what is said differs from what the sample alone would say. */
static bool was_edited(const struct writing *writing, const struct reply_text *text)
{
    const struct reply_order *order = writing->order;
    const struct reply_body nothing = {.sample = order->body->sample};
    const struct reply_order plain = {
        .body = &nothing, .sample = order->sample, .customer = order->customer};
    struct error ignored = {.code = ERR_OK};
    struct writing alone = *writing;
    const char *subject = "", *body = "";
    if (order->sample == NULL || (order->body->subject == NULL && order->body->body == NULL))
        return false;
    alone.order = &plain;
    alone.error = &ignored;
    return fill_subject(&alone, &subject) != ERR_OK || fill_body(&alone, &body) != ERR_OK ||
           strcmp(subject, text->subject) != 0 || strcmp(body, text->body) != 0;
}

enum error_code reply_write(const struct decision_context *context, const struct staff *staff,
                            const struct kase *row, const struct reply_order *order,
                            struct reply_text *text, struct error *error)
{
    struct writing writing = {.context = context,
                              .row = row,
                              .order = order,
                              .agency = desk_agency(context->desk, row->agency_id),
                              .error = error};
    if (order->body->sample != NULL && order->sample == NULL) {
        if (order->body->language == NULL)
            error_field(error, "/sample", "there is no sample reply %s in use here",
                        order->body->sample);
        else
            error_field(error, "/sample", "there is no sample reply %s in use here in %s",
                        order->body->sample, order->body->language);
        return error->code;
    }
    set_values(&writing, staff);
    writing.style =
        (struct template_style){.zone = writing.agency->zone, .language = language_of(&writing)};
    *text = (struct reply_text){.subject = "",
                                .body = "",
                                .language = writing.style.language,
                                .channel = channel_of(order)};
    text->delivery = delivery_by(text->channel);
    if (fill_subject(&writing, &text->subject) != ERR_OK ||
        fill_body(&writing, &text->body) != ERR_OK)
        return error->code;
    if (text->body[strspn(text->body, " \t\r\n")] == '\0')
        error_field(error, "/body", "says nothing");
    text->edited = was_edited(&writing, text);
    return error->code;
}

/* ---- sending ---- */

static enum error_code must_reach(struct decision *decision, const struct reply_text *text)
{
    const struct reply_customer *customer = decision->command->reply->customer;
    const char *missing = NULL;
    if (text->delivery == DELIVERY_EMAIL && (customer == NULL || customer->email == NULL))
        missing = ERROR_SAYS("e-mail address");
    if (text->delivery == DELIVERY_LETTER && (customer == NULL || customer->address == NULL))
        missing = ERROR_SAYS("postal address");
    if (missing == NULL) return ERR_OK;
    refuse(decision, "there is no %s of the customer to send this to", missing);
    error_hint(decision->error, "add one to the customer's record, or say by which other channel "
                                "the reply is given");
    return ERR_REFUSED;
}

/* The contact out that a reply is: it answers what waits for an answer. */
static enum error_code add_contact(struct decision *decision, const struct reply_text *text)
{
    const struct command *command = decision->command;
    struct command contact = *command;
    contact.channel = text->channel;
    contact.direction = DIRECTION_OUT;
    contact.purpose = PURPOSE_INTERACTION;
    contact.body = text->subject;
    decision->command = &contact;
    enum error_code code = decide_case_contact(decision);
    decision->command = command;
    return code;
}

static const struct case_event *add_event(struct decision *decision, const struct reply_row *reply)
{
    const char *const texts[] = {reply->subject, reply->body};
    struct case_event *event = decision_event(decision, EVENT_REPLIED);
    event->channel = reply->channel; /* it counts by the channel of the reply */
    event->facts.reply_id = reply->id;
    event->facts.contact_id = reply->contact_id;
    event->facts.delivery = (int32_t)reply->delivery;
    event->facts.sample_id = reply->sample_id;
    event->facts.sample_version = reply->sample_version;
    event->facts.edited = reply->edited;
    event->facts.digest = event_digest(decision->arena, reply->salt, texts, 2);
    if (event->facts.digest == NULL) decision->full = true;
    decision_emit(decision, event);
    return event;
}

/* The page for the print queue. */
static const char *page_of(struct decision *decision, const struct reply_row *reply)
{
    const struct reply_order *order = decision->command->reply;
    const struct letter letter = {
        .agency = decision->agency->name,
        .office = NAME_OF(desk_office(decision->desk, decision->row->office_id)),
        .office_address = order->office_address,
        .office_phone = order->office_phone,
        .name = reply->name,
        .address = reply->address,
        .reference = decision->row->reference,
        .subject = reply->subject,
        .body = reply->body,
        .staff = NAME_OF(decision->actor->staff),
        .language = reply->language,
        .zone = decision->agency->zone,
        .at_us = reply->at_us};
    return letter_html(decision->arena, &letter);
}

/* What goes out by itself, or waits to be printed. An answer in a matter of their own needs no
 * consent of the customer. */
static void send(struct decision *decision, const struct reply_row *reply,
                 const struct case_event *event)
{
    bool letter = reply->delivery == DELIVERY_LETTER;
    if (reply->delivery == DELIVERY_BY_HAND) return;
    struct outbox_row *row = effects_add_outbox_row(decision->arena, decision->effects);
    if (row == NULL) {
        decision->full = true;
        return;
    }
    *row = (struct outbox_row){.agency_id = reply->agency_id,
                               .id = decision_id(decision),
                               .kind = letter ? OUTBOX_LETTER : OUTBOX_EMAIL,
                               .owner_id = reply->case_id,
                               .at_us = reply->at_us,
                               .language = reply->language,
                               .address = reply->address,
                               .subject = reply->subject,
                               .body = reply->body,
                               .occasion = message_occasion(decision->arena, event, NULL)};
    if (row->occasion == NULL) decision->full = true;
    if (!letter) return;
    row->address = arena_printf(decision->arena, "%s\n%s", reply->name, reply->address);
    row->html = page_of(decision, reply);
    if (row->address == NULL || row->html == NULL) decision->full = true;
}

enum error_code decide_reply(struct decision *decision)
{
    const struct reply_order *order = decision->command->reply;
    const struct reply_customer *customer = order->customer;
    struct reply_text text = {.subject = "", .body = ""};
    if ((customer == NULL ? 0 : customer->id) != decision->row->customer_id)
        return error_set(decision->error, ERR_STALE, "the case has another customer meanwhile");
    enum error_code code = reply_write(decision->context, decision->actor->staff, decision->row,
                                       order, &text, decision->error);
    if (code == ERR_OK) code = must_reach(decision, &text);
    if (code == ERR_OK) code = add_contact(decision, &text);
    if (code != ERR_OK) return code;
    struct reply_row *reply = effects_add_reply_row(decision->arena, decision->effects);
    if (reply == NULL)
        return error_set(decision->error, ERR_UNAVAILABLE, "could not get memory for this request");
    const struct effects *effects = decision->effects;
    *reply =
        (struct reply_row){.agency_id = decision->row->agency_id,
                           .id = decision_id(decision),
                           .case_id = decision->row->id,
                           .customer_id = decision->row->customer_id,
                           .contact_id = effects->contacts[effects->contacts_count - 1].id,
                           .staff_id = decision_actor_id(decision),
                           .at_us = decision->now_us,
                           .channel = text.channel,
                           .delivery = text.delivery,
                           .language = text.language,
                           .sample_id = order->sample == NULL ? 0 : order->sample->id,
                           .sample_version = order->sample == NULL ? 0 : order->sample->version,
                           .edited = text.edited,
                           .subject = text.subject,
                           .body = text.body};
    if (customer != NULL) {
        reply->name = customer->name;
        reply->address = text.delivery == DELIVERY_EMAIL ? customer->email : customer->address;
    }
    memcpy(reply->salt, decision_salt(decision, 3), sizeof reply->salt);
    send(decision, reply, add_event(decision, reply));
    return ERR_OK;
}
