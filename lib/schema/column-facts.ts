import { isRecord } from '../is-record.ts';
import type { ColumnBuilderInternals } from './knex-internals.ts';

/** Types whose columns may bear a constraint by themselves. */
const bearingTypes = new Set([
  'increments',
  'bigIncrements',
  'bigincrements',
  'uuid',
  'enu',
  'specificType',
]);

/** Tells whether the type of a column may make it a key or give it a check. */
export function mayBearConstraint({ _type }: ColumnBuilderInternals): boolean {
  return bearingTypes.has(_type);
}

export function isIncrements({ _type }: ColumnBuilderInternals): boolean {
  return _type.toLowerCase().includes('increments');
}

/** As `_canBeAddPrimaryKey` of Knex 3.3.0; SQLite's increments are a primary key whatever they say. */
export function impliesPrimaryKey(column: ColumnBuilderInternals, dialect: string): boolean {
  const options = column._args[1];
  if (isIncrements(column)) {
    return (
      dialect === 'sqlite' ||
      options === undefined ||
      (isRecord(options) && options['primaryKey'] === true)
    );
  }
  return column._type === 'uuid' && isRecord(options) && options['primaryKey'] === true;
}

/** Tells whether an `enu` asks for a type of the database instead of a check. */
export function isNativeEnum({ _args }: ColumnBuilderInternals): boolean {
  const options = _args[2];
  return isRecord(options) && options['useNative'] === true;
}

/** Name of a column; increments without one are `id` (Knex's default). */
export function nameOf(column: ColumnBuilderInternals): string {
  return String(column._args[0] ?? 'id');
}
