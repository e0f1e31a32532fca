/* A simulated year on each shipped ladder: random complaints, answers, silences, absences,
 * extensions, wishes of customers, and a daemon that is away now and then. What must hold: every
 * stage ended in time or moved up at its limit; nobody answered who must not; each rung fired once;
 * counters equal a recount of the complaints; and had the daemon never been away, times and ends
 * would be the same. ONESTOP_COMPLAINTS sets how many complaints a ladder gets (300). */
#include "complaint_desk.h"

#include "workflow/counter.h"

enum { STEP_MIN = 30, ACTS_A_STEP = 4, KEYS = 1 << 12, RUNGS_MAX = 1 << 20 };

struct item {
    struct complaint complaint;
    int32_t extensions;
    int64_t last_event_us;
};

struct tally {
    int32_t metric, bucket;
    int64_t value;
};

struct sim {
    struct arena *arena, *scratch; /* kept for the run; of one decision */
    struct desk *desk;
    const struct ladder *ladder;
    struct item *items;
    size_t count, wanted;
    uint64_t seed;
    int64_t now_us, next_id;
    struct ladder_hand hands[PEOPLE];
    struct tally moved[KEYS];   /* sums of the moves of all decisions */
    struct tally counted[KEYS]; /* and of all events, counted anew */
    uint64_t fired[RUNGS_MAX];  /* clock and percent of each rung */
    uint64_t rungs, answered, timed_out, by_customer, refused, stale, told;
    bool sleepy; /* the daemon is away now and then */
};

static uint32_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static uint32_t pick(struct sim *sim, uint32_t below)
{
    return draw(&sim->seed) % below;
}

static void add(struct tally *tallies, const struct counter_move *move)
{
    uint32_t at = ((uint32_t)move->metric * 2654435761u ^ (uint32_t)move->bucket * 40503u) % KEYS;
    while (tallies[at].metric != 0 &&
           (tallies[at].metric != (int32_t)move->metric || tallies[at].bucket != move->bucket))
        at = (at + 1) % KEYS;
    tallies[at].metric = (int32_t)move->metric;
    tallies[at].bucket = move->bucket;
    tallies[at].value += move->value;
}

/* Of a metric, ordinary and serious: at one stage (1, 2, …), or of all (-1). */
static int64_t sum_of(const struct sim *sim, enum metric metric, int32_t stage)
{
    int64_t sum = 0;
    for (size_t i = 0; i < KEYS; i++)
        if (sim->moved[i].metric == (int32_t)metric &&
            (stage < 0 || sim->moved[i].bucket % COUNTER_SERIOUS / COUNTER_STAGE == stage))
            sum += sim->moved[i].value;
    return sum;
}

static struct complaint_context context_of(struct sim *sim)
{
    struct complaint_context context = {.decision = {.desk = sim->desk,
                                                     .arena = sim->scratch,
                                                     .now_us = sim->now_us,
                                                     .first_id = sim->next_id,
                                                     .customer_found = true},
                                        .hands = sim->hands,
                                        .hand_count = PEOPLE};
    sim->next_id += DECISION_IDS;
    return context;
}

static void hand(struct sim *sim, const struct complaint *complaint, int by)
{
    const struct complaint_stage *now = complaint_now(complaint);
    if (complaint->state == COMPLAINT_OPEN && now->answerer_id != 0)
        sim->hands[now->answerer_id - 1].open += by;
}

/* Who was chosen for a stage may answer it, and was there. */
static void check_choice(struct sim *sim, const struct complaint *complaint, int64_t at_us)
{
    const struct complaint_stage *now = complaint_now(complaint);
    const struct staff *staff = desk_staff(sim->desk, now->answerer_id);
    if (staff == NULL) return;
    assert_false(ladder_concerns(sim->desk, staff, complaint->about, complaint->about_count));
    assert_false(ladder_absent(sim->desk, staff, at_us));
    for (size_t i = 0; i + 1 < complaint->stage_count; i++)
        assert_int_not_equal(complaint->stages[i].answerer_id, staff->id);
}

