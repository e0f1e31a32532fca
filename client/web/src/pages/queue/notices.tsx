/** What one was told and has not seen yet: where it leads, and what to do. */
import { useAct } from "../../data/act";
import { api, ask, type Schemas } from "../../data/api";
import { countNotices, notices } from "../../data/day";
import { useChanges } from "../../data/live";
import { usePages } from "../../data/pages";
import { Button, Changes, Due, Empty, More, Page, Problem, Ref, Waiting, When } from "../../ui/parts";
import { t, tn } from "../../words";

type Notice = Schemas["NoticePage"]["items"][number];

/** A warning says how much of the time is over, or that all of it is. */
function what(notice: Notice): string {
  if (notice.kind !== "rung") return tn("notice", notice.kind);
  const clock = tn("standard-kind", notice.clock);
  return (notice.percent ?? 100) >= 100 ? t("notice.breach", { clock }) : t("notice.rung", { clock, percent: notice.percent });
}

/** What to do: by what happened, else by what it is about. */
function todo(notice: Notice): string {
  if (notice.kind === "rung" && (notice.percent ?? 100) >= 100) return t("notice-do.breach");
  const words = tn("notice-do", notice.kind);
  return words === notice.kind ? tn("notice-do", notice.about) : words;
}

function Where({ notice: { about, reference, sample } }: { notice: Notice }) {
  if (about === "sample") return <code>{sample}</code>;
  if (about === "absence") return <a href="/app/absences">{t("place.absences")}</a>;
  return reference ? <Ref reference={reference} about={about} /> : null;
}

export default function Notices() {
  const pages = usePages((cursor, signal) => ask(api.GET("/notices", { signal, params: { query: { cursor: cursor ? Number(cursor) : undefined } } })), []);
  const [problem, act] = useAct();
  const changes = useChanges(() => true, []);
  const show = () => {
    changes.forget();
    pages.reload();
    void countNotices();
  };
  const seen = (up_to: number) =>
    act(async () => {
      const marked = await ask(api.POST("/notices/seen", { body: { up_to } }));
      notices.value = Math.max(0, notices.value - marked.seen);
      pages.reload();
    });
  const items = pages.items ?? [];
  const newest = items[0];
  return (
    <Page heading={t("notices.heading")} actions={newest && <Button onClick={() => void seen(newest.id)}>{t("notices.all-seen")}</Button>}>
      <Changes count={changes.count} onShow={show} />
      <Problem problem={problem ?? pages.problem} />
      <Waiting slow={pages.slow} />
      {pages.items && !newest && <Empty action={<a href="/app/">{t("nowhere.home")}</a>}>{t("notices.none")}</Empty>}
      <ol class="timeline">
        {items.map((notice, i) => (
          <li key={notice.id}>
            <strong>{what(notice)}</strong> <Where notice={notice} /> {notice.service_name}
            {notice.subject && <span dir="auto"> · {notice.subject}</span>}
            <div>
              {todo(notice)} {notice.due_at && <Due at={notice.due_at} />}
            </div>
            <When at={notice.at} />{" "}
            <Button small kind="link" onClick={() => void seen(notice.id)}>
              {t(i === items.length - 1 && !pages.more ? "notices.seen" : "notices.seen-older")}
            </Button>
          </li>
        ))}
      </ol>
      <More of={pages} />
    </Page>
  );
}
