import type { Problem } from '../errors.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { ConstraintKind, NamedTable } from '../naming/convention.ts';

/** Who bears a name. */
export interface Claim {
  readonly kind: ConstraintKind;
  /** With its schema. */
  readonly table: string;
  /** The call that asked for it. */
  readonly what: string;
  readonly columns: readonly string[];
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
    what: string,
    columns: readonly string[] = [],
  ): void {
    const tableName = qualified(table);
    const claimed = this.#keysOf(kind, name, table).map((key) => {
      const other = this.#claims.get(key);
      this.#claims.set(key, { kind, table: tableName, what, columns });
      return other;
    });
    const other = claimed.find((claim) => claim !== undefined);
    if (other === undefined) return;
    const isSame = other.what === what && other.table === tableName;
    this.problems.push({
      code: 'E_NAME_COLLISION',
      where: `${tableName}, ${what}`,
      what: isSame
        ? `is asked for twice, and would bear the name ${name} both times`
        : `would be named ${name}, as is ${other.what} of ${other.table}`,
      repair: isSame
        ? 'Remove one of the two calls.'
        : 'Give one of them a name of its own: it is kept.',
    });
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

  #keysOf(kind: ConstraintKind, name: string, table: NamedTable): string[] {
    const { indexNamespace, constraintNamespace, foldsNames, namesPrimaryKeys } = this.#dialect;
    if (kind === 'pk' && !namesPrimaryKeys) return [];
    const folded = foldsNames ? name.toLowerCase() : name;
    const home = JSON.stringify([table.schema, table.name]);
    const schema = JSON.stringify([table.schema]);
    const isIndex = kind === 'uq' || kind === 'ix' || kind === 'pk';
    const index = isIndex ? [`index ${indexNamespace === 'schema' ? schema : home} ${folded}`] : [];
    if (constraintNamespace === 'table') {
      return kind === 'ix' ? index : [...index, `constraint ${home} ${folded}`];
    }
    return isIndex ? index : [`${kind} ${kind === 'fk' ? schema : home} ${folded}`];
  }
}

/** A table as messages call it. */
export function qualified({ schema, name }: NamedTable): string {
  return schema === undefined ? name : `${schema}.${name}`;
}
