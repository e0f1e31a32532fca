/* Matching words against the table of commands. Every fault of a command line is told at once. */
#include "client/cli/args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/cli/commands.h"
#include "client/cli/mem.h"
#include "client/cli/text.h"
#include "client/cli/when.h"

const struct option args_global[] = {
    {.name = "json", .help = "print the daemon's JSON, one document", .kind = OPTION_FLAG},
    {.name = "server", .value = "URL", .help = "which daemon", .kind = OPTION_TEXT},
    {.name = "ca", .value = "FILE", .help = "certificates to trust (PEM)", .kind = OPTION_TEXT},
    {.name = "help", .help = "explain the command", .kind = OPTION_FLAG},
    {.name = NULL}};

/* A reading of one command line. */
struct reading {
    struct cli *cli;
    struct args *args;
    int argc;
    char **argv;
    int at;
    const char *noun; /* until the command is known */
    bool help_word;   /* "help …" */
    bool only_words;  /* behind "--" */
    bool faulty;
};

static void fault(struct reading *reading, const char *what, const char *word, const char *meant)
{
    reading->faulty = true;
    if (meant != NULL)
        cli_fail(reading->cli, CLI_USAGE, "%s '%s', did you mean '%s'?", what, word, meant);
    else
        cli_fail(reading->cli, CLI_USAGE, "%s '%s'", what, word);
}

static const struct option *find_option(const struct option *options, const char *name)
{
    for (; options != NULL && options->name != NULL; options++)
        if (strcmp(options->name, name) == 0) return options;
    return NULL;
}

static const char *suggest_option(struct cli *cli, const struct args *args, const char *name)
{
    const char *candidates[ARGS_VALUES];
    size_t count = 0;
    const struct option *lists[] = {args_global,
                                    args->command != NULL ? args->command->options : NULL};
    for (size_t i = 0; i < 2; i++)
        for (const struct option *o = lists[i]; o != NULL && o->name != NULL; o++)
            if (count < ARGS_VALUES) candidates[count++] = o->name;
    const char *meant = text_suggest(name, candidates, count);
    return meant == NULL ? NULL : mem_printf(cli->arena, "--%s", meant);
}

static void keep_global(struct args *args, const char *name, const char *value)
{
    if (strcmp(name, "json") == 0) args->json = true;
    if (strcmp(name, "help") == 0) args->help = true;
    if (strcmp(name, "server") == 0) args->server = value;
    if (strcmp(name, "ca") == 0) args->ca = value;
}

static void keep(struct reading *reading, const struct option *option, bool global,
                 const char *value)
{
    struct args *args = reading->args;
    if (global) {
        keep_global(args, option->name, value);
    } else if (args->value_count == ARGS_VALUES) {
        fault(reading, "there are too many options from", option->name, NULL);
    } else {
        args->values[args->value_count].option = option;
        args->values[args->value_count++].value = value;
    }
}

/* "--name", "--name value", "--name=value" */
static void read_option(struct reading *reading, const char *word)
{
    struct args *args = reading->args;
    const char *equals = strchr(word, '=');
    char *name = equals == NULL ? mem_strdup(reading->cli->arena, word)
                                : mem_strndup(reading->cli->arena, word, (size_t)(equals - word));
    const struct option *option = find_option(args_global, name);
    bool global = option != NULL;
    if (!global && args->command != NULL) option = find_option(args->command->options, name);
    if (option == NULL) {
        fault(reading, "there is no option", mem_printf(reading->cli->arena, "--%s", name),
              suggest_option(reading->cli, args, name));
    } else if (option->kind == OPTION_FLAG) {
        if (equals != NULL) fault(reading, "this option takes no value:", word, NULL);
        keep(reading, option, global, "");
    } else if (equals != NULL) {
        keep(reading, option, global, equals + 1);
    } else if (reading->at + 1 < reading->argc) {
        keep(reading, option, global, reading->argv[++reading->at]);
    } else {
        fault(reading, "a value is missing behind", mem_printf(reading->cli->arena, "--%s", name),
              NULL);
    }
}

