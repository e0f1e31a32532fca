/* Pictures: ticks, numbers, what a picture must have, and its table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/chart_axis.h"
#include "workflow/chart_picture.h"
#include "workflow/html.h"
#include "workflow/words.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int setup(void **state)
{
    *state = arena_new(1 << 22);
    return *state == NULL;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void is_axis(double low, double high, int whole, double from, double to, double step)
{
    struct chart_axis axis = chart_axis(low, high, whole);
    if (fabs(axis.from - from) + fabs(axis.to - to) + fabs(axis.step - step) > 1e-9)
        fail_msg("%g to %g: %g, %g by %g", low, high, axis.from, axis.to, axis.step);
    assert_in_range(axis.ticks, 2, 9);
}

static void test_axis_has_round_ticks(void **state)
{
    (void)state;
    is_axis(49, 913, 1, 0, 1000, 200);
    is_axis(0, 7, 1, 0, 8, 2);
    is_axis(0, 2, 1, 0, 2, 1);
    is_axis(0.91, 0.97, 0, 0.91, 0.97, 0.01);
    is_axis(-3, 12, 0, -5, 15, 5);
    is_axis(1e9, 3.1e9, 1, 0, 4e9, 1e9);
    is_axis(0, 0, 1, 0, 1, 1);
    assert_int_equal(chart_axis(0.91, 0.97, 0).decimals, 2);
}

static void test_axis_labels_go_by_weeks_and_quarters(void **state)
{
    (void)state;
    assert_int_equal(chart_label_step(10, 12, 7), 1);
    assert_int_equal(chart_label_step(92, 8, 7), 14);
    assert_int_equal(chart_label_step(24, 9, 12), 3);
    assert_int_equal(chart_label_step(48, 9, 12), 6);
    assert_int_equal(chart_label_step(100, 10, 0), 10);
}

static void test_numbers_have_the_decimals_they_need(void **state)
{
    const struct words *english = words_of("en"), *bulgarian = words_of("bg");
    assert_string_equal(chart_number(english, *state, 345.95652, 2), "345.96");
    assert_string_equal(chart_number(english, *state, 31828, 2), "31,828");
    assert_string_equal(chart_number(english, *state, 2.5, 2), "2.5");
    assert_string_equal(chart_number(bulgarian, *state, 2.5, 2), "2,5");
    assert_string_equal(chart_number(english, *state, NAN, 2), "–");
    assert_string_equal(chart_percent(english, *state, 0.125, 1), "12.5\u00a0%");
    assert_string_equal(chart_percent(english, *state, 0.9, 1), "90\u00a0%");
}

/* ---- pictures ---- */

static const char *const months[] = {"2011-07", "2011-08", "2011-09"};
static const double opened[] = {12000, 15000, NAN}, closed[] = {10, 18, 20};
static const struct chart_line lines[] = {{"opened & <new>", opened}, {"closed", closed}};

static struct chart_picture picture_of(enum chart_look look)
{
    return (struct chart_picture){.words = words_of("en"),
                                  .id = "cases",
                                  .title = "Cases \"of\" a <quarter>",
                                  .description = "What came and went.",
                                  .look = look,
                                  .whole = true,
                                  .labels = months,
                                  .count = COUNT(months),
                                  .lines = lines,
                                  .line_count = COUNT(lines),
                                  .label_word = "Month"};
}

static const char *draw(struct arena *arena, const struct chart_picture *picture, bool alone)
{
    struct html html;
    html_begin(&html, arena);
    chart_svg(&html, picture, alone);
    const char *page = html_page(&html);
    assert_non_null(page);
    return page;
}

static size_t how_often(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text++) count++;
    return count;
}

static void test_picture_says_in_words_what_it_shows(void **state)
{
    struct chart_picture picture = picture_of(CHART_LINES);
    const char *svg = draw(*state, &picture, false);
    assert_non_null(strstr(svg, "role=\"img\" aria-labelledby=\"cases-t cases-d\""));
    assert_non_null(
        strstr(svg, "<title id=\"cases-t\">Cases &quot;of&quot; a &lt;quarter&gt;</title>"));
    assert_non_null(strstr(svg, "<desc id=\"cases-d\">What came and went.</desc>"));
    assert_null(strstr(svg, "<new>"));
    assert_null(strstr(svg, "script"));
    assert_null(strstr(svg, "nan"));
}

static void test_picture_has_its_style_when_it_is_alone(void **state)
{
    struct chart_picture picture = picture_of(CHART_LINES);
    assert_null(strstr(draw(*state, &picture, false), "<style>"));
    const char *svg = draw(*state, &picture, true);
    assert_non_null(strstr(svg, "<style>"));
    assert_non_null(strstr(svg, "xmlns=\"http://www.w3.org/2000/svg\""));
    assert_non_null(strstr(svg, "@media screen and (prefers-color-scheme:dark)"));
}

static void
test_picture_of_several_lines_names_each_and_tells_them_apart_without_colour(void **state)
{
    struct chart_picture picture = picture_of(CHART_LINES);
    const char *svg = draw(*state, &picture, false);
    assert_int_equal(how_often(svg, ">closed</text>"), 1);
    assert_int_equal(how_often(svg, "class=\"line s1\""), 2); /* the line, and in the legend */
    assert_non_null(strstr(chart_style(), ".s1{stroke:#a33b00;stroke-dasharray"));
}

static void test_picture_of_bars_has_a_pattern_for_each_line_but_the_first(void **state)
{
    struct chart_picture picture = picture_of(CHART_BARS);
    const char *svg = draw(*state, &picture, false);
    assert_int_equal(how_often(svg, "<pattern "), 1);
    assert_int_equal(how_often(svg, "fill=\"url(#cases-p1)\""), 3 + 1);
    assert_int_equal(how_often(svg, "<rect x=\"") - 2, 2 + 3); /* but those of the legend */
}

