/* The copies of a charter for programs: JSON of all of it, CSV of its promises and results. */
#include <string.h>

#include "proto/arena.h"
#include "proto/csv_write.h"
#include "proto/json_write.h"
#include "workflow/charter_int.h"
#include "workflow/period.h"

static const char *const status_names[] = {[CHARTER_NOT_MEASURED] = "not-measured",
                                           [CHARTER_WITHHELD] = "withheld",
                                           [CHARTER_TOLD] = "told"};

/* In percent, in thousandths of one. */
static int64_t percent_of(const struct charter_result *result)
{
    if (result->status != CHARTER_TOLD) return NO_DECIMAL;
    return (result->met * 100000 + result->n / 2) / result->n;
}

/* ---- JSON ---- */

struct copy {
    struct json json;
    struct arena *arena;
    const struct charter *charter;
    const struct words *words;
};

static void put_day(struct copy *copy, const char *name, civil_day day)
{
    char text[PERIOD_TEXT];
    json_string(&copy->json, name,
                day == CIVIL_DAY_MAX ? NULL : period_text(PERIOD_DAY, day, text));
}

/* {"unit", "amount", "text"}; null when there is no such clock. */
static void put_span(struct copy *copy, const char *name, enum clock_unit unit, int32_t amount)
{
    if (unit == UNIT_NONE || amount == 0) {
        json_string(&copy->json, name, NULL);
        return;
    }
    json_object(&copy->json, name);
    json_string(&copy->json, "unit", name_of(&clock_unit_names, (int)unit));
    json_number(&copy->json, "amount", amount);
    json_string(&copy->json, "text", charter_span(copy->words, copy->arena, unit, amount));
    json_object_end(&copy->json);
}

static void put_channels(struct copy *copy, uint32_t channels)
{
    json_array(&copy->json, "channels");
    for (int channel = CHANNEL_NONE + 1; channel < CHANNELS; channel++)
        if ((channels & (1u << channel)) != 0)
            json_string(&copy->json, NULL, name_of(&channel_names, channel));
    json_array_end(&copy->json);
}

static void put_scope(struct copy *copy, const struct standard *standard)
{
    const struct service *service;
    size_t at = 0;
    json_array(&copy->json, "services");
    while ((service = charter_next_service(copy->charter->desk, standard, &at)) != NULL)
        json_string(&copy->json, NULL, service->code);
    json_array_end(&copy->json);
    put_channels(copy, standard->channels);
    json_array(&copy->json, "segments");
    for (size_t i = 0; i < standard->segment_count; i++) {
        const struct segment *segment = desk_segment(copy->charter->desk, standard->segments[i]);
        if (segment != NULL) json_string(&copy->json, NULL, segment->code);
    }
    json_array_end(&copy->json);
}

static void put_result(struct copy *copy, const struct charter_result *result)
{
    struct json *json = &copy->json;
    bool told = result->status == CHARTER_TOLD;
    json_object(json, NULL);
    put_day(copy, "in_force_from", result->standard->in_force_from);
    json_number(json, "target_percent", result->standard->target_percent);
    json_string(json, "promise", charter_sentence(copy->words, copy->arena, result->standard));
    json_string(json, "status", status_names[result->status]);
    if (told) {
        json_number(json, "met", result->met);
        json_number(json, "n", result->n);
        json_decimal(json, "share_percent", percent_of(result));
        json_bool(json, "kept", charter_kept(result));
    }
    json_object_end(json);
}

static void put_promise(struct copy *copy, const struct charter_promise *promise)
{
    const struct standard *standard = promise->standard;
    struct json *json = &copy->json;
    json_object(json, NULL);
    json_string(json, "code", standard->code);
    json_string(json, "name", standard->name);
    json_string(json, "kind", name_of(&standard_kind_names, (int)standard->kind));
    json_string(json, "promise", charter_sentence(copy->words, copy->arena, standard));
    json_number(json, "target_percent", standard->target_percent);
    put_span(copy, "time", standard->terms.unit, standard->terms.amount);
    if (standard->seconds > 0) json_number(json, "seconds", standard->seconds);
    put_span(copy, "extension", standard->terms.unit, standard->extension_max);
    put_day(copy, "in_force_from", standard->in_force_from);
    put_day(copy, "in_force_to", standard->in_force_until);
    put_scope(copy, standard);
    json_array(json, "results");
    for (size_t i = 0; i < promise->result_count; i++) put_result(copy, &promise->results[i]);
    json_array_end(json);
    json_object_end(json);
}

