/* Faults of files as a problem document. */
#include "daemon/fault_answer.h"

#include "proto/arena.h"
#include "proto/json_write.h"
#include "workflow/problem.h"

void fault_answer(struct request *request, struct arena *arena, const char *detail,
                  const struct desk_faults *faults)
{
    const struct error_info *info = error_info(ERR_INVALID);
    const struct words *words = request_words(request, NULL);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "type", "urn:onestop:problem:invalid");
    json_string(&json, "title", problem_text(words, info->title));
    json_number(&json, "status", info->status);
    json_string(&json, "detail", problem_text(words, detail));
    json_string(&json, "request_id", request->id);
    json_array(&json, "fields");
    for (size_t i = 0; i < faults->count; i++) {
        json_object(&json, NULL);
        json_string(&json, "file", faults->items[i].file);
        json_string(&json, "field", faults->items[i].path);
        json_string(&json, "message",
                    problem_said(arena, words, faults->items[i].reason, &faults->items[i].source));
        json_object_end(&json);
    }
    json_array_end(&json);
    json_number(&json, "more_fields", (int64_t)faults->more);
    json_object_end(&json);
    const char *text = json_text(&json, &length);
    if (text == NULL)
        request_answer_full(request);
    else
        request_answer_problem(request, info->status, text);
}
