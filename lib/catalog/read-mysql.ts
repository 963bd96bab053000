import type { Knex } from 'knex';
import type { Catalog } from './catalog.ts';
import { mysqlCatalog, type MysqlRows } from './mysql-catalog.ts';
import { mysqlQueries } from './mysql-queries.ts';
import { plainQuery, type TextRow } from './plain-query.ts';
import { quoteName } from '../dialect/quote-name.ts';

/** Texts for all values, whatever the project does with its own. */
const asText = {
  typeCast: (field: { string(): string | null }): string | null => field.string(),
};

/**
 * Reads a MySQL or MariaDB database.
 *
 * @param schemas databases; undefined for that of the connection
 */
export async function readMysql(
  knex: Knex,
  schemas: readonly string[] | undefined,
): Promise<Catalog> {
  const query = async (sql: string, bindings: readonly unknown[] = []): Promise<TextRow[]> =>
    ((await plainQuery(knex, sql, bindings, asText)) as [TextRow[]])[0];
  const [session] = await query('select database() as db, version() as version');
  const own = session?.['db'] ?? '';
  // SQL knows no empty list; a database without a name there is not.
  const databases = schemas === undefined ? [own] : ['', ...schemas];

  const rows: Record<string, TextRow[]> = {};
  for (const [name, sql] of Object.entries(mysqlQueries)) {
    const placeholders = databases.map(() => '?').join(', ');
    const count = sql.split('(?)').length - 1;
    rows[name] = await query(
      sql.replaceAll('(?)', `(${placeholders})`),
      Array.from({ length: count }, () => databases).flat(),
    );
  }
  const sequences: TextRow[] = [];
  for (const table of rows['tables'] ?? []) {
    if (table['type'] !== 'SEQUENCE') continue;
    const { db = '', name = '' } = table;
    const [facts] = await query(`select * from ${quote(db)}.${quote(name)}`);
    sequences.push({ ...facts, db: db ?? '', name: name ?? '' });
  }
  return mysqlCatalog({ ...rows, sequences } as unknown as MysqlRows, {
    own,
    isMariaDb: /mariadb/iu.test(session?.['version'] ?? ''),
  });
}

/** A name of SQL; Knex takes a question mark for a binding. */
function quote(name: string | null): string {
  return quoteName('mysql', name ?? '').replaceAll('?', String.raw`\?`);
}
