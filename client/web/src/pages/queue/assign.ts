/** Gives several cases to one person: a request each, one after the other, each on the version that was shown. */
import { type Failure, type Problem, problemOf } from "../../data/api";
import type { Case } from "./list";

export interface Given {
  case: Case;
  /** Why it was not given. */
  problem?: Problem;
}

/** give: one request. Ends when stopped, or when the daemon is not reached or there is no session: the rest would fail too. */
export async function giveAll(cases: readonly Case[], give: (one: Case) => Promise<Case>, tell: (given: Given) => void, stop?: AbortSignal): Promise<void> {
  for (const one of cases) {
    if (stop?.aborted) return;
    try {
      tell({ case: await give(one) });
    } catch (fault) {
      const problem = problemOf(fault);
      tell({ case: one, problem });
      if ((fault as Failure).unreachable || problem.status === 401) return;
    }
  }
}
