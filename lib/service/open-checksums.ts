import { ChecksumRecord } from '../history/checksum-record.ts';
import type { Run } from './run.ts';
import { cannotRecord } from './service-error.ts';

/**
 * Makes the record of what applied migrations were ready for new ones.
 *
 * @throws MigrateError where it cannot be written
 */
export async function openChecksums({ knex, bookkeeping }: Run): Promise<ChecksumRecord> {
  const checksums = new ChecksumRecord(bookkeeping.config);
  try {
    await checksums.ensure(knex);
    await checksums.forgetUndone(knex);
  } catch (error) {
    throw cannotRecord(checksums.tableName, error);
  }
  return checksums;
}
