/* Help, written from the table of commands. */
#include <stdio.h>
#include <string.h>

#include "client/cli/commands.h"
#include "client/cli/mem.h"

static const char intro[] = "onestop: front desk and case work of a one-stop shop\n"
                            "\n"
                            "usage: onestop NOUN VERB [WORDS] [OPTIONS]\n";

static const char outro[] =
    "\n"
    "onestop help NOUN VERB (or --help anywhere) explains one command, with examples.\n"
    "Exit codes: 0 ok, 1 error, 2 usage, 3 who are you, 4 not found, 5 conflict or refused,\n"
    "6 unavailable.\n";

static void print_option(const struct option *option)
{
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", option->name, option->value != NULL ? " " : "",
             option->value != NULL ? option->value : "");
    printf("  %-26s %s", left, option->help);
    if (option->kind == OPTION_ONE_OF) {
        const char *const *names = option->set != NULL ? option->set->names + 1 : option->choices;
        int count = 0;
        while (option->set != NULL ? count < option->set->count - 1 : names[count] != NULL) count++;
        for (int i = 0; i < count; i++) printf("%s%s", i == 0 ? ": " : ", ", names[i]);
    }
    printf("\n");
}

static void print_options(const char *title, const struct option *options)
{
    if (options == NULL || options->name == NULL) return;
    printf("\n%s\n", title);
    for (; options->name != NULL; options++) print_option(options);
}

static void print_summary(const struct cli_command *command)
{
    char left[64];
    snprintf(left, sizeof left, "%s%s%s%s%s", command->noun, command->verb != NULL ? " " : "",
             command->verb != NULL ? command->verb : "", command->words != NULL ? " " : "",
             command->words != NULL ? command->words : "");
    printf("  %-32s %s\n", left, command->summary);
}

void help_all(void)
{
    printf("%s\n", intro);
    const struct cli_command *c;
    for (size_t i = 0; (c = command_at(i)) != NULL; i++) print_summary(c);
    print_options("Options of every command", args_global);
    printf("%s", outro);
}

void help_noun(const char *noun)
{
    printf("usage: onestop %s VERB\n\n", noun);
    const struct cli_command *c;
    for (size_t i = 0; (c = command_at(i)) != NULL; i++)
        if (strcmp(c->noun, noun) == 0) print_summary(c);
    printf("\nonestop help %s VERB explains one of them.\n", noun);
}

const char *help_usage(struct arena *arena, const struct cli_command *command)
{
    struct mem_text text = {.arena = arena};
    mem_add_printf(&text, "onestop %s", command->noun);
    if (command->verb != NULL) mem_add_printf(&text, " %s", command->verb);
    if (command->words != NULL) mem_add_printf(&text, " %s", command->words);
    bool optional = false;
    for (const struct option *o = command->options; o != NULL && o->name != NULL; o++) {
        if (o->needed)
            mem_add_printf(&text, " --%s %s", o->name, o->value);
        else
            optional = true;
    }
    if (optional) mem_add_text(&text, " [OPTIONS]");
    return mem_text(&text);
}

void help_command(const struct cli_command *command)
{
    struct arena *arena = mem_arena(64 * 1024);
    printf("usage: %s\n\n%s\n", help_usage(arena, command), command->summary);
    if (command->text != NULL) printf("\n%s", command->text);
    print_options("Options", command->options);
    print_options("Options of every command", args_global);
    if (command->examples != NULL) printf("\nExamples\n%s", command->examples);
    arena_free(arena);
}
