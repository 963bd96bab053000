import knexModule, { type Knex } from 'knex';
import type { withConventions } from '../lib/schema/with-conventions.ts';
import { contest } from './contest.ts';
import type { Row } from './row.ts';

type Built = { readonly withConventions: typeof withConventions };

const tableCount = 500;

/** Building the SQL of 500 tables of 20 commented columns, with the policy and without it. */
export default async function comments(): Promise<readonly Row[]> {
  const built = (await import(new URL('../dist/index.js', import.meta.url).href)) as Built;
  const rows: Row[] = [];
  for (const client of ['pg', 'better-sqlite3', 'mysql2']) {
    const plain = knexModule({ client, useNullAsDefault: true });
    const required = built.withConventions(plain);
    const without = built.withConventions(plain, { comments: false });
    const { ours, peer } = await contest(
      { ours: () => cpuMs(() => buildAll(required)), peer: () => cpuMs(() => buildAll(without)) },
      { warmUps: 5, rounds: 31, clock: 'contestant' },
    );
    rows.push({
      workload: `SQL of ${tableCount} commented tables, ${client} (CPU)`,
      ours,
      peer,
      peerName: 'comments: false',
      // SQLite also writes the rows that keep them.
      goal: { atMostTimes: client === 'better-sqlite3' ? 1.3 : 1.15 },
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

function buildAll(knex: Knex): void {
  for (let index = 0; index < tableCount; index += 1) {
    const sql = knex.schema
      .createTable(`table_${index}`, (table) => {
        table.comment('What the rows of this table stand for');
        table.uuid('id').primary().comment('Key');
        for (let column = 1; column < 20; column += 1) {
          table.string(`text_${column}`, 255).comment(`The text of number ${column}, it's said`);
        }
      })
      .toSQL() as unknown as readonly unknown[];
    if (sql.length === 0) throw new Error(`table_${index} was not built`);
  }
}