static void put_promises(struct copy *copy)
{
    const struct charter_promises *promises = &copy->charter->promises;
    struct json *json = &copy->json;
    char quarter[PERIOD_TEXT];
    json_object(json, "quarter");
    json_string(json, "name", period_text(PERIOD_QUARTER, promises->first, quarter));
    put_day(copy, "from", promises->first);
    put_day(copy, "to", promises->last);
    json_object_end(json);
    json_number(json, "withheld_below", CHARTER_SMALL_GROUP);
    json_array(json, "standards");
    for (size_t i = 0; i < promises->count; i++) put_promise(copy, &promises->items[i]);
    json_array_end(json);
}

static void put_stage(struct copy *copy, const struct ladder_stage *stage)
{
    json_object(&copy->json, NULL);
    json_string(&copy->json, "code", stage->code);
    json_string(&copy->json, "name", stage->name);
    json_string(&copy->json, "answered_by", name_of(&role_names, (int)stage->role));
    json_string(&copy->json, "answered_for", name_of(&answerer_of_names, (int)stage->of));
    put_span(copy, "acknowledge", stage->acknowledge.unit, stage->acknowledge.amount);
    put_span(copy, "answer", stage->answer.unit, stage->answer.amount);
    json_bool(&copy->json, "from_acknowledgement", stage->from_acknowledgement);
    put_span(copy, "extension", stage->answer.unit, stage->extension_max);
    json_string(&copy->json, "told", stage->told);
    json_object_end(&copy->json);
}

static void put_ladder(struct copy *copy, const struct ladder *ladder)
{
    struct json *json = &copy->json;
    json_object(json, NULL);
    json_string(json, "code", ladder->code);
    json_string(json, "name", ladder->name);
    json_bool(json, "default", ladder->fallback);
    json_array(json, "subjects");
    for (size_t i = 0; i < ladder->subject_count; i++) {
        json_object(json, NULL);
        json_string(json, "code", ladder->subjects[i].code);
        json_string(json, "name", ladder->subjects[i].name);
        json_bool(json, "serious", ladder->subjects[i].serious);
        json_object_end(json);
    }
    json_array_end(json);
    json_array(json, "stages");
    for (size_t i = 0; i < ladder->stage_count; i++) put_stage(copy, &ladder->stages[i]);
    json_array_end(json);
    json_string(json, "serious_begin_at", ladder->stages[ladder_independent(ladder)].code);
    json_bool(json, "needs_name", ladder->needs_name);
    put_span(copy, "ask_next", ladder->ask_next.unit, ladder->ask_next.amount);
    put_span(copy, "oldest", UNIT_CALENDAR_MONTHS, ladder->oldest_months);
    put_span(copy, "sent_within", UNIT_CALENDAR_DAYS, ladder->send_days);
    json_string(json, "ombudsman", ladder->ombudsman);
    json_object_end(json);
}

static void put_languages(struct copy *copy, const char *name, int32_t office_id)
{
    size_t count;
    const char *const *codes = charter_languages(copy->arena, copy->charter->desk,
                                                 copy->charter->agency->id, office_id, &count);
    json_array(&copy->json, name);
    for (size_t i = 0; codes != NULL && i < count; i++) json_string(&copy->json, NULL, codes[i]);
    json_array_end(&copy->json);
}

