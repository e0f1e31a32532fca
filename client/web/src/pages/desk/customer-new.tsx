/** Adds a customer. */
import { useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";
import { api, ask, change, type Schemas } from "../../data/api";
import { useQuery } from "../../data/address";
import { useDraft } from "../../data/draft";
import { ownAgencies } from "../../data/options";
import { COUNTER } from "../../data/roles";
import { session } from "../../data/session";
import { Form } from "../../ui/form";
import { faultOf, Page, Select } from "../../ui/parts";
import { t } from "../../words";
import { CustomerFields } from "./fields";
import { BLANK, body, changed, type Typed } from "./record";

export default function CustomerNew() {
  const { route } = useLocation();
  const [query] = useQuery();
  const agencies = ownAgencies(COUNTER);
  const home = session.value?.staff.agency ?? "";
  const draft = useDraft<Typed & { agency: string }>("customer-new", { ...BLANK, agency: (agencies.find((one) => one.value === home) ?? agencies[0])?.value ?? "" });
  const typed = draft.value.value;
  useEffect(() => {
    if (draft.found.value === false && query.name) draft.set({ name: query.name });
  }, [draft.found.value]);
  const send = async () => {
    const fields = { ...body(["name", ...changed(BLANK, typed)], typed), agency: typed.agency } as Schemas["CustomerFields"];
    const made = await ask(api.POST("/customers", { params: { header: change(draft.key()) }, body: fields }));
    draft.clear();
    route(/^\/app\/\w+\/new$/.test(query.for ?? "") ? `${query.for}?customer=${made.id}` : `/app/customers/${made.id}`);
  };
  return (
    <Page heading={t("customer.new")}>
      <Form submit={t("customer.add")} onSend={send} onCancel={() => (draft.clear(), route("/app/customers"))}>
        {(problem) => (
          <>
            {agencies.length > 1 && (
              <Select
                label={t("account.agency")}
                value={typed.agency}
                onValue={(agency) => draft.set({ agency, segment: "" })}
                options={agencies}
                fault={faultOf(problem, "agency")}
              />
            )}
            <CustomerFields typed={typed} set={draft.set} problem={problem} agency={typed.agency} />
          </>
        )}
      </Form>
    </Page>
  );
}
