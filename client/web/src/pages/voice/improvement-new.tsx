/** A problem raised, or an idea, for the register of improvements. */
import { TAKES_COMPLAINTS } from "../../data/roles";
import { t } from "../../words";
import { AddPage } from "./added";
import { toBody } from "./asked";
import { improvementAsks } from "./improvement-asks";
import { askAgency, homeAgency } from "./where";

export default function ImprovementNew() {
  return (
    <AddPage
      heading={t("improvement.new")}
      path="/improvements"
      submit={t("improvement.add")}
      asks={(values) => [...askAgency(TAKES_COMPLAINTS), ...improvementAsks(homeAgency(values, TAKES_COMPLAINTS), true)]}
      first={{}}
      body={(values, asked) => ({ ...toBody(asked, values), agency: homeAgency(values, TAKES_COMPLAINTS) })}
      then={(made) => `/app/improvements/${made.reference}`}
    />
  );
}
