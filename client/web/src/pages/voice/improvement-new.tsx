/** A problem raised, or an idea, for the register of improvements. */
import { useQuery } from "../../data/address";
import { problemOf, type Schemas } from "../../data/api";
import { TAKES_COMPLAINTS } from "../../data/roles";
import { Ref } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t, tn } from "../../words";
import { AddPage } from "./added";
import { toBody } from "./asked";
import { improvementAsks } from "./improvement-asks";
import { act } from "./record";
import { askAgency, homeAgency } from "./where";

/** complaint and office, of the address: the complaint it comes from, and where that was. */
export default function ImprovementNew() {
  const { complaint, office = "" } = useQuery()[0];
  const link = (made: Schemas["Improvement"], key: string) =>
    act("improvements", made, "links", { kind: "complaint", target: complaint }, key).catch((fault) => (problemOf(fault), say(t("improvement.not-linked"))));
  return (
    <AddPage<Schemas["Improvement"]>
      heading={t("improvement.new")}
      path="/improvements"
      submit={t("improvement.add")}
      asks={(values) => [...askAgency(TAKES_COMPLAINTS), ...improvementAsks(homeAgency(values, TAKES_COMPLAINTS), true)]}
      first={{ office }}
      before={() => complaint && <p>{tn("basis", "complaint")} <Ref about="complaint" reference={complaint} /></p>}
      body={(values, asked) => ({ ...toBody(asked, values), agency: homeAgency(values, TAKES_COMPLAINTS) })}
      also={complaint ? link : undefined}
      then={(made) => `/app/improvements/${made.reference}`}
    />
  );
}
