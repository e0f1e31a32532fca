/* libxlsxwriter writes to a file of a name, so it is given one that is in memory only. */
#include "daemon/report_xlsx.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/report.h"
#include "workflow/words.h"

enum { NAME_CHARACTERS = 31, LABEL_WIDTH = 34, FIGURE_WIDTH = 16, CHART_GAP = 2, ABOUT_ROWS = 3 };

struct formats {
    lxw_format *title, *bold, *head, *text, *count, *share, *number, *note;
};

struct book {
    const struct report_document *document;
    lxw_workbook *workbook;
    struct formats formats;
};

static const char *word(const struct book *book, const char *key)
{
    return words_text(book->document->words, key);
}

static bool add_formats(struct book *book)
{
    struct formats *formats = &book->formats;
    lxw_format **const all[] = {&formats->title, &formats->bold,  &formats->head,   &formats->text,
                                &formats->count, &formats->share, &formats->number, &formats->note};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *all[i] = workbook_add_format(book->workbook);
        if (*all[i] == NULL) return false;
    }
    format_set_bold(formats->title);
    format_set_font_size(formats->title, 16);
    format_set_bold(formats->bold);
    format_set_bold(formats->head);
    format_set_text_wrap(formats->head);
    format_set_bottom(formats->head, LXW_BORDER_THIN);
    format_set_align(formats->head, LXW_ALIGN_VERTICAL_TOP);
    format_set_num_format(formats->count, "#,##0");
    format_set_num_format(formats->share, "0.0%");
    format_set_num_format(formats->number, "#,##0.0");
    format_set_italic(formats->note);
    return true;
}

/* ---- cells ---- */

static void put_text(lxw_worksheet *sheet, lxw_row_t row, size_t column, const char *text,
                     lxw_format *format)
{
    if (text != NULL && *text != '\0')
        worksheet_write_string(sheet, row, (lxw_col_t)column, text, format);
}

static void put_cell(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                     const struct report_cell *cell)
{
    const struct formats *formats = &book->formats;
    switch (cell->kind) {
    case CELL_NOTHING: break;
    case CELL_TEXT: put_text(sheet, row, column, cell->text, formats->text); break;
    case CELL_WITHHELD:
        put_text(sheet, row, column, word(book, "report.withheld"), formats->note);
        break;
    case CELL_COUNT:
        worksheet_write_number(sheet, row, (lxw_col_t)column, cell->number, formats->count);
        break;
    case CELL_SHARE:
        worksheet_write_number(sheet, row, (lxw_col_t)column, cell->number, formats->share);
        break;
    case CELL_NUMBER:
        worksheet_write_number(sheet, row, (lxw_col_t)column, cell->number, formats->number);
        break;
    }
}

/* ---- charts ---- */

static void add_line(lxw_chart *chart, const char *sheet, const struct report_lines *lines,
                     size_t line, lxw_row_t top)
{
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_row_t first = top + (lxw_row_t)lines->first_rows[line];
    lxw_row_t last = first + (lxw_row_t)lines->count - 1;
    if (series == NULL) return;
    chart_series_set_categories(series, sheet, first, (lxw_col_t)lines->label_column, last,
                                (lxw_col_t)lines->label_column);
    chart_series_set_values(series, sheet, first, (lxw_col_t)lines->columns[line], last,
                            (lxw_col_t)lines->columns[line]);
    chart_series_set_name(series, lines->names[line]);
}

/* A chart of the cells of the sheet, below them. top: the row of the first figures. */
static bool put_chart(const struct book *book, lxw_worksheet *sheet, const char *name,
                      const struct json_object *section, lxw_row_t top, lxw_row_t below)
{
    struct report_lines lines;
    lxw_chart_options size = {.x_scale = 1.9, .y_scale = 1.4};
    if (!report_lines_make(book->document, section, &lines)) return false;
    if (lines.line_count == 0) return true;
    lxw_chart *chart =
        workbook_add_chart(book->workbook, lines.bars ? LXW_CHART_COLUMN : LXW_CHART_LINE);
    if (chart == NULL) return false;
    for (size_t i = 0; i < lines.line_count; i++) add_line(chart, name, &lines, i, top);
    chart_title_set_name(chart, lines.title);
    if (lines.unit != NULL) chart_axis_set_name(chart->y_axis, lines.unit);
    if (lines.shares) chart_axis_set_num_format(chart->y_axis, "0%");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    return worksheet_insert_chart_opt(sheet, below, 0, chart, &size) == LXW_NO_ERROR;
}

