/* The list of faults, and the nearest right word. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config/desk_int.h"
#include "proto/arena.h"

static void add_fault(struct desk_definition *definition, const char *file, const char *path,
                      const char *reason, const struct error_source *source)
{
    struct desk_faults *faults = definition->faults;
    struct desk_fault *fault = &faults->items[faults->count];
    fault->file = arena_strdup(definition->arena, file);
    fault->path = arena_strdup(definition->arena, path);
    fault->reason = arena_strdup(definition->arena, reason);
    fault->source = *source;
    if (fault->file == NULL || fault->path == NULL || fault->reason == NULL)
        definition->full = true;
    else
        faults->count++;
}

void desk_vfault(struct desk_definition *definition, const char *file, const char *path,
                 const char *format, va_list args)
{
    struct desk_faults *faults = definition->faults;
    struct error_source source;
    char reason[512];
    if (faults->count == DESK_FAULTS_MAX) {
        faults->more++;
        return;
    }
    error_say(reason, sizeof reason, &source, format, args);
    add_fault(definition, file, path, reason, &source);
}

void desk_fault(struct desk_definition *definition, const char *file, const char *path,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    desk_vfault(definition, file, path, format, args);
    va_end(args);
}

void desk_item_vfault(struct desk_definition *definition, const struct desk_item *item,
                      const char *below, const char *format, va_list args)
{
    char path[DESK_PATH_MAX];
    snprintf(path, sizeof path, "/%s/%zu%s", desk_kinds[item->kind].plural, item->index, below);
    desk_vfault(definition, item->file, path, format, args);
}

void desk_item_fault(struct desk_definition *definition, const struct desk_item *item,
                     const char *below, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    desk_item_vfault(definition, item, below, format, args);
    va_end(args);
}

enum { WORD_MAX = 64 };

/* Levenshtein distance; 99 for words too long to be meant. */
static int distance(const char *one, const char *other)
{
    size_t m = strlen(one), n = strlen(other);
    if (m >= WORD_MAX || n >= WORD_MAX) return 99;
    int row[WORD_MAX + 1];
    for (size_t j = 0; j <= n; j++) row[j] = (int)j;
    for (size_t i = 1; i <= m; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= n; j++) {
            int best = diagonal + (one[i - 1] != other[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[n];
}

const char *desk_nearest(const char *text, const char *const *words, size_t count)
{
    const char *nearest = NULL;
    int allowed = (int)strlen(text) / 3 + 1, best = allowed + 1;
    for (size_t i = 0; i < count; i++) {
        if (words[i] == NULL || words[i][0] == '\0') continue;
        int steps = distance(text, words[i]);
        if (steps < best) {
            best = steps;
            nearest = words[i];
        }
    }
    return nearest;
}
