import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { expect } from 'chai';
import knexModule from 'knex';
import { MigrationFilesError, OptionsError } from '../../lib/errors.ts';
import {
  makeMigration,
  type MadeMigration,
  type MakeOptions,
} from '../../lib/make/make-migration.ts';
import { parseHeader } from '../../lib/revision/header.ts';
import {
  EpochMigrationSource,
  type NamingOptions,
} from '../../lib/source/epoch-migration-source.ts';
import { caught, emptyMigrations, useProjects } from '../support/migrations.ts';

const dateTemplate = '%(year)d-%(month).2d-%(day).2d_%(rev)s_%(slug)s';
const esm = { 'package.json': '{"type": "module"}' };

describe('makeMigration', () => {
  const createProject = useProjects();

  interface Place {
    readonly folder: string;
    readonly source: EpochMigrationSource;
    make(message: string, options?: Partial<MakeOptions>): Promise<MadeMigration>;
    /** Files of the migrations in their order; refused where they have none. */
    files(): string[];
  }

  function placeOf(files: Readonly<Record<string, string>> = {}, options?: NamingOptions): Place {
    const { folder } = createProject({ ...esm, ...files });
    const source = new EpochMigrationSource({ ...options, directory: join(folder, 'migrations') });
    return {
      folder,
      source,
      make: (message, given) => makeMigration({ source, message, ...given }),
      files: () => source.list().migrations.map(({ file }) => file),
    };
  }

  it('writes the first migration, and the folder where there is none', async () => {
    const place = placeOf();
    const start = Date.now();
    const made = await place.make('Add user');
    expect(basename(made.path)).to.match(/^\d{10}_[0-9a-f]{12}_add_user\.js$/u);
    expect(made.path).to.include(join(place.folder, 'migrations'));
    expect(basename(made.path)).to.include(`_${made.revision}_`);
    expect(made.revises).to.equal(undefined);
    expect(Date.parse(made.stamp)).to.be.within(Math.floor(start / 1000) * 1000, Date.now());
    const header = parseHeader(readFileSync(made.path, 'utf8'));
    expect(header).to.deep.include({ message: 'Add user', revision: made.revision, revises: [] });
    expect(Date.parse(header?.created ?? '')).to.be.within(start, Date.now());
    expect(place.files()).to.deep.equal([basename(made.path)]);
  });

  it('puts each behind the one before, also several in one second', async () => {
    const place = placeOf();
    const made = [await place.make('a'), await place.make('b'), await place.make('c')];
    expect(place.files()).to.deep.equal(made.map(({ path }) => basename(path)));
    expect(new Set(made.map(({ stamp }) => stamp)).size).to.equal(3);
    expect(made.map(({ revises }) => revises)).to.deep.equal([
      undefined,
      made[0]?.revision,
      made[1]?.revision,
    ]);
  });

  it('makes one chain where eight start together', async () => {
    const place = placeOf();
    const made = await Promise.all(Array.from({ length: 8 }, () => place.make('same message')));
    const chain = made.toSorted((a, b) => (a.stamp < b.stamp ? -1 : 1));
    expect(new Set(made.map(({ stamp }) => stamp)).size).to.equal(8);
    expect(chain.map(({ revises }) => revises)).to.deep.equal([
      undefined,
      ...chain.slice(0, -1).map(({ revision }) => revision),
    ]);
    expect(place.files()).to.deep.equal(chain.map(({ path }) => basename(path)));
  });

  it('makes one chain of one day where the template has dates only', async () => {
    const place = placeOf({}, { fileTemplate: dateTemplate });
    const made = await Promise.all(Array.from({ length: 8 }, () => place.make('same message')));
    const files = place.files();
    expect(files).to.have.length(8);
    // Two days where the run passes midnight, never eight.
    expect(new Set(files.map((file) => file.slice(0, 10))).size).to.be.at.most(2);
    const revisions = files.map((file) => file.slice(11, 23));
    const byRevision = new Map(made.map((one) => [one.revision, one.revises]));
    expect(revisions.map((revision) => byRevision.get(revision))).to.deep.equal([
      undefined,
      ...revisions.slice(0, -1),
    ]);
  });

  it('follows a head whose stamp is still to come', async () => {
    const head = '4102444800_c0a05e0cd317_new_year_2100';
    const place = placeOf(emptyMigrations([`${head}.cjs`], 'migrations'));
    const made = await place.make('later');
    expect(made).to.include({ revises: 'c0a05e0cd317', stamp: '2100-01-01T00:00:01.000Z' });
    expect(place.files().at(-1)).to.equal(basename(made.path));
  });

  it('follows a head without a revision by its name, spaces and Unicode included', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const head = `${today}_héad with spaces`;
    const place = placeOf(emptyMigrations([`${head.normalize('NFD')}.cjs`], 'migrations'), {
      fileTemplate: dateTemplate,
    });
    const made = await place.make('next');
    expect(made.revises).to.equal(head.normalize('NFC'));
    expect(place.files().at(-1)).to.equal(basename(made.path));
  });

  it("follows old names under 'as-knex', which have no instant", async () => {
    const place = placeOf(emptyMigrations(['001_init.cjs', '20991231235959_x.cjs'], 'migrations'), {
      legacy: 'as-knex',
    });
    const made = await place.make('first of the new');
    expect(made.revises).to.equal('20991231235959_x');
    expect(Date.parse(made.stamp)).to.be.at.most(Date.now());
    expect(place.files().at(-1)).to.equal(basename(made.path));
  });

  it('cuts the slug at a word, and keeps the whole message in the header', async () => {
    const message = 'Add the preferred language of the user to the account';
    const { path } = await placeOf().make(message);
    expect(path).to.match(/_add_the_preferred_language_of_the_user\.js$/u);
    expect(parseHeader(readFileSync(path, 'utf8'))?.message).to.equal(message);
  });

  it('keeps a message of several lines, whatever it holds', async () => {
    const place = placeOf();
    const message = 'Add user: ユーザー */ and\n\n  `more` of it';
    const { path } = await place.make(`  ${message}\n`);
    expect(basename(path)).to.match(/_add_user_ユーザー_and_more_of_it\.js$/u);
    expect(parseHeader(readFileSync(path, 'utf8'))?.message).to.equal(message.replace('*/', '* /'));
    const [migration] = await place.source.getMigrations();
    expect(await place.source.getMigration(migration!)).to.have.property('up');
  });

  it('is by no means taken in by a message that reads like a header', async () => {
    const place = placeOf();
    const first = await place.make('a');
    const { path } = await place.make('Undo\nRevision: 1\nRevises: 2\nCreated: 3');
    expect(parseHeader(readFileSync(path, 'utf8'))).to.deep.include({ revises: [first.revision] });
  });

  describe('the extension', () => {
    const chosen: readonly (readonly [
      title: string,
      files: readonly string[],
      options: Partial<MakeOptions>,
      extension: string,
    ])[] = [
      ['is .js where nothing says another', [], {}, '.js'],
      [
        'is the fallback where the folder has no migration',
        [],
        { fallbackExtension: '.ts' },
        '.ts',
      ],
      ['is that of the last migration', ['1_a.ts', '2_b.mts', '3_c.cjs'], {}, '.cjs'],
      [
        'is that of the last migration, not the fallback',
        ['1_a.ts'],
        { fallbackExtension: '.js' },
        '.ts',
      ],
      ['is what was asked for, with a dot', ['1_a.ts'], { extension: '.mjs' }, '.mjs'],
      ['is what was asked for, without a dot', ['1_a.ts'], { extension: 'cts' }, '.cts'],
    ];
    for (const [title, files, options, extension] of chosen) {
      it(title, async () => {
        const place = placeOf(
          emptyMigrations(
            files.map((file) => `172837226${file}`),
            'migrations',
          ),
        );
        const made = await place.make('x', options);
        expect(extname(made.path)).to.equal(extension);
      });
    }

    it('is that of the folder, where several folders differ', async () => {
      const { folder } = createProject({
        ...emptyMigrations(['1728372261_a.ts'], 'a'),
        ...emptyMigrations(['1728372272_b.mjs'], 'b'),
      });
      const source = new EpochMigrationSource({
        directory: [join(folder, 'a'), join(folder, 'b')],
      });
      const inA = await makeMigration({ source, message: 'x', directory: join(folder, 'a') });
      expect(extname(inA.path)).to.equal('.ts');
    });
  });

  it('writes .js as ES module or as CommonJS, as its package is', async () => {
    const esmPath = (await placeOf().make('x')).path;
    expect(readFileSync(esmPath, 'utf8')).to.include('export async function up');
    const commonjsPath = (await placeOf({ 'package.json': '{}' }).make('x')).path;
    expect(readFileSync(commonjsPath, 'utf8')).to.include('exports.up =');
    const cjsPath = (await placeOf().make('x', { extension: 'cjs' })).path;
    expect(readFileSync(cjsPath, 'utf8')).to.include('exports.up =');
    const mjsPath = (await placeOf({ 'package.json': '{}' }).make('x', { extension: 'mjs' })).path;
    expect(readFileSync(mjsPath, 'utf8')).to.include('export async function up');
  });

  it('writes files that migrate up and down, of all extensions', async () => {
    const place = placeOf();
    for (const extension of ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts']) {
      await place.make(`as ${extension}`, { extension });
    }
    const knex = knexModule({
      client: 'better-sqlite3',
      connection: { filename: ':memory:' },
      useNullAsDefault: true,
      migrations: { migrationSource: place.source },
    });
    try {
      const [, up] = (await knex.migrate.latest()) as [number, string[]];
      expect(up.map((name) => name.split('_').at(-1))).to.deep.equal([
        'js',
        'cjs',
        'mjs',
        'ts',
        'cts',
        'mts',
      ]);
      await knex.migrate.rollback();
    } finally {
      await knex.destroy();
    }
  });

  describe('several folders', () => {
    it('are written into by choice, the last by default, in one order', async () => {
      const { folder } = createProject(esm);
      const folders = [join(folder, 'a'), join(folder, 'b')] as const;
      const source = new EpochMigrationSource({ directory: folders });
      const made = [
        await makeMigration({ source, message: 'first' }),
        await makeMigration({ source, message: 'second', directory: folders[0] }),
      ];
      expect(made.map(({ path }) => dirname(path))).to.deep.equal([folders[1], folders[0]]);
      expect(made[1]?.revises).to.equal(made[0]?.revision);
    });

    it('make one chain where makes of different folders start together', async () => {
      const { folder } = createProject(esm);
      const folders = [join(folder, 'a'), join(folder, 'b')] as const;
      const source = new EpochMigrationSource({ directory: folders });
      const made = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          makeMigration({ source, message: 'x', directory: folders[index % 2 === 0 ? 0 : 1] }),
        ),
      );
      const revisions = source.list().migrations.map(({ revision }) => revision);
      const byRevision = new Map(made.map((one) => [one.revision, one.revises]));
      expect(revisions.map((revision) => byRevision.get(revision ?? ''))).to.deep.equal([
        undefined,
        ...revisions.slice(0, -1),
      ]);
    });
  });

  it('writes behind the modules of a source that has no folder, where one is named', async () => {
    const { folder } = createProject(esm);
    const migration = { up: async () => {}, down: async () => {} };
    const source = new EpochMigrationSource({
      modules: { '1728372261_c0a05e0cd317_x.ts': migration },
    });
    const made = await makeMigration({ source, message: 'y', directory: folder });
    expect(made.revises).to.equal('c0a05e0cd317');
    expect(dirname(made.path)).to.equal(folder);
  });

  describe('refuses, and writes nothing:', () => {
    async function refused(
      place: Place,
      message: string,
      options?: Partial<MakeOptions>,
    ): Promise<string[]> {
      const list = (): string[] => readdirSync(place.folder, { recursive: true }).map(String);
      const before = list();
      const { problems } = await caught(OptionsError, () => place.make(message, options));
      expect(list()).to.deep.equal(before);
      return problems.map(({ code }) => code);
    }

    it('a message without a letter and a digit', async () => {
      for (const message of ['', '  ', '!?', '🎉']) {
        expect(await refused(placeOf(), message)).to.deep.equal(['E_MESSAGE_EMPTY']);
      }
    });

    it('a folder that the source does not read, or none where it has none', async () => {
      const place = placeOf();
      expect(await refused(place, 'x', { directory: place.folder })).to.deep.equal([
        'E_DIRECTORY_UNKNOWN',
      ]);
      const source = new EpochMigrationSource({ modules: {} });
      expect(await refused(place, 'x', { source })).to.deep.equal(['E_DIRECTORY_UNKNOWN']);
    });

    it('an extension that no migration has, with the near miss', async () => {
      const place = placeOf();
      expect(await refused(place, 'x', { extension: 'jsx' })).to.deep.equal([
        'E_EXTENSION_UNKNOWN',
      ]);
      const { problems } = await caught(OptionsError, () => place.make('x', { extension: 'tsc' }));
      expect(problems[0]?.repair).to.match(/^Choose one: (?:did you mean|known are)/u);
    });

    it('all of it in one error', async () => {
      const place = placeOf();
      const options = { extension: 'sql', directory: place.folder };
      expect(await refused(place, '?', options)).to.deep.equal([
        'E_MESSAGE_EMPTY',
        'E_DIRECTORY_UNKNOWN',
        'E_EXTENSION_UNKNOWN',
      ]);
    });

    it('a name that is there already, and one that differs in case or extension', async () => {
      const fileTemplate = '%(year)d-%(month).2d-%(day).2d_%(slug)s';
      const place = placeOf({}, { fileTemplate });
      const { path } = await place.make('Add user');
      writeFileSync(path, '// mine');
      expect(await refused(place, 'add USER')).to.deep.equal(['E_FILE_EXISTS']);
      const capital = basename(path).replace('add_user', 'Add_Order');
      writeFileSync(
        join(dirname(path), capital),
        `// Revises: ${basename(path, '.js')}\nexport function up() {}\n`,
      );
      // What differs in case only is one file on macOS and Windows, and one name on MySQL.
      expect(await refused(place, 'add order')).to.deep.equal(['E_FILE_EXISTS']);
      expect(await refused(place, 'add user', { extension: 'ts' })).to.deep.equal([
        'E_FILE_EXISTS',
      ]);
      expect(readFileSync(path, 'utf8')).to.equal('// mine');
    });

    it('to add to files that cannot be listed', async () => {
      const place = placeOf(emptyMigrations(['001_init.cjs'], 'migrations'));
      await caught(MigrationFilesError, () => place.make('x'));
      expect(readdirSync(join(place.folder, 'migrations'))).to.deep.equal(['001_init.cjs']);
    });
  });
});
