/* The loop of an import over libcurl's multi interface; see upload.h. */
#include "client/cli/upload.h"

#include <curl/curl.h>
#include <signal.h>
#include <string.h>

#include "client/cli/api.h"
#include "client/cli/json.h"
#include "client/cli/mem.h"
#include "client/cli/progress.h"
#include "client/cli/settings.h"
#include "client/cli/when.h"

enum {
    PIECE_ARENA = 256 * 1024 * 1024,
    PIECE_BYTES = 512 * 1024,
    ANSWER_MAX = 4 * 1024 * 1024,
    PATIENCE = 8, /* times settings->retry_s that a piece is sent again */
    TIMEOUT_S = 120
};

enum piece_state { PIECE_FREE, PIECE_SENT, PIECE_WAITS };

/* Some rows on their way. */
struct piece {
    enum piece_state state;
    struct arena *arena;
    struct row rows[UPLOAD_ROWS]; /* as in the file, for the rejects */
    size_t count;
    CURL *handle;
    struct curl_slist *headers;
    const char *body;
    struct mem_text answer;
    double first_s, again_s, pause_s; /* first sent, to be sent again, pause before the next time */
};

struct sending {
    struct upload *upload;
    CURLM *multi;
    struct piece pieces[UPLOAD_JOBS];
    bool at_end; /* of the file */
    long read;   /* rows so far */
    struct progress progress;
};

static volatile sig_atomic_t stopped;

static void on_stop(int signal_number)
{
    signal(signal_number, SIG_DFL); /* the second one ends it at once */
    stopped = 1;
}

static void reject(struct upload *upload, const struct row *row, const char *reason)
{
    upload->rejected++;
    fprintf(upload->rejects, "%ld", row->line);
    rows_write(upload->rejects, reason);
    for (size_t i = 0; i < row->count; i++) rows_write(upload->rejects, row->values[i]);
    fputc('\n', upload->rejects);
}

static void give_up(struct sending *sending, enum cli_exit code)
{
    sending->upload->cut = true;
    if (sending->upload->fault == CLI_OK) sending->upload->fault = code;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *piece_)
{
    struct piece *piece = piece_;
    if (piece->answer.length + size * count > ANSWER_MAX) return 0;
    mem_add(&piece->answer, bytes, size * count);
    return size * count;
}

/* Reads rows until the piece is full; those that make nothing are rejected here. */
static struct json_object *fill(struct sending *sending, struct piece *piece)
{
    struct upload *upload = sending->upload;
    struct json_object *list = json_object_new_array();
    size_t bytes = 0;
    while (!sending->at_end && piece->count < UPLOAD_ROWS && bytes < PIECE_BYTES) {
        struct row row;
        const char *why;
        int got = rows_next(upload->rows, piece->arena, &row, &why);
        sending->at_end = got <= 0;
        if (got < 0)
            give_up(sending, cli_fail(upload->cli, CLI_ERROR, "line %ld: %s", row.line, why));
        if (got <= 0) break;
        sending->read++;
        struct json_object *item = map_row(piece->arena, &upload->map, &row, &why);
        if (item == NULL) {
            reject(upload, &row, why);
            continue;
        }
        for (size_t i = 0; i < row.count; i++) bytes += strlen(row.values[i]);
        json_object_array_add(list, item);
        piece->rows[piece->count++] = row;
    }
    return list;
}

static void send_piece(struct sending *sending, struct piece *piece)
{
    piece->answer = (struct mem_text){.arena = piece->arena};
    piece->state = PIECE_SENT;
    curl_multi_add_handle(sending->multi, piece->handle);
}

/* Takes the next rows of the file into a free piece and sends them. */
static void begin_piece(struct sending *sending, struct piece *piece)
{
    struct upload *upload = sending->upload;
    arena_reset(piece->arena);
    piece->count = 0;
    struct json_object *list = fill(sending, piece);
    struct json_object *body = json_object_new_object();
    json_put_text(body, "agency", upload->agency);
    json_put_text(body, "source", upload->map.source);
    json_object_object_add(body, "rows", list);
    piece->body = mem_strdup(piece->arena, json_write(body));
    json_object_put(body);
    if (piece->count == 0) return;
    piece->first_s = when_steady_s();
    piece->pause_s = 0.2;
    curl_easy_setopt(piece->handle, CURLOPT_POSTFIELDS, piece->body);
    send_piece(sending, piece);
}

static void take_result(struct upload *upload, struct piece *piece, size_t i,
                        struct json_object *result)
{
    const char *word = json_text(result, "result");
    const char *reason = json_text(result, "reason");
    if (word != NULL && strcmp(word, "imported") == 0)
        upload->imported++;
    else if (word != NULL && strcmp(word, "exists") == 0)
        upload->exists++;
    else
        reject(upload, &piece->rows[i], reason != NULL ? reason : "the daemon gave no reason");
}

/* Results come in the order of the rows. */
static void take_results(struct upload *upload, struct piece *piece, struct json_object *answer)
{
    for (size_t i = 0; i < piece->count; i++)
        take_result(upload, piece, i, json_item(answer, "results", i));
}

