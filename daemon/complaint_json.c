/* Complaints as JSON: the brief form. */
#include "daemon/complaint_int.h"
#include "daemon/desk_json.h"
#include "proto/json_write.h"
#include "proto/reference.h"

static void put_named(struct json *json, const char *name, const struct name_set *set, int number)
{
    json_string(json, name, number == 0 ? NULL : name_of(set, number));
}

static void put_place(struct json *json, const struct desk *desk, const struct record *record)
{
    const struct agency *agency = desk_agency(desk, record->agency_id);
    const struct office *office = desk_office(desk, record->office_id);
    const struct service *service = desk_service(desk, record->service_id);
    json_string(json, "agency", agency == NULL ? NULL : agency->code);
    json_string(json, "office", office == NULL ? NULL : office->code);
    json_string(json, "service", service == NULL ? NULL : service->code);
    put_named(json, "channel", &channel_names, (int)record->channel);
}

/* Where it is; an open one only tells until when. */
static void put_stage(struct json *json, const struct desk *desk, const struct ladder *ladder,
                      const struct complaint *complaint)
{
    static const struct complaint_stage none = {.acknowledge_due_us = NO_TIME,
                                                .due_at_us = NO_TIME};
    const struct complaint_stage *now = complaint_now(complaint);
    bool open = complaint->state == COMPLAINT_OPEN;
    if (now == NULL) now = &none;
    const struct queue *queue =
        open && now->answerer_id == 0 ? desk_queue(desk, now->queue_id) : NULL;
    bool shown = ladder != NULL && now != &none && (open || complaint->state == COMPLAINT_ANSWERED);
    json_string(json, "stage", shown ? ladder->stages[now->stage].code : NULL);
    desk_json_person(json, "answerer", desk, open ? now->answerer_id : 0);
    json_string(json, "queue", queue == NULL ? NULL : queue->code);
    json_time(json, "due_at", open ? now->due_at_us : NO_TIME);
    json_time(json, "acknowledge_by",
              open && now->acknowledged_at_us == NO_TIME ? now->acknowledge_due_us : NO_TIME);
    put_named(json, "outcome", &complaint_outcome_names, (int)now->outcome);
}

static void put_case(struct json *json, const struct desk *desk, int64_t id)
{
    char reference[REFERENCE_TEXT];
    if (id != 0) reference_format(desk->reference_key, id, reference);
    json_string(json, "case", id == 0 ? NULL : reference);
}

const char *complaint_json_brief(struct arena *arena, const struct desk *desk,
                                 const struct complaint *complaint, bool veiled)
{
    static const struct complaint nothing = {.state = COMPLAINT_NOT_OPENED};
    const struct ladder *ladder = desk_ladder(desk, complaint->ladder_id);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_string(&json, "reference", complaint->record.reference);
    json_number(&json, "version", complaint->record.version);
    json_string(&json, "state", name_of(&complaint_state_names, (int)complaint->state));
    put_place(&json, desk, &complaint->record);
    json_string(&json, "subject", complaint->subject);
    json_bool(&json, "serious", complaint->serious);
    json_string(&json, "ladder", ladder == NULL ? NULL : ladder->code);
    put_stage(&json, desk, ladder, veiled ? &nothing : complaint);
    put_case(&json, desk, complaint->case_id);
    if (complaint->customer_id == 0)
        json_string(&json, "customer", NULL);
    else
        json_number(&json, "customer", complaint->customer_id);
    json_time(&json, "received_at", complaint->received_at_us);
    json_time(&json, "closed_at", complaint->closed_at_us);
    json_object_end(&json);
    return json_text(&json, &length);
}
