import type { Knex } from 'knex';
import { openTable, type Declaration } from './open-table.ts';
import { sessionOf } from './session.ts';

/** What Knex 3.3.0 runs a builder with, or streams its rows by: both take a connection first. */
interface Runner {
  ensureConnection(...args: unknown[]): Promise<unknown>;
}

interface Client extends Knex.Client {
  runner(builder: unknown): Runner;
}

/** By Knex or transaction, the declarations that were the same as the live table. */
const passed = new WeakMap<object, WeakSet<Declaration>>();

/** The client of a Knex whose builders compare the declaration with the live table before they run. */
export function checkedKnex(knex: Knex, declaration: Declaration): Knex.Client {
  const original = knex.client as Client;
  const client = Object.create(original) as Client;
  client.runner = (builder) => {
    const runner = original.runner.call(client, builder);
    const ensureConnection = runner.ensureConnection.bind(runner);
    runner.ensureConnection = async (...args) => {
      await check(knex, declaration);
      return ensureConnection(...args);
    };
    return runner;
  };
  return client;
}

async function check(knex: Knex, declaration: Declaration): Promise<void> {
  const done = passed.get(knex.client as object) ?? new WeakSet();
  passed.set(knex.client as object, done);
  if (done.has(declaration)) return;
  await openTable(sessionOf(knex), declaration);
  done.add(declaration);
}
