/** The catalogue, in the words that people use. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api, ask } from "../../data/api";
import { useQuery } from "../../data/address";
import { desk } from "../../data/desk";
import { useLoad } from "../../data/load";
import { useKey } from "../../shell/keys";
import { Empty, Page, Problem, Select, Table, Text, Waiting } from "../../ui/parts";
import { language, t } from "../../words";
import { agencyOf, feeInWords, several } from "./choices";
import { useRows } from "./rows";

const ASK_AFTER_MS = 200;

export default function Services() {
  const [query, setQuery] = useQuery();
  const [text, setText] = useState(query.q ?? "");
  const box = useRef<HTMLDivElement>(null);
  const rows = useRows();
  useEffect(() => {
    if (text === (query.q ?? "")) return;
    const timer = setTimeout(() => setQuery({ q: text }), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useKey("f", t("service.find"), () => box.current?.querySelector("input")?.focus());
  const { q, agency } = query;
  const { value, problem, slow } = useLoad((signal) => ask(api.GET("/services", { signal, params: { query: { ...(q?.trim() && { q }), ...(agency && { agency }) } } })), [q, agency]);
  return (
    <Page heading={t("place.services")}>
      <div class="filters" ref={box}>
        <Text label={t("service.find")} type="search" value={text} onValue={setText} size={40} />
        {several() && (
          <Select
            label={t("account.agency")}
            empty={t("service.all")}
            value={agency ?? ""}
            onValue={(chosen) => setQuery({ agency: chosen })}
            options={(desk.value?.agencies ?? []).map((one) => ({ value: one.code, label: one.name }))}
          />
        )}
      </div>
      <Problem problem={problem} />
      <Waiting slow={slow} />
      {value?.items.length === 0 && <Empty action={<a href="/app/services">{t("service.show-all")}</a>}>{t("service.found-none")}</Empty>}
      {!!value?.items.length && (
        <div ref={rows}>
          <Table
            caption={t("place.services")}
            rows={value.items}
            rowKey={(one) => `${one.agency}/${one.code}`}
            columns={[
              { heading: t("case.service"), cell: (one) => <a href={`/app/services/${one.code}?agency=${one.agency}`}>{one.name}</a> },
              ...(several() ? [{ heading: t("account.agency"), cell: (one: { agency: string }) => agencyOf(one.agency) }] : []),
              { heading: t("service.description"), cell: (one) => one.description },
              { heading: t("service.fee"), cell: (one) => feeInWords(one.fee, language.value) },
            ]}
          />
        </div>
      )}
    </Page>
  );
}
