// Runs in a fresh project under the Node that is to be tried, without tsx and without a native
// driver: lists, orders and loads migrations of every kind that this Node loads by itself, and
// migrates on PostgreSQL where STAIRWAY_POSTGRES_URL names a server.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import knexModule from 'knex';
import { EpochMigrationSource } from 'knex-stairway';

const esm = 'export async function up(knex) {}\nexport async function down(knex) {}\n';
const createUser = `exports.up = (knex) =>
  knex.schema.createTable('user', (table) => {
    table.comment('People who may sign in');
    table.increments().comment('Identifier');
  });
exports.down = (knex) => knex.schema.dropTable('user');
`;
const isTyped = Boolean(process.features.typescript);
const files = {
  '999999999_c0a05e0cd317_create_user.cjs': createUser,
  '2002-01-31_a1b4c9df789d_esm.mjs': esm,
  '20101231235959_plain.js': esm,
  ...(isTyped && {
    '1728372283_f32d57aa1234_typed.ts': esm.replaceAll('(knex)', '(knex: object): Promise<void>'),
  }),
};
mkdirSync('migrations', { recursive: true });
for (const [file, text] of Object.entries(files).toReversed()) {
  writeFileSync(`migrations/${file}`, `${headerOf(file)}\n\n${text}`);
}

const migrationSource = new EpochMigrationSource({ directory: './migrations' });
const migrations = await migrationSource.getMigrations();
assert.deepEqual(
  migrations.map(({ file }) => file),
  Object.keys(files),
);
for (const migration of migrations) {
  assert.equal(typeof (await migrationSource.getMigration(migration)).up, 'function');
}

/** A header as `make` writes it. */
function headerOf(file) {
  const revision = /_(?<revision>[0-9a-f]{12})_/u.exec(file)?.groups.revision ?? '';
  return `/**\n * Smoke\n *\n * Revision: ${revision}\n * Revises:\n * Created:\n */`;
}

const url = process.env.STAIRWAY_POSTGRES_URL;
if (url) await migrateOnPostgres(new URL(url));
const kinds = Object.keys(files).map((file) => file.slice(file.lastIndexOf('.')));
console.log(`${kinds.join(' ')}${url ? ', PostgreSQL' : ''}`);

async function migrateOnPostgres(server) {
  const name = `stairway_${randomBytes(6).toString('hex')}`;
  const database = new URL(server);
  database.pathname = `/${name}`;
  const admin = knexModule({ client: 'pg', connection: server.href });
  await admin.raw(`create database ${name}`);
  const knex = knexModule({
    client: 'pg',
    connection: database.href,
    migrations: { migrationSource },
  });
  try {
    await knex.migrate.latest();
    assert.deepEqual(
      await knex('knex_migrations').orderBy('id').pluck('name'),
      migrations.map((migration) => migration.name),
    );
    await knex.migrate.rollback(undefined, true);
    assert.equal(await knex.schema.hasTable('user'), false);
  } finally {
    await knex.destroy();
    await admin.raw(`drop database ${name}`);
    await admin.destroy();
  }
}
