import type { Problem } from '../errors.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { ConstraintKind, NamedTable } from '../naming/convention.ts';

/** Who bears a name. */
export interface Claim {
  readonly kind: ConstraintKind;
  readonly table: NamedTable;
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
  /** By name; several where namespaces keep them apart. */
  readonly #claims = new Map<string, Claim[]>();

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
    if (kind === 'pk' && !this.#dialect.namesPrimaryKeys) return;
    const claim: Claim = { kind, table, call, columnsOf };
    const key = this.#keyOf(name);
    const others = this.#claims.get(key);
    if (others === undefined) {
      this.#claims.set(key, [claim]);
      return;
    }
    const other = others.findLast((taken) => this.#shareNamespace(claim, taken));
    if (other !== undefined) this.problems.push(collision(name, claim, other));
    others.push(claim);
  }

  /** Gives a name back, as it is dropped. */
  release(kind: ConstraintKind, name: string, table: NamedTable): void {
    const key = this.#keyOf(name);
    const others = this.#claims.get(key) ?? [];
    const left = others.filter((taken) => !this.#shareNamespace({ kind, table }, taken));
    this.#claims.set(key, left);
  }

  /** Gives names of a table back, as it is dropped, or as those are that `isDropped` tells. */
  releaseOf(table: NamedTable, isDropped: (claim: Claim) => boolean = () => true): void {
    for (const [key, claims] of this.#claims) {
      const left = claims.filter((claim) => !(isSameTable(claim.table, table) && isDropped(claim)));
      this.#claims.set(key, left);
    }
  }

  #keyOf(name: string): string {
    return this.#dialect.foldsNames ? name.toLowerCase() : name;
  }

  /** Whether two things cannot bear one name. */
  #shareNamespace(one: Pick<Claim, 'kind' | 'table'>, other: Claim): boolean {
    const { indexNamespace, constraintNamespace } = this.#dialect;
    const isInTable = isSameTable(one.table, other.table);
    const isInSchema = one.table.schema === other.table.schema;
    if (isIndex(one.kind) && isIndex(other.kind)) {
      return indexNamespace === 'schema' ? isInSchema : isInTable;
    }
    if (constraintNamespace === 'table') {
      return isInTable && one.kind !== 'ix' && other.kind !== 'ix';
    }
    return one.kind === other.kind && (one.kind === 'fk' ? isInSchema : isInTable);
  }
}

function isIndex(kind: ConstraintKind): boolean {
  return kind === 'pk' || kind === 'uq' || kind === 'ix';
}

function isSameTable(one: NamedTable, other: NamedTable): boolean {
  return one.name === other.name && one.schema === other.schema;
}

function collision(name: string, claim: Claim, other: Claim): Problem {
  const call = claim.call();
  const isSame = other.call() === call && isSameTable(other.table, claim.table);
  return {
    code: 'E_NAME_COLLISION',
    where: `${qualified(claim.table)}, ${call}`,
    what: isSame
      ? `is asked for twice, and would bear the name ${name} both times`
      : `would be named ${name}, as is ${other.call()} of ${qualified(other.table)}`,
    repair: isSame
      ? 'Remove one of the two calls.'
      : 'Give one of them a name of its own: it is kept.',
  };
}

/** A table as messages call it. */
export function qualified({ schema, name }: NamedTable): string {
  return schema === undefined ? name : `${schema}.${name}`;
}
