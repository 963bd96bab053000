import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { knexfileText, runIn } from '../support/command-line.ts';
import { empty, emptyMigrations, useProjects } from '../support/migrations.ts';
import type { Project } from '../support/project.ts';

const drivers = ['knex', 'better-sqlite3', 'pg', 'mysql2'];
const sound = emptyMigrations(['1728372261_a.cjs', '1728372272_b.cjs'], 'migrations');

describe('knex-stairway check', () => {
  const createProject = useProjects();

  function projectOf(files: Readonly<Record<string, string>>, knexfile = knexfileText): Project {
    return createProject(
      { 'package.json': '{"type": "module"}', 'knexfile.js': knexfile, ...files },
      drivers,
    );
  }

  it('ends with 0 where the files are sound, and reads no database', async () => {
    const { folder } = projectOf(sound);
    expect(await runIn(folder, 'check')).to.deep.equal({
      code: 0,
      out: ['2 migrations, 0 problems'],
      err: [],
    });
    expect(existsSync(join(folder, 'dev.sqlite3'))).to.equal(false);
  });

  it('lists what is wrong with names, and with modules that do not load', async () => {
    const misnamed = projectOf(emptyMigrations(['001_init.cjs', 'x_y.cjs'], 'migrations'));
    const { code, out } = await runIn(misnamed.folder, 'check');
    expect(code).to.equal(1);
    expect(out.join('\n')).to.include('001_init.cjs').and.include('x_y.cjs');
    expect(out.at(-1)).to.equal('0 migrations, 2 problems');

    const broken = projectOf({ ...sound, 'migrations/1728372283_c.cjs': 'exports.up = 1;' });
    const json = await runIn(broken.folder, 'check', '--json');
    expect(json.code).to.equal(1);
    const report = JSON.parse(json.out.join('')) as {
      problems: { code: string }[];
    };
    expect(report).to.deep.include({ ok: false, migrations: 3, findings: null });
    expect(report.problems).to.have.length(1);
  });

  it('lists what is imported from outside of the folders, but by migrations before `since`', async () => {
    const files = {
      ...sound,
      'migrations/1728372283_c.cjs': `const { User } = require('../model.cjs');\n${empty.commonjs}`,
      'model.cjs': 'exports.User = class {};',
    };
    const { folder } = projectOf(files);
    const { code, out } = await runIn(folder, 'check');
    expect(code).to.equal(1);
    expect(out.join('\n'))
      .to.include(`${join('migrations', '1728372283_c.cjs')}:1`)
      .and.include('imports ../model.cjs');
    expect(out.at(-1)).to.equal('3 migrations, 1 problem');
    const since = "'./migrations', conventions: { since: '2024-10-09' }";
    const later = projectOf(files, knexfileText.replace("'./migrations'", since));
    expect((await runIn(later.folder, 'check')).code).to.equal(0);
  });

  it('says that a database does not answer, and makes none', async () => {
    const { folder } = projectOf(sound);
    const { code, err } = await runIn(folder, 'check', '--db');
    expect(code).to.equal(4);
    expect(err.join('\n')).to.include('dev.sqlite3\n    does not exist');
    expect(existsSync(join(folder, 'dev.sqlite3'))).to.equal(false);
    const text = knexfileText
      .replace("'better-sqlite3'", "'pg'")
      .replace("{ filename: './dev.sqlite3' }", "'postgres://nobody@127.0.0.1:1/x'");
    const refused = await runIn(projectOf(sound, text).folder, 'check', '--db', '--json');
    expect(refused.code).to.equal(4);
    expect(JSON.parse(refused.err.join(''))).to.deep.include({ code: 'E_DATABASE' });
  });

  it('needs the knex of the project', async () => {
    const { folder } = createProject({
      'knexfile.mjs': knexfileText.replace('./dev.sqlite3', ':memory:'),
      ...sound,
    });
    const { code, err } = await runIn(folder, 'check', '--db');
    expect(code).to.equal(2);
    expect(err.join('\n')).to.include('finds no knex');
  });

  it('finds two heads, and tells by --commute whether their order matters', async () => {
    const head = (revision: string, body: string): string =>
      `/**\n * A step\n *\n * Revision: ${revision}\n * Revises: aaaaaaaaaaaa\n */\nexports.up = async ({ schema }) => { ${body} };\nexports.down = async () => {};\n`;
    const files = (body: string): Record<string, string> => ({
      'migrations/1500000000_aaaaaaaaaaaa_a.cjs': head('aaaaaaaaaaaa', '').replace(
        ' * Revises: aaaaaaaaaaaa\n',
        '',
      ),
      'migrations/1500000001_bbbbbbbbbbbb_b.cjs': head(
        'bbbbbbbbbbbb',
        "await schema.raw('create table b (x integer)');",
      ),
      'migrations/1500000002_cccccccccccc_c.cjs': head('cccccccccccc', body),
    });
    const free = projectOf(files("await schema.raw('create table c (x integer)');"));
    const { code, out } = await runIn(free.folder, 'check', '--commute');
    expect(code).to.equal(1);
    expect(out.join('\n')).to.include('are 2 heads: no migration revises them');
    expect(out.at(-1)).to.equal(
      '2 orders were tried: the order makes no difference to the schema.',
    );
    const bound = projectOf(files("await schema.raw('create index i on b (x)');"));
    const json = JSON.parse(
      (await runIn(bound.folder, 'check', '--commute', '--json')).out.join(''),
    );
    expect(json).to.deep.include({ ok: false, orders: 2 });
    expect(json.problems.map((problem: { code: string }) => problem.code)).to.deep.equal([
      'E_HEADS',
      'E_ORDER_MATTERS',
    ]);
  });

  describeEachDialect('--db', (dialect) => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await createDatabase(dialect);
    });
    afterEach(() => database?.drop());

    /** A knexfile of the database, with options of the source. */
    function knexfileOf(options = ''): string {
      return knexfileText
        .replace("'better-sqlite3'", JSON.stringify(database.config.client))
        .replace("{ filename: './dev.sqlite3' }", JSON.stringify(database.config.connection))
        .replace("directory: './migrations'", `directory: './migrations'${options}`);
    }

    it('lists names off the convention and missing comments, and ends with 1', async () => {
      const knex = database.connect();
      await knex.schema.createTable('user', (table) => {
        table.string('email', 99).index();
      });
      const { folder } = projectOf(sound, knexfileOf());
      const { code, out } = await runIn(folder, 'check', '--db');
      expect(code).to.equal(1);
      expect(out.join('\n'))
        .to.include('index user_email_index on user')
        .and.include('It should be called ix__user__email.');
      expect(out.at(-1)).to.equal('2 migrations, 0 problems; database: 3 findings');
      const json = await runIn(folder, 'check', '--db', '--json');
      const report = JSON.parse(json.out.join('')) as { ok: boolean; findings: unknown[] };
      expect(report.findings).to.have.length(3);
    });

    it('finds what is recorded without a file, and warns of what is older than what is applied', async () => {
      const knex = database.connect();
      await knex.schema.createTable('knex_migrations', (table) => {
        table.increments();
        table.string('name');
        table.integer('batch');
        table.timestamp('migration_time');
      });
      await knex('knex_migrations').insert([
        { name: '1728372272_b', batch: 1 },
        { name: '1728372280_gone', batch: 1 },
      ]);
      const { folder } = projectOf(sound, knexfileOf());
      const { code, out } = await runIn(folder, 'check', '--db');
      expect(code).to.equal(1);
      expect(out.join('\n'))
        .to.include('knex_migrations, 1728372280_gone')
        .and.match(/warning:\n {2}1728372261_a\n {4}is not applied, and older than 1728372272_b/u);
      expect(out.at(-1)).to.equal('2 migrations, 1 problem; database: 0 findings');
    });

    it('tries the orders of what is pending behind what is applied, though it runs no more', async () => {
      const file = (revision: string, revises: string, body: string): string =>
        `/**\n * A step\n *\n * Revision: ${revision}\n * Revises: ${revises}\n */\nexports.up = async (knex) => { ${body} };\nexports.down = async () => {};\n`;
      const first = 'migrations/1500000000_aaaaaaaaaaaa_a.cjs';
      const text = file(
        'aaaaaaaaaaaa',
        '',
        "if (!require('node:fs').existsSync('server')) throw new Error('it is gone'); await knex.schema.raw('create table a (x integer)');",
      );
      const { folder, write } = projectOf({ [first]: text, server: '' }, knexfileOf());
      expect((await runIn(folder, 'migrate')).code).to.equal(0);
      rmSync(join(folder, 'server'));
      write({
        'migrations/1500000001_bbbbbbbbbbbb_b.cjs': file(
          'bbbbbbbbbbbb',
          'aaaaaaaaaaaa',
          "await knex.schema.raw('alter table a add column y integer');",
        ),
        'migrations/1500000002_cccccccccccc_c.cjs': file(
          'cccccccccccc',
          'aaaaaaaaaaaa',
          "await knex.schema.raw('create index i on a (y)');",
        ),
      });
      const { out } = await runIn(folder, 'check', '--db', '--commute');
      expect(out.join('\n')).to.include('1500000002_cccccccccccc_c.cjs\n    fails behind');
      expect(out.at(-1)).to.equal(
        '2 orders were tried behind a copy of what the database has applied: the order matters.',
      );
      const alone = await runIn(folder, 'check', '--commute');
      expect(alone.out.join('\n')).to.include(
        'fails on an empty database, before any branch begins',
      );
      expect(alone.out.at(-1)).to.include('Nothing is known of the order');
    });

    it('ends with 0 on what the conventions of the source built, and leaves out Knex tables', async () => {
      const up = `exports.up = (knex) => knex.schema.createTable('user', (table) => {
          table.comment('Who');
          table.string('email', 99).index().comment('Where');
        });
        exports.down = () => {};`;
      const options = ", conventions: { naming: { ix: 'by_%(all_column_names)s' } }";
      const files = { 'migrations/1728372261_a.cjs': up };
      const project = projectOf(files, knexfileOf(options));
      const migrated = await project.node([
        join(project.folder, 'node_modules/knex/bin/cli.js'),
        'migrate:latest',
      ]);
      expect(migrated.code, migrated.output).to.equal(0);
      expect(await runIn(project.folder, 'check', '--db')).to.deep.equal({
        code: 0,
        out: ['1 migration, 0 problems; database: 0 findings'],
        err: [],
      });
    });
  });
});
