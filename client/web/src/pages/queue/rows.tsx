/** The rows of a list of cases, in groups. */
import { useMemo } from "preact/hooks";
import type { Problem } from "../../data/api";
import { nameOf } from "../../data/desk";
import { WORKS } from "../../data/roles";
import { agenciesWith } from "../../data/session";
import { Button, Due, ownSubject, Ref, titleOf, When } from "../../ui/parts";
import { language, t, type Word } from "../../words";
import type { Case, Group } from "./list";

/** What is wrong, in few words, and the daemon's own sentence. */
export const inWords = (problem: Problem): string => [titleOf(problem), problem.detail].filter(Boolean).join(": ");

export function mayTake(one: Case): boolean {
  return one.status === "open" && !one.handler && agenciesWith(...WORKS).includes(one.handling_agency);
}

interface RowProps {
  one: Case;
  closed: boolean;
  queue: boolean;
  handler: boolean;
  problem?: Problem;
  /** Not there: nothing is selected here. */
  chosen?: boolean;
  onChoose: (reference: string) => void;
  onTake: (reference: string) => void;
}

/** Made again only when something of it is new: a key pressed in a list of hundreds costs nothing. */
function Row({ one, closed, queue, handler, problem, chosen, onChoose, onTake }: RowProps) {
  return useMemo(
    () => (
      <tr data-reference={one.reference} aria-selected={chosen}>
        {chosen !== undefined && (
          <td>
            <input type="checkbox" aria-label={t("cases.choose", { reference: one.reference })} checked={chosen} onChange={() => onChoose(one.reference)} />
          </td>
        )}
        <td>{closed && one.closed_at ? <When at={one.closed_at} day /> : <Due at={one.due_at} paused={one.paused} />}</td>
        <td>
          <Ref reference={one.reference} />
        </td>
        <td>{one.service_name}</td>
        <td dir="auto">
          {ownSubject(one)}
          {problem && (
            <p class="fault" role="alert">
              {inWords(problem)}
            </p>
          )}
        </td>
        {queue && <td>{nameOf("queues", one.queue, one.handling_agency)}</td>}
        {handler && (
          <td>
            {one.handler?.name ??
              (mayTake(one) ? (
                <Button small onClick={() => onTake(one.reference)} aria-label={`${t("cases.take")}: ${one.reference}`}>
                  {t("cases.take")}
                </Button>
              ) : (
                t("filter.nobody")
              ))}
          </td>
        )}
      </tr>
    ),
    [one, closed, queue, handler, problem, chosen, language.value],
  );
}

function heading(group: Group): string {
  const due = group.due ? t(`due.${group.due}` as Word) : t("filter.both");
  return group.whose === "all" ? due : t(group.whose === "mine" ? "cases.mine-group" : "cases.others-group", { due });
}

interface Props {
  groups: Group[];
  /** There are more than these: the last group's count is not known. */
  more: boolean;
  closed: boolean;
  /** Whether the rows can be of several queues, of several people. */
  queue: boolean;
  handler: boolean;
  /** What became of rows since they were read. */
  patched: ReadonlyMap<string, Case>;
  problems: ReadonlyMap<string, Problem>;
  chosen?: ReadonlySet<string>;
  onChoose: (references: string[]) => void;
  onTake: (reference: string) => void;
}

export function CaseRows({ groups, more, closed, queue, handler, patched, problems, chosen, onChoose, onTake }: Props) {
  const columns = [closed ? t("cases.due-or-closed") : t("case.due"), t("case.reference"), t("case.service"), t("case.subject"), queue && t("queue.name"), handler && t("filter.handler")].filter((one) => one !== false);
  const choose = (reference: string) => onChoose([reference]);
  return (
    <div class="table-around" tabIndex={0} role="group" aria-label={t("cases.heading")}>
      <table class="table table-sm cases">
        <caption class="visually-hidden">{t("cases.heading")}</caption>
        <colgroup>
          {chosen && <col class="col-choice" />}
          <col class="col-due" />
          <col class="col-reference" />
          <col class="col-service" />
          <col />
          {queue && <col class="col-queue" />}
          {handler && <col class="col-handler" />}
        </colgroup>
        <thead>
          <tr>
            {chosen && <td />}
            {columns.map((one) => (
              <th key={one} scope="col">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group, i) => (
          <tbody key={`${group.whose}/${group.due}/${i}`}>
            {group.due && (
              <tr class={`group due-${group.due}`}>
                {chosen && (
                  <td>
                    <input
                      type="checkbox"
                      aria-label={t("cases.choose-group", { group: heading(group) })}
                      checked={group.rows.every((one) => chosen.has(one.reference))}
                      onChange={() => onChoose(group.rows.map((one) => one.reference))}
                    />
                  </td>
                )}
                <th colSpan={columns.length} scope="rowgroup">
                  {heading(group)}{" "}
                  <span class="optional">
                    {group.rows.length}
                    {more && i === groups.length - 1 && "+"}
                  </span>
                </th>
              </tr>
            )}
            {group.rows.map((one) => (
              <Row
                key={one.reference}
                one={patched.get(one.reference) ?? one}
                {...{ closed, queue, handler }}
                problem={problems.get(one.reference)}
                chosen={chosen?.has(one.reference)}
                onChoose={choose}
                onTake={onTake}
              />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
