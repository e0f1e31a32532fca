/** Whose it is: somebody found among the customers, or nobody. */
import { useLocation } from "preact-iso";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask } from "../../data/api";
import { findCustomers } from "../../data/customers";
import { useLoad } from "../../data/load";
import { COUNTER } from "../../data/roles";
import { may } from "../../data/session";
import { Button, Problem, Select } from "../../ui/parts";
import { Pick } from "../../ui/pick";
import { t } from "../../words";
import type { Values } from "./asked";

const focus = (one: HTMLElement | null) => one?.focus();

/** picked: just now, from the field that was in its place and had the focus. */
function Chosen({ id, set, onOther, agency, value, picked }: { id: string; set: (patch: Values) => void; onOther: () => void; agency: (agency: string) => void; value: string; picked: boolean }) {
  const loaded = useLoad(async (signal) => {
    const whole = await ask(api.GET("/customers/{id}", { signal, params: { path: { id: Number(id) } } }));
    agency(whole.agency);
    return whole;
  }, [id]);
  const whole = loaded.value;
  const cases = whole ? [...whole.open_cases, ...whole.closed_cases] : [];
  return (
    <>
      <Problem problem={loaded.problem} again={loaded.reload} />
      <p class="chosen" tabIndex={-1} ref={picked ? focus : undefined}>
        {t("voice.customer")}: <strong dir="auto">{whole?.name ?? id}</strong>{" "}
        <Button small onClick={onOther}>
          {t("voice.other")}
        </Button>
      </p>
      {cases.length > 0 && (
        <Select
          label={t("voice.case")}
          optional
          value={value}
          onValue={(reference) => set({ case: reference })}
          empty={t("voice.no-case")}
          options={cases.map((one) => ({ value: one.reference, label: `${one.reference} ${one.service_name}: ${one.subject ?? ""}` }))}
        />
      )}
    </>
  );
}

/** values: customer (its number) and case (a reference). anonymous: what is said of having none. */
export function Whose({ values, set, anonymous }: { values: Values; set: (patch: Values) => void; anonymous: string }) {
  const [text, setText] = useState("");
  const [picked, setPicked] = useState(false);
  const { path, route } = useLocation();
  const input = useRef<HTMLInputElement>(null);
  // Somebody stands at the counter: typing begins with who it is.
  useEffect(() => {
    if (document.activeElement === document.body) input.current?.focus();
  }, []);
  const customer = values["customer"];
  if (!may(...COUNTER)) return null;
  if (customer)
    return <Chosen id={customer} picked={picked} value={values["case"] ?? ""} set={set} agency={(agency) => agency !== values["agency"] && set({ agency })} onOther={() => set({ customer: "", case: "" })} />;
  return (
    <Pick
      label={t("voice.whose")}
      hint={anonymous}
      optional
      value={text}
      onValue={setText}
      chosen={false}
      find={async (text, stop) => [...(await findCustomers(text, stop)), { id: "new", name: t("who.new", { name: text }), value: undefined }]}
      input={input}
      onPick={({ value }) => {
        // What is typed here is kept, and goes on with the customer who was added.
        if (!value) return route(`/app/customers/new?${new URLSearchParams({ name: text.trim(), for: path })}`);
        setText("");
        setPicked(true);
        set({ customer: String(value.id), agency: value.agency });
      }}
    />
  );
}
