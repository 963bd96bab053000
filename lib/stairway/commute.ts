import knexModule from 'knex';
import type { Knex } from 'knex';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { runStep } from '../bookkeeping/run-step.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { diffCatalogs } from '../catalog/diff-catalogs.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { messageOf, type Problem } from '../errors.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import type { ThrowawayDatabases } from '../testing/throwaway.ts';

export interface CommuteOptions {
  /** The configuration of the project; its own database is never touched. */
  readonly config: Knex.Config;
  readonly database: ThrowawayDatabases;
  readonly source: Knex.MigrationSource<MigrationFile>;
  /** The orders to try: each holds all migrations. */
  readonly orders: readonly (readonly MigrationFile[])[];
}

/**
 * Runs migrations in each of several orders, each on a throw-away database, and compares what comes of
 * it with the first. It compares the schema; rows that migrations write it does not.
 *
 * @returns where an order fails, or makes another schema; empty where the order does not matter
 */
export async function commute({ orders, ...stage }: CommuteOptions): Promise<Problem[]> {
  const [first = [], ...others] = orders;
  const expected = await runIn(first, stage);
  if ('problem' in expected) return [expected.problem];
  const problems: Problem[] = [];
  for (const order of others) {
    const found = await runIn(order, stage);
    if ('problem' in found) {
      problems.push(found.problem);
      continue;
    }
    const differences = diffCatalogs(expected.catalog, found.catalog);
    if (differences.length > 0) problems.push(schemasDiffer(first, order, differences));
  }
  return problems;
}

type Outcome = { readonly catalog: Catalog } | { readonly problem: Problem };

async function runIn(
  order: readonly MigrationFile[],
  { config, database, source }: Omit<CommuteOptions, 'orders'>,
): Promise<Outcome> {
  const throwaway = await database.create(config);
  const knex = knexModule(throwaway.config);
  try {
    const bookkeeping = new Bookkeeping(knex);
    await bookkeeping.ensure();
    for (const [index, item] of order.entries()) {
      const migration = await source.getMigration(item);
      try {
        const step = { name: item.name, item, migration, direction: 'up', batch: 1 } as const;
        await runStep(knex, bookkeeping, step);
      } catch (error) {
        return { problem: migrationFails(item, order[index - 1], error) };
      }
    }
    return { catalog: await readCatalog(knex) };
  } finally {
    await knex.destroy();
    await throwaway.drop();
  }
}

function migrationFails(
  { file }: MigrationFile,
  before: MigrationFile | undefined,
  error: unknown,
): Problem {
  return {
    code: 'E_ORDER_MATTERS',
    where: file,
    what: `fails ${before === undefined ? 'as the first' : `behind ${before.file}`}: ${messageOf(error)}`,
    repair:
      'It needs what another branch brings: let it revise that one, and give it a later time.',
  };
}

function schemasDiffer(
  first: readonly MigrationFile[],
  second: readonly MigrationFile[],
  differences: readonly { readonly message: string }[],
): Problem {
  const at = first.findIndex((file, index) => file !== second[index]);
  const messages = differences.map(({ message }) => message);
  return {
    code: 'E_ORDER_MATTERS',
    where: `${first[at]?.file}, ${second[at]?.file}`,
    what: `make another schema in the other order: ${messages.slice(0, 5).join('; ')}${messages.length > 5 ? `; and ${messages.length - 5} more` : ''}`,
    repair:
      'Settle the order: let the later one revise the other, and bring databases that ran them otherwise in line by a new migration.',
  };
}
