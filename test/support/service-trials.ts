import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { createDatabase, type TestDatabase } from './databases.ts';
import type { Finished } from './project.ts';
import {
  createServiceProject,
  finishedState,
  readServiceState,
  undoByHand,
  type ServiceProject,
  type ServiceState,
  type ServiceProjectOptions,
} from './service-project.ts';

type Extra = Omit<ServiceProjectOptions, 'database'>;

/** Starts processes at one moment on a fresh database; each must end well, and each migration run once. */
export async function tryCrowd(
  dialect: DialectName,
  processes: number,
  extra: Extra = {},
): Promise<void> {
  await withProject(dialect, extra, async (project, database) => {
    const all = Array.from({ length: processes }, () => project.migrate().finished);
    for (const { code, output } of await Promise.all(all)) expect(code, output).to.equal(0);
    await expectFinished(project, database);
  });
}

/** What became of the runs that were killed. */
export interface KillTally {
  kills: number;
  /** Killed before it had done anything, or after it had done all. */
  idle: number;
  /** The next run finished the work by itself. */
  finished: number;
  /** The next run named the migration that is half applied. */
  reported: number;
}

/**
 * Kills a run at a moment that `fraction` chooses (0 as it begins to apply, 1 about its end), and runs
 * again: that one finishes the work, or says exactly which migration is half applied.
 */
export async function tryKill(
  dialect: DialectName,
  hasUnsafe: boolean,
  fraction: number,
  tally: KillTally,
): Promise<void> {
  await withProject(dialect, { hasUnsafe }, async (project, database) => {
    const { names } = project;
    const victim = project.migrate();
    const moment = fraction * names.length;
    await victim.seen(`"migration-begin","name":"${names[Math.min(Math.floor(moment), 5)]}"`);
    // Two rests, and the statements between them.
    await sleep((moment % 1) * 25);
    victim.child.kill('SIGKILL');
    await victim.finished;
    tally.kills += 1;
    const knex = database.connect();
    const killed = await settledState(knex);
    if (killed.recorded.length > 0) {
      const noted = (await knex('knex_migrations_checksum').pluck('migration_id')) as number[];
      expect(await knex('knex_migrations').whereNotIn('id', noted).pluck('name')).to.deep.equal([]);
    }
    const next = await project.migrate().finished;
    if (next.code === 0) {
      const isIdle = killed.recorded.length === names.length || killed.tables.length === 0;
      tally[isIdle ? 'idle' : 'finished'] += 1;
      return expectFinished(project, database);
    }
    expect(next.code, next.output).to.equal(5);
    expect(dialect === 'mysql' || hasUnsafe, 'rolled back where that can be').to.equal(true);
    tally.reported += 1;
    const half = halfOf(next);
    expect(names).to.include(half);
    const before = await readServiceState(knex);
    expect(before, 'a run that refuses changes nothing').to.deep.include({
      recorded: killed.recorded,
      tables: killed.tables,
      ledger: killed.ledger,
    });
    expect(before.recorded).not.to.include(half);
    await undoByHand(knex, names.indexOf(half));
    const resumed = await project.migrate(['--resume', half]).finished;
    expect(resumed.code, resumed.output).to.equal(0);
    return expectFinished(project, database);
  });
}

/** Starts ours and plain Knex at one moment; each migration must run once. */
export async function tryTwoTools(dialect: DialectName): Promise<readonly string[]> {
  return withProject(dialect, {}, async (project, database) => {
    // The tables of Knex are there: two plain Knexes that make them would fail each other, too.
    const { Bookkeeping } = await import('../../lib/bookkeeping/bookkeeping.ts');
    await new Bookkeeping(database.connect()).ensure();
    const plain = [project.plainKnex(), project.plainKnex()];
    const ours = [project.migrate(), project.migrate()];
    for (const { finished } of ours) {
      const { code, output } = await finished;
      expect(code, output).to.equal(0);
    }
    const outcomes = await Promise.all(plain.map(({ finished }) => finished));
    for (const { stdout } of outcomes) {
      expect(stdout).to.match(/^(?:\[|MigrationLocked)/mu);
    }
    await expectFinished(project, database);
    return outcomes.map(({ stdout }) => stdout.trim());
  });
}

/** Kills a plain Knex that holds its lock; ours must free it once nobody else is connected. */
export async function tryKilledKnex(dialect: DialectName): Promise<void> {
  await withProject(dialect, { hasUnsafe: true }, async (project, database) => {
    const last = 'migrations/1728379999_last.js';
    const text = (ms: number): string =>
      `export const up = () => new Promise((resolve) => setTimeout(resolve, ${ms}));\nexport const down = up;\n`;
    project.write({ [last]: text(60_000) });
    const knex = database.connect();
    const plain = project.plainKnex();
    while ((await readServiceState(knex)).recorded.length < project.names.length) await sleep(20);
    plain.child.kill('SIGKILL');
    await plain.finished;
    expect((await readServiceState(knex)).locks).to.deep.equal([1]);
    await knex.destroy();
    project.write({ [last]: text(0) });
    const { code, output } = await project.migrate(['--lock-wait', '60s']).finished;
    expect(code, output).to.equal(0);
    const state = await readServiceState(database.connect());
    const finished = finishedState(project.names);
    const recorded = [...finished.recorded, '1728379999_last'];
    expect(state).to.deep.equal({ ...finished, recorded });
  });
}

async function withProject<T>(
  dialect: DialectName,
  extra: Extra,
  work: (project: ServiceProject, database: TestDatabase) => Promise<T>,
): Promise<T> {
  const database = await createDatabase(dialect);
  const project = createServiceProject({ ...extra, database });
  try {
    return await work(project, database);
  } finally {
    project.remove();
    await database.drop();
  }
}

async function expectFinished(project: ServiceProject, database: TestDatabase): Promise<void> {
  const state = await readServiceState(database.connect(), project.names.length);
  expect(state).to.deep.equal(finishedState(project.names));
  if (database.dialect === 'sqlite') {
    expect(existsSync(`${database.url}-stairway-lock`), 'the lock file is gone').to.equal(false);
  }
}

/** A statement that was under way goes on without its process for a moment. */
async function settledState(knex: Knex): Promise<ServiceState> {
  for (let last = await readServiceState(knex); ;) {
    await sleep(60);
    const state = await readServiceState(knex);
    if (isDeepStrictEqual(state, last)) return state;
    last = state;
  }
}

function halfOf({ stderr }: Finished): string {
  const { code, problems } = JSON.parse(stderr) as { code: string; problems: { where: string }[] };
  expect(code).to.equal('E_HALF_APPLIED');
  return problems[0]?.where ?? '';
}
