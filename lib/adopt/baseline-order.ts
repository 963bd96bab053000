/** A thing to make, the words by which others speak of it, and what it speaks of itself. */
export interface Mention<T> {
  readonly item: T;
  /** Unqualified; others are behind it where their text holds the word. */
  readonly name: string;
  readonly text: string;
}

/**
 * Sorts so that what is spoken of comes first, and all else stays where it was. A catalog does not
 * say what depends on what; the text of a definition does, by names. A circle is cut where it closes.
 */
export function orderByMention<T>(items: readonly Mention<T>[]): T[] {
  const byName = new Map<string, Mention<T>[]>();
  for (const mention of items) {
    byName.set(mention.name, [...(byName.get(mention.name) ?? []), mention]);
  }
  const seen = new Set<Mention<T>>();
  const ordered: T[] = [];
  const visit = (mention: Mention<T>): void => {
    if (seen.has(mention)) return;
    seen.add(mention);
    const words = new Set(mention.text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu));
    for (const word of words) for (const other of byName.get(word) ?? []) visit(other);
    ordered.push(mention.item);
  };
  for (const mention of items) visit(mention);
  return ordered;
}
