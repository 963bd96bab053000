import type { Dialect } from '../dialect/dialect.ts';
import { mysql } from '../dialect/mysql.ts';
import { postgres } from '../dialect/postgres.ts';
import { isSameName } from '../dialect/same-name.ts';
import { sqlite } from '../dialect/sqlite.ts';
import { groupBy } from '../group-by.ts';
import type { ConstraintKind } from '../naming/convention.ts';
import type { Query } from './knex-internals.ts';
import { foreignKeysOf } from './sqlite-text.ts';

/** A constraint or index as the database has it at this moment. */
export interface LiveConstraint {
  readonly kind: ConstraintKind;
  readonly name: string;
  /** Whether it is an index of its own, or a constraint (which may have one). */
  readonly form: 'constraint' | 'index';
  readonly schema: string;
  readonly table: string;
  /** Columns in order; empty for a check, null for an expression. */
  readonly columns: readonly (string | null)[];
  readonly referredTable: string | undefined;
  readonly referredColumns: readonly string[];
  /** Where it takes its definition to build it again: a check's expression, a foreign key's actions. */
  readonly definition: string | undefined;
}

/** A row of the queries below: one column of one constraint. */
interface Row {
  readonly kind: ConstraintKind;
  readonly name: string;
  readonly form: 'constraint' | 'index';
  readonly schema_name: string;
  readonly table_name: string;
  readonly column_name: string | null;
  readonly referred_table: string | null;
  readonly referred_column: string | null;
  readonly definition: string | null;
}

/** Reads what a table has. */
export interface ConstraintReader {
  readonly dialect: Dialect;
  /** Whether a unique is either a constraint or an index, and each is dropped in its own way. */
  readonly tellsUniques: boolean;
  /**
   * @param table quoted, with its schema where it has one
   * @param name as it is stored
   * @param reach whether the foreign keys of other tables that refer to it are wanted, too, which
   *   MySQL finds by reading all of the schema
   */
  query(
    table: string,
    name: string,
    schema: string | undefined,
    reach: 'table' | 'references',
  ): Query;
  rowsOf(response: unknown): readonly unknown[];
}

/** Puts the rows of a reader together, in the order in which the database gave them. */
export function readConstraints(reader: ConstraintReader, response: unknown): LiveConstraint[] {
  const groups = groupBy(reader.rowsOf(response) as readonly Row[], (row) =>
    JSON.stringify([row.kind, row.form, row.schema_name, row.table_name, row.name]),
  );
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    return {
      kind: first.kind,
      name: first.name,
      form: first.form,
      schema: first.schema_name,
      table: first.table_name,
      columns: first.kind === 'ck' ? [] : rows.map((row) => row.column_name),
      referredTable: first.referred_table ?? undefined,
      referredColumns: rows.flatMap((row) => row.referred_column ?? []),
      definition: first.definition ?? undefined,
    };
  });
}

/** PostgreSQL: pg_constraint, and the indexes that belong to none. */
export const postgresReader: ConstraintReader = {
  dialect: postgres,
  tellsUniques: true,
  query: (table, _name, _schema, reach) => ({
    sql: `
      select * from (
        select case c.contype when 'p' then 'pk' when 'f' then 'fk' when 'u' then 'uq' else 'ck' end as kind,
          c.conname::text as name, 'constraint' as form, n.nspname::text as schema_name,
          r.relname::text as table_name, a.attname::text as column_name,
          f.relname::text as referred_table, fa.attname::text as referred_column,
          null::text as definition, k.ord
        from pg_constraint c
        join pg_class r on r.oid = c.conrelid
        join pg_namespace n on n.oid = r.relnamespace
        left join pg_class f on f.oid = c.confrelid
        left join lateral unnest(c.conkey, c.confkey) with ordinality k(num, fnum, ord) on true
        left join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
        left join pg_attribute fa on fa.attrelid = c.confrelid and fa.attnum = k.fnum
        where c.contype in ('p', 'f', 'u', 'c') and (c.conrelid = ?::regclass${reach === 'references' ? ' or c.confrelid = ?::regclass' : ''})
        union all
        select case when i.indisunique then 'uq' else 'ix' end, x.relname::text, 'index', n.nspname::text,
          r.relname::text, a.attname::text, null, null, null, k.ord
        from pg_index i
        join pg_class x on x.oid = i.indexrelid
        join pg_class r on r.oid = i.indrelid
        join pg_namespace n on n.oid = r.relnamespace
        join lateral unnest(i.indkey::int2[]) with ordinality k(num, ord) on k.ord <= i.indnkeyatts
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num and k.num > 0
        where i.indrelid = ?::regclass
          and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
      ) found order by kind, name, ord`,
    bindings: reach === 'references' ? [table, table, table] : [table, table],
  }),
  rowsOf: (response) => (response as { rows: unknown[] }).rows,
};

const mysqlForeignKeys = `
        select 'fk', k.constraint_name, 'constraint', k.table_schema, k.table_name, k.column_name,
          k.referenced_table_name, k.referenced_column_name,
          concat('on update ', r.update_rule, ' on delete ', r.delete_rule), k.ordinal_position
        from information_schema.key_column_usage k
        join information_schema.referential_constraints r
          on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name
            and r.table_name = k.table_name`;

const mysqlReferences = `
        union all ${mysqlForeignKeys}
        where k.referenced_table_schema = coalesce(?, database()) and k.referenced_table_name = ?
          and not (k.table_schema = k.referenced_table_schema and k.table_name = ?)`;

/**
 * MySQL and MariaDB: information_schema. MariaDB names checks within a column like the column, that of
 * json among them; no statement can rename or drop them by it.
 */
export const mysqlReader: ConstraintReader = {
  dialect: mysql,
  tellsUniques: false,
  query: (_table, name, schema, reach) => ({
    sql: `
      select * from (
        select case when s.index_name = 'PRIMARY' then 'pk' when s.non_unique = 0 then 'uq' else 'ix' end as kind,
          s.index_name as name, 'index' as form, s.table_schema as schema_name, s.table_name as table_name,
          s.column_name as column_name, null as referred_table, null as referred_column,
          null as definition, s.seq_in_index as ord
        from information_schema.statistics s
        where s.table_schema = coalesce(?, database()) and s.table_name = ?
        union all ${mysqlForeignKeys}
        where k.referenced_table_name is not null
          and k.table_schema = coalesce(?, database()) and k.table_name = ?
        ${reach === 'references' ? mysqlReferences : ''}
        union all
        select 'ck', t.constraint_name, 'constraint', t.table_schema, t.table_name, null, null, null,
          c.check_clause, 1
        from information_schema.table_constraints t
        join information_schema.check_constraints c
          on c.constraint_schema = t.constraint_schema and c.constraint_name = t.constraint_name
            /*M! and c.table_name = t.table_name and c.level = 'Table' */
        where t.constraint_type = 'CHECK' and t.table_schema = coalesce(?, database()) and t.table_name = ?
      ) found order by kind, name, ord`,
    bindings: [schema, name, schema, name]
      .concat(reach === 'references' ? [schema, name, name] : [], [schema, name])
      .map((value) => value ?? null),
  }),
  rowsOf: (response) => response as unknown[],
};

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
  rowsOf: (response) => nameForeignKeys(response as Row[]),
};

/** @param rows of foreign keys hold the text of their table as `definition` */
function nameForeignKeys(rows: readonly Row[]): Row[] {
  const keyOf = ({ table_name, name }: Row): string => JSON.stringify([table_name, name]);
  const isForeign = ({ kind }: Row): boolean => kind === 'fk';
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
