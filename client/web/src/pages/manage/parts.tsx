/** Parts of the manager's pages: lines, the bar of a level, what happened. */
import type { Schemas } from "../../data/api";
import { Events } from "../../ui/events";
import { Section } from "../../ui/parts";
import { habits, number, share, t, tn } from "../../words";
import type { Scale } from "./figures";

const LITTLE = 0.01;

/** A figure in its unit. */
export function figure(value: number | null | undefined, { unit, divisor }: Scale): string {
  if (value === null || value === undefined) return t("manage.of-nothing");
  const told = value / divisor;
  if (unit === "share") return share(value);
  if (divisor === 1 || told === 0 || Math.abs(told) >= 1) return number(told);
  // Minutes among days: not "0 days"; seconds among them: no row of zeros either.
  const little = (value: number) => new Intl.NumberFormat(habits.value, { maximumSignificantDigits: 2 }).format(value);
  return told > 0 && told < LITTLE ? `< ${little(LITTLE)}` : little(told);
}

/** The unit behind a figure or in a heading. */
export const unitWord = (scale: Scale) => tn("unit", scale.unit).toLocaleLowerCase();

/** In a cell: what there is no figure of is a dash that is read out. why: instead of "nothing to count". */
export function Cell({ children, why = t("manage.of-nothing") }: { children: string | null; why?: string }) {
  if (children !== null) return <>{children}</>;
  return (
    <span title={why}>
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">{why}</span>
    </span>
  );
}

/** Level so many of so many, as bars; the words stand beside it. */
export function LevelBar({ at, of }: { at: number; of: number }) {
  return (
    <svg class="level" width={of * 11} height="12" aria-hidden="true">
      {Array.from({ length: of }, (_, i) => (
        <rect key={i} x={i * 11 + 0.5} y={0.5} width={9} height={11} class={i <= at ? "level-on" : "level-off"} />
      ))}
    </svg>
  );
}

export interface Line {
  name: string;
  values: (number | null)[];
}

const WIDTH = 800;
const HEIGHT = 220;
const DASHES = ["", "8 4", "2 3", "10 3 2 3"];

/** Lines over the same periods. Each has a stroke of its own, so that they are told apart without colours; the figures stand in the
 * table beside it. labels: one a value. */
export function Lines({ title, labels, lines }: { title: string; labels: string[]; lines: Line[] }) {
  // No wider than the page: letters keep their size.
  const width = Math.min(WIDTH, innerWidth);
  const most = Math.max(1, ...lines.flatMap((line) => line.values.map((value) => value ?? 0)));
  const x = (i: number) => 60 + (i * (width - 70)) / Math.max(labels.length - 1, 1);
  const y = (value: number) => HEIGHT - 22 - (value / most) * (HEIGHT - 32);
  const known = (value: number | null | undefined) => value !== null && value !== undefined;
  // What is known of one period alone is a dash.
  const point = (value: number | null, i: number, values: Line["values"]) => {
    if (value === null) return "";
    const at = `${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    return known(values[i - 1]) ? `L${at}` : `M${at}${known(values[i + 1]) ? "" : "m-4 0h8"}`;
  };
  return (
    <figure class="lines">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={t("manage.picture", { title })}>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line class="grid" x1="60" x2={width - 10} y1={y(most * part)} y2={y(most * part)} />
            <text x="54" y={y(most * part) + 4} text-anchor="end">
              {number(most * part)}
            </text>
          </g>
        ))}
        {labels.length > 0 &&
          [...new Set([0, ...(width < 500 ? [] : [Math.floor((labels.length - 1) / 2)]), labels.length - 1])].map((i) => (
            <text key={i} x={x(i)} y={HEIGHT - 4} text-anchor={i === 0 ? "start" : i === labels.length - 1 ? "end" : "middle"}>
              {labels[i]}
            </text>
          ))}
        {lines.map((line, i) => (
          <path key={line.name} class={`line-${i}`} stroke-dasharray={DASHES[i]} d={line.values.map(point).join("")} />
        ))}
      </svg>
      <figcaption>
        {lines.map((line, i) => (
          <span key={line.name}>
            <svg width="34" height="8" aria-hidden="true">
              <path class={`line-${i}`} stroke-dasharray={DASHES[i]} d="M0 4H34" />
            </svg>{" "}
            {line.name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** What happened to a signal or to evidence, newest last. */
export const History = ({ events }: { events: Schemas["Event"][] }) => (
  <Section heading={t("manage.history")}>
    <Events events={events} word={(kind) => tn("event", kind)} />
  </Section>
);
