import { isSameName } from '../dialect/same-name.ts';
import { sqlite } from '../dialect/sqlite.ts';
import type { ConstraintReader, ConstraintRow } from './live-constraint.ts';
import { foreignKeysOf } from './sqlite-text.ts';

/**
 * SQLite: the pragmas. They know no checks, and no names of constraints, which stand in the text of
 * the table only: foreign keys find theirs there by their columns, and are a number without one.
 * The table is called as it is stored, whatever case it is asked for in.
 */
export const sqliteReader: ConstraintReader = {
  dialect: sqlite,
  tellsUniques: false,
  query: (_table, name, _schema, reach) => ({
    sql: `
      with own(name) as (select coalesce((select name from sqlite_schema where type = 'table' and lower(name) = lower(?)), ?))
      select case when l."unique" then 'uq' else 'ix' end as kind, l.name as name, 'index' as form,
        '' as schema_name, own.name as table_name, i.name as column_name, null as referred_table,
        null as referred_column, null as definition, i.seqno as ord
      from own join pragma_index_list(own.name) l join pragma_index_info(l.name) i where l.origin = 'c'
      union all
      select 'pk', '', 'constraint', '', own.name, t.name, null, null, null, t.pk
      from own join pragma_table_info(own.name) t where t.pk > 0
      union all
      select 'fk', f.id, 'constraint', '', m.name, f."from", f."table", f."to", m.sql, f.seq
      from own join sqlite_schema m join pragma_foreign_key_list(m.name) f
      where m.type = 'table' and (m.name = own.name${reach === 'references' ? ' or lower(f."table") = lower(own.name)' : ''})
      order by kind, name, ord`,
    bindings: [name, name],
  }),
  rowsOf: (response) => nameForeignKeys(response as ConstraintRow[]),
};

/** @param rows of foreign keys hold the text of their table as `definition` */
function nameForeignKeys(rows: readonly ConstraintRow[]): ConstraintRow[] {
  const keyOf = ({ table_name, name }: ConstraintRow): string => JSON.stringify([table_name, name]);
  const isForeign = ({ kind }: ConstraintRow): boolean => kind === 'fk';
  const names = new Map<string, string>();
  for (const row of rows.filter((each) => isForeign(each) && !names.has(keyOf(each)))) {
    const own = rows.filter((other) => isForeign(other) && keyOf(other) === keyOf(row));
    const columns = own.map((each) => each.column_name);
    const found = foreignKeysOf(row.definition ?? '').find(
      (key) =>
        key.columns.length === columns.length &&
        isSameName(sqlite, key.referredTable, row.referred_table) &&
        key.columns.every((column, index) => isSameName(sqlite, column, columns[index])),
    );
    names.set(keyOf(row), found?.name ?? String(row.name));
  }
  return rows.map((row) =>
    isForeign(row) ? { ...row, name: names.get(keyOf(row)) ?? row.name, definition: null } : row,
  );
}
