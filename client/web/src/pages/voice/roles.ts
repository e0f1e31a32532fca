/** Who is offered what in the registers, as x-roles of the contract have it. */
import type { Role } from "../../data/session";

export const TAKES: Role[] = ["front-desk", "case-manager", "professional", "team-lead"];
export const TAKES_COMPLAINTS: Role[] = [...TAKES, "manager"];
export const ANSWERS: Role[] = ["case-manager", "team-lead", "manager"];
export const CONVERTS: Role[] = ["front-desk", "case-manager", "team-lead"];
export const LEADS: Role[] = ["team-lead", "manager"];
export const WATCHES: Role[] = ["team-lead", "manager", "auditor", "administrator"];
export const ENTERS: Role[] = ["manager", "auditor"];
export const INVITES: Role[] = CONVERTS;
