/** What somebody else changed meanwhile: told, and merged by nobody but who reads it. */
import type { Difference } from "../data/facts";
import { t } from "../words";

export function Differences({ of }: { of: Difference[] }) {
  return (
    <ul>
      {of.map(({ name, was, is }) => (
        <li key={name}>
          {name}: <del>{was || t("changed.nothing")}</del> → <ins>{is || t("changed.nothing")}</ins>
        </li>
      ))}
    </ul>
  );
}
