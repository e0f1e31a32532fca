/** A case on one page: who, what, promise and clock, steps, people brought in, what happened; and what to do next. */
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { useAct } from "../../data/act";
import { api, ask, newKey, type Schemas } from "../../data/api";
import { useChanges, usePresence } from "../../data/live";
import { useLoad } from "../../data/load";
import { saidOf } from "../../data/process";
import { useKey } from "../../shell/keys";
import { Ask } from "../../ui/ask";
import { Button, Changes, Due, Page, Problem, Ref, Tag, Waiting } from "../../ui/parts";
import { say } from "../../ui/toast";
import { language, t, tn, type Word } from "../../words";
import { Contacts, Customer, Links, Notes, Said, Steps, type Step, Tasks, What } from "./about";
import { ActDialog, actName, type Begin, look, post, type Problem412 } from "./act";
import { SPECS, type Typed } from "./acts";
import { Clocks, Explained } from "./clock";
import { around, type Around, type Whole } from "./kinds";
import { neighbours } from "./neighbours";
import { nextAct, offers, questionFor, type Act } from "./offers";
import { letterOf, Replies } from "./replies";
import { ReplyDialog } from "./reply";
import { Timeline } from "./timeline";

const KEYS: Partial<Record<Act, string>> = { assign: "a", claim: "c", step: "s", note: "m", reply: "r", pause: "p", resume: "p", close: "x" };
/** Beside the next one; the others stand behind "More". */
const FREQUENT: Act[] = ["note", "contact", "reply", "close"];

function ActKey({ act, run }: { act: Act; run: () => void }) {
  useKey(KEYS[act] ?? "", actName(act), run);
  return null;
}

/** The next one by name: a step says which is likely. */
function nextName(act: Act, kase: Whole): string {
  const step = act === "step" || act === "close" ? kase.steps.find((one) => one.open && one.closes === (act === "close")) : undefined;
  return step?.name ?? actName(act);
}

function Doings({ of, can, run }: { of: Around; can: Set<Act>; run: (act: Act) => void }) {
  const next = nextAct(of, can);
  const rest = [...can].filter((act) => act !== next);
  const seen = rest.filter((act) => FREQUENT.includes(act));
  const more = rest.filter((act) => !FREQUENT.includes(act));
  const button = (act: Act, kind: "primary" | "secondary") => (
    <Button key={act} kind={kind} onClick={() => run(act)}>
      {kind === "primary" ? nextName(act, of.kase) : actName(act)} {KEYS[act] && <kbd aria-hidden="true">{KEYS[act]}</kbd>}
    </Button>
  );
  return (
    <>
      {next && button(next, "primary")}
      {seen.map((act) => button(act, "secondary"))}
      {more.length > 0 && (
        <>
          <button type="button" class="btn btn-outline-secondary" popovertarget="case-more">
            {t("case.more")}
          </button>
          <div id="case-more" popover="auto" class="popover-menu">
            <ul>
              {more.map((act) => (
                <li key={act}>
                  <button type="button" class="btn btn-link" popovertarget="case-more" popovertargetaction="hide" onClick={() => run(act)}>
                    {actName(act)} {KEYS[act] && <kbd aria-hidden="true">{KEYS[act]}</kbd>}
                  </button>
                </li>
              ))}
              {can.has("contact") && (
                <li>
                  <a class="btn btn-link" href={`/app/complaints/new?case=${of.kase.reference}`}>
                    {t("case.complain")}
                  </a>
                </li>
              )}
            </ul>
          </div>
        </>
      )}
      {[...can].map((act) => (
        <ActKey key={act} act={act} run={() => run(act)} />
      ))}
    </>
  );
}

/** Who else looks at it: said, so that two do not do the same. */
function Others({ reference }: { reference: string }) {
  const viewers = usePresence(reference);
  return (
    <p class="others no-print" role="status">
      {viewers.length > 0 && t("case.others", { names: viewers.map((one) => one.name).join(", ") })}
    </p>
  );
}

function Way({ reference }: { reference: string }) {
  const { route } = useLocation();
  const { before, after, at, of } = neighbours(reference);
  const go = (to: string | undefined) => (to ? () => route(`/app/cases/${to}`) : undefined);
  useKey("]", t("case.after"), go(after));
  useKey("[", t("case.before"), go(before));
  if (at === 0) return null;
  return (
    <nav class="way no-print" aria-label={t("case.way")}>
      {before && <a href={`/app/cases/${before}`}>← {t("case.before")}</a>} <span>{t("case.nth", { at, of })}</span> {after && <a href={`/app/cases/${after}`}>{t("case.after")} →</a>}
    </nav>
  );
}

