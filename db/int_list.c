/* Arrays of whole numbers as text. */
#include "db/int_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/arena.h"

enum { INT_TEXT = 24 }; /* the longest, its comma, and what ends the text */

/* Room for one number more and the end. */
static bool has_room(struct int_list *list)
{
    if (!list->failed && list->room - list->length < INT_TEXT) {
        size_t room = list->room == 0 ? 4 * INT_TEXT : 2 * list->room;
        char *text = arena_alloc(list->arena, room);
        list->failed = text == NULL;
        if (text == NULL) return false;
        if (list->text != NULL) memcpy(text, list->text, list->length);
        list->text = text;
        list->room = room;
    }
    return !list->failed;
}

void int_list_add(struct int_list *list, int64_t value)
{
    if (!has_room(list)) return;
    list->length += (size_t)snprintf(list->text + list->length, INT_TEXT, "%c%" PRId64,
                                     list->length == 0 ? '{' : ',', value);
}

void int_list_add_once(struct int_list *list, int64_t value)
{
    char text[INT_TEXT];
    size_t length = (size_t)snprintf(text, sizeof text, "%" PRId64, value);
    for (const char *at = list->text; at != NULL; at = strchr(at, ',')) {
        at++; /* the brace or the comma */
        if (strncmp(at, text, length) != 0) continue;
        if (at + length == list->text + list->length || at[length] == ',') return;
    }
    int_list_add(list, value);
}

const char *int_list_text(struct int_list *list)
{
    if (list->length == 0 && !list->failed) return "{}";
    if (!has_room(list)) return NULL;
    memcpy(list->text + list->length, "}", 2);
    return list->text;
}
