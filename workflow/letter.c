/* Letters, as pages to be printed. The page is a template of its own, in which every value is
 * escaped. Measures are those of DIN 5008, form B, which fits the windows of DL and C5/C6
 * envelopes: the window is 45 mm from the upper edge and 20 mm from the left, 85 by 45 mm, also of
 * what is written from right to left; text begins 25 mm from the left; folds are marked at 105 and
 * 210 mm. Pages from the second on are numbered, by browsers that know margin boxes; where there
 * are such, browsers print no lines of their own. */
#include <string.h>

#include "proto/arena.h"
#include "workflow/reply.h"

#define STYLE                                                                                      \
    "@page{size:A4;margin:20mm 20mm 20mm 0;@top-center{content:\"\"}"                              \
    "@bottom-right{content:counter(page) \" / \" counter(pages);font:9pt serif}}"                  \
    "@page:first{@bottom-right{content:\"\"}}"                                                     \
    "*{box-sizing:border-box}"                                                                     \
    "body{position:relative;margin:0 auto;padding-left:25mm;max-width:190mm;font:11pt/1.45 "       \
    "serif;color:#000;"                                                                            \
    "background:#fff;overflow-wrap:anywhere;hyphens:auto}"                                         \
    "header{height:25mm;overflow:hidden;line-height:1.3;border-bottom:.3mm solid #000}"            \
    "header b{font-size:14pt}"                                                                     \
    ".window{min-height:45mm;width:85mm;margin:0 auto 0 -5mm;padding:4mm 0 0 5mm;line-height:1.2;" \
    "hyphens:manual}"                                                                              \
    ".from{font-size:7.5pt;border-bottom:.2mm solid #000;margin-bottom:3mm}"                       \
    ".fold{position:absolute;left:4mm;width:4mm;border-top:.2mm solid #000}"                       \
    ".upper{top:85mm}"                                                                             \
    ".lower{top:190mm}"                                                                            \
    "table{width:100%;margin:8mm 0;border-collapse:collapse;font-size:10pt}"                       \
    "td{padding:0;vertical-align:top}"                                                             \
    "td+td{text-align:end;white-space:nowrap}"                                                     \
    "h1{font-size:11pt;margin:0 0 8mm;break-after:avoid}"                                          \
    "p{margin:0 0 4mm;orphans:2;widows:2}"                                                         \
    "footer{margin-top:10mm;break-inside:avoid}"                                                   \
    "@media screen{body{padding:20mm 20mm 20mm 25mm;max-width:210mm;box-shadow:0 0 3mm #888}"      \
    ".fold{display:none}}"
const char letter_style[] = STYLE;

#define LETTER_FIELDS(X)                                                                           \
    X(LANGUAGE, "language")                                                                        \
    X(DIRECTION, "direction")                                                                      \
    X(AGENCY, "agency")                                                                            \
    X(OFFICE, "office")                                                                            \
    X(OFFICE_ADDRESS, "office_address")                                                            \
    X(OFFICE_PHONE, "office_phone")                                                                \
    X(NAME, "name")                                                                                \
    X(ADDRESS, "address")                                                                          \
    X(REFERENCE, "reference")                                                                      \
    X(DATE, "date")                                                                                \
    X(SUBJECT, "subject")                                                                          \
    X(BODY, "body")                                                                                \
    X(STAFF, "staff")                                                                              \
    X(OUR_REFERENCE, "our_reference")                                                              \
    X(ON_THE, "on_the")

enum field {
#define FIELD_ENUM(name, text) LETTER_##name,
    LETTER_FIELDS(FIELD_ENUM) FIELDS
#undef FIELD_ENUM
};
static const struct template_field field_table[FIELDS] = {
#define FIELD_CALLED(name, text) {text, false},
    LETTER_FIELDS(FIELD_CALLED)
#undef FIELD_CALLED
};
static const struct template_fields fields = {field_table, FIELDS};

/* clang-format off */
static const char page[] =
    "<!doctype html>\n<html lang=\"{{language}}\" dir=\"{{direction}}\">\n<head>\n"
    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>{{reference}} {{subject}}</title>\n<style>" STYLE "</style>\n</head>\n<body>\n"
    "<div class=\"fold upper\"></div><div class=\"fold lower\"></div>\n"
    "<header><b><bdi>{{agency}}</bdi></b><br>\n<bdi>{{office}}</bdi>"
    "{{#if office_address}}<br>\n<bdi>{{office_address}}</bdi>{{/if}}"
    "{{#if office_phone}}<br>\n<bdi>{{office_phone}}</bdi>{{/if}}</header>\n"
    "<div class=\"window\">\n<div class=\"from\"><bdi>{{agency}}</bdi>"
    "{{#if office_address}} · <bdi>{{office_address}}</bdi>{{/if}}</div>\n"
    "{{#if name}}<bdi>{{name}}</bdi><br>\n{{/if}}"
    "{{#if address}}<bdi>{{address|lines}}</bdi>{{/if}}</div>\n"
    "<table><tr><td><bdi>{{our_reference}}: {{reference}}</bdi></td>"
    "<td><bdi>{{on_the}}{{date}}</bdi></td></tr></table>\n"
    "<main>\n<h1>{{subject}}</h1>\n{{body|paragraphs}}\n</main>\n"
    "{{#if staff}}<footer><bdi>{{staff}}</bdi><br>\n<bdi>{{agency}}</bdi></footer>\n{{/if}}"
    "</body>\n</html>\n";
