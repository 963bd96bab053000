/**
 * Ends a sentence about an unknown word with a guess or with all that is known.
 *
 * @returns `did you mean "directory"?` when a known word is near, else `known are …`
 */
export function suggest(word: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, distance: distanceBetween(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3))
    .sort((a, b) => a.distance - b.distance)[0];
  return near === undefined ? `known are ${known.join(', ')}` : `did you mean "${near.candidate}"?`;
}

/** Counts the letters to insert, delete or replace (Levenshtein), case aside. */
function distanceBetween(a: string, b: string): number {
  const target = [...b.toLowerCase()];
  let row = Array.from({ length: target.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...a.toLowerCase()].entries()) {
    const next = [index + 1];
    for (const [column, other] of target.entries()) {
      next.push(
        Math.min(
          (row[column] ?? 0) + (letter === other ? 0 : 1),
          (row[column + 1] ?? 0) + 1,
          (next[column] ?? 0) + 1,
        ),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
