/** What a list of cases is narrowed by; it stands in the address. */
import { type Query, useQuery } from "../../data/address";
import { desk, type Desk, nameOf } from "../../data/desk";
import { type Option, ownAgencies, people, words } from "../../data/options";
import { WORKS } from "../../data/roles";
import { session } from "../../data/session";
import { useAgency } from "../../ui/filters";
import { Button, Select } from "../../ui/parts";
import { t } from "../../words";
import { type Filter, isOpenOnly, ME, NOBODY } from "./list";

/** Who can be given cases of these agencies, by name. */
export const workersOf = (agencies: readonly string[]): Option[] => people(agencies, ...WORKS);

/** Codes are of an agency: what is chosen names both. */
type Coded = { code: string; name: string; agency: string };
const both = (one: { agency?: string; code?: string }) => `${one.agency}/${one.code}`;

/** also: what else becomes of the address when it is narrowed. */
export function CaseFilters({ filter, also }: { filter: Filter; also: Query }) {
  const [, set] = useQuery();
  const onFilter = (patch: Filter) => set({ ...patch, ...also });
  const known = desk.value as Desk;
  const [, choice] = useAgency(undefined, { all: true, also: { queue: undefined, service: undefined, office: undefined, ...also } });
  const codes = ownAgencies().flatMap(({ value }) => (!filter.agency || value === filter.agency ? value : []));
  const options = (list: Coded[]) =>
    list.filter((one) => codes.includes(one.agency)).map((one) => ({ value: both(one), label: codes.length > 1 ? `${one.name} (${nameOf("agencies", one.agency)})` : one.name }));
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
      {choice}
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
        options={words("due", ["overdue", "soon"])}
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
