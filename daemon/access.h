/* The first wall: who may see and do what, decided in one place.
 *
 * A case is visible to whoever holds a grant in its home agency, for the whole agency or for its
 * office; in the agency that works it now (handed over), likewise; who is its case manager or
 * handler; who is assigned an open task of it, or could take one that nobody has. What is not
 * visible does not exist: ERR_NOT_FOUND, the same as for a wrong reference. What is visible but not
 * allowed: ERR_FORBIDDEN. */
#ifndef ONESTOP_DAEMON_ACCESS_H
#define ONESTOP_DAEMON_ACCESS_H

#include "workflow/kase.h"

struct route;

/* The ROLE_BITs that a staff member holds for a case, 0: not visible. */
uint32_t access_case_roles(const struct desk *desk, const struct staff *staff,
                           const struct kase *row, const struct kase_task *tasks,
                           size_t task_count);
/* The same for a case as it was loaded; NULL: there is none, and so nothing visible. */
uint32_t access_loaded_roles(const struct desk *desk, const struct staff *staff,
                             const struct kase_loaded *kase);
/* The ROLE_BITs for things of an agency (customers, contacts): any grant in it, but not that of a
 * courier, which sees nothing. */
uint32_t access_agency_roles(const struct staff *staff, int32_t agency_id);

/* The ROLE_BITs for a record (workflow/record.h): of a grant in its agency for all offices or for
 * its office. Its owner may work it like a case manager. ACCESS_SEES alone, which lets read it and
 * no more: whom it praises, and, of what concerns the whole agency, everybody there. owner_id,
 * about_id: 0 none. */
#define ACCESS_SEES ROLE_BIT(ROLE_NONE)
uint32_t access_record_roles(const struct staff *staff, int32_t agency_id, int32_t office_id,
                             int32_t owner_id, int32_t about_id);
/* The agencies where the caller holds one of these roles, as array text. NULL: the arena is full.
 */
const char *access_agencies(struct arena *arena, const struct desk *desk, const struct staff *staff,
                            uint32_t roles);
/* The ROLE_BITs by which the caller may know and say when a staff member is away: all of theirs
 * when it is themselves; those that lead or administer (ROLES_LEAD, ROLES_ADMIN) in the home agency
 * for the whole of it or for an office of one of the member's grants; a team lead's over whoever
 * works under them. 0: it is not theirs to know. */
uint32_t access_staff_roles(const struct desk *desk, const struct staff *staff,
                            const struct staff *of);
/* An office by its code among those that serve an agency; NULL: there is none. */
const struct office *access_office(const struct desk *desk, int32_t agency_id, const char *code);
/* The ROLE_BITs for a complaint, 0: not visible. Serious: those who hold the role of the
 * independent stage, or the auditor's, for the whole agency, unless it is about them or about
 * somebody they work under; nobody else. Others: as a case, and whoever is to answer it.
 * complaint_seen() of the database says the same for lists. */
struct complaint;
uint32_t access_complaint_roles(const struct desk *desk, const struct staff *staff,
                                const struct complaint *complaint);
/* What complaint_seen() needs beside access_scope(): the caller and those above them as integer[],
 * place(agency, role) of grants for the whole agency as bigint[]. */
struct access_line {
    const char *line, *keys;
};
int access_line(struct arena *arena, const struct desk *desk, const struct staff *staff,
                struct access_line *line) __attribute__((warn_unused_result));

/* Whether a staff member may take the tasks that wait in a queue: a professional with its skill. */
bool access_may_take_tasks(const struct staff *staff, const struct queue *queue);

/* Checks roles found (of an object) against those a route asks for, and fills error. */
enum error_code access_check(uint32_t roles, uint32_t needed, struct error *error);
/* The same for what concerns an agency as a whole (its definition, its past, its staff): a grant
 * for one of its offices lets see it, and no more. */
enum error_code access_check_whole(const struct staff *staff, int32_t agency_id, uint32_t needed,
                                   struct error *error);

/* The agencies for the whole of which the caller holds one of these roles, as PostgreSQL's array
 * text ("{}" when none); agency_id 0: of all agencies. NULL: the arena is full. */
const char *access_led_agencies(struct arena *arena, const struct desk *desk,
                                const struct staff *staff, uint32_t roles, int32_t agency_id);

/* The caller's scope as PostgreSQL array texts for list statements: agencies with a grant for the
 * whole agency, and places (agency and office, see place() in db/schema) with a grant for the
 * office only; among these, as the negative of its id, each queue of such an office: a case of
 * another agency that was handed into it is seen there, as access_case_roles() has it. "{}" when
 * none. */
struct access_scope {
    const char *agencies, *places;
};
/* Returns 0, or -1 when the arena is full. */
int access_scope(struct arena *arena, const struct desk *desk, const struct staff *staff,
                 struct access_scope *scope) __attribute__((warn_unused_result));

/* The same for one of these roles only, and of what is counted at offices: no queues. */
int access_led_scope(struct arena *arena, const struct staff *staff, uint32_t roles,
                     struct access_scope *scope) __attribute__((warn_unused_result));

/* All agencies of the desk as array text, for loads whose object check comes after. */
enum { ACCESS_AGENCIES_TEXT = 4096 };
void access_all_agencies(const struct desk *desk, char *text, size_t size);

/* What a code in a query means to the caller: in the agency given, else in those that they work
 * for; offices are those that serve the agency. NULL: there is nothing of that code for them.
 * False: there are several, and *error asks for the agency. */
bool access_find_queue(const struct desk *desk, const struct staff *staff,
                       const struct agency *agency, const char *code, const struct queue **found,
                       struct error *error);
bool access_find_service(const struct desk *desk, const struct staff *staff,
                         const struct agency *agency, const char *code,
                         const struct service **found, struct error *error);
bool access_find_office(const struct desk *desk, const struct staff *staff,
                        const struct agency *agency, const char *code, const struct office **found,
                        struct error *error);

/* Codes in a body into ids, within what the caller may use; each failure is a field of *error. */
struct command;
/* The agency named (NULL: the caller's only one); 0 on failure. */
int32_t access_agency(const struct desk *desk, const struct staff *staff, const char *code,
                      struct error *error);
/* Resolves agency, service, office, segment of a new case or contact. An office that is not named
 * is the caller's only one. need_service: of a case. */
enum error_code access_resolve_log(const struct desk *desk, const struct staff *staff,
                                   struct command *command, bool need_service, struct error *error)
    __attribute__((warn_unused_result));
/* Resolves to, queue, agency, office of a command on a case. */
enum error_code access_resolve_work(const struct desk *desk, const struct kase *row,
                                    const struct staff *staff, struct command *command,
                                    struct error *error) __attribute__((warn_unused_result));

#endif
