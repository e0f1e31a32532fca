/* Desk definitions: what is accepted and how it is normalised; every fault with file, place and
 * remedy. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "config/desk.h"
#include "proto/arena.h"

#define WEEK "\"week\":{\"mon\":[\"08:00-12:00\",\"13:00-17:00\"]}"
#define STATES                                                                                     \
    "\"states\":[{\"code\":\"new\",\"name\":\"New\",\"initial\":true},{\"code\":\"done\","         \
    "\"name\":\"Done\",\"final\":true,\"outcomes\":[\"granted\",\"refused\"]}]"
#define FINISH "{\"step\":\"finish\",\"name\":\"Finish\",\"from\":\"new\",\"to\":\"done\"}"
#define SERVICE_KEYS                                                                               \
    "\"name\":\"Permit\",\"description\":\"A permit.\",\"kind\":\"act\",\"channels\":"             \
    "[\"counter\"],\"expected_minutes\":20,\"process\":\"simple\",\"queue\":\"hall\""
#define STANDARD_KEYS "\"name\":\"Ten\",\"target_percent\":95,\"in_force_from\":\"2020-01-01\""
#define WORKING_DAYS                                                                               \
    "\"kind\":\"processing\",\"unit\":\"working-days\",\"amount\":10,\"calendar\":\"hours\""

/* A definition without a fault; tests replace one file of it. */
static const struct {
    const char *path, *content;
} base[] = {
    {"agencies.json", "{\"agencies\":[{\"code\":\"city\",\"name\":\"City\",\"time_zone\":"
                      "\"Europe/Sofia\"},{\"code\":\"water\",\"name\":\"Water\",\"time_zone\":"
                      "\"Europe/Sofia\",\"locale\":\"bg\"}]}"},
    {"city/calendars.json", "{\"calendars\":[{\"code\":\"hours\",\"name\":\"Hours\"," WEEK "}]}"},
    {"city/offices.json", "{\"offices\":[{\"code\":\"hall\",\"name\":\"Hall\",\"address\":\"1 "
                          "Street\",\"calendar\":\"hours\",\"serves\":[\"water\"]}]}"},
    {"city/queues.json",
     "{\"queues\":[{\"code\":\"hall\",\"name\":\"Hall\",\"office\":\"hall\"}]}"},
    {"city/skills.json", "{\"skills\":[{\"code\":\"permits\",\"name\":\"Permits\"}]}"},
    {"city/segments.json", "{\"segments\":[{\"code\":\"resident\",\"name\":\"Resident\"}]}"},
    {"city/standards.json",
     "{\"standards\":[{\"code\":\"ten\"," STANDARD_KEYS "," WORKING_DAYS "}]}"},
    {"city/processes.json", "{\"processes\":[{\"code\":\"simple\",\"name\":\"Simple\"," STATES
                            ",\"transitions\":[" FINISH "]}]}"},
    {"city/services.json",
     "{\"services\":[{\"code\":\"permit\"," SERVICE_KEYS ",\"standard\":\"ten\"}]}"},
    {"city/staff.json", "{\"staff\":[{\"user_name\":\"m.petrova\",\"name\":\"Maria Petrova\","
                        "\"grants\":[{\"role\":\"case-manager\"}]}]}"},
    {"water/queues.json",
     "{\"queues\":[{\"code\":\"hall\",\"name\":\"Hall\",\"office\":\"hall\"}]}"},
};
enum { BASE = sizeof base / sizeof *base };

struct loaded {
    struct arena *arena;
    struct json_object *files;
    struct desk_definition *definition;
    struct desk_faults faults;
    struct error error;
    enum error_code code;
};

static void add_file(struct json_object *files, const char *path, const char *content)
{
    struct json_object *file = json_object_new_object();
    json_object_object_add(file, "path", json_object_new_string(path));
    json_object_object_add(file, "content", json_object_new_string(content));
    json_object_array_add(files, file);
}

/* The base with one file replaced or added; content NULL takes it away; path NULL: as it is. */
static void load(struct loaded *loaded, const char *path, const char *content)
{
    bool replaced = false;
    memset(loaded, 0, sizeof *loaded);
    loaded->arena = arena_new(8 << 20);
    loaded->files = json_object_new_array();
    for (size_t i = 0; i < BASE; i++) {
        bool same = path != NULL && strcmp(base[i].path, path) == 0;
        replaced = replaced || same;
        if (!same || content != NULL)
            add_file(loaded->files, base[i].path, same ? content : base[i].content);
    }
    if (!replaced && path != NULL) add_file(loaded->files, path, content);
    loaded->code = desk_load_files(loaded->arena, loaded->files, &loaded->definition,
                                   &loaded->faults, &loaded->error);
}

static void drop(struct loaded *loaded)
{
    json_object_put(loaded->files);
    arena_free(loaded->arena);
}

static bool has_fault(const struct loaded *loaded, const char *file, const char *path,
                      const char *words)
{
    for (size_t i = 0; i < loaded->faults.count; i++) {
        const struct desk_fault *fault = &loaded->faults.items[i];
        if (strcmp(fault->file, file) == 0 && strcmp(fault->path, path) == 0 &&
            strstr(fault->reason, words) != NULL)
            return true;
    }
    return false;
}

