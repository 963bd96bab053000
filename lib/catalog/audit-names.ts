import type { Dialect } from '../dialect/dialect.ts';
import { nameConstraint } from '../naming/constraint-name.ts';
import type { ConstraintKind, NamedConstraint, NamingConvention } from '../naming/convention.ts';
import type { CatalogTable } from './catalog.ts';
import { conformingNames } from './conforming-name.ts';
import type { Finding } from './finding.ts';
import { isGeneratedName } from './generated-name.ts';
import { labelOf, type CatalogObject } from './object-label.ts';

/** A constraint or an index, as a template sees it and as the catalog has it. */
interface Named {
  readonly constraint: Omit<NamedConstraint, 'name'>;
  readonly name: string | null;
  readonly objectKind: 'constraint' | 'index';
  readonly item: CatalogObject;
  /** Other kinds whose names are in order, too. */
  readonly alsoAs: readonly ConstraintKind[];
}

/**
 * Finds the constraints and indexes of a table whose names no convention makes.
 *
 * @param namings the one that says what a name should be first
 */
export function auditNames(
  table: CatalogTable,
  namings: readonly NamingConvention[],
  dialect: Dialect,
): Finding[] {
  return [...constraintsOf(table, dialect), ...indexesOf(table)].flatMap((named) => {
    const { constraint, name, item, objectKind, alsoAs } = named;
    const [today = {}] = namings;
    // A kind without a template is named by Knex or by hand, as one likes.
    if (typeof today[constraint.kind] !== 'string') return [];
    const place = { name: table.name, schema: table.schema ?? undefined };
    const isInOrder =
      name !== null &&
      namings.some((naming) =>
        [constraint.kind, ...alsoAs].some((kind) =>
          conformingNames({ ...constraint, kind }, place, naming, dialect)(name),
        ),
      );
    if (isInOrder) return [];
    const [only] = constraint.columns;
    const given = name ?? (constraint.columns.length === 1 ? only : undefined);
    const named0 = nameConstraint(constraint, undefined, place, today, dialect.identifierLimit);
    // A template that embellishes a name makes one of that which is there.
    const result =
      'fault' in named0
        ? nameConstraint(constraint, given, place, today, dialect.identifierLimit)
        : named0;
    const expected = 'name' in result ? result.name : null;
    const isGenerated = name !== null && isGeneratedName(name, constraint, table.name);
    return [
      {
        code:
          name === null
            ? 'E_NAME_MISSING'
            : isGenerated
              ? 'E_NAME_OFF_CONVENTION'
              : 'E_NAME_BY_HAND',
        where: labelOf(item, objectKind, table),
        what:
          name === null
            ? 'has no name'
            : isGenerated
              ? 'does not bear the name of the convention'
              : 'bears a name that was given by hand',
        repair: expected === null ? 'Give it a name.' : `It should be called ${expected}.`,
        objectKind,
        schema: table.schema,
        table: table.name,
        name,
        expected,
      },
    ];
  });
}

function constraintsOf(table: CatalogTable, dialect: Dialect): Named[] {
  return table.constraints.flatMap((item) => {
    const { kind, name, columns, referredTable, referredColumns } = item;
    // No template names these.
    if (kind === 'ex' || kind === 'nn') return [];
    if (kind === 'pk' && !dialect.namesPrimaryKeys) return [];
    return {
      constraint: { kind, columns, referredTable: referredTable ?? undefined, referredColumns },
      name,
      objectKind: 'constraint' as const,
      item,
      // A unique index is a unique key on MySQL, and may be an `index` with the type `unique`.
      alsoAs: kind === 'uq' && dialect.name === 'mysql' ? (['ix'] as const) : [],
    };
  });
}

function indexesOf(table: CatalogTable): Named[] {
  return table.indexes.flatMap((item) => {
    const columns = item.columns.flatMap(({ column }) => column ?? []);
    // An expression has no name that a template could take.
    if (columns.length < item.columns.length) return [];
    // MySQL makes an index for a foreign key, and gives it the key's name.
    const isOfForeignKey = table.constraints.some(
      ({ kind, name, columns: of }) =>
        kind === 'fk' &&
        name === item.name &&
        of.every((column, index) => column === columns[index]),
    );
    if (isOfForeignKey) return [];
    return {
      constraint: { kind: item.unique ? ('uq' as const) : ('ix' as const), columns },
      name: item.name,
      objectKind: 'index' as const,
      item,
      alsoAs: item.unique ? (['ix'] as const) : [],
    };
  });
}
