import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';

const readers: Readonly<Record<DialectName, (knex: Knex) => Promise<string[]>>> = {
  sqlite: readSqlite,
  postgres: readPostgres,
  mysql: readMysql,
};

/**
 * Reads all that a migration can leave behind in a database (tables, columns, constraints, indexes,
 * sequences, comments), one line for each, sorted; the tables of Knex itself are left out.
 */
export async function readSchemaLines(knex: Knex, dialect: DialectName): Promise<string[]> {
  const lines = await readers[dialect](knex);
  return lines.filter((line) => !/^\w+ `?knex_migrations/u.test(line)).sort();
}

async function readSqlite(knex: Knex): Promise<string[]> {
  const objects = await knex('sqlite_master').whereRaw("name not like 'sqlite!_%' escape '!'");
  const rows = await knex('sqlite_master as m')
    .where('m.type', 'table')
    .whereRaw("m.name not like 'sqlite!_%' escape '!'")
    .join(knex.raw('pragma_table_xinfo(m.name) as c'))
    .select('m.name as table', 'c.*');
  return [
    ...objects.map(({ type, name, sql }) => `${type} ${name}: ${normalize(String(sql))}`),
    ...rows.map(
      ({ table, ...column }) => `column ${table}.${column.name}: ${Object.values(column)}`,
    ),
  ];
}

/** Knex 3.3.0 writes keywords, quotes and blanks in another way where it rewrites a table. */
function normalize(sql: string): string {
  return sql
    .toLowerCase()
    .replaceAll(/[`"]/gu, ' ')
    .replaceAll(/\s*(?:(?<mark>[(),])|\s)\s*/gu, (_, mark?: string) => mark ?? ' ');
}

async function readPostgres(knex: Knex): Promise<string[]> {
  const { rows } = await knex.raw<{ rows: { line: string }[] }>(`
    with own as (
      select oid, relname, relkind from pg_class where relnamespace = current_schema()::regnamespace
    )
    select concat_ws(' ', 'class', relname, relkind, obj_description(oid, 'pg_class')) as line
    from own
    union all
    select concat_ws(' ', 'column', relname,
      row_number() over (partition by relname order by attnum), attname, format_type(atttypid, atttypmod),
      attnotnull, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))
    from pg_attribute
    join own on own.oid = attrelid and relkind = 'r'
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where attnum > 0 and not attisdropped
    union all
    select concat_ws(' ', 'constraint', relname, conname, pg_get_constraintdef(c.oid))
    from pg_constraint as c join own on own.oid = conrelid
    union all
    select concat_ws(' ', 'index', relname, pg_get_indexdef(indexrelid))
    from pg_index join own on own.oid = indrelid
  `);
  return rows.map(({ line }) => line);
}

async function readMysql(knex: Knex): Promise<string[]> {
  // MySQL calls the column TABLE_NAME.
  const tables: { name: string }[] = await knex('information_schema.tables')
    .whereRaw('table_schema = database()')
    .select('table_name as name');
  const names = tables.map(({ name }) => name);
  const lines = names.map(async (name) => {
    const [[row] = []] = await knex.raw<{ 'Create Table': string }[][]>('show create table ??', [
      name,
    ]);
    return `table ${name} ${row?.['Create Table']}`.replace(/ AUTO_INCREMENT=\d+/u, '');
  });
  return Promise.all(lines);
}
