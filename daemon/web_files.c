/* Reads the web client, and finds a file of it. */
#include "daemon/web_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static const struct web_type {
    const char *ending, *type;
    bool packed; /* already: compressing it again would be in vain */
} types[] = {
    {".html", "text/html; charset=utf-8", false},
    {".js", "text/javascript; charset=utf-8", false},
    {".css", "text/css; charset=utf-8", false},
    {".json", "application/json", false},
    {".svg", "image/svg+xml", false},
    {".png", "image/png", true},
    {".webmanifest", "application/manifest+json", false},
    {".woff2", "font/woff2", true},
};

static const struct web_type *type_of(const char *name)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending != NULL && i < sizeof types / sizeof types[0]; i++)
        if (strcmp(ending, types[i].ending) == 0) return &types[i];
    return NULL;
}

static bool is_plain(const char *name)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return name[0] != '.' && name[strspn(name, letters)] == '\0';
}

static void compress_form(const struct web_form *plain, struct web_form *gzip)
{
    enum { WINDOW_BITS_GZIP = 15 + 16, MEMORY_LEVEL = 9 };
    z_stream stream = {0};
    unsigned char *bytes = malloc(plain->length);
    if (bytes == NULL || plain->length == 0 ||
        deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_BITS_GZIP, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        free(bytes);
        return;
    }
    stream.next_in = plain->bytes;
    stream.avail_in = (uInt)plain->length;
    stream.next_out = bytes;
    stream.avail_out = (uInt)plain->length - 1; /* only when it is smaller */
    int end = deflate(&stream, Z_FINISH);
    gzip->length = stream.total_out;
    deflateEnd(&stream);
    if (end == Z_STREAM_END) {
        gzip->bytes = bytes;
        page_tag((const char *)bytes, gzip->length, gzip->tag);
    } else {
        free(bytes);
    }
}

static enum error_code cannot_read(const char *path, struct error *error)
{
    return error_set(error, ERR_UNAVAILABLE, "could not read %.150s of the web client: %s",
                     path[0] == '\0' ? "the folder" : path, strerror(errno));
}

/* Room for one more file. */
static struct web_file *file_add(struct web_files *files, const char *path, size_t bytes,
                                 struct error *error)
{
    if (files->count == WEB_FILES || bytes > WEB_BYTES - files->bytes) {
        error_set(error, ERR_TOO_LARGE,
                  "the web client is larger than it may be: %d files and %d bytes", WEB_FILES,
                  WEB_BYTES);
        error_hint(error, "look whether web.directory of the settings is the folder of the build");
        return NULL;
    }
    struct web_file *file = &files->files[files->count];
    memset(file, 0, sizeof *file);
    snprintf(file->path, sizeof file->path, "%s", path);
    file->plain.bytes = malloc(bytes + 1);
    if (file->plain.bytes == NULL) {
        error_set(error, ERR_UNAVAILABLE, "there is no memory for the web client");
        return NULL;
    }
    file->plain.length = bytes;
    files->bytes += bytes;
    files->count++;
    return file;
}

