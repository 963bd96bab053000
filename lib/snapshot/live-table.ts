import type { DialectName } from '../dialect/dialect.ts';
import type { Session } from './session.ts';

/** A column as the database has it at this moment. */
export interface LiveColumn {
  /** As it is stored. */
  readonly name: string;
  /** As the database writes it: `character varying(20)`, `bigint unsigned`, `varchar(255)`. */
  readonly type: string;
  /** The bare type: pg_type.typname, information_schema's data_type, or the declared word. */
  readonly base: string;
  /** PostgreSQL: whether the values are words of an enum, or arrays. */
  readonly form: 'plain' | 'enum' | 'array';
  readonly isNullable: boolean;
  /** Character set and collation of texts on MySQL. */
  readonly charset: string | undefined;
  readonly collation: string | undefined;
}

/** A table as the database has it at this moment. */
export interface LiveTable {
  /** For the text of statements, with its schema where one is given. */
  readonly quoted: string;
  /** For messages. */
  readonly title: string;
  readonly columns: readonly LiveColumn[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly LiveColumn[];
}

/** Which table, as the project's queries name it. */
export interface TableName {
  readonly name: string;
  readonly schema: string | undefined;
}

/** Reads columns and primary key; a table that is not there has no columns. */
export async function readLiveTable(session: Session, table: TableName): Promise<LiveTable> {
  const name = session.stored(table.name);
  const schema = table.schema === undefined ? undefined : session.stored(table.schema);
  const path = schema === undefined ? [name] : [schema, name];
  const quoted = path.map((part) => session.quote(part)).join('.');
  const { sql, bindings } = queries[session.dialect.name](quoted, name, schema);
  const rows = (await session.rows(session.raw(sql, bindings))) as unknown as readonly Row[];
  const columns = rows.map(columnOf);
  return {
    quoted,
    title: path.join('.'),
    columns,
    key: rows
      .map((row, index) => ({ position: Number(row.key_position ?? 0), column: columns[index] }))
      .filter(({ position }) => position > 0)
      .sort((a, b) => a.position - b.position)
      .flatMap(({ column }) => column ?? []),
  };
}

/** A row of the queries below. */
interface Row {
  readonly name: string;
  readonly type: string;
  readonly base: string;
  readonly form: LiveColumn['form'];
  readonly nullable: boolean | number;
  readonly key_position: number | string | null;
  readonly charset: string | null;
  readonly collation: string | null;
}

function columnOf(row: Row): LiveColumn {
  return {
    name: row.name,
    type: row.type,
    base: row.base.toLowerCase(),
    form: row.form,
    isNullable: Boolean(Number(row.nullable)),
    charset: row.charset ?? undefined,
    collation: row.collation ?? undefined,
  };
}

type Query = { readonly sql: string; readonly bindings: readonly unknown[] };

const queries: Readonly<
  Record<DialectName, (quoted: string, name: string, schema: string | undefined) => Query>
> = {
  // A domain counts as the type that it is made of; included columns are no part of a key.
  postgres: (quoted) => ({
    sql: `
      select a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
        coalesce(b.typname, t.typname)::text as base,
        case when coalesce(b.typtype, t.typtype) = 'e' then 'enum'
          when coalesce(b.typelem, t.typelem) <> 0 and coalesce(b.typlen, t.typlen) = -1 then 'array'
          else 'plain' end as form,
        (not a.attnotnull)::int as nullable,
        case when k.position <= i.indnkeyatts then k.position end as key_position,
        null as charset, null as collation
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      left join pg_type b on b.oid = t.typbasetype and t.typtype = 'd'
      left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
      cross join lateral (
        select array_position(i.indkey::int2[], a.attnum) - array_lower(i.indkey::int2[], 1) + 1 as position
      ) k
      where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
      order by a.attnum`,
    bindings: [quoted.replaceAll('\\?', '?')],
  }),
  mysql: (_quoted, name, schema) => ({
    sql: `
      select c.column_name as name, c.column_type as type, c.data_type as base, 'plain' as form,
        c.is_nullable = 'YES' as nullable, s.seq_in_index as key_position,
        c.character_set_name as charset, c.collation_name as collation
      from information_schema.columns c
      left join information_schema.statistics s
        on s.table_schema = c.table_schema and s.table_name = c.table_name
          and s.column_name = c.column_name and s.index_name = 'PRIMARY'
      where c.table_schema = coalesce(?, database()) and c.table_name = ?
      order by c.ordinal_position`,
    bindings: [schema ?? null, name],
  }),
  // The key of a table may hold nulls there, which no program means.
  sqlite: (_quoted, name, schema) => ({
    sql: `
      select name, type, type as base, 'plain' as form, "notnull" = 0 and pk = 0 as nullable,
        pk as key_position, null as charset, null as collation
      from pragma_table_info(?${schema === undefined ? '' : ', ?'}) order by cid`,
    bindings: schema === undefined ? [name] : [name, schema],
  }),
};
