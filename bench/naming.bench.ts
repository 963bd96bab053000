import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { contest } from './contest.ts';
import type { Row } from './row.ts';

const child = fileURLToPath(new URL('build-tables.mjs', import.meta.url));

/**
 * Building the SQL of 1,000 tables of 20 columns, wrapped, beside the same named by hand. Each runs
 * in processes of its own, as in a project: in one process, what the JIT compiler has learned of
 * Knex's classes for one slows the other down.
 */
export default async function naming(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const client of ['pg', 'better-sqlite3', 'mysql2']) {
    const { ours, byHand } = await contest(
      { ours: () => cpuMs(client, 'wrapped'), byHand: () => cpuMs(client, 'by-hand') },
      { warmUps: 0, rounds: 7, clock: 'contestant' },
    );
    rows.push({
      workload: `SQL of 1,000 tables, ${client} (CPU)`,
      ours,
      peer: byHand,
      peerName: 'named by hand',
      goal: { atMostTimes: 1.15 },
    });
  }
  return rows;
}

async function cpuMs(client: string, mode: 'wrapped' | 'by-hand'): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, client, mode]);
  return Number(stdout);
}
