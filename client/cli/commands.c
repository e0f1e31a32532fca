/* The table of commands. A row here is all it takes: help, checks, suggestions and dispatch follow.
 */
#include "client/cli/commands.h"

#include "client/cli/commands_int.h"
#include "client/cli/jobs.h"

#define MINUTES NUMBER("minutes", "N", "minutes of work it took")
#define PASSWORD_OPTIONS                                                                           \
    FLAG("password-stdin", "read the password from standard input"),                               \
        NUMBER("password-fd", "N", "read the password from this open file descriptor")
#define CONTACT_OPTIONS                                                                            \
    AGENCY, TEXT("office", "CODE", "contact point (default: yours)"),                              \
        TEXT("segment", "CODE", "customer segment"),                                               \
        ONE_OF(direction, "direction", "WAY", "who came to whom (default in)"),                    \
        ONE_OF(purpose, "purpose", "WHY", "what for"),                                             \
        ONE_OF(cause, "cause", "CAUSE", "value demand or kind of failure demand"),                 \
        NUMBER("wait", "SECONDS", "how long the customer waited"),                                 \
        NUMBER("duration", "SECONDS", "how long it took")
#define CUSTOMER_OPTIONS                                                                           \
    TEXT("identifier", "KIND:VALUE", "for example egn:8001014509; may be given again"),            \
        TEXT("phone", "NUMBER", "with country code"), TEXT("email", "ADDRESS", "e-mail"),          \
        TEXT("address", "TEXT", "postal address"),                                                 \
        TEXT("language", "CODE", "preferred language, for example bg"),                            \
        ONE_OF(channel, "channel", "CHANNEL", "preferred channel"),                                \
        TEXT("segment", "CODE", "customer segment")

static const char *const due_choices[] = {"overdue", "soon", NULL};
static const char *const status_choices[] = {"open", "closed", "all", NULL};

static const struct option login_options[] = {PASSWORD_OPTIONS, END};
static const struct option agency_options[] = {AGENCY, END};
static const struct option desk_version_options[] = {AGENCY, LIMIT, END};
static const struct option holiday_options[] = {
    NEEDED("calendar", "CODE", "the calendar they are for"),
    TEXT("against", "FILE", "calendars.json: leave out what the calendar has already"),
    NUMBER("from", "YEAR", "the first year (default: this one)"),
    NUMBER("years", "N", "so many years (default 3)"), END};
static const struct option standard_options[] = {
    ONE_OF(standard_kind, "kind", "KIND", "of one kind"), AGENCY, END};
static const struct option customer_add_options[] = {NEEDED("name", "TEXT", "full name"),
                                                     CUSTOMER_OPTIONS, AGENCY, END};
static const struct option customer_change_options[] = {TEXT("name", "TEXT", "full name"),
                                                        CUSTOMER_OPTIONS, VERSION, END};
static const struct option customer_find_options[] = {
    TEXT("identifier", "KIND:VALUE", "exactly this identifier"),
    TEXT("phone", "NUMBER", "this phone number"), TEXT("email", "ADDRESS", "this e-mail address"),
    NUMBER("limit", "N", "at most so many (default 20)"), END};
static const struct option version_options[] = {VERSION, END};
static const struct option customer_erase_options[] = {
    NEEDED("reason", "TEXT", "why; is kept, so it must not name the customer"),
    FLAG("yes", "do not ask again"), VERSION, END};
static const struct option customer_export_options[] = {
    TEXT("section", "NAME", "only this one, such as cases"), OUTPUT, END};
static const struct option contact_log_options[] = {
    {.name = "channel",
     .value = "CHANNEL",
     .help = "how",
     .kind = OPTION_ONE_OF,
     .set = &channel_names,
     .needed = true},
    TEXT("case", "REF", "the case it is about"),
    TEXT("customer", "ID|KIND:VALUE", "who"),
    TEXT("service", "CODE", "the service it is about"),
    TEXT("summary", "TEXT", "what was said"),
    CONTACT_OPTIONS,
    TIME("queued-at", "TIME", "since when the customer waited"),
    TIME("answered-at", "TIME", "when somebody answered"),
    TIME("ended-at", "TIME", "when it ended, or when the customer gave up"),
    TIME("appointment-at", "TIME", "when it was to begin"),
    FLAG("abandoned", "nobody answered: the customer gave up (not with --case)"),
    TEXT("source", "NAME", "the system that measured it"),
    TEXT("external-id", "ID", "what it is called there; it is never taken in twice"),
    END};
static const struct option contact_list_options[] = {
    AGENCY,
    TEXT("office", "CODE", "of one contact point"),
    ONE_OF(channel, "channel", "CHANNEL", "in one channel"),
    TEXT("day", "DATE", "of this day, 2026-01-31 (default: today)"),
    ONE_OF(verdict, "verdict", "HOW", "how the standard judged them"),
    LIMIT,
    END};
static const struct option case_log_options[] = {
    ASKED("service", "CODE", "what the customer wants"),
    {.name = "customer",
     .value = "ID|KIND:VALUE",
     .help = "who",
     .kind = OPTION_TEXT,
     .needed = true,
     .asked = true,
     .unless = "anonymous"},
    FLAG("anonymous", "the customer does not say who"),
    {.name = "channel",
     .value = "CHANNEL",
     .help = "how it came in",
     .kind = OPTION_ONE_OF,
     .set = &channel_names,
     .needed = true,
     .asked = true},
    ASKED("subject", "TEXT", "what it is about, in a line"),
    TEXT("details", "TEXT", "what the customer says"),
    TIME("received-at", "TIME", "when it came in (default: now)"),
    TEXT("language", "CODE", "language of the matter"),
    TEXT("outcome", "CODE", "close it at once with this outcome"),
    MINUTES,
    CONTACT_OPTIONS,
    TEXT("source", "NAME", "the system that measures the contact: a ticket desk, a phone system"),
    TEXT("external-id", "ID", "what the contact is called there; then its wait counts once"),
    END};
