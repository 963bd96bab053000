import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import type { LinesByTable } from './constraint-lines.ts';

const queries: Readonly<Record<DialectName, string>> = {
  sqlite: `
    select m.name as "table", concat_ws(' ', c.cid, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden,
      case when c.pk and lower(m.sql) like '%autoincrement%' then 'autoincrement' end) as line
    from sqlite_schema m join pragma_table_xinfo(m.name) c
    where m.type = 'table' and m.name not like 'sqlite%' and :schema = :schema`,
  postgres: `
    select relname as table, concat_ws(' ', attnum, attname, format_type(atttypid, atttypmod), attnotnull,
      pg_get_expr(adbin, adrelid), attidentity, attgenerated, attcollation) as line
    from pg_class join pg_attribute on attrelid = pg_class.oid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where relkind = 'r' and relnamespace = quote_ident(:schema)::regnamespace and attnum > 0 and not attisdropped`,
  mysql: `
    select table_name as \`table\`, concat_ws(' ', ordinal_position, column_name, column_type, is_nullable,
      column_default, extra, collation_name, column_comment) as line
    from information_schema.columns where table_schema = database() and :schema = :schema`,
};

/** Reads all columns of a schema, by table: place, name, type, null, default and what else it has. */
export async function readColumnLines(
  knex: Knex,
  dialect: DialectName,
  schema = 'public',
): Promise<LinesByTable> {
  const response = await knex.raw(queries[dialect], { schema });
  const rows: { table: string; line: string }[] = {
    sqlite: response,
    postgres: response.rows,
    mysql: response[0],
  }[dialect];
  const lines = new Map<string, string[]>();
  for (const { table, line } of rows) {
    lines.set(table, [...(lines.get(table) ?? []), line].sort());
  }
  return lines;
}
