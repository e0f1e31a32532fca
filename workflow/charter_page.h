/* The public page of a charter, and its copies for programs: the same, said in HTML, JSON and CSV.
 *
 * The page needs no script, loads nothing, and is made for keyboards, screen readers, print, narrow
 * windows and dark ones. What the administration wrote stands in its own language and is marked as
 * such where the page is in another one; a result is never told by colour alone. */
#ifndef ONESTOP_WORKFLOW_CHARTER_PAGE_H
#define ONESTOP_WORKFLOW_CHARTER_PAGE_H

#include "workflow/charter.h"
#include "workflow/html.h"

/* What is read of definitions and records, as it is written there. */
struct charter_office {
    const struct office *office; /* of the agency, or of another one and serving it */
    const char *address, *phone; /* NULL: none */
};
struct charter_service {
    const struct service *service;
    const char *description;
    const char *fee, *currency, *fee_text; /* "3.00", "EUR"; fee NULL: free; text NULL: none */
    const char *const *documents;          /* what to bring */
    size_t document_count;
};
struct charter_said { /* an improvement's public line: "you said, we did" */
    const char *line, *language;
    civil_day day;
};

struct charter_report {        /* a published report */
    const char *code, *period; /* as periods are written: "2011-08" */
    const struct charter_title {
        const char *language, *title;
    } * titles;
    size_t title_count;
    civil_day day; /* when it was published */
};

struct charter {
    const struct desk *desk;
    const struct agency *agency;
    int64_t now_us;
    civil_day as_of; /* the local day on which figures, services and lines were read */
    struct charter_promises promises;
    const struct charter_office *offices;
    size_t office_count;
    const struct charter_service *services;
    size_t service_count;
    const struct charter_said *said; /* newest first */
    size_t said_count;
    const struct charter_report *reports; /* newest first */
    size_t report_count;
    /* What stands before "CODE" in the address of a charter, and before "CODE/REPORT/PERIOD" in
     * that of a report: "", "../published/"; or whole: "https://…/charter/",
     * "https://…/published/". */
    const char *base, *published;
};

/* Until when a page, or a copy, made now is true: until an office opens or closes, or a local day
 * ends. */
int64_t charter_valid_until(const struct charter *charter);

/* The style of all pages of charters: what stands between <style> and </style>. */
extern const char charter_style[];
/* Each writes the whole; a full arena is told by html_page() or NULL. */
void charter_html(struct html *html, struct arena *arena, const struct charter *charter,
                  const struct words *words);
const char *charter_json(struct arena *arena, const struct charter *charter,
                         const struct words *words, size_t *length);
const char *charter_csv(struct arena *arena, const struct charter *charter,
                        const struct words *words, size_t *length);

/* The page of all agencies that have a charter; and what is told when one is asked for that is not
 * there: then with missing. */
void charter_index_html(struct html *html, struct arena *arena, const struct desk *desk,
                        const struct words *words, bool missing);

#endif
