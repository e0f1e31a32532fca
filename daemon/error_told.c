/* Members of answers that the database made; who reads English gets them as they are. */
#include "daemon/error_told.h"

#include <json-c/json.h>
#include <string.h>

#include "daemon/page.h"
#include "proto/arena.h"
#include "proto/json_get.h"
#include "workflow/problem.h"

struct telling {
    struct arena *arena;
    const struct words *words;
    bool full;
};

static void tell(struct telling *telling, struct json_object *item)
{
    const char *error = json_get_text(item, "error");
    if (error == NULL) return;
    const char *told = problem_retold(telling->arena, telling->words, error);
    if (told == NULL)
        telling->full = true;
    else
        json_object_object_add(item, "error", json_object_new_string(told));
}

static void tell_item(struct telling *telling, struct json_object *item)
{
    const struct json_object *deliveries = json_get_list(item, "deliveries");
    tell(telling, item);
    for (size_t i = 0; i < json_get_length(deliveries); i++)
        tell(telling, json_get_item(deliveries, i));
}

/* The text of an item or of a page of {"items":[…]} in the reader's language; NULL: the arena is
 * full. */
static const char *in_language(struct request *request, const char *text)
{
    struct telling telling = {request->arena, request_words(request, NULL), false};
    if (telling.words == words_at(0)) return text;
    struct json_object *object = json_tokener_parse(text);
    if (object == NULL) return NULL;
    const struct json_object *items = json_get_list(object, "items");
    tell_item(&telling, object);
    for (size_t i = 0; i < json_get_length(items); i++)
        tell_item(&telling, json_get_item(items, i));
    const char *told = arena_strdup(
        request->arena, json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
                                                                   JSON_C_TO_STRING_NOSLASHESCAPE));
    json_object_put(object);
    return telling.full ? NULL : told;
}

static void answer(struct request *request, int status, const char *text)
{
    const char *told = in_language(request, text);
    if (told == NULL)
        request_answer_full(request);
    else
        request_answer_json(request, status, told, strlen(told));
}

void error_told_answer(struct request *request, int status)
{
    const PGresult *result = request->reply.results[0];
    if (PQntuples(result) == 0 || PQgetisnull(result, 0, 0))
        request_answer_absent(request);
    else
        answer(request, status, PQgetvalue(result, 0, 0));
}

void error_told_page(struct request *request)
{
    const char *text = page_text(request);
    if (text != NULL) answer(request, 200, text);
}
