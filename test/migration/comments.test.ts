import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { MigrationMessageError } from '../../lib/errors.ts';
import { commentColumn } from '../../lib/schema/comment-column.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import {
  EpochMigrationSource,
  type EpochMigrationSourceOptions,
} from '../../lib/migration/epoch-migration-source.ts';
import { formatHeader } from '../../lib/revision/header.ts';
import { readComments } from '../support/comments.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught, useProjects } from '../support/migrations.ts';
import { readSchemaLines } from '../support/schema-lines.ts';

const create: Knex.Migration = {
  up: (knex) =>
    knex.schema.createTable('team', (table) => {
      table.comment('A team');
      table.increments('id').comment('Its number');
      table.string('motto', 40).comment("What it says, as in 'up?'");
    }),
  down: (knex) => knex.schema.dropTable('team'),
};
const change: Knex.Migration = {
  up: (knex) => knex.schema.alterTable('team', (table) => commentColumn(table, 'motto', 'Its cry')),
  down: (knex) =>
    knex.schema.alterTable('team', (table) => commentColumn(table, 'motto', 'What it says')),
};
const drop: Knex.Migration = {
  up: (knex) => knex.schema.alterTable('team', (table) => table.dropColumn('motto')),
  down: (knex) => knex.schema.alterTable('team', (table) => void table.string('motto', 40)),
};

describeEachDialect('a source that asks for comments', (dialect) => {
  const createProject = useProjects();
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database.drop());

  const connect = (options: EpochMigrationSourceOptions): Knex =>
    database.connect({
      log: { warn: () => {} },
      migrations: {
        migrationSource: new EpochMigrationSource(options),
        disableTransactions: dialect === 'mysql',
      },
    });

  it('stores comments up and down, and leaves no trace', async () => {
    const knex = connect({ modules: { '2024-01-01_create': create, '2025-01-01_change': change } });
    await knex.migrate.latest();
    const comments = await readComments(knex, dialect);
    expect(['team', 'team.id', 'team.motto'].map((name) => comments.get(name))).to.deep.equal([
      'A team',
      'Its number',
      'Its cry',
    ]);
    await knex.migrate.down();
    expect((await readComments(knex, dialect)).get('team.motto')).to.equal('What it says');
    await knex.migrate.down();
    expect(await readSchemaLines(knex, dialect)).to.deep.equal([]);
  });

  it('drops without comments, but a down that makes a column again must say what it is', async () => {
    const knex = connect({ modules: { '2024-01-01_create': create, '2025-01-01_drop.ts': drop } });
    await knex.migrate.latest();
    const error = await caught(ConventionError, () => knex.migrate.down());
    expect(error.migration).to.equal('2025-01-01_drop.ts, down');
    expect(error.problems.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([
      'E_COMMENT_MISSING team, motto',
    ]);
    expect(await knex.schema.hasColumn('team', 'motto')).to.equal(false);
  });

  const body = (table: string): string =>
    `export const up = (knex) => knex.schema.createTable('${table}', (table) => { table.comment('of the test'); table.integer('id').comment('its number'); });
export const down = (knex) => knex.schema.dropTable('${table}');
`;
  const said = formatHeader({ message: 'Say it', revision: 'a1', revises: [], created: undefined });
  const folderOf = (files: Readonly<Record<string, string>>): string =>
    join(createProject({ 'package.json': '{"type":"module"}', ...files }).folder, 'migrations');

  it('runs none where one does not say what it does, and lists all that do not, in their order', async () => {
    const slow = 'await new Promise((loaded) => { setTimeout(loaded, 50); });';
    const directory = folderOf({
      'migrations/2024-01-01_a1_first.mjs': `${said}\n${body('one')}`,
      'migrations/2024-01-02_a2_second.mjs': `// A note\n${slow}\n${body('two')}`,
      'migrations/2024-01-03_a3_third.mjs': `/**\n * Revision: a3\n */\n${body('three')}`,
    });
    const options = { directory, fileTemplate: '%(year)d-%(month).2d-%(day).2d_%(rev)s_%(slug)s' };
    const knex = connect(options);
    const error = await caught(MigrationMessageError, () => knex.migrate.latest());
    expect(error.problems.map(({ code }) => code)).to.deep.equal([
      'E_HEADER_MISSING',
      'E_MESSAGE_MISSING',
    ]);
    expect(error.message).to.include("migrations: 'optional'");
    expect(await knex.schema.hasTable('one')).to.equal(false);
    expect(new EpochMigrationSource(options).listMessageProblems()).to.deep.equal(error.problems);

    const migrations = 'optional';
    const lax = connect({ ...options, conventions: { comments: { migrations } } });
    await lax.migrate.latest();
    // Undoing needs no message.
    const strict = connect(options);
    await strict.migrate.rollback();
    expect(await strict.schema.hasTable('one')).to.equal(false);
  });

  it('asks no older migration for anything', async () => {
    const bare = body('one').replaceAll(
      /table\.comment\('of the test'\); |\.comment\('its number'\)/gu,
      '',
    );
    const directory = folderOf({ 'migrations/2024-01-01_old.mjs': `// A note\n${bare}` });
    const knex = connect({ directory, conventions: { since: '2025-01-01' } });
    await knex.migrate.latest();
    expect(await knex.schema.hasTable('one')).to.equal(true);
  });
});
