/** Who worked in this window last, and their desk: so that a page that is loaded anew while nobody can be asked goes on. It is gone
 * with the window and with the session; the token against forged requests is asked for when the daemon is reached again. */
import { effect } from "@preact/signals";
import { csrf, reachable } from "./api";
import { desk, type Desk } from "./desk";
import { session, whoAmI, type Session } from "./session";

const KEPT = "onestop.last";

export function keepLast(): void {
  effect(() => {
    if (session.value === null) sessionStorage.removeItem(KEPT);
    else if (session.value && desk.value) sessionStorage.setItem(KEPT, JSON.stringify({ session: session.value, desk: desk.value }));
  });
  effect(() => {
    if (reachable.value && session.value && !csrf.value) whoAmI().catch(() => undefined);
  });
}

/** Whether there was somebody. */
export function recallLast(): boolean {
  const kept = sessionStorage.getItem(KEPT);
  if (!kept) return false;
  const last = JSON.parse(kept) as { session: Session; desk: Desk };
  desk.value = last.desk;
  session.value = last.session;
  return true;
}
