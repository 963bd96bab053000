import knexModule, { type Knex } from 'knex';
import type { withConventions } from '../lib/schema/with-conventions.ts';
import { contest } from './contest.ts';
import type { Row } from './row.ts';

type Built = { readonly withConventions: typeof withConventions };

const tableCount = 1_000;

/** Building the SQL of 1,000 tables of 20 columns, wrapped, beside the same named by hand. */
export default async function naming(): Promise<readonly Row[]> {
  const built = (await import(new URL('../dist/index.js', import.meta.url).href)) as Built;
  const rows: Row[] = [];
  for (const client of ['pg', 'better-sqlite3', 'mysql2']) {
    const plain = knexModule({ client, useNullAsDefault: true });
    const wrapped = built.withConventions(plain, { comments: false });
    const names = tableCount;
    const ours = (): number => cpuMs(() => buildAll(wrapped, names, false));
    const byHand = (): number => cpuMs(() => buildAll(plain, names, true));
    const { ours: oursMs, byHand: peer } = await contest(
      { ours, byHand },
      { warmUps: 5, rounds: 31, clock: 'contestant' },
    );
    rows.push({
      workload: `SQL of ${tableCount.toLocaleString('en')} tables, ${client} (CPU)`,
      ours: oursMs,
      peer,
      peerName: 'named by hand',
      goal: { atMostTimes: 1.15 },
    });
  }
  return rows;
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function buildAll(knex: Knex, count: number, isByHand: boolean): void {
  for (let index = 0; index < count; index += 1) {
    const name = `table_${index}`;
    const named = (text: string): string | undefined => (isByHand ? text : undefined);
    const sql = knex.schema
      .createTable(name, (table) => {
        describe(table, name, named);
      })
      .toSQL() as unknown as readonly unknown[];
    if (sql.length < 3) throw new Error(`${name} was not built`);
  }
}

/** Twenty columns with a key, a unique, an index and a reference, as an ordinary table has. */
function describe(
  table: Knex.CreateTableBuilder,
  name: string,
  named: (text: string) => string | undefined,
): void {
  table.uuid('id').primary(named(`pk__${name}`) as string);
  table
    .string('email', 320)
    .notNullable()
    .unique({ indexName: named(`uq__${name}__email`) as string });
  table
    .integer('owner_id')
    .references('id')
    .inTable('owner')
    .withKeyName(named(`fk__${name}__owner_id__owner`) as string);
  table
    .timestamp('created_at')
    .notNullable()
    .index(named(`ix__${name}__created_at`) as string);
  for (let column = 4; column < 20; column += 1) {
    if (column % 3 === 0) table.integer(`count_${column}`).notNullable().defaultTo(0);
    else if (column % 3 === 1) table.string(`text_${column}`, 255);
    else table.boolean(`is_${column}`).defaultTo(false);
  }
}
