/* What of a folder becomes the web client. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "daemon/web_files.h"

static char folder[32], path[512], big[WEB_BYTES + 1];
static struct error error;

static const char *at(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put_bytes(const char *name, size_t length)
{
    FILE *file = fopen(at(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(big, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    (void)state;
    memset(big, 'a', sizeof big);
    memset(&error, 0, sizeof error);
    snprintf(folder, sizeof folder, "/tmp/web-XXXXXX");
    if (mkdtemp(folder) == NULL || mkdir(at("assets"), 0700) != 0) return -1;
    put_bytes("index.html", 1000);
    put_bytes("assets/app-1.js", 2000);
    return 0;
}

static int tear_down(void **state)
{
    char command[64];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command); // NOLINT(cert-env33-c): a name of our own
}

static struct web_files *load(void)
{
    struct web_files *files = NULL;
    assert_int_equal(web_files_load(folder, &files, &error), ERR_OK);
    return files;
}

static void test_files_are_found_by_path_in_both_forms(void **state)
{
    unsigned char back[4096];
    uLongf length = sizeof back;
    (void)state;
    struct web_files *files = load();
    const struct web_file *file = web_files_find(files, "assets/app-1.js");
    assert_string_equal(file->type, "text/javascript; charset=utf-8");
    assert_int_equal(file->plain.length, 2000);
    assert_true(file->gzip.length < 100);
    z_stream stream = {.next_in = file->gzip.bytes,
                       .avail_in = (uInt)file->gzip.length,
                       .next_out = back,
                       .avail_out = (uInt)length};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, 2000);
    assert_memory_equal(back, file->plain.bytes, 2000);
    inflateEnd(&stream);
    assert_string_not_equal(file->plain.tag, file->gzip.tag);
    assert_int_equal(files->count, 2);
    assert_int_equal(files->bytes, 3000);
    assert_null(web_files_find(files, "assets"));
    assert_null(web_files_find(files, ""));
    assert_null(web_files_find(NULL, "index.html"));
    web_files_free(files);
}

static void test_what_is_not_smaller_is_not_compressed(void **state)
{
    (void)state;
    put_bytes("tiny.js", 1);
    put_bytes("empty.css", 0);
    put_bytes("icon.png", 1000);
    struct web_files *files = load();
    assert_null(web_files_find(files, "tiny.js")->gzip.bytes);
    assert_null(web_files_find(files, "empty.css")->gzip.bytes);
    assert_null(web_files_find(files, "icon.png")->gzip.bytes);
    web_files_free(files);
}

static void test_what_is_no_file_of_a_client_is_passed_over(void **state)
{
    (void)state;
    put_bytes(".hidden.js", 1);
    put_bytes("a b.js", 1);
    put_bytes("page.php", 1);
    put_bytes("noending", 1);
    assert_int_equal(symlink("/etc/hostname", at("link.js")), 0);
    assert_int_equal(symlink("/etc", at("away")), 0);
    assert_int_equal(mkfifo(at("pipe.js"), 0600), 0);
    struct web_files *files = load();
    assert_int_equal(files->count, 2);
    assert_int_equal(files->passed_over, 7);
    web_files_free(files);
}

static void test_folders_are_read_so_deep(void **state)
{
    (void)state;
    for (const char *name = "a\0a/b\0a/b/c\0a/b/c/d\0"; *name != '\0'; name += strlen(name) + 1)
        assert_int_equal(mkdir(at(name), 0700), 0);
    put_bytes("a/b/c/in.js", 1);
    put_bytes("a/b/c/d/out.js", 1);
    struct web_files *files = load();
    assert_non_null(web_files_find(files, "a/b/c/in.js"));
    assert_int_equal(files->passed_over, 1);
    web_files_free(files);
}

static void test_folder_that_is_no_client_is_told(void **state)
{
    struct web_files *files = NULL;
    (void)state;
    unlink(at("index.html"));
    assert_int_equal(web_files_load(folder, &files, &error), ERR_NOT_FOUND);
    assert_int_equal(web_files_load("/nowhere/at/all", &files, &error), ERR_NOT_FOUND);
    assert_int_equal(web_files_load(at("assets/app-1.js"), &files, &error), ERR_UNAVAILABLE);
    assert_null(files);
}

static void test_limits_are_exact(void **state)
{
    struct web_files *files = NULL;
    char name[32];
    (void)state;
    put_bytes("icon.png", WEB_BYTES - 3000);
    web_files_free(load());
    put_bytes("one.js", 1);
    assert_int_equal(web_files_load(folder, &files, &error), ERR_TOO_LARGE);
    unlink(at("icon.png"));
    for (int i = 3; i < WEB_FILES; i++) {
        snprintf(name, sizeof name, "assets/%d.js", i);
        put_bytes(name, 1);
    }
    web_files_free(load());
    put_bytes("two.js", 1);
    assert_int_equal(web_files_load(folder, &files, &error), ERR_TOO_LARGE);
    assert_null(files);
}

static void test_installed_client_is_beside_the_program(void **state)
{
    char installed[WEB_FOLDER];
    (void)state;
    web_files_installed(installed);
    assert_int_equal(installed[0], '/');
    assert_non_null(strstr(installed, "/../share/onestop/web"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_files_are_found_by_path_in_both_forms),
        TEST(test_what_is_not_smaller_is_not_compressed),
        TEST(test_what_is_no_file_of_a_client_is_passed_over),
        TEST(test_folders_are_read_so_deep),
        TEST(test_folder_that_is_no_client_is_told),
        TEST(test_limits_are_exact),
        TEST(test_installed_client_is_beside_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
