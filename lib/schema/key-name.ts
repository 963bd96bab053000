import type { ColumnBuilderInternals } from './knex-internals.ts';

const names = new WeakMap<ColumnBuilderInternals, unknown>();

/** Remembers the name in `increments().primary('x')`, which Knex 3.3.0 drops silently. */
export function rememberKeyName(column: ColumnBuilderInternals, name: unknown): void {
  names.set(column, name);
}

/** The name that was given to the primary key of a column by the column itself. */
export function keyNameOf(column: ColumnBuilderInternals): unknown {
  return names.get(column);
}
