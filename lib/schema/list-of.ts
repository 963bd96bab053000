/** Takes what Knex's methods take as one column or several, as a list. */
export function listOf(columns: unknown): readonly unknown[] {
  return Array.isArray(columns)
    ? columns
    : columns === undefined || columns === null
      ? []
      : [columns];
}
