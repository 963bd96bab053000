import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';

const kept = 'knex_stairway_comments';

const queries = {
  postgres: `
    select relname as name, obj_description(oid, 'pg_class') as comment
    from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'
    union all
    select concat(relname, '.', attname), col_description(attrelid, attnum)
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = current_schema()::regnamespace and relkind = 'r'
      and attnum > 0 and not attisdropped`,
  mysql: `
    select table_name as name, table_comment as comment
    from information_schema.tables where table_schema = database()
    union all
    select concat(table_name, '.', column_name), column_comment
    from information_schema.columns where table_schema = database()`,
  sqlite: `
    select table_name || coalesce('.' || column_name, '') as name, comment
    from ${kept} union all
    select name, null from sqlite_schema
    where type = 'table' and name not in (select table_name from ${kept} where column_name is null)
    union all
    select m.name || '.' || x.name, null
    from sqlite_schema m join pragma_table_xinfo(m.name) x
    where m.type = 'table' and m.name || '.' || x.name not in
      (select table_name || '.' || column_name from ${kept} where column_name is not null)`,
} as const;

/**
 * Reads the comments of tables (`event`) and columns (`event.name`), but those of Knex's own; an
 * empty text where there is none.
 */
export async function readComments(knex: Knex, dialect: DialectName): Promise<Map<string, string>> {
  if (dialect === 'sqlite' && !(await knex.schema.hasTable(kept))) return new Map();
  const rows: { name: string; comment: string | null }[] = await knex
    .select('name', 'comment')
    .from(knex.raw(`(${queries[dialect].replaceAll('?', '\\?')}) as commented`))
    .whereNot('name', 'like', 'knex%')
    .whereNot('name', 'like', 'sqlite%');
  return new Map(rows.map(({ name, comment }) => [name, comment ?? '']));
}
