import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { knexfileText, runIn } from '../support/command-line.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { useProjects } from '../support/migrations.ts';
import { withNaming } from '../support/with-naming.ts';
import { root, type Project } from '../support/project.ts';

/** A table of all types that each database has, beside those that Knex has a word for. */
const own: Readonly<Record<DialectName, readonly string[]>> = {
  postgres: [
    'mood mood',
    'tags text[]',
    'period interval',
    'ip inet',
    'range int4range',
    'domained short',
    'total int generated always as (size + 1) stored',
    'counted bigint generated always as identity',
  ],
  mysql: [
    "mood enum('it''s','a,b') not null",
    "flags set('a','b')",
    'tiny tinyint unsigned',
    'y year',
    't time',
    'bits bit(3)',
    'total int generated always as (size + 1) virtual',
    'words longtext',
  ],
  sqlite: [
    'untyped',
    'odd "VARYING CHARACTER(255)"',
    'total int generated always as (size + 1)',
    'big unsigned big int',
    'real_one real',
  ],
};

async function makeEveryType(knex: Knex, dialect: DialectName): Promise<void> {
  if (dialect === 'postgres') {
    await knex.raw(`create type mood as enum ('it''s', 'a,b')`);
    await knex.raw('create domain short as varchar(7)');
  }
  await withNaming(knex).schema.createTable('Order Line', (table) => {
    table.uuid('id').primary();
    table.integer('size').notNullable();
    table.bigInteger('large');
    table.smallint('small').notNullable();
    table.string('email', 80).notNullable();
    table.text('note');
    table.boolean('active').notNullable();
    table.timestamp('made_at').notNullable();
    table.datetime('seen-at');
    table.date('day');
    table.json('settings');
    table.jsonb('more');
    table.decimal('price', 12, 2);
    table.float('ratio');
    table.binary('picture');
    table.enu('state', ["it's", 'b', 'c (d)']).notNullable();
    for (const text of own[dialect]) {
      const [name = '', ...type] = text.split(' ');
      table.specificType(name, type.join(' '));
    }
  });
}

/** What only a program can tell of a declaration: the compiler, and the check against the table. */
const program = `
import knexModule from 'knex';
const knex = knexModule(JSON.parse(process.argv[2] ?? ''));
await orderLine.query(knex).select('id', 'size', 'state');
// @ts-expect-error -- no column of the table
void (() => orderLine.query(knex).select('none'));
const state = (row: { state: "it's" | 'b' | 'c (d)'; email: string; note: string | null }) => row;
void (async () => state((await orderLine.query(knex).first('state', 'email', 'note'))!));
console.log('passes', Object.keys(orderLine.columns).length);
await knex.destroy();
`;

describeEachDialect('knex-stairway snapshot', (dialect) => {
  const createProject = useProjects();
  let database: TestDatabase;
  let knex: Knex;
  before(async () => {
    database = await createDatabase(dialect);
    knex = database.connect();
    await makeEveryType(knex, dialect);
    await knex.schema.createTable('user', (table) => table.integer('a'));
  });
  after(() => database?.drop());

  function projectOf(): Project {
    const knexfile = knexfileText
      .replace("'better-sqlite3'", JSON.stringify(database.config.client))
      .replace("{ filename: './dev.sqlite3' }", JSON.stringify(database.config.connection));
    const packages = ['knex', 'better-sqlite3', 'pg', 'mysql2', 'typescript', '@types/node'];
    const project = createProject(
      { 'package.json': '{"type": "module"}', 'knexfile.js': knexfile },
      [...packages, 'tsx'],
    );
    symlinkSync(root, join(project.folder, 'node_modules/knex-stairway'), 'junction');
    return project;
  }

  it('prints a declaration that compiles, and is what the table is', async () => {
    const project = projectOf();
    const { code, out, err } = await runIn(project.folder, 'snapshot', 'Order Line');
    expect(code, err.join('\n')).to.equal(0);
    project.write({
      'pasted.ts': `${out.join('\n')}\n${program}`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2023',
          types: ['node'],
          skipLibCheck: true,
        },
        files: ['pasted.ts'],
      }),
    });
    const checked = await project.node(['node_modules/typescript/bin/tsc']);
    expect(checked.code, checked.output + out.join('\n')).to.equal(0);
    const { client, connection, useNullAsDefault } = database.config;
    const ran = await project.node([
      '--import',
      'tsx',
      'pasted.ts',
      JSON.stringify({ client, connection, useNullAsDefault }),
    ]);
    expect(ran.code, ran.output + out.join('\n')).to.equal(0);
    const count = 16 + own[dialect].length;
    // SQLite lists no generated columns, and backfill could not set them.
    expect(ran.stdout).to.include(`passes ${dialect === 'sqlite' ? count - 1 : count}`);
  });

  it('says the kinds, and in comments what they do not say', async () => {
    const { out } = await runIn(projectOf().folder, 'snapshot', 'Order Line');
    const text = out.join('\n').replaceAll(/, +\/\//gu, ', //');
    for (const line of [
      'id: column.uuid(),',
      'size: column.integer(),',
      'large: column.bigInteger().nullable(),',
      'note: column.text().nullable(),',
      'active: column.boolean(),',
      'day: column.date().nullable(),',
      'settings: column.json().nullable(),',
      String.raw`state: column.enum(['it\'s', 'b', 'c (d)']),`,
      "'seen-at': column.timestamp().nullable(),",
      "const orderLine = tableSnapshot('Order Line', {",
    ]) {
      expect(text).to.include(line);
    }
    const email = dialect === 'postgres' ? 'character varying(80)' : 'varchar(80)';
    expect(text).to.include(`email: column.text(), // ${email}`);
    if (dialect !== 'sqlite') expect(text).to.match(/total: .*generated: not to be set/u);
    if (dialect === 'postgres') {
      expect(text).to.include("tags: column.specific('text[]').nullable(),");
      expect(text).to.include(String.raw`mood: column.enum(['it\'s', 'a,b']).nullable(),`);
    }
  });

  it('says that a table has no primary key, and prints JSON', async () => {
    const { folder } = projectOf();
    const { out } = await runIn(folder, 'snapshot', 'user');
    expect(out.join('\n')).to.include('primaryKey').and.include("tableSnapshot('user', {");
    const json = await runIn(folder, 'snapshot', 'user', '--json');
    const printed = JSON.parse(json.out.join('')) as { columns: unknown[]; declaration: string };
    expect(printed.columns).to.deep.equal([
      { name: 'a', call: 'column.integer()', isNullable: true },
    ]);
    expect(printed.declaration).to.equal(out.join('\n'));
  });

  it('guesses the table that was meant, and ends with 1', async () => {
    const { folder } = projectOf();
    const { code, err, out } = await runIn(folder, 'snapshot', 'usr');
    expect([code, out]).to.deep.equal([1, []]);
    expect(err.join('\n')).to.include('usr').and.include('did you mean "user"?');
    const none = await runIn(folder, 'snapshot');
    expect(none.code).to.equal(2);
  });

  if (dialect === 'postgres') {
    it('finds a table of another schema', async () => {
      await knex.raw('create schema s create table user_account (id int primary key, class text)');
      const { out } = await runIn(projectOf().folder, 'snapshot', 's.user_account');
      expect(out.join('\n')).to.include("const userAccount = tableSnapshot('user_account', {");
      expect(out.at(-1)).to.match(/\}, \{ schema: 's' \}\);$/u);
      const { err } = await runIn(projectOf().folder, 'snapshot', 's.user_acount');
      expect(err.join('\n')).to.include('did you mean "s.user_account"?');
    });
  }
});
