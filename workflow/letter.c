/* Letters, as pages to be printed. The page is a template of its own, in which every value is
 * escaped. Measures are those of DIN 5008 (form B), which fits the windows of DL and C5/C6
 * envelopes: 45 mm from the upper edge, 20 mm from the left, 85 by 45 mm. */
#include "proto/arena.h"
#include "workflow/reply.h"

#define STYLE                                                                                      \
    "@page{size:A4;margin:20mm 20mm 20mm 20mm}"                                                    \
    "*{box-sizing:border-box}"                                                                     \
    "body{margin:0 auto;max-width:170mm;font:11pt/1.45 serif;color:#000;background:#fff}"          \
    "header{height:25mm;overflow:hidden;border-bottom:.3mm solid #000}"                            \
    "header b{font-size:14pt}"                                                                     \
    ".window{height:45mm;width:85mm;overflow:hidden;padding-top:4mm}"                              \
    ".from{font-size:7.5pt;border-bottom:.2mm solid #000;margin-bottom:3mm}"                       \
    "table{width:100%;margin:8mm 0;border-collapse:collapse;font-size:10pt}"                       \
    "td{padding:0;vertical-align:top}"                                                             \
    "td+td{text-align:right}"                                                                      \
    "h1{font-size:11pt;margin:0 0 8mm}"                                                            \
    "p{margin:0 0 4mm;orphans:2;widows:2;overflow-wrap:anywhere}"                                  \
    "footer{margin-top:10mm;break-inside:avoid}"                                                   \
    "@media screen{body{padding:20mm;max-width:210mm;box-shadow:0 0 3mm #888}}"
const char letter_style[] = STYLE;

#define LETTER_FIELDS(X)                                                                           \
    X(LANGUAGE, "language")                                                                        \
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

static const char page[] =
    "<!doctype html>\n<html lang=\"{{language}}\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>{{reference}} {{subject}}</title>\n<style>" STYLE "</style>\n</head>\n<body>\n"
    "<header><b>{{agency}}</b><br>\n{{office}}"
    "{{#if office_address}}<br>\n{{office_address}}{{/if}}"
    "{{#if office_phone}}<br>\n{{office_phone}}{{/if}}</header>\n"
    "<div class=\"window\">\n<div class=\"from\">{{agency}}"
    "{{#if office_address}} · {{office_address}}{{/if}}</div>\n"
    "{{#if name}}{{name}}<br>\n{{/if}}{{#if address}}{{address|lines}}{{/if}}</div>\n"
    "<table><tr><td>{{our_reference}}: {{reference}}</td><td>{{on_the}}{{date}}</td></tr></table>\n"
    "<main>\n<h1>{{subject}}</h1>\n{{body|paragraphs}}\n</main>\n"
    "<footer>{{#if staff}}{{staff}}<br>\n{{/if}}{{agency}}</footer>\n</body>\n</html>\n";

/* An address is kept in one line: its parts, between commas, are the lines of the window. NULL: the
 * arena is full. */
static const char *address_lines(struct arena *arena, const char *address)
{
    char *lines = arena_strdup(arena, address), *to = lines;
    for (const char *from = lines; lines != NULL && *from != '\0'; from++) {
        bool comma = *from == ',';
        if (comma && from[1] == ' ') from++;
        *to++ = comma ? '\n' : *from;
    }
    if (lines != NULL) *to = '\0';
    return lines;
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
        [LETTER_STAFF] = {.text = letter->staff},
        [LETTER_OUR_REFERENCE] = {.text = bulgarian ? "Наш номер" : "Our reference"},
        [LETTER_ON_THE] = {.text = bulgarian ? "дата: " : "date: "}};
    if (template_fill(arena, &fields, values, &style, page, "/page", &out, &error) != ERR_OK)
        return NULL;
    return out;
}
