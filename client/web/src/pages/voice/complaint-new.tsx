/** A complaint taken at the counter or by phone. */
import { useQuery } from "../../data/address";
import type { Schemas } from "../../data/api";
import { people } from "../../data/options";
import { TAKES_COMPLAINTS } from "../../data/roles";
import { t } from "../../words";
import { AddPage } from "./added";
import { toBody, type Asked, type Values } from "./asked";
import { useLadders } from "./ladder";
import { taken } from "./receipt-kept";
import { askAgency, askChannel, askOffice, askService, homeAgency } from "./where";
import { Whose } from "./whose";

/** What happened and what is wanted go as one text: the contract has one. */
function bodyOf(values: Values, asked: Asked[]): Record<string, unknown> {
  const { wants, ...body } = toBody(asked, values);
  if (wants) body["text"] = `${String(body["text"] ?? "")}\n\n${t("complaint.wants")} ${String(wants)}`;
  if (values["customer"]) body["customer"] = Number(values["customer"]);
  if (values["case"]) body["case"] = values["case"]; // also when it was chosen among the customer's
  body["agency"] = homeAgency(values, TAKES_COMPLAINTS);
  return body;
}

export default function ComplaintNew() {
  const [query] = useQuery();
  const first: Values = { channel: "counter", customer: query["customer"] ?? "", case: query["case"] ?? "" };
  const agencyOf = (values: Values) => homeAgency(values, TAKES_COMPLAINTS);
  const ladders = useLadders([agencyOf({})]);
  const asks = (values: Values): Asked[] => {
    const agency = agencyOf(values);
    const subjects = (ladders[agency] ?? []).flatMap((ladder) => ladder.subjects);
    return [
      ...askAgency(TAKES_COMPLAINTS),
      { name: "case", label: t("voice.case"), hint: t("voice.case-hint"), optional: true, only: (now) => !now["customer"] || now["case"] === query["case"] },
      { ...askService(agency), only: (now) => !now["case"] },
      {
        name: "subject",
        as: "radio",
        label: t("complaint.subject"),
        options: subjects.map((one) => ({ value: one.code, label: one.name, hint: one.serious ? `(${t("complaint.serious")})` : undefined })),
        hint: subjects.find((one) => one.code === values["subject"])?.serious ? t("complaint.serious-hint") : undefined,
        only: () => subjects.length > 0,
      },
      { name: "text", as: "text", label: t("complaint.happened"), hint: t("complaint.own-words") },
      { name: "wants", as: "text", label: t("complaint.wants").replace(/:$/, ""), optional: true },
      { name: "about", as: "people", label: t("complaint.about"), hint: t("complaint.about-hint"), optional: true, options: people(agency) },
      { name: "happened_at", as: "moment", label: t("complaint.happened-at"), optional: true },
      askChannel(),
      ...askOffice(agency),
    ];
  };
  return (
    <AddPage<Schemas["Complaint"]>
      heading={t("complaint.new")}
      path="/complaints"
      submit={t("complaint.take")}
      asks={asks}
      first={first}
      body={bodyOf}
      waits={() => t("complaint.new")}
      before={(values, set) => <Whose values={values} set={set} anonymous={t("complaint.anonymous")} />}
      then={(made) => ((taken.value = made), `/app/complaints/${made.reference}/receipt`)}
    />
  );
}
