/** Choices that stand in the address, so that what is shown can be kept, shared and gone back to. */
import type { ComponentChildren } from "preact";
import { type Query, useQuery } from "../data/address";
import { type Option, ownAgencies } from "../data/options";
import type { Role } from "../data/session";
import { t } from "../words";
import { Select, Text } from "./parts";

export interface Choice {
  name: string;
  label: string;
  options: Option[];
  /** What is chosen when the address says nothing; without it all are. */
  fallback?: string;
  /** The words of all. */
  empty?: string;
  /** What else becomes of the address when it is chosen. */
  also?: Query;
}

export function Filter({ name, label, options, fallback, empty = t("filter.all"), also }: Choice) {
  const [query, set] = useQuery();
  return (
    <Select
      label={label}
      value={query[name] ?? fallback ?? ""}
      empty={fallback === undefined ? empty : undefined}
      options={options}
      onValue={(value) => set({ ...also, [name]: value === fallback ? undefined : value })}
    />
  );
}

export function Filters({ filters = [], children }: { filters?: Choice[]; children?: ComponentChildren }) {
  return (
    <div class="filters" role="search" aria-label={t("filter.heading")}>
      {children}
      {filters.map((one) => (
        <Filter key={one.name} {...one} />
      ))}
    </div>
  );
}

/** A day in the address. What is typed is taken when it is a whole year. */
export function DayFilter({ name, label, fallback = "" }: { name: string; label: string; fallback?: string }) {
  const [query, set] = useQuery();
  return <Text type="date" label={label} value={query[name] ?? fallback} onValue={(value) => (value === "" || value >= "1970") && set({ [name]: value })} />;
}

/** The agency of the address, else the first of one's own (in which one has such a role), and the choice of it where there are
 * several. all: none is meant unless one is chosen. */
export function useAgency(roles?: readonly Role[], { all, also }: { all?: boolean; also?: Query } = {}): [string | undefined, ComponentChildren] {
  const [{ agency }] = useQuery();
  const own = ownAgencies(roles);
  const first = all ? undefined : own[0]?.value;
  return [agency ?? first, own.length > 1 && <Filter name="agency" label={t("account.agency")} fallback={first} options={own} also={also} />];
}
