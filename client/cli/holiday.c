/* Public holidays from an iCalendar file, as a proposal: an administrator puts what is right into
 * calendars.json, sees by `apply --dry-run` what it moves, and applies it. Until then nothing
 * counts. */
#include <errno.h>
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/table.h"
#include "client/cli/when.h"

enum {
    FILE_MAX = 8 << 20,
    DAYS_MAX = 4000,    /* of a proposal */
    DAYS_OF_EVENT = 60, /* a longer event is no holiday */
    TURNS_MAX = 100000, /* of a rule, up to the years asked for */
    NAME_MAX_CHARS = 200,
    YEARS_DEFAULT = 3,
    YEARS_MAX = 20
};

struct day {
    int year, month, day;
    const char *name;
};

struct proposal {
    struct cli *cli;
    int from_year, to_year; /* both included */
    struct day *days;
    size_t count, capacity;
    struct json_object *left_out;
    struct json_object *there; /* holidays of the calendar as it is; NULL: not asked */
};

static void leave_out(struct proposal *proposal, const char *summary, const char *why)
{
    struct json_object *object = json_object_new_object();
    json_put_text(object, "summary", summary);
    json_put_text(object, "why", why);
    json_object_array_add(proposal->left_out, object);
}

static const char *summary_of(struct proposal *proposal, icalcomponent *event)
{
    const char *text = icalcomponent_get_summary(event);
    size_t length = text == NULL ? 0 : strnlen(text, NAME_MAX_CHARS);
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--; /* whole letters */
    char *copy = mem_strndup(proposal->cli->arena, text == NULL ? "" : text, length);
    for (char *at = copy; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20) *at = ' ';
    return copy;
}

/* One more day; of two events on a day both names stand there. */
static void add_day(struct proposal *proposal, icaltimetype at, const char *name)
{
    if (at.year < proposal->from_year || at.year > proposal->to_year) return;
    for (size_t i = 0; i < proposal->count; i++) {
        struct day *day = &proposal->days[i];
        if (day->year != at.year || day->month != at.month || day->day != at.day) continue;
        if (strcmp(day->name, name) != 0)
            day->name = mem_printf(proposal->cli->arena, "%s / %s", day->name, name);
        return;
    }
    if (proposal->count == DAYS_MAX) return;
    void *days = proposal->days;
    mem_grow(proposal->cli->arena, &days, proposal->count, &proposal->capacity,
             sizeof *proposal->days);
    proposal->days = days;
    proposal->days[proposal->count++] = (struct day){at.year, at.month, at.day, name};
}

static void add_days(struct proposal *proposal, icaltimetype start, int days, const char *name)
{
    for (int i = 0; i < days; i++) {
        icaltimetype at = start;
        icaltime_adjust(&at, i, 0, 0, 0);
        add_day(proposal, at, name);
    }
}

/* How many days the event takes; 0: not whole days. The end is the day after the last. */
static int whole_days(icalcomponent *event, icaltimetype start)
{
    icaltimetype end = icalcomponent_get_dtend(event);
    if (icaltime_is_null_time(start) || !icaltime_is_date(start)) return 0;
    if (icaltime_is_null_time(end)) return 1;
    int days = icaltime_day_of_year(end) - icaltime_day_of_year(start);
    for (int year = start.year; year < end.year && year < start.year + 2; year++)
        days += icaltime_days_in_year(year);
    return days < 1 ? 1 : days;
}

static bool is_excluded(icalcomponent *event, icaltimetype at)
{
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);
         property != NULL; property = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
        if (icaltime_compare_date_only(icalproperty_get_exdate(property), at) == 0) return true;
    return false;
}

