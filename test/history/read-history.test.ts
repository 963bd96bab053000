import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Bookkeeping } from '../../lib/bookkeeping/bookkeeping.ts';
import { ChecksumRecord } from '../../lib/history/checksum-record.ts';
import { noteChecksums } from '../../lib/history/note-checksums.ts';
import { migrate } from '../../lib/service/migrate.ts';
import { readHistory } from '../../lib/history/read-history.ts';
import {
  EpochMigrationSource,
  type EpochMigrationSourceOptions,
} from '../../lib/migration/epoch-migration-source.ts';
import { StairwayError } from '../../lib/errors.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught, empty, useProjects } from '../support/migrations.ts';
import type { Knex } from 'knex';

describeEachDialect('readHistory', (dialect) => {
  const createProject = useProjects();
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database.drop());

  const down = async (): Promise<void> => {};
  const files = { '1500000000_a.cjs': empty.commonjs, '1500000002_c.cjs': empty.commonjs };

  function knexOf(folder: string, options: Partial<EpochMigrationSourceOptions> = {}): Knex {
    const source = new EpochMigrationSource({
      directory: folder,
      conventions: false,
      ...options,
    } as EpochMigrationSourceOptions);
    return database.connect({ migrations: { migrationSource: source } });
  }

  it('finds nothing where all is as it was applied', async () => {
    const { folder } = createProject(files);
    await migrate(knexOf(folder));
    expect(await readHistory(knexOf(folder))).to.deep.equal({
      recorded: ['1500000000_a', '1500000002_c'],
      pending: [],
      problems: [],
      warnings: [],
    });
  });

  it('notes more of them than one statement of SQLite holds, in place of those of old', async () => {
    const names = Array.from({ length: 1_201 }, (_, index) => `1500000000_${1_000 + index}`);
    const knex = database.connect();
    const bookkeeping = new Bookkeeping(knex);
    await bookkeeping.ensure();
    await knex.batchInsert(
      'knex_migrations',
      names.map((name) => ({ name, batch: 1 })),
      400,
    );
    const migrations = names.map((name) => ({ name, migration: { up: async () => {}, down } }));
    expect(await noteChecksums(knex, bookkeeping, migrations)).to.equal(names.length);
    await noteChecksums(knex, bookkeeping, migrations);
    const noted = await new ChecksumRecord(bookkeeping.config).readIfAny(knex);
    expect([noted.size, new Set(noted.values()).size]).to.deep.equal([names.length, 1]);
  });

  it('records what was applied together with what it is, or not at all', async () => {
    const { folder } = createProject(files);
    await migrate(knexOf(folder), { to: '1500000000_a' });
    const knex = knexOf(folder);
    await knex.schema.alterTable('knex_migrations_checksum', (table) => {
      table.dropColumn('noted_at');
    });
    const creates = (on: Knex) =>
      on.schema.createTable('made', (table) => void table.integer('id').comment('Its number'));
    const migrationSource: Knex.MigrationSource<string> = {
      getMigrations: async () => ['1500000000_a', '1500000002_c'],
      getMigrationName: (name) => name,
      getMigration: async () => ({ up: creates, down }),
    };
    const migrations = { migrationSource };
    await caught(Error, () => migrate(database.connect({ migrations })));
    expect(await knex('knex_migrations').pluck('name')).to.deep.equal(['1500000000_a']);
  });

  // MySQL has none for all.
  if (dialect !== 'mysql') {
    it('has the same of what one transaction has applied as of what each has in its own', async () => {
      const { folder } = createProject(files);
      const noted: unknown[] = [];
      for (const singleTransaction of [true, false]) {
        const knex = knexOf(folder);
        await migrate(knex, { singleTransaction });
        const { config } = new Bookkeeping(knex);
        noted.push([...(await new ChecksumRecord(config).readIfAny(knex)).values()]);
        await knex('knex_migrations').delete();
      }
      expect(noted[0]).to.have.length(2);
      expect(noted[1]).to.deep.equal(noted[0]);
    });
  }

  it('finds what has changed since it was applied, and passes a build of what has not', async () => {
    const before = { '1500000000_a.mjs': empty.esm, '1500000002_c.cjs': empty.commonjs };
    await migrate(knexOf(createProject(before).folder));
    // In a folder of its own, as modules are loaded once.
    const { folder } = createProject({
      '1500000000_a.cjs':
        'exports.up = up; async function up() { /* built */ }; exports.down = async function down() {};',
      '1500000002_c.cjs': empty.commonjs.replace('{}', "{ await knex.raw('select 1'); }"),
    });
    const { problems } = await readHistory(knexOf(folder));
    expect(problems.map(({ code, where }) => [code, where])).to.deep.equal([
      ['E_MIGRATION_CHANGED', '1500000002_c'],
    ]);
  });

  it('forgets what a migration was that was undone and applied again, be it by plain Knex', async () => {
    await migrate(knexOf(createProject(files).folder));
    const { folder } = createProject({
      ...files,
      '1500000002_c.cjs': empty.commonjs
        .replace('{}', "{ await knex.raw('select 1'); }")
        .replace('()', '(knex)'),
    });
    expect((await readHistory(knexOf(folder))).problems).to.have.length(1);
    await knexOf(folder).migrate.down();
    await knexOf(folder).migrate.latest();
    expect((await readHistory(knexOf(folder))).problems).to.deep.equal([]);
  });

  it('says of what plain Knex has applied that it is there, and not that it changed', async () => {
    const { folder } = createProject(files);
    await knexOf(folder).migrate.latest();
    expect((await readHistory(knexOf(folder))).problems).to.deep.equal([]);
  });

  it('finds an applied migration whose file is missing', async () => {
    const { folder } = createProject(files);
    await knexOf(folder).migrate.latest();
    rmSync(join(folder, '1500000000_a.cjs'));
    const { problems } = await readHistory(knexOf(folder));
    expect(problems.map(({ code, where }) => [code, where])).to.deep.equal([
      ['E_MIGRATION_MISSING', 'knex_migrations, 1500000000_a'],
    ]);
  });

  for (const [outOfOrder, problems, warnings] of [
    ['error', 1, 0],
    [undefined, 0, 1],
    ['allow', 0, 0],
  ] as const) {
    it(`finds what is older than what is applied (outOfOrder: ${outOfOrder ?? 'by default'})`, async () => {
      const project = createProject(files);
      const { folder } = project;
      await knexOf(folder).migrate.latest();
      project.write({ '1500000001_b.cjs': empty.commonjs });
      const knex = knexOf(folder, outOfOrder === undefined ? {} : { outOfOrder });
      const history = await readHistory(knex);
      expect([history.problems.length, history.warnings.length]).to.deep.equal([
        problems,
        warnings,
      ]);
      expect(history.pending).to.deep.equal(['1500000001_b']);
      if (outOfOrder === 'error') {
        const { code } = await caught(StairwayError, () => migrate(knex));
        expect(code).to.equal('E_OUT_OF_ORDER');
        expect((await readHistory(knex)).recorded).to.have.length(2);
      } else {
        expect((await migrate(knex)).applied).to.deep.equal(['1500000001_b']);
      }
    });
  }
});
