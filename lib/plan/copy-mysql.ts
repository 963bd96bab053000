import type { Knex } from 'knex';
import { nodeCrypto } from '../node-crypto.ts';
import { messageOf } from '../errors.ts';
import { connectionTarget } from '../service/connection-target.ts';
import { fillMysqlCopy } from './fill-mysql-copy.ts';
import { PlanError } from './plan-error.ts';
import type { ThrowAwayCopy } from './throw-away-copy.ts';
import { literalPattern } from '../literal-pattern.ts';

/**
 * Copies a MySQL or MariaDB database into one of another name on its server: tables, views, routines,
 * triggers, and the rows of tables that have few.
 *
 * @param knex plain, of the original
 */
export async function copyMysql(knex: Knex, config: Knex.Config): Promise<ThrowAwayCopy> {
  const copy = `stairway_plan_${nodeCrypto().randomBytes(6).toString('hex')}`;
  const original = await databaseOf(knex);
  const remove = async (): Promise<void> => void (await knex.raw(`drop database ${copy}`));
  try {
    await knex.raw(`create database ${copy}`);
  } catch (error) {
    throw new PlanError(
      connectionTarget(knex),
      `gives no room for a throw-away copy: ${messageOf(error)}`,
      `Grant it for the plan: grant all on \`stairway\\_plan\\_%\`.* to the user.`,
      error,
    );
  }
  try {
    const left = await knex.transaction((trx) => fillMysqlCopy(trx, original, copy));
    return {
      config: { ...config, connection: withDatabase(knex, copy) },
      assertWithin: refuseOthers(original),
      notes: left.map((table) => `planned without the rows of ${table}, of which there are many`),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function databaseOf(knex: Knex): Promise<string> {
  const [[row]] = (await knex.raw('select database() as name')) as [
    readonly { readonly name: unknown }[],
  ];
  const name = row?.name;
  if (typeof name === 'string') return name;
  throw new PlanError(
    connectionTarget(knex),
    'is connected to no database',
    'Name one in the connection of the knexfile.',
  );
}

/** What the driver is given, with another database. */
function withDatabase(knex: Knex, database: string): Knex.MySql2ConnectionConfig {
  const { connectionSettings } = knex.client as { connectionSettings: object };
  const { password } = connectionSettings as { password?: string };
  // Knex hides the password from enumeration.
  return { ...connectionSettings, ...(password === undefined ? {} : { password }), database };
}

/** A migration that names the database itself would change the original. */
function refuseOthers(original: string): ThrowAwayCopy['assertWithin'] {
  const name = literalPattern(original);
  const qualified = new RegExp(`(?:\`${name}\`|(?<![\\w$@'"\`.])${name})\\s*\\.\\s*[\`\\w]`, 'iu');
  return (sql, migration) => {
    const isUse = /(?:^|;)\s*use\s/iu.test(sql);
    if (!isUse && !qualified.test(sql)) return;
    throw new PlanError(
      migration,
      `would reach past the copy on which it is planned: ${sql.slice(0, 200)}`,
      `Leave the name of the database (${original}) out of the migration: the connection knows it.`,
    );
  };
}
