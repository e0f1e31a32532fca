/* People and codes of the desk in JSON. */
#ifndef ONESTOP_DAEMON_DESK_JSON_H
#define ONESTOP_DAEMON_DESK_JSON_H

#include "proto/json_write.h"
#include "workflow/desk.h"

/* Empty is null too. */
void desk_json_text(struct json *json, const char *name, const char *value);
/* {"user_name","name"} of a staff member; null for 0 and for nobody. */
void desk_json_person(struct json *json, const char *name, const struct desk *desk,
                      int32_t staff_id);
/* The code of an item of the desk; NULL: there is none. */
#define DESK_CODE(desk, kind, id)                                                                  \
    (desk_##kind(desk, id) == NULL ? NULL : desk_##kind(desk, id)->code)

#endif
