/** Light or dark: as the system has it unless somebody chose. */
import { signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";
const KEPT = "onestop.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const kept = localStorage.getItem(KEPT);
export const theme = signal<Theme>(kept === "light" || kept === "dark" ? kept : "auto");

function show(): void {
  const chosen = theme.value === "auto" ? (system.matches ? "dark" : "light") : theme.value;
  document.documentElement.setAttribute("data-bs-theme", chosen);
}

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  localStorage.setItem(KEPT, chosen);
  show();
}

export function beThemed(): void {
  system.addEventListener("change", show);
  show();
}
