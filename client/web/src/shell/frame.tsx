/** What stands around every page: the way to others, who works here, what waits, whether the daemon is reached. */
import { useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";
import { reachable } from "../data/api";
import { countNotices, notices } from "../data/day";
import { connected } from "../data/live";
import { waiting } from "../data/outbox";
import { logOut, may, session } from "../data/session";
import { Toasts } from "../ui/toast";
import { language, languages, speak, t, type Language } from "../words";
import { helpShown, KeysHelp, paletteShown, useKey } from "./keys";
import { Palette } from "./palette";
import { places } from "./places";
import { chooseTheme, theme, type Theme } from "./theme";

function Menu() {
  const here = useLocation().path.replace(/\/+$/, "");
  const at = (path: string) => (path === "/app/" ? here === "/app" && "page" : here === path ? "page" : here.startsWith(`${path}/`) && "true");
  return (
    // Where there is no room beside the page, the head opens it.
    <nav id="menu" popover="auto" aria-label={t("frame.menu")} class="menu popover-menu" onClick={({ currentTarget: menu }) => menu.matches(":popover-open") && menu.hidePopover()}>
      <ul>
        {places
          .filter((place) => place.menu && may(...(place.roles ?? [])))
          .map((place) => (
            <li key={place.path} class={place.apart ? "apart" : undefined}>
              <a href={place.path} aria-current={at(place.path) || undefined}>
                {place.name && t(place.name)}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function PlaceKey({ place }: { place: (typeof places)[number] }) {
  const { route } = useLocation();
  useKey(place.key ?? "", place.name ? t(place.name) : "", place.key && may(...(place.roles ?? [])) ? () => route(place.path) : undefined);
  return null;
}

function You() {
  const who = session.value?.staff;
  const { route } = useLocation();
  if (!who) return null;
  const leave = async () => {
    await logOut();
    route("/app/");
  };
  return (
    <div class="you">
      <button type="button" class="btn btn-link" popovertarget="you-menu">
        {who.name}
      </button>
      <div id="you-menu" popover="auto" class="popover-menu">
        <p>
          <strong>{who.name}</strong>
          <br />
          {who.user_name}
        </p>
        <label>
          {t("frame.language")}
          <select class="form-select form-select-sm" value={language.value} onChange={(event) => void speak(event.currentTarget.value as Language, true)}>
            {Object.entries(languages).map(([code, name]) => (
              <option key={code} value={code} lang={code} selected={code === language.value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("frame.theme")}
          <select class="form-select form-select-sm" value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
            {(["auto", "light", "dark"] as const).map((one) => (
              <option key={one} value={one} selected={one === theme.value}>
                {t(`theme.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <ul>
          <li>
            <a href="/app/account">{t("place.account")}</a>
          </li>
          <li>
            <button type="button" class="btn btn-link" onClick={() => (helpShown.value = true)}>
              {t("keys.heading")}
            </button>
          </li>
          <li>
            <button type="button" class="btn btn-link" onClick={() => void leave()}>
              {t("frame.logout")}
            </button>
          </li>
        </ul>
      </div>
    </div>
  );
}

function Line() {
  const wait = waiting.value.length;
  return (
    <div class="line" role="status">
      {!reachable.value || !connected.value ? <p class="offline">{t("frame.offline")}</p> : null}
      {wait > 0 && (
        <p>
          <a href="/app/waiting">{t("frame.waiting", { count: wait })}</a>
        </p>
      )}
    </div>
  );
}

export function Frame({ children }: { children: preact.ComponentChildren }) {
  // The start of the day has their number with what else it asks for.
  useEffect(() => void (location.pathname !== "/app/" && countNotices()), []);
  return (
    <>
      <a class="skip" href="#main">
        {t("frame.skip")}
      </a>
      <header class="frame-head">
        <a class="brand" href="/app/">
          OneStop
        </a>
        <button type="button" class="btn btn-outline-secondary btn-sm menu-button" popovertarget="menu">
          {t("frame.menu")}
        </button>
        <button type="button" class="btn btn-outline-secondary btn-sm find" onClick={() => (paletteShown.value = true)}>
          {t("frame.find")} <kbd>Ctrl K</kbd>
        </button>
        <a class="notices" href="/app/notices">
          {t("frame.notices", { count: notices.value })}
        </a>
        <You />
      </header>
      <div class="frame-body">
        <Menu />
        <main id="main" tabIndex={-1}>
          <Line />
          {children}
        </main>
      </div>
      {places.map((place) => place.key && <PlaceKey key={place.path} place={place} />)}
      <Palette />
      <KeysHelp />
      <Toasts />
    </>
  );
}
