import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';

/** One line a constraint or index: `fk name (a, b) -> table`, `uq name (a) partial`, `ck name ()`. */
export type LinesByTable = ReadonlyMap<string, readonly string[]>;

interface Found {
  readonly table: string;
  readonly kind: string;
  readonly name: string | null;
  /** Columns in order, joined by ", ". */
  readonly columns: string | null;
  readonly mark: string | null;
}

/**
 * Reads all constraints and indexes of a schema, by table: the database's own words, read with SQL
 * of the test's own. What bears no name shows as `(unnamed)`.
 */
export async function readConstraintLines(
  knex: Knex,
  dialect: DialectName,
  schema?: string,
): Promise<LinesByTable> {
  const lines = new Map<string, string[]>();
  for (const { table, kind, name, columns, mark } of await readers[dialect](knex, schema)) {
    const line = `${kind} ${name ?? '(unnamed)'} (${columns ?? ''})${mark ?? ''}`;
    lines.set(table, [...(lines.get(table) ?? []), line].sort());
  }
  return lines;
}

const readers: Readonly<
  Record<DialectName, (knex: Knex, schema: string | undefined) => Promise<Found[]>>
> = { postgres: readPostgres, mysql: readMysql, sqlite: readSqlite };

async function readPostgres(knex: Knex, schema: string | undefined): Promise<Found[]> {
  const { rows } = await knex.raw<{ rows: Found[] }>(
    `with own as (
       select oid, relname from pg_class where relkind = 'r' and relnamespace = ?::regnamespace
     ), columns as (select attrelid, attnum, attname from pg_attribute)
     select relname as table, conname as name,
       case contype when 'p' then 'pk' when 'f' then 'fk' when 'u' then 'uq' else 'ck' end as kind,
       case when contype <> 'c' then (
         select string_agg(attname, ', ' order by place)
         from unnest(conkey) with ordinality as part (number, place)
         join columns on attrelid = conrelid and attnum = number
       ) end as columns,
       case when contype = 'f' then ' -> ' || (select relname from pg_class where oid = confrelid)
         when condeferrable then ' deferrable' end as mark
     from pg_constraint join own on own.oid = conrelid where contype in ('p', 'f', 'u', 'c')
     union all
     select relname, (select relname from pg_class where oid = indexrelid),
       case when indisunique then 'uq' else 'ix' end,
       (select string_agg(attname, ', ' order by place)
        from unnest(indkey::int2[]) with ordinality as part (number, place)
        join columns on attrelid = indrelid and attnum = number),
       case when indpred is not null then ' partial' end
     from pg_index join own on own.oid = indrelid
     where not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))`,
    [`"${schema ?? 'public'}"`],
  );
  return rows;
}

async function readMysql(knex: Knex): Promise<Found[]> {
  const [rows = []] = await knex.raw<Found[][]>(
    `select table_name as \`table\`, index_name as name,
       case when index_name = 'PRIMARY' then 'pk' when max(non_unique) = 0 then 'uq' else 'ix' end as kind,
       group_concat(column_name order by seq_in_index separator ', ') as columns, '' as mark
     from information_schema.statistics where table_schema = database()
     group by table_name, index_name
     union all
     select table_name, constraint_name, 'fk',
       group_concat(column_name order by ordinal_position separator ', '),
       concat(' -> ', max(referenced_table_name))
     from information_schema.key_column_usage
     where table_schema = database() and referenced_table_name is not null
     group by table_name, constraint_name
     union all
     select table_name, constraint_name, 'ck', null, ''
     from information_schema.table_constraints
     where table_schema = database() and constraint_type = 'CHECK'`,
  );
  const isOfKey = (index: Found): boolean =>
    index.kind === 'ix' &&
    rows.some(({ kind, table, name }) => {
      return kind === 'fk' && table === index.table && name === index.name;
    });
  // The server makes an index for a foreign key, of the key's name, where it has no other.
  return rows.filter((row) => !isOfKey(row));
}

/** SQLite tells of its indexes; the names of constraints stand in the text of the table only. */
async function readSqlite(knex: Knex): Promise<Found[]> {
  const indexes: Found[] = await knex.raw(
    `select m.name as "table", l.name as name, case when l."unique" then 'uq' else 'ix' end as kind,
       (select group_concat(name, ', ') from (select name from pragma_index_info(l.name) order by seqno)) as columns,
       case when l.partial then ' partial' end as mark
     from sqlite_schema m join pragma_index_list(m.name) l where m.type = 'table' and l.origin = 'c'`,
  );
  const tables: { name: string; sql: string; key: string }[] = await knex.raw(
    `select name, sql,
       (select group_concat(name, ', ') from (select name from pragma_table_info(m.name) where pk > 0 order by pk)) as key
     from sqlite_schema m where type = 'table' and name not like 'sqlite%'`,
  );
  return [...indexes, ...tables.flatMap(({ name, sql, key }) => constraintsIn(sql, name, key))];
}

function constraintsIn(sql: string, table: string, key: string): Found[] {
  const names: string[] = [];
  // Names first, so that nothing within them is taken for a word of SQL.
  const code = sql
    .replaceAll(/'(?:[^']|'')*'/gu, "''")
    .replaceAll(/`((?:[^`]|``)*)`|"((?:[^"]|"")*)"/gu, (_, ticked?: string, quoted?: string) => {
      names.push(ticked?.replaceAll('``', '`') ?? quoted?.replaceAll('""', '"') ?? '');
      return `<${names.length - 1}>`;
    });
  const nameOf = (mark: string | undefined): string | null =>
    mark === undefined ? null : (names[Number(mark)] ?? null);
  const found = code.matchAll(
    /(?:constraint\s*<(?<name>\d+)>\s*)?\b(?<word>primary key|foreign key|unique|check)\b(?<rest>[^,)]*(?:,\s*<\d+>)*\)\s*(?:references\s*<(?<target>\d+)>)?)?/giu,
  );
  return [...found].map(({ groups = {} }) => {
    const word = groups['word']?.toLowerCase() ?? '';
    const kind = { 'primary key': 'pk', 'foreign key': 'fk', unique: 'uq' }[word] ?? 'ck';
    const list = [...(groups['rest'] ?? '').split(/references/iu)[0]!.matchAll(/<(\d+)>/gu)];
    const columns = list.map(([, mark]) => nameOf(mark)).join(', ');
    return {
      table,
      kind,
      name: nameOf(groups['name']),
      columns: kind === 'pk' ? key : kind === 'fk' ? columns : null,
      mark: kind === 'fk' ? ` -> ${nameOf(groups['target']) ?? '?'}` : null,
    };
  });
}
