import type { Knex } from 'knex';
import type { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { ChecksumRecord } from './checksum-record.ts';
import { checksumOf } from './checksum.ts';

/** A migration that is loaded, by the name that is recorded. */
export interface NamedMigration {
  readonly name: string;
  readonly migration: Knex.Migration;
}

/**
 * Notes what migrations are now, of those that are recorded as applied.
 *
 * @returns how many were noted
 */
export async function noteChecksums(
  knex: Knex,
  bookkeeping: Bookkeeping,
  migrations: readonly NamedMigration[],
): Promise<number> {
  const checksums = new ChecksumRecord(bookkeeping.config);
  const rows = await bookkeeping.readRows(knex);
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  const found = migrations.flatMap(({ name, migration }) => {
    const id = ids.get(name);
    const checksum = id === undefined ? undefined : checksumOf(migration);
    return id === undefined || checksum === undefined ? [] : { id, checksum };
  });
  if (found.length === 0) return 0;
  await checksums.ensure(knex);
  await knex.transaction(async (trx) => {
    for (const { id, checksum } of found) await checksums.note(id, checksum, trx);
  });
  return found.length;
}
