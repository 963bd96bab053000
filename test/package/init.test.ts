import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { createInstalledProject, type InstalledProject } from '../support/installed-project.ts';
import { packPackage } from '../support/pack.ts';

/** A kind of project that init sets up. */
interface Kind {
  readonly title: string;
  readonly type: 'module' | 'commonjs';
  readonly isTyped: boolean;
  readonly dialects: readonly DialectName[];
}

// Each kind on SQLite, each server with one or two of them.
const kinds: readonly Kind[] = [
  {
    title: 'JavaScript, ES modules',
    type: 'module',
    isTyped: false,
    dialects: ['sqlite', 'postgres'],
  },
  {
    title: 'JavaScript, CommonJS',
    type: 'commonjs',
    isTyped: false,
    dialects: ['sqlite', 'mysql'],
  },
  { title: 'TypeScript, ES modules', type: 'module', isTyped: true, dialects: ['sqlite'] },
  {
    title: 'TypeScript, CommonJS',
    type: 'commonjs',
    isTyped: true,
    dialects: ['sqlite', 'postgres'],
  },
];

const drivers = { sqlite: 'better-sqlite3', postgres: 'pg', mysql: 'mysql2' } as const;

describe('a project that init sets up', () => {
  let folder: string;
  let tarball: string;

  before(function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), 'knex-stairway-pack-'));
    tarball = packPackage(folder);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves the tests of the project alone, and has its own beside them', async () => {
    const scripts = { test: 'node --test' };
    const packages = ['knex', 'better-sqlite3', 'mocha'];
    const project = createInstalledProject(tarball, { scripts }, packages);
    project.write({ 'test/own.test.js': "require('node:test').test('own', () => {});" });
    try {
      for (const [line, text] of [
        ['npx knex-stairway init', 'mocha/migrations.js'],
        ['npm test', 'pass 1'],
        ['npm run test:migrations', '8 passing'],
      ] as const) {
        const { code, output } = await project.shell(line);
        expect(code, output).to.equal(0);
        expect(output).to.include(text);
      }
    } finally {
      project.remove();
    }
  }).timeout(60_000);

  for (const { title, type, isTyped, dialects } of kinds) {
    describeEachDialect(
      title,
      (dialect) => {
        let database: TestDatabase;
        let project: InstalledProject;
        let env: Record<string, string>;

        beforeEach(async () => {
          database = await createDatabase(dialect);
          env = dialect === 'sqlite' ? {} : { DATABASE_URL: database.url };
          const typed = isTyped ? ['tsx', 'typescript', '@types/node'] : [];
          const packages = ['knex', drivers[dialect], 'mocha', ...typed];
          project = createInstalledProject(tarball, { private: true, type }, packages);
        });

        afterEach(async () => {
          project.remove();
          await database.drop();
        });

        it('migrates, passes its tests, makes the next migration and stays as it is', async () => {
          const run = async (line: string): Promise<string> => {
            const { code, output } = await project.shell(line, env);
            expect(code, `${line}:\n${output}`).to.equal(0);
            return output;
          };
          const set = await run(`npx knex-stairway init${isTyped ? ' --typescript' : ''}`);
          expect(set).to.include('create_note').and.not.include('Still to install');
          const knex = isTyped ? 'npm run --silent knex' : 'npx knex';
          expect(await run(`${knex} migrate:latest`)).to.include('Batch 1 run: 1 migrations');
          expect(await run('npm test'))
            .to.include('8 passing')
            .and.not.include('pending');
          expect(await run('npx knex-stairway make "add tag"')).to.include('_add_tag.');
          expect(await run('npx knex-stairway check')).to.equal('2 migrations, 0 problems\n');
          expect(await run('npm run migrate')).to.include('Applied 1 migration');
          if (isTyped) await run('npx tsc');
          const before = textsOf(project.folder);
          const again = await run('npx knex-stairway init');
          expect(again).to.not.match(/created|added/u);
          expect(textsOf(project.folder)).to.deep.equal(before);
        }).timeout(120_000);
      },
      dialects,
    );
  }
});

/** Texts of a project by path; of packages and databases nothing. */
function textsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/node_modules|sqlite3/u.test(join(entry.parentPath, entry.name)),
  );
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, readFileSync(path, 'utf8')] as const),
  );
}
