import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { OptionsError } from '../../lib/errors.ts';
import { FileMigrationSource } from '../../lib/source/file-migration-source.ts';
import { sourceOfConfig } from '../../lib/source/source-of-config.ts';
import { caught } from '../support/migrations.ts';

const source = new FileMigrationSource({
  modules: { '1728372261_x': { up: async () => {}, down: async () => {} } },
});

/** Options beside the source, and whether they make Knex replace it. */
const beside: readonly (readonly [options: Knex.MigratorConfig, isReplacing: boolean])[] = [
  [{ directory: './migrations' }, true],
  [{ directory: ['./a', './b'] }, true],
  [{ sortDirsSeparately: false }, true],
  [{ sortDirsSeparately: true }, true],
  [{ loadExtensions: ['.ts'] }, true],
  [{ directory: '' }, false],
  [{ tableName: 'migrations', extension: 'ts', disableTransactions: true }, false],
  [{}, false],
];

describe('sourceOfConfig', () => {
  it('takes the source out of a configuration', () => {
    expect(sourceOfConfig({ migrations: { migrationSource: source } }, 'knexfile.ts')).to.equal(
      source,
    );
  });

  for (const [options, isReplacing] of beside) {
    it(`${isReplacing ? 'refuses' : 'allows'} ${JSON.stringify(options)} beside it, as Knex ${isReplacing ? 'replaces' : 'keeps'} the source`, async () => {
      const config: Knex.Config = {
        client: 'better-sqlite3',
        connection: { filename: ':memory:' },
        useNullAsDefault: true,
        log: { warn: () => {} },
        migrations: { ...options, migrationSource: source },
      };
      const knex = knexModule(config);
      try {
        const kept = await knex.migrate.list().then(
          ([, [pending]]: [unknown, { name: string }[]]) => pending?.name === '1728372261_x',
          () => false,
        );
        expect(kept, 'what Knex does').to.equal(!isReplacing);
      } finally {
        await knex.destroy();
      }
      if (!isReplacing) {
        expect(sourceOfConfig(config, 'knexfile.ts')).to.equal(source);
        return;
      }
      const error = await caught(OptionsError, () => sourceOfConfig(config, 'knexfile.ts'));
      expect(error.problems.map(({ code, where }) => [code, where])).to.deep.equal([
        ['E_SOURCE_REPLACED', `knexfile.ts, migrations.${Object.keys(options).join('')}`],
      ]);
    });
  }

  it('lists all options that replace the source', async () => {
    const migrations = {
      migrationSource: source,
      directory: 'a',
      sortDirsSeparately: true,
      loadExtensions: ['.ts'],
    };
    const { problems } = await caught(OptionsError, () => sourceOfConfig({ migrations }, 'x'));
    expect(problems.map(({ where }) => where)).to.deep.equal([
      'x, migrations.directory',
      'x, migrations.sortDirsSeparately',
      'x, migrations.loadExtensions',
    ]);
  });

  it('shows the line to write where there is no source, with the directory at hand', async () => {
    const cases: readonly (readonly [Knex.Config, string])[] = [
      [{}, "directory: './migrations' })"],
      [{ migrations: { directory: './db' } }, "directory: './db' })"],
      [{ migrations: { directory: ['./a', './b'] } }, "directory: ['./a','./b'] })"],
    ];
    for (const [config, line] of cases) {
      const { problems } = await caught(OptionsError, () => sourceOfConfig(config, 'knexfile.ts'));
      expect(problems).to.have.length(1);
      expect(problems[0]).to.include({
        code: 'E_SOURCE_MISSING',
        where: 'knexfile.ts, migrations.migrationSource',
        what: 'is missing',
      });
      expect(problems[0]?.repair).to.include(line);
    }
  });

  it('refuses a source of another kind, whatever it is', async () => {
    const others: readonly unknown[] = [
      { getMigrations: () => [] },
      Object.create(null),
      'x',
      null,
    ];
    for (const other of others) {
      const migrations = { migrationSource: other as Knex.MigrationSource<unknown> };
      const { problems } = await caught(OptionsError, () => sourceOfConfig({ migrations }, 'x'));
      expect(problems[0]).to.include({
        code: 'E_SOURCE_MISSING',
        what: 'is no EpochMigrationSource',
      });
    }
  });

  it('takes the source of another copy of this package, as with a CLI installed apart', async () => {
    const copy = (await import('../../dist/index.js' as string)) as {
      EpochMigrationSource: typeof FileMigrationSource;
    };
    const other = new copy.EpochMigrationSource({ directory: './migrations' });
    expect(other).not.to.be.instanceOf(FileMigrationSource);
    expect(sourceOfConfig({ migrations: { migrationSource: other } }, 'x')).to.equal(other);
    class Derived extends copy.EpochMigrationSource {}
    const derived = new Derived({ directory: './migrations' });
    expect(sourceOfConfig({ migrations: { migrationSource: derived } }, 'x')).to.equal(derived);
  });
});
