/* Puts cases to the clock rules: reads one instruction a line, answers each case with one line. See
 * clock_oracle.py, which writes the instructions and knows the answers by another way.
 *
 *   zone NAME FROM OFFSET …          offsets in microseconds; the first FROM is "-"
 *   calendar FROM TO                 a new calendar for the days [FROM, TO), in that zone
 *   week WEEKDAY MINUTE-MINUTE …     0 is Monday
 *   holiday DAY NAME                 sorted by day
 *   extra DAY MINUTE-MINUTE …        sorted by day
 *   end                              expands it
 *   then FROM TO                     begins the calendar that takes its place in the middle of
 * cases case UNIT AMOUNT CUTOFF ROLL_TO EXTENDED START PROBE [CHANGE …]
 *
 * A change is pFROM,TO a pause, sFROM,TO the time between close and reopen (TO "-": still so, or
 * until a later rTO), eAT,AMOUNT an extension, cAT the other calendar. Times are microseconds UTC,
 * "-" is none. The answer to a case, parted by spaces: the due instant and the instants of the
 * rungs below it, from the ledger; then, of a clock that went through the same changes: its due
 * instant, the rungs fired by PROBE, whether it is in time at PROBE, the time used by PROBE; then
 * the lines of the explanation up to PROBE, as kind:from:to:counted[:holiday]. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/clock.h"

enum { SPANS = 8, DAYS = 64, OFFSETS = 512, ENTRIES = 64 };

static struct zone_offset offsets[OFFSETS];
static struct zone zone = {"", offsets, 0};
static struct made {
    struct span spans[7 + DAYS][SPANS];
    struct holiday holidays[DAYS];
    char names[DAYS][32];
    struct extra_day extra_days[DAYS];
    struct calendar_rules rules;
} both[2], *made = &both[0]; /* the calendar, and the one after it */
static struct arena *arenas[2];
static const struct calendar *calendars[2];

_Noreturn static void fail(const char *why)
{
    fprintf(stderr, "clock_driver: %s\n", why);
    exit(2);
}

static char *word(char **rest)
{
    char *found = strsep(rest, " \n");
    return found == NULL || found[0] == '\0' ? NULL : found;
}

static char *need(char **rest)
{
    char *found = word(rest);
    if (found == NULL) fail("a word is missing");
    return found;
}

static int64_t number(const char *text)
{
    return strcmp(text, "-") == 0 ? NO_TIME : strtoll(text, NULL, 10);
}

static size_t read_spans(char **rest, struct span *spans)
{
    size_t count = 0;
    for (char *text; (text = word(rest)) != NULL; count++) {
        int from, to;
        if (count == SPANS || sscanf(text, "%d-%d", &from, &to) != 2) fail("wrong spans");
        spans[count] = (struct span){(int16_t)from, (int16_t)to};
    }
    return count;
}

static void read_zone(char **rest)
{
    need(rest);
    zone.count = 0;
    for (char *from; (from = word(rest)) != NULL; zone.count++) {
        if (zone.count == OFFSETS) fail("too many offsets");
        offsets[zone.count] = (struct zone_offset){number(from), number(need(rest))};
    }
}

static void read_calendar(char **rest, int which)
{
    made = &both[which];
    memset(made, 0, sizeof *made);
    made->rules.zone = &zone;
    made->rules.from = (civil_day)number(need(rest));
    made->rules.to = (civil_day)number(need(rest));
    made->rules.holidays = made->holidays;
    made->rules.extra_days = made->extra_days;
}

static void read_week(char **rest)
{
    int64_t weekday = number(need(rest));
    if (weekday < 0 || weekday > 6) fail("wrong weekday");
    made->rules.week[weekday].spans = made->spans[weekday];
    made->rules.week[weekday].count = read_spans(rest, made->spans[weekday]);
}

static void read_holiday(char **rest)
{
    size_t index = made->rules.holiday_count++;
    if (index == DAYS) fail("too many holidays");
    made->holidays[index].day = (civil_day)number(need(rest));
    snprintf(made->names[index], sizeof made->names[index], "%s", need(rest));
    made->holidays[index].name = made->names[index];
}

static void read_extra(char **rest)
{
    size_t index = made->rules.extra_day_count++;
    if (index == DAYS) fail("too many extra days");
    made->extra_days[index].day = (civil_day)number(need(rest));
    made->extra_days[index].spans = made->spans[7 + index];
    made->extra_days[index].span_count = read_spans(rest, made->spans[7 + index]);
}

static void expand(void)
{
    int which = made == &both[1];
    arena_free(arenas[which]);
    arenas[which] = arena_new(16 << 20);
    calendars[which] = arenas[which] == NULL ? NULL : calendar_expand(arenas[which], &made->rules);
    if (calendars[which] == NULL) fail("no memory");
}

struct trial {
    struct clock_terms terms;
    int32_t extended;
    int64_t start_us, probe_us;
    struct clock clock;
    struct clock_interval ledger[2 * ENTRIES]; /* as the clock's changes filled it */
    size_t count;
    char fired[64];
};

/* The rungs that have come due by then. */
static void fire(struct trial *trial, int64_t at_us)
{
    for (int16_t percent; (percent = clock_fire(&trial->clock, &trial->terms, trial->ledger,
                                                trial->count, at_us)) != 0;)
        snprintf(trial->fired + strlen(trial->fired), sizeof trial->fired - strlen(trial->fired),
                 ",%d", percent);
}

