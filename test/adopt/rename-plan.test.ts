import { expect } from 'chai';
import type { Knex } from 'knex';
import { planRenamings } from '../../lib/adopt/rename-plan.ts';
import { auditCatalog } from '../../lib/catalog/audit-catalog.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { defaultNaming } from '../../lib/naming/convention.ts';
import { runIn } from '../support/command-line.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { empty, useProjects } from '../support/migrations.ts';
import { buildOldTables, drivers, migrateIn, stairwayKnexfile } from '../support/old-project.ts';

describeEachDialect('adopt --names', (dialect) => {
  const createProject = useProjects();
  let database: TestDatabase;
  let knex: Knex;

  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect({ log: { warn: () => {} } });
  });
  afterEach(() => database.drop());

  async function namesOff(): Promise<string[]> {
    return auditCatalog(await readCatalog(knex))
      .filter(({ code }) => code.startsWith('E_NAME'))
      .map(({ where, what }) => `${where} ${what}`);
  }

  /** A project with one old migration, which is applied. */
  async function migratedProject(): Promise<{
    folder: string;
    migrate: (to: 'latest' | 'down') => Promise<void>;
  }> {
    const { folder } = createProject(
      {
        'package.json': '{"type": "module"}',
        'knexfile.js': stairwayKnexfile(database, ", conventions: { since: '2026-01-01' }"),
        'migrations/20200101000000_old.cjs': empty.commonjs,
      },
      drivers,
    );
    const migrate = async (to: 'latest' | 'down'): Promise<void> =>
      void (await migrateIn(folder, database, to));
    await migrate('latest');
    return { folder, migrate };
  }

  it('renames what an earlier convention has named, which the audit lets be', async () => {
    await knex.schema.createTable('team', (table) => {
      table.string('name', 99).unique('uq_team_name');
      table.integer('size');
      table.check('?? > 0', ['size'], 'ck_team_size_positive');
    });
    const naming = {
      uq: 'uq_%(table_name)s_%(column_0_name)s',
      ck: 'ck_%(table_name)s_%(constraint_name)s',
    };
    const history = [{ naming }, { since: '2026-01-01', naming: defaultNaming }];
    const catalog = await readCatalog(knex);
    const off = auditCatalog(catalog, history).filter(({ code }) => code.startsWith('E_NAME'));
    expect(off).to.deep.equal([]);
    expect(
      planRenamings(catalog, history).renamings.map(({ from, to }) => ({ from, to })),
    ).to.have.deep.members([
      { from: 'uq_team_name', to: 'uq__team__name' },
      { from: 'ck_team_size_positive', to: 'ck__team__size_positive' },
    ]);
  });

  for (const extension of dialect === 'mysql' ? ['mjs'] : ['mjs', 'cjs', 'ts']) {
    it(`writes a migration that names all by the convention, and restores all (${extension})`, async () => {
      await buildOldTables(knex, dialect);
      const { folder, migrate } = await migratedProject();
      const before = await readCatalog(knex);
      expect(await namesOff()).to.not.have.length(0);
      const { code, out, err } = await runIn(folder, 'adopt', '--names', '-x', extension);
      expect(code, err.join('\n')).to.equal(0);
      expect(out[0]).to.match(/^Created migrations[/\\]\d{10}_[0-9a-f]{12}_rename_constraints/u);
      await migrate('latest');
      expect(await namesOff()).to.deep.equal([]);
      const rows = (await knex('player').select('state').orderBy('id')) as { state: string }[];
      expect(rows.map(({ state }) => state)).to.deep.equal(['shy', 'fine']);
      expect(await runIn(folder, 'adopt', '--names')).to.deep.include({
        code: 0,
        out: [
          'Nothing to write: the database is as "Rename constraints and indexes" would leave it.',
        ],
      });
      await migrate('down');
      const left = diffCatalogs(before, await readCatalog(knex)).map(({ message }) => message);
      expect(left).to.deep.equal([]);
    });
  }

  if (dialect === 'postgres') {
    it('names what lies in several schemas, and lets partitions and heirs follow', async () => {
      await knex.raw(`
        create schema crm; create schema "Odd one";
        create table person (id serial primary key, email text unique);
        create table crm.person (id serial primary key, email text unique, size int check (size > 0));
        create index on crm.person (size);
        create table "Odd one"."Person" ("Id" serial primary key, boss int references crm.person);
        create table crm.event (
          id int, day date not null, person_id int references person, size int check (size > 0),
          primary key (id, day)
        ) partition by range (day);
        create index on crm.event (size);
        create table crm.event_1 partition of crm.event
          for values from ('2020-01-01') to ('2021-01-01') partition by range (day);
        create table "Odd one".event_1a partition of crm.event_1
          for values from ('2020-01-01') to ('2020-07-01');
        create table crm.heir (own int unique, constraint mine check (own > 1)) inherits (crm.person);
        create table visit (
          id serial primary key, event_id int, day date,
          foreign key (event_id, day) references crm.event (id, day)
        );
      `);
      const { folder, migrate } = await migratedProject();
      const before = await readCatalog(knex);
      const { out, err } = await runIn(folder, 'adopt', '--names');
      expect(out, err.join('\n')).to.have.length(1);
      await migrate('latest');
      expect(await namesOff()).to.deep.equal([]);
      const named = (await readCatalog(knex)).tables.flatMap(({ schema, name, constraints }) =>
        constraints.map((constraint) => `${schema}.${name} ${constraint.name}`),
      );
      expect(named).to.include.members([
        'crm.heir ck__heir__mine',
        'crm.heir ck__person__person_size_check',
        'Odd one.Person fk__Person__boss__person',
        'Odd one.event_1a ck__event__event_size_check',
        'public.visit fk__visit__event_id_day__event',
      ]);
      // What comes later is named by PostgreSQL, and is in order.
      await knex.raw(
        "create table crm.event_2 partition of crm.event for values from ('2021-01-01') to ('2022-01-01')",
      );
      expect(await namesOff()).to.deep.equal([]);
      await knex.raw('alter table crm.event detach partition crm.event_2; drop table crm.event_2');
      await migrate('down');
      const left = diffCatalogs(before, await readCatalog(knex)).map(({ message }) => message);
      expect(left).to.deep.equal([]);
    });
  }

  it('tells what it cannot rename, and renames the rest', async () => {
    await knex.schema.createTable('pair', (table) => {
      table.integer('a');
      table.index('a', 'first');
      table.index('a', 'second');
    });
    const { folder } = await migratedProject();
    const { out } = await runIn(folder, 'adopt', '--names');
    expect(out.join('\n'))
      .to.include('index second on pair')
      .and.include('another bears that name');
  });

  it('waits for what is pending', async () => {
    const { folder, migrate } = await migratedProject();
    await migrate('down');
    const { code, err } = await runIn(folder, 'adopt', '--names');
    expect(code).to.equal(2);
    expect(err.join('\n')).to.include('20200101000000_old').and.include('Migrate first');
  });
});
