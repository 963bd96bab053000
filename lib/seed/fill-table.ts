import type { Knex } from 'knex';
import type { CatalogTable } from '../catalog/catalog.ts';
import { databaseMessage } from '../dialect/database-message.ts';
import { messageOf } from '../errors.ts';
import type { Promises } from './foreign-keys.ts';
import { planRows } from './plan-rows.ts';
import type { RowPlan } from './row-plan.ts';
import { componentQuery, insertStatements } from './row-query.ts';
import type { SeedContext } from './seed-context.ts';
import { selectRows, sendSql } from './select-rows.ts';
import { placeKey } from './table-order.ts';

export interface Outcome {
  readonly schema: string | null;
  readonly table: string;
  readonly rows: number;
  /** Why there are none. */
  readonly reason: string;
}

/**
 * Puts rows into an empty table: as many as are asked for, or as its unique keys allow.
 */
export async function fillTable(
  context: SeedContext,
  table: CatalogTable,
  promises: Promises = { owing: undefined, owed: [] },
): Promise<Outcome> {
  const tries = [false, true].map((isLean) => planRows(context, table, promises, isLean));
  const reasons: string[] = [];
  for (const plan of new Map(tries.map((each) => [JSON.stringify(each), each])).values()) {
    const outcome = 'reason' in plan ? plan.reason : await putRows(context, table, plan);
    if (typeof outcome === 'number') {
      context.empty.delete(placeKey(table));
      return { schema: table.schema, table: table.name, rows: outcome, reason: '' };
    }
    reasons.push(outcome);
  }
  return { schema: table.schema, table: table.name, rows: 0, reason: reasons[0] ?? '' };
}

/** @returns how many rows there are now, or why there are none */
async function putRows(
  context: SeedContext,
  table: CatalogTable,
  plan: RowPlan,
): Promise<number | string> {
  const { knex, dialect } = context;
  let reason = '';
  for (let rows = context.rows; rows > 0; rows -= 1) {
    const failed = await sendAll(knex, insertStatements(dialect, table, plan, rows));
    if (failed !== undefined) {
      reason = failed;
      continue;
    }
    const count = await countRows(context, table);
    return count > 0 ? count : whyNoRows(context, table, plan);
  }
  return reason;
}

/** @returns what the database says of the first that fails */
async function sendAll(knex: Knex, statements: readonly string[]): Promise<string | undefined> {
  for (const sql of statements) {
    try {
      await sendAlone(knex, sql);
    } catch (error) {
      return databaseMessage(sql, messageOf(error));
    }
  }
  return undefined;
}

/** A statement that fails takes nothing else with it: not the transaction that it may stand in. */
async function sendAlone(knex: Knex, sql: string): Promise<void> {
  if (knex.isTransaction === true) await knex.transaction((inner) => sendSql(inner, sql));
  else await sendSql(knex, sql);
}

async function countRows({ knex, dialect }: SeedContext, table: CatalogTable): Promise<number> {
  const name = dialect.nameOf(table.schema, table.name);
  const [row] = await selectRows(knex, `select count(*) as n from ${name}`);
  return Number(row?.['n']);
}

/** The first columns for which nothing that was tried would do. */
async function whyNoRows(
  { knex, dialect }: SeedContext,
  table: CatalogTable,
  { components }: RowPlan,
): Promise<string> {
  for (const component of components) {
    const query = componentQuery(dialect, table, component);
    const [row] = await selectRows(knex, `select count(*) as n from (${query}) q`);
    if (Number(row?.['n']) > 0) continue;
    const columns = component.columns.join(', ');
    const checks = component.checks.map(({ name, definition }) => `${name ?? 'a'} ${definition}`);
    return checks.length > 0
      ? `${columns}: no value that was tried satisfies ${checks.join(' and ')}`
      : `${columns}: the tables that are referred to hold no rows that go together`;
  }
  return 'a trigger or a rule keeps rows away';
}
