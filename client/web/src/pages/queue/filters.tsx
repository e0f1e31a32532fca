/** What a list of cases is narrowed by; it stands in the address. */
import { desk, type Desk } from "../../data/desk";
import { session } from "../../data/session";
import { Button, Select } from "../../ui/parts";
import { t, tn } from "../../words";
import { type Filter, isOpenOnly, ME, NOBODY } from "./list";

/** Who can be given cases of these agencies, by name. */
export function workersOf(agencies: ReadonlySet<string>): { value: string; label: string }[] {
  const found = new Map<string, string>();
  for (const one of desk.value?.staff ?? [])
    if (agencies.has(one.agency) && one.roles.some((role) => role === "case-manager" || role === "team-lead")) found.set(one.user_name, one.name);
  return [...found].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));
}

/** Codes are of an agency: what is chosen names both. */
type Coded = { code: string; name: string; agency: string };
const both = (one: { agency?: string; code?: string }) => `${one.agency}/${one.code}`;

export function CaseFilters({ filter, onFilter }: { filter: Filter; onFilter: (patch: Filter) => void }) {
  const known = desk.value as Desk;
  const agencies = known.agencies.filter((one) => one.mine);
  const here = agencies.filter((one) => !filter.agency || one.code === filter.agency);
  const codes = new Set(here.map((one) => one.code));
  const options = (list: Coded[]) =>
    list
      .filter((one) => codes.has(one.agency))
      .map((one) => ({ value: both(one), label: here.length > 1 ? `${one.name} (${here.find((agency) => agency.code === one.agency)?.name})` : one.name }));
  const coded = (name: "queue" | "service" | "office", list: Coded[], label: string, disabled = false) => {
    const agency = filter.agency ?? list.find((one) => one.code === filter[name])?.agency;
    const choose = (value: string) => {
      const [of, code] = value.split("/");
      onFilter(code ? { agency: of, [name]: code } : { [name]: undefined });
    };
    return <Select label={label} value={filter[name] ? both({ agency, code: filter[name] }) : ""} onValue={choose} empty={t("filter.all")} options={options(list)} disabled={disabled} />;
  };
  const closed = !isOpenOnly(filter);
  const workers = workersOf(codes).filter((one) => one.value !== session.value?.staff.user_name);
  return (
    <div class="filters" role="search" aria-label={t("filter.heading")}>
      {agencies.length > 1 && (
        <Select
          label={t("filter.agency")}
          value={filter.agency ?? ""}
          onValue={(agency) => onFilter({ agency, queue: undefined, service: undefined, office: undefined })}
          empty={t("filter.all")}
          options={agencies.map((one) => ({ value: one.code, label: one.name }))}
        />
      )}
      {coded("queue", known.queues, t("queue.name"), closed)}
      <Select
        label={t("filter.handler")}
        value={filter.handler ?? ""}
        onValue={(handler) => onFilter({ handler })}
        empty={t("filter.anybody")}
        options={[{ value: ME, label: t("filter.me") }, { value: NOBODY, label: t("filter.nobody") }, ...workers]}
        disabled={closed}
      />
      <Select
        label={t("filter.due")}
        value={filter.due ?? ""}
        onValue={(due) => onFilter({ due })}
        empty={t("filter.all")}
        options={["overdue", "soon"].map((value) => ({ value, label: tn("due", value) }))}
        disabled={closed}
      />
      {coded("service", known.services, t("case.service"))}
      {coded("office", known.offices, t("filter.office"))}
      {!filter.customer && (
        <Select
          label={t("filter.status")}
          value={filter.status ?? ""}
          onValue={(status) => onFilter(status ? { status, queue: undefined, handler: undefined, due: undefined } : { status: undefined })}
          empty={t("filter.open")}
          options={[
            { value: "closed", label: t("filter.closed") },
            { value: "all", label: t("filter.both") },
          ]}
        />
      )}
      {filter.customer && (
        <Button onClick={() => onFilter({ customer: undefined })}>
          {t("filter.customer", { id: filter.customer })} <span aria-hidden="true">✕</span>
        </Button>
      )}
    </div>
  );
}