static const struct option case_list_options[] = {
    FLAG("mine", "what I work on"),
    TEXT("handler", "USER", "what somebody works on"),
    FLAG("unassigned", "what nobody works on"),
    TEXT("queue", "CODE", "of one queue"),
    TEXT("service", "CODE", "about one service"),
    TEXT("office", "CODE", "of one office"),
    TEXT("agency", "CODE", "of one agency"),
    TEXT("customer", "ID", "of one customer"),
    CHOICE(due_choices, "due", "WHEN", "by due time"),
    CHOICE(status_choices, "status", "WHICH", "open (the default) or closed"),
    LIMIT,
    END};
static const struct option extend_options[] = {
    NEEDED("reason", "TEXT", "why; the customer may read it"),
    ONE_OF(standard_kind, "clock", "KIND", "which clock (default processing)"), VERSION, END};
static const struct option hand_over_options[] = {
    TEXT("to", "USER", "to a person"),
    TEXT("queue", "CODE", "to a queue"),
    TEXT("agency", "CODE", "to another agency (with --queue: to this queue there)"),
    NEEDED("reason", "TEXT", "why"),
    VERSION,
    END};
static const struct option pause_options[] = {
    TEXT("note", "TEXT", "what is waited for, for colleagues"), VERSION, END};
static const struct option reopen_options[] = {NEEDED("reason", "TEXT", "why"), VERSION, END};
static const struct option bring_in_options[] = {TEXT("queue", "CODE", "ask a queue"),
                                                 TEXT("to", "USER", "ask a person"), MINUTES, END};
static const struct option step_options[] = {
    TEXT("outcome", "CODE", "when the step closes the case"), MINUTES,
    FLAG("outside-system", "it was done outside the system"), VERSION, END};
static const struct option note_options[] = {FLAG("visible", "the customer may read it"), MINUTES,
                                             END};
static const struct option close_options[] = {
    MINUTES, FLAG("outside-system", "it was done outside the system"), VERSION, END};
static const struct option link_options[] = {
    ONE_OF(link_kind, "kind", "KIND", "how they hang together"), END};
static const struct option events_options[] = {NUMBER("after", "VERSION", "only what came later"),
                                               END};
static const struct option task_list_options[] = {
    FLAG("mine", "tasks that are mine"), TEXT("queue", "CODE", "of one queue"), LIMIT, END};
static const struct option answer_options[] = {MINUTES, END};
static const struct option absence_list_options[] = {
    TEXT("staff", "USER", "of one person; me for yourself"),
    TEXT("office", "CODE", "of those who work at one office"),
    TEXT("from", "DATE", "that end then or later (default: today)"),
    TEXT("to", "DATE", "that begin then or earlier"),
    AGENCY,
    LIMIT,
    END};
static const struct option absence_change_options[] = {
    TEXT("from", "DATE", "the first day"), TEXT("to", "DATE", "the last day"), VERSION, END};
static const struct option notice_options[] = {FLAG("seen", "mark them as seen"), END};
static const struct option outbox_options[] = {
    ONE_OF(outbox_state, "state", "STATE", "in this state (default: all but sent)"),
    ONE_OF(outbox_kind, "kind", "KIND", "of this kind"), AGENCY, LIMIT, END};
static const struct option watch_options[] = {TEXT("queue", "CODE", "one queue only"), END};
static const struct option apply_options[] = {
    FLAG("dry-run", "check it and say what would change"),
    NUMBER("version", "N", "only while this one, which a dry run has named, is the newest"), END};

static const char *const late_choices[] = {"overdue", NULL};
static const struct option complaint_log_options[] = {
    {.name = "channel",
     .value = "CHANNEL",
     .help = "how it came in",
     .kind = OPTION_ONE_OF,
     .set = &channel_names,
     .needed = true},
    TEXT("subject", "CODE", "kind of complaint; decides the ladder (default: the agency's)"),
    TEXT("customer", "ID|KIND:VALUE", "who (default: anonymous)"),
    TEXT("about", "USER", "a staff member it complains about; may be given again"),
    TEXT("case", "REF", "the case it is about"),
    TEXT("service", "CODE", "the service it is about"),
    TEXT("office", "CODE", "contact point (default: yours)"),
    TEXT("segment", "CODE", "customer segment"),
    TIME("received-at", "TIME", "when it came in (default: now)"),
    TIME("happened-at", "TIME", "when it happened"),
    AGENCY,
    END};
static const struct option complaint_list_options[] = {
    FLAG("mine", "what I am to answer"),
    TEXT("answerer", "USER", "what somebody is to answer"),
    FLAG("unassigned", "what nobody was able to take"),
    TEXT("queue", "CODE", "whose stage is of one queue"),
    TEXT("subject", "CODE", "of one subject"),
    CHOICE(late_choices, "due", "WHEN", "overdue"),
    CHOICE(status_choices, "status", "WHICH", "open (the default) or closed"),
    AGENCY,
    LIMIT,
    END};
static const struct option complaint_answer_options[] = {
    TEXT("lesson", "TEXT", "what is learnt from it"),
    TEXT("remedy", "TEXT", "what is to be put right; may be given again"), VERSION, END};
static const struct option complaint_extend_options[] = {
    {.name = "by",
     .value = "N",
     .help = "how much, in the unit of the ladder",
     .kind = OPTION_NUMBER,
     .needed = true},
    NEEDED("reason", "TEXT", "why; the customer is told"),
    VERSION,
    END};
static const struct option complaint_withdraw_options[] = {
    TEXT("reason", "TEXT", "what the customer says"), VERSION, END};
static const struct option complaint_convert_options[] = {
    NEEDED("service", "CODE", "what the customer wants"),
    NEEDED("subject", "TEXT", "what it is about, in a line"), VERSION, END};
static const struct option complaint_remedy_options[] = {
    TEXT("owner", "USER", "who sees to it"), NUMBER("done", "ID", "this remedy is done"), END};
static const struct option complaint_kpi_options[] = {
    TEXT("from", "DAY", "first day, such as 2026-01-01"), TEXT("to", "DAY", "last day"), AGENCY,
    END};
