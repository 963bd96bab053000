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
import { keepLocked, lockedQuery, lockedThere } from './postgres-locks.ts';
import { byCatalog, oidsOf, type Changes } from './postgres-memory.ts';
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
import type { Session, TextRow } from './plain-query.ts';

/** What is asked of some relations: their parts, and which rows are theirs. */
export type Part = keyof RelationQueries | 'owned';

/** What is known before a question. */
export interface Since {
  readonly boundary: Boundary;
  /** Whether only that can have changed which the transaction behind whose COMMIT is asked has locked. */
  readonly isLocked: boolean;
  /** Owners of what may be gone. */
  readonly suspects: readonly string[];
  /** The parts that are asked for at once. */
  readonly parts: readonly Part[];
}

/** What has changed, and parts of what it is of. */
export interface Answer {
  /** By the names of the catalogs, or `locked`. */
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
  #asked: Since | undefined;
  #answer: { readonly answer: Answer; readonly connection: object } | undefined;

  constructor(schemas: readonly string[] | undefined) {
    this.#changes = new PreparedQueries<string>(changesArguments, {
      changes: changesQuery(),
      ...Object.fromEntries(
        Object.entries(watchedCatalogs).map(([name, catalog]) => [name, listQuery(catalog)]),
      ),
      grants: objectQueries(schemas).grants,
    });
    const parts = { ...relationQueries(schemas, '$1'), owned: ownedQuery(), locked: lockedQuery() };
    this.#parts = new PreparedQueries<string>('oid[]', parts, arrayOf([]));
  }

  /** Asks what has changed, unless an answer is there; without anything known, what there is. */
  async ask(session: Session, since: Since | undefined): Promise<Answer> {
    const known = this.#answer;
    this.forgetAnswer();
    if (known?.connection === session.connection) return known.answer;
    const calls = this.#callsSince(since);
    return answerOf(since, await askPrepared(session, [this.#changes, this.#parts], calls));
  }

  /** Asks for parts of some relations. */
  askParts(
    session: Session,
    parts: readonly Part[],
    oids: readonly string[],
  ): Promise<Readonly<Record<Part, readonly TextRow[]>>> {
    const calls = parts.map((part) => [part, this.#parts.call(part, arrayOf(oids))] as const);
    return askPrepared(session, [this.#parts], calls);
  }

  /** Asks for all rows of some of the watched catalogs, or for the grants. */
  list(
    session: Session,
    names: readonly string[],
  ): Promise<Readonly<Record<string, readonly TextRow[]>>> {
    const calls = names.map((name) => [name, this.#changes.call(name, changesSince(undefined))]);
    return askPrepared(session, [this.#changes], calls as unknown as Calls<string>);
  }

  /** SQL to be asked with a COMMIT; undefined on a connection on which nothing was asked yet. */
  textFor(
    connection: object,
    since: Since,
  ): { readonly before: string | undefined; readonly behind: string } | undefined {
    if (![this.#changes, this.#parts].every((set) => set.areKnownOn(connection))) return undefined;
    this.#asked = since;
    const before = since.isLocked ? keepLocked : undefined;
    return { before, behind: textOfCalls(this.#callsSince(since), true) };
  }

  /** Keeps what came of that, for `ask`. */
  take(results: readonly unknown[], connection: object): void {
    const since = this.#asked;
    const calls = this.#callsSince(since);
    // Before them, settings are set.
    const answer = answerOf(since, rowsOf(calls, results.slice(-calls.length - 1)));
    this.#answer = { answer, connection };
  }

  /** Whether an error says that the connection knows no such question any more. */
  isForgotten(error: unknown): boolean {
    return [this.#changes, this.#parts].some((set) => set.areForgotten(error));
  }

  forgetAnswer(): void {
    this.#answer = undefined;
  }

  /** How the driver shall read what comes of it. */
  readonly options: Readonly<Record<string, unknown>> = { types: asText };

  #callsSince(since: Since | undefined): Calls<'changes' | Part> {
    const { boundary, suspects = [], isLocked = false, parts = [] } = since ?? {};
    const first = isLocked
      ? this.#parts.call('locked', arrayOf([]))
      : this.#changes.call('changes', changesSince(boundary, suspects));
    const owners = isLocked ? lockedThere : arrayOf(suspects);
    const others = parts.map((part) => {
      const call = this.#parts.call(part, part === 'owned' ? owners : touchedThere);
      return [part, call] as const;
    });
    return [['changes', first], ...others];
  }
}

function answerOf(
  since: Since | undefined,
  read: Readonly<Record<'changes' | Part, readonly TextRow[]>>,
): Answer {
  const { changes: rows, ...parts } = read;
  const changes = byCatalog(rows);
  const { suspects = [] } = since ?? {};
  const lists = ['touched', 'locked'].flatMap((name) => oidsOf(changes.get(name)));
  return { changes, covered: new Set([...lists, ...suspects]), suspects, parts };
}

function arrayOf(oids: readonly string[]): string {
  return `'{${oids.join(',')}}'`;
}
