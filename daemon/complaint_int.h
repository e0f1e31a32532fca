/* What the handlers of complaints share. */
#ifndef ONESTOP_DAEMON_COMPLAINT_INT_H
#define ONESTOP_DAEMON_COMPLAINT_INT_H

#include "daemon/request.h"
#include "workflow/complaint.h"

/* Statements that load a complaint of any agency, and how many complaints people have in hand
 * there; whether the caller may see it is looked at after. agencies: all of the desk, as array
 * text. */
enum { COMPLAINT_ROW, COMPLAINT_HANDS, COMPLAINT_RESULTS };
void complaint_ask(struct db_statement statements[COMPLAINT_RESULTS], const char *agencies,
                   int64_t id);
/* Reads a row of a result of complaint_load. ERR_NOT_FOUND when there is none, ERR_TOO_LARGE when
 * the arena is full. */
enum error_code complaint_read_row(struct arena *arena, const PGresult *rows, int row,
                                   struct complaint *complaint, struct error *error)
    __attribute__((warn_unused_result));
/* The same of row 0. */
enum error_code complaint_read(struct arena *arena, const PGresult *rows,
                               struct complaint *complaint, struct error *error)
    __attribute__((warn_unused_result));
/* Reads a result of complaint_hands into the context. False: the arena is full. */
bool complaint_read_hands(struct arena *arena, const PGresult *rows,
                          struct complaint_context *context);

/* What decides who sees a complaint (access_complaint_roles()), and no more, of six columns of a
 * row: serious, role of the independent stage, whom it is about ("{1,2}"), office, state, who is to
 * answer. False: null, there is no complaint. */
enum { COMPLAINT_SIGHT_COLUMNS = 6 };
bool complaint_read_sight(const PGresult *rows, int row, int column, int32_t agency_id,
                          struct complaint *complaint);

/* Before serious complaints are shown: writes down that the caller reads them, then goes on with
 * next, which looks at request_failed(). shown: ids by agency, as array texts: "1:{5,7} 2:{9}". */
void complaint_note_reads(struct request *request, const char *shown, request_step next);

/* A read of the complaint of the path; it is the request's state from the reader on. */
typedef void (*complaint_reader)(struct request *request, const struct complaint *complaint);
struct complaint_reading {
    struct complaint complaint;
    complaint_reader reader;
    request_step next;
    struct error error;
    int64_t letter; /* that the body names; 0: none */
};
/* Loads it, checks that the caller may see it, and goes on. */
void complaint_read_asked(struct request *request, complaint_reader reader, int64_t letter);
/* Goes on with next; that a serious one is read is written down first. */
void complaint_note_read(struct request *request, request_step next);

/* Answers a text (arena) that shows complaints, when it is written down that the caller reads the
 * serious ones among them: the column of the rows names them as above, or is null. */
void complaint_answer_noted(struct request *request, char *text, const PGresult *rows, int column);

/* The brief form, key for key as the view complaint_brief has it. veiled: without what only those
 * know who may see a serious one. NULL: the arena is full. */
const char *complaint_json_brief(struct arena *arena, const struct desk *desk,
                                 const struct complaint *complaint, bool veiled);

#endif