static void put_hours(struct copy *copy, const struct calendar *calendar)
{
    struct charter_hours hours;
    struct json *json = &copy->json;
    const struct zone *zone = calendar->rules.zone;
    char text[16];
    charter_hours(calendar, copy->charter->now_us, &hours);
    json_bool(json, "open_now", hours.open);
    json_time(json, "open_until", hours.until_us);
    json_time(json, "opens_at", hours.opens_us);
    json_array(json, "days");
    for (int i = 0; i < CHARTER_DAYS; i++) {
        const struct charter_day *day = &hours.days[i];
        json_object(json, NULL);
        put_day(copy, "date", day->day);
        json_array(json, "hours");
        for (size_t k = 0; k < day->count; k++) {
            charter_clock(zone, day->spans[k].from_us, day->day, text);
            size_t length = strlen(text);
            text[length] = '-';
            charter_clock(zone, day->spans[k].to_us, day->day, text + length + 1);
            json_string(json, NULL, text);
        }
        json_array_end(json);
        json_string(json, "holiday", day->holiday);
        json_object_end(json);
    }
    json_array_end(json);
    json_array(json, "holidays");
    for (size_t i = 0; i < hours.holiday_count; i++) {
        json_object(json, NULL);
        put_day(copy, "date", hours.holidays[i]->day);
        json_string(json, "name", hours.holidays[i]->name);
        json_object_end(json);
    }
    json_array_end(json);
}

static void put_office(struct copy *copy, const struct charter_office *office)
{
    const struct charter *charter = copy->charter;
    const struct agency *agency = desk_agency(charter->desk, office->office->agency_id);
    const struct calendar *calendar = charter_calendar(charter, office->office);
    json_object(&copy->json, NULL);
    json_string(&copy->json, "code", office->office->code);
    json_string(&copy->json, "name", office->office->name);
    json_string(&copy->json, "agency", agency == NULL ? NULL : agency->code);
    json_string(&copy->json, "address", office->address);
    json_string(&copy->json, "phone", office->phone);
    put_languages(copy, "languages", office->office->id);
    if (calendar != NULL) put_hours(copy, calendar);
    json_object_end(&copy->json);
}

static void put_service(struct copy *copy, const struct charter_service *service)
{
    const struct charter *charter = copy->charter;
    const struct standard *standard =
        charter_of_service(charter->desk, service->service, charter->promises.today);
    struct json *json = &copy->json;
    json_object(json, NULL);
    json_string(json, "code", service->service->code);
    json_string(json, "name", service->service->name);
    json_string(json, "link",
                arena_printf(copy->arena, "%s%s?language=%s#service-%s", charter->base,
                             charter->agency->code, words_language(copy->words),
                             service->service->code));
    json_string(json, "description", service->description);
    json_string(json, "fee", service->fee);
    json_string(json, "currency", service->currency);
    json_string(json, "fee_text", service->fee_text);
    json_array(json, "documents");
    for (size_t i = 0; i < service->document_count; i++)
        json_string(json, NULL, service->documents[i]);
    json_array_end(json);
    put_channels(copy, service->service->channels);
    json_string(json, "standard", standard == NULL ? NULL : standard->code);
    json_string(json, "promise",
                standard == NULL ? NULL : charter_sentence(copy->words, copy->arena, standard));
    json_object_end(json);
}

static void put_lists(struct copy *copy)
{
    const struct charter *charter = copy->charter;
    const struct ladder *ladder;
    struct json *json = &copy->json;
    size_t at = 0;
    json_array(json, "ladders");
    while ((ladder = charter_next_ladder(charter, &at)) != NULL) put_ladder(copy, ladder);
    json_array_end(json);
    json_array(json, "improvements");
    for (size_t i = 0; i < charter->said_count; i++) {
        json_object(json, NULL);
        json_string(json, "line", charter->said[i].line);
        json_string(json, "language", charter->said[i].language);
        put_day(copy, "published_on", charter->said[i].day);
        json_object_end(json);
    }
    json_array_end(json);
    json_array(json, "offices");
    for (size_t i = 0; i < charter->office_count; i++) put_office(copy, &charter->offices[i]);
    json_array_end(json);
    put_languages(copy, "languages", 0);
    json_array(json, "services");
    for (size_t i = 0; i < charter->service_count; i++) put_service(copy, &charter->services[i]);
    json_array_end(json);
}

