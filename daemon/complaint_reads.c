/* Who read which serious complaint is written down before it is shown. */
#include <string.h>

#include "daemon/complaint_int.h"
#include "proto/arena.h"

/* A writing statement works for one agency: one for each that is named. False: the arena is full.
 */
static bool put_agencies(struct request *request, const char *shown,
                         struct db_statement *statements, size_t *count)
{
    while (*shown != '\0' && *count < DB_GROUP_MAX) {
        size_t agency = strcspn(shown, ":"), ids = strcspn(shown + agency, " ");
        struct db_statement *statement = &statements[(*count)++];
        const char *agency_id = arena_printf(request->arena, "%.*s", (int)agency, shown);
        const char *list = arena_printf(request->arena, "%.*s", (int)ids - 1, shown + agency + 1);
        if (agency_id == NULL || list == NULL) return false;
        statement->query = QUERY_COMPLAINT_READ_INSERT;
        db_text(&statement->params, agency_id);
        db_text(&statement->params, list);
        db_int(&statement->params, request->who->staff->id);
        shown += agency + ids;
        shown += strspn(shown, " ");
    }
    return true;
}

void complaint_note_reads(struct request *request, const char *shown, request_step next)
{
    struct db_statement *statements = request_statements(request, DB_GROUP_MAX);
    size_t count = 0;
    if (statements == NULL || !put_agencies(request, shown, statements, &count))
        request_answer_full(request);
    else
        request_query(request, DB_LOAD, NULL, statements, count, next);
}

static void on_noted(struct request *request)
{
    const char *text = request->state;
    if (!request_failed(request)) request_answer_json(request, 200, text, strlen(text));
}

void complaint_answer_noted(struct request *request, char *text, const PGresult *rows, int column)
{
    if (PQgetisnull(rows, 0, column)) {
        request_answer_json(request, 200, text, strlen(text));
        return;
    }
    const char *shown = arena_strdup(request->arena, PQgetvalue(rows, 0, column));
    request->state = text;
    if (shown == NULL)
        request_answer_full(request);
    else
        complaint_note_reads(request, shown, on_noted);
}
