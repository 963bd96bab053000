import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { dialectOf } from '../dialect/dialect-of.ts';
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
  if (dialectOf(on)?.name === 'postgres') {
    await recordAtOnce(on, bookkeeping, checksums, applied);
    return;
  }
  const { checksum, ...row } = applied;
  const write = async (trx: Knex): Promise<void> => {
    await bookkeeping.insert(row, trx);
    await checksums.noteNew(row.name, checksum, trx);
  };
  await (on.isTransaction === true ? write(on) : on.transaction(write));
}

/** SQL of PostgreSQL that does so. */
export function recordAppliedText(
  on: Knex,
  bookkeeping: Bookkeeping,
  checksums: ChecksumRecord,
  applied: AppliedNow,
): string {
  return recordAtOnce(on, bookkeeping, checksums, applied).toString();
}

/** One statement: of four hundred migrations, each round trip to the server is a tenth of the time. */
function recordAtOnce(
  on: Knex,
  { config: { tableName, schemaName } }: Bookkeeping,
  checksums: ChecksumRecord,
  { name, batch, checksum }: AppliedNow,
): Knex.Raw {
  const of = (table: string): string =>
    schemaName === undefined ? table : `${schemaName}.${table}`;
  const now = new Date().toISOString();
  return plainClient(on).raw(
    `with recorded as (
      insert into ?? (name, batch, migration_time) values (?, ?, ?) returning id
    )
    insert into ?? (migration_id, checksum, noted_at) select id, ?, ? from recorded`,
    [of(tableName), name, batch, now, of(checksums.tableName), checksum, now],
  );
}