/* Never twice. */
static void check_rung(struct sim *sim, const struct rung_row *rung)
{
    uint64_t key = (uint64_t)rung->clock_id * 128 + (uint64_t)rung->percent;
    size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 40) % RUNGS_MAX;
    for (; sim->fired[at] != 0; at = (at + 1) % RUNGS_MAX) assert_true(sim->fired[at] != key);
    sim->fired[at] = key;
    assert_true(++sim->rungs < RUNGS_MAX / 2);
}

static const struct decision_customer writable = {
    .name = "Ana", .email = "ana@example.org", .language = "bg", .channel = CHANNEL_EMAIL};

/* One message a decision at the most, to who has a name; it names nobody who works here. */
static void check_message(struct sim *sim, const struct complaint *complaint,
                          const struct effects *effects)
{
    if (effects->outboxes_count == 0) return;
    const struct outbox_row *row = &effects->outboxes[0];
    assert_int_equal(effects->outboxes_count, 1);
    assert_non_null(complaint->contact);
    assert_int_equal(row->secret, complaint->serious);
    assert_int_equal(row->owner_id, complaint->record.id);
    assert_non_null(strstr(row->body, complaint->record.reference));
    assert_null(strstr(row->body, "person-"));
    sim->told++;
}

static void check_events(struct sim *sim, struct item *item, const struct complaint *after,
                         const struct effects *effects)
{
    check_message(sim, after, effects);
    struct counter_move moves[COUNTER_MOVES_MAX];
    for (size_t i = 0; i < effects->events_count; i++) {
        struct case_event event = effects->events[i];
        assert_true(event.at_us >= item->last_event_us && event.at_us <= sim->now_us);
        item->last_event_us = event.at_us;
        assert_int_equal(event_parse(sim->scratch, &event), 0);
        size_t count = counter_of_event(&event, &desk_zone, moves);
        for (size_t m = 0; m < count; m++) add(sim->counted, &moves[m]);
    }
    for (size_t i = 0; i < effects->moves_count; i++) add(sim->moved, &effects->moves[i]);
    for (size_t i = 0; i < effects->rungs_count; i++) check_rung(sim, &effects->rungs[i]);
}

/* Texts of a decision outlive it. */
static void keep(struct sim *sim, struct item *item, const struct complaint *after)
{
    item->complaint = *after;
    item->complaint.record.reference = "7K3M-9XQ5";
    for (size_t i = 0; i < after->stage_count; i++) item->complaint.stages[i].route = NULL;
    arena_reset(sim->scratch);
}

static bool is_due(const struct sim *sim, const struct complaint *complaint)
{
    for (int i = 0; i < COMPLAINT_CLOCKS; i++)
        if (complaint->clocks[i].id != 0 && complaint->clocks[i].next_rung_at_us != NO_TIME &&
            complaint->clocks[i].next_rung_at_us <= sim->now_us)
            return true;
    return false;
}

static void fire(struct sim *sim, struct item *item)
{
    while (item->complaint.state == COMPLAINT_OPEN && is_due(sim, &item->complaint)) {
        struct complaint_context context = context_of(sim);
        struct complaint after = item->complaint;
        struct effects effects;
        struct error error = {0};
        hand(sim, &item->complaint, -1);
        assert_int_equal(complaint_fire(&context, &after, &effects, &error), ERR_OK);
        if (after.stage_count > item->complaint.stage_count && after.state == COMPLAINT_OPEN)
            check_choice(sim, &after, complaint_now(&after)->started_at_us);
        check_events(sim, item, &after, &effects);
        size_t events = effects.events_count;
        keep(sim, item, &after);
        hand(sim, &item->complaint, 1);
        if (events == 0) return;
    }
}

static struct ladder_question question_of(const struct sim *sim, const struct complaint *complaint,
                                          int32_t earlier[COMPLAINT_ENTRIES])
{
    const struct complaint_stage *now = complaint_now(complaint);
    size_t count = 0;
    for (size_t i = 0; i + 1 < complaint->stage_count; i++)
        earlier[count++] = complaint->stages[i].answerer_id;
    return (struct ladder_question){.agency_id = TOWN,
                                    .office_id = HALL,
                                    .stage = &sim->ladder->stages[now->stage],
                                    .about = complaint->about,
                                    .about_count = complaint->about_count,
                                    .earlier = earlier,
                                    .earlier_count = count,
                                    .at_us = sim->now_us};
}