static void print_faults(const struct loaded *loaded)
{
    for (size_t i = 0; i < loaded->faults.count; i++)
        print_message("  %s %s: %s\n", loaded->faults.items[i].file, loaded->faults.items[i].path,
                      loaded->faults.items[i].reason);
}

/* The replaced file has exactly this fault. */
static void assert_fault(const char *file, const char *content, const char *path, const char *words)
{
    struct loaded loaded;
    load(&loaded, file, content);
    bool found = has_fault(&loaded, file, path, words) && loaded.faults.count == 1 &&
                 loaded.code == ERR_INVALID;
    if (!found) {
        print_message("%s: wanted only %s: …%s…; got %d:\n", file, path, words, loaded.code);
        print_faults(&loaded);
    }
    drop(&loaded);
    assert_true(found);
}

static void test_good_definition_is_accepted(void **state)
{
    struct loaded loaded;
    (void)state;
    load(&loaded, NULL, NULL);
    print_faults(&loaded);
    assert_int_equal(loaded.code, ERR_OK);
    assert_int_equal(loaded.faults.count, 0);
    drop(&loaded);
}

static void test_document_is_sorted_and_has_defaults(void **state)
{
    struct loaded loaded;
    (void)state;
    load(&loaded, "city/skills.json",
         "{\"skills\":[{\"name\":\"Z\",\"code\":\"zoning\"},{\"code\":\"archive\",\"name\":"
         "\"A\"}]}");
    const char *text = desk_definition_document(loaded.definition);
    assert_non_null(strstr(text, "\"skills\":[{\"code\":\"archive\",\"name\":\"A\"},{\"code\":"
                                 "\"zoning\",\"name\":\"Z\"}]"));
    assert_non_null(strstr(text, "\"locale\":\"en\",\"reopen_days\":14"));
    assert_non_null(strstr(text, "\"from\":[\"new\"],\"to\":\"done\",\"roles\":[],\"guard\":[],"
                                 "\"minutes\":0"));
    assert_non_null(strstr(text, "\"capacity_minutes\":420"));
    assert_non_null(strstr(text, "\"sun\":[]"));
    drop(&loaded);
}

static void test_equal_definitions_give_equal_documents(void **state)
{
    struct loaded one, other;
    (void)state;
    load(&one, NULL, NULL);
    load(&other, "city/segments.json",
         " {\n \"segments\" : [ {\"name\":\"Resident\", \"code\":\"resident\"} ] }");
    assert_string_equal(desk_definition_document(one.definition),
                        desk_definition_document(other.definition));
    drop(&one);
    drop(&other);
}

#define AGENCY(more)                                                                               \
    "{\"agencies\":[{\"code\":\"city\",\"name\":\"City\",\"time_zone\":\"Europe/Sofia\"," more     \
    "},{\"code\":\"water\",\"name\":\"Water\",\"time_zone\":\"Europe/Sofia\"}]}"
#define HOOK(code, url) "{\"code\":\"" code "\",\"url\":\"" url "\",\"events\":[\"opened\"]}"

static void test_agency_says_whom_it_tells_what(void **state)
{
    (void)state;
    assert_fault("agencies.json", AGENCY("\"notify\":[\"opened\",\"noted\"]"),
                 "/agencies/0/notify/1", "known: opened, closed");
    static const char *const wrong[] = {
        "http://a.example/",    "https://",   "https://u:p@a.example/",
        "https://a.example/ b", "https:///x", "file:///etc/passwd"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, AGENCY("\"webhooks\":[" HOOK("a", "%s") "]"), wrong[i]);
        assert_fault("agencies.json", text, "/agencies/0/webhooks/0/url", "address");
    }
    assert_fault("agencies.json",
                 AGENCY("\"webhooks\":[" HOOK("a", "https://a.example/") "," HOOK(
                     "a", "https://b.example/") "]"),
                 "/agencies/0/webhooks", "twice");
}

static void test_files_must_be_known(void **state)
{
    (void)state;
    assert_fault("city/ofices.json", "{\"offices\":[]}", "", "unknown file");
    assert_fault("village/offices.json", "{\"offices\":[]}", "", "no agency \"village\"");
    assert_fault("city/skills.json", "[]", "", "\"skills\"");
    assert_fault("city/segments.json", "{\"segments\":[],\"more\":1}", "", "unknown key \"more\"");
    assert_fault("agencies.json", NULL, "", "missing");
}

static void test_json_must_be_strict(void **state)
{
    (void)state;
    assert_fault("city/segments.json", "{\"segments\":[\n  {\"code\":\"a\",}]}", "", "line 2");
    assert_fault("city/segments.json", "{\"segments\":[]", "", "ends too early");
    assert_fault("city/segments.json", "{\"segments\":[]} x", "", "not JSON");
    assert_fault("city/segments.json", "null", "", "not JSON");
    assert_fault("city/segments.json",
                 "{\"segments\":[{\"code\":\"a\",\"name\":\"A\"},{\"code\":\"b\",\"name\":\"B\","
                 "\"code\":\"c\"}]}",
                 "/segments/1", "\"code\" stands more than once");
}

static void test_unknown_key_names_the_nearest(void **state)
{
    (void)state;
    assert_fault("city/segments.json",
                 "{\"segments\":[{\"code\":\"a\",\"name\":\"A\",\"naem\":1}]}", "/segments/0/naem",
                 "did you mean \"name\"");
    assert_fault("city/segments.json",
                 "{\"segments\":[{\"code\":\"a\",\"name\":\"A\",\"x/y~z\":1}]}",
                 "/segments/0/x~1y~0z", "known here: code, name");
}

