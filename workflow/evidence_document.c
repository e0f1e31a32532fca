/* The document of a record of evidence, and the documents attached to it: what may be. */
#include <string.h>

#include "proto/json_write.h"
#include "workflow/evidence_int.h"
#include "workflow/period.h"

static void put_document(struct json *json, const struct evidence_document *document)
{
    json_string(json, "digest", document->digest);
    json_string(json, "name", document->name);
    json_string(json, "type", document->type);
    json_number(json, "size", document->size);
}

static void put_day(struct json *json, const char *name, civil_day day)
{
    char text[PERIOD_TEXT];
    json_string(json, name, day == CIVIL_NONE ? NULL : period_text(PERIOD_DAY, day, text));
}

const char *evidence_document_of(struct arena *arena, const struct evidence *row)
{
    struct json json;
    size_t length;
    json_begin(&json, arena);
    json_object(&json, NULL);
    json_number(&json, "kind", (int64_t)row->kind);
    json_number(&json, "content", row->content);
    json_string(&json, "title", row->title);
    put_day(&json, "day", row->day);
    put_day(&json, "expires", row->expires);
    json_raw(&json, "fields", row->fields);
    json_number(&json, "office_id", row->header.office_id);
    json_number(&json, "service_id", row->header.service_id);
    json_number(&json, "staff_id", row->staff_id);
    put_document(&json, &row->document);
    json_number(&json, "entered_by", row->entered_by);
    json_time(&json, "entered_at", row->entered_at_us);
    json_number(&json, "checked_by", row->checked_by);
    json_time(&json, "checked_at", row->checked_at_us);
    json_number(&json, "withdrawn_by", row->withdrawn_by);
    json_time(&json, "withdrawn_at", row->withdrawn_at_us);
    json_string(&json, "reason", row->reason);
    json_hex(&json, "salt", row->salt, sizeof row->salt);
    json_object_end(&json);
    return json_text(&json, &length);
}

/* ---- attached ---- */

/* Types by their names, and how such content begins; "" : any text. */
static const struct {
    const char *type, *begins;
} kinds[] = {
    {"application/pdf", "%PDF-"},
    {"image/png", "\x89PNG\r\n\x1a\n"},
    {"image/jpeg", "\xff\xd8\xff"},
    {"text/plain", ""},
    {"text/csv", ""},
    {"application/vnd.oasis.opendocument.text", "PK\x03\x04"},
    {"application/vnd.oasis.opendocument.spreadsheet", "PK\x03\x04"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK\x03\x04"},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static bool begins_so(const char *begins, const uint8_t *bytes, size_t size)
{
    size_t length = strlen(begins);
    return size >= length && memcmp(bytes, begins, length) == 0;
}

enum error_code evidence_check_document(const struct evidence_document *document,
                                        const uint8_t *bytes, struct error *error)
{
    size_t at = 0, size = (size_t)document->size;
    while (at < KINDS && strcmp(kinds[at].type, document->type) != 0) at++;
    if (document->name[strcspn(document->name, "/\\\"")] != '\0' || document->name[0] == '.')
        error_field(error, "/name", "must be the name of a file, without a path");
    if (document->size == 0) error_field(error, "/content", "is empty");
    if (document->size > EVIDENCE_DOCUMENT_MAX)
        error_field(error, "/content", "has more than %d bytes", EVIDENCE_DOCUMENT_MAX);
    if (at == KINDS)
        error_field(error, "/type",
                    "is not taken: PDF, PNG, JPEG, plain text, CSV, and text and "
                    "spreadsheet documents are");
    else if (!begins_so(kinds[at].begins, bytes, size))
        error_field(error, "/content", "does not begin as %s does", kinds[at].type);
    else if (kinds[at].begins[0] == '\0' && memchr(bytes, 0, size) != NULL)
        error_field(error, "/content", "is no text");
    return error->code;
}