static const struct option import_options[] = {
    NEEDED("map", "FILE", "what its columns are to us (config/README.md)"),
    TEXT("agency", "CODE", "into which agency (default: yours)"),
    TEXT("rejects", "FILE", "where rejected rows go (default: FILE.rejects.csv)"),
    NUMBER("jobs", "N", "pieces on their way at once (default 4)"), END};

static const char *const due_dates[] = {"overdue", "soon", "any", NULL};
static const struct option feedback_log_options[] = {
    {.name = "channel",
     .value = "CHANNEL",
     .help = "how it came in",
     .kind = OPTION_ONE_OF,
     .set = &channel_names,
     .needed = true},
    TEXT("customer", "ID|KIND:VALUE", "who says it (default: anonymous)"),
    TEXT("case", "REF", "the case it is about"),
    TEXT("service", "CODE", "the service it is about"),
    TEXT("about-office", "CODE", "the office it is about"),
    TEXT("staff", "USER", "the staff member it is about"),
    TEXT("office", "CODE", "where it was received (default: yours)"),
    AGENCY,
    TEXT("language", "CODE", "language it is in"),
    TIME("received-at", "TIME", "when it came in (default: now)"),
    END};
static const struct option feedback_list_options[] = {
    FLAG("mine", "that I own"),
    TEXT("owner", "USER", "that somebody owns"),
    ONE_OF(feedback_state, "state", "STATE", "in one state"),
    ONE_OF(feedback_kind, "kind", "KIND", "of one kind"),
    TEXT("office", "CODE", "received at one office"),
    TEXT("service", "CODE", "about one service"),
    TEXT("agency", "CODE", "of one agency"),
    LIMIT,
    END};
static const struct option feedback_answer_options[] = {
    TIME("answered-at", "TIME", "when the customer was told (default: now)"),
    FLAG("accepted", "what the suggestion asks for is done, or will be"), VERSION, END};
#define IMPROVEMENT_OPTIONS                                                                        \
    TEXT("description", "TEXT", "what is to be done, and why"),                                    \
        TEXT("service", "CODE", "the service it concerns"),                                        \
        TEXT("owner", "USER", "who sees it through"), TIME("due-at", "TIME", "done by when"),      \
        TEXT("cost", "AMOUNT", "what it costs, such as 1250.50"),                                  \
        TEXT("currency", "CODE", "of the cost, such as EUR"),                                      \
        TEXT("indicator", "FIGURE", "the figure it should move, such as cases-late"),              \
        TEXT("indicator-office", "CODE", "the figure of one office"),                              \
        TEXT("indicator-service", "CODE", "the figure of one service"),                            \
        ONE_OF(aim, "aim", "WAY", "where the figure should go"),                                   \
        TEXT("before", "VALUE", "the figure before"), TEXT("after", "VALUE", "the figure after")
static const struct option improvement_add_options[] = {
    TEXT("office", "CODE", "the office it concerns (default: the whole agency)"),
    IMPROVEMENT_OPTIONS, AGENCY, END};
static const struct option improvement_change_options[] = {TEXT("title", "TEXT", "in a line"),
                                                           IMPROVEMENT_OPTIONS, VERSION, END};
static const struct option improvement_list_options[] = {
    FLAG("mine", "that I own"),
    TEXT("owner", "USER", "that somebody owns"),
    ONE_OF(improvement_state, "state", "STATE", "in one state"),
    CHOICE(due_dates, "due", "WHEN", "those under way, by date"),
    FLAG("published", "with a public line that is shown"),
    TEXT("office", "CODE", "of one office"),
    TEXT("service", "CODE", "of one service"),
    TEXT("agency", "CODE", "of one agency"),
    LIMIT,
    END};
static const struct option improvement_move_options[] = {
    TEXT("reason", "TEXT", "why, of a refusal"), VERSION, END};
static const struct option improvement_link_options[] = {
    TEXT("feedback", "REF", "a suggestion or compliment that led to it"),
    TEXT("complaint", "REF", "a complaint that led to it"),
    TEXT("case", "REF", "a case that led to it"),
    TEXT("figure", "TEXT", "a figure that led to it"),
    TEXT("document", "TEXT", "a document, or its address"),
    TEXT("note", "TEXT", "what it says"),
    VERSION,
    END};
static const struct option improvement_publish_options[] = {
    TEXT("line", "TEXT", "you said, we did"), TEXT("language", "CODE", "language of the line"),
    FLAG("withdraw", "take it back"), VERSION, END};

static const struct option survey_list_options[] = {
    ONE_OF(survey_state, "state", "STATE", "in one state"),
    ONE_OF(channel, "delivery", "CHANNEL", "invited this way; phone: to be called"),
    TEXT("survey", "CODE", "of one survey"),
    ONE_OF(survey_kind, "kind", "KIND", "of one kind"),
    TEXT("office", "CODE", "of cases of one office"),
    TEXT("service", "CODE", "of cases of one service"),
    TEXT("agency", "CODE", "of one agency"),
    LIMIT,
    END};
static const struct option survey_answer_options[] = {{.name = "channel",
                                                       .value = "CHANNEL",
                                                       .help = "how the customer answered",
                                                       .kind = OPTION_ONE_OF,
                                                       .set = &channel_names,
                                                       .needed = true},
                                                      VERSION,
                                                      END};
static const struct option survey_enter_options[] = {
    TEXT("office", "CODE", "visited or asked (default: the whole agency)"),
    TEXT("service", "CODE", "the service it concerns"),
    ONE_OF(channel, "channel", "CHANNEL", "of the visit (default: counter)"),
    TEXT("language", "CODE", "language of what was written"),
    AGENCY,
    END};
static const char *const slices[] = {"office", "service", "channel", "segment", NULL};
static const struct option survey_results_options[] = {
    CHOICE(slices, "by", "WHAT", "a group for each of these"),
    TEXT("from", "DAY", "first day, such as 2026-01-01"), TEXT("to", "DAY", "last day"), AGENCY,
    END};
#define REPLY_OPTIONS                                                                              \
    TEXT("sample", "CODE", "build it on this sample reply"),                                       \
        TEXT("subject", "TEXT", "subject, instead of that of the sample"),                         \
        ONE_OF(channel, "channel", "CHANNEL", "how (default: as the customer prefers)"),           \
        TEXT("language", "CODE", "in which language (default: the customer's)"),                   \
        TEXT("office", "CODE", "where it is written (default: yours)"), MINUTES
