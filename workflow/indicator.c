/* How a query is read, what it reads, and the parts of a figure. */
#include "workflow/indicator.h"

#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/indicator_int.h"

enum { DEFAULT_DAYS = 90, YEARS_MAX = 50 };

/* ---- windows ---- */

bool indicator_window_read(const char *text, struct indicator_window *window)
{
    char *end;
    if (text == NULL || text[0] < '1' || text[0] > '9') return false;
    unsigned long count = strtoul(text, &end, 10);
    unsigned long most = *end == 'd' ? YEARS_MAX * 366 : *end == 'm' ? YEARS_MAX * 12 : YEARS_MAX;
    if (strchr("dmy", *end) == NULL || *end == '\0' || end[1] != '\0' || count > most) return false;
    *window = (struct indicator_window){(int32_t)count, *end};
    return true;
}

civil_day indicator_window_from(const struct indicator_window *window, civil_day day)
{
    switch (window->unit) {
    case 'd': return day - window->count + 1;
    case 'm': return civil_add_months(day, -(int64_t)window->count) + 1;
    case 'y': return civil_add_months(day, -12 * (int64_t)window->count) + 1;
    default: return CIVIL_NONE;
    }
}

civil_day indicator_from(const struct indicator_query *query, civil_day day)
{
    const struct indicator *indicator = query->indicator;
    if (query->window.count > 0) return indicator_window_from(&query->window, day);
    if (indicator->time != TIME_WINDOW) return CIVIL_NONE;
    if (indicator->window.count > 0) return indicator_window_from(&indicator->window, day);
    return day - DEFAULT_DAYS + 1;
}

/* ---- queries in records ---- */

static bool known_word(const struct indicator *indicator, const char *word)
{
    for (size_t i = 0; indicator->words != NULL && indicator->words[i] != NULL; i++)
        if (indicator_same(indicator->words[i], word)) return true;
    return false;
}

/* "{counter,phone}"; moves *text behind it. */
static bool read_words(struct arena *arena, const char **text, struct indicator_query *query)
{
    if (**text != '{') return query->indicator->need != NEED_ONE;
    if (query->indicator->need == NEED_NONE) return false;
    const char *at = *text + 1;
    for (;;) {
        size_t length = strcspn(at, ",}");
        char *word = arena_strndup(arena, at, length);
        if (length == 0 || at[length] == '\0' || word == NULL ||
            !known_word(query->indicator, word))
            return false;
        if (query->word_count == INDICATOR_WORDS) return false;
        query->words[query->word_count++] = word;
        at += length + 1;
        if (at[-1] == '}') break;
    }
    *text = at;
    return query->indicator->need != NEED_ONE || query->word_count == 1;
}

bool indicator_read(struct arena *arena, const char *text, struct indicator_query *query)
{
    size_t length = strcspn(text, "{/");
    const char *name = arena_strndup(arena, text, length);
    *query = (struct indicator_query){.indicator = indicator_by_name(name)};
    if (query->indicator == NULL) return false;
    text += length;
    if (!read_words(arena, &text, query)) return false;
    if (*text == '\0') return true;
    return *text == '/' && query->indicator->time != TIME_DAY &&
           indicator_window_read(text + 1, &query->window);
}

/* ---- what is read ---- */

void indicator_asks_begin(struct indicator_asks *asks)
{
    *asks = (struct indicator_asks){.count = 0};
}

static bool same_ask(const struct indicator_ask *one, const struct indicator_ask *other)
{
    return one->metric == other->metric && one->from == other->from &&
           one->channels == other->channels && one->bucket == other->bucket &&
           one->split == other->split;
}

/* Its place; count when it is not there. */
static size_t find_ask(const struct indicator_asks *asks, const struct indicator_ask *ask)
{
    size_t i = 0;
    while (i < asks->count && !same_ask(&asks->asks[i], ask)) i++;
    return i;
}

static void note_ask(struct indicator_asks *asks, const struct indicator_ask *ask)
{
    if (find_ask(asks, ask) < asks->count) return;
    if (asks->count == INDICATOR_ASKS)
        asks->full = true;
    else
        asks->asks[asks->count++] = *ask;
}

