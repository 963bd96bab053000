/**
 * Takes the rows out of what a driver answers to a raw query; a builder of Knex answers with them.
 *
 * pg answers with an object that has `rows`, mysql and mysql2 with `[rows, fields]`, the drivers of
 * SQLite with the rows.
 */
export function rowsOf<Row>(answer: unknown): readonly Row[] {
  if (!Array.isArray(answer)) return (answer as { readonly rows?: Row[] }).rows ?? [];
  return (Array.isArray(answer[0]) ? answer[0] : answer) as Row[];
}
