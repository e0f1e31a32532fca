/* How phone numbers, e-mail addresses, identifiers and names are written, so that the same one is
 * always the same text. */
#include <string.h>

#include "proto/arena.h"
#include "workflow/customer.h"

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* Bytes of a blank at text: a space, a tab or the no-break space of UTF-8; 0: no blank. */
static size_t blank_at(const char *text)
{
    if (*text == ' ' || *text == '\t') return 1;
    return memcmp(text, "\xC2\xA0", text[0] == '\0' ? 1 : 2) == 0 ? 2 : 0;
}

bool customer_phone(const char *text, char phone[CUSTOMER_PHONE_SIZE])
{
    size_t used = 0, digits = 0;
    text = skip_blanks(text);
    bool international = *text == '+' || strncmp(text, "00", 2) == 0;
    if (international) {
        text += *text == '+' ? 1 : 2;
        phone[used++] = '+';
    }
    while (*text != '\0') {
        size_t blank = blank_at(text);
        if (blank > 0) {
            text += blank;
        } else if (international && strncmp(text, "(0)", 3) == 0) {
            text += 3;
        } else if (*text >= '0' && *text <= '9') {
            if (++digits > CUSTOMER_PHONE_DIGITS_MAX) return false;
            phone[used++] = *text++;
        } else if (strchr("-./()", *text) != NULL) {
            text++;
        } else {
            return false;
        }
    }
    phone[used] = '\0';
    return digits >= CUSTOMER_PHONE_DIGITS_MIN;
}

static bool is_small(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* A part before the @: no blanks, no quotes, dots only between. */
static bool is_local_part(const char *text, size_t length)
{
    if (length == 0 || length > 64 || text[0] == '.' || text[length - 1] == '.') return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' && text[i + 1] == '.') return false;
        if (!is_small(text[i]) && strchr(".!#$%&'*+-/=?^_`{|}~", text[i]) == NULL) return false;
    }
    return true;
}

/* Labels with dots between, two at least. */
static bool is_domain(const char *text)
{
    int labels = 0;
    for (;; text++) {
        const char *dot = strchrnul(text, '.');
        size_t length = (size_t)(dot - text);
        if (length == 0 || length > 63 || text[0] == '-' || dot[-1] == '-') return false;
        for (; text < dot; text++)
            if (!is_small(*text) && *text != '-') return false;
        labels++;
        if (*dot == '\0') return labels >= 2;
    }
}

const char *customer_email(struct arena *arena, const char *text)
{
    text = skip_blanks(text);
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) length--;
    if (length > CUSTOMER_EMAIL_MAX) return NULL;
    char *email = arena_strndup(arena, text, length);
    if (email == NULL) return NULL;
    for (char *c = email; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
    const char *at = strrchr(email, '@');
    if (at == NULL || !is_local_part(email, (size_t)(at - email)) || !is_domain(at + 1))
        return NULL;
    return email;
}

/* The capital of a two-byte character, where the scripts of documents have one two bytes long. */
static unsigned capital(unsigned c)
{
    if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 0x20;    /* Latin-1 */
    if (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) return c - 0x20; /* Greek */
    if (c >= 0x430 && c <= 0x44F) return c - 0x20;               /* Cyrillic */
    if (c >= 0x450 && c <= 0x45F) return c - 0x50;
    return c;
}

const char *customer_identifier_value(struct arena *arena, const char *text)
{
    char *value = arena_alloc(arena, strlen(text) + 1), *to = value;
    if (value == NULL) return NULL;
    while (*text != '\0') {
        size_t blank = blank_at(text);
        unsigned char c = (unsigned char)*text;
        if (blank > 0) {
            text += blank;
        } else if ((c & 0xE0) == 0xC0 && text[1] != '\0') {
            unsigned big = capital((c & 0x1Fu) << 6 | ((unsigned char)text[1] & 0x3Fu));
            *to++ = (char)(0xC0 | big >> 6);
            *to++ = (char)(0x80 | (big & 0x3F));
            text += 2;
        } else {
            *to++ = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : *text;
            text++;
        }
    }
    return to == value ? NULL : value;
}

const char *customer_words(struct arena *arena, const char *text)
{
    char *words = arena_alloc(arena, strlen(text) + 1), *to = words;
    if (words == NULL) return NULL;
    while (*text != '\0') {
        size_t blank = blank_at(text);
        if (blank == 0) {
            *to++ = *text++;
            continue;
        }
        text += blank;
        if (to > words && *text != '\0' && blank_at(text) == 0) *to++ = ' ';
    }
    return words;
}