/* Puts the piece aside to be sent again; false when patience has ended. */
static bool again(struct sending *sending, struct piece *piece)
{
    double now_s = when_steady_s();
    curl_off_t after_s = 0;
    curl_easy_getinfo(piece->handle, CURLINFO_RETRY_AFTER, &after_s);
    double patience_s = PATIENCE * sending->upload->cli->settings->retry_s;
    if (now_s - piece->first_s > patience_s) return false;
    piece->state = PIECE_WAITS;
    piece->again_s = now_s + (after_s > 0 ? (double)after_s : piece->pause_s);
    if (piece->pause_s < 5) piece->pause_s *= 2;
    return true;
}

static void finish_piece(struct sending *sending, struct piece *piece, CURLcode code)
{
    struct cli *cli = sending->upload->cli;
    long status = 0;
    curl_easy_getinfo(piece->handle, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(sending->multi, piece->handle);
    piece->state = PIECE_FREE;
    bool away = code != CURLE_OK || status == 503 || status == 429;
    if (away && again(sending, piece)) return;
    if (code != CURLE_OK) {
        give_up(sending, cli_fail(cli, CLI_UNAVAILABLE, "cannot reach %s: %s",
                                  cli->settings->server, curl_easy_strerror(code)));
        return;
    }
    struct json_object *json =
        json_read(piece->arena, mem_text(&piece->answer), piece->answer.length);
    if (status == 200) {
        take_results(sending->upload, piece, json);
        return;
    }
    struct api_answer answer = {.status = (int)status, .json = json};
    if (sending->upload->fault == CLI_OK) api_tell(cli, &answer);
    give_up(sending, api_exit_of(answer.status, NULL));
}

/* Starts what can be started; returns how many pieces are not done. */
static int start_pieces(struct sending *sending)
{
    int busy = 0;
    bool ending = stopped || sending->upload->cut;
    for (int i = 0; i < sending->upload->jobs; i++) {
        struct piece *piece = &sending->pieces[i];
        if (piece->state == PIECE_WAITS && ending) piece->state = PIECE_FREE;
        if (piece->state == PIECE_WAITS && when_steady_s() >= piece->again_s)
            send_piece(sending, piece);
        if (piece->state == PIECE_FREE && !ending && !sending->at_end) begin_piece(sending, piece);
        busy += piece->state != PIECE_FREE;
    }
    return busy;
}

static void collect(struct sending *sending)
{
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(sending->multi, &left)) != NULL)
        for (int i = 0; i < sending->upload->jobs; i++)
            if (sending->pieces[i].handle == message->easy_handle)
                finish_piece(sending, &sending->pieces[i], message->data.result);
}

/* What is on its way is not done yet. */
static void show_progress(struct sending *sending)
{
    struct upload *upload = sending->upload;
    long done = upload->imported + upload->exists + upload->rejected;
    double share = rows_progress(upload->rows);
    if (sending->read > 0) share *= (double)done / (double)sending->read;
    progress_show(&sending->progress, share, done);
}

static void run(struct sending *sending)
{
    struct upload *upload = sending->upload;
    while (start_pieces(sending) > 0 || (!sending->at_end && !stopped && !upload->cut)) {
        int running;
        curl_multi_perform(sending->multi, &running);
        collect(sending);
        show_progress(sending);
        curl_multi_poll(sending->multi, NULL, 0, 100, NULL);
    }
    progress_end(&sending->progress);
    if (stopped) upload->cut = true;
}

static bool open_piece(struct upload *upload, struct piece *piece)
{
    piece->arena = mem_arena(PIECE_ARENA);
    piece->handle = api_handle(upload->cli, upload->map.kind->path);
    piece->headers = api_headers(upload->cli, true);
    if (piece->handle == NULL) return false;
    curl_easy_setopt(piece->handle, CURLOPT_HTTPHEADER, piece->headers);
    curl_easy_setopt(piece->handle, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(piece->handle, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(piece->handle, CURLOPT_WRITEDATA, piece);
    return true;
}

static void close_pieces(struct sending *sending)
{
    for (int i = 0; i < sending->upload->jobs; i++) {
        struct piece *piece = &sending->pieces[i];
        if (piece->state == PIECE_SENT) curl_multi_remove_handle(sending->multi, piece->handle);
        curl_easy_cleanup(piece->handle);
        curl_slist_free_all(piece->headers);
        arena_free(piece->arena);
    }
}

void upload_run(struct upload *upload)
{
    struct sending *sending = mem_array(upload->cli->arena, 1, sizeof *sending);
    struct sigaction stop = {.sa_handler = on_stop};
    sending->upload = upload;
    sending->multi = curl_multi_init();
    bool ready = sending->multi != NULL;
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    for (int i = 0; i < upload->jobs; i++) ready = open_piece(upload, &sending->pieces[i]) && ready;
    progress_start(&sending->progress, "requests");
    if (ready)
        run(sending);
    else
        give_up(sending, cli_fail(upload->cli, CLI_ERROR, "cannot start libcurl"));
    close_pieces(sending);
    if (sending->multi != NULL) curl_multi_cleanup(sending->multi);
}
