import { spawnSync } from 'node:child_process';

// Kills a backfill fifty times on each database, while others write (test/snapshot/run-batches.test.ts).
const { status } = spawnSync(
  process.execPath,
  ['node_modules/mocha/bin/mocha.js', '--grep', 'killed again and again'],
  { stdio: 'inherit', env: { ...process.env, STAIRWAY_KILLS: process.argv[2] ?? '50' } },
);
process.exitCode = status ?? 1;
