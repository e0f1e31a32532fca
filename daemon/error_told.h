/* What went wrong with messages and runs of reports, in the reader's language: it is stored in
 * English, and told by "error" of an item and of its "deliveries". */
#ifndef ONESTOP_DAEMON_ERROR_TOLD_H
#define ONESTOP_DAEMON_ERROR_TOLD_H

#include "daemon/request.h"

/* Answers with row 0 of result 0, told in the language that the request asks for; absent when there
 * is none. */
void error_told_answer(struct request *request, int status);
/* Answers with a page, told so (page.h). */
void error_told_page(struct request *request);

#endif