static void go_on(struct trial *trial, int64_t at_us)
{
    bool paused = trial->clock.state == CLOCK_PAUSED;
    bool done = paused ? clock_resume(&trial->clock, &trial->terms, trial->ledger, trial->count,
                                      at_us, &trial->ledger[trial->count])
                       : clock_restart(&trial->clock, &trial->terms, trial->ledger, trial->count,
                                       at_us, &trial->ledger[trial->count]);
    if (!done) fail("it could not go on");
    trial->count++;
}

/* A pause or stop of the clock, and its end when it has one. */
static void stand(struct trial *trial, const char *text, const char *comma)
{
    int64_t from_us = number(text + 1), to_us = number(comma + 1);
    bool done = text[0] == 'p' ? clock_pause(&trial->clock, from_us, PAUSE_CUSTOMER, 7,
                                             &trial->ledger[trial->count])
                               : clock_stop(&trial->clock, trial->ledger, trial->count, from_us,
                                            &trial->ledger[trial->count]);
    if (!done) fail("it could not be paused or stopped");
    trial->count++;
    if (to_us != NO_TIME) go_on(trial, to_us);
}

/* More time, or other opening hours. What was reached before stays reached. */
static void move(struct trial *trial, const char *text, const char *comma)
{
    fire(trial, number(text + 1));
    if (text[0] == 'e')
        trial->clock.extended_amount += (int32_t)number(comma + 1);
    else
        trial->terms.calendar = calendars[1];
    clock_rederive(&trial->clock, &trial->terms, trial->ledger, trial->count);
}

static void change(struct trial *trial, const char *text)
{
    const char *comma = strchr(text, ',');
    if (trial->count + 2 > 2 * ENTRIES) fail("too many changes");
    if (text[0] == 'r')
        go_on(trial, number(text + 1));
    else if (text[0] == 'c')
        move(trial, text, NULL);
    else if (comma == NULL)
        fail("a wrong change");
    else if (text[0] == 'e')
        move(trial, text, comma);
    else
        stand(trial, text, comma);
}

static void print_time(int64_t at_us, char end)
{
    if (at_us == NO_TIME)
        printf("-%c", end);
    else
        printf("%" PRId64 "%c", at_us, end);
}

static void print_lines(const struct trial *trial)
{
    static const char *const kinds[] = {"counted", "closed",  "holiday",
                                        "paused",  "stopped", "before"};
    struct arena *room = arena_new(16 << 20);
    size_t count = 0;
    const struct clock_line *lines = clock_explain(
        room, &trial->terms, &trial->clock, trial->ledger, trial->count, trial->probe_us, &count);
    if (lines == NULL) fail("no memory");
    for (size_t i = 0; i < count; i++)
        printf(" %s:%" PRId64 ":%" PRId64 ":%" PRId64 "%s%s", kinds[lines[i].kind],
               lines[i].from_us, lines[i].to_us, lines[i].counted_us,
               lines[i].holiday == NULL ? "" : ":",
               lines[i].holiday == NULL ? "" : lines[i].holiday);
    printf("\n");
    arena_free(room);
}

static void answer(struct trial *trial)
{
    struct clock_terms terms = trial->terms;
    int32_t extended = trial->extended + trial->clock.extended_amount;
    terms.amount -= trial->extended;
    print_time(clock_due(&terms, trial->start_us, extended, trial->ledger, trial->count), ' ');
    for (int i = 0; i < CLOCK_RUNGS - 1; i++)
        print_time(clock_rung_at(&terms, trial->start_us, extended, trial->ledger, trial->count,
                                 clock_rung_percent[i]),
                   ' ');
    print_time(trial->clock.due_at_us, ' ');
    bool in_time = clock_in_time(&trial->clock, trial->probe_us);
    fire(trial, trial->probe_us);
    printf("0%s", trial->fired);
    printf(
        " %d %" PRId64, in_time,
        clock_used_us(&trial->terms, &trial->clock, trial->ledger, trial->count, trial->probe_us));
    print_lines(trial);
}

static void run_case(char **rest)
{
    static struct trial trial;
    memset(&trial, 0, sizeof trial);
    if (calendars[0] == NULL) fail("a case before its calendar");
    trial.terms.calendar = calendars[0];
    trial.terms.unit = (enum clock_unit)name_number(&clock_unit_names, need(rest));
    trial.terms.amount = (int32_t)number(need(rest));
    trial.terms.cutoff_min = (int16_t)number(need(rest));
    trial.terms.roll_to_min = (int16_t)number(need(rest));
    trial.extended = (int32_t)number(need(rest));
    trial.terms.amount += trial.extended; /* clock_start() knows of no extension yet */
    trial.start_us = number(need(rest));
    trial.probe_us = number(need(rest));
    if (trial.terms.unit == UNIT_NONE) fail("no such unit");
    clock_start(&trial.clock, &trial.terms, trial.start_us);
    for (char *text; (text = word(rest)) != NULL;) change(&trial, text);
    answer(&trial);
}

static void obey(char *line)
{
    char *rest = line;
    char *verb = need(&rest);
    if (strcmp(verb, "zone") == 0)
        read_zone(&rest);
    else if (strcmp(verb, "calendar") == 0)
        read_calendar(&rest, 0);
    else if (strcmp(verb, "then") == 0)
        read_calendar(&rest, 1);
    else if (strcmp(verb, "week") == 0)
        read_week(&rest);
    else if (strcmp(verb, "holiday") == 0)
        read_holiday(&rest);
    else if (strcmp(verb, "extra") == 0)
        read_extra(&rest);
    else if (strcmp(verb, "end") == 0)
        expand();
    else if (strcmp(verb, "case") == 0)
        run_case(&rest);
    else
        fail("no such verb");
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0) obey(line);
    free(line);
    for (int i = 0; i < 2; i++) arena_free(arenas[i]);
    return 0;
}
