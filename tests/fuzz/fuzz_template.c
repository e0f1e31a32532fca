/* Templates. The first byte chooses plain text or HTML and the language; what follows, up to a zero
 * byte, is the template, and the rest the values of its text fields. Beside memory faults it looks
 * for a fault without words, for a template that is good but cannot be filled, for HTML that a
 * value broke out of, and for a value that was read as a template. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/types.h"
#include "workflow/template.h"
#include "workflow/zone.h"

enum { TEXT, OTHER, AT, FIELDS, ARENA_BYTES = 1 << 20 };

static const struct template_field field_table[FIELDS] = {
    {"text", false}, {"other", false}, {"at", true}};
static const struct template_fields fields = {field_table, FIELDS};
static const struct zone_offset offsets[] = {{INT64_MIN, 7200000000}};
static const struct zone zone = {"Test/Plus2", offsets, 1};

static char *text_of(const uint8_t *bytes, size_t length)
{
    char *text = malloc(length + 1);
    if (text == NULL) abort();
    if (length > 0) memcpy(text, bytes, length);
    text[length] = '\0';
    return text;
}

static void fill_one(struct arena *arena, const char *text, const char *value, uint8_t choice)
{
    struct template_value values[FIELDS] = {
        [TEXT] = {value, NO_TIME},
        [OTHER] = {(choice & 4) != 0 ? "{{text}}<" : NULL, NO_TIME},
        [AT] = {NULL, (choice & 8) != 0 ? INT64_C(1772532300000000) : NO_TIME}};
    struct template_style style = {
        .zone = &zone, .language = (choice & 2) != 0 ? "bg" : "en", .html = (choice & 1) != 0};
    struct error error = {.code = ERR_OK}, checked = {.code = ERR_OK};
    const char *out = NULL;
    enum error_code good = template_check(&fields, text, "/body", &checked);
    enum error_code code =
        template_fill(arena, &fields, values, &style, text, "/body", &out, &error);
    assert((good == ERR_OK) == (checked.field_count == 0));
    assert((good == ERR_INVALID) == (code == ERR_INVALID));
    assert(good == ERR_OK || checked.fields[0].message[0] != '\0');
    assert(code != ERR_REFUSED || error.message[0] != '\0');
    assert((code == ERR_OK) == (out != NULL));
}

/* Whatever the value, HTML made of it alone has none of the characters that HTML is made of. */
static void break_out(struct arena *arena, const char *value)
{
    struct template_value values[FIELDS] = {{value, NO_TIME}, {NULL, NO_TIME}, {NULL, NO_TIME}};
    struct template_style style = {.zone = &zone, .language = "en", .html = true};
    struct error error = {.code = ERR_OK};
    const char *out = NULL;
    if (value[0] == '\0') return;
    enum error_code code =
        template_fill(arena, &fields, values, &style, "{{text}}", "/body", &out, &error);
    assert(code == ERR_OK || code == ERR_UNAVAILABLE);
    if (code == ERR_OK) assert(strpbrk(out, "<>\"'") == NULL);
    style.html = false;
    if (template_fill(arena, &fields, values, &style, "{{text}}", "/body", &out, &error) == ERR_OK)
        assert(strcmp(out, value) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    const uint8_t *end = memchr(data + 1, 0, size - 1);
    size_t length = end == NULL ? size - 1 : (size_t)(end - data) - 1;
    char *text = text_of(data + 1, length);
    char *value = end == NULL ? text_of(NULL, 0) : text_of(end + 1, size - length - 2);
    struct arena *arena = arena_new(ARENA_BYTES);
    if (arena == NULL) abort();
    fill_one(arena, text, value, data[0]);
    break_out(arena, value);
    arena_free(arena);
    free(text);
    free(value);
    return 0;
}
