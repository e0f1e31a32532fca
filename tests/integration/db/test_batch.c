/* Group commit against a real server: what is written, who is refused, who fails. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/batch.h"
#include "tests/integration/db/database.h"

enum { AT_S = 1800000000 };
#define AT_US (AT_S * US_PER_S)

struct fixture {
    struct test_loop loop;
    struct batch *batch;
    PGconn *other;
};

/* One command: a case, with whatever a test adds to its effects. */
struct order {
    struct effects effects;
    struct kase row;
    struct kase_row kase;
    struct case_event event;
    struct counter_move move;
    struct batch_key key;
    const struct batch_key *given_key;
    int answers;
    enum batch_outcome outcome;
    enum error_code code;
};

static int64_t next_id = 1000;

static void on_result(void *context, const struct batch_result *result)
{
    struct order *order = context;
    order->answers++;
    order->outcome = result->outcome;
    order->code = result->error.code;
}

static void order_event(struct order *order)
{
    order->event = (struct case_event){.agency_id = order->row.agency_id,
                                       .case_id = order->row.id,
                                       .seq = order->row.version,
                                       .kind = EVENT_OPENED,
                                       .at_us = AT_US,
                                       .actor_id = 5,
                                       .office_id = 2,
                                       .service_id = 3,
                                       .channel = CHANNEL_PHONE,
                                       .facts_json = "{}"};
    order->move = (struct counter_move){.agency_id = order->row.agency_id,
                                        .day = 20833,
                                        .metric = METRIC_CASES_OPENED,
                                        .office_id = 2,
                                        .service_id = 3,
                                        .channel = CHANNEL_PHONE,
                                        .value = 1};
    order->effects = (struct effects){.agency_id = order->row.agency_id,
                                      .kases = &order->kase,
                                      .kases_count = 1,
                                      .events = &order->event,
                                      .events_count = 1,
                                      .moves = &order->move,
                                      .moves_count = 1};
    order->kase.row = &order->row;
}

/* A new case of the agency. */
static void order_log(struct order *order, int32_t agency_id)
{
    memset(order, 0, sizeof *order);
    order->row = (struct kase){.agency_id = agency_id,
                               .id = next_id++,
                               .reference = "AAAA-AAAA",
                               .version = 1,
                               .office_id = 2,
                               .service_id = 3,
                               .process_id = 4,
                               .channel = CHANNEL_PHONE,
                               .received_at_us = AT_US,
                               .opened_at_us = AT_US,
                               .last_open_at_us = AT_US,
                               .opened_by = 5,
                               .state = "open",
                               .handling_agency_id = agency_id,
                               .queue_id = 6,
                               .due_at_us = NO_TIME,
                               .closed_at_us = NO_TIME,
                               .expected_minutes = 30,
                               .contact_office_count = 2,
                               .contact_offices = {2, 9}};
    order_event(order);
    order->kase.fresh = true;
}

/* A change of a case as it is in `of`, expecting its version. */
static void order_change(struct order *order, const struct order *of)
{
    memset(order, 0, sizeof *order);
    order->row = of->row;
    order->row.version++;
    order->row.state = "checked";
    order_event(order);
    order->move.metric = METRIC_STEPS;
    order->kase.expected_version = of->row.version;
}

static void order_key(struct order *order, int key)
{
    order->key = (struct batch_key){.staff_id = 5, .status = 201, .answer = "{\"status\":201}"};
    order->key.key[0] = (uint8_t)key;
    order->given_key = &order->key;
}

static void submit(struct fixture *fixture, struct order *order)
{
    struct error error = {0};
    assert_int_equal(
        batch_submit(fixture->batch, &order->effects, order->given_key, on_result, order, &error),
        ERR_OK);
    assert_int_equal(order->answers, 0);
}

static void submit_all(struct fixture *fixture, struct order *orders, int count)
{
    for (int i = 0; i < count; i++) submit(fixture, &orders[i]);
    for (int i = 0; i < count; i++) test_loop_until(&fixture->loop, &orders[i].answers, 1);
}

static uint64_t batches(struct fixture *fixture)
{
    struct batch_stats stats;
    batch_stats(fixture->batch, &stats);
    assert_int_equal(stats.waiting + stats.in_flight, 0);
    return stats.batches;
}