/* ---- sheets ---- */

/* "3 Cases by service": without what a name may not have, of NAME_CHARACTERS at most. */
static const char *sheet_name(struct arena *arena, size_t number, const char *title)
{
    char *name = arena_printf(arena, "%zu %s", number, title);
    size_t characters = 0;
    if (name == NULL) return NULL;
    for (char *at = name; *at != '\0'; at++) {
        if (strchr("[]:*?/\\'", *at) != NULL) *at = ' ';
        if (((unsigned char)*at & 0xc0) != 0x80 && ++characters > NAME_CHARACTERS) *at = '\0';
        if (*at == '\0') break;
    }
    for (size_t length = strlen(name); length > 0 && name[length - 1] == ' ';)
        name[--length] = '\0';
    return name;
}

static void put_head(const struct book *book, lxw_worksheet *sheet,
                     const struct report_table *table, lxw_row_t row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct report_column *column = &table->columns[i];
        const char *before = i == 0 ? NULL : table->columns[i - 1].group;
        if (column->group != NULL && column->group != before)
            put_text(sheet, row, i, column->group, book->formats.head);
        put_text(sheet, row + 1, i, column->title == NULL ? column->group : column->title,
                 book->formats.head);
    }
    worksheet_set_column(sheet, 0, (lxw_col_t)(table->label_count - 1), LABEL_WIDTH, NULL);
    if (table->column_count > table->label_count)
        worksheet_set_column(sheet, (lxw_col_t)table->label_count,
                             (lxw_col_t)(table->column_count - 1), FIGURE_WIDTH, NULL);
}

static bool put_section(const struct book *book, const struct json_object *section, size_t number)
{
    struct report_table table;
    if (!report_table_make(book->document, section, &table)) return false;
    const char *name = sheet_name(book->document->arena, number, table.title);
    lxw_worksheet *sheet = name == NULL ? NULL : workbook_add_worksheet(book->workbook, name);
    if (sheet == NULL) return false;
    lxw_row_t row = ABOUT_ROWS;
    put_text(sheet, 0, 0, table.title, book->formats.title);
    put_text(sheet, 1, 0, table.about, book->formats.note);
    put_head(book, sheet, &table, row);
    row += 2;
    for (size_t i = 0; i < table.row_count; i++)
        for (size_t k = 0; k < table.column_count; k++)
            put_cell(book, sheet, row + (lxw_row_t)i, k, &table.cells[i * table.column_count + k]);
    if (table.row_count == 0) put_text(sheet, row, 0, word(book, "report.nothing"), NULL);
    worksheet_freeze_panes(sheet, row, (lxw_col_t)table.label_count);
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    return !report_shows(section, "chart") ||
           put_chart(book, sheet, name, section, row, row + (lxw_row_t)table.row_count + CHART_GAP);
}

