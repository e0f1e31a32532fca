/** A list as it comes: what went wrong, what waits, that there is nothing, its rows, and more of them. */
import type { ComponentChildren } from "preact";
import type { Problem as Told } from "../data/api";
import { Empty, type Going, More, Problem, Table, type TableProps, Waiting } from "./parts";

interface Listed<T> extends Omit<TableProps<T>, "rows"> {
  of: { problem: Told | undefined; slow: boolean; reload?: () => void } & Going;
  rows: T[] | undefined;
  /** What is said when there are none, and the next step. */
  none: string;
  next?: ComponentChildren;
  /** In the place of one table of them. */
  children?: ((rows: T[]) => ComponentChildren) | undefined;
}

export function List<T>({ of, rows, none, next, children, ...table }: Listed<T>) {
  return (
    <>
      <Problem problem={of.problem} again={rows ? undefined : of.reload} />
      <Waiting slow={of.slow} />
      {rows && (rows.length === 0 ? <Empty action={next}>{none}</Empty> : children ? children(rows) : <Table {...table} rows={rows} />)}
      <More of={of} />
    </>
  );
}