static void test_commands_of_a_turn_travel_together(void **state)
{
    struct fixture *fixture = *state;
    struct order orders[20];
    uint64_t before = batches(fixture);
    for (int i = 0; i < 20; i++) order_log(&orders[i], 1 + i % 3);
    submit_all(fixture, orders, 20);
    for (int i = 0; i < 20; i++) assert_int_equal(orders[i].outcome, BATCH_COMMITTED);
    assert_int_equal(batches(fixture) - before, 1);
    assert_string_equal(test_sql(fixture->other,
                                 "select count(distinct txid) || ' ' || count(*) from case_event "
                                 "where case_id between %" PRId64 " and %" PRId64,
                                 orders[0].row.id, orders[19].row.id),
                        "1 20");
}

static void test_rows_arrive_as_they_were_meant(void **state)
{
    struct fixture *fixture = *state;
    struct order order;
    order_log(&order, 1);
    order.row.subject = "";
    order.row.received_at_us = AT_US + 1;
    order.row.due_at_us = AT_US + 2 * US_PER_S;
    order.row.contacted_out = true;
    memset(order.row.hash, 0xab, sizeof order.row.hash);
    submit_all(fixture, &order, 1);
    assert_string_equal(
        test_sql(
            fixture->other,
            "select concat_ws('|', extract(epoch from received_at), extract(epoch from due_at), "
            "closed_at is null, customer_id is null, subject, details is null, outcome is null, "
            "contact_offices, contacted_out, expert_contact, left(encode(hash, 'hex'), 4), "
            "length(salt), channel) from kase where id = %" PRId64,
            order.row.id),
        "1800000000.000001|1800000002.000000|t|t||t|t|{2,9}|t|f|abab|16|2");
    order_log(&order, 1);
    order.row.contact_office_count = 0;
    submit_all(fixture, &order, 1);
    assert_string_equal(test_sql(fixture->other,
                                 "select concat_ws('|', due_at, subject is null, contact_offices) "
                                 "from kase where id = %" PRId64,
                                 order.row.id),
                        "infinity|t|{}");
}

static void test_stale_command_is_refused_and_disturbs_nobody(void **state)
{
    struct fixture *fixture = *state;
    struct order first, orders[3];
    order_log(&first, 1);
    submit_all(fixture, &first, 1);
    order_change(&orders[0], &first);
    submit_all(fixture, &orders[0], 1);
    assert_int_equal(orders[0].outcome, BATCH_COMMITTED);
    order_change(&orders[0], &first); /* expects the version before */
    order_log(&orders[1], 1);
    order_log(&orders[2], 2);
    submit_all(fixture, orders, 3);
    assert_int_equal(orders[0].outcome, BATCH_STALE);
    assert_int_equal(orders[0].code, ERR_STALE);
    assert_int_equal(orders[1].outcome, BATCH_COMMITTED);
    assert_int_equal(orders[2].outcome, BATCH_COMMITTED);
    assert_string_equal(
        test_sql(fixture->other,
                 "select k.version || ' ' || k.state || ' ' || count(*) from kase k "
                 "join case_event e on e.case_id = k.id where k.id = %" PRId64
                 " group by k.version, k.state",
                 first.row.id),
        "2 checked 2");
}

static void test_refused_command_moves_no_counter(void **state)
{
    struct fixture *fixture = *state;
    struct order first, orders[2];
    const char *sum = "select coalesce(sum(value), 0) from counter where agency_id = 77";
    order_log(&first, 77);
    submit_all(fixture, &first, 1);
    order_change(&orders[0], &first);
    orders[0].kase.expected_version = 9;
    order_log(&orders[1], 77);
    submit_all(fixture, orders, 2);
    assert_int_equal(orders[0].outcome, BATCH_STALE);
    assert_string_equal(test_sql(fixture->other, "%s", sum), "2");
    /* Folding changes where the sum stands, not the sum. */
    for (int turns = 0; turns < 2000; turns++) {
        if (strcmp(test_sql(fixture->other, "select count(*) from counter_journal"), "0") == 0)
            break;
        struct timeval wait = {0, 5000};
        event_base_loopexit(fixture->loop.base, &wait);
        event_base_dispatch(fixture->loop.base);
    }
    assert_string_equal(test_sql(fixture->other, "select count(*) from counter_journal"), "0");
    assert_string_equal(test_sql(fixture->other, "%s", sum), "2");
}

