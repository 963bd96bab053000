import type { Knex } from 'knex';
import type { AppliedMigration, Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import type { Listed } from '../bookkeeping/listed.ts';
import type { Problem } from '../errors.ts';
import { ChecksumRecord } from './checksum-record.ts';
import { checksumOf } from './checksum.ts';

/**
 * Finds applied migrations whose content has changed since. It loads those of which a checksum is
 * noted.
 *
 * @throws MigrationLoadError where one of these does not load
 */
export async function problemsOfChanges(
  knex: Knex,
  { config }: Bookkeeping,
  listed: readonly Listed[],
  rows: readonly AppliedMigration[],
): Promise<Problem[]> {
  const checksums = new ChecksumRecord(config);
  const noted = await checksums.readIfAny(knex);
  if (noted.size === 0) return [];
  const items = new Map(listed.map(({ name, item }) => [name, item]));
  const problems: Problem[] = [];
  for (const { id, name } of rows) {
    const before = noted.get(id);
    const item = items.get(name);
    if (before === undefined || item === undefined) continue;
    const now = checksumOf(await config.source.getMigration(item));
    if (now === undefined || now === before) continue;
    problems.push({
      code: 'E_MIGRATION_CHANGED',
      where: name,
      what: `is not what it was when it was applied (${before.slice(0, 8)}, now ${now.slice(0, 8)})`,
      repair: `Bring its old text back, and put the change into a new migration; if it changes nothing, delete the row ${id} of ${checksums.tableName}.`,
    });
  }
  return problems;
}
