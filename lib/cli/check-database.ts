import type { Finding } from '../catalog/finding.ts';
import type { Problem } from '../errors.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import type { Beginning } from '../stairway/build-in-order.ts';
import { conventionsOf } from './check-files.ts';
import { withDatabase } from './connect.ts';
import type { Knexfile } from './knexfile.ts';

/** What is wrong with a database, and what it has applied. */
export interface DatabaseReport {
  readonly problems: readonly Problem[];
  /** What the policy `outOfOrder: 'warn'` lets pass. */
  readonly warnings: readonly Problem[];
  readonly findings: readonly Finding[];
  /** Names, in the order in which they were recorded. */
  readonly recorded: readonly string[];
  /** Makes its schema elsewhere, to try orders behind it; undefined where none are to be tried. */
  readonly copy: Beginning['make'] | undefined;
}

/**
 * Compares the database of a knexfile with the files, and with the conventions.
 *
 * @param isToCopy whether orders will be tried behind what is applied
 */
export async function checkDatabase(
  knexfile: Knexfile,
  source: FileMigrationSource,
  isToCopy: boolean,
): Promise<DatabaseReport> {
  const { readHistory } = await import('../history/read-history.ts');
  const { auditCatalog } = await import('../catalog/audit-catalog.ts');
  const { readCatalog } = await import('../catalog/read-catalog.ts');
  const { copySchema } = await import('../adopt/schema-copy.ts');
  const { schemaName } = { ...knexfile.config.migrations };
  return withDatabase(knexfile, async (knex) => {
    const { problems, warnings, recorded } = await readHistory(knex);
    const findings = auditCatalog(await readCatalog(knex), conventionsOf(source));
    const copy = isToCopy ? await copySchema(knex, schemaName) : undefined;
    return { problems, warnings, findings, recorded, copy };
  });
}
