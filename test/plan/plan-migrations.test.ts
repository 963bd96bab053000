import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import {
  column,
  EpochMigrationSource,
  MigrationFilesError,
  readCatalog,
  StairwayError,
  tableSnapshot,
} from '../../lib/index.ts';
import type { Plan, PlannedMigration } from '../../lib/plan/plan.ts';
import { planMigrations, type PlanOptions } from '../../lib/plan/plan-migrations.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

type Up = (knex: Knex) => Promise<unknown>;

const account = tableSnapshot('account', {
  id: column.integer(),
  name: column.text().nullable(),
  email: column.text().nullable(),
});

describeEachDialect('planMigrations', (dialect) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database?.drop());

  /** Configures migrations by their functions; those of `outside` take no transaction. */
  function configOf(
    ups: Readonly<Record<string, Up>>,
    outside: readonly string[] = [],
  ): Knex.Config {
    const modules = Object.fromEntries(
      Object.entries(ups).map(([name, up]) => [
        `${name}.js`,
        {
          up: async (knex: Knex): Promise<void> => void (await up(knex)),
          down: async (): Promise<void> => {},
          config: { transaction: !outside.includes(name) },
        },
      ]),
    );
    const migrationSource = new EpochMigrationSource({ modules, conventions: { comments: false } });
    return { ...database.config, migrations: { migrationSource } };
  }

  /** Plans, and sees that neither the catalog nor a row is another afterwards. */
  async function plan(config: Knex.Config, options: PlanOptions = {}): Promise<Plan> {
    const before = await everything();
    try {
      return await planMigrations(knexModule, config, options);
    } finally {
      expect(await everything()).to.deep.equal(before);
    }
  }

  async function everything(): Promise<unknown> {
    const knex = knexModule(database.config);
    try {
      const catalog = await readCatalog(knex);
      const rows = await Promise.all(
        catalog.tables.map(async ({ name }) => [name, await knex(name).select()] as const),
      );
      const { rows: databases = [] } =
        dialect === 'postgres'
          ? await knex.raw<{ rows: unknown[] }>('select 1')
          : {
              rows:
                dialect === 'mysql' ? await knex.raw("show databases like 'stairway_plan%'") : [],
            };
      return { catalog, rows, databases: dialect === 'mysql' ? databases[0] : [] };
    } finally {
      await knex.destroy();
    }
  }

  const shown = ({ statements }: PlannedMigration): string[] =>
    statements.flatMap(({ sql, kind }) => (kind === 'catalog' ? [] : [sql]));

  const createAccount: Up = (knex) =>
    knex.schema.createTable('account', (table) => {
      table.integer('id').primary();
      table.string('name', 40);
      table.string('email', 99);
    });

  async function fillAccounts(n: number): Promise<void> {
    const knex = knexModule(database.config);
    await createAccount(knex);
    const rows = Array.from({ length: n }, (_, id) => ({ id, name: `name ${id}`, email: null }));
    for (let from = 0; from < n; from += 200) {
      await knex('account').insert(rows.slice(from, from + 200));
    }
    await knex.destroy();
  }

  it('tells the SQL of an empty database in order, and makes no table, not even those of Knex', async () => {
    const config = configOf({
      '1728372272_second': (knex) =>
        knex.schema.alterTable('account', (table) => void table.index('email')),
      '1728372261_first': createAccount,
    });
    const { migrations, method } = await plan(config);
    expect(method).to.equal(dialect === 'mysql' ? 'copy' : 'rollback');
    expect(migrations.map(({ name, state }) => [name, state])).to.deep.equal([
      ['1728372261_first', 'planned'],
      ['1728372272_second', 'planned'],
    ]);
    expect(shown(migrations[0]!)[0]).to.match(/^create table .account. /u);
    expect(shown(migrations[1]!).join()).to.include('ix__account__email');
    expect(await everything()).to.deep.include({ rows: [] });
  });

  it('leaves out what is applied, and says what is out of order', async () => {
    const all = {
      '1728372261_first': createAccount,
      '1728372272_between': (knex: Knex) => knex('account').insert({ id: 1, name: 'one' }),
      '1728372283_last': async () => {},
    };
    const { '1728372272_between': _between, ...older } = all;
    const knex = knexModule(configOf(older));
    await knex.migrate.latest();
    await knex.destroy();
    const { migrations } = await plan(configOf(all));
    expect(migrations.map(({ name, isOutOfOrder }) => [name, isOutOfOrder])).to.deep.equal([
      ['1728372272_between', true],
    ]);
    expect(migrations[0]!.statements).to.have.length(1);
    expect(migrations[0]!.statements[0]).to.deep.include({
      bindings: [1, 'one'],
      kind: 'write',
      dependsOnData: false,
    });
  });

  it('has nothing to tell where nothing is pending', async () => {
    const config = configOf({ '1728372261_first': createAccount });
    const knex = knexModule(config);
    await knex.migrate.latest();
    await knex.destroy();
    expect((await plan(config)).migrations).to.deep.equal([]);
  });

  it('stops at a migration that fails, and says what the rest waits for', async () => {
    const config = configOf({
      '1728372261_first': createAccount,
      '1728372272_bad': async (knex) => {
        await knex('account').insert({ id: 1 });
        await knex('nowhere').insert({ id: 1 });
      },
      '1728372283_rest': createAccount,
    });
    const { migrations } = await plan(config);
    expect(migrations.map(({ state }) => state)).to.deep.equal(['planned', 'failed', 'skipped']);
    expect(migrations[1]!.error).to.include('nowhere');
    expect(shown(migrations[1]!)).to.have.length(2);
    expect(migrations[2]!.statements).to.deep.equal([]);
  });

  it('marks what comes after rows were read', async () => {
    await fillAccounts(2);
    const config = configOf({
      '1728372261_count': async (knex) => {
        await knex('account').insert({ id: 7, name: 'before' });
        const rows = (await knex('account').select('id')) as { id: number }[];
        await knex('account').insert({ id: 100 + rows.length, name: 'after' });
      },
    });
    const { statements } = (await plan(config)).migrations[0]!;
    expect(statements.map(({ kind, dependsOnData }) => [kind, dependsOnData])).to.deep.equal([
      ['write', false],
      ['read', false],
      ['write', true],
    ]);
    expect(statements[2]!.bindings).to.deep.equal([103, 'after']);
  });

  for (const [title, outside] of [
    ['in a transaction', []],
    ['without a transaction', ['1728372261_fill']],
  ] as const) {
    it(`tells the batches of a backfill once, with their number, ${title}`, async () => {
      await fillAccounts(1_000);
      const fill: Up = (knex) =>
        account.backfill(knex, { batchSize: 100, set: (row) => ({ email: `${row.name}@x` }) });
      const { migrations } = await plan(configOf({ '1728372261_fill': fill }, outside));
      const { statements, state, error } = migrations[0]!;
      expect(state, error).to.equal('planned');
      expect(
        statements.length,
        statements.map(({ sql, times }) => `${times} ${sql}`).join('\n'),
      ).to.be.below(35);
      const updates = statements.filter(({ sql }) => /^(?:with .*)?update .*account/isu.test(sql));
      expect(updates.length, JSON.stringify(statements.map(({ sql }) => sql))).to.be.within(1, 2);
      expect(updates.reduce((sum, { times }) => sum + times, 0)).to.be.within(9, 11);
      expect(updates.every(({ dependsOnData }) => dependsOnData)).to.equal(true);
    });
  }

  it('plans a migration without a transaction, whose own ones it shows', async () => {
    await fillAccounts(1);
    const config = configOf(
      {
        '1728372261_outside': async (knex) => {
          await knex.schema.alterTable('account', (table) => void table.string('note', 40));
          await knex.transaction((trx) => trx('account').insert({ id: 9, note: 'in between' }));
          await knex('account').where({ id: 9 }).delete();
        },
      },
      ['1728372261_outside'],
    );
    const { method, migrations } = await plan(config);
    expect(method).to.equal(dialect === 'postgres' ? 'rollback' : 'copy');
    expect(migrations[0]!.error).to.equal(undefined);
    expect(migrations[0]!.usesTransaction).to.equal(false);
    expect(shown(migrations[0]!).map((sql) => sql.replace(/[ ;].*$/su, ''))).to.deep.equal([
      'alter',
      'BEGIN',
      'insert',
      'COMMIT',
      'delete',
    ]);
  });

  it('hands values on as JSON can hold them', async () => {
    const { migrations } = await plan(
      configOf({
        '1728372261_values': async (knex) => {
          await knex.schema.createTable('thing', (table) => {
            table.integer('id');
            table.binary('bytes');
            table.dateTime('at');
          });
          await knex('thing').insert({ id: 1, bytes: Buffer.from('hi'), at: new Date(0) });
        },
      }),
    );
    const { bindings } = migrations[0]!.statements.at(-1)!;
    const at = '1970-01-01T00:00:00.000Z';
    expect(JSON.parse(JSON.stringify(bindings))).to.have.members([1, '\\x6869', at]);
  });

  it('refuses what migrate refuses: files that do not fit what is recorded', async () => {
    const knex = knexModule(configOf({ '1728372261_gone': createAccount }));
    await knex.migrate.latest();
    await knex.destroy();
    const error = await caught(StairwayError, () =>
      plan(configOf({ '1728372272_other': createAccount })),
    );
    expect(error.code).to.equal('E_BOOKKEEPING');
    await caught(MigrationFilesError, () => plan(configOf({ no_stamp: createAccount })));
  });

  if (dialect !== 'mysql') {
    for (const sql of [
      'commit',
      'COMMIT WORK;',
      'insert into account values (1); /* x */ commit',
    ]) {
      it(`lets nobody end its transaction: ${sql}`, async () => {
        await fillAccounts(0);
        const { migrations } = await plan(
          configOf({
            '1728372261_commits': async (knex) => {
              await knex('account').insert({ id: 1 });
              await knex.raw(sql);
            },
          }),
        );
        expect(migrations[0]!.state).to.equal('failed');
        expect(migrations[0]!.error).to.include('would end the transaction');
      });
    }
  }

  if (dialect === 'postgres') {
    it('builds indexes of its own without CONCURRENTLY, and leaves out what no transaction takes', async () => {
      await fillAccounts(1);
      const config = configOf(
        {
          '1728372261_outside': async (knex) => {
            await knex.raw('create unique index concurrently on account (email)');
            await knex.raw('drop index concurrently account_email_idx');
            await knex.raw('vacuum account');
            await knex.raw('begin');
            await knex.raw('insert into account values (9)');
            await knex.raw('rollback');
          },
        },
        ['1728372261_outside'],
      );
      const { statements, error } = (await plan(config)).migrations[0]!;
      expect(error).to.equal(undefined);
      expect(statements.map(({ sql, note }) => [sql, note])).to.deep.equal([
        [
          'create unique index concurrently on account (email)',
          'the plan ran it without CONCURRENTLY',
        ],
        ['drop index concurrently account_email_idx', 'the plan ran it without CONCURRENTLY'],
        ['vacuum account', 'the plan did not run it'],
        ['begin', undefined],
        ['insert into account values (9)', undefined],
        ['rollback', undefined],
      ]);
    });

    it('checks deferred constraints behind each migration, as a commit would', async () => {
      const parent = '1728372261_parent';
      const create: Up = async (knex) => {
        await knex.raw('create table parent (id int primary key)');
        await knex.raw(
          'create table child (id int references parent deferrable initially deferred)',
        );
        await knex.raw('insert into child values (1)');
        await knex.raw('insert into parent values (1)');
      };
      const good = configOf({
        [parent]: create,
        '1728372272_alter': (knex) => knex.raw('alter table child add column note text'),
        '1728372283_more': async (knex) => {
          await knex.raw('insert into child values (2)');
          await knex.raw('insert into parent values (2)');
        },
      });
      const states = (await plan(good)).migrations.map(({ state, error }) => [state, error]);
      expect(states).to.deep.equal(Array.from({ length: 3 }, () => ['planned', undefined]));
      const orphan = configOf({
        [parent]: create,
        '1728372272_orphan': (knex) => knex.raw('insert into child values (3)'),
      });
      const { migrations } = await plan(orphan);
      expect(migrations[1]!.error).to.include('violates foreign key constraint');
    });

    it('does not queue behind a lock for longer than it is told', async () => {
      await fillAccounts(1);
      const holder = database.connect();
      const trx = await holder.transaction();
      await trx.raw('lock table account in access share mode');
      const start = performance.now();
      const { migrations } = await planMigrations(
        knexModule,
        configOf({ '1728372261_drop': (knex) => knex.schema.dropTable('account') }),
        { lockTimeoutMs: 200 },
      );
      expect(performance.now() - start).to.be.below(2_000);
      expect(migrations[0]!.error).to.include('lock timeout');
      await trx.rollback();
    });

    it('says that sequences do not roll back', async () => {
      const { notes } = await plan(
        configOf({
          '1728372261_insert': async (knex) => {
            await knex.schema.createTable('thing', (table) => void table.increments('id'));
            await knex('thing').insert({});
          },
        }),
      );
      expect(notes.join()).to.include('sequences do not roll back');
    });
  }

  if (dialect === 'sqlite') {
    it('attaches no other file', async () => {
      const config = configOf(
        { '1728372261_attach': (knex) => knex.raw("attach database 'other.db' as other") },
        ['1728372261_attach'],
      );
      expect((await plan(config)).migrations[0]!.error).to.include('reach past the copy');
    });
  }

  if (dialect === 'mysql') {
    it('copies tables with generated columns and foreign keys, views, routines and triggers', async () => {
      const knex = knexModule(database.config);
      for (const sql of [
        'create table a_child (id int primary key, parent_id int, foreign key (parent_id) references parent (id))',
        'create table parent (id int primary key, twice int generated always as (id * 2) stored)',
      ].toReversed()) {
        await knex.raw(sql);
      }
      await knex.raw('insert into parent (id) values (5)');
      await knex.raw('insert into a_child values (1, 5)');
      await knex.raw('create view b_view as select id from parent');
      await knex.raw('create view a_view as select id from b_view');
      await knex.raw('create function twice(n int) returns int deterministic return n * 2');
      await knex.raw(
        'create trigger on_child before insert on a_child for each row set new.parent_id = 5',
      );
      await knex.destroy();
      const { migrations } = await plan(
        configOf({
          '1728372261_use': async (on) => {
            await on('a_child').insert({ id: 2, parent_id: 404 });
            const [[row]] = (await on.raw(
              'select twice(v.id) as n, p.twice as m from a_view v join parent p on p.id = v.id',
            )) as [{ n: number; m: number }[]];
            await on('parent').insert({ id: 1_000 + row!.n + row!.m });
          },
        }),
      );
      expect(migrations[0]!.error).to.equal(undefined);
      expect(migrations[0]!.statements.at(-1)!.bindings).to.deep.equal([1_020]);
    });

    it('names tables that it has copied without their rows', async () => {
      await fillAccounts(12_000);
      const knex = knexModule(database.config);
      await knex.raw('analyze table account');
      await knex.destroy();
      const { notes } = await plan(configOf({ '1728372261_nothing': async () => {} }));
      expect(notes).to.deep.equal(['planned without the rows of account, of which there are many']);
    });

    for (const how of ['withSchema', 'raw', 'use'] as const) {
      it(`reaches past no copy by naming the database: ${how}`, async () => {
        await fillAccounts(1);
        const name = new URL(database.url).pathname.slice(1);
        const ups: Readonly<Record<typeof how, Up>> = {
          withSchema: (knex) => knex.schema.withSchema(name).dropTable('account'),
          raw: (knex) => knex.raw(`delete from ${name}.account`),
          use: (knex) => knex.raw(`use ${name}`),
        };
        const { migrations } = await plan(configOf({ '1728372261_past': ups[how] }));
        expect(migrations[0]!.error).to.include('reach past the copy');
      });
    }
  }
});
