/** Which agency a page is about: in the address, else the first. */
import { useQuery } from "../../data/address";
import { nameOf } from "../../data/desk";
import { agenciesWith } from "../../data/session";
import { Select } from "../../ui/parts";
import { t } from "../../words";

export function useAgency(): string | undefined {
  const [{ agency }] = useQuery();
  return agency || agenciesWith("administrator", "auditor")[0];
}

/** empty: the words of all agencies, where a page can show all. */
export function AgencyChoice({ empty }: { empty?: string }) {
  const [{ agency }, set] = useQuery();
  const all = agenciesWith("administrator", "auditor", "team-lead");
  if (all.length < 2) return null;
  return <Select label={t("filter.agency")} value={agency || (empty === undefined ? (all[0] as string) : "")} empty={empty} onValue={(value) => set({ agency: value })} options={all.map((value) => ({ value, label: nameOf("agencies", value) }))} />;
}
