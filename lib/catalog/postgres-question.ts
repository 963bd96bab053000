import {
  changesArguments,
  changesQuery,
  changesSince,
  listQuery,
  ownedQuery,
  touchedThere,
  watchedCatalogs,
  type Boundary,
} from './postgres-changes.ts';
import { byCatalog, type Changes } from './postgres-memory.ts';
import { objectQueries } from './postgres-object-queries.ts';
import {
  askPrepared,
  PreparedQueries,
  rowsOf,
  textOfCalls,
  type Calls,
} from './postgres-prepared.ts';
import { asText } from './postgres-query.ts';
import { relationQueries, type RelationQueries } from './postgres-relation-queries.ts';
import { arrayOf, oidsOf } from './postgres-row.ts';
import type { Session, TextRow } from './plain-query.ts';

/** What is asked of some relations: their parts, and which rows are theirs. */
export type Part = keyof RelationQueries | 'owned';

/** What is known before a question. */
export interface Since {
  readonly boundary: Boundary;
  /** Owners of what may be gone: they are read as if they had changed. */
  readonly suspects: readonly string[];
  /** Owners of whose rows it is not known which they are. */
  readonly unlisted: readonly string[];
  /** The parts that are asked for at once. */
  readonly parts: readonly Part[];
}

/** What has changed, and parts of what it is of. */
export interface Answer {
  readonly changes: Changes;
  readonly suspects: readonly string[];
  /** The relations and sequences of which parts were asked, those that are gone among them. */
  readonly covered: ReadonlySet<string>;
  readonly parts: Readonly<Partial<Record<Part, readonly TextRow[]>>>;
}

/** Asks what has changed in the system catalogs: by a question of its own, or behind a COMMIT. */
export class ChangesQuestion {
  /** What has changed, by the names of the catalogs what there is, and the grants. */
  readonly #changes: PreparedQueries<string>;
  readonly #parts: PreparedQueries<string>;
  readonly #others: readonly PreparedQueries<string>[];
  #asked: Since | undefined;
  #answer: { readonly answer: Answer; readonly connection: object } | undefined;

  /**
   * @param schemas undefined for all but the system's
   * @param others what else connections shall know
   */
  constructor(schemas: readonly string[] | undefined, others: readonly PreparedQueries<string>[]) {
    this.#others = others;
    this.#changes = new PreparedQueries<string>(changesArguments, {
      changes: changesQuery(),
      ...Object.fromEntries(
        Object.entries(watchedCatalogs).map(([name, catalog]) => [name, listQuery(catalog)]),
      ),
      grants: objectQueries(schemas).grants,
    });
    const parts = { ...relationQueries(schemas, '$1'), owned: ownedQuery() };
    this.#parts = new PreparedQueries<string>('oid[]', parts, arrayOf([]));
  }

  /** Asks what has changed, unless an answer is there; without anything known, what there is. */
  async ask(session: Session, since: Since | undefined): Promise<Answer> {
    const known = this.#answer;
    this.forgetAnswer();
    if (known?.connection === session.connection) return known.answer;
    const calls = this.#callsSince(since);
    return answerOf(since, await askPrepared(session, this.prepared, calls));
  }

  /** Asks for parts of some relations. */
  askParts(
    session: Session,
    parts: readonly Part[],
    oids: readonly string[],
  ): Promise<Readonly<Record<Part, readonly TextRow[]>>> {
    const calls = parts.map((part) => [part, this.#parts.call(part, arrayOf(oids))] as const);
    return askPrepared(session, this.prepared, calls);
  }

  /** Asks for all rows of some of the watched catalogs, or for the grants. */
  list(
    session: Session,
    names: readonly string[],
  ): Promise<Readonly<Record<string, readonly TextRow[]>>> {
    const calls = names.map((name) => [name, this.#changes.call(name, changesSince(undefined))]);
    return askPrepared(session, this.prepared, calls as unknown as Calls<string>);
  }

  /** What must be known on a connection before anything can be asked with a COMMIT. */
  get prepared(): readonly PreparedQueries<string>[] {
    return [this.#changes, this.#parts, ...this.#others];
  }

  /** Whether an error is that of a question behind a COMMIT, which its connection knows no more. */
  areForgotten(error: unknown): boolean {
    return [this.#changes, this.#parts].some((set) => set.areForgotten(error));
  }

  /** SQL to be asked behind a COMMIT. */
  textFor(since: Since): string {
    this.#asked = since;
    return textOfCalls(this.#callsSince(since), true);
  }

  /** Keeps what came of that, for `ask`; it came last. */
  take(results: readonly unknown[], connection: object): void {
    const since = this.#asked;
    const calls = this.#callsSince(since);
    // Before them, settings are set.
    const answer = answerOf(since, rowsOf(calls, results.slice(-calls.length - 1)));
    this.#answer = { answer, connection };
  }

  /** Asks for parts of what was found to be touched in the same session. */
  callsOf(parts: readonly Part[]): Calls<Part> {
    return parts.map((part) => [part, this.#parts.call(part, touchedThere)]);
  }

  forgetAnswer(): void {
    this.#answer = undefined;
  }

  /** How the driver shall read what comes of it. */
  readonly options: Readonly<Record<string, unknown>> = { types: asText };

  #callsSince(since: Since | undefined): Calls<'changes' | Part> {
    const { boundary, suspects = [], unlisted = [], parts = [] } = since ?? {};
    const owners = [...new Set([...suspects, ...unlisted])];
    return [
      ['changes', this.#changes.call('changes', changesSince(boundary, owners))],
      ...this.callsOf(parts),
      ...(owners.length === 0
        ? []
        : [['owned', this.#parts.call('owned', arrayOf(owners))] as const]),
    ];
  }
}

function answerOf(
  since: Since | undefined,
  read: Readonly<Record<'changes' | Part, readonly TextRow[]>>,
): Answer {
  const { changes: rows, ...parts } = read;
  const changes = byCatalog(rows);
  const { suspects = [], unlisted = [] } = since ?? {};
  const touched = oidsOf(changes.get('touched')?.['new']);
  return {
    changes,
    covered: new Set([...touched, ...suspects, ...unlisted]),
    suspects,
    parts,
  };
}
