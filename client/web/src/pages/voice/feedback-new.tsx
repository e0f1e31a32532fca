/** A suggestion or a compliment that somebody makes. */
import { useQuery } from "../../data/address";
import { options, people, words } from "../../data/options";
import { TAKES } from "../../data/roles";
import { t } from "../../words";
import { AddPage } from "./added";
import { toBody, type Asked, type Values } from "./asked";
import { askAgency, askChannel, askOffice, askService, homeAgency } from "./where";
import { Whose } from "./whose";

const asks = (values: Values): Asked[] => {
  const agency = homeAgency(values, TAKES);
  return [
    { name: "kind", as: "radio", label: t("feedback.kind"), options: words("feedback-kind", ["suggestion", "compliment"]) },
    { name: "text", as: "text", label: t("feedback.text"), hint: t("complaint.own-words") },
    ...askAgency(TAKES),
    { name: "case", label: t("voice.case"), hint: t("voice.case-hint"), optional: true, only: (now) => !now["customer"] },
    { ...askService(agency), only: (now) => !now["case"] },
    { name: "about_office", as: "choice", label: t("feedback.about-office"), optional: true, options: options("offices", agency) },
    { name: "staff", as: "choice", label: t("feedback.about-staff"), optional: true, options: people(agency) },
    askChannel(),
    ...askOffice(agency),
  ];
};

export default function FeedbackNew() {
  const [query] = useQuery();
  return (
    <AddPage
      heading={t("feedback.new")}
      path="/feedback"
      submit={t("voice.log")}
      asks={asks}
      first={{ kind: "suggestion", channel: "counter", customer: query["customer"] ?? "", case: query["case"] ?? "" }}
      body={(values, asked) => ({
        ...toBody(asked, values),
        ...(values["case"] && { case: values["case"] }),
        ...(values["customer"] && { customer: Number(values["customer"]) }),
        agency: homeAgency(values, TAKES),
      })}
      waits={() => t("feedback.new")}
      before={(values, set) => <Whose values={values} set={set} anonymous={t("feedback.anonymous")} />}
      then={(made) => `/app/feedback/${made.reference}`}
    />
  );
}
