import type { Knex } from 'knex';
import type { CatalogTable } from '../catalog/catalog.ts';
import { messageOf } from '../errors.ts';
import { fillTable, type Outcome } from './fill-table.ts';
import type { SeedContext } from './seed-context.ts';
import { promisesOf, type Promises } from './foreign-keys.ts';
import { sendSql } from './select-rows.ts';
import { placeKey } from './table-order.ts';

/**
 * Fills tables that refer to each other in a circle, all or none: the foreign keys are looked at
 * when the last is filled, where the database can wait so long.
 *
 * @param circle the first refers to the last, each of the others to the one before it
 */
export async function fillCircle(
  context: SeedContext,
  circle: readonly CatalogTable[],
): Promise<readonly Outcome[]> {
  const [first] = circle;
  const last = circle.at(-1);
  if (first === undefined || last === undefined) return [];
  const outcomes: Outcome[] = [];
  const work = async (knex: Knex): Promise<void> => {
    const { before, after } = context.dialect.deferral;
    for (const sql of before) await sendSql(knex, sql);
    try {
      for (const table of circle) {
        const promises: Promises = {
          owing: table === first ? last : undefined,
          owed: table === last ? promisesOf(context, first, last) : [],
        };
        const outcome = await fillTable({ ...context, knex }, table, promises);
        outcomes.push(outcome);
        if (outcome.rows === 0) throw new Error(`${table.name}: ${outcome.reason}`);
      }
    } finally {
      for (const sql of after) await sendSql(knex, sql);
    }
  };
  try {
    await context.knex.transaction(work);
    return outcomes;
  } catch (error) {
    for (const table of circle) context.empty.add(placeKey(table));
    const names = circle.map(({ name }) => name).join(', ');
    const reason = `${names} refer to each other in a circle: ${messageOf(error)}`;
    return circle.map(({ schema, name }) => ({ schema, table: name, rows: 0, reason }));
  }
}
