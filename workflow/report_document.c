/* A frozen run as it is read, and what things in it are called in a language. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/json_get.h"
#include "proto/json_parse.h"
#include "workflow/report.h"
#include "workflow/report_file.h"
#include "workflow/template.h"
#include "workflow/words.h"

static void put_object(void *object)
{
    json_object_put(object);
}

/* Parses a text into an object of the arena; NULL: it is none, or the arena is full. */
static struct json_object *read_json(struct arena *arena, const char *text)
{
    const char *fault;
    size_t at;
    struct json_object *object = json_parse(text, strlen(text), &fault, &at);
    if (object != NULL && arena_cleanup(arena, put_object, object) != 0) {
        json_object_put(object);
        return NULL;
    }
    return object;
}

static struct json_object *text_in(const struct json_object *texts, const char *language)
{
    for (size_t i = 0; i < json_get_length(texts); i++) {
        struct json_object *text = json_get_item(texts, i);
        if (template_language_is(json_get_text(text, "language"), language)) return text;
    }
    return json_get_item(texts, 0);
}

const char *report_text(const struct words *words, const struct json_object *texts, const char *key)
{
    if (json_get_length(texts) == 0) return NULL;
    return json_get_text(text_in(texts, words_language(words)), key);
}

/* Figures as they may be told. */
static struct json_object *read_figures(struct arena *arena, const char *text, bool withheld)
{
    struct json_object *figures = read_json(arena, text);
    if (figures != NULL && withheld && !report_withhold(arena, figures)) return NULL;
    return figures;
}

static bool read_changes(struct report_document *document)
{
    const struct report_frozen *frozen = document->frozen;
    if (frozen->before == NULL) return true;
    struct json_object *before = read_figures(document->arena, frozen->before, frozen->withheld);
    const char *text =
        before == NULL ? NULL : report_changes(document->arena, before, document->figures);
    document->changes = text == NULL ? NULL : read_json(document->arena, text);
    return document->changes != NULL;
}

static bool read_period(struct report_document *document)
{
    char text[WORDS_DATE];
    enum period every;
    civil_day first, last;
    const char *period = json_get_text(document->figures, "period");
    if (period == NULL || !period_read(period, &every, &first, &last)) return false;
    words_period(document->words, every, first, text);
    document->period = arena_strdup(document->arena, text);
    return document->period != NULL;
}

bool report_document_read(struct arena *arena, const struct report_frozen *frozen,
                          const char *language, struct report_document *document)
{
    *document = (struct report_document){
        .arena = arena, .words = words_or_english(language), .frozen = frozen};
    document->figures = read_figures(arena, frozen->figures, frozen->withheld);
    if (document->figures == NULL || !read_period(document) || !read_changes(document))
        return false;
    const struct json_object *texts = json_get_list(document->figures, "texts");
    document->title = report_text(document->words, texts, "title");
    document->about = report_text(document->words, texts, "about");
    document->agency = json_get_text(json_get_object(document->figures, "agency"), "name");
    return document->title != NULL && document->agency != NULL;
}

bool report_shows(const struct json_object *section, const char *how)
{
    const struct json_object *list = json_get_list(section, "show");
    for (size_t i = 0; i < json_get_length(list); i++)
        if (strcmp(json_get_element(list, i), how) == 0) return true;
    return false;
}

/* ---- names ---- */

const char *report_measure_title(const struct report_document *document,
                                 const struct json_object *measure)
{
    const char *name = json_get_text(measure, "name"), *what = json_get_text(measure, "what");
    const char *title = words_named(document->words, "measure", name);
    return title == name && what != NULL ? what : title;
}

/* A key of the sets that the program itself names. */
static const char *named_key(const struct report_document *document, const char *dimension,
                             const char *code)
{
    if (strcmp(dimension, "stage") == 0)
        return words_fill_one(document->words, document->arena, "report.stage", "n", code);
    if (strcmp(dimension, "channel") == 0 || strcmp(dimension, "topic") == 0)
        return words_named(document->words, dimension, code);
    return code;
}

const char *report_key_title(const struct report_document *document,
                             const struct json_object *section, const struct json_object *row,
                             size_t place)
{
    const struct json_object *key = json_get_item(json_get_list(row, "keys"), place);
    const char *dimension = json_get_element(json_get_list(section, "by"), place);
    const char *code = json_get_text(key, "code"), *name = json_get_text(key, "name");
    if (code == NULL || dimension == NULL) return words_text(document->words, "report.unknown");
    if (name == NULL) return named_key(document, dimension, code);
    /* Of what has versions the code says which one. */
    if (strchr(code, '@') == NULL) return name;
    return arena_printf(document->arena, "%s (%s)", name, code);
}
