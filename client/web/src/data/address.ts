/** What a list shows stands in its address, so that it can be kept, shared and gone back to. */
import { useLocation } from "preact-iso";

export type Query = Record<string, string | undefined>;

export function useQuery(): [Record<string, string>, (patch: Query, replace?: boolean) => void] {
  const { path, query, route } = useLocation();
  const set = (patch: Query, replace = true) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(patch)) {
      if (value === undefined || value === "") next.delete(name);
      else next.set(name, value);
    }
    const text = next.toString();
    route(path + (text ? `?${text}` : ""), replace);
  };
  return [query, set];
}