static const struct cli_command *find_command(const char *noun, const char *verb)
{
    const struct cli_command *c;
    for (size_t i = 0; (c = command_at(i)) != NULL; i++)
        if (strcmp(c->noun, noun) == 0 && text_equal(c->verb, verb)) return c;
    return NULL;
}

static bool known_noun(const char *noun)
{
    const struct cli_command *c;
    for (size_t i = 0; (c = command_at(i)) != NULL; i++)
        if (strcmp(c->noun, noun) == 0) return true;
    return false;
}

/* Nouns, or the verbs of a noun, for a suggestion. */
static const char *suggest_word(struct cli *cli, const char *noun, const char *word)
{
    const struct cli_command *c;
    size_t all = 0, count = 0;
    while (command_at(all) != NULL) all++;
    const char **candidates = mem_array(cli->arena, all, sizeof *candidates);
    for (size_t i = 0; (c = command_at(i)) != NULL; i++) {
        if (noun != NULL && strcmp(c->noun, noun) != 0) continue;
        const char *candidate = noun == NULL ? c->noun : c->verb;
        if (candidate != NULL) candidates[count++] = candidate;
    }
    return text_suggest(word, candidates, count);
}

static void read_noun(struct reading *reading, const char *word)
{
    if (!known_noun(word)) {
        fault(reading, "there is no command", word, suggest_word(reading->cli, NULL, word));
        reading->at = reading->argc; /* what follows cannot be understood */
        return;
    }
    reading->noun = word;
    reading->args->command = find_command(word, NULL);
}

static void read_verb(struct reading *reading, const char *word)
{
    reading->args->command = find_command(reading->noun, word);
    if (reading->args->command != NULL) return;
    const char *what = mem_printf(reading->cli->arena, "%s cannot", reading->noun);
    fault(reading, what, word, suggest_word(reading->cli, reading->noun, word));
    reading->at = reading->argc;
}

static void read_word(struct reading *reading, const char *word)
{
    struct args *args = reading->args;
    if (reading->noun == NULL && !reading->help_word && strcmp(word, "help") == 0)
        reading->help_word = args->help = true;
    else if (reading->noun == NULL)
        read_noun(reading, word);
    else if (args->command == NULL)
        read_verb(reading, word);
    else if (args->word_count < ARGS_WORDS)
        args->words[args->word_count++] = word;
    else
        fault(reading, "there is a word too many:", word, NULL);
}

/* "REF USER [NOTE]": how many words there may be, and the name of the first one that is missing. */
static void check_words(struct reading *reading)
{
    const struct args *args = reading->args;
    struct arena *arena = reading->cli->arena;
    const char *spec = args->command->words == NULL ? "" : args->command->words;
    size_t i = 0;
    while (*spec != '\0') {
        size_t length = strcspn(spec, " ");
        if (i >= args->word_count && spec[0] != '[')
            fault(reading, "this is missing:", mem_strndup(arena, spec, length), NULL);
        i++;
        spec += length + (spec[length] == ' ');
    }
    for (; i < args->word_count; i++)
        fault(reading, "there is a word too many:", args->words[i], NULL);
}

static const char *choice(const struct option *option, size_t i)
{
    if (option->set != NULL)
        return (int)i + 1 < option->set->count ? option->set->names[i + 1] : NULL;
    return option->choices[i];
}

static void check_one_of(struct reading *reading, const struct option *option, const char *value)
{
    struct mem_text all = {.arena = reading->cli->arena};
    for (size_t i = 0; choice(option, i) != NULL; i++) {
        if (strcmp(choice(option, i), value) == 0) return;
        mem_add_printf(&all, "%s%s", i > 0 ? ", " : "", choice(option, i));
    }
    reading->faulty = true;
    cli_fail(reading->cli, CLI_USAGE, "--%s cannot be '%s'; it is one of: %s", option->name, value,
             mem_text(&all));
}

static bool number(const char *text, int64_t *value)
{
    char *end;
    errno = 0;
    long long parsed = strtoll(text, &end, 10);
    *value = parsed;
    return errno == 0 && end != text && *end == '\0' && parsed >= 0;
}

