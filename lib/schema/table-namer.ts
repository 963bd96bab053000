import type { Problem } from '../errors.ts';
import type { CommentConfig } from '../comment/comment-policy.ts';
import type { Dialect } from '../dialect/dialect.ts';
import {
  embellishes,
  nameConstraint,
  type GivenName,
  type NamingResult,
} from '../naming/constraint-name.ts';
import type {
  ConstraintKind,
  NamedConstraint,
  NamedTable,
  NamingConvention,
} from '../naming/convention.ts';
import { VerbatimName } from '../naming/verbatim.ts';
import type { ClientInternals, TableBuilderInternals } from './knex-internals.ts';
import { listOf } from './list-of.ts';
import { problemOfNaming, type NamingFault } from './naming-fault.ts';
import { qualified, type NamingScope } from './naming-scope.ts';
import { QuotedName } from './quoted-name.ts';
import { splitTableName, storedBy, storedTable, type StoredName } from './stored-table.ts';

/** What names are made with; one for all tables of a schema builder. */
export interface NamingContext {
  readonly client: ClientInternals;
  readonly dialect: Dialect;
  readonly naming: NamingConvention;
  /** Undefined: comments are neither asked for nor kept. */
  readonly comments: CommentConfig | undefined;
  readonly scope: NamingScope;
  /** Makes SQL of a text. */
  literal(text: string): string;
}

type Naming = NamingResult | { readonly fault: NamingFault };

/** The name of one constraint: as text, and quoted for SQL. */
export interface ChosenName {
  readonly text: string;
  /** For the methods of Knex that quote a name through `wrapIdentifier`: it is past that. */
  readonly raw: QuotedName;
  /** For the methods of Knex that do not quote a name. */
  readonly quoted: string;
}

/** Names the constraints of one table. */
export class TableNamer {
  readonly table: NamedTable;
  readonly #context: NamingContext;
  readonly #stored: StoredName;
  readonly #like: string | null;
  /** Whether the project has a mapper of names, which chosen ones must pass unchanged. */
  readonly #isMapped: boolean;

  constructor(builder: TableBuilderInternals, context: NamingContext) {
    this.#context = context;
    this.#stored = storedBy(context.client, builder);
    this.#isMapped = Boolean(context.client.config.wrapIdentifier);
    this.table = storedTable(builder._tableName, builder._schemaName, this.#stored);
    this.#like = builder._tableNameLike;
  }

  /**
   * Chooses the name of a constraint that is created, and claims it.
   *
   * @param call how messages call the constraint; it is put into words only when one does
   * @returns undefined where Knex's own name stays, or where a problem was reported
   */
  choose(
    kind: ConstraintKind,
    given: unknown,
    columns: unknown,
    call: () => string,
    referred?: { readonly table: string; readonly columns: unknown },
  ): ChosenName | undefined {
    const { scope } = this.#context;
    const result = this.#name(kind, given, columns, referred);
    if ('fault' in result) {
      this.#reportFault(result.fault, kind, given, call);
      return undefined;
    }
    scope.claim(kind, result.name, this.table, call, () => this.#storedColumns(columns));
    return this.#chosen(result);
  }

  /** Finds the name of a constraint that is dropped; undefined where only a given one can be. */
  find(
    kind: ConstraintKind,
    given: unknown,
    columns: unknown,
    call: () => string,
  ): ChosenName | undefined {
    const result = this.#name(kind, given, columns);
    if ('fault' in result) {
      this.#reportFault(result.fault, kind, given, call);
      return undefined;
    }
    this.#context.scope.release(kind, result.name, this.table);
    return this.#chosen(result);
  }

  /** Gives back the names of foreign keys over just these columns, which are dropped by them. */
  releaseForeign(columns: unknown): void {
    const dropped = JSON.stringify(this.#storedColumns(columns));
    this.#context.scope.releaseOf(
      this.table,
      (claim) => claim.kind === 'fk' && JSON.stringify(claim.columnsOf()) === dropped,
    );
  }

  /** Gives back the names of what goes with columns that are dropped. */
  releaseColumns(columns: unknown): void {
    const dropped = new Set(this.#storedColumns(columns));
    this.#context.scope.releaseOf(this.table, (claim) =>
      claim.columnsOf().some((column) => dropped.has(column)),
    );
  }

  /** The table of which `createTableLike` makes a copy, without its schema. */
  get original(): string {
    return this.#stored(splitTableName(String(this.#like)).name);
  }

  /** Whether a check that has no name must be given one. */
  get namesChecksByName(): boolean {
    return embellishes(this.#context.naming.ck);
  }

  /** Whether the convention has a template for a kind. */
  hasTemplate(kind: ConstraintKind): boolean {
    return typeof this.#context.naming[kind] === 'string';
  }

  report(code: Problem['code'], subject: string, what: string, repair: string): void {
    const where = [qualified(this.table), subject].filter((part) => part !== '').join(', ');
    this.#context.scope.problems.push({ code, where, what, repair });
  }

  /** A column as the database stores it, past the mapper of the project; expressions have none. */
  storedColumn(column: string): string;
  storedColumn(column: unknown): string | undefined;
  storedColumn(column: unknown): string | undefined {
    return typeof column === 'string' ? this.#stored(column) : undefined;
  }

  #storedColumns(columns: unknown): string[] {
    const stored: string[] = [];
    for (const column of listOf(columns)) {
      const name = this.storedColumn(column);
      if (name !== undefined) stored.push(name);
    }
    return stored;
  }

  #name(
    kind: ConstraintKind,
    given: unknown,
    columns: unknown,
    referred?: { readonly table: string; readonly columns: unknown },
  ): Naming {
    const { naming, dialect } = this.#context;
    const name = this.#given(kind, given);
    const stored = this.#storedColumns(columns);
    const isExpression = stored.length < listOf(columns).length;
    if (isExpression && name === undefined && kind !== 'ck') return { fault: 'expression' };
    const constraint: Omit<NamedConstraint, 'name'> =
      referred === undefined
        ? { kind, columns: stored }
        : {
            kind,
            columns: stored,
            referredTable: this.#stored(splitTableName(referred.table).name),
            referredColumns: this.#storedColumns(referred.columns),
          };
    return nameConstraint(constraint, name, this.table, naming, dialect.identifierLimit);
  }

  /** A name given by hand; as Knex does, the mapper of the project sees all but those of checks. */
  #given(kind: ConstraintKind, given: unknown): GivenName {
    if (given instanceof VerbatimName) return given;
    if (typeof given !== 'string' || given === '') return undefined;
    return kind === 'ck' ? given : this.#stored(given);
  }

  #reportFault(fault: NamingFault, kind: ConstraintKind, given: unknown, call: () => string): void {
    const problem = problemOfNaming(fault, kind, given, this.#context.dialect);
    if (problem !== undefined) this.report(problem.code, call(), problem.what, problem.repair);
  }

  #chosen(result: Extract<NamingResult, { name: string }>): ChosenName {
    const { client, scope } = this.#context;
    if (this.#isMapped) scope.finalNames.add(result.name);
    const quoted = client.wrapIdentifierImpl(result.name);
    const raw = new QuotedName(result.name, quoted, result.isByConvention);
    return { text: result.name, quoted, raw };
  }
}