static enum error_code read_file(struct web_files *files, int fd, const char *path,
                                 const struct web_type *type, struct error *error)
{
    struct stat about;
    if (fstat(fd, &about) != 0) return cannot_read(path, error);
    struct web_file *file = file_add(files, path, (size_t)about.st_size, error);
    if (file == NULL) return error->code;
    size_t length = 0;
    while (length < file->plain.length) {
        ssize_t got = read(fd, file->plain.bytes + length, file->plain.length - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot_read(path, error);
        if (got == 0)
            return error_set(error, ERR_UNAVAILABLE, "%.150s of the web client is being written",
                             path);
        length += (size_t)got;
    }
    file->type = type->type;
    page_tag((const char *)file->plain.bytes, length, file->plain.tag);
    if (!type->packed) compress_form(&file->plain, &file->gzip);
    return ERR_OK;
}

static enum error_code read_folder(struct web_files *files, int fd, const char *folder, int depth,
                                   struct error *error);

/* What stands in a folder under a name: a file, another folder, or nothing for a client. */
static enum error_code read_entry(struct web_files *files, int folder_fd, const char *path,
                                  const char *name, int depth, struct error *error)
{
    struct stat about;
    enum error_code code = ERR_OK;
    const struct web_type *type = type_of(name);
    /* Not to wait for the other end of a pipe. */
    int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && (errno == ELOOP || errno == ENXIO)) { /* a link, a socket */
        files->passed_over++;
        return ERR_OK;
    }
    if (fd < 0 || fstat(fd, &about) != 0)
        code = cannot_read(path, error);
    else if (S_ISDIR(about.st_mode) && depth < WEB_DEPTH)
        return read_folder(files, fd, path, depth + 1, error); /* which closes it */
    else if (S_ISREG(about.st_mode) && type != NULL)
        code = read_file(files, fd, path, type, error);
    else
        files->passed_over++;
    if (fd >= 0) close(fd);
    return code;
}

static enum error_code read_folder(struct web_files *files, int fd, const char *folder, int depth,
                                   struct error *error)
{
    enum error_code code = ERR_OK;
    DIR *entries = fdopendir(fd);
    const struct dirent *entry;
    if (entries == NULL) {
        close(fd);
        return cannot_read(folder, error);
    }
    while (code == ERR_OK && (entry = readdir(entries)) != NULL) {
        char path[WEB_PATH];
        int length = snprintf(path, sizeof path, "%s%s%s", folder, folder[0] == '\0' ? "" : "/",
                              entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (is_plain(entry->d_name) && (size_t)length < sizeof path)
            code = read_entry(files, fd, path, entry->d_name, depth, error);
        else
            files->passed_over++;
    }
    closedir(entries);
    return code;
}

static int path_order(const void *one, const void *other)
{
    const struct web_file *first = one, *second = other;
    return strcmp(first->path, second->path);
}

static enum error_code read_all(struct web_files *files, const char *folder, struct error *error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return error_set(error, ERR_NOT_FOUND, "there is no folder %.150s", folder);
    if (fd < 0) return cannot_read("", error);
    enum error_code code = read_folder(files, fd, "", 1, error);
    if (code != ERR_OK) return code;
    qsort(files->files, files->count, sizeof *files->files, path_order);
    if (web_files_find(files, WEB_PAGE) == NULL)
        return error_set(error, ERR_NOT_FOUND, "there is no " WEB_PAGE " in %.150s", folder);
    return ERR_OK;
}

enum error_code web_files_load(const char *folder, struct web_files **files, struct error *error)
{
    struct web_files *found = calloc(1, sizeof *found);
    if (found != NULL) found->files = calloc(WEB_FILES, sizeof *found->files);
    enum error_code code =
        found == NULL || found->files == NULL
            ? error_set(error, ERR_UNAVAILABLE, "there is no memory for the web client")
            : read_all(found, folder, error);
    if (code == ERR_OK)
        *files = found;
    else
        web_files_free(found);
    return code;
}

void web_files_free(struct web_files *files)
{
    if (files == NULL) return;
    for (size_t i = 0; i < files->count; i++) {
        free(files->files[i].plain.bytes);
        free(files->files[i].gzip.bytes);
    }
    free(files->files);
    free(files);
}

static int path_is(const void *path, const void *file)
{
    return strcmp(path, ((const struct web_file *)file)->path);
}

const struct web_file *web_files_find(const struct web_files *files, const char *path)
{
    if (files == NULL) return NULL;
    return bsearch(path, files->files, files->count, sizeof *files->files, path_is);
}

void web_files_installed(char folder[WEB_FOLDER])
{
    char program[WEB_FOLDER];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    folder[0] = '\0';
    if (length <= 0) return;
    program[length] = '\0';
    int needed = snprintf(folder, WEB_FOLDER, "%s/../share/onestop/web", dirname(program));
    if (needed >= WEB_FOLDER) folder[0] = '\0';
}
