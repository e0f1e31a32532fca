/* Logging contacts and cases. On a terminal `case log` asks for what is missing: the service by the
 * words the customer uses, the customer by name, identifier, phone or e-mail. */
#include <stdio.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/customer.h"
#include "client/cli/jobs.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/prompt.h"
#include "client/cli/when.h"

/* What is being logged. customer: -1 nobody said, 0 anonymous. */
struct logging {
    struct cli *cli;
    const struct args *args;
    struct json_object *body;
    int64_t customer;
};

static void put_options(struct json_object *body, const struct args *args, const char *const *names)
{
    for (; *names != NULL; names++) json_put_text(body, *names, args_value(args, *names));
}

static const char *const contact_fields[] = {
    "agency", "office", "service", "segment", "channel", "direction", "purpose", "cause", NULL};

static void put_contact(struct json_object *body, const struct args *args)
{
    put_options(body, args, contact_fields);
    json_put_number(body, "wait_s", args_number(args, "wait"));
    json_put_number(body, "duration_s", args_number(args, "duration"));
}

/* What a ticket desk or phone system has measured. */
static void put_measured(struct cli *cli, struct json_object *body, const struct args *args)
{
    static const char *const times[][2] = {{"queued-at", "queued_at"},
                                           {"answered-at", "answered_at"},
                                           {"ended-at", "ended_at"},
                                           {"appointment-at", "appointment_at"}};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        json_put_text(body, times[i][1], args_time(cli, args, times[i][0]));
    if (args_flag(args, "abandoned"))
        json_object_object_add(body, "abandoned", json_object_new_boolean(true));
    json_put_text(body, "source", args_value(args, "source"));
    json_put_text(body, "external_id", args_value(args, "external-id"));
}

enum cli_exit job_contact_log(struct cli *cli, const struct args *args)
{
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    struct api_answer answer;
    struct api_request request = {.method = "POST", .path = "/contacts", .body = body};
    const char *reference = args_value(args, "case"), *customer = args_value(args, "customer");
    put_contact(body, args);
    put_measured(cli, body, args);
    json_put_text(body, "summary", args_value(args, "summary"));
    if (reference != NULL) request.path = api_path(cli, "/cases/%s/contacts", reference);
    if (customer != NULL) {
        int64_t id;
        enum cli_exit found = customer_resolve(cli, customer, &id);
        if (found != CLI_OK) return found;
        json_put_number(body, "customer", id);
    }
    enum cli_exit code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json && answer.json != NULL) cli_json(cli, answer.json);
    cli_say(cli, "The contact is logged%s%s.", reference != NULL ? " with case " : "",
            reference != NULL ? reference : "");
    return CLI_OK;
}

/* Numbered lines of items, each a text of two paths. */
static void list_choices(struct cli *cli, struct json_object *items, const char *first,
                         const char *second)
{
    for (size_t i = 0; i < json_count(items, ""); i++) {
        struct json_object *item = json_item(items, "", i);
        const char *a = json_text(item, first), *b = json_text(item, second);
        cli_note(cli, "%3zu  %s%s%s%s", i + 1, a != NULL ? a : "", b != NULL ? "  (" : "",
                 b != NULL ? b : "", b != NULL ? ")" : "");
    }
}

/* Finds a service by words until one is chosen. */
static enum cli_exit ask_service(struct logging *logging)
{
    struct cli *cli = logging->cli;
    const char *words = NULL;
    for (;;) {
        if (words == NULL) words = prompt_line(cli, "What does the customer want (in his words)?");
        if (words == NULL) return CLI_USAGE;
        struct api_answer answer;
        const char *path = api_query(cli, "/services?mine=true", "q", words);
        path = api_query(cli, path, "agency", json_text(logging->body, "agency"));
        enum cli_exit code = api_get(cli, path, &answer);
        if (code != CLI_OK) return code;
        struct json_object *items = json_at(answer.json, "items");
        size_t count = json_count(items, "");
        words = NULL;
        if (count == 0) {
            cli_note(cli, "No service fits.");
            continue;
        }
        list_choices(cli, items, "name", "code");
        long chosen = prompt_choose(cli, "Which one (number, or other words)?", count, &words);
        if (chosen == -1) return CLI_USAGE;
        if (chosen < 0 || (size_t)chosen == count) continue;
        struct json_object *item = json_item(items, "", (size_t)chosen);
        json_put_text(logging->body, "service", json_text(item, "code"));
        if (json_at(logging->body, "agency") == NULL)
            json_put_text(logging->body, "agency", json_text(item, "agency"));
        return CLI_OK;
    }
}

