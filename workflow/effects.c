/* Rows of a decision, collected in its arena. */
#include "workflow/effects.h"

#include "proto/arena.h"

#define DEFINE_ADD(type, name)                                                                     \
    struct type *effects_add_##type(struct arena *arena, struct effects *effects)                  \
    {                                                                                              \
        void *items = effects->name;                                                               \
        if (arena_grow(arena, &items, effects->name##_count, &effects->name##_capacity,            \
                       sizeof(struct type)) != 0)                                                  \
            return NULL;                                                                           \
        effects->name = items;                                                                     \
        return &effects->name[effects->name##_count++];                                            \
    }
EFFECT_TABLES(DEFINE_ADD)

static int64_t larger(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

int64_t effects_last_id(const struct effects *effects)
{
    int64_t last = 0;
    for (size_t i = 0; i < effects->kases_count; i++)
        last = larger(last, effects->kases[i].row->id);
    for (size_t i = 0; i < effects->contacts_count; i++)
        last = larger(last, effects->contacts[i].id);
    for (size_t i = 0; i < effects->tasks_count; i++)
        last = larger(last, effects->tasks[i].task.id);
    for (size_t i = 0; i < effects->clocks_count; i++)
        last = larger(last, effects->clocks[i].clock.id);
    for (size_t i = 0; i < effects->notes_count; i++) last = larger(last, effects->notes[i].id);
    for (size_t i = 0; i < effects->notices_count; i++) last = larger(last, effects->notices[i].id);
    return last;
}
