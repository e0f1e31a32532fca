/* The sections of a charter's page about promises and complaints. */
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/charter_int.h"

/* ---- promises ---- */

/* Something in a list that is written as one line: before the first one what the list is of. */
static void begin_item(const struct charter_page *page, const char *key, bool *begun)
{
    if (!*begun) {
        html_raw(page->html, "<span class=\"note\">");
        charter_say(page, key);
    }
    html_raw(page->html, *begun ? ", " : " ");
    *begun = true;
}

static void end_items(const struct charter_page *page, bool begun)
{
    if (begun) html_raw(page->html, ".</span>");
}

static void put_services(const struct charter_page *page, const struct standard *standard)
{
    const struct service *service;
    bool begun = false;
    size_t at = 0;
    while ((service = charter_next_service(page->charter->desk, standard, &at)) != NULL) {
        begin_item(page, "charter.scope.services", &begun);
        html_put(page->html, "<a href=\"#service-%s\">", service->code);
        charter_quote_desk(page, service->name);
        html_raw(page->html, "</a>");
    }
    end_items(page, begun);
}

static void put_channels(const struct charter_page *page, const struct standard *standard)
{
    bool begun = false;
    for (int channel = CHANNEL_NONE + 1; channel < CHANNELS; channel++) {
        if ((standard->channels & (1u << channel)) == 0) continue;
        begin_item(page, "charter.scope.channels", &begun);
        html_put(page->html, "%s",
                 words_named(page->words, "charter.channel", name_of(&channel_names, channel)));
    }
    end_items(page, begun);
}

static void put_segments(const struct charter_page *page, const struct standard *standard)
{
    bool begun = false;
    for (size_t i = 0; i < standard->segment_count; i++) {
        const struct segment *segment = desk_segment(page->charter->desk, standard->segments[i]);
        if (segment == NULL) continue;
        begin_item(page, "charter.scope.segments", &begun);
        charter_quote_desk(page, segment->name);
    }
    end_items(page, begun);
}

/* What is not so all the time: not yet, or not any more; and how long it may take on top. */
static void put_terms(const struct charter_page *page, const struct standard *standard)
{
    civil_day today = page->charter->promises.today;
    const char *key = standard->in_force_from > today    ? "charter.in-force.from"
                      : standard->in_force_until < today ? "charter.in-force.until"
                                                         : NULL;
    char date[WORDS_DATE];
    if (key != NULL) {
        words_date(page->words,
                   standard->in_force_from > today ? standard->in_force_from
                                                   : standard->in_force_until,
                   date);
        html_put(page->html, "<span class=\"note\">%s</span>",
                 words_fill_one(page->words, page->arena, key, "date", date));
    }
    if (standard->extension_max > 0)
        html_put(page->html, "<span class=\"note\">%s</span>",
                 words_fill_one(page->words, page->arena, "charter.extension", "time",
                                charter_span(page->words, page->arena, standard->terms.unit,
                                             standard->extension_max)));
}

/* What came of one version; of another one than is promised now also what was promised then. */
static void put_result(const struct charter_page *page, const struct charter_promise *promise,
                       const struct charter_result *result)
{
    char date[WORDS_DATE];
    html_put(page->html, "<td>%s", charter_result_text(page->words, page->arena, result));
    if (result->standard != promise->standard) {
        words_date(page->words, result->standard->in_force_from, date);
        html_put(page->html, "<span class=\"note\">%s %s</span>",
                 words_fill_one(page->words, page->arena, "charter.promised-since", "date", date),
                 charter_sentence(page->words, page->arena, result->standard));
    }
    html_raw(page->html, "</td><td>");
    if (result->status == CHARTER_TOLD) {
        bool kept = charter_kept(result);
        html_put(page->html, "<span class=\"%s\">%s</span>", kept ? "kept" : "missed",
                 words_text(page->words, kept ? "charter.kept" : "charter.missed"));
    } else {
        charter_say(page, "charter.not-judged");
    }
    html_raw(page->html, "</td></tr>\n");
}

