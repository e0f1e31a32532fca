/* Charters: which promises are shown, what may be told of their results, what they say in words,
 * and how long what is said of opening hours is true. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

#include "workflow/charter_page.h"
#include "workflow/standard.h"

enum { STANDARDS_MAX = 12, TOWN = 1, HALL = 1, MEMORY = 8 << 20 };

/* Today is in the last quarter of 2026: figures are of the third. */
#define TODAY "2026-11-22"

struct fixture {
    struct arena *arena;
    struct standard standards[STANDARDS_MAX];
    struct charter_cell cells[STANDARDS_MAX];
    size_t cell_count;
    struct desk desk;
    struct charter_promises promises;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new(MEMORY);
    struct fixture *f = arena_alloc(arena, sizeof *f);
    *f = (struct fixture){.arena = arena};
    f->desk.standards = f->standards;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

/* A published version; its id is its place from 1. */
static struct standard *add(struct fixture *f, const char *code, enum standard_kind kind,
                            const char *from)
{
    assert_true(f->desk.standards_count < STANDARDS_MAX);
    struct standard *standard = &f->standards[f->desk.standards_count++];
    *standard = (struct standard){.id = (int32_t)f->desk.standards_count,
                                  .agency_id = TOWN,
                                  .code = code,
                                  .name = code,
                                  .kind = kind,
                                  .target_percent = 90,
                                  .published = true,
                                  .active = true,
                                  .in_force_from = day_of(from),
                                  .in_force_to = CIVIL_DAY_MAX};
    return standard;
}

static void judge(struct fixture *f, const struct standard *standard, int64_t met, int64_t n)
{
    f->cells[f->cell_count++] = (struct charter_cell){standard->id, met, n};
}

static const struct charter_promises *look(struct fixture *f)
{
    struct charter_figures figures = {day_of("2026-07-01"), day_of("2026-09-30"), f->cells,
                                      f->cell_count};
    standards_link(f->standards, f->desk.standards_count);
    assert_true(charter_promises(f->arena, &f->desk, TOWN, day_of(TODAY), &figures, &f->promises));
    return &f->promises;
}

static bool is_shown(const struct charter_promises *promises, const char *code)
{
    for (size_t i = 0; i < promises->count; i++)
        if (strcmp(promises->items[i].standard->code, code) == 0) return true;
    return false;
}

static const struct charter_promise *promise_of(const struct charter_promises *promises,
                                                const char *code)
{
    for (size_t i = 0; i < promises->count; i++)
        if (strcmp(promises->items[i].standard->code, code) == 0) return &promises->items[i];
    fail_msg("%s is not shown", code);
    abort();
}

/* The only result of a standard. */
static const struct charter_result *result_of(const struct charter_promises *promises,
                                              const char *code)
{
    const struct charter_promise *promise = promise_of(promises, code);
    assert_int_equal(promise->result_count, 1);
    return &promise->results[0];
}

/* ---- which promises ---- */

static void test_what_is_not_published_is_nowhere(void **state)
{
    struct fixture *f = *state;
    struct standard *open = add(f, "open", STANDARD_PROCESSING, "2020-01-01");
    struct standard *secret = add(f, "secret", STANDARD_PROCESSING, "2020-01-01");
    struct standard *elsewhere = add(f, "elsewhere", STANDARD_PROCESSING, "2020-01-01");
    struct standard *gone = add(f, "gone", STANDARD_PROCESSING, "2020-01-01");
    secret->published = false;
    elsewhere->agency_id = TOWN + 1;
    gone->active = false;
    judge(f, open, 9, 10);
    judge(f, secret, 9, 10);
    const struct charter_promises *promises = look(f);
    assert_int_equal(promises->count, 1);
    assert_int_equal(result_of(promises, "open")->n, 10);
    assert_int_equal(charter_published_count(promises), 1);
}

static void test_each_version_of_the_quarter_is_judged_by_itself(void **state)
{
    struct fixture *f = *state;
    struct standard *old = add(f, "permit", STANDARD_PROCESSING, "2020-01-01");
    struct standard *middle = add(f, "permit", STANDARD_PROCESSING, "2026-08-01");
    struct standard *now = add(f, "permit", STANDARD_PROCESSING, "2026-11-01");
    old->target_percent = 70;
    judge(f, old, 75, 100);
    judge(f, middle, 75, 100);
    const struct charter_promise *promise = promise_of(look(f), "permit");
    assert_ptr_equal(promise->standard, now);
    assert_int_equal(promise->result_count, 2); /* what is promised now was not in force then */
    assert_ptr_equal(promise->results[0].standard, old);
    assert_ptr_equal(promise->results[1].standard, middle);
    assert_true(charter_kept(&promise->results[0]));
    assert_false(charter_kept(&promise->results[1]));
}

static void test_what_began_before_is_judged_by_the_version_of_its_day(void **state)
{
    struct fixture *f = *state;
    struct standard *before = add(f, "permit", STANDARD_PROCESSING, "2020-01-01");
    add(f, "permit", STANDARD_PROCESSING, "2026-01-01");
    judge(f, before, 5, 6);
    const struct charter_promise *promise = promise_of(look(f), "permit");
    assert_int_equal(promise->result_count, 2);
    assert_ptr_equal(promise->results[0].standard, before);
    assert_int_equal(promise->results[0].status, CHARTER_TOLD);
    assert_int_equal(promise->results[1].status, CHARTER_NOT_MEASURED);
}

static void test_version_that_was_edited_goes_on_in_its_successor(void **state)
{
    struct fixture *f = *state;
    struct standard *first = add(f, "wait", STANDARD_COUNTER_WAIT, "2020-01-01");
    struct standard *edited = add(f, "wait", STANDARD_COUNTER_WAIT, "2020-01-01");
    judge(f, first, 3, 4);
    judge(f, edited, 5, 6);
    const struct charter_result *result = result_of(look(f), "wait");
    assert_ptr_equal(result->standard, edited);
    assert_int_equal(result->met, 8);
    assert_int_equal(result->n, 10);
}

static void test_version_that_was_internal_tells_nothing(void **state)
{
    struct fixture *f = *state;
    struct standard *internal = add(f, "wait", STANDARD_COUNTER_WAIT, "2020-01-01");
    add(f, "wait", STANDARD_COUNTER_WAIT, "2026-10-01");
    internal->published = false;
    judge(f, internal, 9, 10);
    const struct charter_promise *promise = promise_of(look(f), "wait");
    assert_int_equal(promise->result_count, 0);
    assert_false(charter_is_published(&f->promises));
}

static void test_promise_that_is_over_is_shown_as_long_as_its_quarter(void **state)
{
    struct fixture *f = *state;
    struct standard *over = add(f, "over", STANDARD_PROCESSING, "2020-01-01");
    struct standard *long_over = add(f, "long-over", STANDARD_PROCESSING, "2020-01-01");
    add(f, "to-come", STANDARD_PROCESSING, "2027-01-01");
    over->in_force_to = day_of("2026-07-01");
    long_over->in_force_to = day_of("2026-06-30");
    const struct charter_promises *promises = look(f);
    assert_true(is_shown(promises, "over"));
    assert_false(is_shown(promises, "long-over"));
    assert_true(is_shown(promises, "to-come"));
    assert_int_equal(charter_published_count(promises), 0);
}

/* ---- what may be told ---- */

static void test_few_are_withheld_and_none_are_not_measured(void **state)
{
    struct fixture *f = *state;
    judge(f, add(f, "a", STANDARD_SATISFACTION, "2020-01-01"), 2, 4);
    judge(f, add(f, "b", STANDARD_COUNTER_WAIT, "2020-01-01"), 4, 5);
    add(f, "c", STANDARD_PUNCTUALITY, "2020-01-01");
    const struct charter_promises *promises = look(f);
    const struct charter_result *few = result_of(promises, "a");
    assert_int_equal(few->status, CHARTER_WITHHELD);
    assert_int_equal(few->met + few->n, 0);
    assert_int_equal(result_of(promises, "b")->status, CHARTER_TOLD);
    assert_int_equal(result_of(promises, "c")->status, CHARTER_NOT_MEASURED);
}

static void test_one_that_is_withheld_alone_takes_the_smallest_of_its_kind_along(void **state)
{
    struct fixture *f = *state;
    judge(f, add(f, "few", STANDARD_PROCESSING, "2020-01-01"), 3, 4);
    judge(f, add(f, "many", STANDARD_PROCESSING, "2020-01-01"), 80, 90);
    judge(f, add(f, "some", STANDARD_PROCESSING, "2020-01-01"), 6, 7);
    add(f, "none", STANDARD_PROCESSING, "2020-01-01");
    judge(f, add(f, "other", STANDARD_COUNTER_WAIT, "2020-01-01"), 5, 6);
    const struct charter_promises *promises = look(f);
    assert_int_equal(result_of(promises, "few")->status, CHARTER_WITHHELD);
    assert_int_equal(result_of(promises, "some")->status, CHARTER_WITHHELD);
    assert_int_equal(result_of(promises, "many")->status, CHARTER_TOLD);
    assert_int_equal(result_of(promises, "none")->status, CHARTER_NOT_MEASURED);
    assert_int_equal(result_of(promises, "other")->status, CHARTER_TOLD);
}

static void test_total_of_all_kinds_gives_nothing_away_either(void **state)
{
    struct fixture *f = *state;
    judge(f, add(f, "few", STANDARD_PUNCTUALITY, "2020-01-01"), 3, 4);
    judge(f, add(f, "waits", STANDARD_COUNTER_WAIT, "2020-01-01"), 5, 6);
    judge(f, add(f, "long-waits", STANDARD_COUNTER_WAIT, "2020-01-01"), 7, 8);
    judge(f, add(f, "happy", STANDARD_SATISFACTION, "2020-01-01"), 5, 5);
    judge(f, add(f, "cases", STANDARD_PROCESSING, "2020-01-01"), 50, 60);
    const struct charter_promises *promises = look(f);
    assert_int_equal(result_of(promises, "waits")->status, CHARTER_WITHHELD);
    assert_int_equal(result_of(promises, "long-waits")->status, CHARTER_WITHHELD); /* of its kind */
    assert_int_equal(result_of(promises, "happy")->status, CHARTER_TOLD); /* in no such total */
    assert_int_equal(result_of(promises, "cases")->status, CHARTER_TOLD);
}

static void test_several_that_are_few_together_take_one_along(void **state)
{
    struct fixture *f = *state;
    judge(f, add(f, "a", STANDARD_PROCESSING, "2020-01-01"), 1, 1);
    judge(f, add(f, "b", STANDARD_PROCESSING, "2020-01-01"), 1, 2);
    judge(f, add(f, "c", STANDARD_PROCESSING, "2020-01-01"), 9, 9);
    judge(f, add(f, "d", STANDARD_PROCESSING, "2020-01-01"), 9, 10);
    const struct charter_promises *promises = look(f);
    assert_int_equal(result_of(promises, "c")->status, CHARTER_WITHHELD);
    assert_int_equal(result_of(promises, "d")->status, CHARTER_TOLD);
}

static void test_two_that_are_enough_together_take_none_along(void **state)
{
    struct fixture *f = *state;
    judge(f, add(f, "a", STANDARD_PROCESSING, "2020-01-01"), 1, 3);
    judge(f, add(f, "b", STANDARD_PROCESSING, "2020-01-01"), 1, 2);
    judge(f, add(f, "c", STANDARD_PROCESSING, "2020-01-01"), 9, 9);
    assert_int_equal(result_of(look(f), "c")->status, CHARTER_TOLD);
}

static void test_charter_is_published_by_a_promise_and_a_result(void **state)
{
    struct fixture *f = *state;
    struct standard *wait = add(f, "wait", STANDARD_COUNTER_WAIT, "2020-01-01");
    assert_false(charter_is_published(look(f)));
    judge(f, wait, 1, 4);
    assert_false(charter_is_published(look(f)));
    f->cells[0].n = 5;
    assert_true(charter_is_published(look(f)));
}

/* ---- words ---- */

static void test_each_kind_of_promise_is_a_sentence_in_each_language(void **state)
{
    struct fixture *f = *state;
    const struct words *words;
    for (size_t i = 0; (words = words_at(i)) != NULL; i++)
        for (int kind = STANDARD_NONE + 1; kind < STANDARD_KINDS; kind++) {
            struct standard standard = {.kind = (enum standard_kind)kind, .target_percent = 85};
            if (kind <= STANDARD_FIRST_RESPONSE)
                standard.terms = (struct clock_terms){.unit = UNIT_WORKING_DAYS, .amount = 7};
            else if (kind <= STANDARD_PUNCTUALITY)
                standard.seconds = 1200;
            const char *said = charter_sentence(words, f->arena, &standard);
            assert_non_null(strstr(said, "85\u00a0%"));
            assert_null(strstr(said, "charter."));
            assert_null(strchr(said, '{'));
            if (standard.terms.amount > 0) assert_non_null(strstr(said, "7 "));
            if (standard.seconds > 0) assert_non_null(strstr(said, "20 "));
        }
}

static void test_times_are_told_in_the_unit_that_people_use(void **state)
{
    struct fixture *f = *state;
    const struct words *en = words_of("en"), *bg = words_of("bg");
    assert_string_equal(charter_span(en, f->arena, UNIT_WORKING_DAYS, 1), "1 working day");
    assert_string_equal(charter_span(bg, f->arena, UNIT_WORKING_DAYS, 7), "7 работни дни");
    assert_string_equal(charter_span(bg, f->arena, UNIT_CALENDAR_MONTHS, 1), "1 месец");
    assert_string_equal(charter_span(en, f->arena, UNIT_WORKING_MINUTES, 120),
                        "2 hours of opening time");
    struct standard call = {.kind = STANDARD_PHONE_ANSWER, .target_percent = 80, .seconds = 20};
    assert_string_equal(charter_sentence(en, f->arena, &call),
                        "We answer at least 80\u00a0% of calls within 20 seconds.");
}

static void test_languages_are_of_those_who_see_customers(void **state)
{
    struct fixture *f = *state;
    static const char *const greek[] = {"el", "bg"}, *const german[] = {"de"};
    static const struct grant desk[] = {{TOWN, HALL, ROLE_FRONT_DESK}};
    static const struct grant all[] = {{TOWN, 0, ROLE_CASE_MANAGER}};
    static const struct grant audit[] = {{TOWN, HALL, ROLE_AUDITOR}};
    static const char *const french[] = {"fr"};
    struct staff staff[] = {
        {.active = true, .grants = desk, .grant_count = 1, .languages = greek, .language_count = 2},
        {.active = true, .grants = all, .grant_count = 1, .languages = german, .language_count = 1},
        {.active = true,
         .grants = audit,
         .grant_count = 1,
         .languages = french,
         .language_count = 1},
        {.active = false,
         .grants = desk,
         .grant_count = 1,
         .languages = french,
         .language_count = 1}};
    struct desk people = {.staff = staff, .staff_count = COUNT(staff)};
    size_t count;
    const char *const *codes = charter_languages(f->arena, &people, TOWN, HALL, &count);
    assert_int_equal(count, 2);
    assert_string_equal(codes[0], "bg");
    assert_string_equal(codes[1], "el");
    codes = charter_languages(f->arena, &people, TOWN, 0, &count);
    assert_int_equal(count, 3);
    assert_string_equal(codes[1], "de");
    assert_string_equal(charter_language_name("el"), "Ελληνικά");
    assert_string_equal(charter_language_name("pt-BR"), "português");
    assert_string_equal(charter_language_name("xx"), "xx");
}

/* ---- opening hours ---- */

static const struct calendar *calendar(struct fixture *f, struct calendar_rules rules)
{
    const struct calendar *expanded = calendar_expand(f->arena, &rules);
    assert_non_null(expanded);
    return expanded;
}

static void test_open_until_lunch_and_true_until_then(void **state)
{
    struct charter_hours hours;
    const struct calendar *town = calendar(*state, town_rules());
    charter_hours(town, at("2026-11-23 11:59"), &hours);
    assert_true(hours.open);
    assert_shown(hours.until_us, "2026-11-23 12:00");
    assert_shown(hours.valid_until_us, "2026-11-23 12:00");
    charter_hours(town, at("2026-11-23 12:00"), &hours);
    assert_false(hours.open);
    assert_shown(hours.opens_us, "2026-11-23 13:00");
    assert_shown(hours.valid_until_us, "2026-11-23 13:00");
}

static void test_closed_over_holidays_and_true_until_midnight(void **state)
{
    struct charter_hours hours;
    const struct calendar *town = calendar(*state, town_rules());
    charter_hours(town, at("2026-11-25 18:00"), &hours);
    assert_shown(hours.opens_us, "2026-11-28 10:00");
    assert_shown(hours.valid_until_us, "2026-11-26 00:00");
    assert_int_equal(hours.days[0].count, 2);
    assert_null(hours.days[0].holiday);
    assert_int_equal(hours.days[1].count, 0);
    assert_string_equal(hours.days[1].holiday, "Thanksgiving Day");
    assert_int_equal(hours.days[3].count, 1); /* an open Saturday */
    assert_null(hours.days[3].holiday);
    assert_int_equal(hours.days[4].count, 0); /* Sunday */
    assert_int_equal(hours.holiday_count, 2); /* not the one that the open day beats */
    assert_string_equal(hours.holidays[1]->name, "Day after Thanksgiving");
}

static void test_round_the_clock_has_no_closing_but_a_new_day(void **state)
{
    struct charter_hours hours;
    charter_hours(calendar(*state, office_rules(round_spans, 1, 7)), at("2026-11-25 18:00"),
                  &hours);
    assert_true(hours.open);
    assert_true(hours.until_us == NO_TIME);
    assert_shown(hours.valid_until_us, "2026-11-26 00:00");
    assert_int_equal(hours.days[6].count, 1);
}

static void test_nothing_to_come_is_said_so(void **state)
{
    struct charter_hours hours;
    charter_hours(calendar(*state, office_rules(NULL, 0, 0)), at("2026-11-25 18:00"), &hours);
    assert_false(hours.open);
    assert_true(hours.opens_us == NO_TIME);
}

static void test_day_of_23_hours_ends_at_its_midnight(void **state)
{
    struct charter_hours hours;
    charter_hours(calendar(*state, town_rules()), at("2026-03-08 12:00"), &hours);
    assert_shown(hours.valid_until_us, "2026-03-09 00:00");
    assert_shown(hours.opens_us, "2026-03-09 08:30");
}

/* ---- the page ---- */

static const struct agency town_agency = {
    .id = TOWN, .code = "town", .name = "Town <b>&", .locale = "en", .active = true};
static const struct office hall = {.id = HALL,
                                   .agency_id = TOWN,
                                   .code = "hall",
                                   .name = "Hall",
                                   .calendar_id = 1,
                                   .active = true};

/* A charter with one office, at a local time. */
static void charter_at(struct fixture *f, const char *now, struct charter *charter)
{
    struct agency *agency = arena_alloc(f->arena, sizeof *agency);
    struct calendar_entry *entry = arena_alloc(f->arena, sizeof *entry);
    struct charter_office *office = arena_alloc(f->arena, sizeof *office);
    *agency = town_agency;
    agency->zone = new_york();
    *entry = (struct calendar_entry){1, TOWN, "week", calendar(f, town_rules()), true};
    *office = (struct charter_office){&hall, "1 Square", "+1 (555) 01"};
    f->desk.agencies = agency;
    f->desk.agencies_count = 1;
    f->desk.offices = &hall;
    f->desk.offices_count = 1;
    f->desk.calendars = entry;
    f->desk.calendars_count = 1;
    *charter = (struct charter){.desk = &f->desk,
                                .agency = agency,
                                .now_us = at(now),
                                .as_of = day_of(TODAY),
                                .promises = *look(f),
                                .offices = office,
                                .office_count = 1,
                                .base = "",
                                .published = ""};
}

static const char *page_at(struct fixture *f, const char *now, const char *language)
{
    struct charter charter;
    struct html html;
    charter_at(f, now, &charter);
    charter_html(&html, f->arena, &charter, words_of(language));
    const char *page = html_page(&html);
    assert_non_null(page);
    return page;
}

static void test_page_made_later_says_what_is_so_then(void **state)
{
    struct fixture *f = *state;
    assert_non_null(strstr(page_at(f, "2026-11-23 11:59", "en"), "Open now, until 12:00 today."));
    assert_non_null(
        strstr(page_at(f, "2026-11-23 12:00", "en"), "Closed now. Opens today at 13:00."));
    assert_non_null(strstr(page_at(f, "2026-11-23 17:00", "en"),
                           "Closed now. Opens on Tuesday, 24 November 2026 at 08:30."));
    assert_non_null(
        strstr(page_at(f, "2026-11-23 17:00", "bg"),
               "В момента е затворено. Отваря във вторник, 24 ноември 2026 г. в 08:30 ч."));
}

static void test_page_is_true_until_the_first_office_changes(void **state)
{
    struct fixture *f = *state;
    struct charter charter;
    charter_at(f, "2026-11-23 09:00", &charter);
    assert_shown(charter_valid_until(&charter), "2026-11-23 12:00");
    charter_at(f, "2026-11-22 09:00", &charter); /* a Sunday */
    assert_shown(charter_valid_until(&charter), "2026-11-23 00:00");
}

static void test_what_the_administration_wrote_is_escaped_and_marked(void **state)
{
    struct fixture *f = *state;
    add(f, "<script>", STANDARD_COUNTER_WAIT, "2020-01-01")->name = "Wait \"<i>";
    const char *page = page_at(f, "2026-11-23 09:00", "bg");
    assert_non_null(strstr(page, "<html lang=\"bg\">"));
    assert_non_null(strstr(page, "<h1><span lang=\"en\">Town &lt;b&gt;&amp;</span></h1>"));
    assert_non_null(strstr(page, "<span lang=\"en\">Wait &quot;&lt;i&gt;</span>"));
    assert_null(strstr(page, "<script>"));
    assert_non_null(strstr(page, "href=\"tel:+155501\""));
    assert_null(strstr(page_at(f, "2026-11-23 09:00", "en"), "lang=\"en\">Town"));
}

static void test_published_reports_are_linked_by_their_titles(void **state)
{
    struct fixture *f = *state;
    static const struct charter_title both[] = {{"bg", "Месечен"}, {"en", "Monthly"}};
    static const struct charter_title greek[] = {{"el", "Μηνιαία"}};
    static const struct charter_report reports[] = {
        {.code = "monthly", .period = "2026-08", .titles = both, .title_count = 2},
        {.code = "greek", .period = "2026-Q3", .titles = greek, .title_count = 1}};
    struct charter charter;
    struct html html;
    charter_at(f, "2026-11-23 09:00", &charter);
    charter.reports = reports;
    charter.report_count = COUNT(reports);
    charter.published = "../published/";
    charter_html(&html, f->arena, &charter, words_of("en"));
    const char *page = html_page(&html);
    assert_non_null(strstr(page,
                           "<a href=\"../published/town/monthly/2026-08?language=en\">Monthly: "
                           "August 2026</a>"));
    assert_non_null(strstr(page, "<span lang=\"el\">Μηνιαία</span>: quarter 3 of 2026</a>"));
    charter_html(&html, f->arena, &charter, words_of("bg"));
    assert_non_null(strstr(html_page(&html), ">Месечен: август 2026 г.</a>"));
    assert_non_null(strstr(page_at(f, "2026-11-23 09:00", "en"), "No report is published yet."));
}

static void test_csv_has_no_formulas(void **state)
{
    struct fixture *f = *state;
    struct charter charter;
    size_t length;
    struct standard *wait = add(f, "wait", STANDARD_COUNTER_WAIT, "2020-01-01");
    wait->name = "=1+1";
    wait->seconds = 600;
    judge(f, wait, 19, 21);
    charter_at(f, "2026-11-23 09:00", &charter);
    const char *text = charter_csv(f->arena, &charter, words_of("en"), &length);
    assert_non_null(
        strstr(text, "\r\n\"town\",\"wait\",\"'=1+1\",\"counter-wait\",\"At least 90\u00a0% of"));
    assert_non_null(strstr(text, "\"2026-Q3\",\"told\",19,21,90.476,\"yes\"\r\n"));
    assert_int_equal(strlen(text), length);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_not_published_is_nowhere),
        TEST(test_each_version_of_the_quarter_is_judged_by_itself),
        TEST(test_what_began_before_is_judged_by_the_version_of_its_day),
        TEST(test_version_that_was_edited_goes_on_in_its_successor),
        TEST(test_version_that_was_internal_tells_nothing),
        TEST(test_promise_that_is_over_is_shown_as_long_as_its_quarter),
        TEST(test_few_are_withheld_and_none_are_not_measured),
        TEST(test_one_that_is_withheld_alone_takes_the_smallest_of_its_kind_along),
        TEST(test_total_of_all_kinds_gives_nothing_away_either),
        TEST(test_several_that_are_few_together_take_one_along),
        TEST(test_two_that_are_enough_together_take_none_along),
        TEST(test_charter_is_published_by_a_promise_and_a_result),
        TEST(test_each_kind_of_promise_is_a_sentence_in_each_language),
        TEST(test_times_are_told_in_the_unit_that_people_use),
        TEST(test_languages_are_of_those_who_see_customers),
        TEST(test_open_until_lunch_and_true_until_then),
        TEST(test_closed_over_holidays_and_true_until_midnight),
        TEST(test_round_the_clock_has_no_closing_but_a_new_day),
        TEST(test_nothing_to_come_is_said_so),
        TEST(test_day_of_23_hours_ends_at_its_midnight),
        TEST(test_page_made_later_says_what_is_so_then),
        TEST(test_page_is_true_until_the_first_office_changes),
        TEST(test_what_the_administration_wrote_is_escaped_and_marked),
        TEST(test_published_reports_are_linked_by_their_titles),
        TEST(test_csv_has_no_formulas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
