/** A register as a list: what is asked stands in the address, rows are gone through by j and k. */
import type { ComponentChildren } from "preact";
import { useLocation } from "preact-iso";
import { useQuery } from "../../data/address";
import { useChanges, type LiveChange } from "../../data/live";
import { usePages } from "../../data/pages";
import { may, type Role } from "../../data/session";
import { useKey, useRowKeys } from "../../shell/keys";
import { type Choice, Filters, useAgency } from "../../ui/filters";
import { List } from "../../ui/list";
import { Changes, type Column, dueGroup, Page, Section, Table, type DueGroup } from "../../ui/parts";
import { t, type Word } from "../../words";

export interface Listed<T> {
  items: T[];
  next: string | null;
}

interface Register<T> {
  heading: string;
  filters: Choice[];
  list: (query: Record<string, string>, signal: AbortSignal) => Promise<Listed<T>>;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  /** When it is due: rows are grouped by that. */
  due?: (row: T) => string | null;
  /** What is said when there are none, and no filter is set. */
  empty: string;
  /** The way to a new one, for whom it is open. */
  add?: { path: string; word: string; roles: Role[] };
  others?: ComponentChildren;
  live?: LiveChange["about"];
}

const GROUPS: DueGroup[] = ["critical", "overdue", "soon", "later", "none"];

export function RegisterPage<T>({ heading, filters, list, columns, rowKey, due, empty, add, others, live }: Register<T>) {
  const [query] = useQuery();
  const { route } = useLocation();
  const [, choice] = useAgency(undefined, { all: true });
  const wanted = Object.fromEntries(["agency", ...filters.map(({ name }) => name)].flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
  const pages = usePages((cursor, signal) => list(cursor ? { ...wanted, cursor } : wanted, signal), [wanted]);
  const changes = useChanges((change) => change.about === live, [wanted]);
  const adding = add && may(...add.roles) ? add : undefined;
  useRowKeys();
  useKey("t", adding?.word ?? "", adding && (() => route(adding.path)));
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
      <Filters filters={filters}>{choice}</Filters>
      <Changes count={changes.count} onShow={() => (changes.forget(), pages.reload())} />
      <List<T> of={pages} rows={pages.items} none={Object.keys(wanted).length > 0 ? t("filter.none-such") : empty} next={adding && <a href={adding.path}>{adding.word}</a>} caption={heading} columns={columns} rowKey={rowKey}>
        {due &&
          ((rows: T[]) =>
            GROUPS.map((group) => {
              const some = rows.filter((row) => dueGroup(due(row)) === group).sort((a, b) => (due(a) ?? "").localeCompare(due(b) ?? ""));
              const word = t(`due.${group}` as Word);
              return (
                some.length > 0 && (
                  <Section key={group} heading={`${word} (${some.length})`}>
                    <Table caption={word} columns={columns} rows={some} rowKey={rowKey} />
                  </Section>
                )
              );
            }))}
      </List>
    </Page>
  );
}
