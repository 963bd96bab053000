import type { Dialect } from '../dialect/dialect.ts';
import type { Problem } from '../errors.ts';
import { ConventionError } from './convention-error.ts';
import type { ClientInternals, Query, SchemaCompilerInternals } from './knex-internals.ts';
import { NamingScope } from './naming-scope.ts';

/** What a derived client compiles for. */
interface Compilation {
  readonly dialect: Dialect;
  /** Migration and direction, for messages; undefined outside of migrations. */
  readonly migration: string | undefined;
  /**
   * Of the compilation that is under way: one at a time, as `toSQL()` is synchronous. Builders find
   * it by their client, since Knex constructs them itself.
   */
  scope: NamingScope | undefined;
}

const compilationKey = Symbol('compilation');

type Compiling = ClientInternals & { [compilationKey]?: Compilation };

/** Lets a derived client compile. */
export function prepareCompilation(
  client: ClientInternals,
  of: Pick<Compilation, 'dialect' | 'migration'>,
): void {
  (client as Compiling)[compilationKey] = { ...of, scope: undefined };
}

/** The scope that a client compiles in; undefined outside of a compilation. */
export function scopeOf(client: ClientInternals): NamingScope | undefined {
  return (client as Compiling)[compilationKey]?.scope;
}

/** Reports a problem to the compilation that a builder is part of. */
export function reportTo({ client }: { readonly client: ClientInternals }, problem: Problem): void {
  scopeOf(client)?.problems.push(problem);
}

/**
 * Runs a compilation in the scope that is open, or in one of its own: then all tables of a builder
 * are compiled before any problem is thrown, so that one error has all.
 */
export function inScope<T>(client: ClientInternals, compile: (scope: NamingScope) => T): T {
  const compilation = (client as Compiling)[compilationKey];
  if (compilation === undefined) throw new TypeError('a client compiles that was not derived');
  if (compilation.scope !== undefined) return compile(compilation.scope);
  const scope = new NamingScope(compilation.dialect);
  const refuse = (): void => {
    if (scope.problems.length > 0) throw new ConventionError(scope.problems, compilation.migration);
  };
  try {
    const compiled = compileIn(client, scope, () => compile(scope));
    refuse();
    return compiled;
  } catch (error) {
    // Knex may have failed on what was found already.
    refuse();
    throw error;
  }
}

/** Runs a compilation in a scope that it does not look into. */
export function compileIn<T>(client: ClientInternals, scope: NamingScope, compile: () => T): T {
  const compilation = (client as Compiling)[compilationKey];
  if (compilation === undefined) throw new TypeError('a client compiles that was not derived');
  compilation.scope = scope;
  try {
    return compile();
  } finally {
    compilation.scope = undefined;
  }
}

type SchemaCompilerClass = new (...args: never[]) => SchemaCompilerInternals;

/** Knex's schema compiler, which compiles all of its tables in one scope. */
export function schemaCompilerMixin(Base: SchemaCompilerClass): SchemaCompilerClass {
  return class extends Base {
    override toSQL(): Query[] {
      return inScope(this.client, () => super.toSQL());
    }
  };
}
