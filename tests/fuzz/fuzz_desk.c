/* The desk definition, as a list of files: "=== city/offices.json" on a line begins a file. Beside
 * memory faults it looks for faults without words, and for a definition whose normalised document,
 * taken apart into files again, is not the same definition. */
#include <assert.h>
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/desk.h"
#include "proto/arena.h"

enum { ARENA_BYTES = 8 << 20 };

static void add_file(struct json_object *files, const char *path, size_t path_length,
                     struct json_object *content)
{
    struct json_object *file = json_object_new_object();
    json_object_object_add(file, "path", json_object_new_string_len(path, (int)path_length));
    json_object_object_add(file, "content", content);
    json_object_array_add(files, file);
}

static struct json_object *split(const char *text, size_t size)
{
    static const char mark[] = "=== ";
    struct json_object *files = json_object_new_array();
    const char *end = text + size, *at = text;
    while (at < end && (size_t)(end - at) > sizeof mark - 1 &&
           memcmp(at, mark, sizeof mark - 1) == 0) {
        const char *path = at + sizeof mark - 1;
        const char *line = memchr(path, '\n', (size_t)(end - path));
        if (line == NULL) break;
        const char *next = memmem(line, (size_t)(end - line), "\n=== ", 5);
        const char *stop = next == NULL ? end : next;
        const char *content = line + 1 < stop ? line + 1 : stop;
        add_file(files, path, (size_t)(line - path),
                 json_object_new_string_len(content, (int)(stop - content)));
        at = next == NULL ? end : next + 1;
    }
    return files;
}

static void add_agency(struct json_object *files, struct json_object *agencies,
                       struct json_object *agency)
{
    struct json_object *own = json_object_new_object();
    const char *code = json_object_get_string(json_object_object_get(agency, "code"));
    json_object_object_foreach(agency, key, value)
    {
        char path[256];
        if (!json_object_is_type(value, json_type_array)) {
            json_object_object_add(own, key, json_object_get(value));
            continue;
        }
        struct json_object *content = json_object_new_object();
        json_object_object_add(content, key, json_object_get(value));
        int length = snprintf(path, sizeof path, "%s/%s.json", code, key);
        add_file(files, path, (size_t)length, content);
    }
    json_object_array_add(agencies, own);
}

/* The document as files. */
static struct json_object *take_apart(const char *text)
{
    struct json_object *document = json_tokener_parse(text), *list;
    struct json_object *files = json_object_new_array(), *agencies = json_object_new_array();
    struct json_object *content = json_object_new_object();
    assert(document != NULL);
    assert(json_object_object_get_ex(document, "agencies", &list));
    for (size_t i = 0; i < json_object_array_length(list); i++)
        add_agency(files, agencies, json_object_array_get_idx(list, i));
    json_object_object_add(content, "agencies", agencies);
    add_file(files, "agencies.json", strlen("agencies.json"), content);
    json_object_put(document);
    return files;
}

static void check_faults(const struct desk_faults *faults)
{
    assert(faults->count <= DESK_FAULTS_MAX);
    for (size_t i = 0; i < faults->count; i++) {
        assert(faults->items[i].reason[0] != '\0');
        assert(faults->items[i].path[0] == '\0' || faults->items[i].path[0] == '/');
    }
}

static void check_again(const char *document)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct desk_definition *definition;
    struct desk_faults faults = {0};
    struct error error = {0};
    struct json_object *files = take_apart(document);
    enum error_code code = desk_load_files(arena, files, &definition, &faults, &error);
    assert(code == ERR_OK || code == ERR_TOO_LARGE);
    if (code == ERR_OK) assert(strcmp(desk_definition_document(definition), document) == 0);
    json_object_put(files);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct desk_definition *definition = NULL;
    struct desk_faults faults = {0};
    struct error error = {0};
    struct json_object *files = split((const char *)data, size);
    enum error_code code = desk_load_files(arena, files, &definition, &faults, &error);
    check_faults(&faults);
    assert((code == ERR_INVALID) == (faults.count > 0 || error.field_count > 0) ||
           code == ERR_TOO_LARGE);
    if (code == ERR_OK) check_again(desk_definition_document(definition));
    json_object_put(files);
    arena_free(arena);
    return 0;
}
