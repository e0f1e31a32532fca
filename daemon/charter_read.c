/* What a charter shows, out of the database: one statement for texts, then the measures. */
#include "daemon/charter_read.h"

#include <json-c/json.h>
#include <string.h>

#include "daemon/measure_read.h"
#include "daemon/worker.h"
#include "proto/arena.h"
#include "proto/json_get.h"
#include "proto/json_parse.h"
#include "workflow/survey_guard.h"

/* What standards have judged, of cases and contacts and of answers, by the version that judged. */
static const char *const measures_read[] = {"standards-met", "satisfaction-met", "conduct-met"};
enum { MEASURES_READ = sizeof measures_read / sizeof measures_read[0] };
enum { MEMORY_MAX = 8 << 20, LISTED_MAX = 50 };

struct reading {
    struct worker *worker;
    struct snapshot *snapshot;
    struct charter_data *data;
    struct arena *scratch; /* of the figures as they are read */
    struct db_statement statement;
    const char *agencies;
    charter_read_callback callback;
    void *context;
};

void charter_data_free(struct charter_data *data)
{
    if (data != NULL) arena_free(data->arena);
}

static void end(struct reading *reading, const struct error *error)
{
    struct charter_data *data = reading->data;
    charter_read_callback callback = reading->callback;
    void *context = reading->context;
    struct error told = error == NULL ? (struct error){.code = ERR_OK} : *error;
    snapshot_release(reading->snapshot);
    arena_free(reading->scratch); /* the reading stands in it */
    if (told.code == ERR_OK) {
        callback(context, data, NULL);
        return;
    }
    charter_data_free(data);
    callback(context, NULL, &told);
}

static void end_full(struct reading *reading)
{
    struct error error = {.code = ERR_OK};
    error_set(&error, ERR_UNAVAILABLE, "the charter needs more memory than one may have");
    end(reading, &error);
}

/* ---- texts ---- */

static bool take_office(struct charter_data *data, int32_t id, const struct json_object *told)
{
    struct charter_office_text *office = &data->offices[data->office_count++];
    const char *address = json_get_text(told, "address"), *phone = json_get_text(told, "phone");
    office->id = id;
    office->address = arena_strdup(data->arena, address);
    office->phone = arena_strdup(data->arena, phone);
    return (address == NULL || office->address != NULL) && (phone == NULL || office->phone != NULL);
}

/* Copies a text of an object; false: the arena is full. */
static bool take_text(struct charter_data *data, const struct json_object *told, const char *key,
                      const char **text)
{
    const char *found = json_get_text(told, key);
    *text = arena_strdup(data->arena, found);
    return found == NULL || *text != NULL;
}

static bool take_service(struct charter_data *data, int32_t id, const struct json_object *told)
{
    struct charter_service_text *service = &data->services[data->service_count++];
    struct charter_service *said = &service->said;
    const struct json_object *documents = json_get_list(told, "documents");
    size_t count = json_get_length(documents);
    const char **list = arena_array(data->arena, count, sizeof(const char *));
    service->id = id;
    if (list == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        const char *document = json_get_element(documents, i);
        if (document == NULL) continue;
        list[said->document_count] = arena_strdup(data->arena, document);
        if (list[said->document_count++] == NULL) return false;
    }
    said->documents = list;
    return take_text(data, told, "description", &said->description) &&
           take_text(data, told, "fee", &said->fee) &&
           take_text(data, told, "currency", &said->currency) &&
           take_text(data, told, "fee_text", &said->fee_text);
}

static bool take_said(struct charter_data *data, const PGresult *rows, int row)
{
    struct charter_said *said = &data->said[data->said_count++];
    said->line = db_get_text(data->arena, rows, row, 2);
    said->language = db_get_text(data->arena, rows, row, 3);
    said->day = (civil_day)db_get_int(rows, row, 4, 0);
    return said->line != NULL;
}

static bool take_report(struct charter_data *data, const PGresult *rows, int row,
                        const struct json_object *told)
{
    struct charter_report *report = &data->reports[data->report_count++];
    struct json_object *titles = json_get_object(told, "titles");
    size_t count = titles == NULL ? 0 : (size_t)json_object_object_length(titles);
    struct charter_title *list = arena_array(data->arena, count, sizeof *list);
    report->titles = list;
    report->day = (civil_day)db_get_int(rows, row, 4, 0);
    if (list == NULL || !take_text(data, told, "code", &report->code) ||
        !take_text(data, told, "period", &report->period))
        return false;
    json_object_object_foreach(titles, language, title)
    {
        struct charter_title *one = &list[report->title_count++];
        one->language = arena_strdup(data->arena, language);
        one->title = arena_strdup(data->arena, json_object_get_string(title));
        if (one->language == NULL || one->title == NULL) return false;
    }
    return true;
}

