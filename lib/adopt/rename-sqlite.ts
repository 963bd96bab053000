import type { Knex } from 'knex';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { placesOfConstraints } from '../catalog/sqlite-table-text.ts';
import { groupBy } from '../group-by.ts';
import { quote, renameCreated } from '../schema/sqlite-text.ts';
import type { Renaming } from './rename-order.ts';

/** A table of SQLite with other names in its text: only building it anew can change them. */
export interface TableTexts {
  readonly table: string;
  readonly before: string;
  readonly after: string;
}

/** An index of SQLite under another name: it is dropped and made again. */
export interface IndexTexts {
  readonly before: string;
  readonly after: string;
}

/** What a migration of SQLite has to change. */
export interface SqliteRenames {
  readonly tables: readonly TableTexts[];
  readonly indexes: readonly IndexTexts[];
}

/** Reads the texts of tables and indexes, and writes the names into them. */
export async function readSqliteRenames(
  knex: Knex,
  renamings: readonly Renaming[],
): Promise<SqliteRenames> {
  const objects = (await plainClient(knex).raw(
    "select type, name, sql from sqlite_schema where type in ('table', 'index') and sql is not null",
  )) as readonly { readonly type: string; readonly name: string; readonly sql: string }[];
  const textOf = (type: string, name: string): string =>
    objects.find((object) => object.type === type && object.name === name)?.sql ?? '';
  // All are dropped before any is made: what went by a third name needs none here.
  const lastNames = new Map(renamings.map(({ isIndex, item, to }) => [isIndex ? item : null, to]));
  const indexes = [...lastNames].flatMap(([item, to]) => {
    const before = typeof item?.name !== 'string' ? '' : textOf('index', item.name);
    return before === '' ? [] : { before, after: renameCreated(before, to) };
  });
  const constraints = groupBy(
    renamings.filter(({ isIndex }) => !isIndex),
    ({ table }) => table.name,
  );
  const tables = [...constraints].flatMap(([table, of]) => {
    const before = textOf('table', table);
    return { table, before, after: nameConstraints(before, of) };
  });
  return { tables, indexes };
}

/** Writes names into a CREATE TABLE, also of constraints that have none; all else stays. */
export function nameConstraints(sql: string, renamings: readonly Renaming[]): string {
  const columns = renamings[0]?.table.columns.map(({ name }) => name) ?? [];
  const left = [...renamings];
  let text = '';
  let end = 0;
  for (const { constraint, start, name } of placesOfConstraints(sql, columns)) {
    // Two that are the same in all are given their names in turn.
    const at = left.findIndex(
      ({ item, from }) =>
        from === constraint.name &&
        'kind' in item &&
        item.kind === constraint.kind &&
        item.definition === constraint.definition,
    );
    const [renaming] = at === -1 ? [] : left.splice(at, 1);
    if (renaming === undefined) continue;
    const place = name?.start ?? start;
    text += sql.slice(end, place) + (name === undefined ? 'constraint ' : '') + quote(renaming.to);
    if (name === undefined) text += ' ';
    end = place + (name?.text.length ?? 0);
  }
  return text + sql.slice(end);
}