static void test_two_changes_of_a_case_come_one_after_the_other(void **state)
{
    struct fixture *fixture = *state;
    struct order first, orders[3];
    order_log(&first, 1);
    submit_all(fixture, &first, 1);
    order_change(&orders[0], &first);
    order_change(&orders[1], &orders[0]);
    order_change(&orders[2], &first); /* too late */
    submit_all(fixture, orders, 3);
    assert_int_equal(orders[0].outcome, BATCH_COMMITTED);
    assert_int_equal(orders[1].outcome, BATCH_COMMITTED);
    assert_int_equal(orders[2].outcome, BATCH_STALE);
}

static void test_used_key_is_told_also_when_the_case_has_moved_on(void **state)
{
    struct fixture *fixture = *state;
    struct order first, change, again, fresh;
    order_log(&first, 1);
    order_key(&first, 1);
    submit_all(fixture, &first, 1);
    order_change(&change, &first);
    order_key(&change, 2);
    submit_all(fixture, &change, 1);
    order_change(&again, &first); /* the retry: stale, but its key has an answer */
    order_key(&again, 2);
    submit_all(fixture, &again, 1);
    assert_int_equal(again.outcome, BATCH_KEY_USED);
    order_log(&fresh, 1);
    order_key(&fresh, 1);
    submit_all(fixture, &fresh, 1);
    assert_int_equal(fresh.outcome, BATCH_KEY_USED);
    assert_string_equal(
        test_sql(fixture->other, "select count(*) from kase where id = %" PRId64, fresh.row.id),
        "0");
    assert_string_equal(
        test_sql(fixture->other, "select count(*) from idempotency where key = '\\x02%030d'", 0),
        "1");
}

static void test_stale_command_leaves_no_key(void **state)
{
    struct fixture *fixture = *state;
    struct order first, change;
    order_log(&first, 1);
    submit_all(fixture, &first, 1);
    order_change(&change, &first);
    change.kase.expected_version = 4;
    order_key(&change, 7);
    submit_all(fixture, &change, 1);
    assert_int_equal(change.outcome, BATCH_STALE);
    order_change(&change, &first);
    order_key(&change, 7);
    submit_all(fixture, &change, 1);
    assert_int_equal(change.outcome, BATCH_COMMITTED);
}