static void check_value(struct reading *reading, const struct option *option, const char *value)
{
    int64_t ignored;
    if (option->kind == OPTION_NUMBER && !number(value, &ignored)) {
        reading->faulty = true;
        cli_fail(reading->cli, CLI_USAGE, "--%s needs a whole number, not '%s'", option->name,
                 value);
    }
    if (option->kind == OPTION_TIME && !when_parse_local(value, when_now_us(), &ignored)) {
        reading->faulty = true;
        cli_fail(reading->cli, CLI_USAGE,
                 "--%s cannot be '%s'; a time is written 2026-11-21 14:05, 14:05 (today) or "
                 "2026-11-21T14:05:00Z",
                 option->name, value);
    }
    if (option->kind == OPTION_ONE_OF) check_one_of(reading, option, value);
}

static void check_needed(struct reading *reading, const struct option *option)
{
    const struct args *args = reading->args;
    if (!option->needed || args_value(args, option->name) != NULL) return;
    if (option->unless != NULL && args_value(args, option->unless) != NULL) return;
    if (option->asked && reading->cli->asks) return;
    reading->faulty = true;
    const char * or
        = option->unless == NULL ? "" : mem_printf(reading->cli->arena, " or --%s", option->unless);
    cli_fail(reading->cli, CLI_USAGE, "this is missing: --%s %s%s (%s)", option->name,
             option->value, or, option->help);
}

static void check(struct reading *reading)
{
    const struct args *args = reading->args;
    check_words(reading);
    for (size_t i = 0; i < args->value_count; i++)
        check_value(reading, args->values[i].option, args->values[i].value);
    for (const struct option *o = args->command->options; o != NULL && o->name != NULL; o++)
        check_needed(reading, o);
}

enum cli_exit args_read(struct cli *cli, int argc, char **argv, struct args *args)
{
    struct reading reading = {.cli = cli, .args = args, .argc = argc, .argv = argv};
    *args = (struct args){0};
    for (; reading.at < argc; reading.at++) {
        const char *word = argv[reading.at];
        if (!reading.only_words && strcmp(word, "--") == 0)
            reading.only_words = true;
        else if (!reading.only_words && strcmp(word, "-h") == 0)
            args->help = true;
        else if (!reading.only_words && strcmp(word, "-o") == 0)
            read_option(&reading, "output");
        else if (!reading.only_words && strncmp(word, "--", 2) == 0)
            read_option(&reading, word + 2);
        else
            read_word(&reading, word);
    }
    if (!reading.faulty && args->command != NULL && !args->help) check(&reading);
    args->noun = reading.noun;
    if (!reading.faulty) return CLI_OK;
    if (args->command != NULL) cli_note(cli, "usage: %s", help_usage(cli->arena, args->command));
    return CLI_USAGE;
}

const char *args_value(const struct args *args, const char *name)
{
    for (size_t i = args->value_count; i > 0; i--)
        if (strcmp(args->values[i - 1].option->name, name) == 0) return args->values[i - 1].value;
    return NULL;
}

bool args_flag(const struct args *args, const char *name)
{
    return args_value(args, name) != NULL;
}

int64_t args_number(const struct args *args, const char *name)
{
    int64_t value = -1;
    const char *text = args_value(args, name);
    return text != NULL && number(text, &value) ? value : -1;
}

const char *args_each(const struct args *args, const char *name, size_t i)
{
    for (size_t v = 0; v < args->value_count; v++)
        if (strcmp(args->values[v].option->name, name) == 0 && i-- == 0)
            return args->values[v].value;
    return NULL;
}

const char *args_word(const struct args *args, size_t i)
{
    return i < args->word_count ? args->words[i] : NULL;
}

const char *args_time(struct cli *cli, const struct args *args, const char *name)
{
    int64_t at_us;
    char text[WHEN_TEXT];
    const char *value = args_value(args, name);
    if (value == NULL || !when_parse_local(value, when_now_us(), &at_us)) return NULL;
    when_format_utc(at_us, text);
    return mem_strdup(cli->arena, text);
}
