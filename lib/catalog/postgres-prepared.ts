import { nodeCrypto } from '../node-crypto.ts';
import { plainQuery, type Session, type TextRow } from './plain-query.ts';
import { asText } from './postgres-query.ts';
import { inNeutralSession, neutral } from './postgres-session.ts';

/** Calls of prepared questions, with what the answers shall be called. */
export type Calls<Name extends string> = readonly (readonly [name: Name, call: string])[];

/**
 * Questions that the server plans once a connection: of a small question of the system catalogs,
 * planning is the larger part. All take the same arguments.
 */
export class PreparedQueries<Name extends string> {
  readonly #types: string | undefined;
  readonly #queries: Readonly<Record<Name, string>>;
  readonly #fewArgs: string | undefined;
  // Two readers may meet on one connection.
  readonly #prefix = `knex_stairway_${nodeCrypto().randomBytes(6).toString('hex')}`;
  /** How often a connection had been told to forget when they were made known to it. */
  readonly #preparedAt = new WeakMap<object, number>();

  /**
   * @param types of the arguments; undefined where there are none
   * @param fewArgs arguments by which all are planned at once, to go by indexes; default: they are
   *   planned as they are asked
   */
  constructor(
    types: string | undefined,
    queries: Readonly<Record<Name, string>>,
    fewArgs?: string,
  ) {
    this.#types = types;
    this.#queries = queries;
    this.#fewArgs = fewArgs;
  }

  /** SQL that asks one of them. */
  call(name: Name, args?: string): string {
    return `execute ${this.#prefix}_${name} ${args === undefined ? '' : `(${args})`}`;
  }

  /** Whether a connection knows them. */
  areKnownOn(connection: object): boolean {
    return this.#preparedAt.get(connection) === forgettingsOf(connection).count;
  }

  /** Whether an error says that a connection does not know them any more: DISCARD ALL does so. */
  areForgotten(error: unknown): boolean {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
    return code === unknownStatement && String(message).includes(this.#prefix);
  }

  forget(connection: object): void {
    this.#preparedAt.delete(connection);
  }

  /** Makes them known to a connection. */
  async prepare({ knex, connection }: Session): Promise<void> {
    const names = Object.keys(this.#queries) as Name[];
    const types = this.#types === undefined ? '' : `(${this.#types})`;
    const prepared = names.map(
      (name) => `prepare ${this.#prefix}_${name} ${types} as ${this.#queries[name]}`,
    );
    const args = this.#fewArgs;
    const planned =
      args === undefined ? [] : names.map((name) => `explain ${this.call(name, args)}`);
    const text = inNeutralSession([...prepared, ...planned], neutral.byIndexes);
    const { count } = forgettingsOf(connection);
    await plainQuery(knex, text, [], {}, connection);
    this.#preparedAt.set(connection, count);
  }
}

/** What the driver tells of each statement that has ended (pg 8.23.1, lib/connection.js). */
interface Wire {
  on(event: 'commandComplete', listener: (message: { readonly text: string }) => void): void;
}

const forgettings = new WeakMap<object, { count: number }>();

/** How often a connection was told to forget what was prepared, whoever did so, since it was first asked here. */
function forgettingsOf(connection: object): { readonly count: number } {
  const known = forgettings.get(connection);
  if (known !== undefined) return known;
  const counted = { count: 0 };
  forgettings.set(connection, counted);
  const { connection: wire } = connection as { readonly connection?: Wire };
  wire?.on('commandComplete', ({ text }) => {
    if (text === 'DISCARD ALL' || text.startsWith('DEALLOCATE')) counted.count += 1;
  });
  return counted;
}

/**
 * Asks prepared questions in one round trip, and gives back the rows of each.
 *
 * @param sets all that the connection shall know, and not only those that are asked now
 */
export async function askPrepared<Name extends string>(
  session: Session,
  sets: readonly PreparedQueries<string>[],
  calls: Calls<Name>,
): Promise<Record<Name, readonly TextRow[]>> {
  const { knex, connection } = session;
  for (let attempt = 0; ; attempt += 1) {
    for (const set of sets) if (!set.areKnownOn(connection)) await set.prepare(session);
    try {
      const text = textOfCalls(calls);
      return rowsOf(calls, await plainQuery(knex, text, [], { types: asText }, connection));
    } catch (error) {
      if (attempt > 0 || !sets.some((set) => set.areForgotten(error))) throw error;
      // What forgets one forgets all.
      for (const set of sets) set.forget(connection);
    }
  }
}

/** @param isAlone whether it is asked outside of any transaction */
export function textOfCalls(calls: Calls<string>, isAlone = false): string {
  return inNeutralSession(
    calls.map(([, call]) => call),
    neutral.prepared,
    isAlone,
  );
}

/** PostgreSQL: invalid_sql_statement_name. */
const unknownStatement = '26000';

/** The rows of questions that were asked between two statements of settings. */
export function rowsOf<Name extends string>(
  calls: Calls<Name>,
  results: unknown,
): Record<Name, readonly TextRow[]> {
  const answers = results as readonly { readonly rows: readonly TextRow[] }[];
  return Object.fromEntries(
    calls.map(([name], index) => [name, answers[index + 1]?.rows ?? []]),
  ) as unknown as Record<Name, readonly TextRow[]>;
}
