/** Whose it is: somebody found among the customers, or nobody. */
import { useState } from "preact/hooks";
import { api, ask, Failure, type Problem as Told, type Schemas } from "../../data/api";
import { useLoad } from "../../data/load";
import { may } from "../../data/session";
import { Button, Problem, Select, Text } from "../../ui/parts";
import { t } from "../../words";
import type { Values } from "./asked";
import { CONVERTS } from "./roles";

type Found = Schemas["CustomerFound"];

function Chosen({ id, set, onOther, agency, value }: { id: string; set: (patch: Values) => void; onOther: () => void; agency: (agency: string) => void; value: string }) {
  const loaded = useLoad(async (signal) => {
    const whole = await ask(api.GET("/customers/{id}", { signal, params: { path: { id: Number(id) } } }));
    agency(whole.agency);
    return whole;
  }, [id]);
  const whole = loaded.value;
  const cases = whole ? [...whole.open_cases, ...whole.closed_cases] : [];
  return (
    <>
      <Problem problem={loaded.problem} />
      <p class="chosen">
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
  const [found, setFound] = useState<Found[] | undefined>();
  const [problem, setProblem] = useState<Told | undefined>();
  const customer = values["customer"];
  const search = async () => {
    setProblem(undefined);
    try {
      setFound((await ask(api.GET("/customers", { params: { query: { q: text.trim(), limit: 8 } } }))).items);
    } catch (fault) {
      if (!(fault instanceof Failure)) throw fault;
      setProblem(fault.problem);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (text.trim().length > 1) void search();
  };
  if (!may(...CONVERTS)) return null;
  if (customer)
    return (
      <Chosen id={customer} value={values["case"] ?? ""} set={set} agency={(agency) => agency !== values["agency"] && set({ agency })} onOther={() => (setFound(undefined), set({ customer: "", case: "" }))} />
    );
  return (
    <>
      <Text label={t("voice.whose")} hint={anonymous} optional type="search" value={text} onValue={setText} onKeyDown={onKeyDown} />
      <p>
        <Button small onClick={() => void search()} disabled={text.trim().length < 2}>
          {t("voice.find")}
        </Button>
      </p>
      <Problem problem={problem} />
      <div role="status">{found?.length === 0 && <p>{t("voice.not-found")}</p>}</div>
      {found && found.length > 0 && (
        <ul class="pick">
          {found.map((one) => (
            <li key={one.id}>
              <Button kind="link" onClick={() => set({ customer: String(one.id), agency: one.agency })}>
                {one.name}
              </Button>{" "}
              {[one.phone, one.email, ...one.identifiers].filter(Boolean).join(", ")}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
