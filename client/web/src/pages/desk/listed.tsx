/** A list of short texts. */
export function Listed({ items, ordered }: { items: string[]; ordered?: boolean }) {
  const Kind = ordered ? "ol" : "ul";
  return (
    <Kind>
      {items.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </Kind>
  );
}
