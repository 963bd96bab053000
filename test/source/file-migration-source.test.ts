import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import * as fc from 'fast-check';
import knexModule, { type Knex } from 'knex';
import { MigrationFilesError, MigrationLoadError, OptionsError } from '../../lib/errors.ts';
import {
  FileMigrationSource,
  type FileMigrationSourceOptions,
} from '../../lib/source/file-migration-source.ts';
import { describeSourceContract } from '../contract/source-contract.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import {
  caught,
  codesOf,
  emptyMigrations,
  empty,
  fixture,
  useProjects,
} from '../support/migrations.ts';

/** Knex's own source, which 'as-knex' must agree with. */
const { FsMigrations } = createRequire(import.meta.url)(
  'knex/lib/migrations/migrate/sources/fs-migrations.js',
) as {
  FsMigrations: new (directories: string | readonly string[]) => {
    getMigrations(): Promise<unknown[]>;
    getMigrationName(migration: unknown): string;
  };
};

const commonTable =
  'exports.up = (knex) => knex.schema.createTable("t", (table) => table.integer("id"));\nexports.down = (knex) => knex.schema.dropTable("t");\n';

describe('FileMigrationSource', () => {
  const createProject = useProjects();

  describeSourceContract(
    'a folder',
    (files, options) =>
      new FileMigrationSource({ ...options, directory: createProject(files).folder }),
  );

  describeSourceContract('modules that are imported when they are asked for', (files, options) => {
    const { folder } = createProject(files);
    const modules = Object.keys(files).map((file) => [
      `./migrations/${file}`,
      () => import(pathToFileURL(join(folder, file)).href) as Promise<Knex.Migration>,
    ]);
    return new FileMigrationSource({ ...options, modules: Object.fromEntries(modules) });
  });

  describe('directory', () => {
    const files = emptyMigrations(['1728372261_a.js', '1728372272_b.js']);

    it('may be a path, a URL, or a list of both', () => {
      const { folder } = createProject(files);
      const other = createProject(emptyMigrations(['1728372266_x.js'], 'with space #1'));
      const spaced = join(other.folder, 'with space #1');
      const namesOf = (directory: string | URL | (string | URL)[]): string[] =>
        new FileMigrationSource({ directory }).list().migrations.map(({ name }) => name);
      expect(namesOf(folder)).to.deep.equal(['1728372261_a', '1728372272_b']);
      expect(namesOf(pathToFileURL(folder))).to.deep.equal(namesOf(folder));
      expect(namesOf([folder, pathToFileURL(spaced)])).to.deep.equal([
        '1728372261_a',
        '1728372266_x',
        '1728372272_b',
      ]);
    });

    it('starts from the working directory at the time of the construction', () => {
      const { folder } = createProject(emptyMigrations(['1728372261_a.js'], 'migrations'));
      const before = process.cwd();
      process.chdir(folder);
      try {
        const source = new FileMigrationSource({ directory: './migrations' });
        process.chdir(before);
        expect(source.directories).to.deep.equal([join(folder, 'migrations')]);
        expect(source.list().migrations).to.have.length(1);
      } finally {
        process.chdir(before);
      }
    });

    it('is read anew at each listing', () => {
      const project = createProject(files);
      const source = new FileMigrationSource({ directory: project.folder });
      expect(source.list().migrations).to.have.length(2);
      project.write(emptyMigrations(['1728372283_c.js']));
      expect(source.list().migrations).to.have.length(3);
    });
  });

  describe('its options', () => {
    const offences: readonly (readonly [title: string, options: unknown, where: string])[] = [
      ['none at all', undefined, 'directory, modules'],
      ['neither directory nor modules', {}, 'directory, modules'],
      ['both of them', { directory: 'a', modules: {} }, 'directory, modules'],
      ['an empty path', { directory: '' }, 'directory'],
      ['no path in a list', { directory: [] }, 'directory'],
      ['null for a path', { directory: null }, 'directory'],
      ['a number among paths', { directory: ['a', 1] }, 'directory'],
      ['a URL of another kind', { directory: new URL('https://example.com/a') }, 'directory'],
      ['a list of modules', { modules: [] }, 'modules'],
      ['null for modules', { modules: null }, 'modules'],
      [
        'a module that is a text',
        { modules: { '1728372261_x': 'text' } },
        "modules['1728372261_x']",
      ],
      ['a template that is no text', { directory: 'a', fileTemplate: 1 }, 'fileTemplate'],
      ['an unknown legacy', { directory: 'a', legacy: 'as_knex' }, 'legacy'],
      ['an unknown recordAs', { directory: 'a', recordAs: 'js' }, 'recordAs'],
      ['an unknown option', { directory: 'a', directry: 'b' }, 'directry'],
    ];
    for (const [title, options, where] of offences) {
      it(`may not hold ${title}`, async () => {
        const error = await caught(
          OptionsError,
          () => new FileMigrationSource(options as FileMigrationSourceOptions),
        );
        expect(error.problems.map((problem) => problem.where)).to.deep.equal([where]);
        expect(error.problems[0]?.code).to.equal('E_OPTION');
      });
    }

    it('are all at fault in one error, with the near miss', async () => {
      const options = { directry: 'a', legacy: 'as_knex', recordAs: 'stemm' };
      const { problems } = await caught(
        OptionsError,
        () => new FileMigrationSource(options as unknown as FileMigrationSourceOptions),
      );
      expect(problems.map(({ repair }) => repair)).to.deep.equal([
        'Remove it; did you mean "directory"?',
        'Give one of them: the folder of the migrations, or their modules by file name.',
        'Choose: did you mean "as-knex"?',
        'Choose: did you mean "stem"?',
      ]);
    });

    it('may be undefined, which is their default', () => {
      const options = {
        directory: 'a',
        legacy: undefined,
        recordAs: undefined,
        modules: undefined,
      };
      expect(
        () => new FileMigrationSource(options as unknown as FileMigrationSourceOptions),
      ).not.to.throw();
    });

    it('hold a template that can be used', async () => {
      const error = await caught(
        OptionsError,
        () => new FileMigrationSource({ directory: 'a', fileTemplate: '%(slug)s' }),
      );
      expect(error.problems[0]?.code).to.equal('E_FILE_TEMPLATE');
    });
  });

  describe("legacy: 'as-knex'", () => {
    const template = '1728372261_c0a05e0cd317_add_user';
    const words = fc.stringMatching(/^[0-9A-Za-zé-ü _.-]{0,12}[0-9A-Za-zé-ü]$/u);
    const stamps = fc.constantFrom(
      '001_',
      '002-',
      '2.5.108',
      '20210805B-',
      '20230807-01-',
      '20211705120000_',
      '20210805128800_',
      '20210805120000_',
      '1728372261_',
      '2024-10-08_',
      'Z',
      'add',
      '',
    );
    const extensions = fc.constantFrom('.js', '.cjs', '.ts', '.coffee', '.ls');
    const files = fc
      .tuple(stamps, words, extensions)
      .map((parts) => parts.join(''))
      .filter((file) => !/^[.]|\.d\.ts$|_[0-9a-f]{4,40}_/u.test(file));
    const listings = fc.uniqueArray(files, {
      minLength: 1,
      maxLength: 12,
      selector: (file) => file.normalize('NFC').toLowerCase(),
    });

    it("agrees with Knex's own source on order and names, whatever the names", async () => {
      await fc.assert(
        fc.asyncProperty(listings, async (names) => {
          const project = createProject(emptyMigrations(names));
          try {
            const knexSource = new FsMigrations(project.folder);
            const expected = (await knexSource.getMigrations()).map((migration) =>
              knexSource.getMigrationName(migration),
            );
            const source = new FileMigrationSource({
              directory: project.folder,
              legacy: 'as-knex',
              recordAs: '.js',
            });
            const listed = source.list().migrations.map(({ name }) => name);
            expect(listed).to.deep.equal(expected);
          } finally {
            project.remove();
          }
        }),
      );
    });

    it("agrees with Knex's own source over several folders", async () => {
      const folders = [
        createProject(emptyMigrations(['003_c.js', '001_a.js'])).folder,
        createProject(emptyMigrations(['002_b.ts', '010_d.js', '20210805B-x.js'])).folder,
      ];
      const knexSource = new FsMigrations(folders);
      const expected = (await knexSource.getMigrations()).map((migration) =>
        knexSource.getMigrationName(migration),
      );
      const source = new FileMigrationSource({ directory: folders, legacy: 'as-knex' });
      expect(source.list().migrations.map(({ name }) => name)).to.deep.equal(expected);
    });

    it('puts all that is of the template behind, under names of its own', () => {
      const { folder } = createProject(
        emptyMigrations([`${template}.ts`, '20991231235959_last.js', 'zzz.js', '001_init.ts']),
      );
      const source = new FileMigrationSource({ directory: folder, legacy: 'as-knex' });
      const listed = source.list().migrations.map(({ name, isLegacy }) => [name, isLegacy]);
      expect(listed).to.deep.equal([
        ['001_init.ts', true],
        ['20991231235959_last.js', true],
        ['zzz.js', true],
        [template, false],
      ]);
    });

    it('lets impossible dates of the template run as old names', () => {
      const { folder } = createProject(
        emptyMigrations(['2024-13-45_c0a05e0cd317_a.js', '2024-10-08_c0a05e0cd318_b.js']),
      );
      const source = new FileMigrationSource({
        directory: folder,
        legacy: 'as-knex',
        fileTemplate: '%(year)d-%(month).2d-%(day).2d_%(rev)s_%(slug)s',
      });
      expect(source.list().migrations.map(({ isLegacy }) => isLegacy)).to.deep.equal([true, false]);
    });
  });

  describeEachDialect('through Knex', (dialect) => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await createDatabase(dialect);
    });
    afterEach(() => database.drop());

    function connect(options: FileMigrationSourceOptions, extra?: Knex.MigratorConfig): Knex {
      return database.connect({
        log: { warn: () => {}, error: () => {} },
        migrations: { ...extra, migrationSource: new FileMigrationSource(options) },
      });
    }

    /** Names of all tables, Knex's own included. */
    async function tablesOf(knex: Knex): Promise<string[]> {
      const tables = ['knex_migrations', 'knex_migrations_lock', 'team', 'member', 'sound', 't'];
      const found = await Promise.all(tables.map((table) => knex.schema.hasTable(table)));
      return tables.filter((_, index) => found[index]);
    }

    async function recorded(knex: Knex): Promise<string[]> {
      const rows: { name: string }[] = await knex('knex_migrations').orderBy('id').select('name');
      return rows.map(({ name }) => name);
    }

    it('runs good migrations of all forms and extensions up, down and up again', async () => {
      const knex = connect({ directory: fixture('source/good') });
      const names = new FileMigrationSource({ directory: fixture('source/good') })
        .list()
        .migrations.map(({ name }) => name);
      const [, up] = (await knex.migrate.latest()) as [number, string[]];
      expect(up).to.deep.equal(names);
      expect(await recorded(knex)).to.deep.equal(names);
      expect(await knex('team').orderBy('id')).to.deep.equal([
        { id: 1, name: 'blue', colour: null, since: null, until: null },
        { id: 2, name: 'red', colour: null, since: null, until: null },
      ]);
      await knex.migrate.down();
      expect(await knex.schema.hasColumn('team', 'until')).to.equal(false);
      expect(await knex.schema.hasColumn('team', 'since')).to.equal(true);
      await knex.migrate.rollback(undefined, true);
      expect(await tablesOf(knex)).to.deep.equal(['knex_migrations', 'knex_migrations_lock']);
      expect(await recorded(knex)).to.deep.equal([]);
      await knex.migrate.latest();
      expect(await recorded(knex)).to.deep.equal(names);
    });

    const asking: Readonly<Record<string, (migrator: Knex.Migrator) => Promise<unknown>>> = {
      latest: (migrator) => migrator.latest(),
      up: (migrator) => migrator.up(),
      down: (migrator) => migrator.down(),
      rollback: (migrator) => migrator.rollback(),
      'rollback of all': (migrator) => migrator.rollback(undefined, true),
      list: (migrator) => migrator.list(),
      status: (migrator) => migrator.status(),
    };
    for (const [command, ask] of Object.entries(asking)) {
      it(`creates no table where ${command} meets files at fault`, async () => {
        for (const directory of ['source/bad', 'source/nowhere']) {
          const knex = connect({ directory: fixture(directory) });
          await caught(MigrationFilesError, () => ask(knex.migrate));
          expect(await tablesOf(knex)).to.deep.equal([]);
        }
      });
    }

    for (const disableTransactions of [false, true]) {
      it(`runs no migration where some do not load, with disableTransactions: ${disableTransactions}`, async () => {
        const knex = connect({ directory: fixture('source/broken') }, { disableTransactions });
        const error = await caught(MigrationLoadError, () => knex.migrate.latest());
        expect(codesOf(error)).to.deep.equal([
          'E_MODULE_FAILED 1728372272_throws.js',
          'E_MODULE_FAILED 1728372283_no_syntax.mjs',
          'E_DOWN_MISSING 1728372294_no_down.js',
          'E_UP_MISSING 1728372305_no_up_and_no_down.ts',
          'E_MODULE_FAILED 1728372316_commonjs_in_esm.js',
          'E_UP_MISSING 1728372327_up_is_a_text.mjs',
          'E_UP_MISSING 1728372338_default_is_null.js',
        ]);
        expect(await tablesOf(knex)).not.to.include('sound');
        expect(await recorded(knex)).to.deep.equal([]);
        // Nor is the lock left behind: what loads can run.
        expect(await knex.migrate.up()).to.deep.equal([1, ['1728372261_sound']]);
      });
    }

    it('takes a .js for the .ts that was applied in development', async () => {
      const development = createProject({ '1728372261_t.ts': commonTable });
      await connect({ directory: development.folder }).migrate.latest();
      const production = createProject({ '1728372261_t.js': commonTable });
      const knex = connect({ directory: production.folder });
      expect(await knex.migrate.latest()).to.deep.equal([1, []]);
      await knex.migrate.down();
      expect(await tablesOf(knex)).not.to.include('t');
    });

    it("goes on where Knex's own source stopped, under 'as-knex'", async () => {
      const project = createProject({
        '001_init.js': commonTable,
        '20210805B-x.js': empty.commonjs,
      });
      const plain = database.connect({ migrations: { directory: project.folder } });
      await plain.migrate.latest();
      project.write(emptyMigrations(['1728372261_c0a05e0cd317_add_user.js']));
      const knex = connect({ directory: project.folder, legacy: 'as-knex' });
      expect(await knex.migrate.latest()).to.deep.equal([2, ['1728372261_c0a05e0cd317_add_user']]);
      expect(await recorded(knex)).to.deep.equal([
        '001_init.js',
        '20210805B-x.js',
        '1728372261_c0a05e0cd317_add_user',
      ]);
      await knex.migrate.rollback(undefined, true);
      expect(await tablesOf(knex)).not.to.include('t');
    });

    it('records a name of 255 characters, Unicode among them', async () => {
      const name = `1728372261_${'ä'.repeat(200)}${'ユ'.repeat(44)}`;
      const knex = connect({ modules: { [name]: { up: async () => {}, down: async () => {} } } });
      await knex.migrate.latest();
      expect(await recorded(knex)).to.deep.equal([name]);
      expect(await knex.migrate.down()).to.deep.equal([1, [name]]);
      expect(await recorded(knex)).to.deep.equal([]);
    });
  });

  it('hands on config: a migration without a transaction is run without one', async () => {
    const isIn: Record<string, boolean> = {};
    const migration = (name: string): Knex.Migration => ({
      up: async (knex) => {
        isIn[name] = knex.isTransaction ?? false;
      },
      down: async () => {},
    });
    const knex = knexModule({
      client: 'better-sqlite3',
      connection: { filename: ':memory:' },
      useNullAsDefault: true,
      migrations: {
        migrationSource: new FileMigrationSource({
          modules: {
            '1728372261_with': migration('with'),
            '1728372272_without': { ...migration('without'), config: { transaction: false } },
          },
        }),
      },
    });
    try {
      await knex.migrate.latest();
      expect(isIn).to.deep.equal({ with: true, without: false });
    } finally {
      await knex.destroy();
    }
  });
});
