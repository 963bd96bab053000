import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
import { quotePath } from '../dialect/quote-name.ts';
import { postgresLiteral } from '../schema/sql-literal.ts';
import type { ChecksumRecord } from './checksum-record.ts';

/** A migration that was applied, and what it was. */
export interface AppliedNow {
  readonly name: string;
  readonly batch: number;
  readonly checksum: string;
}

/** Records a migration as applied, together with what it is: both or neither. */
export async function recordApplied(
  on: Knex,
  bookkeeping: Bookkeeping,
  checksums: ChecksumRecord,
  applied: AppliedNow,
): Promise<void> {
  const dialect = dialectOf(on)?.name;
  if (dialect === 'postgres') {
    await plainClient(on).raw(recordAppliedText(bookkeeping, checksums, applied));
    return;
  }
  const { checksum, ...row } = applied;
  const write = async (trx: Knex): Promise<void> => {
    await bookkeeping.insert(row, trx);
    await checksums.noteNew(row.name, checksum, trx);
  };
  if (on.isTransaction !== true) await on.transaction(write);
  else if (dialect === 'mysql') await together(on, () => write(on));
  else await write(on);
}

/**
 * A transaction of MySQL has ended with the first DDL statement, and each statement behind it is for
 * itself. Without autocommit another one begins; where one is open, it goes on. Who sets it again
 * commits (https://dev.mysql.com/doc/refman/8.4/en/commit.html).
 */
async function together(trx: Knex, write: () => Promise<void>): Promise<void> {
  const send = async (sql: string): Promise<void> => void (await plainClient(trx).raw(sql));
  const restore = (): Promise<void> => send(`set autocommit = ${before}`);
  // A project may have set its sessions otherwise than the server is set.
  const before = '@knex_stairway_autocommit';
  await send(`set ${before} = @@session.autocommit, autocommit = 0`);
  try {
    await write();
  } catch (error) {
    // Where the connection is cut, this does not hide the reason.
    await send('rollback')
      .then(restore)
      .catch(() => {});
    throw error;
  }
  await restore();
}

/** SQL of PostgreSQL that does so: one statement, as each round trip costs a tenth of the time of a migration. */
export function recordAppliedText(
  bookkeeping: Bookkeeping,
  { tableName }: ChecksumRecord,
  { checksum, ...row }: AppliedNow,
): string {
  const { schemaName } = bookkeeping.config;
  const facts = [checksum, new Date().toISOString()].map(postgresLiteral);
  return `with recorded as (${bookkeeping.insertText(row)} returning id)
    insert into ${quotePath('postgres', schemaName ?? null, tableName)}
      (migration_id, checksum, noted_at) select id, ${facts.join(', ')} from recorded`;
}