static void test_missing_and_mistyped_values(void **state)
{
    (void)state;
    assert_fault("city/segments.json", "{\"segments\":[{\"code\":\"a\"}]}", "/segments/0/name",
                 "missing");
    assert_fault("city/segments.json", "{\"segments\":[{\"code\":\"a\",\"name\":7}]}",
                 "/segments/0/name", "a text is needed");
    assert_fault("city/segments.json", "{\"segments\":[\"a\"]}", "/segments/0", "object");
    assert_fault("city/segments.json", "{\"segments\":[{\"code\":\"A b\",\"name\":\"A\"}]}",
                 "/segments/0/code", "is not a code");
    assert_fault("city/segments.json", "{\"segments\":[{\"code\":\"a\",\"name\":\" A\"}]}",
                 "/segments/0/name", "blank");
    assert_fault("city/segments.json", "{\"segments\":[{\"code\":\"a\",\"name\":\"A\\u0000\"}]}",
                 "/segments/0/name", "control character");
    assert_fault("agencies.json",
                 "{\"agencies\":[{\"code\":\"city\",\"name\":\"C\",\"time_zone\":\"Sofia time\"},"
                 "{\"code\":\"water\",\"name\":\"W\",\"time_zone\":\"UTC\"}]}",
                 "/agencies/0/time_zone", "Europe/Sofia");
}

static void test_codes_stand_once(void **state)
{
    (void)state;
    assert_fault("city/segments.json",
                 "{\"segments\":[{\"code\":\"a\",\"name\":\"A\"},{\"code\":\"a\",\"name\":\"B\"}]}",
                 "/segments/1/code", "/segments/0");
    assert_fault("water/staff.json",
                 "{\"staff\":[{\"user_name\":\"m.petrova\",\"name\":\"Other\",\"grants\":[]}]}",
                 "/staff/0/user_name", "city/staff.json");
    assert_fault("city/standards.json",
                 "{\"standards\":[{\"code\":\"ten\"," STANDARD_KEYS "," WORKING_DAYS
                 "},{\"code\":\"ten\"," STANDARD_KEYS "," WORKING_DAYS "}]}",
                 "/standards/1/code", "2020-01-01");
}

static void test_codes_lead_somewhere(void **state)
{
    (void)state;
    assert_fault("city/services.json",
                 "{\"services\":[{\"code\":\"permit\"," SERVICE_KEYS ",\"standard\":\"tem\"}]}",
                 "/services/0/standard", "did you mean \"ten\"");
    assert_fault("city/services.json",
                 "{\"services\":[{\"code\":\"permit\"," SERVICE_KEYS ",\"skill\":\"juggling\"}]}",
                 "/services/0/skill", "city/skills.json");
    assert_fault("city/services.json",
                 "{\"services\":[{\"code\":\"permit\"," SERVICE_KEYS
                 ",\"related\":[\"water/tap\"]}]}",
                 "/services/0/related/0", "no service \"water/tap\"");
    assert_fault("city/queues.json",
                 "{\"queues\":[{\"code\":\"hall\",\"name\":\"H\",\"office\":\"annex\"}]}",
                 "/queues/0/office", "no office \"annex\"");
    assert_fault("city/staff.json",
                 "{\"staff\":[{\"user_name\":\"a\",\"name\":\"A\",\"grants\":[{\"role\":"
                 "\"clerk\"}]}]}",
                 "/staff/0/grants/0/role", "case-manager");
    assert_fault("city/staff.json",
                 "{\"staff\":[{\"user_name\":\"a\",\"name\":\"A\",\"grants\":[{\"role\":"
                 "\"manager\",\"agency\":\"gas\"}]}]}",
                 "/staff/0/grants/0/agency", "agencies.json");
    assert_fault("city/staff.json",
                 "{\"staff\":[{\"user_name\":\"a\",\"name\":\"A\",\"grants\":[],\"lead\":\"b\"}]}",
                 "/staff/0/lead", "no staff member \"b\"");
}

static void test_office_that_serves_may_be_named(void **state)
{
    struct loaded loaded;
    (void)state;
    load(&loaded, "water/staff.json",
         "{\"staff\":[{\"user_name\":\"w\",\"name\":\"W\",\"grants\":[{\"role\":\"front-desk\","
         "\"office\":\"hall\"}]}]}");
    assert_int_equal(loaded.code, ERR_OK);
    drop(&loaded);
}