/* The days of a rule in the years asked for. False: it cannot be read. */
static bool expand_rule(struct proposal *proposal, icalcomponent *event, icalproperty *property,
                        icaltimetype start, int days, const char *name)
{
    struct icalrecurrencetype rule = icalproperty_get_rrule(property);
    icalrecur_iterator *turns = icalrecur_iterator_new(rule, start);
    if (turns == NULL) return false;
    for (int i = 0; i < TURNS_MAX; i++) {
        icaltimetype at = icalrecur_iterator_next(turns);
        if (icaltime_is_null_time(at) || at.year > proposal->to_year) break;
        if (!is_excluded(event, at)) add_days(proposal, at, days, name);
    }
    icalrecur_iterator_free(turns);
    return true;
}

static void add_dates(struct proposal *proposal, icalcomponent *event, int days, const char *name)
{
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
         property != NULL; property = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        icaltimetype at = icalproperty_get_rdate(property).time;
        if (!icaltime_is_null_time(at) && !is_excluded(event, at))
            add_days(proposal, at, days, name);
    }
}

static void read_event(struct proposal *proposal, icalcomponent *event)
{
    const char *name = summary_of(proposal, event);
    icaltimetype start = icalcomponent_get_dtstart(event);
    int days = whole_days(event, start);
    icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    if (name[0] == '\0')
        leave_out(proposal, "(without a name)", "it has no SUMMARY");
    else if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
        leave_out(proposal, name, "it is cancelled");
    else if (days == 0)
        leave_out(proposal, name, "it is no whole day");
    else if (days > DAYS_OF_EVENT)
        leave_out(proposal, name, "it is longer than 60 days");
    else {
        if (rule == NULL && !is_excluded(event, start)) add_days(proposal, start, days, name);
        if (rule != NULL && !expand_rule(proposal, event, rule, start, days, name))
            leave_out(proposal, name, "its RRULE cannot be read");
        add_dates(proposal, event, days, name);
    }
}

static size_t read_events(struct proposal *proposal, icalcomponent *component)
{
    size_t count = 0;
    if (icalcomponent_isa(component) == ICAL_VEVENT_COMPONENT) {
        read_event(proposal, component);
        return 1;
    }
    for (icalcomponent *part = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
         part != NULL; part = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT))
        count += read_events(proposal, part);
    return count;
}

/* The text of a file; NULL when it cannot be read. */
static char *read_file(struct cli *cli, const char *path)
{
    struct mem_text text = {.arena = cli->arena};
    char buffer[8192];
    size_t got;
    FILE *file = fopen(path, "re");
    if (file == NULL) return NULL;
    while (text.length <= FILE_MAX && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
        mem_add(&text, buffer, got);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed || text.length > FILE_MAX) {
        if (!failed) errno = EFBIG;
        return NULL;
    }
    mem_add(&text, "", 0);
    return text.bytes == NULL ? mem_strdup(cli->arena, "") : text.bytes;
}

/* Whether the calendar has the day already: by its date, or by a rule of month and day. */
static bool is_there(const struct proposal *proposal, const char *date)
{
    for (size_t i = 0; i < json_count(proposal->there, ""); i++) {
        struct json_object *holiday = json_item(proposal->there, "", i);
        const char *on = json_text(holiday, "date"), *rule = json_text(holiday, "rule");
        if (on != NULL && strcmp(on, date) == 0) return true;
        if (rule != NULL && strcmp(rule, date + 5) == 0) return true;
    }
    return false;
}

static int compare_days(const void *a, const void *b)
{
    const struct day *one = a, *other = b;
    int order = one->year - other->year;
    if (order == 0) order = one->month - other->month;
    return order != 0 ? order : one->day - other->day;
}

static struct json_object *holidays_json(struct proposal *proposal)
{
    struct json_object *list = json_object_new_array();
    if (proposal->count > 1)
        qsort(proposal->days, proposal->count, sizeof *proposal->days, compare_days);
    for (size_t i = 0; i < proposal->count; i++) {
        const struct day *day = &proposal->days[i];
        const char *date =
            mem_printf(proposal->cli->arena, "%04d-%02d-%02d", day->year, day->month, day->day);
        if (is_there(proposal, date)) {
            leave_out(proposal, mem_printf(proposal->cli->arena, "%s, %s", day->name, date),
                      "the calendar has it already");
            continue;
        }
        struct json_object *holiday = json_object_new_object();
        json_put_text(holiday, "date", date);
        json_put_text(holiday, "name", day->name);
        json_object_array_add(list, holiday);
    }
    return list;
}

