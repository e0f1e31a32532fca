/** Case references as people say and type them. */
const LOOKS_LIKE: Record<string, string> = { I: "1", L: "1", O: "0", S: "5", Z: "2", B: "8" };

/** "7k3m 9xq4" is 7K3M-9XQ4; undefined: no reference. Whether there is such a case is the daemon's to say. */
export function asReference(text: string): string | undefined {
  const plain = text
    .toUpperCase()
    .replace(/[\s–-]/g, "")
    .replace(/[ILOSZB]/g, (letter) => LOOKS_LIKE[letter] ?? letter);
  return /^[0-9ACDEFGHJKMNPQRTVWXY]{8}$/.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4)}` : undefined;
}
