/* Words: what the program itself says to people in reports, on public pages and about maturity, by
 * key and language, from config/words/LANGUAGE.json. A test holds the catalogues complete against
 * each other: the same keys, the same {slots} in each text.
 *
 * Plurals: "KEY.one" and "KEY.other". Both languages that are there take the first for exactly one
 * and the second for the rest (Unicode CLDR 42, plural rules of en and bg for whole numbers).
 * Numbers, shares and dates are written as the catalogue says (keys "number.…", "date.…"). */
#ifndef ONESTOP_WORKFLOW_WORDS_H
#define ONESTOP_WORKFLOW_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workflow/civil.h"
#include "workflow/period.h"

struct arena;
struct words;

/* The catalogue of a language ("bg", "bg-BG"); NULL when there is none of it. */
const struct words *words_of(const char *language);
/* The same, but English when there is none. */
const struct words *words_or_english(const char *language);
/* All catalogues in turn, English first; NULL after the last one. */
const struct words *words_at(size_t i);
/* "bg" */
const char *words_language(const struct words *words);

/* The text of a key, for ever; the key itself when there is none. */
const char *words_text(const struct words *words, const char *key);
bool words_has(const struct words *words, const char *key);
/* The text of "PREFIX.NAME": of closed sets, measures, elements. The name itself when there
 * is none. */
enum { WORDS_KEY = 128 };
const char *words_named(const struct words *words, const char *prefix, const char *name);
/* The i-th key and text, in order of the keys; false after the last one. */
bool words_each(const struct words *words, size_t i, const char **key, const char **text);

/* What a key of problem.h says in the language; NULL when the catalogue does not have it: that of
 * English has none. */
const char *words_problem(const struct words *words, const char *key);
/* The i-th key and text of these, in order of the keys; false after the last one. */
bool words_problem_each(const struct words *words, size_t i, const char **key, const char **text);

/* What fills {name}. */
struct words_slot {
    const char *name, *text;
};
/* The text of a key with its slots filled (arena); what is not among `slots` stays as it is. NULL:
 * the arena is full. */
const char *words_fill(const struct words *words, struct arena *arena, const char *key,
                       const struct words_slot *slots, size_t count);
/* The same with one slot, for the many texts that have one. */
const char *words_fill_one(const struct words *words, struct arena *arena, const char *key,
                           const char *name, const char *text);
/* "KEY.one" or "KEY.other" by n, with {n} the number as the language writes it. */
const char *words_count(const struct words *words, struct arena *arena, const char *key, int64_t n);

/* Numbers and dates as the language writes them. */
enum { WORDS_NUMBER = 48, WORDS_DATE = 64 };
/* 31828: "31,828", "31 828" */
void words_number(const struct words *words, int64_t n, char text[WORDS_NUMBER]);
/* With so many places (0 to 6), rounded half away from zero: 12.345, 1: "12.3", "12,3" */
void words_decimal(const struct words *words, double value, int places, char text[WORDS_NUMBER]);
/* A share of 1 in hundredths, with one place: 0.952: "95.2 %" */
void words_share(const struct words *words, double share, char text[WORDS_NUMBER]);
/* "3 March 2026", "3 март 2026 г." */
void words_date(const struct words *words, civil_day day, char text[WORDS_DATE]);
/* "March 2026", "март 2026 г." of any day of the month */
void words_month(const struct words *words, civil_day day, char text[WORDS_DATE]);
/* The period that a day is in: "August 2011", "quarter 3 of 2011", "week 33 of 2011", the day, the
 * year. */
void words_period(const struct words *words, enum period every, civil_day day,
                  char text[WORDS_DATE]);
/* Minutes since midnight: "09:30", "09:30 ч." */
void words_time_of_day(const struct words *words, int minutes, char text[WORDS_DATE]);

#endif
