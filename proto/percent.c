/* Percent-encoding. */
#include "proto/percent.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool percent_decode(const char *text, size_t length, bool plus, char *out, size_t *decoded)
{
    char *at = out;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '%') {
            int high = length - i > 2 ? hex(text[i + 1]) : -1;
            int low = length - i > 2 ? hex(text[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = (char)(unsigned char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        *at++ = c;
    }
    *decoded = (size_t)(at - out);
    return true;
}
