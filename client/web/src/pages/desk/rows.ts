/** Rows of a table by j and k: the focus goes to the link of the next or the row before; Enter opens it, as it does with links. */
import { useRef } from "preact/hooks";
import { useKey } from "../../shell/keys";
import { t } from "../../words";

/** The element around the table. */
export function useRows() {
  const around = useRef<HTMLDivElement>(null);
  const step = (by: number) => () => {
    const links = [...(around.current?.querySelectorAll<HTMLAnchorElement>("tbody tr td:first-child a") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
  };
  useKey("j", t("rows.next"), step(1));
  useKey("k", t("rows.before"), step(-1));
  return around;
}
