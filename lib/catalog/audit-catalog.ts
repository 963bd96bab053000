import { dialectNamed } from '../dialect/dialect-of.ts';
import { settleHistory } from '../migration/convention-history.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { settleConventions, type Conventions } from '../schema/conventions.ts';
import { auditNames } from './audit-names.ts';
import type { Catalog } from './catalog.ts';
import type { Finding } from './finding.ts';
import { labelOf } from './object-label.ts';

/**
 * Finds every constraint and index whose name breaks the convention, and every table and column
 * without a comment, where the database has comments.
 *
 * A name is in order if any convention of the history makes it; the newest says what it should be.
 * A name that Knex or the database made (`user_email_unique`) is off the convention; any other was
 * given by hand, which is told apart by its code (`E_NAME_BY_HAND`).
 *
 * @param conventions as an `EpochMigrationSource` takes them; `false` leaves names alone
 * @throws OptionsError for conventions that cannot be meant as they are written
 * @example
 * for (const { where, what, repair } of auditCatalog(await readCatalog(knex))) {
 *   console.log(`${where} ${what}: ${repair}`);
 * }
 */
export function auditCatalog(
  catalog: Catalog,
  conventions: Conventions | readonly Conventions[] | false = {},
): Finding[] {
  const namings = namingsOf(conventions);
  const dialect = dialectNamed(catalog.dialect);
  return catalog.tables.flatMap((table) => [
    ...(dialect.supportsComments ? auditComments(table) : []),
    ...(namings.length === 0 ? [] : auditNames(table, namings, dialect)),
  ]);
}

/** The conventions of names, the one that holds today first. */
function namingsOf(
  conventions: Conventions | readonly Conventions[] | false,
): readonly NamingConvention[] {
  const today = settleHistory(conventions)(Date.now());
  if (conventions === false || today === undefined) return [];
  const all = [conventions].flat().map((entry) => settleConventions(entry).naming);
  return [today.naming, ...all];
}

function auditComments(table: Catalog['tables'][number]): Finding[] {
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
    ...(table.comment === null
      ? [finding(null, labelOf(table, 'table', nowhere), "table.comment('…')")]
      : []),
    ...table.columns
      .filter(({ comment }) => comment === null)
      .map((column) =>
        finding(column.name, labelOf(column, 'column', table), ".comment('…').alter()"),
      ),
  ];
}
