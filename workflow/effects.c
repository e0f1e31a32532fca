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
