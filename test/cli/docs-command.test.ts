import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Dictionary } from '../../lib/docs/dictionary.ts';
import { knexfileText, runIn } from '../support/command-line.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { useProjects } from '../support/migrations.ts';
import type { Project } from '../support/project.ts';

const drivers = ['knex', 'better-sqlite3', 'pg', 'mysql2'];

describe('knex-stairway docs', () => {
  const createProject = useProjects();

  function projectOf(knexfile = knexfileText): Project {
    return createProject(
      { 'package.json': '{"type": "module"}', 'knexfile.js': knexfile },
      drivers,
    );
  }

  it('refuses what it cannot mean, before it reads a database', async () => {
    const { folder } = projectOf();
    for (const [argv, text] of [
      [['--check'], 'docs --check needs the file to check'],
      [['--format', 'pdf'], 'docs writes no "pdf"'],
      [['schema.md'], 'Name the file by --out: knex-stairway docs --out schema.md.'],
    ] as const) {
      const { code, err } = await runIn(folder, 'docs', ...argv);
      expect(code).to.equal(2);
      expect(err.join('\n')).to.include(text);
    }
  });

  describeEachDialect('on a database', (dialect) => {
    let database: TestDatabase;
    let folder: string;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      const knex = database.connect();
      await knex.schema.createTable('user', (table) => {
        table.increments('id');
        table.string('email', 99).unique();
      });
      await knex.schema.createTable('order', (table) => {
        table.increments('id');
        table.integer('user_id').unsigned().references('id').inTable('user');
      });
      const text = knexfileText
        .replace("'better-sqlite3'", JSON.stringify(database.config.client))
        .replace("{ filename: './dev.sqlite3' }", JSON.stringify(database.config.connection));
      ({ folder } = projectOf(text));
    });
    afterEach(() => database?.drop());

    it('prints Markdown, and with --json the dictionary as data', async () => {
      const { code, out } = await runIn(folder, 'docs', '--title', 'The shop', '--except', 'order');
      expect(code).to.equal(0);
      expect(out.join('\n')).to.include('# The shop\n').and.include('### `user`');
      expect(out.join('\n')).to.not.include('`order`');
      const json = await runIn(folder, 'docs', '--json');
      const { tables } = JSON.parse(json.out.join('')) as Dictionary;
      expect(tables.map(({ name }) => name)).to.deep.equal(['order', 'user']);
      expect(tables[1]!.referredBy.map(({ fromLabel }) => fromLabel)).to.deep.equal(['order']);
    });

    it('writes the file as its extension says, folders too, and finds it fresh', async () => {
      for (const [file, start] of [
        ['docs/schema.md', '<!-- Written by knex-stairway'],
        ['docs/schema.html', '<!doctype html>'],
      ] as const) {
        expect(await runIn(folder, 'docs', '--out', file)).to.deep.equal({
          code: 0,
          out: [`Wrote ${file}`],
          err: [],
        });
        expect(readFileSync(join(folder, file), 'utf8').startsWith(start)).to.equal(true);
        const checked = await runIn(folder, 'docs', '--out', file, '--check', '--json');
        expect(checked.code).to.equal(0);
        expect(JSON.parse(checked.out.join(''))).to.deep.include({ ok: true });
      }
    });

    it('ends with 1 where the file is stale or missing, says where, and writes nothing', async () => {
      await runIn(folder, 'docs', '-o', 'schema.md', '--except', 'order');
      const path = join(folder, 'schema.md');
      const before = readFileSync(path, 'utf8');
      await database.connect().schema.alterTable('user', (table) => {
        table.string('nickname');
      });
      const check = ['docs', '-o', 'schema.md', '--except', 'order', '--check'] as const;
      const { code, err } = await runIn(folder, ...check);
      expect(code).to.equal(1);
      expect(err.join('\n'))
        .to.include('schema.md\n    differs from the database, first in line ')
        .and.match(/database {2}\| `nickname`/u)
        .and.include('Run npx knex-stairway docs --out schema.md --except order and commit');
      expect(readFileSync(path, 'utf8')).to.equal(before);

      rmSync(path);
      const missing = await runIn(folder, ...check, '--json');
      expect(missing.code).to.equal(1);
      expect(JSON.parse(missing.err.join(''))).to.deep.include({ code: 'E_DICTIONARY_STALE' });
      expect(existsSync(path)).to.equal(false);
    });

    it('takes line feeds of Windows for those of Git', async () => {
      await runIn(folder, 'docs', '-o', 'schema.md');
      const path = join(folder, 'schema.md');
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
      expect((await runIn(folder, 'docs', '-o', 'schema.md', '--check')).code).to.equal(0);
    });
  });
});
