import { basename, join } from 'node:path';
import { expect } from 'chai';
import knexModule, { type Knex } from 'knex';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { MigrationFilesError, MigrationLoadError } from '../../lib/errors.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { caught, empty, emptyMigrations, useProjects } from '../support/migrations.ts';

const sqlite: Knex.Config = {
  client: 'better-sqlite3',
  connection: ':memory:',
  useNullAsDefault: true,
  log: { warn: () => {}, error: () => {} },
};

/** Names as fifteen public projects bear them: those whose time can be read, and the refusals. */
const names: Readonly<Record<string, 'read' | 'E_STAMP_IMPOSSIBLE' | 'E_STAMP_MISSING'>> = {
  '20160101120000_fourteen_digits.js': 'read',
  '20170102_120000_day_and_time.js': 'read',
  '2018-01-02-1200-dashes.js': 'read',
  '20190102030405_two.ts.ts': 'read',
  '20190203040506_a space.js': 'read',
  '20171705120000_month_17.js': 'E_STAMP_IMPOSSIBLE',
  '20180805128800_minute_88.js': 'E_STAMP_IMPOSSIBLE',
  '20180805A-letter.js': 'E_STAMP_MISSING',
  '20180805-01-number.js': 'E_STAMP_MISSING',
  '001_init.js': 'E_STAMP_MISSING',
  '123456_six_digits.js': 'E_STAMP_MISSING',
  '2.5.108.js': 'E_STAMP_MISSING',
};

