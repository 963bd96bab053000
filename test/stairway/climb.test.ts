import { expect } from 'chai';
import type { Knex } from 'knex';
import { OptionsError } from '../../lib/errors.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { timestamps } from '../../lib/mixin/timestamps.ts';
import { climb } from '../../lib/stairway/climb.ts';
import type { ClimbProblem } from '../../lib/stairway/report.ts';
import { describeEachDialect } from '../support/databases.ts';
import {
  climbOf,
  configOf,
  databasesOf,
  problemLines,
  type TestMigration,
} from '../support/climbs.ts';
import { caught, codesOf } from '../support/migrations.ts';

const table = (name: string): TestMigration => ({
  up: `create table ${name} (id int primary key, a int)`,
  down: `drop table ${name}`,
});

describeEachDialect('climb', (dialect) => {
  const drop = (index: string): string =>
    dialect === 'mysql' ? `drop index ${index} on t` : `drop index ${index}`;
  const dropIndex = drop('i');

  it('finds the same rows of a large table, wherever an update has put them', async () => {
    const rows = Array.from({ length: 1500 }, (_, id) => `(${id}, 0)`).join(', ');
    const result = await climbOf(
      dialect,
      [
        table('t'),
        { up: `insert into t values ${rows}`, down: 'delete from t' },
        { up: 'update t set a = a + 1 where id < 5', down: 'update t set a = a - 1 where id < 5' },
      ],
      { checks: { rows: true } },
    );
    expect(problemLines(result)).to.deep.equal([]);
  });

  it('finds the same rows of a large table without a key, wherever they are put back', async () => {
    const text = `'${'x'.repeat(1100)}'`;
    const rows = Array.from({ length: 1500 }, (_, a) => `(${a % 7}, ${text}, '{"a":${a}}')`);
    const hundred = rows.slice(0, 100).join(', ');
    const json = { postgres: 'json', mysql: 'longtext', sqlite: 'text' }[dialect];
    const made = [
      { up: `create table t (a int, b text, c ${json})`, down: 'drop table t' },
      { up: `insert into t values ${rows.join(', ')}`, down: 'delete from t' },
    ];
    const like = dialect === 'postgres' ? 'c::text' : 'c';
    const first = Array.from({ length: 100 }, (_, a) => `'{"a":${a}}'`).join(', ');
    const back = `insert into t values ${hundred}`;
    const sound = [...made, { up: `delete from t where ${like} in (${first})`, down: back }];
    const checks = { rows: true };
    expect(problemLines(await climbOf(dialect, sound, { checks }))).to.deep.equal([]);
    const lossy = [...made, { up: 'delete from t where a < 6', down: back }];
    expect(problemLines(await climbOf(dialect, lossy, { checks }))).to.deep.equal([
      'm3 rows-lost: table t',
    ]);
  });

  it('does not miss rows among many that down leaves', async () => {
    const rows = Array.from({ length: 1200 }, (_, index) => `(${-index}, 1)`).join(', ');
    for (const key of ['', ' primary key']) {
      const migrations = [
        { up: `create table t (id int${key}, a int)`, down: 'drop table t' },
        { up: 'insert into t values (1, 2), (2, 3)', down: 'delete from t' },
        { up: `insert into t values ${rows}`, down: 'select 1' },
      ];
      const options = { checks: { rows: true, repeatable: false } };
      const result = await climbOf(dialect, migrations, options);
      const lost = problemLines(result).filter((line) => line.includes('rows-lost'));
      expect(lost, key).to.deep.equal([]);
    }
  });

  it('leaves no database behind where no Knex can be made', async () => {
    const made: string[] = [];
    const dropped: string[] = [];
    const databases = databasesOf(dialect);
    const database = {
      dialect,
      async create(project?: Knex.Config) {
        const own = await databases.create(project);
        made.push(own.url);
        return { ...own, drop: () => (dropped.push(own.url), own.drop()) };
      },
    };
    const pool = { min: 3, max: 1 };
    await caught(Error, () => climbOf(dialect, [table('t')], { database, config: { pool } }));
    expect(made).to.have.length(1);
    expect(dropped).to.deep.equal(made);
  });

  it('finds nothing wrong with a sound history', async () => {
    const events: string[] = [];
    const result = await climbOf(
      dialect,
      [table('t'), { up: 'create index i on t (a)', down: dropIndex }],
      { onProgress: ({ type }) => events.push(type) },
    );
    expect(problemLines(result)).to.deep.equal([]);
    expect(result.ok).to.equal(true);
    expect(result.migrations.map(({ state }) => state)).to.deep.equal(['tested', 'tested']);
    expect(result.migrations[1]?.steps.map(({ step }) => step)).to.deep.equal([
      'up',
      'down',
      'second up',
    ]);
    expect(result.history.map(({ name, skipped }) => [name, skipped])).to.deep.equal(
      ['files', 'heads', 'readings', 'names', 'comments', 'one-go', 'empty'].map((name) => [
        name,
        null,
      ]),
    );
    expect(events.filter((type) => type === 'step')).to.have.length(6);
    expect(events).not.to.include('rebuild');
  });

  it('does not take the time of the last change for a lost value', async () => {
    const made: TestMigration = {
      up: (knex) =>
        knex.schema.createTable('note', (note) => {
          note.increments('id');
          note.integer('size').notNullable();
          timestamps(note);
        }),
      down: (knex) => knex.schema.dropTable('note'),
    };
    const change = (sql: string): TestMigration['up'] => `update note set size = ${sql}`;
    const options = {
      seed: true,
      conventions: { comments: false },
      checks: { comments: false },
    } as const;
    const sound = [made, { up: change('size + 1'), down: change('size - 1') }];
    expect(problemLines(await climbOf(dialect, sound, options))).to.deep.equal([]);
    const lossy = [made, { up: change('size + 1'), down: change('size + 0') }];
    const [problem] = (await climbOf(dialect, lossy, options)).migrations[1]!.problems;
    expect(problem).to.deep.include({ kind: 'rows-lost', object: 'table note' });
    expect(problem?.message).to.include(': size is not what it was');
  });

  it('blames what is left over on the migration that left it, and goes on', async () => {
    const result = await climbOf(dialect, [
      table('t'),
      {
        up:
          dialect === 'mysql'
            ? 'create or replace view v as select 1 as one'
            : 'create table if not exists v (id int)',
      },
      table('u'),
    ]);
    const object = dialect === 'mysql' ? 'view v' : 'table v';
    expect(problemLines(result)).to.deep.equal([`m2 trace: ${object}`, `history empty: ${object}`]);
    expect(result.migrations[1]?.problems[0]).to.deep.include({
      message: `down left a trace: ${object} is left over`,
      repair: `Drop ${object} in down.`,
    });
  });

  it('tells a second up that collides with what down left, and tests the rest on a new database', async () => {
    const result = await climbOf(dialect, [
      table('t'),
      { up: 'create index i on t (a)' },
      { up: 'create index j on t (id, a)', down: drop('j') },
    ]);
    expect(problemLines(result).slice(0, 2)).to.deep.equal([
      'm2 trace: index i on t',
      'm2 second-up-failed: second up',
    ]);
    expect(result.migrations[2]).to.include({ state: 'tested', ok: true });
  });

  it('tells what up makes otherwise the second time', async () => {
    let count = 0;
    const result = await climbOf(dialect, [
      {
        up: (knex) => knex.raw(`create table t (id int, c${(count += 1)} int)`),
        down: 'drop table t',
      },
    ]);
    expect(result.migrations[0]?.problems.map(({ kind }) => kind)).to.include('not-repeatable');
  });

  it('tells the statement that failed, and what may come of it', async () => {
    const result = await climbOf(dialect, [
      { up: 'select no_such_column', down: '' },
      { up: 'create table t (id int)', down: 'drop table t' },
      { up: 'select nothing_either', down: '' },
    ]);
    const [first, second, third] = result.migrations;
    const problem = first?.problems[0] as ClimbProblem;
    expect(problem).to.include({ kind: 'up-failed', object: 'up', sql: 'select no_such_column' });
    expect(problem.message).to.match(/^up failed: .*no_such_column/u);
    expect(problem.message).not.to.include('select');
    expect(second?.ok).to.equal(true);
    expect(third?.problems[0]?.repair).to.equal(
      'Mend 1700000000_m1 first: its up failed, and may be why.',
    );
    expect(result.history.find(({ name }) => name === 'one-go')?.skipped).to.include(
      'did not go up',
    );
  });

  it('goes on behind a down that failed halfway', async () => {
    const result = await climbOf(dialect, [
      table('t'),
      { up: 'create index i on t (a)', down: `${dropIndex}; select no_such_column` },
      {
        up: `${dropIndex}; drop table t`,
        down: 'create table t (id int primary key, a int); create index i on t (a)',
      },
    ]);
    expect(problemLines(result)).to.deep.equal([
      'm2 down-failed: down',
      'history empty: down of 1700000001_m2',
    ]);
    expect(result.migrations[2]).to.include({ state: 'tested', ok: true });
  });

  it('stops what hangs, says so, and goes on', async () => {
    const result = await climbOf(
      dialect,
      [
        table('t'),
        { up: () => new Promise(() => {}) },
        { up: 'create table u (id int)', down: () => new Promise(() => {}) },
        table('w'),
      ],
      { stepTimeout: 400, checks: { empty: false } },
    );
    expect(problemLines(result)).to.deep.equal(['m2 up-failed: up', 'm3 down-failed: down']);
    expect(result.migrations[1]?.problems[0]).to.include({
      failure: 'time limit',
      message: 'up was stopped: it did not end within 400 ms',
    });
    expect(result.migrations[3]?.ok).to.equal(true);
  });

  it('outlives process.exit, a promise that nobody awaits, and a variable that is missing', async () => {
    const result = await climbOf(dialect, [
      { up: () => process.exit(3) },
      { up: () => void Promise.reject(new Error('left alone')) },
      {
        up() {
          throw new Error('set REGION');
        },
      },
      table('t'),
    ]);
    const messages = result.migrations.map(({ problems }) => problems[0]?.message);
    expect(messages).to.deep.equal([
      'up would have ended the process: it called process.exit(3)',
      'up left a promise behind that was rejected: left alone',
      'up failed: set REGION',
      undefined,
    ]);
  });

  it('tells names and comments that break the conventions of the migration that brings them', async () => {
    const result = await climbOf(
      dialect,
      [
        table('t'),
        {
          up: (knex) => knex.schema.alterTable('t', (t) => void t.unique(['a'])),
          down: (knex) => knex.schema.alterTable('t', (t) => void t.dropUnique(['a'])),
        },
      ],
      { conventions: { comments: { migrations: 'optional' }, naming: { uq: 'q_%(table_name)s' } } },
    );
    const lines = problemLines(result).filter((line) => line.startsWith('m'));
    expect(lines).to.deep.equal([
      'm1 comment: table t',
      'm1 comment: column t.id',
      'm1 comment: column t.a',
    ]);
  });

  it('leaves migrations out with a reason, and those that cannot be undone undone', async () => {
    const result = await climbOf(
      dialect,
      [
        table('t'),
        { up: 'create table u (id int)', irreversible: 'it burns bridges' },
        { up: 'create table v (id int)', config: { irreversible: 'it burns more' } },
        { up: 'create table w (id int)' },
        table('x'),
        table('y'),
      ],
      { from: '1700000001_m2', to: '1700000004_m5.js', except: { '1700000003_m4': 'old' } },
    );
    expect(problemLines(result)).to.deep.equal(['history empty: table w']);
    expect(result.migrations.map(({ state, reason }) => [state, reason])).to.deep.equal([
      ['up only', 'it stands before 1700000001_m2'],
      ['up only', 'it declares itself irreversible: it burns bridges'],
      ['up only', 'it declares itself irreversible: it burns more'],
      ['up only', 'old'],
      ['tested', null],
    ]);
  });

  it('floors at the first that is tested, and demands of it what it excuses of the old', async () => {
    const down = (): never => {
      throw new Error('nobody ran it');
    };
    const old = { up: 'create table t (id int)', down };
    const conventions = { since: '1700000001' };
    const young = {
      up: 'alter table t add column b int',
      down: 'alter table t drop column b',
    };
    const result = await climbOf(dialect, [old, young], { conventions, from: 'since' });
    expect(problemLines(result)).to.deep.equal([
      'm2 comment: column t.b',
      'history comments: column t.b',
    ]);
    expect(result.migrations[0]?.reason).to.equal('it is older than the conventions');
    expect(result.history.map(({ skipped }) => skipped)).to.deep.equal(
      result.history.map(() => null),
    );
    const none = await climbOf(dialect, [old], { conventions, from: 'since' });
    expect(problemLines(none)).to.deep.equal([]);
    const leaving = [old, { up: 'create table w (id int)', down: () => {} }];
    const left = await climbOf(dialect, leaving, {
      from: '1700000001_m2',
      checks: { trace: false },
    });
    expect(problemLines(left)).to.include('history empty: table w');
  });

  it('puts rows in before, looks at them behind each step, and misses those that down loses', async () => {
    const seen: string[] = [];
    const result = await climbOf(
      dialect,
      [
        table('t'),
        {
          up: 'alter table t drop column a',
          down: 'alter table t add column a int',
        },
      ],
      {
        data: {
          '1700000001_m2': {
            before: (knex) => knex('t').insert({ id: 1, a: 7 }),
            async afterUp(knex) {
              seen.push(JSON.stringify(await knex('t')));
            },
            afterDown() {
              throw new Error('the answer is gone');
            },
          },
        },
      },
    );
    expect(seen).to.deep.equal(['[{"id":1}]', '[{"id":1}]']);
    expect(result.migrations[1]?.problems.map(({ message }) => message)).to.deep.equal([
      'down did not bring back 1 row of table t: a is not what it was',
      'data.afterDown failed: the answer is gone',
    ]);
  });

  it('tells a module that does not load, and goes on', async () => {
    const result = await climbOf(dialect, [
      () => Promise.reject(new Error('set REGION')),
      table('t'),
    ]);
    const [first, second] = result.migrations;
    expect(first).to.include({ state: 'not run', ok: false });
    expect(first?.problems[0]?.message).to.include('throws while it is loaded: set REGION');
    expect(second?.ok).to.equal(true);
  });

  it('takes files that have no order for a result, and lists what options cannot mean', async () => {
    const config = configOf(dialect, [table('t'), table('u')]);
    const source = new EpochMigrationSource({ modules: { 'no_stamp.js': table('t') as never } });
    const database = databasesOf(dialect);
    const result = await climb({
      config: { ...config, migrations: { migrationSource: source } },
      database,
    });
    expect(problemLines(result)).to.deep.equal(["history files: modules['no_stamp.js']"]);
    const error = await caught(OptionsError, () =>
      climb({ config, database, from: 'm3', data: { m2: {} }, stepTimeout: -1 }),
    );
    expect(codesOf(error)).to.deep.equal([
      'E_DURATION stepTimeout',
      'E_OPTION data m2',
      'E_OPTION from m3',
    ]);
  });
});

