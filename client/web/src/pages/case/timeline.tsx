/** What happened, newest first, a page at a time. */
import { useEffect, useState } from "preact/hooks";
import { useAct } from "../../data/act";
import { api, ask } from "../../data/api";
import { More, Problem, Section, When, Written } from "../../ui/parts";
import { t } from "../../words";
import type { Happened, Whole } from "./kinds";
import { duration, earlier, saidWith, sentence } from "./story";

export function Timeline({ kase }: { kase: Whole }) {
  const [older, setOlder] = useState<Happened[]>([]);
  const [problem, act] = useAct();
  useEffect(() => setOlder([]), [kase.version]);
  const events = [...older, ...kase.events];
  const before = earlier(events[0]?.seq ?? 1);
  const more = () =>
    act(async () => {
      const page = await ask(api.GET("/cases/{reference}/events", { params: { path: { reference: kase.reference }, query: before } }));
      setOlder((was) => [...page.items, ...was]);
    });
  return (
    <Section heading={t("case.timeline")}>
      <ol class="timeline" reversed>
        {events.toReversed().map((event) => (
          <li key={event.seq}>
            <When at={event.at} /> {event.by && <span class="hit-kind">{event.by.name}</span>}
            <div>
              {sentence(event, kase)}
              {!!event.minutes && ` (${duration(event.minutes * 60)})`}
            </div>
            <Written>{saidWith(event, kase)}</Written>
          </li>
        ))}
      </ol>
      <Problem problem={problem} />
      <More of={{ more: before !== undefined, loadMore: () => void more() }} />
    </Section>
  );
}
