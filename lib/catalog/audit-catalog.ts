import { dialectNamed } from '../dialect/dialect-of.ts';
import { requiresComment, type CommentConfig } from '../comment/comment-policy.ts';
import { settleHistory } from '../migration/convention-history.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { settleConventions, type Conventions } from '../schema/conventions.ts';
import { auditNames } from './audit-names.ts';
import type { Catalog, CatalogTable } from './catalog.ts';
import type { Finding } from './finding.ts';
import { isPartition, withoutInherited } from './inherited.ts';
import { labelOf } from './object-label.ts';

/**
 * Finds every constraint and index whose name breaks the convention, and every table and column
 * without a comment that the policy of today requires.
 *
 * A name is in order if any convention of the history makes it; the newest says what it should be.
 * A name that Knex or the database made (`user_email_unique`) is off the convention; any other was
 * given by hand, which is told apart by its code (`E_NAME_BY_HAND`).
 *
 * What PostgreSQL names by itself is no finding: constraints and indexes that a partition has from its
 * table, and inherited checks. Nor are comments of partitions.
 *
 * @param conventions as an `EpochMigrationSource` takes them; `false` leaves names alone
 * @throws OptionsError for conventions that cannot be meant as they are written
 * @example
 * await knex.schema.alterTable('user_account', (table) => table.index('email'));
 * for (const { where, what } of auditCatalog(await readCatalog(knex))) {
 *   console.log(where, what); // index user_account_email_index on user_account does not bear the name of the convention
 * }
 */
export function auditCatalog(
  catalog: Catalog,
  conventions: Conventions | readonly Conventions[] | false = {},
): readonly Finding[] {
  return Object.freeze(auditTables(catalog.tables, catalog, conventions));
}

/** The same of some tables of a catalog. */
export function auditTables(
  tables: readonly CatalogTable[],
  catalog: Catalog,
  conventions: Conventions | readonly Conventions[] | false,
): Finding[] {
  const today = settleHistory(conventions)(Date.now());
  const namings = today === undefined ? [] : namingsOf(today.naming, conventions);
  const dialect = dialectNamed(catalog.dialect);
  const comments =
    dialect.supportsComments || today?.comments?.sqliteTable === true ? today?.comments : undefined;
  return tables.flatMap((table) => [
    // A partition is a part of its table, which has comments.
    ...(isPartition(table) ? [] : auditComments(table, comments)),
    ...(namings.length === 0
      ? []
      : auditNames(withoutInherited(table, catalog.tables), namings, dialect)),
  ]);
}

/** The conventions of names, the one that holds today first. */
function namingsOf(
  today: NamingConvention,
  conventions: Conventions | readonly Conventions[] | false,
): readonly NamingConvention[] {
  const all = conventions === false ? [] : [conventions].flat();
  return [today, ...all.map((entry) => settleConventions(entry).naming)];
}

function auditComments(table: CatalogTable, policy: CommentConfig | undefined): Finding[] {
  const owner = { name: table.name, schema: table.schema ?? undefined };
  const finding = (name: string | null, where: string, call: string): Finding => ({
    code: 'E_COMMENT_MISSING',
    where,
    what: 'has no comment',
    repair: `Say what it is for: ${call}.`,
    objectKind: name === null ? 'table' : 'column',
    schema: table.schema,
    table: table.name,
    name,
    expected: null,
  });
  const nowhere = { schema: null, name: null };
  return [
    ...(table.comment === null && requiresComment(policy, owner)
      ? [finding(null, labelOf(table, 'table', nowhere), "table.comment('…')")]
      : []),
    ...table.columns
      .filter(({ name, comment }) => comment === null && requiresComment(policy, owner, name))
      .map((column) =>
        finding(column.name, labelOf(column, 'column', table), ".comment('…').alter()"),
      ),
  ];
}