/* Who answers now: the one chosen, or, while that one is away, anybody fit. */
static int32_t somebody(const struct sim *sim, const struct complaint *complaint)
{
    int32_t earlier[COMPLAINT_ENTRIES];
    struct ladder_question question = question_of(sim, complaint, earlier);
    const struct staff *staff = desk_staff(sim->desk, complaint_now(complaint)->answerer_id);
    if (staff != NULL && !ladder_absent(sim->desk, staff, sim->now_us)) return staff->id;
    for (int32_t i = 0; i < PEOPLE; i++)
        if (ladder_unfit(sim->desk, &question, &desk_people[i]) == NULL) return i + 1;
    return CLERK;
}

static bool try_act(struct sim *sim, struct item *item, enum complaint_act act, int32_t who,
                    uint32_t dice)
{
    static struct remedy_told remedies[] = {{.what = "Pay back", .due_at_us = NO_TIME}};
    struct complaint_context context = context_of(sim);
    struct complaint_told told = {.outcome = (enum complaint_outcome)(1 + dice % 4),
                                  .answer = "Answer",
                                  .reason = "Reason",
                                  .lesson = dice % 5 == 0 ? "Lesson" : NULL,
                                  .amount = 1 + (int32_t)(dice % 12),
                                  .remedies = remedies,
                                  .remedy_count = act == COMPLAINT_ANSWER && dice % 6 == 0};
    struct complaint after = item->complaint;
    struct actor actor = {&desk_people[who - 1], ROLE_BIT(desk_grants[who].role)};
    struct effects effects;
    struct error error = {0};
    enum error_code code = complaint_do(&context, &actor, act, &told, &after, &effects, &error);
    sim->stale += code == ERR_STALE;
    sim->refused += code == ERR_REFUSED || code == ERR_FORBIDDEN;
    if (code != ERR_OK) {
        arena_reset(sim->scratch);
        return false;
    }
    if (act == COMPLAINT_ANSWER || act == COMPLAINT_ACKNOWLEDGE) {
        assert_false(ladder_concerns(sim->desk, actor.staff, after.about, after.about_count));
        for (size_t i = 0; i + 1 < after.stage_count; i++)
            assert_int_not_equal(after.stages[i].answerer_id, who);
    }
    hand(sim, &item->complaint, -1);
    item->extensions += act == COMPLAINT_EXTEND;
    check_events(sim, item, &after, &effects);
    keep(sim, item, &after);
    hand(sim, &item->complaint, 1);
    return true;
}

/* Who must not answer is refused, whatever they try. */
static void try_stranger(struct sim *sim, struct item *item, enum complaint_act what, uint32_t dice)
{
    int32_t earlier[COMPLAINT_ENTRIES], who = 1 + (int32_t)(dice % PEOPLE);
    struct ladder_question question = question_of(sim, &item->complaint, earlier);
    if (ladder_unfit(sim->desk, &question, &desk_people[who - 1]) == NULL) return;
    assert_false(try_act(sim, item, what, who, dice));
}

static void act(struct sim *sim, struct item *item, uint32_t dice, uint32_t more)
{
    static const enum complaint_act often[] = {
        COMPLAINT_ACKNOWLEDGE, COMPLAINT_ACKNOWLEDGE, COMPLAINT_ANSWER, COMPLAINT_ANSWER,
        COMPLAINT_EXTEND,      COMPLAINT_ESCALATE,    COMPLAINT_ANSWER, COMPLAINT_REMEDY_ADD};
    enum complaint_act what = dice % 97 == 0 ? COMPLAINT_WITHDRAW : often[dice % 8];
    const struct complaint *complaint = &item->complaint;
    if (what == COMPLAINT_ESCALATE && dice / 8 % 4 != 0 && complaint->state == COMPLAINT_OPEN)
        return; /* most customers wait for the answer */
    if (complaint_now(complaint) == NULL) return;
    if (what == COMPLAINT_ANSWER && more % 10 == 0)
        try_stranger(sim, item, what, more / 10);
    else
        try_act(sim, item, what, what == COMPLAINT_ESCALATE ? CLERK : somebody(sim, complaint),
                more);
}

