import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { MigrationFilesError, type Problem } from '../../lib/errors.ts';
import { compileFileTemplate } from '../../lib/revision/file-template.ts';
import { folderPlace } from '../../lib/source/folder-place.ts';
import { listMigrations, type ListingConfig } from '../../lib/source/list-migrations.ts';
import type { Listing } from '../../lib/source/migration-file.ts';
import { modulePlace } from '../../lib/source/module-place.ts';
import type { SourcePlace } from '../../lib/source/source-entry.ts';
import { caught, codesOf, emptyMigrations, fixture, useProjects } from '../support/migrations.ts';

const settings: ListingConfig = {
  template: compileFileTemplate('%(epoch)d_%(rev)s_%(slug)s'),
  legacy: 'refuse',
  recordAs: 'stem',
  readsPlainNames: true,
  allowsEmpty: false,
};

function list(folders: string | readonly string[], config: Partial<ListingConfig> = {}): Listing {
  return listPlaces([folders].flat().map(folderPlace), config);
}

function listPlaces(places: readonly SourcePlace[], config: Partial<ListingConfig> = {}): Listing {
  const readsPlainNames = config.template === undefined && config.legacy !== 'as-knex';
  return listMigrations(places, { ...settings, readsPlainNames, ...config });
}

function namesOf({ migrations }: Listing): string[] {
  return migrations.map(({ name }) => name);
}

function refusal(
  folders: string | readonly string[],
  config: Partial<ListingConfig> = {},
): Promise<MigrationFilesError> {
  return caught(MigrationFilesError, () => list(folders, config));
}

const good = fixture('source/good');
const bad = fixture('source/bad');

const goodNames = [
  '1728372261_c0a05e0cd317_create_team',
  '1728372272123_create_member',
  '2024-10-08_0800_add_role_by_default_export',
  '20241008090000_add_rows_without_transaction',
  '20241008_100000_add_colour_as_transpiled',
  '20241009_add_since_in_cts',
  '2024-10-09_add_until_in_mts',
];