static enum cli_exit add_customer(struct logging *logging, const char *name)
{
    struct cli *cli = logging->cli;
    struct json_object *body = mem_json_take(cli->arena, json_object_new_object());
    struct api_answer answer;
    json_put_text(body, "agency", json_text(logging->body, "agency"));
    json_put_text(body, "name", name);
    const char *identifier = prompt_line(cli, "Identifier as KIND:VALUE (empty: none):");
    const char *colon = identifier == NULL ? NULL : strchr(identifier, ':');
    if (colon != NULL) {
        struct json_object *list = json_object_new_array(), *item = json_object_new_object();
        json_put_text(item, "kind",
                      mem_strndup(cli->arena, identifier, (size_t)(colon - identifier)));
        json_put_text(item, "value", colon + 1);
        json_object_array_add(list, item);
        json_object_object_add(body, "identifiers", list);
    }
    const char *phone = prompt_line(cli, "Phone (empty: none):");
    const char *email = prompt_line(cli, "E-mail (empty: none):");
    if (phone != NULL && phone[0] != '\0') json_put_text(body, "phone", phone);
    if (email != NULL && email[0] != '\0') json_put_text(body, "email", email);
    enum cli_exit code = customer_add(cli, body, &answer);
    if (code == CLI_OK) logging->customer = json_number(answer.json, "id", 0);
    return code;
}

static enum cli_exit add_named_customer(struct logging *logging)
{
    const char *name = prompt_line(logging->cli, "Name of the new customer:");
    if (name == NULL) return CLI_USAGE;
    return add_customer(logging, name);
}

static enum cli_exit ask_customer(struct logging *logging)
{
    struct cli *cli = logging->cli;
    const char *words = NULL;
    for (;;) {
        if (words == NULL)
            words = prompt_line(
                cli, "Customer: name, KIND:VALUE, phone or e-mail (n: new, empty: anonymous)?");
        if (words == NULL) return CLI_USAGE;
        if (words[0] == '\0') {
            logging->customer = 0;
            return CLI_OK;
        }
        if (strcmp(words, "n") == 0) return add_named_customer(logging);
        struct json_object *items;
        bool more;
        enum cli_exit code = api_list(cli, customer_search_path(cli, words), 10, &items, &more);
        if (code != CLI_OK) return code;
        size_t count = json_count(items, "");
        words = NULL;
        if (count == 0) {
            cli_note(cli, "Nobody fits.");
            continue;
        }
        list_choices(cli, items, "name", "phone|email|address|id");
        long chosen =
            prompt_choose(cli, "Which one (number, n: a new one, or other words)?", count, &words);
        if (chosen == -1) return CLI_USAGE;
        if (chosen < 0 || (size_t)chosen == count) continue;
        logging->customer = json_number(json_item(items, "", (size_t)chosen), "id", 0);
        return CLI_OK;
    }
}

static enum cli_exit ask_channel(struct logging *logging)
{
    struct cli *cli = logging->cli;
    for (int i = 1; i < CHANNELS; i++) cli_note(cli, "%3d  %s", i, channel_names.names[i]);
    for (;;) {
        const char *name = NULL;
        long chosen = prompt_choose(cli, "How did it come in (empty: counter)?",
                                    (size_t)channel_names.count - 1, &name);
        if (chosen == -1) return CLI_USAGE;
        if (chosen == channel_names.count - 1) chosen = CHANNEL_COUNTER - 1;
        if (chosen >= 0) name = channel_names.names[chosen + 1];
        if (name_number(&channel_names, name) != 0) {
            json_put_text(logging->body, "channel", name);
            return CLI_OK;
        }
        cli_note(cli, "There is no channel '%s'.", name);
    }
}

/* Asks for the contact point unless the daemon will know it: the only one of the caller's grants,
 * or the only one there is. */
