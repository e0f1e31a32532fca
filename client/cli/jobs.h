/* What the commands do: one function a row of the table in commands.c. Each speaks to the daemon,
 * prints the result and returns the exit code. */
#ifndef ONESTOP_CLIENT_JOBS_H
#define ONESTOP_CLIENT_JOBS_H

#include "client/cli/args.h"
#include "client/cli/cli.h"

#define JOB(name) enum cli_exit name(struct cli *cli, const struct args *args)
/* session.c */
JOB(job_login);
JOB(job_logout);
JOB(job_whoami);
JOB(job_passwd);
JOB(job_staff_password);
JOB(job_sessions_list);
JOB(job_sessions_revoke);
/* capacity.c */
JOB(job_capacity);

/* simulate.c */
JOB(job_simulate);

/* measure.c */
JOB(job_measure);
/* report.c */
JOB(job_report_list);
JOB(job_report_run);
JOB(job_report_runs);
JOB(job_report_show);
JOB(job_report_file);
JOB(job_report_cancel);
JOB(job_report_deliver);
JOB(job_report_receipt);
JOB(job_report_publish);
JOB(job_report_withdraw);
/* customer.c */
JOB(job_customer_add);
JOB(job_customer_find);
JOB(job_customer_show);
JOB(job_customer_replies);
JOB(job_customer_feedback);
JOB(job_customer_complaints);
JOB(job_customer_change);
JOB(job_customer_merge);
JOB(job_customer_export);
JOB(job_customer_erase);
/* service.c */
JOB(job_service_list);
JOB(job_service_show);
/* holiday.c */
JOB(job_holiday_import);
/* standard.c */
JOB(job_standard_list);
JOB(job_standard_show);
/* case_log.c */
JOB(job_contact_log);
JOB(job_case_log);
/* case_show.c */
JOB(job_case_show);
JOB(job_case_events);
JOB(job_clock);
JOB(job_complaint_clock);
/* case_change.c */
JOB(job_case_claim);
JOB(job_case_assign);
JOB(job_case_hand_over);
JOB(job_case_bring_in);
JOB(job_case_step);
JOB(job_case_note);
JOB(job_case_pause);
JOB(job_case_customer);
JOB(job_case_extend);
JOB(job_case_resume);
JOB(job_case_close);
JOB(job_case_reopen);
JOB(job_case_link);
/* work.c */
JOB(job_case_list);
JOB(job_queue);
JOB(job_task_list);
JOB(job_contact_list);
JOB(job_task_claim);
JOB(job_task_answer);
JOB(job_notice);
/* chart.c, signal.c */
JOB(job_chart);
JOB(job_signal_list);
JOB(job_signal_show);
JOB(job_signal_decide);
/* absence.c */
JOB(job_absence_list);
JOB(job_absence_enter);
JOB(job_absence_show);
JOB(job_absence_change);
JOB(job_absence_withdraw);
/* feedback.c */
JOB(job_feedback_log);
JOB(job_feedback_list);
JOB(job_feedback_show);
JOB(job_feedback_assign);
JOB(job_feedback_answer);
JOB(job_feedback_link);
JOB(job_feedback_close);
/* improvement.c */
JOB(job_improvement_add);
JOB(job_improvement_change);
JOB(job_improvement_list);
JOB(job_improvement_show);
JOB(job_improvement_move);
JOB(job_improvement_link);
JOB(job_improvement_publish);
/* outbox.c */
JOB(job_outbox_list);
JOB(job_outbox_show);
JOB(job_outbox_retry);
JOB(job_outbox_printed);
/* survey.c */
JOB(job_survey_list);
JOB(job_survey_show);
JOB(job_survey_send);
JOB(job_survey_answer);
JOB(job_survey_enter);
JOB(job_survey_results);
/* complaint.c */
JOB(job_complaint_log);
JOB(job_complaint_list);
JOB(job_complaint_show);
JOB(job_complaint_ack);
JOB(job_complaint_answer);
JOB(job_complaint_extend);
JOB(job_complaint_escalate);
JOB(job_complaint_withdraw);
JOB(job_complaint_convert);
JOB(job_complaint_link);
JOB(job_complaint_remedy);
JOB(job_complaint_printed);
JOB(job_complaint_kpi);
/* watch.c */
JOB(job_watch);
/* desk.c */
JOB(job_apply);
JOB(job_desk_versions);
JOB(job_desk_show);
JOB(job_audit_counters);
JOB(job_audit_chain);
JOB(job_audit_personal);
/* import.c */
JOB(job_import_requests);
JOB(job_import_contacts);
/* reply.c */
JOB(job_reply_draft);
JOB(job_reply_send);
JOB(job_reply_list);
JOB(job_reply_show);
JOB(job_reply_letter);
/* Subject and text, a line at a time. */
void reply_print(struct cli *cli, const char *subject, const char *body);
/* evidence.c */
JOB(job_evidence_kinds);
JOB(job_evidence_add);
JOB(job_evidence_list);
JOB(job_evidence_show);
JOB(job_evidence_correct);
JOB(job_evidence_check);
JOB(job_evidence_withdraw);
JOB(job_evidence_document);
/* sample.c */
JOB(job_sample_search);
JOB(job_sample_list);
JOB(job_sample_show);
JOB(job_sample_add);
JOB(job_sample_change);
JOB(job_sample_retire);
/* maturity.c */
JOB(job_maturity);
/* framework.c */
JOB(job_framework_list);
JOB(job_framework_show);
JOB(job_framework_check);
JOB(job_framework_apply);
JOB(job_framework_target);
/* The text and name of a framework's file, put into a body; CLI_OK, or told what is wrong. */
enum cli_exit framework_put_file(struct cli *cli, const char *path, struct json_object *body);
#undef JOB

#endif
