import type { ColumnBuilderInternals } from './knex-internals.ts';

// A symbol, not a WeakMap: one entry a column is what the garbage collector would feel.
const keyName = Symbol('name of the primary key');

type Bearer = ColumnBuilderInternals & { [keyName]?: unknown };

/** Remembers the name in `increments().primary('x')`, which Knex 3.3.0 drops silently. */
export function rememberKeyName(column: ColumnBuilderInternals, name: unknown): void {
  if (name !== undefined) (column as Bearer)[keyName] = name;
}

/** The name that was given to the primary key of a column by the column itself. */
export function keyNameOf(column: ColumnBuilderInternals): unknown {
  return (column as Bearer)[keyName];
}