static void test_calendars(void **state)
{
    static const char file[] = "city/calendars.json";
    (void)state;
#define CALENDAR(rest) "{\"calendars\":[{\"code\":\"hours\",\"name\":\"H\"," rest "}]}"
    assert_fault(file, CALENDAR("\"week\":{}"), "/calendars/0/week", "no open hour");
    assert_fault(file, CALENDAR("\"week\":{\"mon\":[\"08:00-12:00\",\"11:30-17:00\"]}"),
                 "/calendars/0/week/mon/1", "overlap");
    assert_fault(file, CALENDAR("\"week\":{\"mon\":[\"12:00-12:00\"],\"tue\":[\"08:00-09:00\"]}"),
                 "/calendars/0/week/mon/0", "opening hours");
    assert_fault(file, CALENDAR(WEEK ",\"holidays\":[{\"rule\":\"pentecost\",\"name\":\"P\"}]"),
                 "/calendars/0/holidays/0/rule", "easter+1");
    assert_fault(file, CALENDAR(WEEK ",\"holidays\":[{\"name\":\"P\"}]"), "/calendars/0/holidays/0",
                 "a date");
    assert_fault(file,
                 CALENDAR(WEEK ",\"holidays\":[{\"rule\":\"12-25\",\"date\":\"2026-12-25\","
                               "\"name\":\"P\"}]"),
                 "/calendars/0/holidays/0", "not both");
    assert_fault(file, CALENDAR(WEEK ",\"holidays\":[{\"date\":\"2026-02-30\",\"name\":\"P\"}]"),
                 "/calendars/0/holidays/0/date", "a date such as");
    assert_fault(file, CALENDAR(WEEK ",\"extra_days\":[{\"date\":\"2026-02-28\",\"hours\":[]}]"),
                 "/calendars/0/extra_days/0/hours", "needs opening hours");
#undef CALENDAR
}

static void test_standards(void **state)
{
    static const char file[] = "city/standards.json";
    (void)state;
#define STANDARD(rest) "{\"standards\":[{\"code\":\"ten\"," STANDARD_KEYS "," rest "}]}"
    assert_fault(file, STANDARD("\"kind\":\"processing\",\"unit\":\"working-days\",\"amount\":3"),
                 "/standards/0/calendar", "missing");
    assert_fault(file, STANDARD(WORKING_DAYS ",\"seconds\":20"), "/standards/0/seconds",
                 "measured as a clock");
    assert_fault(file, STANDARD(WORKING_DAYS ",\"cutoff\":\"17:00\""), "/standards/0/roll_to",
                 "belong together");
    assert_fault(file, STANDARD(WORKING_DAYS ",\"cutoff\":\"08:00\",\"roll_to\":\"08:30\""),
                 "/standards/0/roll_to", "earlier than the cutoff");
    assert_fault(file,
                 STANDARD("\"kind\":\"processing\",\"unit\":\"calendar-days\",\"amount\":7,"
                          "\"calendar\":\"hours\",\"cutoff\":\"17:00\",\"roll_to\":\"08:30\""),
                 "/standards/0/cutoff", "only the unit");
    assert_fault(file,
                 STANDARD("\"kind\":\"processing\",\"unit\":\"weeks\",\"amount\":7,"
                          "\"calendar\":\"hours\""),
                 "/standards/0/unit", "\"weeks\" is not known here");
    assert_fault(file,
                 STANDARD("\"kind\":\"processing\",\"unit\":\"calendar-months\",\"amount\":700,"
                          "\"calendar\":\"hours\""),
                 "/standards/0/amount", "at most 120");
    struct loaded loaded;
    load(&loaded, file,
         STANDARD("\"kind\":\"acknowledgement\",\"unit\":\"working-days\",\"amount\":2,"
                  "\"calendar\":\"hours\""));
    assert_true(has_fault(&loaded, "city/services.json", "/services/0/standard", "processing"));
    drop(&loaded);
#undef STANDARD
}

#define ACK(code, rest)                                                                            \
    "{\"code\":\"" code "\",\"name\":\"Ack\",\"kind\":\"acknowledgement\",\"unit\":"               \
    "\"working-days\",\"amount\":2,\"calendar\":\"hours\",\"target_percent\":95" rest "}"
#define TEN(rest)     "{\"code\":\"ten\",\"name\":\"Ten\",\"target_percent\":95," WORKING_DAYS rest "}"
#define FROM(day)     ",\"in_force_from\":\"" day "\""
#define TO(day)       ",\"in_force_to\":\"" day "\""
#define LIST_OF(list) "{\"standards\":[" list "," TEN(FROM("2020-01-01")) "]}"

static void assert_good(const char *file, const char *content)
{
    struct loaded loaded;
    load(&loaded, file, content);
    print_faults(&loaded);
    assert_int_equal(loaded.code, ERR_OK);
    drop(&loaded);
}

static void test_two_standards_must_not_be_meant_for_one_case(void **state)
{
    static const char file[] = "city/standards.json";
    (void)state;
    assert_fault(file, LIST_OF(ACK("a", FROM("2020-01-01")) "," ACK("b", FROM("2024-01-01"))),
                 "/standards/1", "both this and \"a\" (city/standards.json /standards/0)");
    assert_good(file, LIST_OF(ACK("a", FROM("2020-01-01")
                                           TO("2023-12-31")) "," ACK("b", FROM("2024-01-01"))));
    assert_good(file, LIST_OF(ACK("a", FROM("2020-01-01")) "," ACK(
                          "b", FROM("2024-01-01") ",\"channels\":[\"letter\"]")));
    assert_fault(file,
                 LIST_OF(ACK("a", FROM("2020-01-01") ",\"channels\":[\"letter\",\"web\"]") "," ACK(
                     "b", FROM("2024-01-01") ",\"channels\":[\"web\"]")),
                 "/standards/1/channels", "scope one of them more narrowly");
    assert_fault(file,
                 LIST_OF(ACK("a", FROM("2020-01-01") ",\"services\":[\"permit\"]") "," ACK(
                     "b", FROM("2024-01-01") ",\"services\":[\"permit\"]")),
                 "/standards/1/services", "the service \"permit\"");
    /* The service names "ten": another one for it must be narrower. */
    assert_fault(file,
                 "{\"standards\":[{\"code\":\"quick\"," STANDARD_KEYS "," WORKING_DAYS
                 ",\"services\":[\"permit\"]}," TEN(FROM("2020-01-01")) "]}",
                 "/standards/1", "the service \"permit\"");
    assert_good(file,
                "{\"standards\":[{\"code\":\"quick\"," STANDARD_KEYS "," WORKING_DAYS
                ",\"services\":[\"permit\"],\"channels\":[\"web\"]}," TEN(FROM("2020-01-01")) "]}");
}

