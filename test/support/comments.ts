import type { Knex } from 'knex';

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
} as const;

/**
 * Reads the comments of tables (`event`) and columns (`event.name`), but those of Knex's own; an
 * empty text where there is none.
 */
export async function readComments(
  knex: Knex,
  dialect: keyof typeof queries,
): Promise<Map<string, string>> {
  const rows: { name: string; comment: string | null }[] = await knex
    .select('name', 'comment')
    .from(knex.raw(`(${queries[dialect]}) as commented`))
    .whereNot('name', 'like', 'knex%');
  return new Map(rows.map(({ name, comment }) => [name, comment ?? '']));
}
