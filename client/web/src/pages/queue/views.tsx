/** Saved lists: a name for what the address says; one's own, and those shared in the agency. */
import { useState } from "preact/hooks";
import { useAct } from "../../data/act";
import { api, ask, type Schemas } from "../../data/api";
import { useDraft } from "../../data/draft";
import { useLoad } from "../../data/load";
import { may, session } from "../../data/session";
import { Form } from "../../ui/form";
import { Button, Check, Dialog, faultOf, Problem, Text } from "../../ui/parts";
import { say } from "../../ui/toast";
import { t } from "../../words";
import type { Filter } from "./list";

type View = Schemas["View"];

function Save({ query, onClose, onSaved }: { query: string; onClose: () => void; onSaved: () => void }) {
  const draft = useDraft("view:cases", { name: "", shared: false });
  const { name, shared } = draft.value.value;
  const send = async () => {
    await ask(api.POST("/views", { body: { name, page: "cases", query, shared } }));
    draft.clear();
    say(t("views.saved", { name }));
    onSaved();
  };
  return (
    <Dialog heading={t("views.save")} onClose={onClose}>
      <Form onSend={send} submit={t("views.keep")} onCancel={onClose}>
        {(problem) => (
          <>
            <Text label={t("views.name")} hint={t("views.name-hint")} value={name} onValue={(value) => draft.set({ name: value })} fault={faultOf(problem, "name")} />
            <Check label={t("views.share")} checked={shared} onValue={(value) => draft.set({ shared: value })} />
          </>
        )}
      </Form>
    </Dialog>
  );
}

/** filter: what is shown now, and could be saved. */
export function Views({ filter }: { filter: Filter }) {
  const query = new URLSearchParams(filter as Record<string, string>).toString();
  const loaded = useLoad(async (signal) => (await ask(api.GET("/views", { signal }))).items.filter((one) => one.page === "cases"), []);
  const [saving, setSaving] = useState(false);
  const [problem, act] = useAct();
  const me = session.value?.staff.user_name;
  const views = loaded.value ?? [];
  const now = views.find((one) => one.query === query);
  const remove = ({ id, name, page, query, shared, by }: View) =>
    act(async () => {
      await ask(api.DELETE("/views/{id}", { params: { path: { id } } }));
      loaded.reload();
      // Saving it again is the way back.
      const again = () => void act(() => ask(api.POST("/views", { body: { name, page, query, shared } })).then(loaded.reload));
      say(t("views.removed", { name }), by.user_name === me ? again : undefined);
    });
  return (
    <>
      <nav class="views" aria-label={t("views.heading")}>
        {views.map((one) => (
          <a key={one.id} href={`/app/cases?${one.query}`} aria-current={one === now ? "true" : undefined} title={one.shared ? t("views.by", { name: one.by.name }) : undefined}>
            {one.name}
          </a>
        ))}
        {now
          ? (now.by.user_name === me || (now.shared && may("team-lead"))) && (
              <Button small kind="link" onClick={() => void remove(now)}>
                {t("views.remove", { name: now.name })}
              </Button>
            )
          : query && (
              <Button small kind="link" onClick={() => setSaving(true)}>
                {t("views.save")}
              </Button>
            )}
      </nav>
      <Problem problem={problem} />
      {saving && <Save query={query} onClose={() => setSaving(false)} onSaved={() => (setSaving(false), loaded.reload())} />}
    </>
  );
}
