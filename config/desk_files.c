/* The files of a definition: from a folder, or from a request's list. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/desk_int.h"
#include "proto/arena.h"

static enum error_code too_many(struct error *error)
{
    return error_set(error, ERR_TOO_LARGE, "a definition has at most %d files", DESK_FILES_MAX);
}

static enum error_code no_room(struct error *error)
{
    return error_set(error, ERR_TOO_LARGE, "the definition is too large");
}

static enum error_code add_file(struct desk_definition *definition, const char *path,
                                struct json_object *content, struct error *error)
{
    if (definition->file_count == DESK_FILES_MAX) return too_many(error);
    void *files = definition->files;
    const char *copy = arena_strdup(definition->arena, path);
    if (copy == NULL || arena_grow(definition->arena, &files, definition->file_count,
                                   &definition->file_capacity, sizeof *definition->files) != 0)
        return no_room(error);
    definition->files = files;
    definition->files[definition->file_count++] = (struct desk_file){copy, content};
    return ERR_OK;
}

/* Reads a whole file into the arena. */
static enum error_code read_text(struct desk_definition *definition, int folder, const char *name,
                                 const char *shown, char **text, size_t *length,
                                 struct error *error)
{
    enum error_code code = ERR_OK;
    struct stat status;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        code = error_set(error, ERR_INTERNAL, "cannot read %s: %s", shown,
                         fd < 0 ? strerror(errno) : "not a plain file");
        goto out;
    }
    if (status.st_size > DESK_FILE_BYTES_MAX) {
        code = error_set(error, ERR_TOO_LARGE, "%s is larger than %d bytes", shown,
                         DESK_FILE_BYTES_MAX);
        goto out;
    }
    size_t size = (size_t)status.st_size;
    *text = arena_alloc(definition->arena, size + 1);
    if (*text == NULL) {
        code = no_room(error);
        goto out;
    }
    *length = 0;
    while (*length < size) {
        ssize_t got = read(fd, *text + *length, size - *length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            code = error_set(error, ERR_INTERNAL, "cannot read %s: %s", shown, strerror(errno));
        if (got <= 0) break;
        *length += (size_t)got;
    }
out:
    if (fd >= 0) close(fd);
    return code;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

static enum error_code read_file(struct desk_definition *definition, int folder, const char *name,
                                 const char *shown, struct error *error)
{
    char *text = NULL;
    size_t length = 0;
    enum error_code code = read_text(definition, folder, name, shown, &text, &length, error);
    if (code != ERR_OK) return code;
    struct json_object *content = desk_parse(definition, shown, text, length);
    return add_file(definition, shown, content, error);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Reads *.json of a folder, and of the folders in it; other files are for people. prefix: "" or
 * "city/". */
static enum error_code read_folder(struct desk_definition *definition, int parent, const char *name,
                                   const char *prefix, struct error *error)
{
    struct dirent **entries = NULL;
    int count = scandirat(parent, name, &entries, visible, by_name);
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum error_code code = ERR_OK;
    if (count < 0 || folder < 0)
        code = error_set(error, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL,
                         "cannot read the folder %s: %s", name, strerror(errno));
    for (int i = 0; i < count; i++) {
        const char *entry = entries[i]->d_name;
        struct stat status;
        char shown[DESK_PATH_MAX], below[DESK_PATH_MAX + 1];
        snprintf(shown, sizeof shown, "%s%s", prefix, entry);
        if (code == ERR_OK && fstatat(folder, entry, &status, 0) == 0) {
            snprintf(below, sizeof below, "%s/", shown);
            if (S_ISDIR(status.st_mode) && prefix[0] == '\0')
                code = read_folder(definition, folder, entry, below, error);
            else if (ends_with(entry, ".json"))
                code = read_file(definition, folder, entry, shown, error);
        }
        free(entries[i]);
    }
    free(entries);
    if (folder >= 0) close(folder);
    return code;
}

enum error_code desk_read_dir(struct desk_definition *definition, const char *path,
                              struct error *error)
{
    return read_folder(definition, AT_FDCWD, path, "", error);
}

enum error_code desk_read_list(struct desk_definition *definition, struct json_object *files,
                               struct error *error)
{
    if (!json_object_is_type(files, json_type_array)) {
        error_field(error, "/files", "an array of {\"path\",\"content\"} is needed");
        return error->code;
    }
    for (size_t i = 0; i < json_get_length(files); i++) {
        struct json_object *file = json_object_array_get_idx(files, i), *content = NULL;
        const char *path = json_get_text(file, "path");
        if (path == NULL || path[0] == '\0' ||
            !json_object_object_get_ex(file, "content", &content) || content == NULL) {
            char field[32];
            snprintf(field, sizeof field, "/files/%zu", i);
            error_field(error, field, "an object with path and content is needed");
            continue;
        }
        if (json_object_is_type(content, json_type_string))
            content = desk_parse(definition, path, json_object_get_string(content),
                                 (size_t)json_object_get_string_len(content));
        else
            content = desk_own(definition, json_object_get(content));
        enum error_code code = add_file(definition, path, content, error);
        if (code != ERR_OK) return code;
    }
    return error->code;
}
