import type { ColumnBuilderInternals } from './knex-internals.ts';

// Symbols, not WeakMaps: an entry for each column is what the garbage collector would feel.
const keyName = Symbol('name of the primary key');
const checked = Symbol('has checks');
const automatic = Symbol('made by timestamps()');

type Remembering = ColumnBuilderInternals & {
  [keyName]?: unknown;
  [checked]?: true;
  [automatic]?: true;
};

/** Remembers the name in `increments().primary('x')`, which Knex 3.3.0 drops silently. */
export function rememberKeyName(column: ColumnBuilderInternals, name: unknown): void {
  if (name !== undefined) (column as Remembering)[keyName] = name;
}

/** The name that was given to the primary key of a column by the column itself. */
export function keyNameOf(column: ColumnBuilderInternals): unknown {
  return (column as Remembering)[keyName];
}

/** Remembers that a column bears a check, so that those that bear none need not be searched. */
export function rememberCheck(column: ColumnBuilderInternals): void {
  (column as Remembering)[checked] = true;
}

export function bearsCheck(column: ColumnBuilderInternals): boolean {
  return (column as Remembering)[checked] === true;
}

/** Remembers that `timestamps()` made a column. */
export function rememberAutomatic(column: ColumnBuilderInternals): void {
  (column as Remembering)[automatic] = true;
}

/** Whether Knex's own `timestamps()` made a column. */
export function isAutomatic(column: ColumnBuilderInternals): boolean {
  return (column as Remembering)[automatic] === true;
}
