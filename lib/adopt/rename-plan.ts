import { auditCatalog } from '../catalog/audit-catalog.ts';
import type { Catalog, CatalogConstraint, CatalogIndex, CatalogTable } from '../catalog/catalog.ts';
import { givenNameOf } from '../catalog/conforming-name.ts';
import type { Finding } from '../catalog/finding.ts';
import { withoutInherited } from '../catalog/inherited.ts';
import type { Problem } from '../errors.ts';
import { dialectNamed } from '../dialect/dialect-of.ts';
import { settleHistory } from '../migration/convention-history.ts';
import { nameConstraint } from '../naming/constraint-name.ts';
import type { NamingConvention } from '../naming/convention.ts';
import { settleConventions, type Conventions } from '../schema/conventions.ts';
import { orderRenamings, type RenamePlan, type Renaming } from './rename-order.ts';

/**
 * Finds every constraint and index off the convention of today, those that an earlier one has named
 * among them, and puts the renamings into an order in which none meets a name that is still borne;
 * where names change places, one goes by a third.
 */
export function planRenamings(
  catalog: Catalog,
  history: Conventions | readonly Conventions[] | false,
): RenamePlan {
  const today = settleHistory(history)(Date.now())?.naming;
  const conventions = today === undefined ? history : { naming: today };
  const earlier = history === false ? [] : [history].flat().map(namingOf);
  const problems: Problem[] = [];
  const found = catalog.tables.flatMap((table) =>
    itemsOf(withoutInherited(table, catalog.tables)).flatMap((item) => {
      const finding = findingOf(catalog, item, conventions);
      if (finding === undefined) return [];
      const obstacle = obstacleOf(catalog, item, finding);
      if (obstacle === undefined) {
        const to = renamedCheck(catalog, item, earlier, today) ?? finding.expected ?? '';
        return Object.assign(item, { to });
      }
      problems.push({ ...finding, repair: obstacle });
      return [];
    }),
  );
  const ordered = orderRenamings(found, catalog);
  return { renamings: ordered.renamings, problems: [...problems, ...ordered.problems] };
}

type Item = Omit<Renaming, 'to'>;

function itemsOf(table: CatalogTable): Item[] {
  return [
    ...table.constraints.map((item) => ({
      table,
      item,
      kind: item.kind,
      isIndex: false,
      from: item.name,
    })),
    ...table.indexes.map((item) => ({
      table,
      item,
      kind: item.unique ? ('uq' as const) : ('ix' as const),
      isIndex: true,
      from: item.name,
    })),
  ];
}

/** What the audit says of this one: of two without a name its findings do not tell which is which. */
function findingOf(
  catalog: Catalog,
  { table, item, isIndex }: Item,
  conventions: Conventions | readonly Conventions[] | false,
): Finding | undefined {
  // MySQL's index of a foreign key is known by the key.
  const only = isIndex
    ? { constraints: table.constraints, indexes: [item as CatalogIndex] }
    : { constraints: [item as CatalogConstraint], indexes: [] };
  const findings = auditCatalog({ ...catalog, tables: [{ ...table, ...only }] }, conventions);
  return findings.find(
    ({ code, objectKind }) =>
      code.startsWith('E_NAME') && objectKind === (isIndex ? 'index' : 'constraint'),
  );
}

function namingOf(entry: Conventions): NamingConvention {
  return settleConventions(entry).naming;
}

/** A check that an earlier convention has named, by that of today: not one name within the other. */
function renamedCheck(
  { dialect }: Catalog,
  { table, kind, item, from }: Item,
  earlier: readonly NamingConvention[],
  today: NamingConvention = {},
): string | undefined {
  if (kind !== 'ck' || from === null) return undefined;
  const check = { kind, columns: (item as CatalogConstraint).columns };
  const place = { name: table.name, schema: table.schema ?? undefined };
  const limit = dialectNamed(dialect).identifierLimit;
  for (const naming of earlier) {
    const given = givenNameOf(from, check, place, naming);
    if (given === undefined) continue;
    const result = nameConstraint(check, given, place, today, limit);
    if ('name' in result) return result.name;
  }
  return undefined;
}

/** Why something cannot be renamed, as a repair; undefined where it can. */
function obstacleOf(
  { dialect }: Catalog,
  { table, from }: Item,
  { expected }: Finding,
): string | undefined {
  if (expected === null) {
    return 'The convention cannot tell its name: give it one by hand, in a migration of your own.';
  }
  if (dialect === 'mysql' && from === null) {
    return `The database cannot name a check within a column: drop it, and add table.check('…', [], '${expected}').`;
  }
  if (table.kind !== 'table' && table.kind !== 'partitioned table') {
    return `Nothing: the names of a ${table.kind} are not the migrations'.`;
  }
  return undefined;
}
