/* Words. */
#include "workflow/words.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "workflow/template.h"
#include "workflow/words_int.h"

const struct words *words_at(size_t i)
{
    return i < words_catalogue_count ? &words_catalogues[i] : NULL;
}

const struct words *words_of(const char *language)
{
    for (size_t i = 0; i < words_catalogue_count; i++)
        if (template_language_is(language, words_catalogues[i].language))
            return &words_catalogues[i];
    return NULL;
}

const struct words *words_or_english(const char *language)
{
    const struct words *words = words_of(language);
    return words == NULL ? &words_catalogues[0] : words;
}

const char *words_language(const struct words *words)
{
    return words->language;
}

static const char *find_in(const struct word *words, size_t count, const char *key)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(words[middle].key, key);
        if (order == 0) return words[middle].text;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const char *find(const struct words *words, const char *key)
{
    return find_in(words->words, words->count, key);
}

const char *words_text(const struct words *words, const char *key)
{
    const char *text = find(words, key);
    return text == NULL ? key : text;
}

bool words_has(const struct words *words, const char *key)
{
    return find(words, key) != NULL;
}

const char *words_problem(const struct words *words, const char *key)
{
    return find_in(words->problems, words->problem_count, key);
}

const char *words_named(const struct words *words, const char *prefix, const char *name)
{
    char key[WORDS_KEY];
    int length = snprintf(key, sizeof key, "%s.%s", prefix, name);
    const char *text = length < 0 || length >= WORDS_KEY ? NULL : find(words, key);
    return text == NULL ? name : text;
}

static bool each_of(const struct word *words, size_t count, size_t i, const char **key,
                    const char **text)
{
    if (i >= count) return false;
    *key = words[i].key;
    *text = words[i].text;
    return true;
}

bool words_each(const struct words *words, size_t i, const char **key, const char **text)
{
    return each_of(words->words, words->count, i, key, text);
}

bool words_problem_each(const struct words *words, size_t i, const char **key, const char **text)
{
    return each_of(words->problems, words->problem_count, i, key, text);
}

/* ---- slots ---- */

static const char *slot_text(const struct words_slot *slots, size_t count, const char *name,
                             size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(slots[i].name, name, length) == 0 && slots[i].name[length] == '\0')
            return slots[i].text;
    return NULL;
}

/* Writes the text with its slots filled to `to` (NULL: only counts); returns its length. */
static size_t fill(const char *text, const struct words_slot *slots, size_t count, char *to)
{
    size_t length = 0;
    while (*text != '\0') {
        const char *end = *text == '{' ? strchr(text, '}') : NULL;
        const char *value =
            end == NULL ? NULL : slot_text(slots, count, text + 1, (size_t)(end - text - 1));
        const char *piece = value == NULL ? text : value;
        size_t size = value == NULL ? 1 : strlen(value);
        if (to != NULL) memcpy(to + length, piece, size);
        length += size;
        text = value == NULL ? text + 1 : end + 1;
    }
    return length;
}

const char *words_fill(const struct words *words, struct arena *arena, const char *key,
                       const struct words_slot *slots, size_t count)
{
    const char *text = words_text(words, key);
    char *filled = arena_alloc(arena, fill(text, slots, count, NULL) + 1);
    if (filled != NULL) fill(text, slots, count, filled);
    return filled;
}

const char *words_fill_one(const struct words *words, struct arena *arena, const char *key,
                           const char *name, const char *text)
{
    struct words_slot slot = {name, text};
    return words_fill(words, arena, key, &slot, 1);
}

const char *words_count(const struct words *words, struct arena *arena, const char *key, int64_t n)
{
    char number[WORDS_NUMBER], full[WORDS_KEY];
    words_number(words, n, number);
    int length = snprintf(full, sizeof full, "%s.%s", key, n == 1 ? "one" : "other");
    assert(length > 0 && length < WORDS_KEY);
    return words_fill_one(words, arena, full, "n", number);
}

/* ---- numbers ---- */

/* Digits in groups of three, when there are enough of them for that. */
static size_t group(const struct words *words, const char *digits, char *to)
{
    const char *mark = words_text(words, "number.group");
    size_t count = strlen(digits), length = 0;
    bool grouped = count >= (size_t)(words_text(words, "number.group-from")[0] - '0');
    for (size_t i = 0; i < count; i++) {
        if (grouped && i > 0 && (count - i) % 3 == 0) {
            memcpy(to + length, mark, strlen(mark));
            length += strlen(mark);
        }
        to[length++] = digits[i];
    }
    to[length] = '\0';
    return length;
}

