/* Applying desk definitions, and the snapshots that come of it. */
#include <stdio.h>
#include <string.h>

#include "db/desk_apply.h"
#include "db/snapshot.h"
#include "db/sync.h"
#include "proto/arena.h"
#include "tests/integration/db/database.h"
#include "workflow/route.h"
#include "workflow/standard.h"

/* A small normalised document; the parts that tests change are arguments. */
#define CALENDAR(hours)                                                                            \
    "{\"code\":\"office-hours\",\"name\":\"Hours\",\"week\":{\"mon\":[\"" hours                    \
    "\"],\"tue\":[\"08:00-12:00\",\"13:00-17:00\"],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[],"   \
    "\"sun\":[]},\"holidays\":[{\"rule\":\"12-25\",\"name\":\"Christmas\",\"observed\":"           \
    "\"next-working-day\"}],\"extra_days\":[]}"
#define STANDARD(amount, from)                                                                     \
    "{\"code\":\"ten-days\",\"name\":\"Ten\",\"kind\":\"processing\",\"unit\":\"working-days\","   \
    "\"amount\":" amount ",\"target_percent\":95,\"calendar\":\"office-hours\",\"cutoff\":"        \
    "\"17:00\",\"roll_to\":\"08:30\",\"department_pauses\":false,\"in_force_from\":\"" from        \
    "\",\"published\":true}"
#define PROCESS(minutes)                                                                           \
    "{\"code\":\"simple\",\"name\":\"Simple\",\"states\":[{\"code\":\"new\",\"name\":\"New\","     \
    "\"initial\":true,\"final\":false,\"outcomes\":[]},{\"code\":\"asked\",\"name\":\"Asked\","    \
    "\"initial\":false,\"final\":false,\"outcomes\":[],\"pauses\":\"waiting-for-customer\","       \
    "\"professional\":{\"queue\":\"hall\",\"minutes\":30,\"question\":\"What now?\"}},{\"code\":"  \
    "\"done\",\"name\":\"Done\",\"initial\":false,\"final\":true,\"outcomes\":[\"granted\"]}],"    \
    "\"transitions\":[{\"step\":\"ask\",\"name\":\"Ask\",\"from\":[\"new\"],\"to\":\"asked\","     \
    "\"roles\":[],\"guard\":[\"has-customer\"],\"minutes\":5},{\"step\":\"finish\",\"name\":"      \
    "\"Finish\",\"from\":[\"new\",\"asked\"],\"to\":\"done\",\"roles\":[\"case-manager\"],"        \
    "\"guard\":[],\"minutes\":" minutes "}]}"
#define SERVICE(code, name)                                                                        \
    "{\"code\":\"" code "\",\"name\":\"" name                                                      \
    "\",\"description\":\"Text\",\"kind\":\"act\",\"documents\":[],\"channels\":[\"counter\","     \
    "\"web\"],\"related\":[],\"expected_minutes\":20,\"skill\":\"permits\",\"process\":"           \
    "\"simple\",\"standard\":\"ten-days\",\"queue\":\"hall\",\"words\":[],\"faq\":[]}"
#define STAFF(user, absences)                                                                      \
    "{\"user_name\":\"" user "\",\"name\":\"A Person\",\"grants\":[{\"role\":\"case-manager\"},"   \
    "{\"role\":\"front-desk\",\"agency\":\"water\",\"office\":\"hall\"}],\"skills\":[\"permits\"]" \
    ",\"languages\":[\"en\",\"bg\"],\"capacity_minutes\":420,\"lead\":\"lead\",\"shared\":false,"  \
    "\"absences\":[" absences "],\"active\":true}"
#define LEAD                                                                                       \
    "{\"user_name\":\"lead\",\"name\":\"The Lead\",\"grants\":[{\"role\":\"team-lead\"}],"         \
    "\"skills\":[],\"languages\":[],\"capacity_minutes\":420,\"shared\":false,\"absences\":[],"    \
    "\"active\":true}"
#define AGENCY(code, zone, calendars, standards, processes, services, offices, queues, staff)      \
    "{\"code\":\"" code "\",\"name\":\"The " code "\",\"time_zone\":\"" zone                       \
    "\",\"locale\":\"en\",\"reopen_days\":14,\"calendars\":[" calendars                            \
    "],\"skills\":[{\"code\":\"permits\",\"name\":\"Permits\"}],\"offices\":[" offices             \
    "],\"queues\":[" queues "],\"segments\":[],\"standards\":[" standards                          \
    "],\"processes\":[" processes "],\"services\":[" services "],\"staff\":[" staff "]}"