static enum cli_exit ask_office(struct logging *logging)
{
    struct cli *cli = logging->cli;
    struct api_answer answer;
    enum cli_exit code = api_get(cli, "/session", &answer);
    if (code != CLI_OK) return code;
    size_t granted = 0;
    for (size_t i = 0; i < json_count(answer.json, "grants"); i++)
        granted += json_text(json_item(answer.json, "grants", i), "office") != NULL;
    struct json_object *offices = json_at(answer.json, "offices");
    size_t count = json_count(offices, "");
    if (granted == 1 || count < 2) return CLI_OK;
    list_choices(cli, offices, "name", "code");
    for (;;) {
        long chosen = prompt_choose(cli, "At which contact point?", count, NULL);
        if (chosen == -1) return CLI_USAGE;
        if ((size_t)chosen == count) continue;
        json_put_text(logging->body, "office",
                      json_text(json_item(offices, "", (size_t)chosen), "code"));
        return CLI_OK;
    }
}

/* A text; needed: asked until it is not empty. */
static enum cli_exit ask_text(struct logging *logging, const char *field, const char *question,
                              bool needed)
{
    for (;;) {
        const char *line = prompt_line(logging->cli, question);
        if (line == NULL) return CLI_USAGE;
        if (line[0] != '\0') json_put_text(logging->body, field, line);
        if (line[0] != '\0' || !needed) return CLI_OK;
    }
}

/* Asks for what is missing, in the order in which a customer tells it. */
static enum cli_exit ask_missing(struct logging *logging)
{
    struct json_object *body = logging->body;
    bool subject_given = json_at(body, "subject") != NULL;
    enum cli_exit code = CLI_OK;
    if (json_at(body, "service") == NULL) code = ask_service(logging);
    if (code == CLI_OK && logging->customer < 0) code = ask_customer(logging);
    if (code == CLI_OK && json_at(body, "channel") == NULL) code = ask_channel(logging);
    if (code == CLI_OK && json_at(body, "office") == NULL) code = ask_office(logging);
    if (code == CLI_OK && !subject_given)
        code = ask_text(logging, "subject", "In one line, what is it about?", true);
    if (code == CLI_OK && !subject_given && json_at(body, "details") == NULL)
        code = ask_text(logging, "details", "Details (empty: none):", false);
    if (code == CLI_USAGE) cli_fail(logging->cli, CLI_USAGE, "nothing was logged");
    return code;
}

static void say_logged(struct cli *cli, struct json_object *answer)
{
    int64_t due_at_us;
    char due[WHEN_TEXT] = "", hint[WHEN_TEXT] = "";
    const char *due_text = json_text(answer, "due_at");
    const char *manager = json_text(answer, "case_manager.name");
    const char *queue = json_text(answer, "queue");
    if (due_text != NULL && when_parse(due_text, &due_at_us)) {
        when_format_local(due_at_us, due);
        when_hint(due_at_us, when_now_us(), hint);
    }
    cli_say(cli, "Case %s is logged.", json_text(answer, "reference"));
    if (manager != NULL)
        cli_say(cli, "Case manager: %s", manager);
    else if (queue != NULL)
        cli_say(cli, "It waits in the queue %s.", queue);
    if (due[0] != '\0') cli_say(cli, "Promised by %s (%s).", due, hint);
}

enum cli_exit job_case_log(struct cli *cli, const struct args *args)
{
    static const char *const texts[] = {"subject", "details", "language", "outcome", NULL};
    struct logging logging = {.cli = cli, .args = args, .customer = -1};
    logging.body = mem_json_take(cli->arena, json_object_new_object());
    put_contact(logging.body, args);
    put_options(logging.body, args, texts);
    json_put_text(logging.body, "received_at", args_time(cli, args, "received-at"));
    json_put_number(logging.body, "minutes", args_number(args, "minutes"));
    json_put_text(logging.body, "contact_source", args_value(args, "source"));
    json_put_text(logging.body, "contact_external_id", args_value(args, "external-id"));
    const char *customer = args_value(args, "customer");
    enum cli_exit code = CLI_OK;
    if (customer != NULL) code = customer_resolve(cli, customer, &logging.customer);
    if (customer == NULL && args_flag(args, "anonymous")) logging.customer = 0;
    if (code == CLI_OK && cli->asks) code = ask_missing(&logging);
    if (code != CLI_OK) return code;
    if (logging.customer > 0) json_put_number(logging.body, "customer", logging.customer);
    struct api_request request = {.method = "POST", .path = "/cases", .body = logging.body};
    struct api_answer answer;
    code = api_call(cli, &request, &answer);
    if (code != CLI_OK) return code;
    if (cli->json)
        cli_json(cli, answer.json);
    else
        say_logged(cli, answer.json);
    return CLI_OK;
}
