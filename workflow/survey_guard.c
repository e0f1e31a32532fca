/* What is told of small groups. */
#include "workflow/survey_guard.h"

#include "proto/arena.h"
#include "workflow/survey.h"

static struct survey_group *find(const struct survey_groups *groups, enum survey_slice slice,
                                 int32_t key)
{
    for (size_t i = 0; i < groups->count; i++)
        if (groups->groups[i].slice == slice && groups->groups[i].key == key)
            return &groups->groups[i];
    return NULL;
}

/* Adds a cell to its group of a breakdown. */
static void add(struct survey_groups *groups, enum survey_slice slice,
                const struct survey_cell *cell)
{
    struct survey_group *group = find(groups, slice, cell->key[slice]);
    bool fresh = group == NULL;
    if (fresh) {
        group = &groups->groups[groups->count++];
        *group = (struct survey_group){.slice = slice, .key = cell->key[slice]};
    }
    group->n += cell->n;
    for (int other = 0; other < SURVEY_SLICES; other++) {
        if (fresh) group->within[other] = cell->key[other];
        if (group->within[other] != cell->key[other]) group->mixed[other] = true;
    }
}

/* ---- one breakdown and its total ---- */

static struct survey_group *smallest_shown(const struct survey_groups *groups,
                                           enum survey_slice slice)
{
    struct survey_group *smallest = NULL;
    for (size_t i = 0; i < groups->count; i++) {
        struct survey_group *group = &groups->groups[i];
        if (group->slice == slice && !group->withheld &&
            (smallest == NULL || group->n < smallest->n ||
             (group->n == smallest->n && group->key < smallest->key)))
            smallest = group;
    }
    return smallest;
}

/* Whether what is withheld of a breakdown is one group, or as few as a small one. */
static bool gives_away(const struct survey_groups *groups, enum survey_slice slice)
{
    size_t count = 0;
    int64_t n = 0;
    for (size_t i = 0; i < groups->count; i++) {
        const struct survey_group *group = &groups->groups[i];
        if (group->slice != slice || !group->withheld) continue;
        count++;
        n += group->n;
    }
    return count == 1 || (count > 0 && n < SURVEY_SMALL_GROUP);
}

static bool guard_total(struct survey_groups *groups)
{
    bool changed = false;
    for (int slice = 0; slice < SURVEY_SLICES; slice++) {
        while (gives_away(groups, (enum survey_slice)slice)) {
            struct survey_group *next = smallest_shown(groups, (enum survey_slice)slice);
            if (next == NULL) break;
            next->withheld = changed = true;
        }
    }
    return changed;
}

/* ---- two breakdowns ---- */

/* Whether a group is within one of another breakdown, of which it leaves a small group. */
static bool leaves_few(const struct survey_groups *groups, const struct survey_group *inner)
{
    for (int slice = 0; slice < SURVEY_SLICES; slice++) {
        if (slice == (int)inner->slice || inner->mixed[slice]) continue;
        const struct survey_group *outer =
            find(groups, (enum survey_slice)slice, inner->within[slice]);
        if (outer == NULL || outer->withheld) continue;
        int64_t rest = outer->n - inner->n;
        if (rest > 0 && rest < SURVEY_SMALL_GROUP) return true;
    }
    return false;
}

static bool guard_within(struct survey_groups *groups)
{
    bool changed = false;
    for (size_t i = 0; i < groups->count; i++) {
        struct survey_group *group = &groups->groups[i];
        if (!group->withheld && leaves_few(groups, group)) group->withheld = changed = true;
    }
    return changed;
}

bool survey_guard(struct arena *arena, const struct survey_cell *cells, size_t count,
                  const struct survey_groups *whole, struct survey_groups *groups)
{
    *groups = (struct survey_groups){
        .groups = arena_array(arena, count * SURVEY_SLICES, sizeof *groups->groups)};
    if (groups->groups == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        groups->n += cells[i].n;
        for (int slice = 0; slice < SURVEY_SLICES; slice++)
            add(groups, (enum survey_slice)slice, &cells[i]);
    }
    groups->withheld = groups->n < SURVEY_SMALL_GROUP || (whole != NULL && whole->withheld);
    for (size_t i = 0; i < groups->count; i++) {
        struct survey_group *group = &groups->groups[i];
        const struct survey_group *same =
            whole == NULL ? NULL : find(whole, group->slice, group->key);
        group->withheld = groups->withheld || group->n < SURVEY_SMALL_GROUP ||
                          (whole != NULL && (same == NULL || same->withheld));
    }
    while (guard_total(groups) || guard_within(groups)) continue;
    return true;
}

/* ---- periods ---- */

static civil_day quarter_of(civil_day day)
{
    int year, month, of_month;
    civil_to_ymd(day, &year, &month, &of_month);
    return civil_from_ymd(year, (month - 1) / 3 * 3 + 1, 1);
}

void survey_last_quarter(civil_day today, civil_day *first, civil_day *last)
{
    *last = quarter_of(today) - 1;
    *first = quarter_of(*last);
}

bool survey_is_quarter(civil_day first, civil_day last, civil_day today)
{
    if (first == CIVIL_NONE || last == CIVIL_NONE) return false;
    return first == quarter_of(first) && last == civil_add_months(first, 3) - 1 && last < today;
}
