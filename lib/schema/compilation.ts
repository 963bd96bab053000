import type { Problem } from '../errors.ts';
import type { ClientInternals } from './knex-internals.ts';
import type { NamingScope } from './naming-scope.ts';

/**
 * The compilation that a derived client is in: one at a time, as `toSQL()` is synchronous. Builders
 * find it by their client, since Knex constructs them itself.
 */
const scopeKey = Symbol('compilation');

type Compiling = ClientInternals & { [scopeKey]?: NamingScope | undefined };

/** Runs a compilation in a scope of its own. */
export function compileIn<T>(client: ClientInternals, scope: NamingScope, compile: () => T): T {
  const compiling: Compiling = client;
  compiling[scopeKey] = scope;
  try {
    return compile();
  } finally {
    compiling[scopeKey] = undefined;
  }
}

/** The scope that a client compiles in; undefined outside of a compilation. */
export function scopeOf(client: ClientInternals): NamingScope | undefined {
  return (client as Compiling)[scopeKey];
}

/** Reports a problem to the compilation that a builder is part of. */
export function reportTo({ client }: { readonly client: ClientInternals }, problem: Problem): void {
  scopeOf(client)?.problems.push(problem);
}
