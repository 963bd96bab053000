import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { root, runNode, type Finished } from '../support/project.ts';
import { readSchemaLines } from '../support/schema-lines.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: { demo: string };
};
const [node, ...args] = scripts.demo.split(' ');

/** Runs the script as it stands in package.json, without npm, which would cost half a second. */
function runDemo(environment: Readonly<Record<string, string>>): Promise<Finished> {
  expect(node).to.equal('node');
  return runNode(args, root, { DATABASE_URL: '', ...environment });
}

/** What the demo shows on every database, in this order. */
const parts = [
  '$ knex migrate:latest',
  'Batch 1 run: 8 migrations',
  '2024-10-08 07:24:21  c0a05e0cd317  Add integration service',
  '2024-10-08 07:24:32  a1b4c9df789d  Add user',
  '2024-10-08 07:25:27  cf74a56ff7e7  Fill user_account.email',
  'event                      id, service_id, name, created_at',
  'user_account               id, username, email, created_at, updated_at',
  '$ knex migrate:down',
  '$ knex migrate:up',
  'ada       -                   ada@example.com     -',
  'linus     linus@example.com   linus@example.com   linus@example.com',
  '$ knex migrate:rollback --all',
  'Nothing is left but the tables of Knex itself: knex_migrations, knex_migrations_lock.',
  '$ knex-stairway stairway',
  '1728372261_c0a05e0cd317_add_integration_service: up, down, second up',
  '8 migrations: 8 tested well; 7 of 7 claims about the history hold',
] as const;

function expectWholeStory({ code, stdout, output }: Finished): void {
  expect(code, output).to.equal(0);
  const places = parts.map((part) => stdout.indexOf(part));
  expect(places, output).to.not.include(-1);
  expect(places, output).to.deep.equal(places.toSorted((a, b) => a - b));
}

describe('npm run demo', () => {
  it('plays the whole story on a SQLite file of its own, and leaves no file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'knex-stairway-test-'));
    try {
      expectWholeStory(await runDemo({ TMPDIR: folder, TEMP: folder }));
      expect(readdirSync(folder).filter((name) => name.includes('demo'))).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('fails with one line on a DATABASE_URL that it cannot use', async () => {
    const { code, stdout, stderr } = await runDemo({ DATABASE_URL: 'mssql://127.0.0.1/shop' });
    expect(code).to.equal(1);
    expect(stdout).to.equal('');
    expect(stderr).to.match(/^DATABASE_URL begins with mssql:\/\/.*\n$/u);
  });
});

describeEachDialect(
  'npm run demo',
  (dialect) => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await createDatabase(dialect);
    });

    afterEach(() => database.drop());

    it('plays the whole story on an empty DATABASE_URL, and leaves it empty', async () => {
      const knex = database.connect();
      // Tables of Knex without a history in them do not count as in use.
      await knex.migrate.latest({ migrationSource: sourceOf() });
      expectWholeStory(await runDemo({ DATABASE_URL: database.url }));
      expect(await readSchemaLines(knex, dialect)).to.deep.equal([]);
    });

    it('changes nothing on a DATABASE_URL that is in use', async () => {
      const knex = database.connect();
      await knex.schema.createTable('user_account', (table) => void table.integer('id'));
      await knex('user_account').insert({ id: 7 });
      const { code, stderr } = await runDemo({ DATABASE_URL: database.url });
      expect(code).to.equal(1);
      expect(stderr).to.include('is in use: it holds user_account. Nothing was changed.');
      expect(await knex('user_account').pluck('id')).to.deep.equal([7]);
      expect(await knex.schema.hasTable('knex_migrations')).to.equal(false);
    });

    it('changes nothing on a DATABASE_URL with a history, though it has no other table', async () => {
      const knex = database.connect();
      await knex.migrate.latest({ migrationSource: sourceOf('1_nothing') });
      const { code, stderr } = await runDemo({ DATABASE_URL: database.url });
      expect(code).to.equal(1);
      expect(stderr).to.include('a history in knex_migrations');
      expect(await knex('knex_migrations').pluck('name')).to.deep.equal(['1_nothing']);
    });
  },
  ['postgres', 'mysql'],
);

/** A source of migrations that do nothing. */
function sourceOf(...names: readonly string[]): Knex.MigrationSource<string> {
  return {
    getMigrations: () => Promise.resolve([...names]),
    getMigrationName: (name) => name,
    getMigration: () => Promise.resolve({ async up() {}, async down() {} }),
  };
}