void words_number(const struct words *words, int64_t n, char text[WORDS_NUMBER])
{
    char digits[24];
    uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)size);
    if (n < 0) *text++ = '-';
    group(words, digits, text);
}

void words_decimal(const struct words *words, double value, int places, char text[WORDS_NUMBER])
{
    enum { PLACES_MAX = 6 };
    static const int64_t powers[PLACES_MAX + 1] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    assert(places >= 0 && places <= PLACES_MAX);
    int64_t scaled = llround(value * (double)powers[places]);
    uint64_t size = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;
    unsigned rest = (unsigned)(size % (uint64_t)powers[places]);
    char whole[WORDS_NUMBER];
    words_number(words, (int64_t)(size / (uint64_t)powers[places]), whole);
    const char *sign = scaled < 0 ? "-" : "";
    if (places == 0)
        snprintf(text, WORDS_NUMBER, "%s%.40s", sign, whole);
    else
        snprintf(text, WORDS_NUMBER, "%s%.34s%.3s%0*u", sign, whole,
                 words_text(words, "number.decimal"), places, rest);
}

/* A short text with slots; empty if the catalogue has made it longer than fits. */
static void fill_short(const struct words *words, const char *key, const struct words_slot *slots,
                       size_t count, char *to, size_t size)
{
    const char *text = words_text(words, key);
    bool fits = fill(text, slots, count, NULL) < size;
    to[fits ? fill(text, slots, count, to) : 0] = '\0';
}

void words_share(const struct words *words, double share, char text[WORDS_NUMBER])
{
    char number[WORDS_NUMBER];
    words_decimal(words, 100 * share, 1, number);
    fill_short(words, "number.percent", &(struct words_slot){"n", number}, 1, text, WORDS_NUMBER);
}

/* ---- dates ---- */

static void put_date(const struct words *words, const char *key, civil_day day,
                     char text[WORDS_DATE])
{
    int year, month, of_month;
    char year_text[12], day_text[12], month_key[24];
    civil_to_ymd(day, &year, &month, &of_month);
    snprintf(year_text, sizeof year_text, "%d", year);
    snprintf(day_text, sizeof day_text, "%d", of_month);
    snprintf(month_key, sizeof month_key, "date.month.%d", month);
    const struct words_slot slots[] = {
        {"day", day_text}, {"month", words_text(words, month_key)}, {"year", year_text}};
    fill_short(words, key, slots, sizeof slots / sizeof slots[0], text, WORDS_DATE);
}

void words_date(const struct words *words, civil_day day, char text[WORDS_DATE])
{
    put_date(words, "date.day", day, text);
}

void words_month(const struct words *words, civil_day day, char text[WORDS_DATE])
{
    put_date(words, "date.month-of-year", day, text);
}

void words_period(const struct words *words, enum period every, civil_day day,
                  char text[WORDS_DATE])
{
    char code[PERIOD_TEXT], year[PERIOD_TEXT];
    period_text(every, day, code); /* "2011-W33", "2011-Q3" */
    snprintf(year, sizeof year, "%.4s", code);
    const struct words_slot slots[] = {{"year", year}, {"number", code + 6}};
    if (every == PERIOD_MONTH)
        words_month(words, day, text);
    else if (every == PERIOD_QUARTER || every == PERIOD_WEEK)
        fill_short(words, every == PERIOD_WEEK ? "date.week" : "date.quarter", slots, 2, text,
                   WORDS_DATE);
    else if (every == PERIOD_YEAR)
        fill_short(words, "date.year", slots, 1, text, WORDS_DATE);
    else
        words_date(words, day, text);
}

void words_time_of_day(const struct words *words, int minutes, char text[WORDS_DATE])
{
    char hour[4], minute[4];
    snprintf(hour, sizeof hour, "%02d", minutes / 60 % 24);
    snprintf(minute, sizeof minute, "%02d", minutes % 60);
    const struct words_slot slots[] = {{"hour", hour}, {"minute", minute}};
    fill_short(words, "date.time", slots, sizeof slots / sizeof slots[0], text, WORDS_DATE);
}
