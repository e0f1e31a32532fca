/* A clock on its calendar with its ledger, as a case would hold it: the stage of the clock tests.
 */
#ifndef ONESTOP_TEST_STAGE_H
#define ONESTOP_TEST_STAGE_H

#include "workflow/clock.h"
#include "world.h"

#define STAGE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

enum { MARIA = 7, IVAN = 8 };

struct stage {
    struct arena *arena;
    struct clock_terms terms;
    struct clock clock;
    struct clock_interval ledger[32];
    size_t count;
};

static inline int set_up(void **state)
{
    struct arena *arena = arena_new(8 << 20);
    if (arena == NULL) return -1;
    struct stage *stage = arena_alloc(arena, sizeof *stage);
    if (stage == NULL) return -1;
    stage->arena = arena;
    *state = stage;
    return 0;
}

static inline int tear_down(void **state)
{
    arena_free(((struct stage *)*state)->arena);
    return 0;
}

static inline void promise(struct stage *stage, struct calendar_rules rules, enum clock_unit unit,
                           int32_t amount)
{
    stage->terms = (struct clock_terms){.unit = unit, .amount = amount, .cutoff_min = 1440};
    stage->terms.calendar = calendar_expand(stage->arena, &rules);
    assert_non_null(stage->terms.calendar);
}

static inline struct stage *begin(void **state, struct calendar_rules rules, enum clock_unit unit,
                                  int32_t amount, const char *start)
{
    struct stage *stage = *state;
    promise(stage, rules, unit, amount);
    clock_start(&stage->clock, &stage->terms, at(start));
    return stage;
}

static inline struct calendar_rules weekdays(void)
{
    return office_rules(day_spans, 1, 5);
}

static inline struct calendar_rules always(void)
{
    return office_rules(round_spans, 1, 7);
}

static inline void pause_at(struct stage *stage, const char *when)
{
    assert_true(
        clock_pause(&stage->clock, at(when), PAUSE_CUSTOMER, MARIA, &stage->ledger[stage->count]));
    stage->count++;
}

static inline void resume_at(struct stage *stage, const char *when)
{
    assert_true(clock_resume(&stage->clock, &stage->terms, stage->ledger, stage->count, at(when),
                             &stage->ledger[stage->count]));
    stage->count++;
}

static inline void stop_at(struct stage *stage, const char *when)
{
    assert_true(clock_stop(&stage->clock, stage->ledger, stage->count, at(when),
                           &stage->ledger[stage->count]));
    stage->count++;
}

static inline void restart_at(struct stage *stage, const char *when)
{
    assert_true(clock_restart(&stage->clock, &stage->terms, stage->ledger, stage->count, at(when),
                              &stage->ledger[stage->count]));
    stage->count++;
}

#endif
