/** Opens a case by its reference, however it is typed. */
import { useLocation } from "preact-iso";
import { useRef, useState } from "preact/hooks";
import { asReference } from "../data/reference";
import { useKey } from "../shell/keys";
import { t } from "../words";
import { Button } from "./parts";

/** "How far is my case?" */
export function Ask() {
  const { route } = useLocation();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  useKey("r", t("ask.key"), () => box.current?.focus());
  const go = (event: Event) => {
    event.preventDefault();
    const reference = asReference(text);
    setWrong(!reference);
    if (reference) route(`/app/cases/${reference}`);
  };
  return (
    <form class="ask" onSubmit={go} novalidate>
      <label>
        {t("ask.label")}{" "}
        <input
          ref={box}
          class={`form-control ${wrong ? "is-wrong" : ""}`}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? "ask-fault" : undefined}
          size={12}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <Button type="submit">{t("ask.open")}</Button>
      {wrong && (
        <span class="fault" id="ask-fault" role="alert">
          {t("ask.wrong")}
        </span>
      )}
    </form>
  );
}
