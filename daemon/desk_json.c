/* People and codes of the desk in JSON. */
#include "daemon/desk_json.h"

void desk_json_text(struct json *json, const char *name, const char *value)
{
    json_string(json, name, value == NULL || value[0] == '\0' ? NULL : value);
}

void desk_json_person(struct json *json, const char *name, const struct desk *desk,
                      int32_t staff_id)
{
    const struct staff *staff = desk_staff(desk, staff_id);
    if (staff == NULL) {
        json_string(json, name, NULL);
        return;
    }
    json_object(json, name);
    json_string(json, "user_name", staff->user_name);
    json_string(json, "name", staff->name);
    json_object_end(json);
}