static void test_picture_without_figures_is_one_all_the_same(void **state)
{
    struct chart_picture picture = {
        .words = words_of("bg"), .id = "n", .title = "Nothing", .label_word = "Month"};
    assert_non_null(strstr(draw(*state, &picture, true), "</svg>"));
}

static void test_table_has_a_row_a_label_and_a_column_a_line(void **state)
{
    static const struct chart_level levels[] = {{"limit", LEVEL_LIMIT, 0, 0, 7.25},
                                                {"limit", LEVEL_LIMIT, 2, 2, 8}};
    static const struct chart_mark marks[] = {{1, 1, SHAPE_DIAMOND, "high"}};
    struct chart_picture picture = picture_of(CHART_LINES);
    struct html html;
    picture.levels = levels;
    picture.level_count = COUNT(levels);
    picture.marks = marks;
    picture.mark_count = COUNT(marks);
    html_begin(&html, *state);
    chart_table(&html, &picture);
    assert_string_equal(
        html_page(&html),
        "<table class=\"chart-table\"><caption>Cases &quot;of&quot; a &lt;quarter&gt;</caption>"
        "<thead><tr><th scope=\"col\">Month</th><th scope=\"col\">opened &amp; &lt;new&gt;</th>"
        "<th scope=\"col\">closed</th><th scope=\"col\">limit</th><th scope=\"col\">Signal</th>"
        "</tr></thead><tbody>"
        "<tr><th scope=\"row\">2011-07</th><td>12,000</td><td>10</td><td>7.25</td>"
        "<td class=\"mark\"></td></tr>"
        "<tr><th scope=\"row\">2011-08</th><td>15,000</td><td>18</td><td>–</td>"
        "<td class=\"mark\">high</td></tr>"
        "<tr><th scope=\"row\">2011-09</th><td>–</td><td>20</td><td>8</td>"
        "<td class=\"mark\"></td></tr></tbody></table>");
}

/* ---- control charts ---- */

enum { POINTS = 26 };

static struct chart_picture control(struct arena *arena, const struct chart_told *told, double last)
{
    static const char *labels[POINTS];
    struct chart chart = {.count = POINTS, .least = 0, .most = INFINITY};
    struct chart_picture picture;
    static const civil_day rebase[] = {POINTS / 2};
    chart.points = arena_array(arena, POINTS, sizeof *chart.points);
    for (int i = 0; i < POINTS; i++) {
        labels[i] = "2011-08-01";
        chart.points[i] = (struct chart_point){.day = i, .value = i % 2 == 0 ? 7200 : 14400};
    }
    chart.points[POINTS - 1].value = last;
    assert_true(chart_judge(arena, &chart, rebase, 1));
    struct chart_told with = *told;
    with.labels = labels;
    assert_true(chart_picture_xmr(arena, &chart, &with, &picture));
    return picture;
}

static void test_control_chart_marks_signals_target_and_rebase(void **state)
{
    const struct chart_told told = {.words = words_of("en"),
                                    .id = "c",
                                    .title = "Waits",
                                    .name = "Wait",
                                    .unit = "seconds",
                                    .target = 3600,
                                    .aim = AIM_DOWN};
    struct chart_picture picture = control(*state, &told, 40000);
    assert_int_equal(picture.line_count, 1);
    assert_true(picture.lines[0].values[0] == 2); /* hours */
    assert_string_equal(picture.unit, "Hours");
    assert_int_equal(picture.mark_count, 1);
    assert_int_equal(picture.marks[0].shape, SHAPE_DIAMOND);
    assert_string_equal(picture.marks[0].name, "Above the upper limit");
    assert_int_equal(picture.break_count, 1);
    assert_int_equal(picture.breaks[0].before, POINTS / 2);
    const struct chart_level *target = &picture.levels[picture.level_count - 1];
    assert_int_equal(target->kind, LEVEL_TARGET);
    assert_true(target->value == 1 && target->last == POINTS - 1);
    assert_non_null(strstr(picture.description, "1 signal"));
    assert_non_null(strstr(picture.description, "target of 1 is met is a matter of luck"));
    const char *svg = draw(*state, &picture, true);
    assert_int_equal(how_often(svg, "class=\"line target\""), 2);
    assert_int_equal(how_often(svg, "<path class=\"break\""), 1);
}

static void test_control_chart_speaks_the_language_of_its_page(void **state)
{
    const struct chart_told told = {.words = words_of("bg"),
                                    .id = "c",
                                    .title = "Дял",
                                    .name = "Дял",
                                    .unit = "cases",
                                    .target = NAN};
    struct chart_picture picture = control(*state, &told, 14400);
    assert_non_null(strstr(picture.description, "Няма сигнали"));
    assert_string_equal(picture.label_word, "Период");
    assert_string_equal(chart_signal_text(told.words, RULE_RUN, SIDE_BELOW),
                        "Поредица под средното");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(axis_has_round_ticks),
        TEST(axis_labels_go_by_weeks_and_quarters),
        TEST(numbers_have_the_decimals_they_need),
        TEST(picture_says_in_words_what_it_shows),
        TEST(picture_has_its_style_when_it_is_alone),
        TEST(picture_of_several_lines_names_each_and_tells_them_apart_without_colour),
        TEST(picture_of_bars_has_a_pattern_for_each_line_but_the_first),
        TEST(picture_without_figures_is_one_all_the_same),
        TEST(table_has_a_row_a_label_and_a_column_a_line),
        TEST(control_chart_marks_signals_target_and_rebase),
        TEST(control_chart_speaks_the_language_of_its_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
