import type { Knex } from 'knex';
import { serverKnex } from './server-knex.ts';

type ServerDialect = 'postgres' | 'mysql';

/** The statements about databases; names are ours, of letters that need no quotes. */
interface DatabaseStatements {
  create(name: string): readonly string[];
  /** Ends what is connected: a transaction that hangs would keep the database. */
  disconnect(knex: Knex, name: string): Promise<void>;
  /** Databases without a connection whose owner shows no marker. */
  orphans(knex: Knex): Promise<readonly string[]>;
}

const pattern = '^stairway_[0-9a-f]{12}_[0-9]+$';

const statements: Readonly<Record<ServerDialect, DatabaseStatements>> = {
  postgres: {
    create: (name) => [
      // Empty, whatever is in template1, and never in use.
      `create database ${name} template template0`,
      `alter database ${name} set synchronous_commit = off`,
    ],
    async disconnect(knex, name) {
      await knex.raw(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = ? and pid <> pg_backend_pid()',
        [name],
      );
    },
    async orphans(knex) {
      // Of other roles' connections a role does not see the application_name.
      const { rows } = (await knex.raw(
        `select datname as name from pg_database d
         where datname ~ ? and pg_get_userbyid(datdba) = current_user
           and not exists (select from pg_stat_activity a where a.datname = d.datname
             or a.application_name = substring(d.datname from 1 for 21))`,
        [pattern],
      )) as { rows: { name: string }[] };
      return rows.map(({ name }) => name);
    },
  },
  mysql: {
    create: (name) => [`create database ${name} character set utf8mb4`],
    async disconnect(knex, name) {
      const [rows] = (await knex.raw(
        'select id from information_schema.processlist where db = ? and id <> connection_id()',
        [name],
      )) as [{ id: number; ID?: number }[]];
      for (const { id, ID } of rows) {
        // It may have gone by itself.
        await knex.raw(`kill ${id ?? ID}`).catch(() => {});
      }
    },
    async orphans(knex) {
      const [rows] = (await knex.raw(
        `select schema_name as name from information_schema.schemata s
         where schema_name regexp ? and is_used_lock(substring(schema_name, 1, 21)) is null
           and not exists (select 1 from information_schema.processlist p where p.db = s.schema_name)`,
        [pattern],
      )) as [{ name: string }[]];
      return rows.map(({ name }) => name);
    },
  },
};

/** @returns the URL of the new database */
export async function createDatabase(
  dialect: ServerDialect,
  url: string,
  name: string,
): Promise<string> {
  await withServer(dialect, url, async (knex) => {
    for (const sql of statements[dialect].create(name)) await knex.raw(sql);
  });
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

export function dropDatabase(dialect: ServerDialect, url: string, name: string): Promise<void> {
  return withServer(dialect, url, (knex) => dropOn(dialect, knex, name));
}

/** Drops what processes have made that are dead, on whatever host they ran. */
export function dropOrphans(dialect: ServerDialect, url: string): Promise<void> {
  return withServer(dialect, url, async (knex) => {
    for (const name of await statements[dialect].orphans(knex)) {
      // Another start may be dropping it, too.
      await dropOn(dialect, knex, name).catch(() => {});
    }
  });
}

async function dropOn(dialect: ServerDialect, knex: Knex, name: string): Promise<void> {
  await statements[dialect].disconnect(knex, name);
  await knex.raw(`drop database if exists ${name}`);
}

async function withServer<T>(
  dialect: ServerDialect,
  url: string,
  use: (knex: Knex) => Promise<T>,
): Promise<T> {
  const knex = serverKnex(dialect, url);
  try {
    return await use(knex);
  } finally {
    await knex.destroy();
  }
}
