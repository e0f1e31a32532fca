/* Customers as JSON. */
#include "daemon/customer_int.h"
#include "proto/json_write.h"

static void put_code(struct json *json, const char *name, const char *code)
{
    json_string(json, name, code == NULL || code[0] == '\0' ? NULL : code);
}

const char *customer_json(struct arena *arena, const struct desk *desk,
                          const struct customer *customer, int64_t merged_from, int64_t moved_cases)
{
    const struct customer_row *row = &customer->row;
    const struct agency *agency = desk_agency(desk, row->agency_id);
    const struct segment *segment = desk_segment(desk, row->segment_id);
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_number(&json, "id", row->id);
    json_number(&json, "version", row->version);
    put_code(&json, "agency", agency == NULL ? NULL : agency->code);
    json_string(&json, "name", row->name);
    json_string(&json, "phone", row->phone);
    json_string(&json, "email", row->email);
    json_string(&json, "address", row->address);
    json_string(&json, "language", row->language);
    put_code(&json, "channel", name_of(&channel_names, (int)row->channel));
    put_code(&json, "segment", segment == NULL ? NULL : segment->code);
    json_array(&json, "identifiers");
    for (size_t i = 0; i < customer->identifier_count; i++) {
        json_object(&json, NULL);
        json_string(&json, "kind", customer->identifiers[i].kind);
        json_string(&json, "value", customer->identifiers[i].value);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_time(&json, "erased_at", row->erased_at_us == 0 ? NO_TIME : row->erased_at_us);
    if (merged_from != 0) {
        json_array(&json, "merged_from");
        json_number(&json, NULL, merged_from);
        json_array_end(&json);
        json_number(&json, "moved_cases", moved_cases);
    }
    json_object_end(&json);
    return json_text(&json, &length);
}