/* The holidays of the calendar in a definition's calendars.json. */
static enum cli_exit read_calendar(struct proposal *proposal, const char *path, const char *code)
{
    struct cli *cli = proposal->cli;
    char *text = read_file(cli, path);
    if (text == NULL) return cli_fail(cli, CLI_USAGE, "%s: %s", path, strerror(errno));
    struct json_object *file = mem_json_take(cli->arena, json_tokener_parse(text));
    for (size_t i = 0; i < json_count(file, "calendars"); i++) {
        struct json_object *calendar = json_item(file, "calendars", i);
        const char *found = json_text(calendar, "code");
        if (found == NULL || strcmp(found, code) != 0) continue;
        proposal->there = json_at(calendar, "holidays");
        return CLI_OK;
    }
    return cli_fail(cli, CLI_USAGE, "%s has no calendar \"%s\"", path, code);
}

static int64_t this_year(void)
{
    char text[WHEN_TEXT];
    when_format_local(when_now_us(), text);
    return strtol(text, NULL, 10);
}

static const struct column holidays[] = {
    {"Date", "date", CELL_TEXT}, {"Name", "name", CELL_CUT}, COLUMNS_END};
static const struct column left_out[] = {
    {"Left out", "summary", CELL_CUT}, {"Why", "why", CELL_TEXT}, COLUMNS_END};

static void print(struct cli *cli, struct json_object *answer)
{
    if (cli->json) {
        cli_json(cli, answer);
        return;
    }
    table_print(cli, json_at(answer, "holidays"), holidays, "There is nothing new in these years.");
    if (json_count(answer, "left_out") > 0) {
        printf("\n");
        table_print(cli, json_at(answer, "left_out"), left_out, NULL);
    }
    cli_note(cli, "Nothing counts yet: put what is right into calendars.json (--json writes the "
                  "entries), look at apply --dry-run, and apply.");
}

enum cli_exit job_holiday_import(struct cli *cli, const struct args *args)
{
    const char *path = args_word(args, 0), *code = args_value(args, "calendar");
    int64_t from = args_number(args, "from"), years = args_number(args, "years");
    struct proposal proposal = {.cli = cli, .left_out = json_object_new_array()};
    struct json_object *answer = mem_json_take(cli->arena, json_object_new_object());
    json_put_text(answer, "calendar", code);
    json_object_object_add(answer, "left_out", proposal.left_out);
    if (from < 0) from = this_year();
    if (years < 0) years = YEARS_DEFAULT;
    if (from < 1970 || from > 9999 || years < 1 || years > YEARS_MAX)
        return cli_fail(cli, CLI_USAGE, "--from is a year, --years a number from 1 to %d",
                        YEARS_MAX);
    proposal.from_year = (int)from;
    proposal.to_year = (int)(from + years - 1);
    const char *against = args_value(args, "against");
    enum cli_exit exit = against == NULL ? CLI_OK : read_calendar(&proposal, against, code);
    if (exit != CLI_OK) return exit;
    char *text = read_file(cli, path);
    if (text == NULL) return cli_fail(cli, CLI_USAGE, "%s: %s", path, strerror(errno));
    icalerror_set_errors_are_fatal(0);
    icalcomponent *file = icalparser_parse_string(text);
    if (file == NULL || read_events(&proposal, file) == 0) {
        if (file != NULL) icalcomponent_free(file);
        return cli_fail(cli, CLI_USAGE, "%s: this is no iCalendar file with events", path);
    }
    icalcomponent_free(file);
    json_object_object_add(answer, "holidays", holidays_json(&proposal));
    print(cli, answer);
    return CLI_OK;
}
