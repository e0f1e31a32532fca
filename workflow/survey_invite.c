/* Who is invited to a survey when a case is closed. */
#include <string.h>

#include "proto/arena.h"
#include "proto/route.h"
#include "proto/sha256.h"
#include "workflow/decision.h"
#include "workflow/message.h"
#include "workflow/survey_int.h"

/* ---- chance ---- */

static void add_number(struct sha256 *state, uint64_t number)
{
    uint8_t bytes[8];
    for (int i = 7; i >= 0; i--, number >>= 8) bytes[i] = (uint8_t)number;
    sha256_add(state, bytes, sizeof bytes);
}

static int percent_of(const struct instrument *instrument, int32_t service_id)
{
    for (size_t i = 0; i < instrument->sampling_count; i++)
        if (instrument->sampling[i].service_id == service_id)
            return instrument->sampling[i].percent;
    return instrument->percent;
}

/* Each instrument draws for itself, and each closing of a case is another draw. */
bool survey_takes(const struct instrument *instrument, const struct kase *row)
{
    struct sha256 state;
    uint8_t hash[SHA256_BYTES];
    uint64_t number = 0;
    int percent = percent_of(instrument, row->service_id);
    if (percent <= 0 || percent >= 100) return percent >= 100;
    sha256_begin(&state);
    sha256_add(&state, row->salt, sizeof row->salt);
    sha256_add(&state, instrument->code, strlen(instrument->code) + 1);
    add_number(&state, (uint64_t)row->id);
    add_number(&state, (uint64_t)row->version);
    sha256_end(&state, hash);
    for (int i = 0; i < 8; i++) number = number << 8 | hash[i];
    return number % 10000 < (uint64_t)percent * 100;
}

const struct instrument *survey_draw(const struct desk *desk, const struct kase *row)
{
    for (size_t i = 0; i < desk->instruments_count; i++) {
        const struct instrument *instrument = &desk->instruments[i];
        if (instrument->agency_id != row->agency_id || !instrument->active ||
            instrument->kind != SURVEY_CUSTOMER ||
            desk_instrument_by_code(desk, row->agency_id, instrument->code) != instrument)
            continue;
        if (survey_takes(instrument, row)) return instrument;
    }
    return NULL;
}

enum channel survey_delivery(const struct decision_customer *customer, bool has_link)
{
    enum outbox_kind way = has_link ? message_way(customer) : OUTBOX_NONE;
    if (way != OUTBOX_NONE) return way == OUTBOX_EMAIL ? CHANNEL_EMAIL : CHANNEL_LETTER;
    return customer->phone != NULL ? CHANNEL_PHONE : CHANNEL_NONE;
}

bool survey_may_invite(const struct instrument *instrument,
                       const struct decision_customer *customer, int64_t now_us)
{
    return customer->last_invitation_id == 0 ||
           now_us - customer->last_invited_at_us >= instrument->again_after_days * US_PER_DAY;
}

bool survey_needs_customer(const struct desk *desk)
{
    for (size_t i = 0; i < desk->instruments_count; i++)
        if (desk->instruments[i].active && desk->instruments[i].kind == SURVEY_CUSTOMER)
            return true;
    return false;
}

const struct survey_text *survey_text_in(const struct instrument *instrument, const char *language)
{
    const struct survey_text *near = NULL;
    for (size_t i = 0; language != NULL && i < instrument->text_count; i++) {
        const struct survey_text *text = &instrument->texts[i];
        size_t main_part = strcspn(language, "-");
        if (strcmp(text->language, language) == 0) return text;
        if (near == NULL && strncmp(text->language, language, main_part) == 0 &&
            (text->language[main_part] == '\0' || text->language[main_part] == '-'))
            near = text;
    }
    return near == NULL ? &instrument->texts[0] : near;
}

/* ---- the invitation ---- */

/* The address with its slot. NULL: there is none, or the arena is full. */
static const char *place_of(struct arena *arena, const struct instrument *instrument,
                            const char *public_url)
{
    if (instrument->link != NULL) return instrument->link;
    return public_url == NULL ? NULL : arena_printf(arena, "%s" PATH_SURVEY_PAGE, public_url);
}

const char *survey_link(struct arena *arena, const struct instrument *instrument,
                        const char *public_url, const char *secret)
{
    const char *place = place_of(arena, instrument, public_url);
    const char *slot = place == NULL ? NULL : strstr(place, SURVEY_LINK_SLOT);
    if (slot == NULL) return NULL;
    return arena_printf(arena, "%.*s%s%s", (int)(slot - place), place, secret,
                        slot + strlen(SURVEY_LINK_SLOT));
}