static void test_dates_of_versions_must_not_overlap(void **state)
{
    static const char file[] = "city/standards.json";
    (void)state;
    assert_fault(file,
                 "{\"standards\":[" TEN(FROM("2020-01-01")
                                            TO("2024-06-30")) "," TEN(FROM("2024-06-30")) "]}",
                 "/standards/1/in_force_from",
                 "two versions of \"ten\" are in force on 2024-06-30");
    assert_good(file, "{\"standards\":[" TEN(FROM("2020-01-01") TO("2024-06-29")) "," TEN(
                          FROM("2024-06-30")) "]}");
    assert_fault(file, "{\"standards\":[" TEN(FROM("2020-01-01") TO("2019-06-29")) "]}",
                 "/standards/0/in_force_to", "before in_force_from");
}

static void test_extensions_are_granted_by_who_answers_for_cases(void **state)
{
    static const char file[] = "city/standards.json";
    (void)state;
    assert_fault(
        file,
        "{\"standards\":[" TEN(FROM("2020-01-01") ",\"extension_max\":3,"
                                                  "\"extension_roles\":[\"auditor\"]") "]}",
        "/standards/0/extension_roles/0", "case-manager, team-lead or manager");
    assert_fault(
        file,
        "{\"standards\":[" TEN(FROM("2020-01-01") ",\"extension_roles\":[\"team-lead\"]") "]}",
        "/standards/0/extension_roles", "nothing can be granted");
}

static void test_process_shape(void **state)
{
    static const char file[] = "city/processes.json";
    (void)state;
#define PROCESS(states, transitions)                                                               \
    "{\"processes\":[{\"code\":\"simple\",\"name\":\"S\",\"states\":[" states                      \
    "],\"transitions\":[" transitions "]}]}"
#define NEW  "{\"code\":\"new\",\"name\":\"New\",\"initial\":true}"
#define OPEN "{\"code\":\"open\",\"name\":\"Open\"}"
#define DONE "{\"code\":\"done\",\"name\":\"Done\",\"final\":true,\"outcomes\":[\"granted\"]}"
#define STEP(step, from, to, more)                                                                 \
    "{\"step\":\"" step "\",\"name\":\"N\",\"from\":\"" from "\",\"to\":\"" to "\"" more "}"
    assert_fault(file,
                 PROCESS("{\"code\":\"new\",\"name\":\"N\"}," DONE, STEP("a", "new", "done", "")),
                 "/processes/0/states", "no state is initial");
    assert_fault(file,
                 PROCESS(NEW ",{\"code\":\"done\",\"name\":\"D\",\"final\":true}",
                         STEP("a", "new", "done", "")),
                 "/processes/0/states/1/outcomes", "at least one outcome");
    assert_fault(file, PROCESS(NEW "," OPEN "," DONE, STEP("a", "new", "done", "")),
                 "/processes/0/states/1", "unreachable");
    assert_fault(file,
                 PROCESS(NEW "," OPEN "," DONE,
                         STEP("a", "new", "done", "") "," STEP("b", "new", "open", "")),
                 "/processes/0/states/1", "dead end: no steps");
    assert_fault(file, PROCESS(NEW "," DONE, STEP("a", "new", "doen", "")),
                 "/processes/0/transitions/0/to", "did you mean \"done\"");
    assert_fault(
        file, PROCESS(NEW "," DONE, STEP("a", "new", "done", "") "," STEP("b", "done", "new", "")),
        "/processes/0/transitions/1/from", "final state");
    assert_fault(file,
                 PROCESS(NEW "," DONE, STEP("a", "new", "done", ",\"guard\":[\"has-customer\"]")),
                 "/processes/0/states/0", "anonymous");
    assert_fault(
        file, PROCESS(NEW ",{\"code\":\"new\",\"name\":\"N\"}," DONE, STEP("a", "new", "done", "")),
        "/processes/0/states/1/code", "already");
}

