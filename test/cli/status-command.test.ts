import { expect } from 'chai';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { migrate } from '../../lib/service/migrate.ts';
import type { Status } from '../../lib/service/read-status.ts';
import { knexfileText, runIn, type CommandResult } from '../support/command-line.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { empty, useProjects } from '../support/migrations.ts';

const drivers = ['knex', 'better-sqlite3', 'pg', 'mysql2'];

/** An empty migration that says what it does. */
function saying(message: string): string {
  return `/**\n * ${message}\n * and more\n *\n * Revision: a1\n */\n${empty.commonjs}`;
}

describeEachDialect('knex-stairway status', (dialect) => {
  const createProject = useProjects();
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    // The file of SQLite comes with its first table.
    if (dialect === 'sqlite') await database.connect().raw('create table other (id integer)');
  });
  afterEach(() => database?.drop());

  /** Runs it in a project of these migrations, of which some are applied. */
  async function status(
    migrations: Readonly<Record<string, string>>,
    applied: readonly string[],
    ...argv: string[]
  ): Promise<CommandResult> {
    const knexfile = knexfileText
      .replace("'better-sqlite3'", JSON.stringify(database.config.client))
      .replace("{ filename: './dev.sqlite3' }", JSON.stringify(database.config.connection));
    const files = Object.entries(migrations).map(([name, text]) => [
      `migrations/${name}.cjs`,
      text,
    ]);
    const { folder } = createProject(
      {
        'package.json': '{"type": "module"}',
        'knexfile.js': knexfile,
        ...Object.fromEntries(files),
      },
      drivers,
    );
    if (applied.length > 0) await record(applied);
    return runIn(folder, 'status', ...argv);
  }

  async function record(names: readonly string[]): Promise<void> {
    const knex = database.connect();
    await knex.migrate.latest({
      migrationSource: {
        getMigrations: async () => [],
        getMigrationName: String,
        getMigration: () => Promise.reject(new Error('none')),
      },
    });
    const rows = names.map((name) => ({ name, batch: 1, migration_time: new Date() }));
    for (let from = 0; from < rows.length; from += 200) {
      await knex('knex_migrations').insert(rows.slice(from, from + 200));
    }
  }

  const both = { '1728372261_a': saying('Make a'), '1728372272_b': saying('Make b') };

  it('ends with 6 on a fresh database, where all is pending, and makes no table', async () => {
    const { code, out } = await status(both, []);
    expect(code).to.equal(6);
    expect(out).to.deep.equal([
      '0 applied',
      '2 pending',
      '  1728372261_a  Make a',
      '  1728372272_b  Make b',
      'lock: free',
    ]);
    expect(await database.connect().schema.hasTable('knex_migrations')).to.equal(false);
    expect(await database.connect().schema.hasTable('knex_migrations_lock')).to.equal(false);
  });

  it('ends with 0 where all is applied, and tells when, in which batch, and what for', async () => {
    const { code, out } = await status(both, Object.keys(both));
    expect(code).to.equal(0);
    expect(out).to.have.length(5);
    expect(out[0]).to.equal('2 applied');
    expect(out[1]).to.match(
      /^ {2}20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}(?:just now|\d seconds? ago) +batch 1 {2}1728372261_a {2}Make a$/u,
    );
    expect(out.slice(3)).to.deep.equal(['0 pending', 'lock: free']);
  });

  it('says what is out of order', async () => {
    const { code, out } = await status(both, ['1728372272_b']);
    expect(code).to.equal(6);
    expect(out).to.include('  1728372261_a  (out of order) Make a');
  });

  it('ends with 1 where the file of an applied migration is missing', async () => {
    const { code, out } = await status(both, [...Object.keys(both), '1728372283_gone']);
    expect(code).to.equal(1);
    expect(out[0]).to.equal('2 applied');
    expect(out[4]).to.equal('1 missing: recorded as applied, but without a file');
    expect(out[5]).to.include('1728372283_gone');
  });

  it('shows the last of many, and all with --all', async () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `${1_728_372_261 + index}_many`);
    const migrations = Object.fromEntries(names.map((name) => [name, saying(`Make ${name}`)]));
    const { out } = await status(migrations, names);
    expect(out).to.have.length(8);
    expect(out[0]).to.equal('1,200 applied, the last 5 (--all for all)');
    expect(out[5]).to.include('1728373460_many  Make 1728373460_many');
    await database.connect()('knex_migrations').delete();
    expect((await status(migrations, names, '--all')).out).to.have.length(1_203);
  });

  it('tells machines all of it', async () => {
    const { code, out } = await status(both, ['1728372261_a'], '--json');
    expect(code).to.equal(6);
    const { applied, ...rest } = JSON.parse(out.join('')) as Status;
    expect(applied).to.have.length(1);
    expect(applied[0]).to.deep.include({
      name: '1728372261_a',
      batch: 1,
      message: 'Make a\nand more',
      isMissing: false,
    });
    expect(Math.abs(Date.now() - Date.parse(applied[0]!.appliedAt ?? ''))).to.be.below(5_000);
    expect(rest).to.deep.equal({
      pending: [{ name: '1728372272_b', message: 'Make b\nand more', isOutOfOrder: false }],
      halfApplied: null,
      lock: { state: 'free' },
      problems: [],
    });
  });

  it('ends with 1 where two files revise the same one', async () => {
    const revising = (revision: string): string =>
      saying('Make more').replace('Revision: a1', `Revision: ${revision}\n * Revises: a1`);
    const forked = { ...both, '1728372283_c': revising('c1'), '1728372294_d': revising('d1') };
    const { code, out } = await status(forked, Object.keys(forked));
    expect(code).to.equal(1);
    expect(out.join('\n')).to.include('1728372283_c.cjs').and.include('1728372294_d.cjs');
  });

  it('ends with 1 where an applied migration has changed since, and names it', async () => {
    const { folder } = createProject({ '1728372261_a.cjs': saying('Make a') });
    const migrationSource = new EpochMigrationSource({ directory: folder });
    await migrate(database.connect({ migrations: { migrationSource } }));
    const changed = saying('Make a').replace('{}', "{ await knex.raw('select 1'); }");
    const { code, out } = await status({ '1728372261_a': changed }, []);
    expect(code).to.equal(1);
    expect(out.join('\n')).to.include('1728372261_a').and.include('when it was applied');
  });
});
