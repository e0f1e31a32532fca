/* Forms of browsers. Beside memory faults it looks for decoded text that breaks its promise, for a
 * name given twice, and for a form that reads otherwise once it is written anew. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/arena.h"
#include "proto/form.h"
#include "proto/utf8.h"

enum { ARENA_BYTES = 1 << 20 };

static void check_value(const char *text)
{
    assert(utf8_valid(text, strlen(text)));
    for (; *text != '\0'; text++)
        assert((unsigned char)*text >= 0x20 || *text == '\n' || *text == '\t');
}

/* Every byte encoded. */
static size_t write_text(char *out, const char *text)
{
    size_t length = 0;
    for (; *text != '\0'; text++, length += 3)
        snprintf(out + length, 4, "%%%02X", (unsigned char)*text);
    return length;
}

static void check_again(struct arena *arena, const struct form *form, size_t size)
{
    char *text = malloc(3 * size + 2 * FORM_FIELDS_MAX + 4);
    struct form again;
    struct error error = {.code = ERR_OK};
    size_t length = 0;
    if (text == NULL) abort();
    for (size_t i = 0; i < form->count; i++) {
        if (i > 0) text[length++] = '&';
        length += write_text(text + length, form->fields[i].name);
        text[length++] = '=';
        length += write_text(text + length, form->fields[i].value);
    }
    if (form_decode(arena, text, length, &again, &error) == ERR_OK) {
        assert(again.count == form->count);
        for (size_t i = 0; i < form->count; i++) {
            assert(strcmp(again.fields[i].name, form->fields[i].name) == 0);
            assert(strcmp(again.fields[i].value, form->fields[i].value) == 0);
        }
    } else {
        assert(error.code == ERR_TOO_LARGE); /* of the arena */
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    static struct form form;
    struct error error = {.code = ERR_OK};
    if (arena == NULL) abort();
    enum error_code code = form_decode(arena, (const char *)data, size, &form, &error);
    assert(code == ERR_OK || error.message[0] != '\0');
    if (code == ERR_OK) {
        assert(form.count <= FORM_FIELDS_MAX);
        for (size_t i = 0; i < form.count; i++) {
            assert(form.fields[i].name[0] != '\0');
            assert(utf8_printable(form.fields[i].name, strlen(form.fields[i].name)));
            check_value(form.fields[i].value);
            assert(form_value(&form, form.fields[i].name) == form.fields[i].value);
        }
        check_again(arena, &form, size);
    }
    arena_free(arena);
    return 0;
}
