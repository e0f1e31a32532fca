/** Who works here. */
import { computed, signal } from "@preact/signals";
import { api, ask, csrf, problemOf, type Schemas } from "./api";

export type Session = Schemas["Session"];
export type Role = Schemas["Role"];

/** undefined: not known yet; null: nobody. */
export const session = signal<Session | null | undefined>(undefined);
/** Who is logged in has to change their password: until then they are nobody here. */
export const renewing = signal(false);
export const roles = computed(() => new Set(session.value?.grants.map((grant) => grant.role) ?? []));

export function may(...any: Role[]): boolean {
  return any.some((role) => roles.value.has(role));
}

/** Agencies in which one has one of these roles. */
export function agenciesWith(...any: Role[]): string[] {
  return [...new Set((session.value?.grants ?? []).filter((grant) => any.includes(grant.role)).map((grant) => grant.agency))];
}

/** Whether one has one of these roles for a whole agency; without an agency: for any. */
export function mayInAll(agency: string | undefined, ...any: Role[]): boolean {
  return (session.value?.grants ?? []).some((grant) => any.includes(grant.role) && !grant.office && (!agency || grant.agency === agency));
}

function leave(): void {
  renewing.value = false;
  session.value = null;
}

function enter({ csrf_token, ...found }: Session): void {
  csrf.value = csrf_token ?? "";
  renewing.value = found.staff.must_change_password;
  session.value = renewing.value ? null : found;
}

/** Asks who is logged in. What nobody can be asked about stays as it is. */
export async function whoAmI(): Promise<void> {
  try {
    enter(await ask(api.GET("/session")));
  } catch (fault) {
    if (problemOf(fault).status !== 401) throw fault;
    leave();
  }
}

export async function logIn(user_name: string, password: string): Promise<void> {
  const opened = await ask(api.POST("/session", { body: { user_name, password, cookie: true } }));
  csrf.value = opened.csrf_token ?? "";
  await whoAmI();
}

export async function logOut(): Promise<void> {
  await ask(api.DELETE("/session"));
  csrf.value = "";
  leave();
}
