import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { contest } from './contest.ts';
import type { Row } from './row.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Importing the package behind knex, each time in a fresh process. */
export default async function importCost(): Promise<readonly Row[]> {
  const { knex, both } = await contest(
    { knex: () => importTime(['knex']), both: () => importTime(['knex', 'knex-stairway']) },
    { warmUps: 3, rounds: 61, clock: 'contestant' },
  );
  return [
    {
      workload: 'import knex and knex-stairway',
      ours: both,
      peer: knex,
      peerName: 'knex alone',
      goal: { atMostMore: 15 },
    },
  ];
}

/** Milliseconds that a fresh process spends on imports; from here the package finds itself. */
async function importTime(packages: readonly string[]): Promise<number> {
  const imports = packages.map((name) => `await import('${name}');`).join(' ');
  const code = `const start = performance.now(); ${imports} console.log(performance.now() - start);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', code],
    { cwd: root },
  );
  return Number(stdout);
}
