/* The sections of a charter's page about offices, languages and services. */
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/charter_int.h"

/* ---- languages ---- */

/* What languages call themselves, each in its own. */
static void put_languages(const struct charter_page *page, int32_t office_id)
{
    size_t count;
    const char *const *codes = charter_languages(page->arena, page->charter->desk,
                                                 page->charter->agency->id, office_id, &count);
    for (size_t i = 0; codes != NULL && i < count; i++)
        html_put(page->html, "%s<span lang=\"%s\">%s</span>", i == 0 ? "" : ", ", codes[i],
                 charter_language_name(codes[i]));
    if (count == 0) charter_say(page, "charter.languages.unknown");
}

static void put_all_languages(const struct charter_page *page)
{
    charter_section(page, "languages");
    html_raw(page->html, "<p>");
    charter_say(page, "charter.languages.about");
    html_raw(page->html, " ");
    put_languages(page, 0);
    html_raw(page->html, ".</p>\n");
    charter_section_end(page);
}

/* ---- opening hours ---- */

static void put_day(const struct charter_page *page, const struct zone *zone,
                    const struct charter_day *day, bool today)
{
    char from[8], to[8];
    html_put(page->html, "<tr><th scope=\"row\">%s",
             charter_date_text(page->words, page->arena, day->day));
    if (today) html_put(page->html, " (%s)", words_text(page->words, "charter.today"));
    html_raw(page->html, "</th><td>");
    for (size_t i = 0; i < day->count; i++) {
        charter_clock(zone, day->spans[i].from_us, day->day, from);
        charter_clock(zone, day->spans[i].to_us, day->day, to);
        html_put(page->html, "%s%s–%s", i == 0 ? "" : ", ", from, to);
    }
    if (day->count == 0) charter_say(page, "charter.closed");
    if (day->holiday != NULL) {
        html_raw(page->html, ": ");
        charter_quote_desk(page, day->holiday);
    }
    html_raw(page->html, "</td></tr>\n");
}

static void put_holidays(const struct charter_page *page, const struct charter_hours *hours)
{
    if (hours->holiday_count == 0) return;
    html_raw(page->html, "<p>");
    charter_say(page, "charter.holidays");
    html_raw(page->html, "</p>\n<ul>\n");
    for (size_t i = 0; i < hours->holiday_count; i++) {
        html_put(page->html,
                 "<li>%s: ", charter_date_text(page->words, page->arena, hours->holidays[i]->day));
        charter_quote_desk(page, hours->holidays[i]->name);
        html_raw(page->html, "</li>\n");
    }
    html_raw(page->html, "</ul>\n");
}

enum { CHARTER_OFFICE = 2 * CODE_MAX + 16 };

/* Its place on the page: offices of several agencies may have the same code. Returns name. */
static const char *office_name(const struct desk *desk, const struct office *office,
                               char name[CHARTER_OFFICE])
{
    const struct agency *agency = desk_agency(desk, office->agency_id);
    snprintf(name, CHARTER_OFFICE, "office-%.64s-%.64s", agency == NULL ? "" : agency->code,
             office->code);
    return name;
}

static void put_hours(const struct charter_page *page, const struct office *office,
                      const struct calendar *calendar)
{
    static const char *const columns[] = {"charter.column.day", "charter.column.hours", NULL};
    const struct zone *zone = calendar->rules.zone;
    struct charter_hours hours;
    char name[CHARTER_OFFICE];
    charter_hours(calendar, page->charter->now_us, &hours);
    html_put(page->html, "<p class=\"now\">%s</p>\n",
             charter_now_text(page->words, page->arena, zone, &hours, page->charter->now_us));
    charter_table(page, office_name(page->charter->desk, office, name));
    charter_say(page, "charter.hours.caption");
    html_raw(page->html, " ");
    charter_quote_desk(page, office->name);
    charter_columns(page, columns);
    for (int i = 0; i < CHARTER_DAYS; i++) put_day(page, zone, &hours.days[i], i == 0);
    charter_table_end(page);
    put_holidays(page, &hours);
}