export default function Case({ reference }: { reference: string }) {
  const loaded = useLoad((signal) => ask(api.GET("/cases/{reference}", { signal, params: { path: { reference }, query: { language: language.value } } })), [reference, language.value]);
  const changes = useChanges((change) => change.about === "case" && change.reference === reference, [reference]);
  const [open, setOpen] = useState<{ act: Act; failed?: Problem412; begin?: Begin } | undefined>();
  const [explained, setExplained] = useState(false);
  const [problem, undoing, forget] = useAct();
  const kase = loaded.value;
  useKey("e", t("case.explain"), kase && kase.clocks.length > 0 ? () => setExplained(true) : undefined);

  const renew = () => {
    changes.forget();
    loaded.reload();
  };
  const close = (now?: Whole) => {
    setOpen(undefined);
    if (now) {
      changes.forget();
      loaded.put(now);
    }
  };
  const undo = (path: string, body: object, version: number) =>
    undoing(async () => {
      await post(reference, path, body, newKey(), version);
      say(t("case.undone"));
    }).then(renew);
  const done = (act: Act, before: Around, answer: Schemas["Case"]) => {
    setOpen(undefined);
    forget();
    const back = act !== "reply" ? SPECS[act].undo?.(before) : undefined;
    say(t(`case-done.${act}` as Word), back && (() => void undo(back.path, back.body, answer.version)));
    renew();
  };
  /** What asks for nothing is done at once; a dialog only tells why it was not. */
  const run = async (of: Around, act: Act) => {
    if (act === "reply" || SPECS[act].fields(of, {}).length > 0) return setOpen({ act });
    try {
      done(act, of, await post(reference, SPECS[act].path(of), {}, newKey(), of.kase.version));
    } catch (fault) {
      setOpen({ act, failed: await look(fault, reference) });
    }
  };

  if (!kase)
    return (
      <Page heading={`${t("case.heading")} ${reference}`} actions={loaded.problem && <Ask />}>
        <Problem problem={loaded.problem} again={loaded.reload} />
        {loaded.problem?.status === 404 && (
          <p>
            {t("case.perhaps")} <Ref about="complaint" reference={reference} />
          </p>
        )}
        <Waiting slow={loaded.slow} rows={8} />
      </Page>
    );
  const of = around(kase);
  const can = offers(of);
  /** Its dialog begins with the step chosen; of one that closes with the outcome, when it has one alone. */
  const take = ({ step, closes, outcomes: [outcome, ...others] }: Step) => {
    const typed: Typed = !closes ? { step } : outcome && others.length === 0 ? { outcome } : {};
    setOpen({ act: closes ? "close" : "step", begin: { of: step, typed } });
  };
  return (
    <Page heading={kase.subject || kase.service_name} actions={<Doings of={of} can={can} run={(act) => void run(of, act)} />}>
      <Way reference={reference} />
      <Others reference={reference} />
      <Changes count={changes.count} onShow={renew} />
      <Problem problem={loaded.problem ?? problem} />
      <p class="case-line">
        <span class="reference">{kase.reference}</span> <Tag>{tn("status", kase.status)}</Tag> <span>{kase.status === "open" ? saidOf(kase.process, "states", kase.state) : saidOf(kase.process, "outcomes", kase.outcome)}</span>{" "}
        {kase.status === "open" && <Due at={kase.due_at} paused={kase.paused} />}{" "}
        <span>{kase.handler ? t("case.with", { name: kase.handler.name }) : kase.status === "open" && t("case.nobody")}</span>
      </p>
      <div class="with-side side-first">
        <div>
          <Customer kase={kase} onSay={can.has("customer") ? () => setOpen({ act: "customer" }) : undefined} />
          <Clocks kase={kase} onExplain={() => setExplained(true)} />
          <Steps kase={kase} can={can} onTake={take} />
          <Links kase={kase} />
          <Said kase={kase} />
        </div>
        <div>
          <What kase={kase} />
          <Tasks kase={kase} answerable={questionFor(of)?.id} onAnswer={() => setOpen({ act: "answer" })} />
          <Notes kase={kase} />
          <Replies kase={kase} />
          <Contacts kase={kase} />
          <Timeline key={kase.reference} kase={kase} />
        </div>
      </div>
      {explained && <Explained reference={reference} onClose={() => setExplained(false)} />}
      {open?.act === "reply" ? (
        <ReplyDialog
          of={of}
          onClose={() => setOpen(undefined)}
          onDone={(reply) => {
            setOpen(undefined);
            say(
              <>
                {t("case-done.reply")} {reply.delivery !== "email" && <a href={letterOf(reference, reply.id)} target="_blank" rel="noreferrer">{t("case.print-letter")}</a>}
              </>,
            );
            renew();
          }}
        />
      ) : (
        open && <ActDialog act={open.act} failed={open.failed} begin={open.begin} of={of} onDone={done} onClose={close} />
      )}
    </Page>
  );
}
