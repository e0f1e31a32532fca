/** The charter of an agency, as the public reads it. */
import { language } from "../words";
import { api, ask, problemOf, type Schemas } from "./api";

/** Undefined: it publishes none, or cannot be asked. */
export const charterOf = (agency: string, signal?: AbortSignal): Promise<Schemas["Charter"] | undefined> =>
  ask(api.GET("/charter/{agency}.json", { baseUrl: "/", signal, params: { path: { agency }, query: { language: language.value } } })).catch((fault) => void problemOf(fault));
