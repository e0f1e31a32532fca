/** The figures of the table as lines to point at and to zoom into. The library is loaded when somebody asks for it. */
import { useEffect, useRef } from "preact/hooks";
import type { Schemas } from "../../data/api";
import { t, tn } from "../../words";
import type { Scale } from "./figures";
import type { Picture } from "./plot";
import { keyName } from "./keys";
import { period } from "./parts";

type Cell = Schemas["MeasureCell"];
const MOST = 8;

/** One line a key; more than can be told apart are left to the table. */
function pictureOf({ cells, measure, by, agency }: Schemas["MeasureFigures"], scale: Scale): Picture {
  const periods = [...new Set(cells.map((cell) => cell.period ?? ""))];
  const what = (cell: Cell) => (measure.kind === "times" ? cell.median : measure.kind === "share" ? cell.share : cell.value);
  const keys = [...new Set(cells.map((cell) => JSON.stringify(cell.key)))];
  const lines = keys.slice(0, MOST).map((key) => ({
    name: (JSON.parse(key) as (string | null)[]).map((code, i) => keyName(by[i], code, agency)).join(", ") || tn("measure", measure.name),
    values: periods.map((one) => {
      const cell = cells.find((other) => other.period === one && JSON.stringify(other.key) === key);
      const value = cell && what(cell);
      return value === null || value === undefined ? null : (value * (measure.unit === "share" ? 100 : 1)) / scale.divisor;
    }),
  }));
  return { labels: periods.map(period), lines, period: t("report.period"), unit: measure.unit === "share" ? "%" : tn("unit", scale.unit) };
}

export function Explore({ found, scale }: { found: Schemas["MeasureFigures"]; scale: Scale }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let end: (() => void) | undefined;
    let left = false;
    void import("./plot").then(({ plot }) => {
      if (!left && host.current) end = plot(host.current, pictureOf(found, scale));
    });
    return () => {
      left = true;
      end?.();
    };
  }, [found]);
  return (
    <div class="no-print">
      <div ref={host} class="plot" role="img" aria-label={t("manage.picture", { title: tn("measure", found.measure.name) })} />
      <p class="form-text">{t("explore.help", { most: MOST })}</p>
    </div>
  );
}
