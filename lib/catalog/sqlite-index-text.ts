import { isSameName } from '../dialect/same-name.ts';
import { sqlite } from '../dialect/sqlite.ts';
import { tokensOf, unquote, type Token } from '../schema/sqlite-text.ts';
import type { CatalogIndex, CatalogIndexColumn } from './catalog.ts';
import { canonical } from './sqlite-canonical.ts';
import { splitAtCommas, TokenCursor } from './sqlite-cursor.ts';

/**
 * Takes a CREATE INDEX apart.
 *
 * Grammar: https://www.sqlite.org/lang_createindex.html
 *
 * @param columns of the table, as it declares them
 */
export function parseIndexText(
  name: string,
  sql: string,
  columns: readonly string[],
): CatalogIndex {
  const tokens = tokensOf(sql);
  const cursor = new TokenCursor(tokens.slice(tokens.findIndex(({ text }) => text === '(')));
  const parts = splitAtCommas(cursor.brackets());
  const predicate = cursor.take('where') ? canonical(cursor.rest(), columns) : null;
  const list = parts.map((part) => canonical(part, columns)).join(', ');
  return {
    name,
    columns: parts.map((part) => columnOf(part, columns)),
    unique: tokens[1]?.text.toLowerCase() === 'unique',
    predicate,
    method: 'btree',
    valid: true,
    definition: `(${list})${predicate === null ? '' : ` where ${predicate}`}`,
    comment: null,
  };
}

function columnOf(part: readonly Token[], columns: readonly string[]): CatalogIndexColumn {
  const word = part.at(-1)?.text.toLowerCase();
  const isDescending = word === 'desc';
  let tokens = isDescending || word === 'asc' ? part.slice(0, -1) : part;
  if (tokens.at(-2)?.text.toLowerCase() === 'collate') tokens = tokens.slice(0, -2);
  const [only] = tokens;
  const column =
    tokens.length === 1
      ? columns.find((candidate) => isSameName(sqlite, unquote(only?.text ?? ''), candidate))
      : undefined;
  return {
    column: column ?? null,
    expression: column === undefined ? canonical(tokens, columns) : null,
    order: isDescending ? 'desc' : 'asc',
    // NULL is smaller than all else; https://www.sqlite.org/datatype3.html#sort_order
    nulls: isDescending ? 'last' : 'first',
  };
}
