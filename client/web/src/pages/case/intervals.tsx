/** The time of a clock, interval by interval. */
import type { Schemas } from "../../data/api";
import { Table, When } from "../../ui/parts";
import { t, tn } from "../../words";
import { duration } from "./story";

type Interval = (Schemas["CaseClocks"]["clocks"][number]["intervals"] | Schemas["ComplaintClocks"]["clocks"][number]["intervals"])[number];

export function Intervals({ caption, of }: { caption: string; of: Interval[] }) {
  return (
    <Table
      caption={caption}
      rows={of}
      rowKey={(one) => one.from + one.kind}
      columns={[
        { heading: t("case.from"), cell: (one) => <When at={one.from} /> },
        { heading: t("case.until"), cell: (one) => <When at={one.to} /> },
        { heading: t("case.what"), cell: (one) => [tn("case-interval", one.kind), one.holiday, tn("pause", one.reason), "by" in one && one.by, one.note].filter(Boolean).join(", ") },
        { heading: t("case.counted"), cell: (one) => (one.counted_seconds > 0 ? duration(one.counted_seconds) : ""), number: true },
      ]}
    />
  );
}
