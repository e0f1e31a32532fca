/* Cleaning, measuring and cutting text, and guessing what a mistyped word was meant to be. */
#include "client/cli/text.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <wchar.h>

#include "client/cli/mem.h"

void text_start(void)
{
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

/* Characters without an own place on the line that change the order or the look of others. */
static bool steers(wchar_t c)
{
    return (c >= 0x200e && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || c == 0x061c;
}

static bool is_space_of_line(wchar_t c)
{
    return c == L'\n' || c == L'\r' || c == L'\t';
}

static void clean_one(struct mem_text *out, const char *at, size_t size, wchar_t c,
                      enum text_lines lines)
{
    if (c == L'\r' && at[1] == '\n') return;
    if (is_space_of_line(c))
        mem_add_text(out, c == L'\n' && lines == TEXT_MANY_LINES ? "\n" : " ");
    else if (steers(c))
        mem_add_printf(out, "\\u{%04X}", (unsigned)c);
    else if (wcwidth(c) < 0)
        mem_add_printf(out, c < 0x100 ? "\\x%02X" : "\\u{%04X}", (unsigned)c);
    else
        mem_add(out, at, size);
}

char *text_clean(struct arena *arena, const char *text, enum text_lines lines)
{
    struct mem_text out = {.arena = arena};
    mbstate_t state = {0};
    mem_add(&out, "", 0);
    for (const char *at = text; *at != '\0';) {
        wchar_t c;
        size_t size = mbrtowc(&c, at, strlen(at), &state);
        if (size == (size_t)-1 || size == (size_t)-2) {
            mem_add_printf(&out, "\\x%02X", (unsigned)(unsigned char)*at);
            memset(&state, 0, sizeof state);
            at++;
            continue;
        }
        clean_one(&out, at, size, c, lines);
        at += size;
    }
    return out.bytes;
}

/* Reads one character of clean text; its columns. */
static size_t one(const char **at, mbstate_t *state)
{
    wchar_t c;
    size_t size = mbrtowc(&c, *at, strlen(*at), state);
    if (size == 0 || size == (size_t)-1 || size == (size_t)-2) {
        memset(state, 0, sizeof *state);
        (*at)++;
        return 1;
    }
    *at += size;
    int width = wcwidth(c);
    return width < 0 ? 1 : (size_t)width;
}

size_t text_width(const char *text)
{
    mbstate_t state = {0};
    size_t width = 0;
    for (const char *at = text; *at != '\0';) width += one(&at, &state);
    return width;
}

char *text_cut(struct arena *arena, const char *text, size_t width)
{
    if (text_width(text) <= width) return mem_strdup(arena, text);
    mbstate_t state = {0};
    size_t used = 0;
    const char *end = text;
    while (*end != '\0') {
        const char *next = end;
        size_t columns = one(&next, &state);
        if (used + columns + 1 > width) break;
        used += columns;
        end = next;
    }
    return mem_printf(arena, "%.*s…", (int)(end - text), text);
}

bool text_equal(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

enum { WORD_MAX = 40 };

/* Edit distance with swaps of neighbours, of words shorter than WORD_MAX. */
static int distance(const char *a, const char *b)
{
    int rows[3][WORD_MAX + 1];
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > WORD_MAX || b_length > WORD_MAX) return WORD_MAX;
    for (size_t j = 0; j <= b_length; j++) rows[0][j] = (int)j;
    for (size_t i = 1; i <= a_length; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            int best = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < best) best = above[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a_length % 3][b_length];
}

const char *text_suggest(const char *word, const char *const *candidates, size_t count)
{
    const char *found = NULL;
    size_t length = strlen(word);
    int best = length < 4 ? 2 : 3; /* at most this many changes less one */
    for (size_t i = 0; i < count; i++) {
        const char *candidate = candidates[i];
        int d = distance(word, candidate);
        if (length >= 3 && strncmp(candidate, word, length) == 0) d = 1;
        if (d < best) {
            best = d;
            found = candidate;
        }
    }
    return found;
}