static void test_process_names(void **state)
{
    static const char file[] = "city/processes.json";
    (void)state;
#define NAMED(outcomes)                                                                            \
    "{\"processes\":[{\"code\":\"simple\",\"name\":\"S\",\"outcomes\":[" outcomes                  \
    "],\"states\":[" NEW "," DONE "],\"transitions\":[" STEP("a", "new", "done", "") "]}]}"
#define GRANTED "{\"code\":\"granted\",\"name\":\"Granted\"}"
#define TWICE                                                                                      \
    ",\"names\":[{\"language\":\"bg\",\"name\":\"A\"},{\"language\":\"bg\",\"name\":\"B\"}]"
    assert_fault(file, NAMED("{\"code\":\"refused\",\"name\":\"Refused\"}"),
                 "/processes/0/outcomes/0/code", "no final state of this process has this outcome");
    assert_fault(file, NAMED(GRANTED "," GRANTED), "/processes/0/outcomes/1/code", "named already");
    assert_fault(file, NAMED("{\"code\":\"granted\"}"), "/processes/0/outcomes/0/name", "missing");
    assert_fault(file, NAMED("{\"code\":\"granted\",\"name\":\"Granted\"" TWICE "}"),
                 "/processes/0/outcomes/0/names/1/language", "there already");
    assert_fault(file, PROCESS(NEW "," DONE, STEP("a", "new", "done", TWICE)),
                 "/processes/0/transitions/0/names/1/language", "there already");
    assert_fault(file,
                 PROCESS("{\"code\":\"new\",\"name\":\"New\",\"initial\":true" TWICE "}," DONE,
                         STEP("a", "new", "done", "")),
                 "/processes/0/states/0/names/1/language", "there already");
}

static void test_process_ambiguity(void **state)
{
    static const char file[] = "city/processes.json";
    struct loaded loaded;
    (void)state;
    assert_fault(file,
                 PROCESS(NEW "," OPEN "," DONE,
                         STEP("a", "new", "done", "") "," STEP("a", "new", "open", "") "," STEP(
                             "b", "open", "done", "")),
                 "/processes/0/transitions/1", "ambiguous");
    assert_fault(
        file, PROCESS(NEW "," DONE, STEP("a", "new", "done", "") "," STEP("b", "new", "done", "")),
        "/processes/0/transitions/1", "outcome \"granted\"");
    assert_fault(file,
                 PROCESS(NEW "," DONE,
                         STEP("a", "new", "done", "") "," STEP(
                             "a", "new", "done", ",\"guard\":[\"open-tasks\",\"no-open-tasks\"]")),
                 "/processes/0/transitions/1/guard", "never hold together");
    load(&loaded, file,
         PROCESS(NEW "," DONE, STEP("a", "new", "done", ",\"guard\":[\"has-customer\"]") "," STEP(
                                   "a", "new", "done", ",\"guard\":[\"anonymous\"]")));
    print_faults(&loaded);
    assert_int_equal(loaded.code, ERR_OK);
    drop(&loaded);
}

static void test_staff(void **state)
{
    static const char file[] = "city/staff.json";
    (void)state;
#define PERSON(user, more) "{\"user_name\":\"" user "\",\"name\":\"P\",\"grants\":[]" more "}"
    assert_fault(file, "{\"staff\":[" PERSON("a", ",\"lead\":\"a\"") "]}", "/staff/0/lead",
                 "themselves");
    assert_fault(file,
                 "{\"staff\":[" PERSON("a", ",\"lead\":\"b\"") "," PERSON(
                     "b", ",\"lead\":\"c\"") "," PERSON("c", ",\"lead\":\"b\"") "]}",
                 "/staff/1/lead", "circle");
    assert_fault(file,
                 "{\"staff\":[" PERSON("a", ",\"absences\":[{\"from\":\"2026-08-14\",\"to\":"
                                            "\"2026-08-03\"}]") "]}",
                 "/staff/0/absences/0", "before it begins");
    assert_fault(file,
                 "{\"staff\":[" PERSON("a", ",\"absences\":[{\"from\":\"2026-08-01\",\"to\":"
                                            "\"2026-08-10\"},{\"from\":\"2026-08-10\",\"to\":"
                                            "\"2026-08-11\"}]") "]}",
                 "/staff/0/absences/1", "overlaps");
}

#define SURVEY_TEXTS "\"texts\":[{\"language\":\"en\",\"title\":\"How?\"}]"
#define ASKED        "\"texts\":[{\"language\":\"en\",\"text\":\"How?\"}]"
#define HAPPY                                                                                      \
    "{\"code\":\"happy\",\"topic\":\"satisfaction\",\"kind\":\"scale\",\"satisfied\":[4,5]," ASKED \
    "}"
#define SURVEY(keys, questions)                                                                    \
    "{\"surveys\":[{\"code\":\"after\",\"name\":\"After\"," keys ",\"questions\":[" questions "]}" \
    "]}"
#define OF_CUSTOMERS "\"kind\":\"customer\",\"link\":\"https://x/#{secret}\"," SURVEY_TEXTS

