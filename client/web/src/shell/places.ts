/** The pages: their addresses, who is shown the way there, and where their code is. One table for the menu, the palette and the router. */
import { lazy } from "preact-iso";
import { exec } from "preact-iso/router";
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

const DESK: Role[] = ["front-desk", "case-manager", "team-lead"];
const LEAD: Role[] = ["team-lead", "manager", "auditor", "administrator"];
const ALL: Role[] = [...DESK, "professional", "manager", "auditor", "administrator"];

const counter = (page: keyof typeof import("../pages/desk")) => lazy(() => import("../pages/desk").then((pages) => pages[page]));
const manage = () => import("../pages/manage");
const work = () => import("../pages/queue");
const admin = (page: keyof typeof import("../pages/admin")) => lazy<any>(() => import("../pages/admin").then((pages) => pages[page]));
const voice = (page: keyof typeof import("../pages/voice")) => lazy<any>(() => import("../pages/voice").then((pages) => pages[page]));

export const places: Place[] = [
  { path: "/app/", name: "place.home", roles: ALL, key: "h", menu: true, page: lazy(() => work().then((all) => all.Home)) },
  { path: "/app/log", name: "place.log", roles: DESK, key: "n", menu: true, page: counter("Log") },
  { path: "/app/cases/:reference/receipt", page: counter("Receipt") },
  { path: "/app/contacts/new", name: "contact.log", roles: [...DESK, "professional"], page: counter("Contact") },
  { path: "/app/waiting", name: "wait.heading", roles: DESK, page: counter("Waiting") },
  { path: "/app/customers", name: "place.customers", roles: DESK, menu: true, page: counter("Customers") },
  { path: "/app/customers/new", name: "customer.new", roles: DESK, page: counter("CustomerNew") },
  { path: "/app/customers/:id", page: counter("Customer") },
  { path: "/app/personal", name: "place.personal", roles: ["team-lead", "administrator"], page: counter("Personal") },
  { path: "/app/cases", name: "place.cases", roles: ALL, key: "c", menu: true, page: lazy(() => work().then((all) => all.Cases)) },
  { path: "/app/queues", name: "place.queues", roles: ALL, key: "q", menu: true, page: lazy(() => work().then((all) => all.Queues)) },
  { path: "/app/tasks", name: "place.tasks", roles: ["professional", "case-manager", "team-lead"], menu: true, page: lazy(() => work().then((all) => all.Tasks)) },
  { path: "/app/notices", name: "notices.heading", page: lazy(() => work().then((all) => all.Notices)) },
  { path: "/app/cases/:reference", page: lazy(() => import("../pages/case/show")) },
  { path: "/app/complaints", name: "place.complaints", roles: ALL, menu: true, page: voice("Complaints") },
  { path: "/app/complaints/new", name: "place.complaint-new", roles: [...DESK, "professional", "manager"], page: voice("ComplaintNew") },
  { path: "/app/complaints/kpis", name: "place.complaint-kpis", roles: LEAD, page: voice("ComplaintKpis") },
  { path: "/app/complaints/:reference", page: voice("Complaint") },
  { path: "/app/complaints/:reference/receipt", page: voice("ComplaintReceipt") },
  { path: "/app/feedback", name: "place.feedback", roles: ALL, menu: true, page: voice("FeedbackList") },
  { path: "/app/feedback/new", name: "place.feedback-new", roles: [...DESK, "professional"], page: voice("FeedbackNew") },
  { path: "/app/feedback/:reference", page: voice("Feedback") },
  { path: "/app/improvements", name: "place.improvements", roles: ALL, menu: true, page: voice("Improvements") },
  { path: "/app/improvements/new", name: "place.improvement-new", roles: [...DESK, "professional", "manager"], page: voice("ImprovementNew") },
  { path: "/app/improvements/:reference", page: voice("Improvement") },
  { path: "/app/surveys", name: "place.surveys", roles: [...DESK, "manager", "auditor"], page: voice("Surveys") },
  { path: "/app/surveys/new", page: voice("SurveyEnter") },
  { path: "/app/surveys/results/:code", page: voice("SurveyResults") },
  { path: "/app/surveys/:reference", page: voice("Survey") },
  { path: "/app/standards", name: "place.standards", roles: ALL, page: voice("Standards") },
  { path: "/app/services", name: "place.services", roles: ALL, menu: true, page: counter("Services") },
  { path: "/app/services/:code", page: counter("Service") },
  { path: "/app/measures", name: "place.measures", roles: LEAD, menu: true, apart: true, page: lazy(() => manage().then((all) => all.Measures)) },
  { path: "/app/measures/:name", page: lazy(() => manage().then((all) => all.Measure)) },
  { path: "/app/signals", name: "place.signals", roles: ["team-lead", "manager", "auditor"], menu: true, page: lazy(() => manage().then((all) => all.Signals)) },
  { path: "/app/signals/:reference", page: lazy(() => manage().then((all) => all.Signal)) },
  { path: "/app/capacity", name: "place.capacity", roles: LEAD, menu: true, page: lazy(() => manage().then((all) => all.Capacity)) },
  { path: "/app/reports", name: "place.reports", roles: LEAD, menu: true, page: lazy(() => manage().then((all) => all.Reports)) },
  { path: "/app/reports/runs/:id", page: lazy(() => manage().then((all) => all.ReportRun)) },
  { path: "/app/maturity", name: "place.maturity", roles: LEAD, menu: true, page: lazy(() => manage().then((all) => all.Maturity)) },
  { path: "/app/maturity/try", page: lazy(() => manage().then((all) => all.FrameworkTry)) },
  { path: "/app/maturity/:framework", page: lazy(() => manage().then((all) => all.Framework)) },
  { path: "/app/maturity/:framework/elements/:element", page: lazy(() => manage().then((all) => all.Element)) },
  { path: "/app/evidence", name: "place.evidence", roles: LEAD, menu: true, page: lazy(() => manage().then((all) => all.Evidence)) },
  { path: "/app/evidence/new", page: lazy(() => manage().then((all) => all.EvidenceNew)) },
  { path: "/app/evidence/:reference", page: lazy(() => manage().then((all) => all.EvidenceOne)) },
  { path: "/app/desk", name: "place.desk", roles: ["administrator", "auditor"], menu: true, apart: true, page: admin("DeskVersions") },
  { path: "/app/desk/:number", page: admin("DeskVersion") },
  { path: "/app/accounts", name: "place.accounts", roles: ["administrator", "auditor"], menu: true, page: admin("Accounts") },
  { path: "/app/outbox", name: "place.outbox", roles: ["team-lead", "administrator", "auditor"], menu: true, page: admin("Outbox") },
  { path: "/app/audit", name: "place.audit", roles: ["administrator", "auditor"], menu: true, page: admin("Audit") },
  { path: "/app/account", name: "place.account", page: lazy(() => import("../pages/account")) },
];

/** What an address leads to. */
export function placeAt(path: string): Place | undefined {
  return places.find((place) => exec(path, place.path));
}

export { ALL, DESK, LEAD };
