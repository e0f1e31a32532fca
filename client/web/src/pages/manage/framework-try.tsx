/** Rules that are not in force: checked, and a day judged by them. Nothing is kept. */
import { useState } from "preact/hooks";
import { useAct } from "../../data/act";
import { api, ask, type Schemas } from "../../data/api";
import { useDraft } from "../../data/draft";
import { useLoad } from "../../data/load";
import { WATCHES } from "../../data/roles";
import { useAgency } from "../../ui/filters";
import { Form } from "../../ui/form";
import { Area, Button, faultOf, Page, Problem, Section, Text } from "../../ui/parts";
import { language, t } from "../../words";
import { only } from "./figures";
import { StandingView } from "./standing";

export default function FrameworkTry() {
  const [agency, choice] = useAgency(WATCHES);
  const draft = useDraft(`framework:${agency}`, { content: "", at: "" });
  const [found, put] = useState<Schemas["Maturity"] | undefined>();
  const frameworks = useLoad((signal) => ask(api.GET("/maturity", { signal, params: { query: only({ agency }) } })), [agency]);
  const [problem, act] = useAct();
  const { content, at } = draft.value.value;
  const run = async () => {
    put(undefined);
    put((await ask(api.POST("/frameworks/try", { params: { query: { language: language.value } }, body: { content, agency, at: at || null } }))) as Schemas["Maturity"]);
  };
  const begin = (framework: string) =>
    act(async () => {
      const shown = await ask(api.GET("/frameworks/{framework}", { params: { path: { framework }, query: only({ agency }) } }));
      draft.set({ content: JSON.stringify(shown.document, null, 2) });
    });
  const read = async (files: FileList | null) => files?.[0] && draft.set({ content: await files[0].text() });
  return (
    <Page heading={t("try.heading")}>
      <p class="no-print">
        <a href="/app/maturity">{t("place.maturity")}</a>
      </p>
      <p>{t("try.about")}</p>
      <div class="filters">
        {choice}
        <label class="field">
          <span class="form-label">{t("try.file")}</span>
          <input class="form-control" type="file" accept=".json,application/json" onChange={(event) => void read(event.currentTarget.files)} />
        </label>
        {frameworks.value?.items.map((one) => (
          <Button key={one.framework} onClick={() => void begin(one.framework)}>
            {t("try.begin", { name: one.names[language.value] ?? one.framework })}
          </Button>
        ))}
      </div>
      <Problem problem={frameworks.problem ?? problem} />
      <Form submit={t("try.run")} onSend={run}>
        {(fault) => (
          <>
            <Area label={t("try.rules")} hint={t("try.hint")} rows={16} spellcheck={false} value={content} onValue={(value) => draft.set({ content: value })} fault={faultOf(fault, "content")} />
            <Text type="date" label={t("maturity-page.at")} optional value={at} onValue={(value) => draft.set({ at: value })} fault={faultOf(fault, "at")} />
          </>
        )}
      </Form>
      {found && (
        <Section heading={found.framework_name}>
          <p role="status">{t("try.judged", { day: new Date(found.at) })}</p>
          <StandingView found={found} />
        </Section>
      )}
    </Page>
  );
}