static void put_reports(struct copy *copy)
{
    const struct charter *charter = copy->charter;
    struct json *json = &copy->json;
    json_array(json, "reports");
    for (size_t i = 0; i < charter->report_count; i++) {
        const struct charter_report *report = &charter->reports[i];
        const char *language;
        json_object(json, NULL);
        json_string(json, "code", report->code);
        json_string(json, "period", report->period);
        json_string(json, "title", charter_report_title(charter, copy->words, report, &language));
        json_string(json, "language", language);
        json_string(json, "link", charter_report_link(charter, copy->words, copy->arena, report));
        put_day(copy, "published_on", report->day);
        json_object_end(json);
    }
    json_array_end(json);
}

const char *charter_json(struct arena *arena, const struct charter *charter,
                         const struct words *words, size_t *length)
{
    struct copy copy = {.arena = arena, .charter = charter, .words = words};
    json_begin(&copy.json, arena);
    json_object(&copy.json, NULL);
    json_string(&copy.json, "agency", charter->agency->code);
    json_string(&copy.json, "name", charter->agency->name);
    json_string(&copy.json, "language", words_language(words));
    json_string(&copy.json, "locale", charter->agency->locale);
    put_day(&copy, "as_of", charter->as_of);
    put_promises(&copy);
    put_lists(&copy);
    put_reports(&copy);
    json_number(&copy.json, "standards_published",
                (int64_t)charter_published_count(&charter->promises));
    json_bool(&copy.json, "charter_published", charter_is_published(&charter->promises));
    json_object_end(&copy.json);
    return json_text(&copy.json, length);
}

/* ---- CSV ---- */

static void put_line(struct csv *csv, struct arena *arena, const struct charter *charter,
                     const struct words *words, const struct charter_promise *promise,
                     const struct charter_result *result)
{
    const struct standard *standard = result->standard;
    bool told = result->status == CHARTER_TOLD;
    char text[PERIOD_TEXT];
    csv_string(csv, charter->agency->code);
    csv_string(csv, standard->code);
    csv_string(csv, promise->standard->name);
    csv_string(csv, name_of(&standard_kind_names, (int)standard->kind));
    csv_string(csv, charter_sentence(words, arena, standard));
    csv_string(csv, period_text(PERIOD_DAY, standard->in_force_from, text));
    csv_number(csv, standard->target_percent);
    csv_string(csv, period_text(PERIOD_QUARTER, charter->promises.first, text));
    csv_string(csv, status_names[result->status]);
    if (told) {
        csv_number(csv, result->met);
        csv_number(csv, result->n);
    } else {
        csv_string(csv, NULL);
        csv_string(csv, NULL);
    }
    csv_decimal(csv, percent_of(result));
    csv_string(csv,
               told ? name_of(&yes_no_names, charter_kept(result) ? ANSWER_YES : ANSWER_NO) : NULL);
    csv_line_end(csv);
}

const char *charter_csv(struct arena *arena, const struct charter *charter,
                        const struct words *words, size_t *length)
{
    static const char *const columns[] = {
        "agency",  "standard", "name", "kind", "promise",       "in_force_from", "target_percent",
        "quarter", "status",   "met",  "n",    "share_percent", "kept"};
    const struct charter_promises *promises = &charter->promises;
    struct csv csv;
    csv_begin(&csv, arena);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) csv_string(&csv, columns[i]);
    csv_line_end(&csv);
    for (size_t i = 0; i < promises->count; i++) {
        const struct charter_promise *promise = &promises->items[i];
        const struct charter_result none = {.standard = promise->standard,
                                            .status = CHARTER_NOT_MEASURED};
        if (promise->result_count == 0) put_line(&csv, arena, charter, words, promise, &none);
        for (size_t k = 0; k < promise->result_count; k++)
            put_line(&csv, arena, charter, words, promise, &promise->results[k]);
    }
    return csv_text(&csv, length);
}
