/* Command lines: what is understood, and what is told when it is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/cli/commands.h"
#include "client/cli/mem.h"
#include "client/cli/text.h"

static struct cli cli;
static struct args args;
static char told[8192]; /* what the last reading said on standard error */

/* Reads a command line of words apart by blanks, keeping standard error in told. */
static enum cli_exit reading(const char *line)
{
    char *argv[32];
    int argc = 0;
    char *copy = mem_strdup(cli.arena, line), *rest = copy;
    for (char *word; argc < 32 && (word = strsep(&rest, " ")) != NULL;) argv[argc++] = word;
    FILE *kept = tmpfile();
    assert_non_null(kept);
    fflush(stderr);
    int before = dup(STDERR_FILENO);
    dup2(fileno(kept), STDERR_FILENO);
    enum cli_exit code = args_read(&cli, argc, argv, &args);
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(kept);
    told[fread(told, 1, sizeof told - 1, kept)] = '\0';
    fclose(kept);
    return code;
}

static int set_up(void **state)
{
    (void)state;
    text_start();
    cli = (struct cli){.arena = mem_arena(4 * 1024 * 1024)};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(cli.arena);
    return 0;
}

static void assert_told(const char *part)
{
    if (strstr(told, part) == NULL) fail_msg("'%s' is not in: %s", part, told);
}

static void test_read_finds_command_words_and_options(void **state)
{
    (void)state;
    assert_int_equal(reading("case close 7K3M-9XQ4 --minutes=5 granted --json"), CLI_OK);
    assert_string_equal(args.command->noun, "case");
    assert_string_equal(args.command->verb, "close");
    assert_string_equal(args_word(&args, 0), "7K3M-9XQ4");
    assert_string_equal(args_word(&args, 1), "granted");
    assert_int_equal(args_number(&args, "minutes"), 5);
    assert_int_equal(args_number(&args, "version"), -1);
    assert_true(args.json);
}

static void test_read_takes_an_option_again(void **state)
{
    (void)state;
    assert_int_equal(reading("customer add --name A --identifier a:1 --identifier b:2"), CLI_OK);
    assert_string_equal(args_each(&args, "identifier", 0), "a:1");
    assert_string_equal(args_each(&args, "identifier", 1), "b:2");
    assert_null(args_each(&args, "identifier", 2));
}

static void test_read_takes_dashes_behind_two_dashes_as_words(void **state)
{
    (void)state;
    assert_int_equal(reading("case note 7K3M-9XQ4 -- --not-an-option"), CLI_OK);
    assert_string_equal(args_word(&args, 1), "--not-an-option");
}

static void test_read_says_what_an_unknown_word_may_have_meant(void **state)
{
    (void)state;
    assert_int_equal(reading("cas log"), CLI_USAGE);
    assert_told("did you mean 'case'");
    assert_int_equal(reading("case calim X"), CLI_USAGE);
    assert_told("did you mean 'claim'");
    assert_int_equal(reading("case close X granted --minuets 5"), CLI_USAGE);
    assert_told("did you mean '--minutes'");
}

static void test_read_names_everything_that_is_missing(void **state)
{
    (void)state;
    cli.asks = false;
    assert_int_equal(reading("case log --subject S"), CLI_USAGE);
    assert_told("--service CODE");
    assert_told("--customer ID|KIND:VALUE or --anonymous");
    assert_told("--channel CHANNEL");
    assert_null(strstr(told, "missing: --subject"));
}

static void test_read_leaves_to_the_terminal_what_can_be_asked(void **state)
{
    (void)state;
    cli.asks = true;
    assert_int_equal(reading("case log"), CLI_OK);
    cli.asks = false;
}

static void test_read_takes_anonymous_instead_of_a_customer(void **state)
{
    (void)state;
    assert_int_equal(reading("case log --service s --channel phone --subject S --anonymous"),
                     CLI_OK);
}

static void test_read_checks_values_before_anything_is_sent(void **state)
{
    (void)state;
    assert_int_equal(reading("contact log --channel fax --wait soon"), CLI_USAGE);
    assert_told("--channel cannot be 'fax'; it is one of: counter, phone");
    assert_told("--wait needs a whole number");
    assert_int_equal(reading("case log --service s --anonymous --channel phone --subject S "
                             "--received-at yesterday"),
                     CLI_USAGE);
    assert_told("a time is written");
}

static void test_read_counts_words(void **state)
{
    (void)state;
    assert_int_equal(reading("case claim"), CLI_USAGE);
    assert_told("this is missing: 'REF'");
    assert_int_equal(reading("case claim A B"), CLI_USAGE);
    assert_told("a word too many: 'B'");
    assert_int_equal(reading("login"), CLI_OK);
}

static void test_read_finds_help_everywhere(void **state)
{
    (void)state;
    assert_int_equal(reading("help case log"), CLI_OK);
    assert_true(args.help);
    assert_string_equal(args.command->verb, "log");
    assert_int_equal(reading("case claim --help"), CLI_OK);
    assert_true(args.help);
    assert_int_equal(reading("help case"), CLI_OK);
    assert_null(args.command);
    assert_string_equal(args.noun, "case");
}

/* The table itself: what every row must have. */
static void test_commands_are_whole(void **state)
{
    (void)state;
    const struct cli_command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        assert_non_null(command->run);
        assert_non_null(command->summary);
        assert_non_null(command->examples);
        for (const struct option *o = command->options; o != NULL && o->name != NULL; o++) {
            assert_non_null(o->help);
            assert_true((o->kind == OPTION_FLAG) == (o->value == NULL));
            if (o->kind == OPTION_ONE_OF) assert_true(o->set != NULL || o->choices != NULL);
            for (const struct option *g = args_global; g->name != NULL; g++)
                assert_string_not_equal(o->name, g->name);
        }
        for (size_t j = 0; j < i; j++)
            assert_false(strcmp(command_at(j)->noun, command->noun) == 0 &&
                         text_equal(command_at(j)->verb, command->verb));
    }
}

/* No option takes a secret: they would stand in the list of processes. */
static void test_commands_take_no_secret_as_value(void **state)
{
    (void)state;
    const struct cli_command *command;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        for (const struct option *o = command->options; o != NULL && o->name != NULL; o++)
            if (strstr(o->name, "password") != NULL)
                assert_true(o->kind == OPTION_FLAG || o->kind == OPTION_NUMBER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_finds_command_words_and_options),
        cmocka_unit_test(test_read_takes_an_option_again),
        cmocka_unit_test(test_read_takes_dashes_behind_two_dashes_as_words),
        cmocka_unit_test(test_read_says_what_an_unknown_word_may_have_meant),
        cmocka_unit_test(test_read_names_everything_that_is_missing),
        cmocka_unit_test(test_read_leaves_to_the_terminal_what_can_be_asked),
        cmocka_unit_test(test_read_takes_anonymous_instead_of_a_customer),
        cmocka_unit_test(test_read_checks_values_before_anything_is_sent),
        cmocka_unit_test(test_read_counts_words),
        cmocka_unit_test(test_read_finds_help_everywhere),
        cmocka_unit_test(test_commands_are_whole),
        cmocka_unit_test(test_commands_take_no_secret_as_value),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
