import type { Problem } from '../errors.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { ConstraintKind, NamedTable } from '../naming/convention.ts';

/** Who bears a name. */
export interface Claim {
  readonly kind: ConstraintKind;
  /** With its schema. */
  readonly table: string;
  /** The call that asked for it, in words. */
  readonly call: () => string;
  columnsOf(): readonly string[];
}

/**
 * The names that one schema builder gives, and the problems of giving them. All of its tables are
 * compiled before the first statement is sent, so that one error can list what is wrong with all.
 */
export class NamingScope {
  readonly problems: Problem[] = [];
  /** Names that are as the database will store them: no mapper of the project may change them. */
  readonly finalNames: Set<string> = new Set();
  readonly #dialect: Dialect;
  readonly #claims = new Map<string, Claim>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /**
   * Takes a name in the namespaces that the database has for its kind; where it is taken already,
   * that is a problem.
   */
  claim(
    kind: ConstraintKind,
    name: string,
    table: NamedTable,
    call: () => string,
    columnsOf: () => readonly string[] = () => [],
  ): void {
    const claim: Claim = { kind, table: qualified(table), call, columnsOf };
    let other: Claim | undefined;
    for (const key of this.#keysOf(kind, name, table)) {
      other ??= this.#claims.get(key);
      this.#claims.set(key, claim);
    }
    if (other !== undefined) this.problems.push(collision(name, claim, other));
  }

  /** Gives a name back, as it is dropped. */
  release(kind: ConstraintKind, name: string, table: NamedTable): void {
    for (const key of this.#keysOf(kind, name, table)) this.#claims.delete(key);
  }

  /** Gives names of a table back, as it is dropped, or as those are that `isDropped` tells. */
  releaseOf(table: NamedTable, isDropped: (claim: Claim) => boolean = () => true): void {
    const tableName = qualified(table);
    for (const [key, claim] of this.#claims) {
      if (claim.table === tableName && isDropped(claim)) this.#claims.delete(key);
    }
  }

  /** A key for each namespace that the name must be alone in; NUL stands in no name. */
  #keysOf(kind: ConstraintKind, name: string, { schema = '', name: table }: NamedTable): string[] {
    const { indexNamespace, constraintNamespace, foldsNames, namesPrimaryKeys } = this.#dialect;
    if (kind === 'pk' && !namesPrimaryKeys) return [];
    const folded = foldsNames ? name.toLowerCase() : name;
    const isIndex = kind === 'uq' || kind === 'ix' || kind === 'pk';
    const home = `${schema}\0${table}`;
    const index = `index\0${indexNamespace === 'schema' ? schema : home}\0${folded}`;
    if (constraintNamespace === 'table') {
      const constraint = `constraint\0${home}\0${folded}`;
      return kind === 'ix' ? [index] : isIndex ? [index, constraint] : [constraint];
    }
    return isIndex ? [index] : [`${kind}\0${kind === 'fk' ? schema : home}\0${folded}`];
  }
}

function collision(name: string, claim: Claim, other: Claim): Problem {
  const call = claim.call();
  const isSame = other.call() === call && other.table === claim.table;
  return {
    code: 'E_NAME_COLLISION',
    where: `${claim.table}, ${call}`,
    what: isSame
      ? `is asked for twice, and would bear the name ${name} both times`
      : `would be named ${name}, as is ${other.call()} of ${other.table}`,
    repair: isSame
      ? 'Remove one of the two calls.'
      : 'Give one of them a name of its own: it is kept.',
  };
}

/** A table as messages call it. */
export function qualified({ schema, name }: NamedTable): string {
  return schema === undefined ? name : `${schema}.${name}`;
}