static void test_guilty_command_fails_alone(void **state)
{
    struct fixture *fixture = *state;
    struct order orders[5];
    struct batch_stats before, after;
    batch_stats(fixture->batch, &before);
    for (int i = 0; i < 5; i++) order_log(&orders[i], 1);
    orders[2].event.facts_json = "not \xff text"; /* no UTF-8: the statement fails */
    submit_all(fixture, orders, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(orders[i].outcome, i == 2 ? BATCH_FAILED : BATCH_COMMITTED);
    assert_int_equal(orders[2].code, ERR_INVALID);
    batch_stats(fixture->batch, &after);
    assert_int_equal(after.replayed - before.replayed, 5);
}

static void test_rung_fires_once(void **state)
{
    struct fixture *fixture = *state;
    struct order first, fire;
    struct rung_row rung = {1, 4711, 0, 75, AT_US, AT_US};
    order_log(&first, 1);
    submit_all(fixture, &first, 1);
    for (int i = 0; i < 2; i++) {
        order_change(&fire, &first);
        rung.case_id = first.row.id;
        fire.effects.rungs = &rung;
        fire.effects.rungs_count = 1;
        fire.row.version += i;
        fire.kase.expected_version += i;
        order_event(&fire);
        fire.effects.rungs = &rung;
        fire.effects.rungs_count = 1;
        submit_all(fixture, &fire, 1);
        assert_int_equal(fire.outcome, i == 0 ? BATCH_COMMITTED : BATCH_RUNG_TAKEN);
    }
}

static void test_import_enters_once(void **state)
{
    struct fixture *fixture = *state;
    struct order orders[3];
    for (int i = 0; i < 3; i++) {
        order_log(&orders[i], 1);
        orders[i].row.source = "311";
        orders[i].row.external_id = i < 2 ? "X-1" : "X-2";
    }
    submit_all(fixture, orders, 3);
    assert_int_equal(orders[0].outcome, BATCH_COMMITTED);
    assert_int_equal(orders[1].outcome, BATCH_EXISTS);
    assert_int_equal(orders[2].outcome, BATCH_COMMITTED);
}

struct customer_order {
    struct order order;
    struct customer_row customer;
    struct identifier_row identifier;
};

static void order_customer(struct customer_order *one, int64_t id, const char *value)
{
    memset(one, 0, sizeof *one);
    one->customer = (struct customer_row){.agency_id = 1,
                                          .id = id,
                                          .fresh = true,
                                          .version = 1,
                                          .name = "Ana Ivanova",
                                          .created_at_us = AT_US,
                                          .changed_at_us = AT_US};
    one->identifier = (struct identifier_row){1, "passport", value, id, 0};
    one->order.effects = (struct effects){.agency_id = 1,
                                          .customers = &one->customer,
                                          .customers_count = 1,
                                          .identifiers = &one->identifier,
                                          .identifiers_count = 1};
}

static void test_identifier_belongs_to_one_customer(void **state)
{
    struct fixture *fixture = *state;
    struct customer_order one, two;
    order_customer(&one, 501, "P1");
    submit_all(fixture, &one.order, 1);
    assert_int_equal(one.order.outcome, BATCH_COMMITTED);
    order_customer(&two, 502, "P1");
    submit_all(fixture, &two.order, 1);
    assert_int_equal(two.order.outcome, BATCH_IDENTIFIER_TAKEN);
    assert_string_equal(test_sql(fixture->other, "select count(*) from customer where id = 502"),
                        "0");
    /* A merge may take it over. */
    order_customer(&two, 502, "P1");
    two.identifier.taken_from = 501;
    submit_all(fixture, &two.order, 1);
    assert_int_equal(two.order.outcome, BATCH_COMMITTED);
    assert_string_equal(
        test_sql(fixture->other, "select customer_id from customer_identifier where value = 'P1'"),
        "502");
    /* Naming one's own again is no conflict. */
    two.order.answers = 0;
    two.customer.fresh = false;
    two.customer.expected_version = 1;
    two.customer.version = 2;
    two.identifier.taken_from = 0;
    submit_all(fixture, &two.order, 1);
    assert_int_equal(two.order.outcome, BATCH_COMMITTED);
}

static void test_two_new_customers_with_one_identifier(void **state)
{
    struct fixture *fixture = *state;
    struct customer_order one, two;
    order_customer(&one, 511, "P2");
    order_customer(&two, 512, "P2");
    submit(fixture, &one.order);
    submit(fixture, &two.order);
    test_loop_until(&fixture->loop, &two.order.answers, 1);
    assert_int_equal(one.order.outcome, BATCH_COMMITTED);
    assert_int_equal(two.order.outcome, BATCH_IDENTIFIER_TAKEN);
}

/* Another session takes the identifier after the guard has looked: the key of the table decides,
 * and the replay says who is guilty. */
static void test_identifier_that_slipped_in_fails_only_its_command(void **state)
{
    struct fixture *fixture = *state;
    struct customer_order one;
    struct order beside;
    test_sql(fixture->other, "begin");
    test_sql(fixture->other, "insert into customer_identifier values (1, 'passport', 'P3', 502)");
    order_customer(&one, 521, "P3");
    order_log(&beside, 1);
    submit(fixture, &one.order);
    submit(fixture, &beside);
    while (strcmp(test_sql(fixture->other, "select count(*) from pg_locks where not granted"),
                  "0") == 0)
        event_base_loop(fixture->loop.base, EVLOOP_NONBLOCK);
    test_sql(fixture->other, "commit");
    test_loop_until(&fixture->loop, &beside.answers, 1);
    test_loop_until(&fixture->loop, &one.order.answers, 1);
    assert_int_equal(one.order.outcome, BATCH_IDENTIFIER_TAKEN);
    assert_int_equal(beside.outcome, BATCH_COMMITTED);
}

/* One row in each table that hangs on a case. */
struct busy_order {
    struct order order;
    struct contact_row contact;
    struct task_row task;
    struct clock_row clock;
    struct interval_row interval;
    struct note_row note;
    struct link_row link;
    struct notice_row notice;
    struct customer_move_row move;
};

static void order_busy(struct busy_order *busy)
{
    order_log(&busy->order, 1);
    int64_t id = busy->order.row.id;
    busy->contact = (struct contact_row){.agency_id = 1,
                                         .id = 90001,
                                         .case_id = id,
                                         .office_id = 2,
                                         .service_id = 3,
                                         .staff_id = 5,
                                         .channel = CHANNEL_PHONE,
                                         .direction = DIRECTION_IN,
                                         .purpose = PURPOSE_INTERACTION,
                                         .cause = CAUSE_CHASE,
                                         .at_us = AT_US,
                                         .queued_at_us = NO_TIME,
                                         .answered_at_us = AT_US,
                                         .ended_at_us = AT_US + 60 * US_PER_S,
                                         .appointment_at_us = NO_TIME,
                                         .wait_s = -1,
                                         .duration_s = 60,
                                         .verdict = VERDICT_MET,
                                         .summary = "called"};
    busy->task = (struct task_row){.agency_id = 1, .case_id = id};
    busy->task.task = (struct kase_task){.id = 90002,
                                         .kind = TASK_PROFESSIONAL,
                                         .state = TASK_OPEN,
                                         .opened_at_us = AT_US,
                                         .answered_at_us = NO_TIME,
                                         .question = "why?"};
    busy->clock = (struct clock_row){.agency_id = 1, .case_id = id};
    busy->clock.clock = (struct clock){.id = 90003,
                                       .kind = STANDARD_PROCESSING,
                                       .state = CLOCK_RUNNING,
                                       .started_at_us = AT_US,
                                       .since_us = AT_US,
                                       .due_at_us = AT_US + 10,
                                       .next_rung_at_us = NO_TIME,
                                       .next_rung = CLOCK_RUNGS};
    busy->interval =
        (struct interval_row){1, 90003, 0, {CLOCK_PAUSED, AT_US, AT_US + 5, PAUSE_CUSTOMER, 5}};
    busy->note = (struct note_row){.agency_id = 1,
                                   .id = 90004,
                                   .case_id = id,
                                   .at_us = AT_US,
                                   .visible = true,
                                   .body = "seen"};
    busy->link = (struct link_row){1, id, 12, LINK_RELATED, 5, AT_US};
    busy->notice = (struct notice_row){1, 90005, 5, id, EVENT_RUNG, STANDARD_PROCESSING, 75, AT_US};
    busy->move = (struct customer_move_row){1, 601, 602};
}

static void attach_all(struct busy_order *busy)
{
    struct effects *effects = &busy->order.effects;
    effects->contacts = &busy->contact;
    effects->tasks = &busy->task;
    effects->clocks = &busy->clock;
    effects->intervals = &busy->interval;
    effects->notes = &busy->note;
    effects->links = &busy->link;
    effects->notices = &busy->notice;
    effects->customer_moves = &busy->move;
    effects->contacts_count = effects->tasks_count = effects->clocks_count =
        effects->intervals_count = effects->notes_count = effects->links_count =
            effects->notices_count = effects->customer_moves_count = 1;
}

static void test_all_rows_of_a_busy_command_arrive(void **state)
{
    struct fixture *fixture = *state;
    struct busy_order busy;
    order_busy(&busy);
    attach_all(&busy);
    submit_all(fixture, &busy.order, 1);
    assert_int_equal(busy.order.outcome, BATCH_COMMITTED);
    assert_string_equal(
        test_sql(fixture->other,
                 "select concat_ws(' ', "
                 "(select wait_s is null and duration_s = 60 from contact where id = 90001), "
                 "(select question || (answered_at is null) from task where id = 90002), "
                 "(select next_rung || coalesce(next_rung_at::text, '-') from clock "
                 "where id = 90003), "
                 "(select reason from clock_interval where clock_id = 90003), "
                 "(select body from note where id = 90004), "
                 "(select kind from case_link where case_id = %" PRId64 "), "
                 "(select percent from notice where id = 90005))",
                 busy.order.row.id),
        "t why?true 4- 1 seen 1 75");
}

static void attach_task_and_clock(struct order *order, struct busy_order *busy)
{
    order->effects.tasks = &busy->task;
    order->effects.clocks = &busy->clock;
    order->effects.tasks_count = order->effects.clocks_count = 1;
}

static void test_tasks_and_clocks_are_written_over(void **state)
{
    struct fixture *fixture = *state;
    struct busy_order busy;
    struct order change;
    order_busy(&busy);
    busy.task.task.id = 90012;
    busy.clock.clock.id = 90013;
    attach_task_and_clock(&busy.order, &busy);
    submit_all(fixture, &busy.order, 1);
    order_change(&change, &busy.order);
    attach_task_and_clock(&change, &busy);
    busy.task.task.answer = "because";
    busy.task.task.state = TASK_ANSWERED;
    busy.task.task.answered_at_us = AT_US + 7;
    busy.clock.clock.state = CLOCK_STOPPED;
    busy.clock.clock.due_at_us = NO_TIME;
    submit_all(fixture, &change, 1);
    assert_int_equal(change.outcome, BATCH_COMMITTED);
    assert_string_equal(
        test_sql(fixture->other,
                 "select (select answer || state from task where id = 90012) || "
                 "(select state || coalesce(due_at::text, '-') from clock where id = 90013)"),
        "because23-");
}

static void test_concurrent_change_makes_the_batch_wait_and_then_stale(void **state)
{
    struct fixture *fixture = *state;
    struct order first, change;
    order_log(&first, 1);
    submit_all(fixture, &first, 1);
    test_sql(fixture->other, "begin");
    test_sql(fixture->other, "update kase set version = 2 where id = %" PRId64, first.row.id);
    order_change(&change, &first);
    submit(fixture, &change);
    for (int i = 0; i < 20; i++) event_base_loop(fixture->loop.base, EVLOOP_NONBLOCK);
    assert_int_equal(change.answers, 0);
    test_sql(fixture->other, "commit");
    test_loop_until(&fixture->loop, &change.answers, 1);
    assert_int_equal(change.outcome, BATCH_STALE);
}

static void test_without_a_database_commands_fail_at_once(void **state)
{
    struct order order;
    struct db_settings settings = {.conninfo = "host=/nonexistent",
                                   .write_role = "w",
                                   .read_role = "r",
                                   .connect_timeout_ms = 1000};
    struct fixture away = {.loop.base = event_base_new()};
    (void)state;
    away.loop.db = db_new(away.loop.base, &settings);
    away.batch = batch_new(away.loop.db);
    order_log(&order, 1);
    submit_all(&away, &order, 1);
    assert_int_equal(order.outcome, BATCH_FAILED);
    assert_int_equal(order.code, ERR_UNAVAILABLE);
    order.answers = 0;
    submit(&away, &order);
    batch_free(away.batch);
    assert_int_equal(order.answers, 1);
    test_loop_close(&away.loop);
}

static void test_commit_that_nobody_saw_is_unknown(void **state)
{
    struct fixture *fixture = *state;
    struct fixture own = {0};
    struct order order;
    (void)fixture;
    test_loop_open(&own.loop, 1);
    own.batch = batch_new(own.loop.db);
    order_log(&order, 1);
    submit(&own, &order);
    event_base_loop(own.loop.base, EVLOOP_NONBLOCK); /* it departs */
    db_free(own.loop.db);                            /* before its answer is read */
    assert_int_equal(order.answers, 1);
    assert_int_equal(order.outcome, BATCH_UNKNOWN);
    assert_int_equal(order.code, ERR_OUTCOME_UNKNOWN);
    batch_free(own.batch);
    event_base_free(own.loop.base);
}

/* Makes commits wait for a standby that never comes. Blocks until the server has understood. */
static void lose_standby(PGconn *other)
{
    test_sql(other, "alter system set synchronous_standby_names = 'nobody'");
    test_sql(other, "select pg_reload_conf()");
    while (strcmp(test_sql(other, "show synchronous_standby_names"), "nobody") != 0) continue;
}

static void find_standby(PGconn *other)
{
    test_sql(other, "set synchronous_commit = local");
    test_sql(other, "alter system reset synchronous_standby_names");
    test_sql(other, "select pg_reload_conf()");
    while (strcmp(test_sql(other, "show synchronous_standby_names"), "") != 0) continue;
}

/* PostgreSQL acknowledges a commit whose wait for the standby was cancelled, with a warning. */
static void test_commit_without_its_standby_is_unknown(void **state)
{
    struct fixture *fixture = *state;
    struct order order;
    if (strcmp(test_sql(fixture->other, "show is_superuser"), "on") != 0) skip();
    order_log(&order, 1);
    lose_standby(fixture->other);
    submit(fixture, &order);
    for (int turns = 0; turns < 5000 && order.answers == 0; turns++) {
        test_sql(fixture->other, "select pg_cancel_backend(pid) from pg_stat_activity "
                                 "where wait_event = 'SyncRep' and application_name = 'onestopd'");
        struct timeval wait = {0, 1000};
        event_base_loopexit(fixture->loop.base, &wait);
        event_base_dispatch(fixture->loop.base);
    }
    find_standby(fixture->other);
    assert_int_equal(order.answers, 1);
    assert_int_equal(order.outcome, BATCH_UNKNOWN);
    order_log(&order, 1);
    submit_all(fixture, &order, 1);
    assert_int_equal(order.outcome, BATCH_COMMITTED);
}

/* A commit that hangs is not waited for without end. */
static void test_server_that_says_nothing_is_given_up(void **state)
{
    struct fixture *fixture = *state;
    struct fixture own = {0};
    struct order order;
    if (strcmp(test_sql(fixture->other, "show is_superuser"), "on") != 0) skip();
    test_loop_open_impatient(&own.loop);
    own.batch = batch_new(own.loop.db);
    order_log(&order, 1);
    lose_standby(fixture->other);
    submit(&own, &order);
    for (int turns = 0; turns < 5000 && order.answers == 0; turns++) {
        struct timeval wait = {0, 1000};
        event_base_loopexit(own.loop.base, &wait);
        event_base_dispatch(own.loop.base);
    }
    find_standby(fixture->other);
    assert_int_equal(order.answers, 1);
    assert_int_equal(order.outcome, BATCH_UNKNOWN);
    test_loop_until_lane(&own.loop, DB_WRITE, true);
    batch_free(own.batch);
    test_loop_close(&own.loop);
}

/* Only the command whose case somebody holds has to wait, and then to fail. */
static void test_held_case_fails_alone(void **state)
{
    struct fixture *fixture = *state;
    struct order first, held, beside;
    order_log(&first, 1);
    submit_all(fixture, &first, 1);
    test_sql(fixture->other, "begin");
    test_sql(fixture->other, "select id from kase where id = %" PRId64 " for update", first.row.id);
    order_change(&held, &first);
    order_log(&beside, 1);
    submit(fixture, &held);
    submit(fixture, &beside);
    test_loop_until(&fixture->loop, &beside.answers, 1);
    test_loop_until(&fixture->loop, &held.answers, 1);
    test_sql(fixture->other, "rollback");
    assert_int_equal(beside.outcome, BATCH_COMMITTED);
    assert_int_equal(held.outcome, BATCH_FAILED);
    assert_int_equal(held.code, ERR_UNAVAILABLE);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.other = test_connect();
    test_sql(fixture.other, "insert into desk_definition (document) values ('{}'); "
                            "insert into agency (code, name, time_zone, definition, definition_id) "
                            "select 'a' || g, 'A', 'UTC', '{}', 1 from generate_series(1, 3) g");
    test_loop_open(&fixture.loop, 1);
    fixture.batch = batch_new(fixture.loop.db);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    batch_free(fixture->batch);
    test_loop_close(&fixture->loop);
    PQfinish(fixture->other);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands_of_a_turn_travel_together),
        cmocka_unit_test(test_rows_arrive_as_they_were_meant),
        cmocka_unit_test(test_stale_command_is_refused_and_disturbs_nobody),
        cmocka_unit_test(test_refused_command_moves_no_counter),
        cmocka_unit_test(test_two_changes_of_a_case_come_one_after_the_other),
        cmocka_unit_test(test_used_key_is_told_also_when_the_case_has_moved_on),
        cmocka_unit_test(test_stale_command_leaves_no_key),
        cmocka_unit_test(test_guilty_command_fails_alone),
        cmocka_unit_test(test_rung_fires_once),
        cmocka_unit_test(test_import_enters_once),
        cmocka_unit_test(test_identifier_belongs_to_one_customer),
        cmocka_unit_test(test_two_new_customers_with_one_identifier),
        cmocka_unit_test(test_identifier_that_slipped_in_fails_only_its_command),
        cmocka_unit_test(test_all_rows_of_a_busy_command_arrive),
        cmocka_unit_test(test_tasks_and_clocks_are_written_over),
        cmocka_unit_test(test_concurrent_change_makes_the_batch_wait_and_then_stale),
        cmocka_unit_test(test_without_a_database_commands_fail_at_once),
        cmocka_unit_test(test_commit_that_nobody_saw_is_unknown),
        cmocka_unit_test(test_commit_without_its_standby_is_unknown),
        cmocka_unit_test(test_server_that_says_nothing_is_given_up),
        cmocka_unit_test(test_held_case_fails_alone),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
