import type { NamingContext, TableNamer } from './table-namer.ts';

/** Refuses the predicate of an index where the database has none: Knex would drop it silently. */
export function refusePredicate(
  predicate: unknown,
  call: () => string,
  namer: TableNamer,
  { dialect }: NamingContext,
): void {
  if (predicate === undefined || dialect.supportsPartialIndexes) return;
  namer.report(
    'E_PREDICATE',
    call(),
    `has a predicate, which ${dialect.name} does not have and Knex drops silently: it would cover all rows`,
    'Leave it out, or index a generated column that is null for the other rows.',
  );
}

/** Puts the values of a predicate into its SQL: CREATE INDEX takes no bindings. */
export function boundPredicate(
  predicate: unknown,
  { client }: NamingContext,
): { predicate?: unknown } {
  if (predicate === undefined) return {};
  const compiler = client.queryCompiler(predicate);
  const where = compiler.where();
  if (compiler.bindings.length === 0) return { predicate };
  const text = String(client.raw(where.replace(/^where /u, ''), compiler.bindings));
  return { predicate: client.queryBuilder().whereRaw(text) };
}