static void log_one(struct sim *sim)
{
    const struct ladder *ladder = sim->ladder;
    struct item *item = &sim->items[sim->count++];
    struct complaint_context context = context_of(sim);
    struct complaint_told told = {.agency_id = TOWN,
                                  .office_id = HALL,
                                  .channel = (enum channel)(1 + pick(sim, CHANNELS - 1)),
                                  .customer_id = pick(sim, 8) == 0 ? 0 : 7,
                                  .text = "Text",
                                  .received_at_us = NO_TIME,
                                  .happened_at_us = NO_TIME};
    told.subject = ladder->subjects[pick(sim, (uint32_t)ladder->subject_count)].code;
    if (pick(sim, 3) == 0) told.about[told.about_count++] = 1 + (int32_t)pick(sim, PEOPLE);
    if (pick(sim, 3) == 0) told.case_manager_id = WORKER + (int32_t)pick(sim, LEAD - WORKER);
    if (pick(sim, 20) == 0) told.happened_at_us = sim->now_us - 1000 * US_PER_DAY;
    struct actor actor = {&desk_people[CLERK - 1], ROLE_BIT(ROLE_FRONT_DESK)};
    struct complaint after;
    struct effects effects;
    struct error error = {0};
    assert_int_equal(complaint_log(&context, &actor, &told, &after, &effects, &error), ERR_OK);
    if (after.serious) assert_true(complaint_now(&after)->stage == ladder_independent(ladder));
    if (after.state == COMPLAINT_OPEN) check_choice(sim, &after, sim->now_us);
    check_events(sim, item, &after, &effects);
    after.contact = told.customer_id == 0 ? NULL : &writable; /* as it is loaded from now on */
    keep(sim, item, &after);
    hand(sim, &item->complaint, 1);
}

/* Away for hours or days, some forty times a year, by a schedule of its own. */
static bool away(uint64_t *schedule, int64_t *until_us, int64_t now_us)
{
    uint32_t dice = draw(schedule);
    if (now_us < *until_us) return true;
    if (dice % 400 == 0) *until_us = now_us + (1 + dice / 400 % 96) * 60 * US_PER_MIN;
    return now_us < *until_us;
}

static void run_year(struct sim *sim)
{
    int64_t until_us = 0, begin_us = moment(2026, 1, 1, 0, 0);
    uint64_t schedule = sim->seed + 99;
    int64_t steps = 365 * 24 * 60 / STEP_MIN;
    for (int64_t step = 0; step < steps * 2; step++) { /* a second year ends what began late */
        sim->now_us = begin_us + step * STEP_MIN * US_PER_MIN;
        bool down = away(&schedule, &until_us, sim->now_us);
        if (!down || !sim->sleepy)
            for (size_t i = 0; i < sim->count; i++) fire(sim, &sim->items[i]);
        if (down) continue;
        while (sim->count < sim->wanted &&
               sim->count < sim->wanted * (size_t)(step + 1) / (size_t)steps)
            log_one(sim);
        size_t turns = sim->count * ACTS_A_STEP / 700 + 1;
        for (size_t i = 0; i < turns && sim->count > 0; i++) {
            uint32_t which = draw(&sim->seed), dice = draw(&sim->seed), more = draw(&sim->seed);
            if (step < steps) act(sim, &sim->items[which % sim->count], dice, more);
        }
    }
}

/* Absences: some weeks of each, and not all of a kind at once. */
static void add_absences(void)
{
    uint64_t seed = 5;
    for (int32_t id = 1; id <= PEOPLE; id++) {
        civil_day day = civil_from_ymd(2026, 1, 1);
        struct staff *staff = &desk_people[id - 1];
        staff->absence_count = 0;
        while (staff->absence_count < 24) {
            day += 20 + (civil_day)(draw(&seed) % 30);
            civil_day to = day + (civil_day)(draw(&seed) % 10);
            desk_absences[id][staff->absence_count++] = (struct absence){day, to};
            day = to;
        }
    }
}

