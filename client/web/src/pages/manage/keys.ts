/** What the codes of dimensions are called. */
import { nameOf } from "../../data/desk";
import { t, tn } from "../../words";

const LISTS = { office: "offices", segment: "segments", service: "services", queue: "queues" } as const;

/** null: of none. */
export function keyName(dimension: string | undefined, code: string | null, agency?: string): string {
  if (code === null || !dimension) return t("report.unknown");
  if (dimension === "stage") return t("report.stage", { n: code });
  if (dimension in LISTS) return nameOf(LISTS[dimension as keyof typeof LISTS], code, agency);
  return tn(dimension, code);
}