#define HALL                                                                                       \
    "{\"code\":\"hall\",\"name\":\"Hall\",\"address\":\"1 Street\",\"calendar\":\"office-hours\"," \
    "\"serves\":[\"water\"]}"
#define QUEUE "{\"code\":\"hall\",\"name\":\"Hall\",\"office\":\"hall\",\"skill\":\"permits\"}"
#define CITY(calendar, standard, process, services, staff)                                         \
    AGENCY("city", "Europe/Sofia", calendar, standard, process, services, HALL, QUEUE,             \
           staff "," LEAD)
#define WATER AGENCY("water", "Europe/Sofia", "", "", "", "", "", "", "")
#define DOCUMENT(calendar, standard, process, services, staff)                                     \
    "{\"agencies\":[" CITY(calendar, standard, process, services, staff) "," WATER "]}"
#define PLAIN                                                                                      \
    DOCUMENT(CALENDAR("08:00-12:00"), STANDARD("10", "2011-01-01"), PROCESS("15"),                 \
             SERVICE("permit", "Permit"), STAFF("m.petrova", ""))

static PGconn *pg;

static int connect_first(void **state)
{
    (void)state;
    pg = test_connect();
    return 0;
}

static int disconnect(void **state)
{
    (void)state;
    PQfinish(pg);
    return 0;
}

/* Applies; returns the number of changes and keeps what one of them was. */
static struct desk_applied apply(struct arena *arena, const char *document, bool dry_run)
{
    struct desk_applied applied;
    struct error error = {0};
    enum error_code code = desk_apply_sync(pg, arena, document, 0, dry_run, &applied, &error);
    if (code != ERR_OK && code != ERR_INVALID) fail_msg("%s (%s)", error.message, error.log_detail);
    return applied;
}

static const char *change_of(const struct desk_applied *applied, const char *kind, const char *code)
{
    for (size_t i = 0; i < applied->change_count; i++)
        if (strcmp(applied->changes[i].kind, kind) == 0 &&
            strcmp(applied->changes[i].code, code) == 0)
            return applied->changes[i].change;
    return "";
}

static struct snapshot *load(void)
{
    struct error error = {0};
    struct snapshot *snapshot = snapshot_load_sync(pg, &error);
    if (snapshot == NULL) fail_msg("%s (%s)", error.message, error.log_detail);
    return snapshot;
}

static void test_dry_run_changes_nothing(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct desk_applied applied = apply(arena, PLAIN, true);
    assert_string_equal(change_of(&applied, "service", "permit"), "new");
    assert_string_equal(test_sql(pg, "select count(*) from desk_definition"), "0");
    assert_string_equal(test_sql(pg, "select count(*) from service"), "0");
    arena_free(arena);
}

static void test_apply_writes_every_part(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct desk_applied applied = apply(arena, PLAIN, false);
    assert_int_not_equal(applied.definition_id, 0);
    assert_int_equal(applied.change_count, 12);
    assert_string_equal(change_of(&applied, "agency", "water"), "new");
    assert_string_equal(change_of(&applied, "staff", "m.petrova"), "new");
    assert_string_equal(test_sql(pg, "select count(*) from calendar where version = 1 and "
                                     "in_force_from = '1970-01-01'"),
                        "1");
    arena_free(arena);
}

static void test_apply_again_is_unchanged(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct desk_applied applied = apply(arena, PLAIN, false);
    assert_int_equal(applied.definition_id, 0);
    assert_int_equal(applied.change_count, 0);
    assert_string_equal(test_sql(pg, "select count(*) from desk_definition"), "1");
    arena_free(arena);
}

static void test_unknown_time_zone_is_refused(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct desk_applied applied =
        apply(arena, "{\"agencies\":[" AGENCY("moon", "Moon/Base", "", "", "", "", "", "", "") "]}",
              false);
    assert_int_equal(applied.refusal_count, 1);
    assert_string_equal(applied.refusals[0].file, "agencies.json");
    assert_non_null(strstr(applied.refusals[0].reason, "Moon/Base"));
    assert_string_equal(test_sql(pg, "select count(*) from agency where code = 'moon'"), "0");
    arena_free(arena);
}

static void test_user_name_of_another_agency_is_refused(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct desk_applied applied = apply(
        arena, "{\"agencies\":[" AGENCY("water", "Europe/Sofia", "", "", "", "", "", "", LEAD) "]}",
        false);
    assert_int_equal(applied.refusal_count, 1);
    assert_non_null(strstr(applied.refusals[0].reason, "\"lead\""));
    arena_free(arena);
}