static void check_complaint(const struct sim *sim, const struct complaint *complaint)
{
    int32_t last = -1;
    for (size_t i = 0; i < complaint->stage_count; i++) {
        const struct complaint_stage *stage = &complaint->stages[i];
        const struct ladder_stage *terms = &sim->ladder->stages[stage->stage];
        assert_true(stage->stage > last);
        last = stage->stage;
        assert_int_not_equal(stage->end, STAGE_RUNNING);
        assert_true(stage->extended <= terms->extension_max);
        if (stage->due_at_us != NO_TIME) assert_true(stage->ended_at_us <= stage->due_at_us);
        if (stage->end == STAGE_TIMED_OUT) {
            assert_int_equal(stage->ended_at_us, stage->due_at_us);
            if (i + 1 < complaint->stage_count)
                assert_int_equal(complaint->stages[i + 1].started_at_us, stage->due_at_us);
            else
                assert_int_equal(complaint->state, COMPLAINT_REFERRED);
        }
    }
}

/* The figures a second time, from the complaints themselves. */
static void check_figures(struct sim *sim)
{
    int64_t extensions = 0, lessons = 0, remedies = 0, referred = 0, not_opened = 0, days = 0;
    for (int32_t at = 0; at < (int32_t)sim->ladder->stage_count; at++) {
        int64_t begun = 0, ends[STAGE_ENDS] = {0}, outcomes[COMPLAINT_OUTCOMES] = {0}, moved_on = 0;
        for (size_t i = 0; i < sim->count; i++) {
            const struct complaint *complaint = &sim->items[i].complaint;
            for (size_t k = 0; k < complaint->stage_count; k++) {
                const struct complaint_stage *stage = &complaint->stages[k];
                if (stage->stage != at) continue;
                begun++;
                ends[stage->end]++;
                outcomes[stage->outcome]++;
                lessons += stage->lesson != NULL;
                moved_on +=
                    stage->end == STAGE_ESCALATED ||
                    (stage->end == STAGE_ANSWERED &&
                     (k + 1 < complaint->stage_count || complaint->state == COMPLAINT_REFERRED));
                if (stage->end == STAGE_ANSWERED)
                    days += ladder_days(sim->ladder, stage->started_at_us, stage->ended_at_us);
            }
        }
        assert_int_equal(sum_of(sim, METRIC_STAGES_BEGUN, at + 1), begun);
        assert_int_equal(sum_of(sim, METRIC_STAGES_ANSWERED, at + 1), ends[STAGE_ANSWERED]);
        assert_int_equal(sum_of(sim, METRIC_STAGE_DAYS, at + 1), ends[STAGE_ANSWERED]);
        assert_int_equal(sum_of(sim, METRIC_STAGES_ESCALATED_TIME, at + 1), ends[STAGE_TIMED_OUT]);
        assert_int_equal(sum_of(sim, METRIC_STAGES_ESCALATED_CUSTOMER, at + 1), moved_on);
        assert_int_equal(sum_of(sim, METRIC_STAGES_UPHELD, at + 1), outcomes[OUTCOME_UPHELD]);
        assert_int_equal(sum_of(sim, METRIC_STAGES_PARTLY, at + 1), outcomes[OUTCOME_PARTLY]);
        assert_int_equal(sum_of(sim, METRIC_STAGES_NOT_UPHELD, at + 1),
                         outcomes[OUTCOME_NOT_UPHELD]);
        assert_int_equal(sum_of(sim, METRIC_STAGES_RESOLVED, at + 1), outcomes[OUTCOME_RESOLVED]);
        sim->answered += (uint64_t)ends[STAGE_ANSWERED];
        sim->timed_out += (uint64_t)ends[STAGE_TIMED_OUT];
        sim->by_customer += (uint64_t)moved_on;
    }
    int64_t counted_days = 0;
    for (size_t i = 0; i < KEYS; i++)
        if (sim->moved[i].metric == METRIC_STAGE_DAYS)
            counted_days += sim->moved[i].value * (sim->moved[i].bucket % COUNTER_STAGE);
    for (size_t i = 0; i < sim->count; i++) {
        extensions += sim->items[i].extensions;
        remedies += (int64_t)sim->items[i].complaint.remedy_count;
        referred += sim->items[i].complaint.state == COMPLAINT_REFERRED;
        not_opened += sim->items[i].complaint.state == COMPLAINT_NOT_OPENED;
    }
    assert_int_equal(counted_days, days);
    assert_int_equal(sum_of(sim, METRIC_COMPLAINTS_RECEIVED, -1), sim->count);
    assert_int_equal(sum_of(sim, METRIC_STAGES_EXTENSIONS, -1), extensions);
    assert_int_equal(sum_of(sim, METRIC_COMPLAINT_LESSONS, -1), lessons);
    assert_int_equal(sum_of(sim, METRIC_REMEDIES, -1), remedies);
    assert_int_equal(sum_of(sim, METRIC_COMPLAINTS_REFERRED, -1), referred);
    assert_int_equal(sum_of(sim, METRIC_COMPLAINTS_NOT_OPENED, -1), not_opened);
    assert_memory_equal(sim->moved, sim->counted, sizeof sim->moved);
}

