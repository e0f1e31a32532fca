/* CSV by libcsv over zlib's reader, which reads plain files too. */
#include "client/cli/rows.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "client/cli/mem.h"

/* The states of libcsv 3 that matter here; its header does not name them. */
enum { BETWEEN_ROWS = 0, IN_VALUE = 2 };
enum { PIECE = 64 * 1024 };

struct rows {
    gzFile file;
    struct csv_parser parser;
    double size;  /* of the file on disk */
    long line;    /* lines read so far */
    size_t bytes; /* of the row being read */
    bool ended;
    /* the row being read */
    struct arena *arena;
    struct row row;
    size_t capacity;
    bool complete, too_wide;
    char piece[PIECE];
};

struct rows *rows_open(const char *path, const char **why)
{
    struct stat info;
    struct rows *rows = calloc(1, sizeof *rows);
    *why = "there is not enough memory";
    if (rows == NULL) return NULL;
    errno = 0;
    bool readable = stat(path, &info) == 0;
    if (readable && S_ISDIR(info.st_mode)) errno = EISDIR;
    if (readable && errno == 0) rows->file = gzopen(path, "rbe");
    if (rows->file == NULL || csv_init(&rows->parser, CSV_APPEND_NULL) != 0) {
        *why = errno != 0 ? strerror(errno) : *why;
        if (rows->file != NULL) gzclose(rows->file);
        free(rows);
        return NULL;
    }
    gzbuffer(rows->file, 2 * PIECE);
    rows->size = (double)info.st_size;
    return rows;
}

void rows_close(struct rows *rows)
{
    if (rows == NULL) return;
    gzclose(rows->file);
    csv_free(&rows->parser);
    free(rows);
}

static void on_value(void *value, size_t length, void *rows_)
{
    struct rows *rows = rows_;
    struct row *row = &rows->row;
    if (row->count == ROWS_COLUMNS) {
        rows->too_wide = true;
        return;
    }
    void *values = row->values;
    mem_grow(rows->arena, &values, row->count, &rows->capacity, sizeof *row->values);
    row->values = values;
    row->values[row->count++] = mem_strndup(rows->arena, value, length);
}

static void on_row(int terminator, void *rows_)
{
    (void)terminator;
    struct rows *rows = rows_;
    rows->complete = true;
}

static int broken(struct row *row, long line, const char **why, const char *text)
{
    row->line = line;
    *why = text;
    return -1;
}

/* The end of the file: a last row may have no line end. */
static int finish(struct rows *rows, struct row *row, const char **why)
{
    int code;
    gzerror(rows->file, &code);
    if (code != Z_OK && code != Z_STREAM_END)
        return broken(row, rows->line, why, "the file is damaged or cut off");
    if (rows->ended) return 0;
    rows->ended = true;
    if (rows->parser.pstate == IN_VALUE && rows->parser.quoted)
        return broken(row, rows->row.line, why, "a quote is opened and never closed");
    if (csv_fini(&rows->parser, on_value, on_row, rows) != 0)
        return broken(row, rows->row.line, why, "there is not enough memory");
    *row = rows->row;
    return rows->complete && row->count > 0 ? 1 : 0;
}

/* A piece that ends before its line, its room or the file does was cut by a NUL byte. */
static bool stops_short(struct rows *rows, size_t length)
{
    if (length == 0) return true;
    return rows->piece[length - 1] != '\n' && length < PIECE - 1 && !gzeof(rows->file);
}

int rows_next(struct rows *rows, struct arena *arena, struct row *row, const char **why)
{
    rows->arena = arena;
    rows->row = (struct row){.line = rows->line + 1};
    rows->capacity = rows->bytes = 0;
    rows->complete = rows->too_wide = false;
    /* one line at a time, so that a row ends where a piece ends */
    while (!rows->complete) {
        if (rows->parser.pstate == BETWEEN_ROWS) rows->row.line = rows->line + 1;
        if (gzgets(rows->file, rows->piece, PIECE) == NULL) return finish(rows, row, why);
        size_t length = strlen(rows->piece);
        if (stops_short(rows, length))
            return broken(row, rows->line + 1, why, "the line has a NUL byte");
        rows->line += rows->piece[length - 1] == '\n';
        rows->bytes = rows->parser.pstate == BETWEEN_ROWS ? length : rows->bytes + length;
        if (rows->bytes > ROWS_BYTES)
            return broken(row, rows->row.line, why, "the row is too long; is a quote not closed?");
        if (csv_parse(&rows->parser, rows->piece, length, on_value, on_row, rows) != length)
            return broken(row, rows->row.line, why, "there is not enough memory");
    }
    if (rows->too_wide) return broken(row, rows->row.line, why, "the row has too many columns");
    *row = rows->row;
    return 1;
}

void rows_write(FILE *file, const char *value)
{
    size_t length = strlen(value);
    bool blank_end = length > 0 && (value[0] == ' ' || value[length - 1] == ' ');
    fputc(',', file);
    if (blank_end || strpbrk(value, ",\"\r\n") != NULL)
        csv_fwrite(file, value, length);
    else
        fputs(value, file);
}

double rows_progress(struct rows *rows)
{
    double at = (double)gzoffset(rows->file);
    return rows->size > 0 && at < rows->size ? at / rows->size : 1;
}
