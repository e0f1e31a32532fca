/** uPlot, in a chunk of its own. It draws on a canvas and sets styles by script alone, which the content security policy allows. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

export interface Picture {
  labels: string[];
  lines: { name: string; values: (number | null)[] }[];
  period: string;
  unit: string;
}

const HEIGHT = 320;
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** Draws into host; the answer takes it away again. */
export function plot(host: HTMLElement, { labels, lines, period, unit }: Picture): () => void {
  const style = getComputedStyle(host);
  const colour = (name: string) => style.getPropertyValue(name);
  const colours = ["--accent", "--bad", "--good", "--warn"].map(colour);
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
  const name = (at: number) => labels[at] ?? "";
  const drawn = new uPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      scales: { x: { time: false } },
      axes: [
        { ...axis, values: (_, at) => at.map(name), incrs: [1, 2, 3, 6, 12, 30, 60, 120, 365] },
        { ...axis, label: unit, size: 60 },
      ],
      series: [
        { label: period, value: (_, at: number | null) => (at === null ? "" : name(at)) },
        ...lines.map((line, i) => ({
          label: line.name,
          stroke: colours[i % colours.length],
          dash: DASHES[Math.floor(i / colours.length) % DASHES.length],
          width: 1.5,
          points: { show: labels.length < 60 },
        })),
      ],
    },
    [labels.map((_, i) => i), ...lines.map((line) => line.values)],
    host,
  );
  const fit = new ResizeObserver(() => drawn.setSize({ width: host.clientWidth, height: HEIGHT }));
  fit.observe(host);
  return () => {
    fit.disconnect();
    drawn.destroy();
  };
}