static struct sim *simulate(const char *code, size_t wanted, bool sleepy)
{
    struct sim *sim = calloc(1, sizeof *sim);
    sim->arena = arena_new(64 << 20);
    sim->scratch = arena_new(16 << 20);
    sim->desk = complaint_desk(sim->arena);
    sim->ladder = only_ladder(sim->desk, code);
    sim->wanted = wanted;
    sim->items = calloc(wanted, sizeof *sim->items);
    sim->seed = 7;
    sim->next_id = 1000;
    sim->sleepy = sleepy;
    add_absences();
    for (int32_t i = 0; i < PEOPLE; i++) sim->hands[i].staff_id = i + 1;
    run_year(sim);
    return sim;
}

static void end(struct sim *sim)
{
    arena_free(sim->scratch);
    arena_free(sim->arena);
    free(sim->items);
    free(sim);
}

/* Who answers may depend on who had less in hand when the daemon came to it; times and ends not. */
static void check_same(const struct sim *one, const struct sim *other)
{
    assert_int_equal(one->count, other->count);
    for (size_t i = 0; i < one->count; i++) {
        const struct complaint *a = &one->items[i].complaint, *b = &other->items[i].complaint;
        assert_int_equal(a->state, b->state);
        assert_int_equal(a->stage_count, b->stage_count);
        assert_int_equal(a->closed_at_us, b->closed_at_us);
        for (size_t k = 0; k < a->stage_count; k++) {
            assert_int_equal(a->stages[k].end, b->stages[k].end);
            assert_int_equal(a->stages[k].started_at_us, b->stages[k].started_at_us);
            assert_int_equal(a->stages[k].ended_at_us, b->stages[k].ended_at_us);
            assert_int_equal(a->stages[k].due_at_us, b->stages[k].due_at_us);
        }
    }
}

static void year_of(const char *code)
{
    const char *asked = getenv("ONESTOP_COMPLAINTS");
    size_t wanted = asked == NULL ? 300 : (size_t)strtoul(asked, NULL, 10);
    struct sim *awake = simulate(code, wanted, false), *sleepy = simulate(code, wanted, true);
    struct sim *both[] = {awake, sleepy};
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < both[i]->count; k++)
            check_complaint(both[i], &both[i]->items[k].complaint);
        check_figures(both[i]);
    }
    check_same(awake, sleepy);
    print_message("%s: %zu complaints, %llu stages answered, %llu timed out, %llu escalated by the "
                  "customer, %llu rungs, %llu acts refused\n",
                  code, sleepy->count, (unsigned long long)sleepy->answered,
                  (unsigned long long)sleepy->timed_out, (unsigned long long)sleepy->by_customer,
                  (unsigned long long)sleepy->rungs, (unsigned long long)sleepy->refused);
    assert_true(sleepy->answered > 0 && sleepy->timed_out > 0 && sleepy->by_customer > 0 &&
                sleepy->told > 0);
    end(awake);
    end(sleepy);
}

#define YEAR(name, code)                                                                           \
    static void test_year_on_##name(void **state)                                                  \
    {                                                                                              \
        (void)state;                                                                               \
        year_of(code);                                                                             \
    }
YEAR(basic, "basic")
YEAR(bulgarian, "bulgarian")
YEAR(housing_ombudsman, "housing-ombudsman")
YEAR(irish_health, "irish-health")
YEAR(scottish, "scottish")

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_year_on_basic), cmocka_unit_test(test_year_on_bulgarian),
        cmocka_unit_test(test_year_on_housing_ombudsman),
        cmocka_unit_test(test_year_on_irish_health), cmocka_unit_test(test_year_on_scottish)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
