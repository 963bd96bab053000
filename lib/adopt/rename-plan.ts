import { auditCatalog } from '../catalog/audit-catalog.ts';
import type { Catalog, CatalogConstraint, CatalogIndex, CatalogTable } from '../catalog/catalog.ts';
import type { Finding } from '../catalog/finding.ts';
import { withoutInherited } from '../catalog/inherited.ts';
import type { Problem } from '../errors.ts';
import type { Conventions } from '../schema/conventions.ts';
import { orderRenamings, type RenamePlan, type Renaming } from './rename-order.ts';

/**
 * Finds every constraint and index off the convention, and puts the renamings into an order in which
 * none meets a name that is still borne; where names change places, one goes by a third.
 */
export function planRenamings(
  catalog: Catalog,
  conventions: Conventions | readonly Conventions[] | false,
): RenamePlan {
  const problems: Problem[] = [];
  const found = catalog.tables.flatMap((table) =>
    itemsOf(withoutInherited(table, catalog.tables)).flatMap((item) => {
      const finding = findingOf(catalog, item, conventions);
      if (finding === undefined) return [];
      const obstacle = obstacleOf(catalog, item, finding);
      if (obstacle === undefined) return Object.assign(item, { to: finding.expected ?? '' });
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
