/** Begins: words, theme, who works here; then the page of the address. */
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { ErrorBoundary, LocationProvider, Route, Router } from "preact-iso";
import { expelled, Failure, type Problem as Told, reachable } from "./data/api";
import { beginDay } from "./data/day";
import { desk, loadDesk } from "./data/desk";
import { forgetOldDrafts } from "./data/draft";
import { keepLast, recallLast } from "./data/last";
import { beLive } from "./data/live";
import { keepSending } from "./data/outbox";
import { renewing, session, whoAmI } from "./data/session";
import { Login } from "./pages/login";
import { Frame } from "./shell/frame";
import { listenToKeys } from "./shell/keys";
import { NotFound } from "./shell/not-found";
import { placeAt, places } from "./shell/places";
import { beThemed } from "./shell/theme";
import { installWorker, warmUp } from "./shell/worker";
import { Button, Page, Problem } from "./ui/parts";
import "./styles/app.scss";
import { language, preferredLanguage, speak, t } from "./words";

function Pages() {
  return (
    <ErrorBoundary>
      <Router>
        {places.map((place) => (
          <Route key={place.path} path={place.path} component={place.page} />
        ))}
        <NotFound default />
      </Router>
    </ErrorBoundary>
  );
}

/** Why nobody can work here now. */
const problem = signal<Told | undefined>(undefined);

/** Who works here and their desk, asked for at once; most who come here are logged in. */
async function enter(): Promise<void> {
  problem.value = undefined;
  try {
    const known = session.peek() ? undefined : whoAmI().then(() => session.peek() && placeAt(location.pathname)?.path === "/app/" && beginDay());
    await Promise.all([known, loadDesk()]);
  } catch (fault) {
    if (!(fault instanceof Failure)) throw fault;
    // Of nobody there is no desk.
    if (fault.problem.status !== 401 && !fault.is("must-change-password") && (!fault.unreachable || !recallLast())) problem.value = fault.problem;
  }
}

function App() {
  if (problem.value)
    return (
      <main class="alone">
        <Page heading="OneStop">
          <Problem problem={problem.value} />
          <Button kind="primary" onClick={() => void enter()}>
            {t("load.again")}
          </Button>
        </Page>
      </main>
    );
  if (session.value === undefined) return null;
  if (session.value === null) return <Login />;
  if (!desk.value) return null;
  return (
    <Frame>
      <Pages key={`${language.value}:${session.value.staff.user_name}`} />
    </Frame>
  );
}

/** What the first page does not need waits until it stands. */
const LATER_MS = 1_500;

function preload(path: string): void {
  placeAt(path)?.page.preload().catch(() => undefined); // who goes there learns of it
}

/** A page's code comes while the hand is on its way to a link: not before, when it would come between the letters of who types. */
function preloadNext({ target }: Event): void {
  const link = reachable.peek() && target instanceof Element && target.closest<HTMLAnchorElement>("a[href^='/app/']");
  if (link) preload(link.pathname);
}

/** What a page begins with is asked for at once: words, who works here, and the page's own code. */
async function begin(): Promise<void> {
  warmUp();
  beThemed();
  void enter();
  preload(location.pathname);
  await speak(preferredLanguage());
  listenToKeys();
  addEventListener("pointerover", preloadNext);
  addEventListener("focusin", preloadNext);
  beLive();
  keepSending();
  // An answer said that there is no session: what is shown stays until it is known that there is none.
  let asked = 0;
  effect(() => {
    if (expelled.value === asked) return;
    asked = expelled.value;
    if (session.peek() || renewing.peek()) whoAmI().catch(() => undefined);
  });
  let nobody = false;
  effect(() => {
    if (session.value === null) desk.value = undefined;
    // Somebody logged in here: the desk is another.
    else if (nobody) void enter();
    nobody = session.value === null;
  });
  render(
    <LocationProvider scope="/app/">
      <App />
    </LocationProvider>,
    document.getElementById("app") as HTMLElement,
  );
  setTimeout(() => {
    keepLast();
    void forgetOldDrafts();
    installWorker();
  }, LATER_MS);
}

void begin();