static bool put_changes(const struct book *book, lxw_worksheet *sheet, lxw_row_t row)
{
    static const char *const titles[REPORT_CHANGE_COLUMNS] = {"report.section",   "report.measure",
                                                              "report.change-of", "report.figure",
                                                              "report.from",      "report.to"};
    const struct report_document *document = book->document;
    struct report_cell cells[REPORT_CHANGE_COLUMNS];
    if (document->changes == NULL) return true;
    const struct json_object *list = json_get_list(document->changes, "changes");
    const char *told = words_count(document->words, document->arena, "report.changed",
                                   json_get_int(document->changes, "count", 0));
    if (told == NULL) return false;
    put_text(sheet, row++, 0, word(book, "report.changes"), book->formats.bold);
    put_text(sheet, row++, 0, told, NULL);
    for (size_t i = 0; i < REPORT_CHANGE_COLUMNS; i++)
        put_text(sheet, row, i, word(book, titles[i]), book->formats.head);
    for (size_t i = 0; i < json_get_length(list); i++) {
        if (!report_change_row(document, json_get_item(list, i), cells)) return false;
        row++;
        for (size_t k = 0; k < REPORT_CHANGE_COLUMNS; k++) put_cell(book, sheet, row, k, &cells[k]);
    }
    return true;
}

static bool put_cover(const struct book *book)
{
    const struct report_document *document = book->document;
    char edition[WORDS_NUMBER], date[WORDS_DATE];
    words_number(document->words, document->frozen->edition, edition);
    words_date(document->words, document->frozen->frozen_on, date);
    const char *lines[] = {
        document->agency,
        document->period,
        words_fill_one(document->words, document->arena, "report.edition", "n", edition),
        document->about,
        words_fill_one(document->words, document->arena, "report.frozen", "date", date),
        word(book, "report.note-percentiles"),
        word(book, "report.note-serious"),
        document->frozen->withheld ? word(book, "report.note-withheld") : NULL,
        arena_printf(document->arena, "%s %s", word(book, "report.digest"),
                     document->frozen->digest)};
    const size_t count = sizeof lines / sizeof *lines;
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, word(book, "report.sheet"));
    if (sheet == NULL || lines[2] == NULL || lines[4] == NULL || lines[count - 1] == NULL)
        return false;
    lxw_row_t row = 0;
    put_text(sheet, row++, 0, document->title, book->formats.title);
    for (size_t i = 0; i < count; i++)
        if (lines[i] != NULL) put_text(sheet, row++, 0, lines[i], NULL);
    worksheet_set_column(sheet, 0, REPORT_CHANGE_COLUMNS - 1, LABEL_WIDTH, NULL);
    return put_changes(book, sheet, row + 1);
}

static bool write_book(struct book *book)
{
    enum { DAY_S = 86400 };
    const struct report_document *document = book->document;
    const struct json_object *sections = json_get_list(document->figures, "sections");
    lxw_doc_properties properties = {.created = (time_t)document->frozen->frozen_on * DAY_S};
    char *title = arena_strdup(document->arena, document->title);
    char *agency = arena_strdup(document->arena, document->agency);
    if (title == NULL || agency == NULL || !add_formats(book)) return false;
    properties.title = title;
    properties.author = agency;
    properties.company = agency;
    workbook_set_properties(book->workbook, &properties);
    if (!put_cover(book)) return false;
    for (size_t i = 0; i < json_get_length(sections); i++)
        if (!put_section(book, json_get_item(sections, i), i + 1)) return false;
    return true;
}

static const char *read_all(struct arena *arena, int fd, size_t *length)
{
    struct stat about;
    if (fstat(fd, &about) != 0) return NULL;
    *length = (size_t)about.st_size;
    char *bytes = arena_alloc(arena, *length + 1);
    for (size_t done = 0; bytes != NULL && done < *length;) {
        ssize_t got = pread(fd, bytes + done, *length - done, (off_t)done);
        if (got <= 0) return NULL;
        done += (size_t)got;
    }
    return bytes;
}

const char *report_xlsx(const struct report_document *document, size_t *length)
{
    struct book book = {.document = document};
    char path[48];
    *length = 0;
    int fd = memfd_create("report.xlsx", MFD_CLOEXEC);
    if (fd < 0) return NULL;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    book.workbook = workbook_new(path);
    bool good = book.workbook != NULL && write_book(&book);
    if (book.workbook != NULL) good = workbook_close(book.workbook) == LXW_NO_ERROR && good;
    const char *bytes = good ? read_all(document->arena, fd, length) : NULL;
    close(fd);
    return bytes;
}
