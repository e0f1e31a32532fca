/** What runs beside the page. */
interface Policies {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => { createScriptURL: (address: string) => string };
}

const KEEPER = "/app/sw.js";
const WARMER = "/app/warm.js";

const policies = (window as { trustedTypes?: Policies }).trustedTypes;
const policy = policies?.createPolicy("onestop", {
  createScriptURL: (address) => {
    if (address !== KEEPER && address !== WARMER) throw new TypeError(address);
    return address;
  },
});
const trusted = (address: string): string => policy?.createScriptURL(address) ?? address;

/** The service worker keeps the client itself, so that it opens while the network is gone. It keeps nothing of the daemon's answers. */
export function installWorker(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  navigator.serviceWorker.register(trusted(KEEPER), { scope: "/app/" }).catch(() => undefined); // works without it too
}

/** A browser reads all it knows of numbers and dates of all languages before it writes the first: 40 ms on an ordinary machine. It does
 * so once for page and workers, here while the page is still on its way. */
export function warmUp(): void {
  new Worker(trusted(WARMER));
}
