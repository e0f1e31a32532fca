/** The pages: their addresses, who is shown the way there, and where their code is. One table for the menu, the palette and the router. */
import { lazy } from "preact-iso";
import { exec } from "preact-iso/router";
import { COUNTER, OVERSEES, PRIVACY, SAYS_AWAY, TAKES, TAKES_COMPLAINTS, WATCHES } from "../data/roles";
import type { Role } from "../data/session";
import type { Word } from "../words";

export interface Place {
  path: string;
  /** In the menu and the palette; without it it is reached from other pages. */
  name?: Word;
  /** Of these any; nobody else is shown the way. */
  roles?: Role[];
  /** A letter that goes there. */
  key?: string;
  /** In the main menu, not only in the palette. */
  menu?: boolean;
  /** In the menu a line stands before it. */
  apart?: boolean;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- pages take what their address says
  page: any;
}

const ALL: Role[] = [...TAKES, "manager", "auditor", "administrator"];

/** Pages of a folder are loaded together. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- pages take what their address says
const from = <Pages extends object>(load: () => Promise<Pages>) => (page: keyof Pages) => lazy<any>(() => load().then((pages) => pages[page] as any));
const desk = from(() => import("../pages/desk"));
const work = from(() => import("../pages/queue"));
const voice = from(() => import("../pages/voice"));
const manage = from(() => import("../pages/manage"));
const admin = from(() => import("../pages/admin"));

export const places: Place[] = [
  { path: "/app/", name: "place.home", roles: ALL, key: "h", menu: true, page: work("Home") },
  { path: "/app/log", name: "place.log", roles: COUNTER, key: "n", menu: true, page: desk("Log") },
  { path: "/app/cases/:reference/receipt", page: desk("Receipt") },
  { path: "/app/contacts/new", name: "contact.log", roles: TAKES, page: desk("Contact") },
  { path: "/app/waiting", name: "wait.heading", roles: COUNTER, page: desk("Waiting") },
  { path: "/app/customers", name: "place.customers", roles: COUNTER, menu: true, page: desk("Customers") },
  { path: "/app/customers/new", name: "customer.new", roles: COUNTER, page: desk("CustomerNew") },
  { path: "/app/customers/:id", page: desk("Customer") },
  { path: "/app/personal", name: "place.personal", roles: PRIVACY, page: desk("Personal") },
  { path: "/app/cases", name: "place.cases", roles: ALL, key: "c", menu: true, page: work("Cases") },
  { path: "/app/queues", name: "place.queues", roles: ALL, key: "q", menu: true, page: work("Queues") },
  { path: "/app/tasks", name: "place.tasks", roles: ["professional", "case-manager", "team-lead"], menu: true, page: work("Tasks") },
  { path: "/app/absences", name: "place.absences", roles: SAYS_AWAY, menu: true, page: work("Absences") },
  { path: "/app/notices", name: "notices.heading", page: work("Notices") },
  { path: "/app/cases/:reference", page: lazy(() => import("../pages/case/show")) },
  { path: "/app/complaints", name: "place.complaints", roles: ALL, menu: true, page: voice("Complaints") },
  { path: "/app/complaints/new", name: "place.complaint-new", roles: TAKES_COMPLAINTS, page: voice("ComplaintNew") },
  { path: "/app/complaints/kpis", name: "place.complaint-kpis", roles: WATCHES, page: voice("ComplaintKpis") },
  { path: "/app/complaints/:reference", page: voice("Complaint") },
  { path: "/app/complaints/:reference/receipt", page: voice("ComplaintReceipt") },
  { path: "/app/feedback", name: "place.feedback", roles: ALL, menu: true, page: voice("FeedbackList") },
  { path: "/app/feedback/new", name: "place.feedback-new", roles: TAKES, page: voice("FeedbackNew") },
  { path: "/app/feedback/:reference", page: voice("Feedback") },
  { path: "/app/improvements", name: "place.improvements", roles: ALL, menu: true, page: voice("Improvements") },
  { path: "/app/improvements/new", name: "place.improvement-new", roles: TAKES_COMPLAINTS, page: voice("ImprovementNew") },
  { path: "/app/improvements/:reference", page: voice("Improvement") },
  { path: "/app/surveys", name: "place.surveys", roles: [...COUNTER, "manager", "auditor"], page: voice("Surveys") },
  { path: "/app/surveys/new", page: voice("SurveyEnter") },
  { path: "/app/surveys/results/:code", page: voice("SurveyResults") },
  { path: "/app/surveys/:reference", page: voice("Survey") },
  { path: "/app/standards", name: "place.standards", roles: ALL, page: voice("Standards") },
  { path: "/app/services", name: "place.services", roles: ALL, menu: true, page: desk("Services") },
  { path: "/app/services/:code", page: desk("Service") },
  { path: "/app/measures", name: "place.measures", roles: WATCHES, menu: true, apart: true, page: manage("Measures") },
  { path: "/app/measures/:name", page: manage("Measure") },
  { path: "/app/signals", name: "place.signals", roles: ["team-lead", "manager", "auditor"], menu: true, page: manage("Signals") },
  { path: "/app/signals/:reference", page: manage("Signal") },
  { path: "/app/capacity", name: "place.capacity", roles: WATCHES, menu: true, page: manage("Capacity") },
  { path: "/app/reports", name: "place.reports", roles: WATCHES, menu: true, page: manage("Reports") },
  { path: "/app/reports/runs/:id", page: manage("ReportRun") },
  { path: "/app/maturity", name: "place.maturity", roles: WATCHES, menu: true, page: manage("Maturity") },
  { path: "/app/maturity/try", page: manage("FrameworkTry") },
  { path: "/app/maturity/:framework", page: manage("Framework") },
  { path: "/app/maturity/:framework/elements/:element", page: manage("Element") },
  { path: "/app/evidence", name: "place.evidence", roles: WATCHES, menu: true, page: manage("Evidence") },
  { path: "/app/evidence/new", page: manage("EvidenceNew") },
  { path: "/app/evidence/:reference", page: manage("EvidenceOne") },
  { path: "/app/desk", name: "place.desk", roles: OVERSEES, menu: true, apart: true, page: admin("DeskVersions") },
  { path: "/app/desk/:number", page: admin("DeskVersion") },
  { path: "/app/accounts", name: "place.accounts", roles: OVERSEES, menu: true, page: admin("Accounts") },
  { path: "/app/outbox", name: "place.outbox", roles: ["team-lead", ...OVERSEES], menu: true, page: admin("Outbox") },
  { path: "/app/audit", name: "place.audit", roles: OVERSEES, menu: true, page: admin("Audit") },
  { path: "/app/account", name: "place.account", page: lazy(() => import("../pages/account")) },
];

/** What an address leads to. */
export function placeAt(path: string): Place | undefined {
  return places.find((place) => exec(path, place.path));
}
