/** The service worker keeps the client itself, so that it opens while the network is gone. It keeps nothing of the daemon's answers. */
interface Policies {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => { createScriptURL: (address: string) => string };
}

const ADDRESS = "/app/sw.js";

export function installWorker(): void {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const policies = (window as { trustedTypes?: Policies }).trustedTypes;
  const only = (address: string) => {
    if (address !== ADDRESS) throw new TypeError(address);
    return address;
  };
  const address = policies ? policies.createPolicy("onestop", { createScriptURL: only }).createScriptURL(ADDRESS) : ADDRESS;
  navigator.serviceWorker.register(address, { scope: "/app/" }).catch(() => undefined); // works without it too
}
