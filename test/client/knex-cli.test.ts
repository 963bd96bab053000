import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import {
  createKnexProject,
  knexfile,
  migrationText,
  steps,
  withTsx,
  type KnexProject,
} from '../support/knex-project.ts';
import type { Finished } from '../support/project.ts';
import { readSchemaLines } from '../support/schema-lines.ts';

// The alphabet has them the other way round.
const first = '999999999_c0a05e0cd317_create_team';
const second = '20200501_a1b4c9df789d_add_motto';
const third = '1728372283_f32d57aa1234_add_first_team';

const migrations = {
  [`migrations/${first}.ts`]: migrationText(steps.createTeam, 'c0a05e0cd317'),
  [`migrations/${second}.ts`]: migrationText(steps.addMotto, 'a1b4c9df789d', ['c0a05e0cd317']),
  [`migrations/${third}.ts`]: migrationText(steps.addFirstTeam, 'f32d57aa1234', ['a1b4c9df789d']),
} as const;

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    types: ['node'],
    sourceMap: true,
    declaration: true,
    rootDir: '.',
    outDir: 'build',
  },
  include: ['knexfile.ts', 'migrations'],
});

describe('the knex command', () => {
  let database: TestDatabase;
  let project: KnexProject;

  afterEach(async () => {
    await database.drop();
    project.remove();
  });

  describeEachDialect(
    'with a knexfile in TypeScript',
    (dialect) => {
      let env: Readonly<Record<string, string>>;
      let knex: Knex;

      beforeEach(async () => {
        database = await createDatabase(dialect);
        env = { ...withTsx, DATABASE_URL: database.url };
        knex = database.connect();
      });

      it('migrate:latest runs all in the order of time, and records names without extension', async () => {
        project = createKnexProject('module', { 'knexfile.ts': knexfile, ...migrations });
        const { stdout } = succeeded(await project.knex(['migrate:latest'], env));
        expect(stdout).to.include('Batch 1 run: 3 migrations');
        expect(await recorded(knex)).to.deep.equal([first, second, third]);
        expect(await knex('team')).to.deep.equal([{ id: 1, motto: 'onwards' }]);
        const again = succeeded(await project.knex(['migrate:latest'], env));
        expect(again.stdout).to.include('Already up to date');
      });

      it('migrate:list shows what has run and what is to come, each in the order of time', async () => {
        project = createKnexProject('module', { 'knexfile.ts': knexfile, ...migrations });
        const before = succeeded(await project.knex(['migrate:list'], env));
        expectInOrder(before.stdout, 'No Completed', 'Found 3 Pending', first, second, third);
        succeeded(await project.knex(['migrate:up'], env));
        const after = succeeded(await project.knex(['migrate:list'], env));
        expectInOrder(after.stdout, 'Found 1 Completed', first, 'Found 2 Pending', second, third);
      });

      it('migrate:up runs the next, migrate:down takes back the last, rollback --all the rest', async () => {
        project = createKnexProject('module', { 'knexfile.ts': knexfile, ...migrations });
        for (const name of [first, second, third]) {
          const { stdout } = succeeded(await project.knex(['migrate:up'], env));
          expect(stdout).to.include(name);
        }
        const down = succeeded(await project.knex(['migrate:down'], env));
        expect(down.stdout).to.include(third);
        expect(await recorded(knex)).to.deep.equal([first, second]);
        const { stdout } = succeeded(await project.knex(['migrate:rollback', '--all'], env));
        expect(stdout).to.include('2 migrations');
        expect(await readSchemaLines(knex, dialect)).to.deep.equal([]);
      });

      it('knows in production, built to .js, what has run in development as .ts', async () => {
        const { [`migrations/${third}.ts`]: later, ...present } = migrations;
        project = createKnexProject('module', {
          'knexfile.ts': knexfile,
          'tsconfig.json': tsconfig,
          ...present,
        });
        succeeded(await project.knex(['migrate:latest'], env));
        succeeded(await project.node(['node_modules/typescript/bin/tsc']));
        const production = { DATABASE_URL: database.url, NODE_ENV: 'production' };
        const built = (command: string): Promise<Finished> =>
          project.knex(['--knexfile', 'build/knexfile.js', command], production);
        expect(succeeded(await built('migrate:latest')).stdout).to.include('Already up to date');
        expectInOrder(succeeded(await built('migrate:list')).stdout, first, second, 'No Pending');
        project.write({ [`migrations/${third}.ts`]: later });
        succeeded(await project.node(['node_modules/typescript/bin/tsc']));
        succeeded(await built('migrate:latest'));
        expect(await recorded(knex)).to.deep.equal([first, second, third]);
        succeeded(await built('migrate:down'));
        expect(await recorded(knex)).to.deep.equal([first, second]);
      });

      it('refuses bad files: all of them in one error, exit code 1, and no table made', async () => {
        project = createKnexProject('module', {
          'knexfile.ts': knexfile,
          ...migrations,
          'migrations/add_color.ts': migrationText(steps.addMotto),
          'migrations/1728372299_f32d57aa1234_copied.ts': migrationText(steps.addMotto),
          [`migrations/${first}.js`]:
            'export async function up() {}\nexport async function down() {}',
        });
        const commands = ['latest', 'up', 'down', 'list', 'rollback'];
        const outcomes = await Promise.all(
          commands.map((command) => project.knex([`migrate:${command}`], env)),
        );
        for (const [index, { code, stderr, output }] of outcomes.entries()) {
          expect(code, `${commands[index]}: ${output}`).to.equal(1);
          expect(stderr).to.include('add_color.ts');
          expect(stderr).to.include('1728372299_f32d57aa1234_copied.ts');
          expect(stderr).to.include(`${third}.ts`);
          expect(stderr).to.include(`${first}.js`);
          expect(stderr).to.include(`${first}.ts`);
        }
        for (const table of ['knex_migrations', 'knex_migrations_lock', 'team']) {
          expect(await knex.schema.hasTable(table), table).to.equal(false);
        }
      });

      it('runs none of the migrations where two cannot be loaded, and names both', async () => {
        project = createKnexProject('module', {
          'knexfile.ts': knexfile,
          [`migrations/${first}.ts`]: migrationText(steps.createTeam),
          [`migrations/${second}.ts`]: "throw new Error('not on my watch');\nexport {};\n",
          [`migrations/${third}.ts`]: 'export async function up() {}\n',
        });
        const { code, stderr } = await project.knex(['migrate:latest'], env);
        expect(code).to.equal(1);
        expectInOrder(stderr, `${second}.ts`, 'not on my watch', `${third}.ts`, 'down');
        expect(await readSchemaLines(knex, dialect)).to.deep.equal([]);
      });
    },
    ['sqlite', 'postgres'],
  );

  describe('built, or in CommonJS', () => {
    beforeEach(async () => {
      database = await createDatabase('sqlite');
    });

    it('orders files of one date by the Revises of their headers, which the build keeps', async () => {
      const parent = '2024-10-08_f00dfeedbeef_create_team';
      const child = '2024-10-08_0123456789ab_add_motto';
      project = createKnexProject('module', {
        'knexfile.ts': knexfile,
        'tsconfig.json': tsconfig,
        [`migrations/${parent}.ts`]: migrationText(steps.createTeam, 'f00dfeedbeef'),
        [`migrations/${child}.ts`]: migrationText(steps.addMotto, '0123456789ab', ['f00dfeedbeef']),
      });
      succeeded(await project.node(['node_modules/typescript/bin/tsc']));
      const text = readFileSync(join(project.folder, 'build', 'migrations', `${child}.js`), 'utf8');
      expect(text).to.include('Revises: f00dfeedbeef').and.not.include('import');
      succeeded(
        await project.knex(['--knexfile', 'build/knexfile.js', 'migrate:latest'], {
          DATABASE_URL: database.url,
        }),
      );
      expect(await recorded(database.connect())).to.deep.equal([parent, child]);
    });

    it('migrates a project of CommonJS, which requires the package', async () => {
      const commonJs = ({ up, down }: { readonly up: string; readonly down: string }): string =>
        `exports.up = async (knex) => { ${up} };\nexports.down = async (knex) => { ${down} };\n`;
      project = createKnexProject('commonjs', {
        'knexfile.js': `const { EpochMigrationSource } = require('knex-stairway');

module.exports = {
  client: 'better-sqlite3',
  connection: { filename: process.env.DATABASE_URL },
  useNullAsDefault: true,
  migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) },
};
`,
        [`migrations/${first}.js`]: commonJs(steps.createTeam),
        [`migrations/${second}.cjs`]: commonJs(steps.addMotto),
        [`migrations/${third}.mjs`]: commonJs(steps.addFirstTeam).replaceAll(
          'exports.',
          'export const ',
        ),
      });
      const env = { DATABASE_URL: database.url };
      const knex = database.connect();
      succeeded(await project.knex(['migrate:latest'], env));
      expect(await recorded(knex)).to.deep.equal([first, second, third]);
      succeeded(await project.knex(['migrate:rollback', '--all'], env));
      expect(await readSchemaLines(knex, 'sqlite')).to.deep.equal([]);
    });
  });
});

function succeeded(finished: Finished): Finished {
  expect(finished.code, finished.output).to.equal(0);
  return finished;
}

/** The names in knex_migrations, in the order in which they ran. */
function recorded(knex: Knex): Promise<string[]> {
  return knex('knex_migrations').orderBy('id').pluck('name');
}

/** Asserts that a text holds others, one behind the other. */
function expectInOrder(text: string, ...parts: readonly string[]): void {
  let end = 0;
  for (const part of parts) {
    const at = text.indexOf(part, end);
    expect(at, `${part} behind what stands before it, in:\n${text}`).to.be.at.least(end);
    end = at + part.length;
  }
}