static void test_snapshot_resolves_names(void **state)
{
    struct snapshot *snapshot = load();
    const struct desk *desk = &snapshot->desk;
    (void)state;
    const struct agency *city = desk_agency_by_code(desk, "city");
    const struct agency *water = desk_agency_by_code(desk, "water");
    const struct service *permit = desk_service_by_code(desk, 0, "permit");
    const struct office *hall = desk_office_by_code(desk, city->id, "hall");
    const struct staff *petrova = desk_staff_by_user_name(desk, "m.petrova");
    assert_string_equal(city->zone->name, "Europe/Sofia");
    assert_int_equal(permit->agency_id, city->id);
    assert_string_equal(desk_queue(desk, permit->queue_id)->code, "hall");
    assert_string_equal(desk_skill(desk, permit->skill_id)->code, "permits");
    assert_string_equal(desk_process(desk, permit->process_id)->code, "simple");
    assert_int_equal(permit->channels, 1u << CHANNEL_COUNTER | 1u << CHANNEL_WEB);
    assert_int_equal(hall->serves[0], water->id);
    assert_int_equal(desk_queue(desk, permit->queue_id)->office_id, hall->id);
    assert_int_equal(petrova->lead_id, desk_staff_by_user_name(desk, "lead")->id);
    assert_int_equal(staff_roles(petrova, city->id, hall->id), ROLE_BIT(ROLE_CASE_MANAGER));
    assert_int_equal(staff_roles(petrova, water->id, hall->id), ROLE_BIT(ROLE_FRONT_DESK));
    assert_true(staff_speaks(petrova, "bg"));
    assert_true(staff_has_skill(petrova, permit->skill_id));
    assert_int_equal(snapshot->loads->count, desk->staff_count);
    snapshot_release(snapshot);
}

/* The processing standard of a service on a day. */
static const struct standard *promised(const struct desk *desk, const struct service *service,
                                       civil_day day)
{
    const struct standard_wish wish = {.kind = STANDARD_PROCESSING,
                                       .agency_id = service->agency_id,
                                       .service = service,
                                       .channel = CHANNEL_COUNTER,
                                       .day = day};
    return standard_for(desk, &wish);
}

static void test_snapshot_builds_process_and_clock_terms(void **state)
{
    struct snapshot *snapshot = load();
    const struct desk *desk = &snapshot->desk;
    (void)state;
    const struct service *permit = desk_service_by_code(desk, 0, "permit");
    const struct process *process = desk_process(desk, permit->process_id);
    assert_int_equal(process->state_count, 3);
    assert_int_equal(process->transition_count, 3); /* one leads from two states */
    const struct process_state *asked = &process->states[process_state_index(process, "asked")];
    assert_int_equal(asked->pauses, PAUSE_CUSTOMER);
    assert_true(asked->professional);
    assert_int_equal(asked->task_minutes, 30);
    assert_int_equal(process->transitions[0].guard, GUARD_HAS_CUSTOMER);
    const struct standard *standard = promised(desk, permit, civil_from_ymd(2026, 1, 1));
    assert_int_equal(standard->terms.amount, 10);
    assert_int_equal(standard->terms.cutoff_min, 17 * 60);
    /* Tuesday, 25 December 2018, is Christmas: Monday has four hours, then next Monday again. */
    const struct calendar *calendar = standard->terms.calendar;
    assert_false(calendar_is_working_day(calendar, civil_from_ymd(2018, 12, 25)));
    assert_string_equal(calendar_holiday(calendar, civil_from_ymd(2018, 12, 25)), "Christmas");
    assert_true(calendar_is_working_day(calendar, civil_from_ymd(2018, 12, 24)));
    snapshot_release(snapshot);
}

static void test_changes_make_versions_and_keep_ids(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    char service_id[16], process_id[16];
    (void)state;
    snprintf(service_id, sizeof service_id, "%s", test_sql(pg, "select id from service"));
    snprintf(process_id, sizeof process_id, "%s", test_sql(pg, "select id from process"));
    struct desk_applied applied =
        apply(arena,
              DOCUMENT(CALENDAR("09:00-12:00"),
                       STANDARD("10", "2011-01-01") "," STANDARD("7", "2030-01-01"), PROCESS("25"),
                       SERVICE("permit", "Building permit"),
                       STAFF("m.petrova", "{\"from\":\"2026-08-03\",\"to\":\"2026-08-14\"}")),
              false);
    assert_int_equal(applied.change_count, 5);
    assert_string_equal(change_of(&applied, "calendar", "office-hours"), "changed");
    assert_string_equal(change_of(&applied, "standard", "ten-days"), "new");
    assert_string_equal(change_of(&applied, "process", "simple"), "changed");
    assert_string_equal(change_of(&applied, "service", "permit"), "changed");
    assert_string_equal(change_of(&applied, "staff", "m.petrova"), "changed");
    assert_string_equal(test_sql(pg, "select id from service"), service_id);
    assert_string_equal(test_sql(pg, "select string_agg(version::text, ',' order by id) from "
                                     "process"),
                        "1,2");
    assert_string_equal(test_sql(pg, "select id from process order by id limit 1"), process_id);
    assert_string_equal(test_sql(pg, "select to_day from absence"), "2026-08-14");
    assert_string_equal(test_sql(pg, "select in_force_from >= current_date - 1 from calendar "
                                     "where version = 2"),
                        "t");
    arena_free(arena);
}

