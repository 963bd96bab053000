import { readdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { runIn } from '../support/command-line.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { useProjects } from '../support/migrations.ts';
import { drivers, stairwayKnexfile } from '../support/old-project.ts';

const table = (name: string): string => `exports.up = (knex) =>
  knex.schema.createTable('${name}', (table) => void table.increments());
exports.down = (knex) => knex.schema.dropTable('${name}');
`;
const files = {
  'migrations/20200101000000_a.js': table('a'),
  'migrations/20210101000000_b.js': table('b'),
};
const options = ", conventions: { since: '2026-01-01' }";

describeEachDialect('knex-stairway adopt --baseline', (dialect) => {
  const createProject = useProjects();
  const databases: TestDatabase[] = [];
  let folder: string;
  let first: TestDatabase;
  let second: TestDatabase;

  beforeEach(async () => {
    first = await makeDatabase();
    second = await makeDatabase();
    ({ folder } = createProject(
      {
        'package.json': '{}',
        'first.mjs': stairwayKnexfile(first, options),
        'second.mjs': stairwayKnexfile(second, options),
        ...files,
      },
      drivers,
    ));
  });
  afterEach(() => Promise.all(databases.splice(0).map((database) => database.drop())));

  async function makeDatabase(): Promise<TestDatabase> {
    const database = await createDatabase(dialect);
    databases.push(database);
    return database;
  }

  /** Plain Knex on one of the databases, with the files of this moment. */
  function knexOf(database: TestDatabase, plain: Knex.MigratorConfig = {}): Knex {
    const directory = join(folder, 'migrations');
    const conventions = { since: '2026-01-01' };
    const migrationSource = new EpochMigrationSource({ directory, conventions });
    return database.connect({
      log: { warn: () => {}, error: () => {} },
      migrations: 'directory' in plain ? plain : { migrationSource },
    });
  }

  async function rowsOf(database: TestDatabase, name = 'knex_migrations') {
    const rows = (await knexOf(database)(name).select('id', 'name', 'batch').orderBy('id')) as {
      id: number;
      name: string;
      batch: number;
    }[];
    return rows;
  }

  const baseline = (database: 'first' | 'second', ...more: readonly string[]) =>
    runIn(folder, 'adopt', '--baseline', '--knexfile', `${database}.mjs`, ...more);

  it('shows what it would do, and does nothing', async () => {
    await knexOf(first).migrate.latest();
    const { code, out } = await baseline('first');
    expect(code).to.equal(0);
    expect(out.join('\n')).to.equal(
      'Would write a baseline of 2 migrations, 2 tables; move them to before_baseline/; record it in their place (their rows go to knex_migrations_before_baseline); try it on a throw-away database.\n\nNothing was done; --yes does it.',
    );
    expect(readdirSync(join(folder, 'migrations'))).to.have.length(2);
    expect(await rowsOf(first)).to.have.length(2);
  });

  it('bears the time of the last that it replaces, and keeps place, batch and rows', async () => {
    await knexOf(first).migrate.up();
    await knexOf(first).migrate.up();
    const before = await rowsOf(first);
    const { out } = await baseline('first', '--yes', '--json');
    const { made } = JSON.parse(out[0] ?? '') as { made: string };
    expect(made).to.match(/1609459200_[0-9a-f]{12}_baseline_of_2_migrations\.js$/u);
    const text = readFileSync(made, 'utf8');
    expect(text).to.include(' * Revises:\n');
    expect(text).not.to.match(/uncommented|verbatim/u);
    const [row, other] = await rowsOf(first);
    expect(other).to.equal(undefined);
    expect(row).to.include({ id: before[0]?.id, batch: 1 });
    expect(await rowsOf(first, 'knex_migrations_before_baseline')).to.deep.equal(before);
    expect((await runIn(folder, 'check', '--knexfile', 'first.mjs')).code).to.equal(0);
  });

  it('is tried in an empty database when it is written, and when one asks again', async () => {
    await knexOf(first).migrate.latest();
    const { code, out } = await baseline('first', '--yes');
    expect(code).to.equal(0);
    expect(out.join('\n')).to.match(/Tried on .+: an empty database becomes the same by it\./u);
    // Somebody has changed the database by hand since.
    await knexOf(first).schema.alterTable('a', (a) => void a.integer('x'));
    const again = await baseline('first');
    expect(again.code).to.equal(1);
    expect(again.out.join('\n'))
      .to.include('does not become the same by it')
      .and.include('column a.x');
    expect((await baseline('first', '--yes')).code).to.equal(0);
  });

  if (dialect === 'postgres') {
    it("leaves the schema of Knex's own tables to be there before", async () => {
      const knex = knexOf(first);
      await knex.raw('create schema meta');
      await knex.raw('create schema shop');
      await knex.migrate.latest({ schemaName: 'meta' });
      const file = join(folder, 'first.mjs');
      const text = readFileSync(file, 'utf8').replace('migrations: {', "$& schemaName: 'meta',");
      writeFileSync(file, text);
      const { code, out, err } = await baseline('first', '--yes', '--json');
      expect(code, [...out, ...err].join('\n')).to.equal(0);
      const { made } = JSON.parse(out[0] ?? '') as { made: string };
      expect(readFileSync(made, 'utf8'))
        .to.include('create schema "shop"')
        .and.not.include('create schema "meta"');
      const refused = await knexOf(first)
        .migrate.rollback({ schemaName: 'meta' })
        .catch((error: unknown) => String(error));
      expect(refused).to.include('older than its baseline');
    });
  }

  if (dialect === 'sqlite') {
    it('refuses a server before anything is done', async () => {
      await knexOf(first).migrate.latest();
      const { code } = await baseline('first', '--yes', '--database', 'postgres://127.0.0.1/');
      expect(code).to.equal(2);
      expect(await rowsOf(first)).to.have.length(2);
    });
  } else {
    it('says where it could not be tried', async () => {
      await knexOf(first).migrate.latest();
      const url = `${dialect}://nobody@127.0.0.1:1/`;
      const { code, out } = await baseline('first', '--yes', '--database', url);
      expect(code).to.equal(0);
      expect(out.join('\n'))
        .to.include('It was not tried, as no throw-away database was to be had')
        .and.include('nobody@127.0.0.1:1');
      expect(await rowsOf(first)).to.have.length(1);
    });
  }

  it('is recorded in a further old database, whose names had extensions', async () => {
    await knexOf(second, { directory: join(folder, 'migrations') }).migrate.latest();
    await knexOf(first).migrate.latest();
    await baseline('first', '--yes');
    // Knex refuses to go on there before that.
    const refused = await knexOf(second)
      .migrate.latest()
      .catch((error: unknown) => String(error));
    expect(refused).to.include('directory is corrupt');
    const shown = await baseline('second');
    expect(shown.out.join('\n')).to.include('Would record 1609459200_');
    expect(await rowsOf(second)).to.have.length(2);
    await baseline('second', '--yes');
    expect((await rowsOf(second)).map(({ name }) => name)).to.deep.equal(
      (await rowsOf(first)).map(({ name }) => name),
    );
    expect((await knexOf(second).migrate.latest())[1]).to.deep.equal([]);
    expect((await baseline('second', '--yes')).out.join()).to.include('it is recorded');
  });

  it('is refused in a database that has run a part only, with the repair', async () => {
    await knexOf(second).migrate.up();
    await knexOf(first).migrate.latest();
    await baseline('first', '--yes');
    const { code, err } = await baseline('second', '--yes');
    expect(code).to.equal(2);
    expect(err.join('\n')).to.include('20210101000000_b\n    has not run in this database');
    expect(await rowsOf(second)).to.have.length(1);
  });

  it('leaves an empty database to migrate', async () => {
    await knexOf(first).migrate.latest();
    await baseline('first', '--yes');
    await knexOf(second).raw('select 1');
    const { code, out } = await baseline('second', '--yes');
    expect(code).to.equal(0);
    expect(out.join()).to.include('it will make all');
    await knexOf(second).migrate.latest();
    expect(await knexOf(second).schema.hasTable('b')).to.equal(true);
  });

  it('is not written while migrations are pending', async () => {
    await knexOf(first).migrate.up();
    const { code, err } = await baseline('first', '--yes');
    expect(code).to.equal(2);
    expect(err.join('\n')).to.include('20210101000000_b\n    is not applied yet');
  });

  it('is taken back: rows, files and all', async () => {
    await knexOf(first).migrate.latest();
    const before = await rowsOf(first);
    await baseline('first', '--yes');
    await baseline('first', '--undo');
    expect(await rowsOf(first)).to.have.length(1);
    await baseline('first', '--undo', '--yes');
    expect(await rowsOf(first)).to.deep.equal(before);
    expect(
      readdirSync(join(folder, 'migrations')).map((file) => `migrations/${file}`),
    ).to.have.members(Object.keys(files));
    expect(await knexOf(first).schema.hasTable('knex_migrations_before_baseline')).to.equal(false);
    expect((await baseline('first', '--undo', '--yes')).out.join()).to.include('Nothing to undo');
  });

  it('is taken back in a further database, when the files are back already', async () => {
    await knexOf(first).migrate.latest();
    await knexOf(second).migrate.latest();
    await baseline('first', '--yes');
    await baseline('second', '--yes');
    await baseline('first', '--undo', '--yes');
    expect(await rowsOf(second)).to.have.length(1);
    const { out } = await baseline('second', '--undo', '--yes');
    expect(out.join()).to.equal('Put 2 rows and 0 files back.');
    expect((await knexOf(second).migrate.latest())[1]).to.deep.equal([]);
  });

  it('goes on where it was cut off before the files were moved', async () => {
    // Old names of all kinds; where they bear times, the baseline and its last tie, and nothing is done.
    for (const [file, database] of Object.entries({ first, second })) {
      const text = stairwayKnexfile(database, `, legacy: 'as-knex'${options}`);
      writeFileSync(join(folder, `${file}.mjs`), text);
      await runIn(folder, 'migrate', '--knexfile', `${file}.mjs`);
    }
    await baseline('first', '--yes');
    const migrations = join(folder, 'migrations');
    const away = join(migrations, 'before_baseline');
    for (const file of readdirSync(away)) renameSync(join(away, file), join(migrations, file));
    rmdirSync(away);
    const { out } = await baseline('second', '--yes');
    expect(out.join()).to.include('2 files went to before_baseline/.');
    expect(readdirSync(migrations)).to.have.length(2).and.include('before_baseline');
    expect((await runIn(folder, 'status', '--knexfile', 'second.mjs')).out).to.include('0 pending');
  });

  if (dialect === 'postgres') {
    it('goes on where it was cut off between the rows that it restored and their table', async () => {
      await knexOf(first).migrate.latest();
      const before = await rowsOf(first);
      await baseline('first', '--yes');
      // It keeps the table from being dropped.
      await knexOf(first).raw('create view hold as select id from knex_migrations_before_baseline');
      expect((await baseline('first', '--undo', '--yes')).code).to.equal(1);
      await knexOf(first).raw('drop view hold');
      expect((await baseline('first', '--undo', '--yes')).code).to.equal(0);
      expect(await rowsOf(first)).to.deep.equal(before);
    });
  }

  it('is not taken for a change of the first that it replaces', async () => {
    await knexOf(first).migrate.latest();
    await runIn(folder, 'adopt', '--yes', '--knexfile', 'first.mjs');
    const noted = (await knexOf(first)('knex_migrations_checksum')) as unknown[];
    expect(noted).to.have.length(2);
    for (const more of [[], ['--undo']]) {
      await baseline('first', '--yes', ...more);
      const { out } = await runIn(folder, 'check', '--db', '--json', '--knexfile', 'first.mjs');
      expect(out[0]).to.include('migrations');
      expect(out[0]).not.to.match(/E_[A-Z_]*CHANGED/u);
    }
  });

  it('does not let a rollback empty an old database', async () => {
    await knexOf(first).migrate.latest();
    await baseline('first', '--yes');
    const refused = await knexOf(first)
      .migrate.rollback()
      .catch((error: unknown) => String(error));
    expect(refused).to.include('older than its baseline');
    expect(await knexOf(first).schema.hasTable('a')).to.equal(true);
  });
});
