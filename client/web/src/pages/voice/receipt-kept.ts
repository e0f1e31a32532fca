/** The complaint that was taken last: who took a serious one may not read it again, but hands over its receipt. */
import { signal } from "@preact/signals";
import type { Schemas } from "../../data/api";

export const taken = signal<Schemas["Complaint"] | undefined>(undefined);