static const struct option reply_draft_options[] = {REPLY_OPTIONS, END};
static const struct option reply_send_options[] = {
    REPLY_OPTIONS, FLAG("edit", "look at it in $EDITOR first"), END};
static const struct option limit_options[] = {LIMIT, END};
static const struct option letter_options[] = {OUTPUT, END};
#define SAMPLE_OF AGENCY, TEXT("language", "CODE", "in this language")
#define SAMPLE_LIST_OPTIONS                                                                        \
    SAMPLE_OF, TEXT("service", "CODE", "that suit this service"),                                  \
        FLAG("due", "whose review date has come"), FLAG("retired", "those out of use too"), LIMIT
#define SAMPLE_TEXT_OPTIONS                                                                        \
    TEXT("subject", "TEXT", "subject of the reply, a template"),                                   \
        TEXT("service", "CODE", "a service it suits; may be given again"),                         \
        TEXT("owner", "USER", "who keeps it right"),                                               \
        TEXT("review-on", "DATE", "when it is to be looked at again, such as 2027-03-31"),         \
        FLAG("paper", "it is there on paper only"),                                                \
        FLAG("electronic", "it is there to be filled in, too (of one that was on paper only)")
static const struct option sample_list_options[] = {SAMPLE_LIST_OPTIONS, END};
static const struct option sample_show_options[] = {
    SAMPLE_OF, NUMBER("version", "N", "as it was in this version"), END};
static const struct option sample_add_options[] = {
    NEEDED("title", "TEXT", "what it is for, in a line"), SAMPLE_TEXT_OPTIONS, SAMPLE_OF, END};
static const struct option sample_change_options[] = {
    TEXT("title", "TEXT", "what it is for, in a line"), SAMPLE_TEXT_OPTIONS, SAMPLE_OF, VERSION,
    END};
static const struct option sample_retire_options[] = {SAMPLE_OF, VERSION, END};

static const char template_text[] =
    "TEXT may name fields: {{case.reference}}, {{case.due_at|date}}, {{customer.name}},\n"
    "{{service.name}}, {{staff.name}} …; {{#if FIELD}} … {{else}} … {{/if}} writes what holds.\n"
    "- reads it from standard input.\n";
static const char reply_text[] =
    "Without TEXT and --sample, or with --edit, it is written in $VISUAL or $EDITOR, and sent "
    "when\n"
    "you say so. TEXT may name fields such as {{customer.name}} and {{case.due_at|date}}.\n";

static const char text_means_stdin[] = "TEXT is one word of the shell (quote it); - reads it from "
                                       "standard input.\n";
static const char change_text[] =
    "The change is based on the version of the case at this moment, or on --version N. When\n"
    "somebody else was faster, nothing is changed, you are told what happened, and the exit code\n"
    "is 5.\n";

static const char complaint_change_text[] =
    "The change is based on the version of the complaint at this moment, or on --version N.\n";