/* clang-format on */

/* An address is kept in one line: its parts, between commas, are the lines of the window. Where
 * there are more than it has room for, the shortest neighbours share a line; the last one stays
 * alone. */
enum { ADDRESS_LINES = 5, ADDRESS_PARTS = 32 };

struct parts {
    size_t begins[ADDRESS_PARTS + 1]; /* in the text; the last one is its end */
    size_t count;
};

static struct parts parts_of(const char *address)
{
    struct parts parts = {.begins = {0}, .count = 1};
    size_t at = 0;
    for (; address[at] != '\0'; at++)
        if (address[at] == ',' && parts.count < ADDRESS_PARTS) parts.begins[parts.count++] = at + 1;
    parts.begins[parts.count] = at;
    return parts;
}

static void join_shortest(struct parts *parts)
{
    size_t best = 1, shortest = SIZE_MAX;
    for (size_t i = 1; i + 1 < parts->count; i++) {
        size_t length = parts->begins[i + 1] - parts->begins[i - 1];
        if (length >= shortest) continue;
        shortest = length;
        best = i;
    }
    memmove(&parts->begins[best], &parts->begins[best + 1],
            (parts->count - best) * sizeof parts->begins[0]);
    parts->count--;
}

/* NULL: the arena is full. */
static const char *address_lines(struct arena *arena, const char *address)
{
    struct parts parts = parts_of(address);
    const char *lines = "";
    while (parts.count > ADDRESS_LINES) join_shortest(&parts);
    for (size_t i = 0; i < parts.count && lines != NULL; i++) {
        const char *from = address + parts.begins[i];
        bool last = i + 1 == parts.count;
        size_t length = parts.begins[i + 1] - parts.begins[i] - !last; /* without its comma */
        size_t blanks = strspn(from, " ");
        if (blanks > length) blanks = length;
        lines = arena_printf(arena, "%s%s%.*s", lines, i > 0 ? "\n" : "", (int)(length - blanks),
                             from + blanks);
    }
    return lines;
}

/* Whether a language is written from right to left. */
static bool right_to_left(const char *language)
{
    static const char *const all[] = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (template_language_is(language, all[i])) return true;
    return false;
}

/* Who signed in the text itself does not sign below it again. */
static const char *signature(const struct letter *letter)
{
    bool signed_already = letter->staff != NULL && letter->body != NULL &&
                          strstr(letter->body, letter->staff) != NULL;
    return signed_already ? NULL : letter->staff;
}

const char *letter_html(struct arena *arena, const struct letter *letter)
{
    bool bulgarian = template_language_is(letter->language, "bg");
    char date[TEMPLATE_TIME_SIZE];
    const char *out = NULL;
    struct error error = {.code = ERR_OK};
    struct template_style style = {
        .zone = letter->zone, .language = letter->language, .html = true};
    const char *address = letter->address == NULL ? "" : address_lines(arena, letter->address);
    if (address == NULL) return NULL;
    template_time(letter->zone, letter->language, letter->at_us, TEMPLATE_DATE, date);
    const struct template_value values[FIELDS] = {
        [LETTER_LANGUAGE] = {.text = letter->language == NULL ? "en" : letter->language},
        [LETTER_DIRECTION] = {.text = right_to_left(letter->language) ? "rtl" : "ltr"},
        [LETTER_AGENCY] = {.text = letter->agency},
        [LETTER_OFFICE] = {.text = letter->office},
        [LETTER_OFFICE_ADDRESS] = {.text = letter->office_address},
        [LETTER_OFFICE_PHONE] = {.text = letter->office_phone},
        [LETTER_NAME] = {.text = letter->name},
        [LETTER_ADDRESS] = {.text = address},
        [LETTER_REFERENCE] = {.text = letter->reference},
        [LETTER_DATE] = {.text = date},
        [LETTER_SUBJECT] = {.text = letter->subject},
        [LETTER_BODY] = {.text = letter->body},
        [LETTER_STAFF] = {.text = signature(letter)},
        [LETTER_OUR_REFERENCE] = {.text = bulgarian ? "Наш номер" : "Our reference"},
        [LETTER_ON_THE] = {.text = bulgarian ? "дата: " : "date: "}};
    if (template_fill(arena, &fields, values, &style, page, "/page", &out, &error) != ERR_OK)
        return NULL;
    return out;
}
