import type { Catalog, CatalogConstraint, CatalogIndex, CatalogTable } from '../catalog/catalog.ts';
import type { Problem } from '../errors.ts';
import { labelOf } from '../catalog/object-label.ts';

/** A constraint or index that is to bear another name. */
export interface Renaming {
  readonly table: CatalogTable;
  readonly item: CatalogConstraint | CatalogIndex;
  readonly kind: CatalogConstraint['kind'] | 'ix';
  readonly isIndex: boolean;
  /** Null where it has none yet. */
  readonly from: string | null;
  readonly to: string;
}

/** What is renamed, in this order, and what cannot be. */
export interface RenamePlan {
  readonly renamings: readonly Renaming[];
  readonly problems: readonly Problem[];
}

/** Puts renamings into an order in which the database takes each. */
export function orderRenamings(found: readonly Renaming[], catalog: Catalog): RenamePlan {
  const borne = namesOf(catalog);
  const waiting = [...found];
  const renamings: Renaming[] = [];
  const problems: Problem[] = [];
  const isFree = ({ to, ...of }: Renaming): boolean =>
    spacesOf(catalog, of).every((space) => !borne.has(keyOf(catalog, space, to)));
  const move = (renaming: Renaming): void => {
    for (const space of spacesOf(catalog, renaming)) {
      if (renaming.from !== null) borne.delete(keyOf(catalog, space, renaming.from));
      borne.add(keyOf(catalog, space, renaming.to));
    }
    renamings.push(renaming);
  };
  while (waiting.length > 0) {
    const next = waiting.findIndex(isFree);
    const [renaming] = waiting.splice(Math.max(next, 0), 1);
    if (renaming === undefined) break;
    if (next >= 0) {
      move(renaming);
      continue;
    }
    // None is free: either this one's name is borne by another that waits for it, or for good.
    const isBorneForAWhile = waiting.some(({ from, ...of }) =>
      spacesOf(catalog, of).some(
        (space) =>
          from !== null &&
          spacesOf(catalog, renaming).includes(space) &&
          keyOf(catalog, space, from) === keyOf(catalog, space, renaming.to),
      ),
    );
    if (isBorneForAWhile && renaming.from !== null) {
      const between = `stairway_${renamings.length}`;
      move({ ...renaming, to: between });
      waiting.push({ ...renaming, from: between });
    } else {
      problems.push(nameTaken(renaming));
    }
  }
  return { renamings, problems };
}

/** The spaces in which a name must be the only one. */
function spacesOf(
  { dialect }: Catalog,
  { table, kind, isIndex }: Pick<Renaming, 'table' | 'kind' | 'isIndex'>,
): string[] {
  const ofTable = JSON.stringify([table.schema, table.name]);
  if (dialect === 'postgres') {
    const isBacked = isIndex || kind === 'pk' || kind === 'uq' || kind === 'ex';
    return [
      ...(isBacked ? [`relations ${table.schema}`] : []),
      ...(isIndex ? [] : [`constraints ${ofTable}`]),
    ];
  }
  // Foreign keys and checks of MySQL are unique within the database, MariaDB's checks within the table.
  // The index of a foreign key is renamed with it.
  if (dialect === 'mysql') {
    return kind === 'ck' ? ['ck'] : [...(kind === 'fk' ? ['fk'] : []), `indexes ${ofTable}`];
  }
  // Nothing keeps two constraints of SQLite from bearing one name.
  return isIndex ? ['relations'] : [];
}

function namesOf(catalog: Catalog): Set<string> {
  const { dialect, tables, views, sequences } = catalog;
  const names = new Set<string>();
  const add = (space: string, name: string | null): void => {
    if (name !== null) names.add(keyOf(catalog, space, name));
  };
  for (const table of tables) {
    for (const { name, kind } of table.constraints) {
      for (const space of spacesOf(catalog, { table, kind, isIndex: false })) add(space, name);
    }
    for (const { name } of table.indexes) {
      for (const space of spacesOf(catalog, { table, kind: 'ix', isIndex: true })) add(space, name);
    }
  }
  for (const { schema, name } of [...tables, ...views, ...sequences]) {
    add(dialect === 'postgres' ? `relations ${schema}` : 'relations', name);
  }
  return names;
}

/** Only PostgreSQL tells apart names that differ by their case. */
function keyOf({ dialect }: Catalog, space: string, name: string): string {
  return JSON.stringify([space, dialect === 'postgres' ? name : name.toLowerCase()]);
}

function nameTaken({ table, item, isIndex, to }: Renaming): Problem {
  return {
    code: 'E_NAME_TAKEN',
    where: labelOf(item, isIndex ? 'index' : 'constraint', table),
    what: `should be called ${to}, and another bears that name`,
    repair: 'They may be two of one kind over the same columns: drop one of them, or leave it.',
  };
}
