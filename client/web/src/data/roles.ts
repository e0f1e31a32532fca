/** Who is offered what, as x-roles of the contract have it; the daemon decides. */
import type { Role } from "./session";

/** Serves people: logs, finds and changes. */
export const COUNTER: Role[] = ["front-desk", "case-manager", "team-lead"];
export const TAKES: Role[] = [...COUNTER, "professional"];
export const TAKES_COMPLAINTS: Role[] = [...TAKES, "manager"];
/** Works cases. */
export const WORKS: Role[] = ["case-manager", "team-lead"];
export const ANSWERS: Role[] = [...WORKS, "manager"];
export const LEADS: Role[] = ["team-lead", "manager"];
/** Says when others are away. */
export const SAYS_AWAY: Role[] = [...LEADS, "administrator"];
/** Sees figures. */
export const WATCHES: Role[] = [...LEADS, "auditor", "administrator"];
/** Enters what staff or a mystery visitor answered. */
export const ENTERS: Role[] = ["manager", "auditor"];
/** Enters and decides on evidence. */
export const PROVES: Role[] = [...LEADS, "administrator"];
/** Gives out and erases what is personal of a customer. */
export const PRIVACY: Role[] = ["team-lead", "administrator"];
/** Looks after an agency's installation. */
export const OVERSEES: Role[] = ["administrator", "auditor"];
