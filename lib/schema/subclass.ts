import type { ClientInternals } from './knex-internals.ts';

/** What Knex's clients make for each builder, table and column, and for each run. */
type Made =
  | 'runner'
  | 'schemaCompiler'
  | 'tableBuilder'
  | 'columnBuilder'
  | 'tableCompiler'
  | 'columnCompiler';

/** A class whose first argument is the client, before those of the method that makes it. */
type MadeClass<M extends Made> = new (
  client: ClientInternals,
  ...args: Parameters<ClientInternals[M]>
) => ReturnType<ClientInternals[M]>;

type Mixin<T> = (Base: new (...args: never[]) => T) => new (...args: never[]) => T;

const subclasses = new WeakMap<object, WeakMap<object, unknown>>();

/**
 * Makes a subclass of the class of which a client makes instances. It is made once for all clients
 * that have the method in common; Knex says which class it is only by making one.
 */
export function subclassOf<M extends Made>(
  base: ClientInternals,
  method: M,
  mixin: Mixin<ReturnType<ClientInternals[M]>>,
): MadeClass<M> {
  const make = base[method];
  const ofMixin = subclasses.get(mixin) ?? new WeakMap<object, unknown>();
  subclasses.set(mixin, ofMixin);
  const known = ofMixin.get(make) as MadeClass<M> | undefined;
  if (known !== undefined) return known;
  const Base = probe(base)[method].constructor as new (
    ...args: never[]
  ) => ReturnType<ClientInternals[M]>;
  const Sub = mixin(Base) as unknown as MadeClass<M>;
  ofMixin.set(make, Sub);
  return Sub;
}

/** Makes one of each, of a schema and a table that nobody builds. */
function probe(base: ClientInternals): { readonly [M in Made]: ReturnType<ClientInternals[M]> } {
  const runner = base.runner(base.schemaBuilder() as never);
  const schemaCompiler = base.schemaCompiler(base.schemaBuilder() as never);
  const tableBuilder = base.tableBuilder('create', 'probe', null, () => {});
  const columnBuilder = base.columnBuilder(tableBuilder, 'integer', ['probe']);
  const tableCompiler = base.tableCompiler(tableBuilder);
  const columnCompiler = base.columnCompiler(tableCompiler, columnBuilder);
  return { runner, schemaCompiler, tableBuilder, columnBuilder, tableCompiler, columnCompiler };
}