describeEachDialect(
  'climb on PostgreSQL',
  () => {
    it('tells which error a migration caught and PostgreSQL did not forgive', async () => {
      const result = await climbOf('postgres', [
        {
          up: async (knex) => {
            await knex.raw('select no_such_column').catch(() => {});
          },
        },
      ]);
      expect(result.migrations[0]?.problems[0]).to.include({
        failure: 'swallowed error',
        sql: 'select no_such_column',
      });
    });

    it('runs what must not be in a transaction, in the schema and by the tables of the project', async () => {
      const rows: unknown[] = [];
      const result = await climbOf(
        'postgres',
        [
          { up: 'create schema app', down: 'drop schema app' },
          table('t'),
          {
            up: 'create index concurrently i on t (a)',
            down: 'drop index concurrently app.i',
            config: { transaction: false },
          },
        ],
        {
          config: {
            searchPath: ['app', 'public'],
            migrations: { tableName: 'done', schemaName: 'meta' },
          },
          data: {
            '1700000002_m3': {
              afterUp: async (knex) =>
                rows.push(
                  await knex.withSchema('meta').from('done').orderBy('id').pluck('name'),
                  await knex('pg_tables').where({ tablename: 't' }).pluck('schemaname'),
                ),
            },
          },
        },
      );
      expect(problemLines(result)).to.deep.equal([]);
      expect(rows.slice(0, 2)).to.deep.equal([
        ['1700000000_m1', '1700000001_m2', '1700000002_m3'],
        ['app'],
      ]);
    });
  },
  ['postgres'],
);

describe('climb', () => {
  it('looks at what is undefined among the checks', async () => {
    const checks = { trace: undefined } as never;
    const result = await climbOf('sqlite', [{ up: 'create table t (id int)' }], { checks });
    expect(problemLines(result)).to.include('m1 trace: table t');
  });
});
