import {
  changesArguments,
  changesQuery,
  changesSince,
  listQuery,
  watchedCatalogs,
  type Boundary,
} from './postgres-changes.ts';
import { byCatalog, type Changes } from './postgres-memory.ts';
import { PreparedQueries, rowsOf } from './postgres-prepared.ts';
import { asText } from './postgres-query.ts';
import { textOf } from './postgres-row.ts';
import { strayingSettings, type Setting } from './postgres-session.ts';
import type { Session, TextRow } from './plain-query.ts';

/** What has changed, and what a session is like in which more is to be asked. */
export interface Answer {
  readonly changes: Changes;
  /** The settings that must be set there before anything is spelt. */
  readonly straying: readonly Setting[];
  /** Whether the session is in no transaction, to which settings would stick. */
  readonly isAlone: boolean;
}

/** Asks what has changed in the system catalogs: by a question of its own, or behind a COMMIT. */
export class ChangesQuestion {
  /** What has changed, and by the names of the catalogs what there is. */
  readonly #queries = new PreparedQueries<string>(changesArguments, {
    changes: changesQuery(),
    ...Object.fromEntries(
      Object.entries(watchedCatalogs).map(([name, catalog]) => [name, listQuery(catalog)]),
    ),
  });
  #answer: { readonly changes: Changes; readonly connection: object } | undefined;

  /** Asks what has changed since a boundary, unless an answer is there; without one, what there is. */
  async ask(session: Session, boundary: Boundary | undefined): Promise<Answer> {
    const known = this.#answer;
    this.forgetAnswer();
    if (known !== undefined) {
      // Of another session, the answer says nothing.
      const isHere = known.connection === session.connection;
      return { ...answerOf(known.changes, isHere), isAlone: isHere };
    }
    const asked = await this.#queries.ask(session, ['changes'], changesSince(boundary));
    return { ...answerOf(byCatalog(asked['changes'] ?? []), true), isAlone: false };
  }

  /** Asks for all rows of some of the watched catalogs. */
  list(
    session: Session,
    names: readonly string[],
  ): Promise<Readonly<Record<string, readonly TextRow[]>>> {
    return this.#queries.ask(session, names, changesSince(undefined));
  }

  /** SQL to be asked behind a COMMIT; undefined on a connection on which nothing was asked yet. */
  textFor(connection: object, boundary: Boundary | undefined): string | undefined {
    return this.#queries.textAlone(connection, 'changes', changesSince(boundary));
  }

  /** Keeps what came of that, for `ask`. */
  take(results: readonly unknown[], connection: object): void {
    const { changes } = rowsOf(['changes'], results);
    this.#answer = { changes: byCatalog(changes), connection };
  }

  /** Whether an error says that the connection knows no such question any more. */
  isForgotten(error: unknown): boolean {
    return this.#queries.areForgotten(error);
  }

  forgetAnswer(): void {
    this.#answer = undefined;
  }

  /** How the driver shall read what comes of it. */
  readonly options: Readonly<Record<string, unknown>> = { types: asText };
}

function answerOf(changes: Changes, isHere: boolean): Omit<Answer, 'isAlone'> {
  const settings = isHere ? textOf(changes.get('settings')?.['new']) : '{}';
  return { changes, straying: strayingSettings(settings) };
}