describe('what real projects hold', () => {
  const createProject = useProjects();

  for (const [file, outcome] of Object.entries(names)) {
    const isRead = outcome === 'read';
    it(`${isRead ? 'reads' : 'refuses, with the repair,'} ${file}`, async () => {
      const { folder } = createProject(emptyMigrations([file]));
      const source = new EpochMigrationSource({ directory: folder });
      if (isRead) {
        expect(source.list().migrations.map((each) => each.file)).to.deep.equal([file]);
        return;
      }
      const { problems } = await caught(MigrationFilesError, () => source.list());
      expect(problems.map(({ code }) => code)).to.deep.equal([outcome]);
      expect(problems[0]?.repair).to.include("legacy: 'as-knex'");
    });
  }

  it('refuses a stamp that is used twice, and says how to tell which comes first', async () => {
    const { folder } = createProject(
      emptyMigrations(['20190102000000_one.js', '20190102000000_other.js']),
    );
    const { problems } = await caught(MigrationFilesError, () =>
      new EpochMigrationSource({ directory: folder }).list(),
    );
    expect(problems[0]).to.include({ code: 'E_ORDER_TIED' });
    expect(problems[0]?.repair).to.include('Revises:').and.to.include("legacy: 'as-knex'");
  });

  it('leaves all of them at head under as-knex, in the order of Knex and by its names', async () => {
    const files = [...Object.keys(names), '20160101120000_a_stamp_used_twice.js'];
    const { folder } = createProject({ 'package.json': '{}', ...emptyMigrations(files, 'm') });
    const directory = join(folder, 'm');
    const knex = knexModule({ ...sqlite, migrations: { directory } });
    try {
      const [, ran] = (await knex.migrate.latest()) as [number, string[]];
      expect(ran).to.have.length(files.length);
      const migrationSource = new EpochMigrationSource({ directory, legacy: 'as-knex' });
      expect(migrationSource.list().migrations.map(({ name }) => name)).to.deep.equal(ran);
      const [, again] = (await knex.migrate.latest({
        directory: undefined,
        migrationSource,
      } as unknown as Knex.MigratorConfig)) as [number, string[]];
      expect(again).to.deep.equal([]);
    } finally {
      await knex.destroy();
    }
  });

  it('leaves aside what lies beside migrations, each with its reason', () => {
    const { folder } = createProject({
      ...emptyMigrations(['20200101000000_one.js', 'sub/20200101000000_two.js']),
      '20200101000000_one.up.sql': 'select 1;',
      '20200101000000_one.down.sql': 'select 1;',
      '20200101000000_one.d.ts': 'export {};',
      'helper.js': 'exports.help = () => {};',
      'data.json': '{}',
      'README.md': '',
    });
    const { migrations, leftAside } = new EpochMigrationSource({ directory: folder }).list();
    expect(migrations).to.have.length(1);
    const aside = leftAside.map(({ file }) => file.replace(/^.*[/\\]/u, ''));
    expect(aside).to.include.members([
      '20200101000000_one.d.ts',
      '20200101000000_one.down.sql',
      '20200101000000_one.up.sql',
      'README.md',
      'data.json',
      'helper.js',
      'sub',
    ]);
    expect(leftAside.every(({ reason }) => reason !== '')).to.equal(true);
  });

  const modules: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a default export': {
      'm/20200101000000_a.mjs': 'export default { async up() {}, async down() {} };',
    },
    'CommonJS in a project of ES modules': {
      'package.json': '{"type": "module"}',
      'm/20200101000000_a.cjs': empty.commonjs,
    },
    'an ES module in a project of CommonJS': {
      'package.json': '{}',
      'm/20200101000000_a.mjs': empty.esm,
    },
    'a migration that another imports': {
      'package.json': '{}',
      'm/20200101000000_a.js': empty.commonjs,
      'm/20200102000000_b.js': "module.exports = require('./20200101000000_a.js');",
    },
    'imports from outside of the folder': {
      'package.json': '{}',
      'src/tables.js': "exports.table = 'a';",
      'm/20200101000000_a.js': `require('../src/tables.js');\n${empty.commonjs}`,
    },
    'SQL that a migration reads from beside it': {
      'package.json': '{}',
      'm/20200101000000_a.up.sql': 'create table a (id int)',
      'm/20200101000000_a.js': `const { readFileSync } = require('node:fs');
exports.up = (knex) => knex.raw(readFileSync(__filename.replace('.js', '.up.sql'), 'utf8'));
exports.down = () => {};`,
    },
    'a configuration of its own': {
      'package.json': '{}',
      'm/20200101000000_a.js': `exports.config = { transaction: false };\n${empty.commonjs}`,
    },
    'a down that throws': {
      'package.json': '{}',
      'm/20200101000000_a.js': `exports.up = async () => {};
exports.down = () => { throw new Error('no way back'); };`,
    },
  };
  for (const [title, files] of Object.entries(modules)) {
    it(`runs ${title}`, async () => {
      const { folder } = createProject(files);
      const migrationSource = new EpochMigrationSource({
        directory: join(folder, 'm'),
        conventions: { since: '2026-01-01' },
      });
      const knex = knexModule({ ...sqlite, migrations: { migrationSource } });
      try {
        const [, ran] = (await knex.migrate.latest()) as [number, string[]];
        expect(ran).to.have.length(migrationSource.list().migrations.length).above(0);
      } finally {
        await knex.destroy();
      }
    });
  }

  const downs: Readonly<Record<string, string>> = {
    'is empty': '',
    throws: "throw new Error('no way back');",
    'only logs': "knex.client.logger.warn('down of b is a matter for the office');",
    'drops more than the up made': "await knex.schema.dropTable('b').dropTable('a');",
    'drops what is not there': "await knex.schema.dropTable('never');",
  };
  for (const [title, down] of Object.entries(downs)) {
    it(`rolls back as Knex does where a down ${title}`, async () => {
      const step = (name: string, text: string): string =>
        `exports.up = async (knex) => { await knex.schema.createTable('${name}', (t) => { t.increments(); }); };
exports.down = async (knex) => { ${text} };`;
      const { folder } = createProject({
        'package.json': '{}',
        'm/20200101000000_a.js': step('a', "await knex.schema.dropTable('a');"),
        'm/20200102000000_b.js': step('b', down),
      });
      const directory = join(folder, 'm');
      const since = { conventions: { since: '2026-01-01' } };
      const outcomes = await Promise.all(
        [
          { directory },
          { migrationSource: new EpochMigrationSource({ directory, recordAs: 'file', ...since }) },
        ].map(async (migrations) => {
          const knex = knexModule({ ...sqlite, migrations });
          try {
            await knex.migrate.latest();
            const rollback = await knex.migrate.rollback(undefined, true).then(
              ([, undone]: [number, string[]]) => undone.map((name) => basename(name)),
              (error: Error) => error.message,
            );
            const left = await knex('knex_migrations').pluck('name');
            const tables = (await readCatalog(knex)).tables.map(({ name }) => name);
            return { rollback, left, tables };
          } finally {
            await knex.destroy();
          }
        }),
      );
      expect(outcomes[1]).to.deep.equal(outcomes[0]);
    });
  }

  it('refuses CommonJS that calls itself an ES module, with the new name of the file', async () => {
    const { folder } = createProject({
      'package.json': '{"type": "module"}',
      'm/20200101000000_a.js': empty.commonjs,
    });
    const source = new EpochMigrationSource({ directory: join(folder, 'm') });
    const [file] = source.list().migrations;
    const { problems } = await caught(MigrationLoadError, () => source.getMigration(file!));
    expect(problems[0]?.repair).to.include('20200101000000_a.cjs');
  });

  it('refuses a migration without a down, with the repair', async () => {
    const { folder } = createProject({
      'package.json': '{}',
      'm/20200101000000_a.js': 'exports.up = async () => {};',
    });
    const source = new EpochMigrationSource({ directory: join(folder, 'm') });
    const [file] = source.list().migrations;
    const { problems } = await caught(MigrationLoadError, () => source.getMigration(file!));
    expect(problems[0]).to.include({ code: 'E_DOWN_MISSING' });
    expect(problems[0]?.repair).to.include('leave the body empty');
  });
});
