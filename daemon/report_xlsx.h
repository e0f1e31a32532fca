/* A report as a workbook: a sheet a section, with typed cells and charts of its own. */
#ifndef ONESTOP_DAEMON_REPORT_XLSX_H
#define ONESTOP_DAEMON_REPORT_XLSX_H

#include <stddef.h>

#include "workflow/report_file.h"

/* The bytes of the workbook in the document's arena; NULL: out of memory. The same document gives
 * the same bytes: the workbook says that it was made on the day when the run was frozen. Texts are
 * texts, whatever they begin with. Touches nothing but the document. */
const char *report_xlsx(const struct report_document *document, size_t *length);

#endif
