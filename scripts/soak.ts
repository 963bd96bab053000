/**
 * What test/service/crowd.test.ts does a few times, done for long: `npm run soak`, or for a part
 * `npm run soak -- --rounds 5 --kills 20 --dialects sqlite,postgres`.
 */
import { parseArgs } from 'node:util';
import type { DialectName } from '../lib/dialect/dialect.ts';
import { startServers, stopServers } from '../test/support/databases.ts';
import {
  tryCrowd,
  tryKill,
  tryKilledKnex,
  tryTwoTools,
  type KillTally,
} from '../test/support/service-trials.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    kills: { type: 'string', default: '100' },
    dialects: { type: 'string', default: 'sqlite,postgres,mysql' },
  },
});

await startServers();
try {
  for (const dialect of values.dialects.split(',') as DialectName[]) {
    await soakCrowds(dialect, Number(values.rounds));
    await soakKills(dialect, Number(values.kills));
    await soakTwoTools(dialect, Number(values.rounds));
    await soakKilledKnex(dialect, Number(values.rounds) / 5);
  }
} finally {
  await stopServers();
}

async function soakCrowds(dialect: DialectName, rounds: number): Promise<void> {
  const start = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    await tryCrowd(dialect, 10, { hasUnsafe: round % 2 === 1 });
  }
  tell(dialect, start, `${rounds} rounds of ten processes: all ended with 0, each migration once`);
}

async function soakKills(dialect: DialectName, kills: number): Promise<void> {
  for (const hasUnsafe of [false, true]) {
    const start = performance.now();
    const tally: KillTally = { kills: 0, idle: 0, finished: 0, reported: 0 };
    while (tally.kills < kills / 2) await tryKill(dialect, hasUnsafe, Math.random(), tally);
    tell(
      dialect,
      start,
      `${tally.kills} kills ${hasUnsafe ? 'with every other migration outside transactions' : 'in transactions'}: the next run finished ${tally.finished}, named the half applied one in ${tally.reported}, had all or nothing to do in ${tally.idle}`,
    );
  }
}

async function soakTwoTools(dialect: DialectName, rounds: number): Promise<void> {
  const start = performance.now();
  let won = 0;
  let locked = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const outcome of await tryTwoTools(dialect)) {
      if (outcome.includes('MigrationLocked')) locked += 1;
      else if (outcome.includes('step_')) won += 1;
    }
  }
  tell(
    dialect,
    start,
    `${rounds} rounds of two of ours and two plain Knexes: each migration once; a plain Knex applied them ${won} times and was locked out ${locked} times`,
  );
}

async function soakKilledKnex(dialect: DialectName, rounds: number): Promise<void> {
  const start = performance.now();
  for (let round = 0; round < rounds; round += 1) await tryKilledKnex(dialect);
  tell(dialect, start, `${rounds} plain Knexes killed with their lock: ours freed it and went on`);
}

function tell(dialect: DialectName, start: number, text: string): void {
  console.log(`${dialect.padEnd(8)} ${text} (${Math.round((performance.now() - start) / 1000)} s)`);
}