static bool take_told(struct charter_data *data, const PGresult *rows, int row,
                      const struct json_object *told)
{
    const char *kind = PQgetvalue(rows, row, 0);
    int32_t id = (int32_t)db_get_int(rows, row, 1, 0);
    if (strcmp(kind, "office") == 0) return take_office(data, id, told);
    if (strcmp(kind, "service") == 0) return take_service(data, id, told);
    return take_report(data, rows, row, told);
}

static bool take_row(struct charter_data *data, const PGresult *rows, int row)
{
    const char *text = PQgetvalue(rows, row, 2), *fault;
    size_t at;
    if (strcmp(PQgetvalue(rows, row, 0), "said") == 0) return take_said(data, rows, row);
    struct json_object *told = json_parse(text, strlen(text), &fault, &at);
    bool taken = told != NULL && take_told(data, rows, row, told);
    json_object_put(told);
    return taken;
}

static bool take_rows(struct charter_data *data, const PGresult *rows)
{
    size_t count = (size_t)PQntuples(rows);
    data->offices = arena_array(data->arena, count, sizeof *data->offices);
    data->services = arena_array(data->arena, count, sizeof *data->services);
    data->said = arena_array(data->arena, count, sizeof *data->said);
    data->reports = arena_array(data->arena, count, sizeof *data->reports);
    if (data->offices == NULL || data->services == NULL || data->said == NULL ||
        data->reports == NULL)
        return false;
    for (int row = 0; row < (int)count; row++)
        if (!take_row(data, rows, row)) return false;
    return true;
}

/* ---- figures ---- */

static void on_figures(void *context, const struct measure_cells *answers,
                       const struct error *error)
{
    struct reading *reading = context;
    struct charter_data *data = reading->data;
    size_t count = 0;
    if (answers == NULL) {
        end(reading, error);
        return;
    }
    for (size_t i = 0; i < MEASURES_READ; i++) count += answers[i].count;
    struct charter_cell *cells = arena_array(data->arena, count, sizeof *cells);
    if (cells == NULL) {
        end_full(reading);
        return;
    }
    data->figures.cells = cells;
    for (size_t i = 0; i < MEASURES_READ; i++)
        for (size_t k = 0; k < answers[i].count; k++)
            cells[data->figures.count++] = (struct charter_cell){
                answers[i].cells[k].key[0], answers[i].cells[k].value, answers[i].cells[k].n};
    end(reading, NULL);
}

static bool ask_figures(struct reading *reading)
{
    struct measure_query queries[MEASURES_READ];
    const struct charter_data *data = reading->data;
    for (size_t i = 0; i < MEASURES_READ; i++)
        queries[i] = (struct measure_query){.measure = measure_by_name(measures_read[i]),
                                            .agency_id = data->agency_id,
                                            .from = data->figures.first,
                                            .to = data->figures.last,
                                            .by = {DIMENSION_STANDARD}};
    return measure_read_on(reading->worker, DB_PUBLIC, reading->scratch, &reading->snapshot->desk,
                           data->agency_id, queries, MEASURES_READ, on_figures, reading);
}

static void on_texts(void *context, struct db_reply *reply)
{
    struct reading *reading = context;
    if (reply->outcome != DB_DONE)
        end(reading, &reply->error);
    else if (!take_rows(reading->data, reply->results[0]) || !ask_figures(reading))
        end_full(reading);
}

static struct charter_data *data_new(const struct worker *worker, const struct agency *agency)
{
    struct arena *arena = arena_new(MEMORY_MAX);
    struct charter_data *data = arena == NULL ? NULL : arena_alloc(arena, sizeof *data);
    if (data == NULL) {
        arena_free(arena);
        return NULL;
    }
    data->arena = arena;
    data->agency_id = agency->id;
    data->as_of = zone_local(agency->zone, worker_now_us(worker)).day;
    survey_last_quarter(data->as_of, &data->figures.first, &data->figures.last);
    return data;
}

bool charter_read(struct worker *worker, const struct agency *agency,
                  charter_read_callback callback, void *context)
{
    struct arena *scratch = arena_new(MEMORY_MAX);
    struct reading *reading = scratch == NULL ? NULL : arena_alloc(scratch, sizeof *reading);
    const char *agencies = reading == NULL ? NULL : arena_printf(scratch, "{%d}", (int)agency->id);
    struct charter_data *data = agencies == NULL ? NULL : data_new(worker, agency);
    if (data == NULL) {
        arena_free(scratch);
        return false;
    }
    *reading = (struct reading){.worker = worker,
                                .snapshot = snapshot_hold(worker->snapshot),
                                .data = data,
                                .scratch = scratch,
                                .agencies = agencies,
                                .callback = callback,
                                .context = context};
    reading->statement.query = QUERY_CHARTER_SHOW;
    db_params_clear(&reading->statement.params);
    db_int(&reading->statement.params, agency->id);
    db_int(&reading->statement.params, LISTED_MAX);
    db_send(worker->db, DB_PUBLIC, agencies, &reading->statement, 1, on_texts, reading);
    return true;
}