static void put_promise(const struct charter_page *page, const struct charter_promise *promise)
{
    const struct standard *standard = promise->standard;
    const struct charter_result none = {.standard = standard, .status = CHARTER_NOT_MEASURED};
    html_put(page->html, "<tr id=\"standard-%s\"><th scope=\"row\"", standard->code);
    if (promise->result_count > 1)
        html_put(page->html, " rowspan=\"%d\"", (int)promise->result_count);
    html_raw(page->html, ">");
    charter_quote_desk(page, standard->name);
    html_put(page->html, "<span class=\"note\">%s</span>",
             charter_sentence(page->words, page->arena, standard));
    put_services(page, standard);
    put_channels(page, standard);
    put_segments(page, standard);
    put_terms(page, standard);
    html_raw(page->html, "</th>");
    if (promise->result_count == 0) put_result(page, promise, &none);
    for (size_t i = 0; i < promise->result_count; i++) {
        if (i > 0) html_raw(page->html, "<tr>");
        put_result(page, promise, &promise->results[i]);
    }
}

void charter_html_promises(const struct charter_page *page)
{
    static const char *const columns[] = {"charter.column.promise", "charter.column.result",
                                          "charter.column.kept", NULL};
    const struct charter_promises *promises = &page->charter->promises;
    char quarter[WORDS_DATE];
    charter_section(page, "standards");
    if (promises->count == 0) {
        charter_say_paragraph(page, "charter.standards.none");
        charter_section_end(page);
        return;
    }
    charter_say_paragraph(page, "charter.standards.about");
    words_period(page->words, PERIOD_QUARTER, promises->first, quarter);
    charter_table(page, "standards");
    html_put(
        page->html, "%s",
        words_fill_one(page->words, page->arena, "charter.standards.caption", "quarter", quarter));
    charter_columns(page, columns);
    for (size_t i = 0; i < promises->count; i++) put_promise(page, &promises->items[i]);
    charter_table_end(page);
    charter_say_paragraph(page, "charter.standards.clock");
    charter_say_paragraph(page, "charter.standards.withheld");
    charter_section_end(page);
}

/* ---- complaints ---- */

/* A list item: a text with the time that a clock gives. */
static void put_time(const struct charter_page *page, const char *key, enum clock_unit unit,
                     int32_t amount)
{
    html_put(page->html, "<li>%s</li>\n",
             words_fill_one(page->words, page->arena, key, "time",
                            charter_span(page->words, page->arena, unit, amount)));
}

static void put_cell(const struct charter_page *page, const char *key,
                     const struct clock_terms *terms)
{
    html_put(page->html, "<td>%s",
             terms->unit == UNIT_NONE ? words_text(page->words, "charter.complaints.no-time")
                                      : words_fill_one(page->words, page->arena, key, "time",
                                                       charter_span(page->words, page->arena,
                                                                    terms->unit, terms->amount)));
}

static void put_stage(const struct charter_page *page, const struct ladder_stage *stage)
{
    char key[CHARTER_KEY];
    snprintf(key, sizeof key, "charter.answerer.%s", name_of(&answerer_of_names, (int)stage->of));
    html_raw(page->html, "<tr><th scope=\"row\">");
    charter_quote_desk(page, stage->name);
    html_put(page->html, "</th><td>%s</td>", words_text(page->words, key));
    put_cell(page, "charter.complaints.within", &stage->acknowledge);
    html_raw(page->html, "</td>");
    put_cell(page,
             stage->from_acknowledgement ? "charter.complaints.within-of-it"
                                         : "charter.complaints.within",
             &stage->answer);
    if (stage->extension_max > 0)
        html_put(page->html, "<span class=\"note\">%s</span>",
                 words_fill_one(page->words, page->arena, "charter.extension", "time",
                                charter_span(page->words, page->arena, stage->answer.unit,
                                             stage->extension_max)));
    html_raw(page->html, "</td><td>");
    charter_quote_desk(page, stage->told);
    html_raw(page->html, "</td></tr>\n");
}