struct sums sums_of(struct indicator_work *work, enum metric metric, uint32_t channels,
                    int32_t bucket, enum indicator_split split)
{
    struct indicator_ask ask = {metric, work->from, channels, bucket, split};
    struct sums sums = {NULL, 0};
    if (work->asks != NULL) {
        note_ask(work->asks, &ask);
        return sums;
    }
    const struct indicator_facts *facts = work->facts;
    int32_t number = (int32_t)find_ask(facts->asks, &ask);
    size_t low = 0, high = facts->sum_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (facts->sums[middle].ask < number)
            low = middle + 1;
        else
            high = middle;
    }
    sums.items = facts->sums + low;
    while (low + sums.count < facts->sum_count && sums.items[sums.count].ask == number)
        sums.count++;
    return sums;
}

int64_t sums_value(const struct sums *sums, int32_t key)
{
    for (size_t i = 0; i < sums->count; i++)
        if (sums->items[i].key == key) return sums->items[i].value;
    return 0;
}

/* While asking: that facts of the kind are needed, and from when. */
static void want(struct indicator_work *work, enum fact_kind kind, civil_day from)
{
    struct indicator_asks *asks = work->asks;
    if (!asks->wanted[kind] || from < asks->wanted_from[kind]) asks->wanted_from[kind] = from;
    asks->wanted[kind] = true;
}

static const struct indicator_fact *next(struct indicator_work *work, enum fact_kind kind,
                                         civil_day from, civil_day to, size_t *at)
{
    if (work->asks != NULL) {
        want(work, kind, from);
        return NULL;
    }
    while (*at < work->facts->fact_count) {
        const struct indicator_fact *fact = &work->facts->facts[(*at)++];
        if (fact->kind != kind) continue;
        if (fact->day != CIVIL_NONE && (fact->day < from || fact->day > to)) continue;
        if (fact->until == CIVIL_NONE || fact->until >= work->day) return fact;
    }
    return NULL;
}

const struct indicator_fact *next_fact(struct indicator_work *work, enum fact_kind kind, size_t *at)
{
    return next(work, kind, work->from, work->day, at); /* CIVIL_NONE is before all days */
}

const struct indicator_fact *next_standing(struct indicator_work *work, enum fact_kind kind,
                                           size_t *at)
{
    return next(work, kind, CIVIL_NONE, CIVIL_DAY_MAX, at);
}

bool has_word(const struct indicator_work *work, const char *word)
{
    const struct indicator_query *query = work->query;
    if (query->word_count == 0) return true;
    for (size_t i = 0; word != NULL && i < query->word_count; i++)
        if (indicator_same(query->words[i], word)) return true;
    return false;
}

/* ---- parts ---- */

struct indicator_part *add_part(struct indicator_work *work, const struct indicator_part *part)
{
    struct indicator_figure *figure = work->figure;
    void *parts = figure->parts;
    if (part->counts) {
        figure->numerator += part->numerator;
        figure->denominator += part->denominator;
    }
    if (work->asks != NULL || work->by == SPLIT_NONE || figure->full) return NULL;
    if (arena_grow(work->arena, &parts, figure->part_count, &figure->part_capacity,
                   sizeof *figure->parts) != 0) {
        figure->full = true;
        return NULL;
    }
    figure->parts = parts;
    figure->parts[figure->part_count] = *part;
    return &figure->parts[figure->part_count++];
}

void add_fact(struct indicator_work *work, const struct indicator_fact *fact, int64_t numerator,
              int64_t denominator)
{
    struct indicator_part part = {.of = name_of(&fact_names, fact->kind),
                                  .key = fact->reference,
                                  .day = fact->day,
                                  .numerator = numerator,
                                  .denominator = denominator,
                                  .count = -1,
                                  .counts = true};
    add_part(work, &part);
}

/* The part of a group that is there already. */
static struct indicator_part *find_group(struct indicator_figure *figure, const char *of,
                                         int32_t key)
{
    for (size_t i = figure->part_count; i-- > 0;)
        if (figure->parts[i].of == of && figure->parts[i].number == key) return &figure->parts[i];
    return NULL;
}

