/* Commands on cases: decode, name the kind, and down the street. */
#include "daemon/access.h"
#include "daemon/handlers.h"
#include "daemon/street.h"
#include "proto/arena.h"
#include "proto/codec.h"
#include "proto/route.h"

/* The body as a command, as far as it can be read; what is wrong with it in error. NULL when it was
 * answered already. */
static struct command *decode(struct request *request, enum command_kind kind, struct error *error)
{
    struct command *command = arena_alloc(request->arena, sizeof *command);
    error->code = ERR_OK;
    if (command == NULL) {
        request_answer_full(request);
        return NULL;
    }
    command_clear(command);
    command->kind = kind;
    enum error_code code = body_decode(request->arena, request->body, request->route->body, "",
                                       false, command, NULL, error);
    if (code == ERR_OK || code == ERR_INVALID) return command;
    request_answer_error(request, error);
    return NULL;
}

static void run(struct request *request, enum command_kind kind)
{
    struct error error = {.code = ERR_OK};
    struct command *command = decode(request, kind, &error);
    if (command != NULL) street_run(request, command, &error);
}

/* What is logged at an office is for those with a role there. */
static enum error_code check_place(const struct request *request, const struct command *command,
                                   struct error *error)
{
    uint32_t roles = staff_roles(request->who->staff, command->agency_id, command->office_id);
    if ((roles & request->route->roles) != 0) return ERR_OK;
    return error_set(error, ERR_FORBIDDEN, "your role at this contact point does not allow this");
}

/* A new case, or a contact without one: the codes in the body are resolved before anything is
 * loaded. */
static void run_log(struct request *request, enum command_kind kind)
{
    struct error error = {.code = ERR_OK}, unknown = {.code = ERR_OK};
    struct command *command = decode(request, kind, &error);
    if (command == NULL) return;
    if (access_resolve_log(request->desk, request->who->staff, command, kind == COMMAND_CASE_LOG,
                           &unknown) != ERR_OK)
        error_add_fields(&error, &unknown);
    if (error.code != ERR_OK || check_place(request, command, &error) != ERR_OK)
        request_answer_error(request, &error);
    else
        street_run(request, command, &error);
}

void handle_case_log(struct request *request)
{
    run_log(request, COMMAND_CASE_LOG);
}

void handle_contact_log(struct request *request)
{
    run_log(request, COMMAND_CONTACT_LOG);
}

/* The rest name their case in the path. */
#define ON_CASE(name, kind)                                                                        \
    void handle_##name(struct request *request)                                                    \
    {                                                                                              \
        run(request, kind);                                                                        \
    }
ON_CASE(case_claim, COMMAND_CASE_CLAIM)
ON_CASE(case_assign, COMMAND_CASE_ASSIGN)
ON_CASE(case_hand_over, COMMAND_CASE_HAND_OVER)
ON_CASE(case_step, COMMAND_CASE_STEP)
ON_CASE(case_note, COMMAND_CASE_NOTE)
ON_CASE(case_contact, COMMAND_CASE_CONTACT)
ON_CASE(case_bring_in, COMMAND_CASE_BRING_IN)
ON_CASE(case_pause, COMMAND_CASE_PAUSE)
ON_CASE(case_resume, COMMAND_CASE_RESUME)
ON_CASE(case_customer, COMMAND_CASE_CUSTOMER)
ON_CASE(case_extend, COMMAND_CASE_EXTEND)
ON_CASE(case_close, COMMAND_CASE_CLOSE)
ON_CASE(case_reopen, COMMAND_CASE_REOPEN)
ON_CASE(case_link, COMMAND_CASE_LINK)
ON_CASE(task_claim, COMMAND_TASK_CLAIM)
ON_CASE(task_answer, COMMAND_TASK_ANSWER)