/* What a ladder is for: its subjects, serious ones apart. */
static void put_subjects(const struct charter_page *page, const struct ladder *ladder, bool serious)
{
    bool begun = false;
    for (size_t i = 0; i < ladder->subject_count; i++) {
        if (ladder->subjects[i].serious != serious) continue;
        if (!begun)
            html_put(page->html, "<p>%s ",
                     words_text(page->words, serious ? "charter.complaints.serious"
                                                     : "charter.complaints.subjects"));
        else
            html_raw(page->html, "; ");
        begun = true;
        charter_quote_desk(page, ladder->subjects[i].name);
    }
    if (!begun) return;
    html_raw(page->html, ".");
    if (serious) {
        html_raw(page->html, " ");
        charter_say(page, "charter.complaints.serious-way");
        html_raw(page->html, " ");
        charter_quote_desk(page, ladder->stages[ladder_independent(ladder)].name);
        html_raw(page->html, ".");
    }
    html_raw(page->html, "</p>\n");
}

static void put_conditions(const struct charter_page *page, const struct ladder *ladder)
{
    html_raw(page->html, "<ul>\n");
    html_put(page->html, "<li>%s</li>\n",
             words_text(page->words, ladder->needs_name ? "charter.complaints.name-needed"
                                                        : "charter.complaints.anonymous"));
    if (ladder->ask_next.unit != UNIT_NONE)
        put_time(page, "charter.complaints.ask-within", ladder->ask_next.unit,
                 ladder->ask_next.amount);
    if (ladder->oldest_months > 0)
        put_time(page, "charter.complaints.oldest", UNIT_CALENDAR_MONTHS, ladder->oldest_months);
    if (ladder->send_days > 0)
        put_time(page, "charter.complaints.sent-within", UNIT_CALENDAR_DAYS, ladder->send_days);
    html_raw(page->html, "</ul>\n");
}

static void put_ladder(const struct charter_page *page, const struct ladder *ladder)
{
    static const char *const columns[] = {"charter.column.stage",        "charter.column.answerer",
                                          "charter.column.acknowledged", "charter.column.answered",
                                          "charter.column.next",         NULL};
    char name[CODE_MAX + 16];
    snprintf(name, sizeof name, "ladder-%s", ladder->code);
    html_put(page->html, "<h3 id=\"%s\">", name);
    charter_quote_desk(page, ladder->name);
    html_raw(page->html, "</h3>\n");
    if (ladder->fallback) charter_say_paragraph(page, "charter.complaints.default");
    put_subjects(page, ladder, false);
    put_subjects(page, ladder, true);
    charter_table(page, name);
    charter_say(page, "charter.complaints.caption");
    html_raw(page->html, " ");
    charter_quote_desk(page, ladder->name);
    charter_columns(page, columns);
    for (size_t i = 0; i < ladder->stage_count; i++) put_stage(page, &ladder->stages[i]);
    charter_table_end(page);
    put_conditions(page, ladder);
    html_raw(page->html, "<p>");
    charter_say(page, "charter.complaints.ombudsman");
    html_raw(page->html, " ");
    charter_quote_desk(page, ladder->ombudsman);
    html_raw(page->html, "</p>\n");
}

void charter_html_complaints(const struct charter_page *page)
{
    static const char *const steps[] = {
        "charter.complaints.step.tell", "charter.complaints.step.others",
        "charter.complaints.step.next", "charter.complaints.step.late",
        "charter.complaints.step.after"};
    const struct ladder *ladder;
    size_t at = 0, count = 0;
    charter_section(page, "complaints");
    charter_say_paragraph(page, "charter.complaints.about");
    html_raw(page->html, "<ol>\n");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        html_put(page->html, "<li>%s</li>\n", words_text(page->words, steps[i]));
    html_raw(page->html, "</ol>\n");
    for (; (ladder = charter_next_ladder(page->charter, &at)) != NULL; count++)
        put_ladder(page, ladder);
    if (count == 0) charter_say_paragraph(page, "charter.complaints.none");
    charter_section_end(page);
}
