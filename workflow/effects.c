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

int effects_append(struct arena *arena, struct effects *effects, const struct effects *from)
{
    effects->ids_used += from->ids_used;
#define EFFECT_APPEND(type, name)                                                                  \
    for (size_t i = 0; i < from->name##_count; i++) {                                              \
        struct type *row = effects_add_##type(arena, effects);                                     \
        if (row == NULL) return -1;                                                                \
        *row = from->name[i];                                                                      \
    }
    EFFECT_TABLES(EFFECT_APPEND)
#undef EFFECT_APPEND
    return 0;
}
