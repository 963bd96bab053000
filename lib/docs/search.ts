import type { PageTable } from './page-data.ts';

/** A table that a search has found, with the columns that made it so. */
export interface Found {
  readonly table: PageTable;
  readonly columns: readonly string[];
}

/**
 * Finds tables by their names and by those of their columns, in any case: first names that begin
 * with what is sought, then names that hold it, then tables of which a column does. Several words
 * are all sought; a dot parts the table from the column, as in `user.mail`.
 */
export function search(tables: readonly PageTable[], query: string): readonly Found[] {
  const words = query
    .toLowerCase()
    .split(/[\s.]+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return tables.map((table) => ({ table, columns: [] }));
  return tables
    .map((table, place) => ({ ...match(table, words), place }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ table, columns }) => ({ table, columns }));
}

function match(table: PageTable, words: readonly string[]): Found & { readonly rank: number } {
  const name = table.label.toLowerCase();
  const inColumns = words.filter((word) => !name.includes(word));
  const columns = table.columns.filter((column) =>
    (inColumns.length > 0 ? inColumns : words).some((word) => column.toLowerCase().includes(word)),
  );
  const isFound = inColumns.every((word) =>
    table.columns.some((column) => column.toLowerCase().includes(word)),
  );
  if (!isFound) return { table, columns: [], rank: 3 };
  if (inColumns.length > 0) return { table, columns, rank: 2 };
  return { table, columns, rank: name.startsWith(words[0] ?? '') ? 0 : 1 };
}
