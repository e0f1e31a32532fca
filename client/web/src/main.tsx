/** Begins: words, theme, who works here; then the page of the address. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { ErrorBoundary, LocationProvider, Route, Router } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { expelled, Failure, type Problem as Told } from "./data/api";
import { desk, loadDesk } from "./data/desk";
import { forgetOldDrafts } from "./data/draft";
import { keepLast, recallLast } from "./data/last";
import { beLive } from "./data/live";
import { keepSending } from "./data/outbox";
import { session, whoAmI } from "./data/session";
import { Login } from "./pages/login";
import { Frame } from "./shell/frame";
import { listenToKeys } from "./shell/keys";
import { NotFound } from "./shell/not-found";
import { places } from "./shell/places";
import { beThemed } from "./shell/theme";
import { installWorker } from "./shell/worker";
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

function App() {
  const [problem, setProblem] = useState<Told | undefined>();
  const enter = () => {
    setProblem(undefined);
    whoAmI()
      .then(() => session.value && loadDesk())
      .catch((fault) => {
        if (!(fault instanceof Failure)) throw fault;
        if (!fault.unreachable || !recallLast()) setProblem(fault.problem);
      });
  };
  useEffect(enter, []);
  useEffect(() => {
    // Somebody logged in here: the desk is another.
    if (session.value && !desk.value) enter();
  }, [session.value]);
  if (problem)
    return (
      <main class="alone">
        <Page heading="OneStop">
          <Problem problem={problem} />
          <Button kind="primary" onClick={enter}>
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

async function begin(): Promise<void> {
  beThemed();
  await speak(preferredLanguage());
  listenToKeys();
  beLive();
  keepSending();
  keepLast();
  // An answer said that there is no session: what is shown stays until it is known that there is none.
  let asked = 0;
  effect(() => {
    if (expelled.value === asked) return;
    asked = expelled.value;
    whoAmI().catch(() => undefined);
  });
  effect(() => {
    if (session.value === null) desk.value = undefined;
  });
  render(
    <LocationProvider scope="/app/">
      <App />
    </LocationProvider>,
    document.getElementById("app") as HTMLElement,
  );
  void forgetOldDrafts();
  installWorker();
}

void begin();