describe('listMigrations', () => {
  const createProject = useProjects();

  /** Makes a folder of empty migrations, all of them CommonJS. */
  function folderOf(...files: readonly string[]): string {
    return createProject(emptyMigrations(files)).folder;
  }

  it('puts every form of stamp into one order', () => {
    expect(namesOf(list(good))).to.deep.equal(goodNames);
  });

  it('leaves aside what is no migration, and says why', () => {
    const { leftAside } = list(good);
    const reasons = Object.fromEntries(
      leftAside.map(({ file, reason }) => [file.slice(file.indexOf('good') + 5), reason]),
    );
    expect(reasons).to.deep.equal({
      '.1728372261_hidden.js': 'a hidden file',
      '1728372261_c0a05e0cd317_create_team.js.map': 'a source map',
      '1728372272123_create_member.d.ts': 'a type declaration',
      '1728372272123_create_member.test.ts': 'a test: exports no up and no down',
      '1728372283_seed.up.sql': 'not one of .js .cjs .mjs .ts .cts .mts',
      '2024-10-09_add_until_in_mts.d.mts': 'a type declaration',
      'README.md': 'not one of .js .cjs .mjs .ts .cts .mts',
      'add-note.ts': 'a helper: exports no up and no down',
      sub: 'a folder',
    });
  });

  it('says of each migration what its name says', () => {
    const { migrations } = list(good);
    expect(migrations[0]).to.include({
      name: '1728372261_c0a05e0cd317_create_team',
      file: '1728372261_c0a05e0cd317_create_team.js',
      path: join(good, '1728372261_c0a05e0cd317_create_team.js'),
      instant: 1_728_372_261_000,
      revision: 'c0a05e0cd317',
      slug: 'create_team',
      isLegacy: false,
    });
    expect(migrations[1]).to.include({ instant: 1_728_372_272_123, revision: undefined });
    expect(() => Object.assign(migrations[0]!, { name: 'x' })).to.throw(TypeError);
  });

  it('lists the same in whatever order a file system hands out names', () => {
    const place = folderPlace(good);
    const keys = [...(place.listKeys() ?? [])];
    fc.assert(
      fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), (shuffled) => {
        const listing = listPlaces([{ ...place, listKeys: () => shuffled }]);
        expect(listing).to.deep.equal(list(good));
      }),
    );
  });

  it('lists the same errors in whatever order a file system hands out names', async () => {
    const place = folderPlace(bad);
    const keys = [...(place.listKeys() ?? [])];
    const { message } = await refusal(bad);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(keys, { minLength: keys.length }), async (shuffled) => {
        const shuffledPlace = { ...place, listKeys: () => shuffled };
        const error = await caught(MigrationFilesError, () => listPlaces([shuffledPlace]));
        expect(error.message).to.equal(message);
      }),
      { numRuns: 20 },
    );
  });

  it('lists every file at fault in one error: where, what and the repair', async () => {
    const error = await refusal(bad);
    expect(codesOf(error)).to.deep.equal([
      'E_STAMP_MISSING 001_sequence_is_no_time.js',
      'E_STAMP_MISSING 123456_six_digits.js',
      'E_NAME_DUPLICATE 1728372272_recorded_twice.js 1728372272_recorded_twice.ts',
      'E_REVISION_DUPLICATE 1728372283_f32d57aa1234_revision_given.js 1728372284_f32d57aa1234_revision_given_again.js',
      'E_STAMP_MISSING 2.5.108.js',
      'E_STAMP_IMPOSSIBLE 20210805128800_minute_88.js',
      'E_STAMP_MISSING 20210805B-letter_behind_day.js',
      'E_STAMP_IMPOSSIBLE 20211705120000_month_17.js',
      'E_STAMP_IMPOSSIBLE 20230229_no_leap_year.js',
      'E_STAMP_MISSING 20230807-01-number_behind_day.js',
      'E_STAMP_IMPOSSIBLE 2024-13-45_month_13.js',
      'E_ORDER_TIED 20240506_tied_one.js 20240506_tied_other.js',
      'E_STAMP_IMPOSSIBLE 99999999999999_year_9999_month_99.js',
      'E_STAMP_MISSING no_time_at_all.js',
    ]);
    expect(error.message).to.include('(14 problems); nothing was run');
    for (const problem of error.problems) {
      expect(problem.where).to.include('test');
      expect(problem.repair).to.match(/^[A-Z].{7,}/u);
      expect(error.message).to.include(problem.what).and.include(problem.repair);
    }
  });

  it('shows the impossible stamp, and the forms that a stamp can have', async () => {
    const { problems } = await refusal(bad);
    const of = (file: string): Problem | undefined =>
      problems.find(({ where }) => where.endsWith(file));
    expect(of('2024-13-45_month_13.js')?.what).to.include('2024-13-45');
    expect(of('001_sequence_is_no_time.js')?.repair)
      .to.include('YYYYMMDDHHMMSS')
      .and.include("legacy: 'as-knex'");
  });

  describe('recordAs', () => {
    const recorded = {
      stem: '1728372261_add_user',
      file: '1728372261_add_user.mts',
      '.js': '1728372261_add_user.js',
      '.ts': '1728372261_add_user.ts',
    } as const;
    for (const [recordAs, name] of Object.entries(recorded)) {
      it(`'${recordAs}' records 1728372261_add_user.mts as ${name}`, () => {
        const config = { recordAs: recordAs as keyof typeof recorded };
        expect(namesOf(list(folderOf('1728372261_add_user.mts'), config))).to.deep.equal([name]);
      });
    }

    it('takes no part of a name but the extension', () => {
      const folder = folderOf('2024-10-08_v2.5.ts.ts', '2024-10-09_v2.5.js');
      expect(namesOf(list(folder))).to.deep.equal(['2024-10-08_v2.5.ts', '2024-10-09_v2.5']);
    });
  });

  describe('many folders', () => {
    it('puts their files into one order', () => {
      const [a, b] = [folderOf('1728372261_a.js', '1728372283_c.js'), folderOf('1728372272_b.js')];
      expect(namesOf(list([b, a]))).to.deep.equal(['1728372261_a', '1728372272_b', '1728372283_c']);
    });

    it('reports one name in two of them', async () => {
      const [a, b] = [folderOf('1728372261_a.js'), folderOf('1728372261_a.js')];
      const { problems } = await refusal([a, b]);
      expect(problems.map(({ code }) => code)).to.deep.equal(['E_NAME_DUPLICATE']);
      expect(problems[0]?.where).to.include(a).and.include(b);
    });

    it('names each one that is missing or empty', async () => {
      const empty = createProject({ 'README.md': '', 'helper.js': 'exports.note = 1;' }).folder;
      const missing = join(empty, 'nowhere');
      const { problems } = await refusal([folderOf('1728372261_a.js'), empty, missing]);
      expect(problems.map(({ code, where }) => [code, where])).to.deep.equal([
        ['E_DIRECTORY_EMPTY', empty],
        ['E_DIRECTORY_MISSING', missing],
      ]);
      expect(problems[0]?.repair).to.include('knex-stairway make');
    });
  });

  it('takes no files for no problem where it is told so', () => {
    const { folder } = createProject({});
    mkdirSync(join(folder, 'empty'));
    const folders = [join(folder, 'empty'), join(folder, 'missing')];
    expect(list(folders, { allowsEmpty: true })).to.deep.equal({ migrations: [], leftAside: [] });
  });

  describe('names', () => {
    it('may hold spaces, upper case and Unicode, and are kept as they are', () => {
      const folder = folderOf('1728372261_Add User.js', '1728372272_добавить_ユーザー 🎉.js');
      expect(list(folder).migrations.map(({ name, slug }) => [name, slug])).to.deep.equal([
        ['1728372261_Add User', 'Add User'],
        ['1728372272_добавить_ユーザー 🎉', 'добавить_ユーザー 🎉'],
      ]);
    });

    it('are composed Unicode, whatever form the file system hands out', () => {
      const name = '1728372261_c0a05e0cd317_añadir_über';
      const [migration] = list(folderOf(`${name.normalize('NFD')}.js`)).migrations;
      expect(migration).to.include({
        name: name.normalize('NFC'),
        slug: 'añadir_über'.normalize('NFC'),
        file: `${name.normalize('NFD')}.js`,
      });
      const asFile = list(folderOf(`${name.normalize('NFD')}.js`), { recordAs: 'file' });
      expect(namesOf(asFile)).to.deep.equal([`${name.normalize('NFC')}.js`]);
    });

    const duplicates: Readonly<Record<string, readonly string[]>> = {
      'a source and its build': ['1728372261_a.ts', '1728372261_a.js'],
      'a source and its build, with revisions': [
        '1728372261_c0a05e0cd317_a.ts',
        '1728372261_c0a05e0cd317_a.js',
      ],
      'three extensions': ['1728372261_a.ts', '1728372261_a.js', '1728372261_a.mjs'],
      'names that differ in case': ['1728372261_a.js', '1728372261_A.js'],
      'names that differ in case, with revisions': [
        '1728372261_c0a05e0cd317_a.js',
        '1728372261_c0a05e0cd317_A.js',
      ],
      'names that differ in the form of Unicode': [
        `1728372261_${'é'.normalize('NFC')}.js`,
        `1728372261_${'é'.normalize('NFD')}.js`,
      ],
    };
    for (const [title, files] of Object.entries(duplicates)) {
      it(`count as one in ${title}, which is one problem`, async () => {
        const error = await refusal(folderOf(...files));
        expect(codesOf(error)).to.deep.equal([`E_NAME_DUPLICATE ${[...files].sort().join(' ')}`]);
      });
    }

    it('tell a build beside its source to lie elsewhere', async () => {
      const { problems } = await refusal(folderOf('1728372261_a.ts', '1728372261_a.js'));
      expect(problems[0]?.what).to.equal('would both be recorded as 1728372261_a, and run twice');
      expect(problems[0]?.repair).to.include('build');
    });

    it('may not bear one revision twice, whatever their stamps', async () => {
      const files = ['2024-10-08_c0a05e0cd317_a.js', '1728372261_c0a05e0cd317_b.js'];
      const error = await refusal(folderOf(...files));
      expect(codesOf(error)).to.deep.equal([`E_REVISION_DUPLICATE ${files.sort().join(' ')}`]);
      expect(error.problems[0]?.what).to.include('c0a05e0cd317');
    });
  });

  describe('files of one instant', () => {
    it('stand in the order of their headers, in .js and in .ts', () => {
      const { folder } = createProject({
        '2024-10-08_z_first.js': '/** Revises: */\nexports.up = 1;',
        '20241008_m_second.ts': '/**\n * Second\n *\n * Revises: 2024-10-08_z_first\n */\n',
        '2024-10-08_a1b4c9df789d_third.js': '// Revises: 20241008_m_second\n',
        '1728345600_fourth.js': '/* Revises: a1b4c9df789d */',
        '2024-10-07_before.js': '',
      });
      expect(namesOf(list(folder))).to.deep.equal([
        '2024-10-07_before',
        '2024-10-08_z_first',
        '20241008_m_second',
        '2024-10-08_a1b4c9df789d_third',
        '1728345600_fourth',
      ]);
    });

    it('are settled by names with spaces as well', () => {
      const { folder } = createProject({
        '2024-10-08_z first of all.js': '',
        '2024-10-08_a second one.js': '// Revises: 2024-10-08_z first of all',
        '2024-10-08_3rd one.js': '// Revises: 2024-10-08_a second one',
      });
      expect(namesOf(list(folder))[0]).to.equal('2024-10-08_z first of all');
    });

    const ties: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      'that no header settles': { '2024-10-08_a.js': '', '2024-10-08_b.js': '// Revises: c' },
      'that revise each other': {
        '2024-10-08_a.js': '// Revises: 2024-10-08_b',
        '2024-10-08_b.js': '// Revises: 2024-10-08_a',
      },
      'that fork': {
        '2024-10-08_a.js': '',
        '2024-10-08_b.js': '// Revises: 2024-10-08_a',
        '2024-10-08_c.js': '// Revises: 2024-10-08_a',
      },
    };
    for (const [title, files] of Object.entries(ties)) {
      it(`${title} are one problem that names them all`, async () => {
        const error = await refusal(createProject(files).folder);
        expect(codesOf(error)).to.deep.equal([`E_ORDER_TIED ${Object.keys(files).join(' ')}`]);
        expect(error.problems[0]?.repair).to.include('Revises:');
      });
    }
  });

  it('asks a file without a stamp what it exports, and refuses a migration', async () => {
    const { folder } = createProject({
      '1728372261_a.js': '',
      'helper.js': 'exports.note = 1;',
      'add_user.ts': "export const up: Knex.Migration['up'] = async () => {};",
      'add_user.test.ts': "import { up } from './add_user.ts';",
      '3rd_party.js': 'exports.note = 1;',
    });
    expect(codesOf(await refusal(folder))).to.deep.equal([
      'E_STAMP_MISSING 3rd_party.js',
      'E_STAMP_MISSING add_user.ts',
    ]);
  });

  it('knows a name of 255 characters, and refuses one of 256 once its extension is recorded', async () => {
    const placeOf = (stem: string): SourcePlace =>
      modulePlace({ [stem]: { up: async () => {}, down: async () => {} } });
    // 255 characters of more bytes: knex_migrations counts characters.
    const longest = `1728372261_${'é'.repeat(255 - 14)}`;
    expect(namesOf(listPlaces([placeOf(longest)], { recordAs: '.js' }))[0]).to.have.length(255);
    const error = await caught(MigrationFilesError, () =>
      listPlaces([placeOf(`${longest}x`)], { recordAs: '.js' }),
    );
    expect(error.problems.map(({ code, what }) => [code, what])).to.deep.equal([
      ['E_NAME_TOO_LONG', 'has a name of 256 characters; knex_migrations holds 255'],
    ]);
  });
});
