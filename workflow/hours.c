/* Reading times of day. */
#include "workflow/hours.h"

/* Five characters "HH:MM"; -1 when they are not. Stops at the first wrong one. */
static int clock_face(const char *text)
{
    static const char digit_at[5] = {1, 1, 0, 1, 1};
    for (int i = 0; i < 5; i++)
        if (digit_at[i] ? text[i] < '0' || text[i] > '9' : text[i] != ':') return -1;
    int minutes =
        (text[0] - '0') * 600 + (text[1] - '0') * 60 + (text[3] - '0') * 10 + (text[4] - '0');
    return text[3] > '5' || minutes > 1440 ? -1 : minutes;
}

int hours_time(const char *text)
{
    int minutes = clock_face(text);
    return minutes < 0 || text[5] != '\0' ? -1 : minutes;
}

bool hours_span(const char *text, struct span *span)
{
    int from = clock_face(text);
    if (from < 0 || text[5] != '-') return false;
    int to = hours_time(text + 6);
    if (to <= from) return false;
    *span = (struct span){(int16_t)from, (int16_t)to};
    return true;
}
