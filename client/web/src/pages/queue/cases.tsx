/** Cases: one's own first, by how urgent they are; narrowed by the address. */
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useQuery } from "../../data/address";
import { api, ask, change, type Problem as Told } from "../../data/api";
import { useChanges } from "../../data/live";
import { usePages } from "../../data/pages";
import { COUNTER, WORKS } from "../../data/roles";
import { may, session } from "../../data/session";
import { useKey, useRowKeys } from "../../shell/keys";
import { Button, Changes, Empty, More, Page, Problem, Waiting } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t } from "../../words";
import { type Given, giveAll } from "./assign";
import { AssignBar } from "./assign-bar";
import { ExportDialog } from "./export";
import { CaseFilters } from "./filters";
import { type Case, type Filter, filterOf, getCases, groupsOf, isOpenOnly, ME, pageOf } from "./list";
import { CaseRows, mayTake } from "./rows";
import { useTries } from "./tries";
import { Views } from "./views";

/** The order that a case's page goes on in. */
const ORDER = "onestop.list";
/** Rows of a page: about what a screen shows. */
const PAGE = 25;

/** The rows as read, what became of them since, and what failed. */
function useRows(filter: Filter, me: string) {
  const read = useRef(Date.now());
  const [patched, patch] = useState<ReadonlyMap<string, Case>>(new Map());
  const [problems, setProblems] = useState<ReadonlyMap<string, Told>>(new Map());
  const pages = usePages((cursor, stop) => {
    if (!cursor) {
      read.current = Date.now();
      patch(new Map());
      setProblems(new Map());
    }
    return pageOf(filter, me, cursor, PAGE, getCases(stop));
  }, [filter]);
  const tell = useCallback(({ case: one, problem }: Given) => {
    setProblems((was) => {
      const now = new Map(was);
      if (problem) now.set(one.reference, problem);
      else now.delete(one.reference);
      return now;
    });
    const put = (now: Case) => patch((was) => new Map(was).set(one.reference, now));
    if (!problem) put(one);
    // Somebody changed it: the row shows it as it is now, and is tried again only by hand.
    else if (problem.status === 412) ask(api.GET("/cases/{reference}", { params: { path: { reference: one.reference } } })).then(put, () => undefined);
  }, []);
  const items = useMemo(() => pages.items ?? [], [pages.items?.length, pages.items?.[0], pages.items?.at(-1)]);
  const groups = useMemo(() => groupsOf(items, filter, me, read.current), [items]);
  return { pages, items, groups, patched, problems, tell };
}

function useTake(find: (reference: string) => Case | undefined, tell: (given: Given) => void): (reference: string | undefined) => void {
  const key = useTries();
  const latest = useRef(find);
  latest.current = find;
  return useCallback((reference) => {
    const one = reference ? latest.current(reference) : undefined;
    if (!one || !mayTake(one)) return;
    const claim = async ({ reference, version }: Case) => {
      const header = change(key(`${reference} ${version}`), version);
      const taken = await ask(api.POST("/cases/{reference}/claim", { params: { path: { reference }, header }, body: {} }));
      say(t("cases.taken", { reference }));
      return taken;
    };
    void giveAll([one], claim, tell);
  }, []);
}

export default function Cases() {
  const [query] = useQuery();
  const me = session.value?.staff.user_name ?? "";
  const filter = filterOf(query);
  const narrowed = JSON.stringify(filter);
  const { pages, items, groups, patched, problems, tell } = useRows(filter, me);
  const [chosen, choose] = useState<ReadonlySet<string> | undefined>(() => (query.select && may("team-lead") ? new Set() : undefined));
  const [exporting, setExporting] = useState(false);
  const find = (reference: string) => patched.get(reference) ?? items.find((one) => one.reference === reference);
  const take = useTake(find, tell);
  const changes = useChanges((one) => one.about === "case" && (!filter.queue || one.queue === filter.queue || items.some((row) => row.reference === one.reference)), [filter.queue, items]);
  useEffect(() => sessionStorage.setItem(ORDER, JSON.stringify(items.map((one) => one.reference))), [items]);
  useEffect(() => choose((was) => was && new Set()), [narrowed]);
  // Not made again with every row and key.
  const narrowing = useMemo(
    () => (
      <>
        <Views filter={filter} />
        <CaseFilters filter={filter} also={{ unassigned: undefined, select: undefined }} />
      </>
    ),
    [narrowed],
  );

  const here = () => document.activeElement?.closest<HTMLElement>("tr[data-reference]");
  const toggle = (references: string[]) =>
    choose((was) => {
      const now = new Set(was);
      const all = references.every((one) => now.has(one));
      for (const one of references) if (all) now.delete(one);
        else now.add(one);
      return now;
    });
  const some = items.length > 0;
  useRowKeys(pages.loadMore);
  useKey("t", t("cases.take"), may(...WORKS) ? () => take(here()?.dataset.reference) : undefined);
  useKey("x", t("cases.select"), chosen ? () => here() && toggle([here()?.dataset.reference as string]) : undefined);

  return (
    <Page
      heading={t("cases.heading")}
      actions={
        <>
          {may("team-lead") && isOpenOnly(filter) && !chosen && <Button onClick={() => choose(new Set())}>{t("cases.select")}</Button>}
          <Button disabled={!some} onClick={() => setExporting(true)}>
            {t("cases.export")}
          </Button>
        </>
      }
    >
      {narrowing}
      {chosen && <AssignBar cases={items.filter((one) => chosen.has(one.reference)).map((one) => find(one.reference) ?? one)} onGiven={(given) => (tell(given), given.problem || toggle([given.case.reference]))} onEnd={() => choose(undefined)} />}
      <Changes count={changes.count} onShow={() => (changes.forget(), pages.reload())} />
      <Problem problem={pages.problem} />
      <Waiting slow={pages.slow} rows={12} />
      {pages.items && !some && !pages.more && (
        <Empty action={Object.keys(filter).length ? <a href="/app/cases">{t("cases.all")}</a> : may(...COUNTER) && <a href="/app/log">{t("home.log")}</a>}>
          {t(filter.handler === ME ? "cases.none-mine" : "cases.none")}
        </Empty>
      )}
      {some && <CaseRows {...{ groups, patched, problems, chosen }} more={pages.more} closed={!isOpenOnly(filter)} queue={!filter.queue} handler={filter.handler !== ME || !!chosen} onChoose={toggle} onTake={take} />}
      <More of={pages} />
      {exporting && <ExportDialog filter={filter} me={me} onClose={() => setExporting(false)} />}
    </Page>
  );
}