/* An e-mail or letter with the link, for the courier. */
static void send(struct record_decision *decision, const struct instrument *instrument,
                 const struct survey *survey, const char *words, int64_t at_us,
                 const char *occasion)
{
    const struct decision_context *context = decision->context;
    const struct decision_customer *customer = context->customer;
    const struct survey_text *text = survey_text_in(instrument, survey->language);
    struct outbox_row *row = effects_add_outbox_row(context->arena, decision->effects);
    const char *link = survey_link(context->arena, instrument, context->public_url, context->link);
    if (row == NULL || link == NULL) {
        decision->full = true;
        return;
    }
    row->agency_id = decision->row.agency_id;
    row->id = record_new_id(decision);
    row->owner_id = decision->row.id;
    row->at_us = at_us;
    row->language = text->language;
    message_address(context->arena, row, message_way(customer), customer);
    row->subject = text->title;
    row->body = arena_printf(context->arena, "%s\n\n%s\n\n%s\n",
                             words == NULL ? text->title : words, link, decision->agency->name);
    row->occasion = occasion;
    if (row->address == NULL || row->body == NULL || row->occasion == NULL) decision->full = true;
}

/* The invitation, and the one reminder: by e-mail, since a letter is not printed twice. */
static void send_all(struct record_decision *decision, const struct instrument *instrument,
                     const struct survey *survey, const struct case_event *event)
{
    const struct decision_context *context = decision->context;
    const struct survey_text *text = survey_text_in(instrument, survey->language);
    int64_t remind_at_us = context->now_us + instrument->remind_after_days * US_PER_DAY;
    send(decision, instrument, survey, text->invitation, context->now_us,
         message_occasion(context->arena, event, NULL));
    if (instrument->remind_after_days > 0 && survey->delivery == CHANNEL_EMAIL)
        send(decision, instrument, survey,
             text->reminder != NULL ? text->reminder : text->invitation, remind_at_us,
             SURVEY_REMINDER);
}

static struct survey invitation(const struct decision *decision,
                                const struct instrument *instrument, enum channel delivery)
{
    const struct decision_context *context = decision->context;
    const struct decision_customer *customer = context->customer;
    struct survey survey = {.instrument_id = instrument->id,
                            .kind = SURVEY_CUSTOMER,
                            .state = SURVEY_INVITED,
                            .case_id = decision->row->id,
                            .customer_id = decision->row->customer_id,
                            .previous_id = customer->last_invitation_id,
                            .invited_at_us = decision->now_us,
                            .expires_at_us = decision->now_us + instrument->open_days * US_PER_DAY,
                            .delivery = delivery,
                            .language = survey_text_in(instrument, customer->language)->language,
                            .sent_at_us = NO_TIME,
                            .answered_at_us = NO_TIME};
    memcpy(survey.salt, context->salts[2], sizeof survey.salt);
    if (survey.delivery == CHANNEL_PHONE) return survey; /* asked by staff */
    survey.has_link = true;
    memcpy(survey.link_hash, context->link_hash, sizeof survey.link_hash);
    survey.sent_at_us = decision->now_us;
    return survey;
}

static void invite(struct decision *decision, const struct instrument *instrument,
                   enum channel delivery)
{
    static const struct actor nobody = {.staff = NULL};
    const struct kase *row = decision->row;
    struct record_decision record;
    struct record header = {.agency_id = row->agency_id,
                            .kind = RECORD_SURVEY,
                            .office_id = row->office_id,
                            .service_id = row->service_id,
                            .segment_id = row->segment_id,
                            .channel = row->channel};
    struct survey survey = invitation(decision, instrument, delivery);
    record_join(&record, decision->context, &nobody, &header, decision->effects, decision->error);
    struct case_event *event = record_event(&record, EVENT_SURVEY_INVITED);
    event->facts.reference = record.row.reference;
    event->facts.instrument_id = instrument->id;
    event->facts.survey_kind = SURVEY_CUSTOMER;
    event->facts.customer_id = row->customer_id;
    event->facts.other_case_id = row->id;
    record_emit(&record, event);
    if (survey.has_link) send_all(&record, instrument, &survey, event);
    if (survey_finish(&record, &survey) != ERR_OK) decision->full = true;
}

void survey_after_closing(struct decision *decision)
{
    const struct decision_customer *customer = decision->context->customer;
    if (customer == NULL || decision->row->customer_id == 0 ||
        decision->command->kind == COMMAND_CASE_IMPORT) /* long past */
        return;
    const struct instrument *instrument = survey_draw(decision->desk, decision->row);
    if (instrument == NULL || !survey_may_invite(instrument, customer, decision->now_us)) return;
    bool has_link = instrument->link != NULL || decision->context->public_url != NULL;
    enum channel delivery = survey_delivery(customer, has_link);
    if (delivery != CHANNEL_NONE) invite(decision, instrument, delivery);
}