static void put_reach(const struct charter_page *page, const struct charter_office *office)
{
    html_raw(page->html, "<dl>\n");
    if (office->address != NULL) {
        html_put(page->html, "<dt>%s</dt><dd>", words_text(page->words, "charter.office.address"));
        charter_quote_desk(page, office->address);
        html_raw(page->html, "</dd>\n");
    }
    if (office->phone != NULL) {
        html_put(page->html,
                 "<dt>%s</dt><dd><a href=\"tel:", words_text(page->words, "charter.office.phone"));
        char digit[2] = "";
        for (const char *at = office->phone; *at != '\0'; at++) {
            if (strchr("+0123456789", *at) == NULL) continue;
            digit[0] = *at;
            html_put(page->html, "%s", digit);
        }
        html_put(page->html, "\">%s</a></dd>\n", office->phone);
    }
    html_put(page->html, "<dt>%s</dt><dd>", words_text(page->words, "charter.office.languages"));
    put_languages(page, office->office->id);
    html_raw(page->html, "</dd>\n</dl>\n");
}

void charter_html_offices(const struct charter_page *page)
{
    const struct charter *charter = page->charter;
    civil_day today = zone_local(charter->agency->zone, charter->now_us).day;
    charter_section(page, "offices");
    html_put(page->html, "<p>%s</p>\n",
             words_fill_one(page->words, page->arena, "charter.offices.as-of", "date",
                            charter_date_text(page->words, page->arena, today)));
    for (size_t i = 0; i < charter->office_count; i++) {
        const struct charter_office *office = &charter->offices[i];
        const struct calendar *calendar = charter_calendar(charter, office->office);
        char name[CHARTER_OFFICE];
        html_put(page->html, "<h3 id=\"%s\">", office_name(charter->desk, office->office, name));
        charter_quote_desk(page, office->office->name);
        html_raw(page->html, "</h3>\n");
        put_reach(page, office);
        if (calendar != NULL) put_hours(page, office->office, calendar);
    }
    if (charter->office_count == 0) charter_say_paragraph(page, "charter.offices.none");
    charter_section_end(page);
    put_all_languages(page);
}

/* ---- services ---- */

static void put_term(const struct charter_page *page, const char *key)
{
    html_put(page->html, "<dt>%s</dt><dd>", words_text(page->words, key));
}

static void put_fee(const struct charter_page *page, const struct charter_service *service)
{
    put_term(page, "charter.service.fee");
    if (service->fee != NULL)
        html_put(page->html, "%s %s", service->fee, service->currency);
    else
        charter_say(page, "charter.service.free");
    if (service->fee_text != NULL) {
        html_raw(page->html, ". ");
        charter_quote_desk(page, service->fee_text);
    }
    html_raw(page->html, "</dd>\n");
}

static void put_documents(const struct charter_page *page, const struct charter_service *service)
{
    if (service->document_count == 0) return;
    put_term(page, "charter.service.documents");
    html_raw(page->html, "<ul>\n");
    for (size_t i = 0; i < service->document_count; i++) {
        html_raw(page->html, "<li>");
        charter_quote_desk(page, service->documents[i]);
        html_raw(page->html, "</li>\n");
    }
    html_raw(page->html, "</ul></dd>\n");
}

static void put_ways(const struct charter_page *page, const struct service *service)
{
    bool begun = false;
    put_term(page, "charter.service.channels");
    for (int channel = CHANNEL_NONE + 1; channel < CHANNELS; channel++) {
        if ((service->channels & (1u << channel)) == 0 || channel == CHANNEL_API) continue;
        html_put(page->html, "%s%s", begun ? ", " : "",
                 words_named(page->words, "charter.channel", name_of(&channel_names, channel)));
        begun = true;
    }
    html_raw(page->html, "</dd>\n");
}

static void put_service(const struct charter_page *page, const struct charter_service *service)
{
    const struct standard *standard =
        charter_of_service(page->charter->desk, service->service, page->charter->promises.today);
    html_put(page->html, "<h3 id=\"service-%s\">", service->service->code);
    charter_quote_desk(page, service->service->name);
    html_raw(page->html, "</h3>\n");
    if (service->description != NULL) {
        html_raw(page->html, "<p class=\"said\">");
        charter_quote_desk(page, service->description);
        html_raw(page->html, "</p>\n");
    }
    html_raw(page->html, "<dl>\n");
    if (standard != NULL) {
        put_term(page, "charter.service.promise");
        html_put(page->html, "<a href=\"#standard-%s\">%s</a></dd>\n", standard->code,
                 charter_sentence(page->words, page->arena, standard));
    }
    put_fee(page, service);
    put_documents(page, service);
    put_ways(page, service->service);
    html_raw(page->html, "</dl>\n");
}

void charter_html_services(const struct charter_page *page)
{
    charter_section(page, "services");
    for (size_t i = 0; i < page->charter->service_count; i++)
        put_service(page, &page->charter->services[i]);
    if (page->charter->service_count == 0) charter_say_paragraph(page, "charter.services.none");
    charter_section_end(page);
}
