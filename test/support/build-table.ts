import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { verbatim } from '../../lib/naming/verbatim.ts';
import {
  checkNameOf,
  type ColumnSpec,
  type ConstraintSpec,
  type PartSpec,
  type SpecOptions,
  type TableSpec,
} from './table-spec.ts';

/** The parts of a table as it is described, first those of createTable, then those of alterTable. */
export async function buildTable(
  knex: Knex,
  spec: TableSpec,
  write: (table: Knex.TableBuilder, part: PartSpec) => void,
): Promise<void> {
  const { name, method, created, added } = spec;
  await schemaOf(knex, spec)[method](name, (table) => write(table, created));
  if (added.columns.length + added.constraints.length === 0) return;
  await schemaOf(knex, spec).alterTable(name, (table) => write(table, added));
}

/** Writes a part for a wrapped schema: nothing but what the description says. */
export function writePart(knex: Knex, table: Knex.TableBuilder, part: PartSpec): void {
  for (const column of part.columns) {
    const builder = addColumn(table, column);
    for (const constraint of constraintsOf(column, part)) {
      constrainColumn(builder, column, constraint, nameArgument(constraint));
    }
  }
  for (const constraint of part.constraints) {
    if (constraint.at === 'table') {
      constrainTable(knex, table, constraint, nameArgument(constraint));
    }
  }
}

/** Drops all constraints and indexes of a table by their columns; checks by what they are called. */
export async function dropConstraints(
  knex: Knex,
  spec: TableSpec,
  { dialect, stored }: SpecOptions,
): Promise<void> {
  const all = [...spec.created.constraints, ...spec.added.constraints];
  await schemaOf(knex, spec).alterTable(spec.name, (table) => {
    for (const { kind, columns } of all) if (kind === 'fk') table.dropForeign([...columns]);
  });
  await schemaOf(knex, spec).alterTable(spec.name, (table) => {
    for (const constraint of all) {
      const { kind, columns } = constraint;
      const name = nameArgument(constraint);
      if (kind === 'uq') table.dropUnique([...columns], name);
      if (kind === 'ix') table.dropIndex([...columns], name);
      if (kind === 'ck') table.dropChecks(name ?? checkNameOf(constraint, stored));
      if (kind === 'pk' && hasDroppableKey(spec, dialect)) table.dropPrimary(name);
    }
  });
}

/** MySQL and SQLite: a column that counts up by itself is the primary key, and stays it. */
export function hasDroppableKey({ created }: TableSpec, dialect: DialectName): boolean {
  return dialect === 'postgres' || created.columns[0]?.type.endsWith('ncrements') !== true;
}

export function schemaOf(knex: Knex, { schema }: Pick<TableSpec, 'schema'>): Knex.SchemaBuilder {
  return schema === undefined ? knex.schema : knex.schema.withSchema(schema);
}

/** The constraints that a column asks for. */
export function constraintsOf({ name }: ColumnSpec, part: PartSpec): ConstraintSpec[] {
  return part.constraints.filter(({ at, columns }) => at === 'column' && columns[0] === name);
}

export function addColumn(table: Knex.TableBuilder, column: ColumnSpec): Knex.ColumnBuilder {
  const { name, type, isNotNull, default: value } = column;
  const builder = ofType(table, name, type);
  if (isNotNull) builder.notNullable();
  if (value !== undefined) builder.defaultTo(value);
  return builder;
}

function ofType(
  table: Knex.TableBuilder,
  name: string,
  type: ColumnSpec['type'],
): Knex.ColumnBuilder {
  switch (type) {
    case 'uuidKey':
      return table.uuid(name, { primaryKey: true });
    case 'enu':
      return table.enu(name, ['one', 'two']);
    case 'string':
      return table.string(name, 40);
    default:
      return table[type](name);
  }
}

/** @param key the name given by hand, if there is one */
export function constrainColumn(
  builder: Knex.ColumnBuilder,
  { type }: ColumnSpec,
  { kind, method, referred }: ConstraintSpec,
  key: string | undefined,
): void {
  // The type of a uuidKey says it already.
  if (kind === 'pk' && (type !== 'uuidKey' || key !== undefined)) {
    if (key === undefined) builder.primary();
    else builder.primary(key);
  }
  if (kind === 'uq') builder.unique(key === undefined ? {} : { indexName: key });
  if (kind === 'ix') builder.index(key);
  if (kind === 'fk' && referred !== undefined) {
    const reference = builder.references(referred.columns[0] ?? '').inTable(referred.table);
    if (key !== undefined) reference.withKeyName(key);
  }
  switch (method) {
    case undefined:
    case 'enu':
      return;
    case 'checkIn':
    case 'checkNotIn':
      builder[method](['1', '2'], key);
      return;
    case 'checkBetween':
      builder.checkBetween(['1', '9'], key);
      return;
    case 'checkLength':
      builder.checkLength('<=', 30, key);
      return;
    case 'checkRegex':
      builder.checkRegex('^[a-z]+$', key);
      return;
    default:
      builder[method](key);
  }
}

/** @param key the name given by hand, if there is one */
export function constrainTable(
  knex: Knex,
  table: Knex.TableBuilder,
  { kind, columns: readonlyColumns, form, referred }: ConstraintSpec,
  key: string | undefined,
): void {
  const columns = [...readonlyColumns];
  const [column = ''] = columns;
  const predicate = (): Knex.QueryBuilder => knex.queryBuilder().whereNotNull(column);
  const named = key === undefined ? {} : { indexName: key };
  switch (kind) {
    case 'pk':
      if (form === 'deferrable') {
        const deferrable = { deferrable: 'deferred' } as const;
        table.primary(
          columns,
          key === undefined ? deferrable : { constraintName: key, ...deferrable },
        );
      } else table.primary(columns, key);
      return;
    case 'uq':
      if (form === 'partial') table.unique(columns, { ...named, predicate: predicate() });
      else if (form === 'deferrable') table.unique(columns, { ...named, deferrable: 'immediate' });
      else if (form === 'no-constraint') table.unique(columns, { ...named, useConstraint: false });
      else if (form === 'unique-index') table.index(columns, key, { indexType: 'unique' });
      else table.unique(columns, named);
      return;
    case 'ix':
      if (form === 'partial') table.index(columns, key, { predicate: predicate() });
      else if (form === 'typed') table.index(columns, key, { storageEngineIndexType: 'btree' });
      else table.index(columns, key);
      return;
    case 'fk':
      if (referred !== undefined) {
        table
          .foreign(columns, key)
          .references([...referred.columns])
          .inTable(referred.table);
      }
      return;
    case 'ck':
      table.check('?? <> 3', [column], key);
  }
}

function nameArgument({ given }: ConstraintSpec): string | undefined {
  return given?.isVerbatim === true ? verbatim(given.name) : given?.name;
}