static void test_snapshot_keeps_old_versions(void **state)
{
    struct snapshot *snapshot = load();
    const struct desk *desk = &snapshot->desk;
    (void)state;
    const struct service *permit = desk_service_by_code(desk, 0, "permit");
    assert_int_equal(desk->processes_count, 2);
    assert_int_equal(desk_process(desk, permit->process_id)->version, 2);
    assert_int_equal(desk->processes[0].transitions[2].minutes, 15);
    assert_int_equal(desk->processes[1].transitions[2].minutes, 25);
    assert_int_equal(promised(desk, permit, civil_from_ymd(2026, 1, 1))->terms.amount, 10);
    assert_int_equal(promised(desk, permit, civil_from_ymd(2030, 1, 1))->terms.amount, 7);
    assert_null(promised(desk, permit, civil_from_ymd(2010, 12, 31)));
    assert_true(
        staff_absent(desk_staff_by_user_name(desk, "m.petrova"), civil_from_ymd(2026, 8, 14)));
    snapshot_release(snapshot);
}

/* Monday hours of a day of a calendar, in minutes. */
static int64_t open_minutes(const struct calendar *calendar, civil_day day)
{
    int64_t from_us = zone_instant(calendar->rules.zone, (struct civil_time){day, 0});
    int64_t to_us = zone_instant(calendar->rules.zone, (struct civil_time){day, US_PER_DAY});
    return calendar_open_between(calendar, from_us, to_us) / US_PER_MIN;
}

static void test_past_days_keep_their_hours(void **state)
{
    struct snapshot *snapshot = load();
    const struct desk *desk = &snapshot->desk;
    (void)state;
    assert_int_equal(desk->calendars_count, 2);
    assert_ptr_equal(desk->calendars[0].calendar, desk->calendars[1].calendar);
    const struct calendar *calendar = desk->calendars[0].calendar;
    civil_day past = civil_from_ymd(2019, 1, 7), future = calendar->rules.to - 28;
    future -= civil_weekday(future);
    assert_int_equal(open_minutes(calendar, past), 240);
    assert_int_equal(open_minutes(calendar, future), 180);
    /* The running sums go on over the seam. */
    for (size_t i = 1; i < calendar->open_count; i++) {
        const struct open_interval *before = &calendar->open[i - 1], *here = &calendar->open[i];
        assert_true(before->to_us <= here->from_us);
        assert_true(here->before_us == before->before_us + before->to_us - before->from_us);
    }
    snapshot_release(snapshot);
}

static void test_what_leaves_is_retired_and_comes_back(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    const char *without = DOCUMENT(CALENDAR("09:00-12:00"), STANDARD("10", "2011-01-01"),
                                   PROCESS("25"), SERVICE("other", "Other"), STAFF("n.other", ""));
    (void)state;
    struct desk_applied applied = apply(arena, without, false);
    assert_string_equal(change_of(&applied, "service", "permit"), "retired");
    assert_string_equal(change_of(&applied, "staff", "m.petrova"), "retired");
    assert_string_equal(change_of(&applied, "standard", "ten-days"), "retired");
    struct snapshot *snapshot = load();
    assert_null(desk_service_by_code(&snapshot->desk, 0, "permit"));
    assert_null(desk_staff_by_user_name(&snapshot->desk, "m.petrova"));
    int services = (int)snapshot->desk.services_count;
    assert_int_equal(services, 2);
    assert_string_equal(snapshot->desk.services[0].name, "Building permit");
    snapshot_release(snapshot);
    applied = apply(arena, PLAIN, false);
    assert_string_equal(change_of(&applied, "service", "permit"), "new");
    assert_string_equal(change_of(&applied, "service", "other"), "retired");
    assert_string_equal(test_sql(pg, "select count(*) from service"), "2");
    arena_free(arena);
}

