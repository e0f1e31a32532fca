/** The pages of who administers, loaded together. */
export { default as Accounts } from "./accounts";
export { default as Audit } from "./audit";
export { default as DeskVersions } from "./desk";
export { default as DeskVersion } from "./desk-version";
export { default as Outbox } from "./outbox";
