/* Replies as JSON. */
#include "daemon/reply_json.h"

#include "daemon/desk_json.h"
#include "proto/arena.h"
#include "proto/json_write.h"

static void put_sample(struct json *json, const struct reply_sample *sample, bool edited)
{
    json_string(json, "sample", sample == NULL ? NULL : sample->code);
    if (sample == NULL)
        json_string(json, "sample_version", NULL);
    else
        json_number(json, "sample_version", sample->version);
    json_bool(json, "edited", edited);
}

static const char *reply_json(const struct request *request, const struct kase *row,
                              const struct reply_row *reply, const struct reply_sample *sample)
{
    struct json json;
    size_t length;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_number(&json, "id", reply->id);
    json_string(&json, "reference", row->reference);
    json_time(&json, "at", reply->at_us);
    desk_json_person(&json, "by", request->desk, reply->staff_id);
    json_string(&json, "channel", name_of(&channel_names, (int)reply->channel));
    json_string(&json, "delivery", name_of(&delivery_names, (int)reply->delivery));
    json_string(&json, "language", reply->language);
    json_number(&json, "contact", reply->contact_id);
    put_sample(&json, sample, reply->edited);
    json_string(&json, "name", reply->name);
    json_string(&json, "address", reply->address);
    json_string(&json, "subject", reply->subject);
    json_string(&json, "body", reply->body);
    json_object_end(&json);
    return json_text(&json, &length);
}

bool reply_answer(struct request *request, const struct command *command,
                  const struct effects *effects, struct street_answer *answer)
{
    const struct kase *row = effects->kases[0].row;
    const struct reply_row *reply = &effects->replies[0];
    answer->status = 201;
    answer->etag = row->version; /* of the case */
    answer->body = reply_json(request, row, reply, command->reply->sample);
    answer->location = arena_printf(request->arena, API_PREFIX "/cases/%s/replies/%lld",
                                    row->reference, (long long)reply->id);
    return answer->body != NULL && answer->location != NULL;
}

const char *reply_preview_json(const struct request *request, const struct kase *row,
                               const struct reply_order *order, const struct reply_text *text)
{
    struct json json;
    size_t length;
    json_begin(&json, request->arena);
    json_object(&json, NULL);
    json_bool(&json, "preview", true);
    json_string(&json, "reference", row->reference);
    json_string(&json, "channel", name_of(&channel_names, (int)text->channel));
    json_string(&json, "delivery", name_of(&delivery_names, (int)text->delivery));
    json_string(&json, "language", text->language);
    put_sample(&json, order->sample, text->edited);
    json_string(&json, "subject", text->subject);
    json_string(&json, "body", text->body);
    json_object_end(&json);
    return json_text(&json, &length);
}
