/** A register as a list: what is asked stands in the address, rows are gone through by j and k. */
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { useQuery } from "../../data/address";
import { desk } from "../../data/desk";
import { useChanges, type LiveChange } from "../../data/live";
import { usePages } from "../../data/pages";
import { may, type Role } from "../../data/session";
import { useKey, useRowKeys } from "../../shell/keys";
import { Changes, type Column, dueGroup, Empty, More, Page, Problem, Section, Select, Table, Waiting, type DueGroup } from "../../ui/parts";
import { t, type Word } from "../../words";
import { named, type Option } from "./asked";

export interface Filter {
  name: string;
  label: string;
  /** The words of none chosen; without them one always is. */
  empty?: string;
  options: Option[];
}

export interface Listed<T> {
  items: T[];
  next: string | null;
}

interface Register<T> {
  heading: string;
  filters: Filter[];
  list: (query: Record<string, string>, signal: AbortSignal) => Promise<Listed<T>>;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  /** When it is due: rows are grouped by that. */
  due?: (row: T) => string | null;
  empty: string;
  /** The way to a new one, for whom it is open. */
  add?: { path: string; word: string; roles: Role[] };
  others?: ComponentChildren;
  live?: LiveChange["about"];
}

const GROUPS: DueGroup[] = ["critical", "overdue", "soon", "later", "none"];

const ownAgencies = () => desk.value?.agencies.filter((one) => one.mine) ?? [];

/** Of whom works for several agencies: which. one: not all of them together. */
export function agencyFilter(one = false): Filter[] {
  const mine = ownAgencies();
  return mine.length > 1 ? [{ name: "agency", label: t("voice.agency"), empty: one ? undefined : t("voice.all"), options: named(mine) }] : [];
}

/** The agency of the address, else the first of one's own. */
export function useAgency(): string | undefined {
  const [query] = useQuery();
  return query["agency"] ?? ownAgencies()[0]?.code;
}

export function Filters({ filters }: { filters: Filter[] }) {
  const [query, set] = useQuery();
  return (
    <div class="filters" role="search">
      {filters.map(({ name, label, empty, options }) => (
        <Select key={name} label={label} value={query[name] ?? (empty === undefined ? (options[0]?.value ?? "") : "")} onValue={(value) => set({ [name]: value })} empty={empty} options={options} />
      ))}
    </div>
  );
}

export function RegisterPage<T>({ heading, filters, list, columns, rowKey, due, empty, add, others, live }: Register<T>) {
  const [query] = useQuery();
  const { route } = useLocation();
  const asked = [...agencyFilter(), ...filters];
  const wanted = Object.fromEntries(asked.flatMap(({ name }) => (query[name] ? [[name, query[name]]] : [])));
  const pages = usePages((cursor, signal) => list(cursor ? { ...wanted, cursor } : wanted, signal), [wanted]);
  const changes = useChanges((change) => change.about === live, [wanted]);
  const adding = add && may(...add.roles) ? add : undefined;
  useRowKeys();
  useKey("t", adding?.word ?? "", adding && (() => route(adding.path)));
  const rows = pages.items;
  const table = (caption: string, some: T[]) => <Table caption={caption} columns={columns} rows={some} rowKey={rowKey} />;
  return (
    <Page
      heading={heading}
      actions={
        <>
          {others}
          {adding && (
            <a class="btn btn-primary" href={adding.path}>
              {adding.word}
            </a>
          )}
        </>
      }
    >
      <Filters filters={asked} />
      <Changes count={changes.count} onShow={() => (changes.forget(), pages.reload())} />
      <Problem problem={pages.problem} />
      <Waiting slow={pages.slow} />
      {rows?.length === 0 && <Empty action={adding && <a href={adding.path}>{adding.word}</a>}>{empty}</Empty>}
      {rows && rows.length > 0 && !due && table(heading, rows)}
      {rows &&
        due &&
        GROUPS.map((group) => {
          const some = rows.filter((row) => dueGroup(due(row)) === group).sort((a, b) => (due(a) ?? "").localeCompare(due(b) ?? ""));
          const word = t(`due.${group}` as Word);
          return some.length > 0 && <Section key={group} heading={`${word} (${some.length})`}>{table(word, some)}</Section>;
        })}
      <More more={pages.more} onMore={pages.loadMore} />
    </Page>
  );
}