static void test_other_agencies_stay(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    (void)state;
    struct desk_applied applied =
        apply(arena,
              "{\"agencies\":[" AGENCY("water", "Europe/Sofia", CALENDAR("10:00-11:00"), "", "", "",
                                       "", "", "") "]}",
              false);
    assert_int_equal(applied.change_count, 1);
    assert_string_equal(applied.changes[0].agency, "water");
    assert_string_equal(test_sql(pg, "select count(*) from service where not retired"), "1");
    arena_free(arena);
}

struct async {
    int count;
    struct snapshot *snapshot;
    struct desk_applied applied;
    struct arena *arena;
};

static void on_snapshot(void *context, struct snapshot *snapshot, const struct error *error)
{
    struct async *async = context;
    if (snapshot == NULL) fail_msg("%s (%s)", error->message, error->log_detail);
    async->snapshot = snapshot;
    async->count++;
}

static void on_applied(void *context, struct db_reply *reply)
{
    struct async *async = context;
    struct error error = {0};
    if (reply->outcome != DB_DONE)
        fail_msg("%s (%s)", reply->error.message, reply->error.log_detail);
    assert_int_equal(desk_apply_read(async->arena, reply->results, (size_t)reply->result_count,
                                     &async->applied, &error),
                     ERR_OK);
    async->count++;
}

static void on_desk(void *context, const char *channel, const char *payload)
{
    int *pokes = context;
    assert_string_equal(channel, DESK_CHANNEL);
    if (payload != NULL) ++*pokes;
}

/* As the daemon does it: by the write role, on its lane, told to whoever listens. */
static void test_lane_applies_loads_and_tells(void **state)
{
    struct test_loop loop;
    struct async async = {.arena = arena_new(4 << 20)};
    struct db_statement *statements =
        arena_array(async.arena, DESK_APPLY_STATEMENTS, sizeof *statements);
    int pokes = 0;
    (void)state;
    test_loop_open(&loop, 1);
    db_listen(loop.db, DESK_CHANNEL, on_desk, &pokes);
    size_t count = desk_apply_group(statements, "{\"agencies\":[" WATER "]}", 0, 0, true);
    db_send(loop.db, DB_LOAD, NULL, statements, count, on_applied, &async);
    test_loop_until(&loop, &async.count, 1);
    assert_string_equal(change_of(&async.applied, "calendar", "office-hours"), "retired");
    count = desk_apply_group(statements, "{\"agencies\":[" WATER "]}", 0, 0, false);
    db_send(loop.db, DB_LOAD, NULL, statements, count, on_applied, &async);
    test_loop_until(&loop, &async.count, 2);
    assert_string_equal(change_of(&async.applied, "calendar", "office-hours"), "retired");
    test_loop_until(&loop, &pokes, 1);
    snapshot_load(loop.db, on_snapshot, &async);
    test_loop_until(&loop, &async.count, 3);
    assert_non_null(desk_agency_by_code(&async.snapshot->desk, "city"));
    assert_int_equal(async.snapshot->desk.definition_id, async.applied.definition_id);
    snapshot_release(async.snapshot);
    test_loop_close(&loop);
    arena_free(async.arena);
}

static void test_inconsistent_rows_are_an_error(void **state)
{
    struct error error = {0};
    (void)state;
    test_sql(pg, "update service set definition = definition || '{\"process\":\"gone\"}' where "
                 "code = 'permit'");
    assert_null(snapshot_load_sync(pg, &error));
    assert_int_equal(error.code, ERR_INTERNAL);
    assert_non_null(strstr(error.log_detail, "gone"));
    test_sql(pg, "update service set definition = definition || '{\"process\":\"simple\"}' where "
                 "code = 'permit'");
    snapshot_release(load());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dry_run_changes_nothing),
        cmocka_unit_test(test_apply_writes_every_part),
        cmocka_unit_test(test_apply_again_is_unchanged),
        cmocka_unit_test(test_unknown_time_zone_is_refused),
        cmocka_unit_test(test_user_name_of_another_agency_is_refused),
        cmocka_unit_test(test_snapshot_resolves_names),
        cmocka_unit_test(test_snapshot_builds_process_and_clock_terms),
        cmocka_unit_test(test_changes_make_versions_and_keep_ids),
        cmocka_unit_test(test_snapshot_keeps_old_versions),
        cmocka_unit_test(test_past_days_keep_their_hours),
        cmocka_unit_test(test_what_leaves_is_retired_and_comes_back),
        cmocka_unit_test(test_other_agencies_stay),
        cmocka_unit_test(test_lane_applies_loads_and_tells),
        cmocka_unit_test(test_inconsistent_rows_are_an_error),
    };
    return cmocka_run_group_tests(tests, connect_first, disconnect);
}