static void test_survey_faults_are_told(void **state)
{
    static const char file[] = "city/surveys.json";
    struct loaded loaded;
    (void)state;
    load(&loaded, file,
         SURVEY(OF_CUSTOMERS ",\"services\":[{\"service\":\"permit\",\"percent\":5}]", HAPPY));
    print_faults(&loaded);
    assert_int_equal(loaded.code, ERR_OK);
    drop(&loaded);
    assert_fault(
        file, SURVEY(OF_CUSTOMERS ",\"services\":[{\"service\":\"permi\",\"percent\":5}]", HAPPY),
        "/surveys/0/services/0/service", "permit");
    assert_fault(file, SURVEY(OF_CUSTOMERS ",\"percent\":101", HAPPY), "/surveys/0/percent", "100");
    assert_fault(file, SURVEY("\"kind\":\"customer\",\"link\":\"https://x\"," SURVEY_TEXTS, HAPPY),
                 "/surveys/0/link", "{secret}");
    assert_fault(file, SURVEY("\"kind\":\"staff\",\"percent\":5," SURVEY_TEXTS, HAPPY),
                 "/surveys/0/percent", "only customers");
    assert_fault(file, SURVEY("\"kind\":\"staff\",\"remind_after_days\":5," SURVEY_TEXTS, HAPPY),
                 "/surveys/0/remind_after_days", "only customers");
    assert_fault(file, SURVEY(OF_CUSTOMERS ",\"open_days\":7,\"remind_after_days\":7", HAPPY),
                 "/surveys/0/remind_after_days", "less than open_days");
    assert_fault(file, SURVEY(OF_CUSTOMERS ",\"remind_after_days\":21", HAPPY),
                 "/surveys/0/remind_after_days", "less than open_days");
    assert_fault(file, SURVEY(OF_CUSTOMERS, HAPPY "," HAPPY), "/surveys/0/questions/1/code",
                 "already");
    assert_fault(file, SURVEY(OF_CUSTOMERS, ""), "/surveys/0/questions", "1 to 20");
    assert_fault(
        file,
        SURVEY(OF_CUSTOMERS, "{\"code\":\"a\",\"topic\":\"other\",\"kind\":\"scale\"," ASKED "}"),
        "/surveys/0/questions/0/satisfied", "missing");
    assert_fault(
        file,
        SURVEY(OF_CUSTOMERS, "{\"code\":\"a\",\"topic\":\"other\",\"kind\":\"yes-no\"," ASKED "}"),
        "/surveys/0/questions/0/good", "missing");
    assert_fault(
        file,
        SURVEY(OF_CUSTOMERS, "{\"code\":\"a\",\"topic\":\"tea\",\"kind\":\"text\"," ASKED "}"),
        "/surveys/0/questions/0/topic", "");
    assert_fault(
        file,
        SURVEY(OF_CUSTOMERS, "{\"code\":\"a\",\"topic\":\"other\",\"kind\":\"text\",\"texts\":[]}"),
        "/surveys/0/questions/0/texts", "\"en\"");
}

static void test_all_faults_are_told_up_to_a_cap(void **state)
{
    struct loaded loaded;
    char content[32768] = "{\"segments\":[";
    size_t used = strlen(content);
    (void)state;
    for (int i = 0; i < 300; i++)
        used += (size_t)snprintf(content + used, sizeof content - used, "%s{\"code\":\"s%d\"}",
                                 i > 0 ? "," : "", i);
    snprintf(content + used, sizeof content - used, "]}");
    load(&loaded, "city/segments.json", content);
    assert_int_equal(loaded.code, ERR_INVALID);
    assert_int_equal(loaded.faults.count, DESK_FAULTS_MAX);
    assert_int_equal(loaded.faults.more, 100);
    assert_non_null(strstr(loaded.error.message, "300 faults"));
    drop(&loaded);
}

static void test_full_arena_is_an_answer(void **state)
{
    (void)state;
    for (size_t limit = 1 << 10; limit < 1 << 16; limit += 1 << 9) {
        struct loaded loaded;
        load(&loaded, NULL, NULL);
        struct arena *arena = arena_new(limit);
        struct error error = {0};
        enum error_code code =
            desk_load_files(arena, loaded.files, &loaded.definition, &loaded.faults, &error);
        assert_true(code == ERR_OK || code == ERR_TOO_LARGE);
        arena_free(arena);
        drop(&loaded);
    }
}

static void write_file(const char *folder, const char *path, const char *content)
{
    char name[256];
    snprintf(name, sizeof name, "%s/%s", folder, path);
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void test_folder_is_read_like_a_list(void **state)
{
    char folder[] = "/tmp/test-desk-XXXXXX", name[64];
    struct loaded loaded, listed;
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(name, sizeof name, "%s/city", folder);
    assert_int_equal(mkdir(name, 0700), 0);
    snprintf(name, sizeof name, "%s/water", folder);
    assert_int_equal(mkdir(name, 0700), 0);
    for (size_t i = 0; i < BASE; i++) write_file(folder, base[i].path, base[i].content);
    write_file(folder, "README.md", "For people.");
    load(&listed, NULL, NULL);
    memset(&loaded, 0, sizeof loaded);
    loaded.arena = arena_new(1 << 20);
    loaded.code =
        desk_load_dir(loaded.arena, folder, &loaded.definition, &loaded.faults, &loaded.error);
    assert_int_equal(loaded.code, ERR_OK);
    assert_string_equal(desk_definition_document(loaded.definition),
                        desk_definition_document(listed.definition));
    drop(&loaded);
    drop(&listed);
    for (size_t i = 0; i < BASE; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, base[i].path);
        unlink(path);
    }
    snprintf(name, sizeof name, "%s/README.md", folder);
    unlink(name);
    snprintf(name, sizeof name, "%s/city", folder);
    rmdir(name);
    snprintf(name, sizeof name, "%s/water", folder);
    rmdir(name);
    rmdir(folder);
}

static void test_missing_folder_is_told(void **state)
{
    struct loaded loaded = {.arena = arena_new(1 << 20)};
    (void)state;
    assert_int_equal(desk_load_dir(loaded.arena, "/nonexistent/desk", &loaded.definition,
                                   &loaded.faults, &loaded.error),
                     ERR_NOT_FOUND);
    drop(&loaded);
}

