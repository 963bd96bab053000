import type { Knex } from 'knex';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import {
  assertComplete,
  BookkeepingError,
  listMigrationsOf,
  pendingOf,
  type Listed,
} from '../bookkeeping/listed.ts';
import type { Problem } from '../errors.ts';
import { problemsOfChanges } from './changed-migrations.ts';
import { outOfOrderPolicyOf, problemsOfOrder } from './out-of-order.ts';

/** Where files and the record of what is applied are at odds. */
export interface History {
  /** Names, in the order in which they were recorded. */
  readonly recorded: readonly string[];
  readonly pending: readonly string[];
  readonly problems: readonly Problem[];
  /** What the policy `outOfOrder: 'warn'` lets pass. */
  readonly warnings: readonly Problem[];
}

/**
 * Compares the files with what is recorded: applied migrations whose file is missing, or whose content
 * has changed since, and pending ones that are older than what is applied. It changes nothing.
 */
export async function readHistory(knex: Knex): Promise<History> {
  const bookkeeping = new Bookkeeping(knex);
  const { config } = bookkeeping;
  const listed = await listMigrationsOf(config);
  const rows = (await bookkeeping.exists()) ? await bookkeeping.readRows() : [];
  const names = rows.map(({ name }) => name);
  const outOfOrder = problemsOfOrder(listed, names);
  const policy = outOfOrderPolicyOf(config.source);
  return {
    recorded: names,
    pending: pendingOf(listed, names).map(({ name }) => name),
    problems: [
      ...missing(listed, names, config),
      ...(await problemsOfChanges(knex, bookkeeping, listed, rows)),
      ...(policy === 'error' ? outOfOrder : []),
    ],
    warnings: policy === 'warn' ? outOfOrder : [],
  };
}

function missing(
  listed: readonly Listed[],
  names: readonly string[],
  config: Bookkeeping['config'],
): readonly Problem[] {
  try {
    assertComplete(listed, names, config);
    return [];
  } catch (error) {
    if (error instanceof BookkeepingError) return error.problems;
    throw error;
  }
}