void add_group(struct indicator_work *work, enum indicator_split split, int32_t key,
               int64_t numerator, int64_t denominator)
{
    const char *of = name_of(&indicator_split_names, split);
    struct indicator_part *there = find_group(work->figure, of, key);
    struct indicator_part part = {.of = of,
                                  .number = key,
                                  .day = split == SPLIT_DAY ? key : CIVIL_NONE,
                                  .numerator = numerator,
                                  .denominator = denominator,
                                  .count = -1,
                                  .counts = true};
    if (there == NULL) {
        add_part(work, &part);
        return;
    }
    there->numerator += numerator;
    there->denominator += denominator;
    work->figure->numerator += numerator;
    work->figure->denominator += denominator;
}

/* ---- figures ---- */

static void run(struct indicator_work *work)
{
    const struct indicator_query *query = work->query;
    work->indicator = query->indicator;
    work->from = indicator_from(query, work->day);
    *work->figure = (struct indicator_figure){.from = work->from, .to = work->day};
    query->indicator->work(work);
}

void indicator_ask(struct indicator_asks *asks, const struct indicator_query *query, civil_day day,
                   enum indicator_split by)
{
    struct indicator_figure nothing;
    struct indicator_query per = {.indicator = query->per_of, .window = query->window};
    struct indicator_work work = {
        .asks = asks, .query = query, .day = day, .by = by, .figure = &nothing};
    run(&work);
    work.query = &per;
    if (per.indicator != NULL) run(&work);
}

static double divided(double numerator, int64_t denominator)
{
    return denominator > 0 ? numerator / (double)denominator : 0;
}

static void set_value(struct indicator_figure *figure, enum indicator_unit unit)
{
    double numerator = (double)figure->numerator;
    switch (unit) {
    case INDICATOR_COUNT: figure->value = numerator; break;
    case INDICATOR_SHARE: figure->value = divided(numerator, figure->denominator); break;
    case INDICATOR_SCORE: figure->value = divided(numerator / 1000, figure->denominator); break;
    case INDICATOR_YES: break; /* its function has said */
    }
}

enum indicator_unit indicator_unit(const struct indicator_query *query)
{
    switch (query->measure) {
    case FIGURE_MEAN:
    case FIGURE_LOWEST: return INDICATOR_SCORE;
    case FIGURE_COVERED:
    case FIGURE_TARGETED:
    case FIGURE_MET: return INDICATOR_SHARE;
    case FIGURE_COUNT:
    case FIGURE_DIFFERENT:
    case FIGURE_WAYS: break;
    }
    return query->indicator->unit;
}

/* So many times the figure, of another one: the parts of both, the second in the denominator. */
static void put_per(struct indicator_work *work, const struct indicator_query *query)
{
    struct indicator_figure *figure = work->figure, of;
    struct indicator_query per = {.indicator = query->per_of, .window = query->window};
    work->query = &per;
    work->figure = &of;
    run(work);
    work->figure = figure;
    for (size_t i = 0; i < of.part_count; i++) {
        struct indicator_part part = of.parts[i];
        struct indicator_part *there =
            part.key == NULL ? find_group(figure, part.of, part.number) : NULL;
        part.denominator = part.numerator;
        part.numerator = 0;
        if (there != NULL)
            there->denominator = part.denominator;
        else
            add_part(work, &part);
    }
    figure->denominator = of.numerator;
    figure->value = divided((double)figure->numerator * query->per, figure->denominator);
}

void indicator_figure_at(struct indicator_work *work)
{
    const struct indicator_query *query = work->query;
    run(work);
    set_value(work->figure, indicator_unit(query));
    if (query->per_of != NULL) put_per(work, query);
}

void indicator_figure(struct arena *arena, const struct indicator_facts *facts,
                      const struct indicator_query *query, enum indicator_split by,
                      struct indicator_figure *figure)
{
    struct indicator_work work = {.arena = arena,
                                  .facts = facts,
                                  .query = query,
                                  .day = facts->day,
                                  .by = by,
                                  .figure = figure};
    indicator_figure_at(&work);
}
