/** What the files of this folder share. */
import type { Schemas } from "../../data/api";
import { session } from "../../data/session";
import { desk } from "../../data/desk";

export type Whole = Schemas["CaseWhole"];
export type Happened = Schemas["Event"];

/** What an act on a case depends on beside what was typed. */
export interface Around {
  kase: Whole;
  /** Who looks at it. */
  me: string;
  /** Their roles in the agencies of the case. */
  roles: ReadonlySet<Schemas["Role"]>;
  /** Days after its closing in which it can be opened again. */
  reopenDays: number;
}

export function around(kase: Whole): Around {
  const there = (session.value?.grants ?? []).filter((grant) => grant.agency === kase.agency || grant.agency === kase.handling_agency);
  return {
    kase,
    me: session.value?.staff.user_name ?? "",
    roles: new Set(there.map((grant) => grant.role)),
    reopenDays: desk.value?.agencies.find((one) => one.code === kase.agency)?.reopen_days ?? 0,
  };
}