const struct cli_command commands_desk[] = {
    {"login", NULL, "[USER]", "log in",
     "Asks for the password on the terminal without echo. Server and CA are remembered.\n",
     login_options,
     "  onestop login mila.petrova --server https://desk.example --ca /etc/desk/ca.pem\n"
     "  onestop login mila.petrova --password-stdin < password-file\n",
     job_login, .without_login = true},
    {"logout", NULL, NULL, "end the session", NULL, NULL, "  onestop logout\n", job_logout,
     .without_login = true},
    {"whoami", NULL, NULL, "who I am and what I may do", NULL, NULL, "  onestop whoami --json\n",
     job_whoami, false},
    {"passwd", NULL, NULL, "change my password",
     "Ends my other sessions. With --password-stdin: the old one, then the new one, a line each.\n",
     login_options, "  onestop passwd\n", job_passwd, false},
    {"service", "list", "[WORDS]", "services, or those that fit what the customer says", NULL, NULL,
     "  onestop service list\n  onestop service list 'new baby'\n", job_service_list, false},
    {"service", "show", "CODE", "one service: fee, documents, what is promised", NULL,
     agency_options, "  onestop service show birth-certificate\n", job_service_show, false},
    {"holiday", "import", "FILE.ics", "public holidays of an iCalendar file, as a proposal",
     "Whole days of the years asked for, with yearly rules worked out. Nothing counts by this: put "
     "what\n"
     "is right into calendars.json (--json writes the entries), look at apply --dry-run, and "
     "apply.\n",
     holiday_options,
     "  onestop holiday import bg.ics --calendar office-hours\n"
     "  onestop holiday import bg.ics --calendar office-hours --against desk/city/calendars.json "
     "\\\n"
     "      --from 2027 --years 2 --json\n",
     job_holiday_import, .without_login = WITHOUT_DAEMON},
    {"standard", "list", NULL, "what is promised, and what has come of it this month and quarter",
     NULL, standard_options, "  onestop standard list --kind acknowledgement\n", job_standard_list,
     false},
    {"standard", "show", "CODE", "one standard with all its versions", NULL, agency_options,
     "  onestop standard show ten-days\n", job_standard_show, false},
    {"customer", "add", NULL, "add a customer", NULL, customer_add_options,
     "  onestop customer add --name 'Ivan Petrov' --identifier egn:8001014509 --phone "
     "+359888123456\n",
     job_customer_add, false},
    {"customer", "find", "[WORDS]", "find customers",
     "WORDS is a name (typing mistakes and accents do not matter), KIND:VALUE, a phone number or "
     "an\ne-mail address.\n",
     customer_find_options,
     "  onestop customer find petrov\n  onestop customer find --identifier egn:8001014509\n",
     job_customer_find, false},
    {"customer", "show", "ID|KIND:VALUE", "one customer: cases, contacts, replies, what they said",
     NULL, NULL,
     "  onestop customer show 1042\n"
     "  onestop customer show civil:8001010000\n",
     job_customer_show, false},
    {"customer", "replies", "ID|KIND:VALUE", "what was written to a customer", NULL, limit_options,
     "  onestop customer replies 1042 --limit 100\n", job_customer_replies, false},
    {"customer", "feedback", "ID|KIND:VALUE", "suggestions and compliments of a customer", NULL,
     limit_options, "  onestop customer feedback 1042\n", job_customer_feedback, false},
    {"customer", "complaints", "ID|KIND:VALUE", "complaints of a customer", NULL, limit_options,
     "  onestop customer complaints 1042\n", job_customer_complaints, false},
    {"customer", "change", "ID|KIND:VALUE", "change what is known of a customer",
     "An empty value takes the field away.\n", customer_change_options,
     "  onestop customer change 1042 --phone +359888123456 --email ''\n", job_customer_change,
     false},
    {"customer", "merge", "ID|KIND:VALUE INTO", "make two records of one customer one", NULL,
     version_options, "  onestop customer merge 1042 988\n", job_customer_merge, false},
    {"customer", "export", "ID|KIND:VALUE", "all that is personal of a customer, as JSON",
     "As team lead or administrator of the whole agency; it is written down (audit personal).\n",
     customer_export_options, "  onestop customer export 1042 -o customer-1042.json\n",
     job_customer_export, false},
    {"customer", "erase", "ID|KIND:VALUE", "erase all that is personal of a customer",
     "As team lead or administrator of the whole agency, once nothing of the customer is open or\n"
     "waits to be sent. Cases, figures and reports stay. It does not come back.\n",
     customer_erase_options,
     "  onestop customer erase 1042 --reason 'asked for by letter of 3 May'\n", job_customer_erase,
     false},
    {"contact", "log", NULL, "log a contact, about a case or none", NULL, contact_log_options,
     "  onestop contact log --channel phone --case 7K3M-9XQ4 --cause chase --duration 180\n"
     "  onestop contact log --channel counter --purpose information --wait 300\n",
     job_contact_log, false},
    {"contact", "list", NULL, "contacts of a day, as standards judged them",
     "For team leads and managers. Neither who the customer was nor what was said.\n",
     contact_list_options,
     "  onestop contact list --office hall --channel phone --verdict missed\n", job_contact_list,
     false},
    {"case", "log", NULL, "log a case", "On a terminal it asks for what is missing.\n",
     case_log_options,
     "  onestop case log\n"
     "  onestop case log --service birth-certificate --customer egn:8001014509 \\\n"
     "      --channel counter --subject 'Certificate for school'\n",
     job_case_log, false},
    {"case", "show", "REF", "one case as a whole", NULL, NULL, "  onestop case show 7K3M-9XQ4\n",
     job_case_show, false},
    {"case", "list", NULL, "cases, by due time", NULL, case_list_options,
     "  onestop case list --mine\n"
     "  onestop case list --queue permits --unassigned --due overdue\n",
     job_case_list, false},
    {"case", "claim", "REF", "take a case from the queue", change_text, version_options,
     "  onestop case claim 7K3M-9XQ4\n", job_case_claim, false},
    {"case", "assign", "REF USER", "give a case to a case manager", change_text, version_options,
     "  onestop case assign 7K3M-9XQ4 mila.petrova\n", job_case_assign, false},
    {"case", "hand-over", "REF", "hand over to a person, a queue or an agency", change_text,
     hand_over_options,
     "  onestop case hand-over 7K3M-9XQ4 --queue permits --reason 'needs a site visit'\n"
     "  onestop case hand-over 7K3M-9XQ4 --agency tax --reason 'assessment'\n",
     job_case_hand_over, false},
    {"case", "bring-in", "REF TEXT", "ask a professional; the case stays yours", text_means_stdin,
     bring_in_options,
     "  onestop case bring-in 7K3M-9XQ4 'Is the drawing to scale?' --queue architects\n",
     job_case_bring_in, false},
    {"case", "step", "REF STEP", "take a step of the process", change_text, step_options,
     "  onestop case step 7K3M-9XQ4 documents-checked --minutes 12\n", job_case_step, false},
    {"case", "note", "REF TEXT", "add a note", text_means_stdin, note_options,
     "  onestop case note 7K3M-9XQ4 'Called back, nobody there'\n"
     "  onestop case note 7K3M-9XQ4 - --visible < letter.txt\n",
     job_case_note, false},
    {"case", "pause", "REF REASON", "stop the clock with a reason",
     "REASON: waiting-for-customer, waiting-for-department, court-proceedings or\n"
     "exceptional-event.\n",
     pause_options,
     "  onestop case pause 7K3M-9XQ4 waiting-for-customer\n"
     "  onestop case pause 7K3M-9XQ4 waiting-for-customer --note 'asked for the deed'\n",
     job_case_pause, false},
    {"case", "customer", "REF CUSTOMER", "say whose case it is",
     "Of a case that was logged for nobody, or for the wrong customer; CUSTOMER is their number.\n",
     version_options, "  onestop case customer 7K3M-9XQ4 1027\n", job_case_customer, false},
    {"case", "extend", "REF AMOUNT", "extend its clock by units of the standard",
     "Up to what the standard allows in all, by the roles it names. The reason stands on the case "
     "for\n"
     "the customer to read, and who works it is told.\n",
     extend_options, "  onestop case extend 7K3M-9XQ4 3 --reason 'the surveyor is ill'\n",
     job_case_extend, false},
    {"case", "resume", "REF", "let the clock run again", change_text, version_options,
     "  onestop case resume 7K3M-9XQ4\n", job_case_resume, false},
    {"case", "close", "REF OUTCOME", "close with an outcome", change_text, close_options,
     "  onestop case close 7K3M-9XQ4 granted --minutes 5\n", job_case_close, false},
    {"case", "reopen", "REF", "open a closed case again", change_text, reopen_options,
     "  onestop case reopen 7K3M-9XQ4 --reason 'the certificate names the wrong street'\n",
     job_case_reopen, false},
    {"case", "link", "REF OTHER", "link two cases", NULL, link_options,
     "  onestop case link 7K3M-9XQ4 2F6A-4RT0 --kind duplicate\n", job_case_link, false},
    {"case", "events", "REF", "what happened to a case", NULL, events_options,
     "  onestop case events 7K3M-9XQ4 --after 7\n", job_case_events, false},
    {"complaint", "log", "TEXT", "log a complaint", text_means_stdin, complaint_log_options,
     "  onestop complaint log 'Nobody called back for three weeks' --channel phone \\\n"
     "      --subject delay --case 7K3M-9XQ4\n",
     job_complaint_log, false},
    {"complaint", "list", NULL, "complaints, newest first", NULL, complaint_list_options,
     "  onestop complaint list --mine\n", job_complaint_list, false},
    {"complaint", "show", "REF", "one complaint as a whole",
     "That a serious one was read is written down.\n", NULL, "  onestop complaint show 7K3M-9XQ4\n",
     job_complaint_show, false},
    {"complaint", "clock", "REF", "let the clocks of its stages explain themselves",
     "That a serious one was read is written down.\n", NULL,
     "  onestop complaint clock 7K3M-9XQ4\n", job_complaint_clock, false},
    {"complaint", "ack", "REF", "acknowledge the stage", complaint_change_text, version_options,
     "  onestop complaint ack 7K3M-9XQ4\n", job_complaint_ack, false},
    {"complaint", "answer", "REF OUTCOME TEXT", "answer the stage",
     "OUTCOME: upheld, partly-upheld, not-upheld or resolved-at-once. TEXT - reads it from\n"
     "standard input.\n",
     complaint_answer_options,
     "  onestop complaint answer 7K3M-9XQ4 upheld - --remedy 'Pay the fee back' < answer.txt\n",
     job_complaint_answer, false},
    {"complaint", "extend", "REF", "give the stage more time", complaint_change_text,
     complaint_extend_options,
     "  onestop complaint extend 7K3M-9XQ4 --by 5 --reason 'The surveyor is ill'\n",
     job_complaint_extend, false},
    {"complaint", "escalate", "REF", "the customer wants the next stage", complaint_change_text,
     version_options, "  onestop complaint escalate 7K3M-9XQ4\n", job_complaint_escalate, false},
    {"complaint", "withdraw", "REF", "the customer takes it back", complaint_change_text,
     complaint_withdraw_options, "  onestop complaint withdraw 7K3M-9XQ4\n", job_complaint_withdraw,
     false},
    {"complaint", "convert", "REF", "it is a request for a service: log a case",
     complaint_change_text, complaint_convert_options,
     "  onestop complaint convert 7K3M-9XQ4 --service street-light --subject 'Dark corner'\n",
     job_complaint_convert, false},
    {"complaint", "link", "REF CASE", "say which case it is about", NULL, NULL,
     "  onestop complaint link 7K3M-9XQ4 2F6A-4RT0\n", job_complaint_link, false},
    {"complaint", "remedy", "REF [TEXT]", "add what is to be put right, or say that it is done",
     NULL, complaint_remedy_options,
     "  onestop complaint remedy 7K3M-9XQ4 'Pay the fee back' --owner mila.petrova\n"
     "  onestop complaint remedy 7K3M-9XQ4 --done 2031\n",
     job_complaint_remedy, false},
    {"complaint", "printed", "REF ID", "a letter about a serious complaint is printed",
     "Such letters stand in no print queue: complaint show shows them to who may see the "
     "complaint.\n",
     NULL, "  onestop complaint printed 7K3M-9XQ4 4711\n", job_complaint_printed, false},
    {"complaint", "kpi", NULL, "the figures of complaints, with what they are of", NULL,
     complaint_kpi_options, "  onestop complaint kpi --from 2026-01-01 --to 2026-03-31\n",
     job_complaint_kpi, false},
    {"clock", NULL, "REF", "let the clock of a case explain itself", NULL, NULL,
     "  onestop clock 7K3M-9XQ4\n", job_clock, false},
    {"queue", NULL, NULL, "queues and what waits in them", NULL, NULL, "  onestop queue\n",
     job_queue, false},
    {"task", "list", NULL, "questions to professionals", NULL, task_list_options,
     "  onestop task list --mine\n", job_task_list, false},
    {"task", "claim", "ID", "take a question", NULL, NULL, "  onestop task claim 2031\n",
     job_task_claim, false},
    {"task", "answer", "ID TEXT", "answer a question", text_means_stdin, answer_options,
     "  onestop task answer 2031 'Yes, 1:100' --minutes 20\n", job_task_answer, false},
    {"absence", "list", NULL, "who is away, and what they have in hand",
     "Those who are away now come first. What the desk definition says has no reference.\n",
     absence_list_options,
     "  onestop absence list --office central-hall\n  onestop absence list --staff me\n",
     job_absence_list, false},
    {"absence", "enter", "USER FROM [TO]", "say that somebody is away, from today on if need be",
     "Your own, or of somebody you lead; without TO it is one day. Nothing is said of why.\n", NULL,
     "  onestop absence enter luka.horvat 2026-11-23 2026-11-27\n", job_absence_enter, false},
    {"absence", "show", "REF", "one absence with what happened to it", NULL, NULL,
     "  onestop absence show 7K3M-9XQ4\n", job_absence_show, false},
    {"absence", "change", "REF", "change its days", "Who is back was away until yesterday.\n",
     absence_change_options, "  onestop absence change 7K3M-9XQ4 --to 2026-11-25\n",
     job_absence_change, false},
    {"absence", "withdraw", "REF", "take it back", NULL, version_options,
     "  onestop absence withdraw 7K3M-9XQ4\n", job_absence_withdraw, false},
    {"notice", NULL, NULL, "warnings for me", NULL, notice_options, "  onestop notice --seen\n",
     job_notice, false},
    {"feedback", "log", "KIND TEXT", "log a suggestion or a compliment",
     "KIND is suggestion or compliment. TEXT is what was said, in one word of the shell; - reads "
     "it "
     "from\nstandard input. A compliment about a staff member is told to them.\n",
     feedback_log_options,
     "  onestop feedback log suggestion 'A bench before the office' --channel counter\n"
     "  onestop feedback log compliment 'So patient' --channel email --staff ivo.marinov \\\n"
     "      --customer egn:8001014509\n",
     job_feedback_log, false},
    {"feedback", "list", NULL, "suggestions and compliments, newest first", NULL,
     feedback_list_options,
     "  onestop feedback list --state open\n"
     "  onestop feedback list --mine --kind suggestion --json\n",
     job_feedback_list, false},
    {"feedback", "show", "REF", "one suggestion or compliment", NULL, NULL,
     "  onestop feedback show 7K3M-9XQ4\n", job_feedback_show, false},
    {"feedback", "assign", "REF USER", "give it to an owner, or take it", NULL, version_options,
     "  onestop feedback assign 7K3M-9XQ4 mila.petrova\n", job_feedback_assign, false},
    {"feedback", "answer", "REF TEXT", "answer it",
     "TEXT is one word of the shell (quote it); - reads it from standard input. A customer who "
     "prefers\ne-mail or letter is written to, unless --answered-at says that they know.\n",
     feedback_answer_options,
     "  onestop feedback answer 7K3M-9XQ4 'The bench comes in May' --answered-at "
     "2026-03-02T10:00\n",
     job_feedback_answer, false},
    {"feedback", "link", "REF IMPROVEMENT", "link it to the improvement it led to", NULL,
     version_options, "  onestop feedback link 7K3M-9XQ4 2F6A-4RT0\n", job_feedback_link, false},
    {"feedback", "close", "REF REASON", "close it without an answer", text_means_stdin,
     version_options, "  onestop feedback close 7K3M-9XQ4 'Illegible'\n", job_feedback_close,
     false},
    {"improvement", "add", "TITLE", "add an idea to the register", NULL, improvement_add_options,
     "  onestop improvement add 'A bench before the hall' --office hall\n"
     "  onestop improvement add 'Shorter form' --service permit --indicator cases-late --aim "
     "down\n",
     job_improvement_add, false},
    {"improvement", "change", "REF", "change what is said of it",
     "An empty value takes the field away.\n", improvement_change_options,
     "  onestop improvement change 2F6A-4RT0 --owner mila.petrova --due-at '2026-12-31 17:00'\n"
     "  onestop improvement change 2F6A-4RT0 --cost 1250.50 --currency EUR\n",
     job_improvement_change, false},
    {"improvement", "list", NULL, "the register, newest first or by date", NULL,
     improvement_list_options,
     "  onestop improvement list --due overdue\n  onestop improvement list --state doing\n",
     job_improvement_list, false},
    {"improvement", "show", "REF", "one improvement, with what stands behind it", NULL, NULL,
     "  onestop improvement show 2F6A-4RT0\n", job_improvement_show, false},
    {"improvement", "move", "REF STATE", "move it into another state",
     "STATE: idea, accepted, planned, costed, doing, done or refused (with --reason).\n",
     improvement_move_options,
     "  onestop improvement move 2F6A-4RT0 accepted\n"
     "  onestop improvement move 2F6A-4RT0 refused --reason 'No room before the hall'\n",
     job_improvement_move, false},
    {"improvement", "link", "REF", "add what stands behind it", NULL, improvement_link_options,
     "  onestop improvement link 2F6A-4RT0 --feedback 7K3M-9XQ4\n"
     "  onestop improvement link 2F6A-4RT0 --figure 'median wait 34 min' --note 'July'\n",
     job_improvement_link, false},
    {"improvement", "publish", "REF", "show its line to the public: you said, we did", NULL,
     improvement_publish_options,
     "  onestop improvement publish 2F6A-4RT0 --language en \\\n"
     "      --line 'You asked for a bench. It stands there now.'\n"
     "  onestop improvement publish 2F6A-4RT0 --withdraw\n",
     job_improvement_publish, false},
    {"survey", "list", NULL, "invitations and answers, newest first", NULL, survey_list_options,
     "  onestop survey list --state invited --delivery phone\n"
     "  onestop survey list --survey after-closing --state answered --json\n",
     job_survey_list, false},
    {"survey", "show", "REF", "one survey with what it asks", NULL, NULL,
     "  onestop survey show 7K3M-9XQ4\n", job_survey_show, false},
    {"survey", "send", "REF", "give out a new link to answer by",
     "Prints the link, once; an earlier link of the invitation is void.\n", version_options,
     "  onestop survey send 7K3M-9XQ4\n", job_survey_send, false},
    {"survey", "answer", "REF ANSWERS", "key in what was answered on paper or by phone",
     "ANSWERS is QUESTION=ANSWER, several with commas between; - reads one a line from standard\n"
     "input, which lets what was written have commas.\n",
     survey_answer_options,
     "  onestop survey answer 7K3M-9XQ4 satisfied=4,first-time=yes --channel phone\n"
     "  printf 'satisfied=2\\nwords=Long, slow queue\\n' | onestop survey answer 7K3M-9XQ4 - \\\n"
     "      --channel letter\n",
     job_survey_answer, false},
    {"survey", "enter", "SURVEY ANSWERS", "enter a survey of staff or a mystery visit",
     "ANSWERS as for survey answer.\n", survey_enter_options,
     "  onestop survey enter mystery-visit greeted=yes,explained=4 --office town-hall\n",
     job_survey_enter, false},
    {"survey", "results", "SURVEY", "what was answered, counted",
     "Team lead, manager and auditor are told everything. All others are told of the last quarter "
     "that\n"
     "is over, or of the one that --from and --to name, without groups of fewer than five answers "
     "and\n"
     "those that would give them away.\n",
     survey_results_options,
     "  onestop survey results after-closing --by service --from 2026-01-01\n", job_survey_results,
     false},
    {"outbox", "list", NULL, "messages that wait, failed or are held, and letters to print", NULL,
     outbox_options, "  onestop outbox list\n  onestop outbox list --kind letter --state waiting\n",
     job_outbox_list, false},
    {"outbox", "show", "ID", "one message, whole: a letter, to be printed",
     "Prints address and subject, and of a letter what it says.\n", NULL,
     "  onestop outbox show 2051 | lpr\n", job_outbox_show, false},
    {"outbox", "retry", "ID", "let a message wait again that was not sent",
     "Of a message held because its address bounces, the address is taken for good from now on.\n"
     "What its customer does not wish is held again.\n",
     NULL, "  onestop outbox retry 2051\n", job_outbox_retry, false},
    {"outbox", "printed", "ID", "a letter has been printed", NULL, NULL,
     "  onestop outbox printed 2051\n", job_outbox_printed, false},
    {"watch", NULL, NULL, "live updates of my queues",
     "With --json: one document a line, without an end.\n", watch_options,
     "  onestop watch --queue permits\n", job_watch, false},
    {"apply", NULL, "DIR", "apply a desk definition", NULL, apply_options,
     "  onestop apply config/desk --dry-run\n", job_apply, false},
    {"desk", "versions", NULL, "desk definitions that were applied, newest first", NULL,
     desk_version_options, "  onestop desk versions --agency city\n", job_desk_versions, false},
    {"desk", "show", "NUMBER", "what one of them said of an agency, as JSON", NULL, agency_options,
     "  onestop desk show 12 > then.json\n", job_desk_show, false},
    {"import", "requests", "FILE", "replay past requests of another system",
     "FILE is CSV with a header, plain or .gz. Rows that cannot be taken are kept with their line\n"
     "and the reason, and stop nothing. Interrupted, it goes on when it is run again: what is\n"
     "there already is not doubled. Exit code 1 when nothing could be imported or it was cut.\n",
     import_options,
     "  onestop import requests 2011q3.csv.gz --map config/samples/boston-311/map.json\n",
     job_import_requests, false},
    {"import", "contacts", "FILE", "take in what a ticket desk or phone system has measured",
     "FILE is CSV with a header, plain or .gz; otherwise as with requests. Each contact is judged "
     "by\n"
     "the standard that was in force on its day.\n",
     import_options,
     "  onestop import contacts tickets.csv --map config/samples/contacts/tickets.map.json\n",
     job_import_contacts, false},
    {"reply", "draft", "REF [TEXT]", "see what a reply would say; nothing is sent", template_text,
     reply_draft_options,
     "  onestop reply draft 7K3M-9XQ4 --sample received\n"
     "  onestop reply draft 7K3M-9XQ4 'Dear {{customer.name}}, come by {{case.due_at|date}}.'\n",
     job_reply_draft, false},
    {"reply", "send", "REF [TEXT]", "reply to the customer of a case", reply_text,
     reply_send_options,
     "  onestop reply send 7K3M-9XQ4 --sample received\n"
     "  onestop reply send 7K3M-9XQ4 --sample received --edit\n"
     "  onestop reply send 7K3M-9XQ4 - --channel letter < reply.txt\n",
     job_reply_send, false},
    {"reply", "list", "REF", "what was written about a case", NULL, limit_options,
     "  onestop reply list 7K3M-9XQ4\n", job_reply_list, false},
    {"reply", "show", "REF ID", "one reply", NULL, NULL, "  onestop reply show 7K3M-9XQ4 20417\n",
     job_reply_show, false},
    {"reply", "letter", "REF ID", "a reply as a letter to be printed (HTML)",
     "With --json: {\"html\"}, or {\"file\"} with --output.\n", letter_options,
     "  onestop reply letter 7K3M-9XQ4 20417 --output letter.html\n", job_reply_letter, false},
    {"sample", "search", "WORDS", "find sample replies, best first",
     "Accents and typing mistakes do not matter.\n", sample_list_options,
     "  onestop sample search 'parking permit' --language en\n", job_sample_search, false},
    {"sample", "list", NULL, "sample replies, by title", NULL, sample_list_options,
     "  onestop sample list --due\n  onestop sample list --service birth-certificate\n",
     job_sample_list, false},
    {"sample", "show", "CODE", "one sample reply, its versions and how often it was used", NULL,
     sample_show_options,
     "  onestop sample show received --language bg\n  onestop sample show received --version 2\n",
     job_sample_show, false},
    {"sample", "add", "CODE [TEXT]", "add a sample reply", template_text, sample_add_options,
     "  onestop sample add received - --title 'We have your letter' < received.txt\n"
     "  onestop sample add received --title 'We have your letter' --language bg\n",
     job_sample_add, false},
    {"sample", "change", "CODE [TEXT]", "change a sample reply: a new version", template_text,
     sample_change_options,
     "  onestop sample change received --review-on 2028-01-31 --owner mila.petrova\n"
     "  onestop sample change received - < received.txt\n",
     job_sample_change, false},
    {"sample", "retire", "CODE", "take a sample reply out of use", NULL, sample_retire_options,
     "  onestop sample retire received --language bg\n", job_sample_retire, false},
    {"audit", "counters", NULL, "recount all counters from the events",
     "Exit code 1 when there is any difference.\n", NULL, "  onestop audit counters\n",
     job_audit_counters, false},
    {"audit", "chain", NULL, "verify every chain of events",
     "Exit code 1 when a chain is broken.\n", NULL, "  onestop audit chain\n", job_audit_chain,
     false},
    {"audit", "personal", NULL, "who exported or erased a customer, and why", NULL, limit_options,
     "  onestop audit personal\n", job_audit_personal, false},
    {"staff", "password", "USER", "give somebody a new password",
     "The daemon makes it and tells it this once. Ends all sessions of USER, who has to change it\n"
     "before anything else.\n",
     NULL, "  onestop staff password mila.petrova\n", job_staff_password, false},
    {"sessions", "list", "USER", "sessions of somebody that are good", NULL, NULL,
     "  onestop sessions list mila.petrova\n", job_sessions_list, false},
    {"sessions", "revoke", "USER", "end all sessions of somebody", NULL, NULL,
     "  onestop sessions revoke mila.petrova\n", job_sessions_revoke, false},
    {.noun = NULL}};

static const struct cli_command *const tables[] = {commands_desk, commands_figures};

const struct cli_command *command_at(size_t i)
{
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (const struct cli_command *c = tables[t]; c->noun != NULL; c++)
            if (i-- == 0) return c;
    return NULL;
}
