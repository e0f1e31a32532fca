/** Draws what a form asks. */
import { useState } from "preact/hooks";
import type { Problem } from "../../data/api";
import { desk } from "../../data/desk";
import { Area, Button, Check, Choices, faultOf, Select, Text } from "../../ui/parts";
import { Pick } from "../../ui/pick";
import { t } from "../../words";
import type { Asked, Values } from "./asked";

const TYPES = { day: "date", moment: "datetime-local" } as const;

/** User names, with a comma between: each is found by typing. A list would take whoever the arrow keys come past. */
function People({ asked, value, onValue, fault }: { asked: Asked; value: string; onValue: (value: string) => void; fault?: string }) {
  const [text, setText] = useState("");
  const chosen = value ? value.split(",") : [];
  const name = (user: string) => desk.value?.staff.find((one) => one.user_name === user)?.name ?? user;
  const find = async (wanted: string) =>
    (asked.options ?? [])
      .filter((one) => !chosen.includes(one.value) && one.label.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()))
      .map((one) => ({ id: one.value, name: one.label, value: one.value }));
  return (
    <>
      <Pick
        {...{ label: asked.label, hint: asked.hint, optional: asked.optional, fault }}
        value={text}
        onValue={setText}
        chosen={false}
        min={1}
        find={find}
        onPick={({ value: user }) => (setText(""), onValue([...chosen, user].join(",")))}
      />
      {chosen.length > 0 && (
        <ul class="chosen">
          {chosen.map((user) => (
            <li key={user}>
              {name(user)}{" "}
              <Button small kind="link" aria-label={t("voice.take-off", { name: name(user) })} onClick={() => onValue(chosen.filter((one) => one !== user).join(","))}>
                <span aria-hidden="true">✕</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Fields({ asked, values, set, problem }: { asked: Asked[]; values: Values; set: (patch: Values) => void; problem: Problem | undefined }) {
  return (
    <>
      {asked
        .filter(({ only }) => !only || only(values))
        .map((one) => {
          const { name, as, label, hint, optional, options = [] } = one;
          const common = { label, hint, optional, value: values[name] ?? "", onValue: (value: string) => set({ [name]: value }), fault: faultOf(problem, name) };
          if (as === "text") return <Area key={name} {...common} />;
          if (as === "radio") return <Choices key={name} {...common} options={options} />;
          if (as === "choice" && one.always) return <Select key={name} {...common} value={common.value || (options[0]?.value ?? "")} options={options} />;
          if (as === "choice") return <Select key={name} {...common} options={options} empty={t("voice.choose")} />;
          if (as === "people") return <People key={name} asked={one} value={common.value} onValue={common.onValue} fault={common.fault} />;
          if (as === "check") return <Check key={name} label={label} hint={hint} checked={common.value === "yes"} onValue={(on) => set({ [name]: on ? "yes" : "" })} />;
          return <Text key={name} {...common} type={as === "day" || as === "moment" ? TYPES[as] : "text"} inputmode={as === "number" ? "decimal" : undefined} />;
        })}
    </>
  );
}