static void test_bad_request_list_is_told(void **state)
{
    struct loaded loaded = {.arena = arena_new(1 << 20)};
    (void)state;
    loaded.files = json_tokener_parse("[{\"path\":\"a\"},7]");
    assert_int_equal(desk_load_files(loaded.arena, loaded.files, &loaded.definition, &loaded.faults,
                                     &loaded.error),
                     ERR_INVALID);
    assert_string_equal(loaded.error.fields[0].field, "/files/0");
    assert_string_equal(loaded.error.fields[1].field, "/files/1");
    drop(&loaded);
}

/* ---- ladders ---- */

#define LADDER_KEYS                                                                                \
    "\"name\":\"L\",\"in_force_from\":\"2020-01-01\",\"calendar\":\"hours\","                      \
    "\"ombudsman\":\"Ombudsman\""
#define STAGE_KEYS(of)                                                                             \
    "\"name\":\"S\",\"told\":\"Next\",\"answerer\":{\"role\":\"manager\",\"of\":\"" of "\"}"
#define FIVE_DAYS "\"answer\":{\"amount\":5,\"unit\":\"working-days\"}"
#define LADDER(more, stages)                                                                       \
    "{\"ladders\":[{\"code\":\"basic\"," LADDER_KEYS "," more ",\"stages\":[" stages "]}]}"
#define ONE_STAGE "{\"code\":\"one\"," STAGE_KEYS("agency") "," FIVE_DAYS "}"

static void test_bad_ladders_are_told(void **state)
{
    (void)state;
    const char *file = "city/ladders.json";
    assert_fault(file, LADDER("\"default\":true", ""), "/ladders/0/stages", "1 to 6");
    assert_fault(file, LADDER("\"default\":false", ONE_STAGE), "/ladders/0/default", "the default");
    assert_fault(file, LADDER("\"default\":true", ONE_STAGE "," ONE_STAGE),
                 "/ladders/0/stages/1/code", "already");
    assert_fault(
        file,
        LADDER("\"default\":true", "{\"code\":\"one\",\"from\":\"acknowledgement\"," STAGE_KEYS(
                                       "agency") "," FIVE_DAYS "}"),
        "/ladders/0/stages/0/from", "acknowledged");
    assert_fault(file,
                 LADDER("\"default\":true",
                        "{\"code\":\"one\"," STAGE_KEYS("case-manager") "," FIVE_DAYS "}"),
                 "/ladders/0/stages/0/answerer/of", "team-lead");
    assert_fault(file,
                 LADDER("\"default\":true",
                        "{\"code\":\"one\",\"extension_max\":1000," STAGE_KEYS(
                            "agency") ",\"answer\":{\"amount\":1000,\"unit\":\"working-days\"}}"),
                 "/ladders/0/stages/0/answer/amount", "1200");
    assert_fault(file,
                 LADDER("\"default\":true,\"subjects\":[{\"code\":\"bribe\",\"name\":\"B\","
                        "\"serious\":true}]",
                        "{\"code\":\"one\"," STAGE_KEYS("office") "," FIVE_DAYS "}"),
                 "/ladders/0/stages/0/answerer/of", "agency");
    assert_fault(file,
                 LADDER("\"default\":true,\"subjects\":[{\"code\":\"a\",\"name\":\"A\"},"
                        "{\"code\":\"a\",\"name\":\"A\"}]",
                        ONE_STAGE),
                 "/ladders/0/subjects/1/code", "already");
    assert_fault(file,
                 "{\"ladders\":[{\"code\":\"a\"," LADDER_KEYS
                 ",\"default\":true,\"stages\":[" ONE_STAGE "]},{\"code\":\"b\"," LADDER_KEYS
                 ",\"default\":true,\"stages\":[" ONE_STAGE "]}]}",
                 "/ladders/1/default", "already");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_definition_is_accepted),
        cmocka_unit_test(test_document_is_sorted_and_has_defaults),
        cmocka_unit_test(test_equal_definitions_give_equal_documents),
        cmocka_unit_test(test_agency_says_whom_it_tells_what),
        cmocka_unit_test(test_files_must_be_known),
        cmocka_unit_test(test_json_must_be_strict),
        cmocka_unit_test(test_unknown_key_names_the_nearest),
        cmocka_unit_test(test_missing_and_mistyped_values),
        cmocka_unit_test(test_codes_stand_once),
        cmocka_unit_test(test_codes_lead_somewhere),
        cmocka_unit_test(test_office_that_serves_may_be_named),
        cmocka_unit_test(test_calendars),
        cmocka_unit_test(test_standards),
        cmocka_unit_test(test_two_standards_must_not_be_meant_for_one_case),
        cmocka_unit_test(test_dates_of_versions_must_not_overlap),
        cmocka_unit_test(test_extensions_are_granted_by_who_answers_for_cases),
        cmocka_unit_test(test_process_shape),
        cmocka_unit_test(test_process_names),
        cmocka_unit_test(test_process_ambiguity),
        cmocka_unit_test(test_staff),
        cmocka_unit_test(test_survey_faults_are_told),
        cmocka_unit_test(test_all_faults_are_told_up_to_a_cap),
        cmocka_unit_test(test_full_arena_is_an_answer),
        cmocka_unit_test(test_folder_is_read_like_a_list),
        cmocka_unit_test(test_missing_folder_is_told),
        cmocka_unit_test(test_bad_request_list_is_told),
        cmocka_unit_test(test_bad_ladders_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
