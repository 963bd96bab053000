import type { FileMigrationSource } from '../source/file-migration-source.ts';
import type { Commutation } from '../stairway/commute.ts';
import type { DatabaseReport } from './check-database.ts';
import { databasesFor } from './databases-for.ts';
import type { Knexfile } from './knexfile.ts';

/** What came of trying the orders of branches that meet. */
export interface OrderReport extends Commutation {
  /** How many were tried; 1 where no branches meet. */
  readonly orders: number;
}

/** Finds out by trying whether the order of branches that meet matters. */
export async function checkOrder(
  { config }: Knexfile,
  source: FileMigrationSource,
  { recorded, copy }: Pick<DatabaseReport, 'recorded' | 'copy'>,
): Promise<OrderReport> {
  const { meetingOrders } = await import('../stairway/meeting-orders.ts');
  const { migrations } = source.list();
  const orders = meetingOrders(migrations, recorded);
  if (orders.length === 1) return { problems: [], isCopied: false, orders: 1 };
  const { commute } = await import('../stairway/commute.ts');
  const database = await databasesFor(config);
  // What is recorded and has no file any more is in the copy.
  const count = migrations.filter(({ name }) => recorded.includes(name)).length;
  const applied = copy && { count, make: copy };
  const outcome = await commute({ config, database, source, orders, applied });
  return { ...outcome, orders: orders.length };
}
