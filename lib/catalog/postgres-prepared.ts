import { nodeCrypto } from '../node-crypto.ts';
import { plainQuery, type Session, type TextRow } from './plain-query.ts';
import { asText } from './postgres-query.ts';
import { inNeutralSession, planning, type Setting } from './postgres-session.ts';

/** How questions are asked. */
interface Surroundings {
  readonly settings: readonly Setting[];
  /** Whether the session is in no transaction; default false. */
  readonly isAlone?: boolean;
}

/**
 * Questions that the server plans once a connection: of a small question of the system catalogs,
 * planning is the larger part. All take the same arguments.
 */
export class PreparedQueries<Name extends string> {
  readonly #types: string;
  readonly #queries: Readonly<Record<Name, string>>;
  // Two readers may meet on one connection.
  readonly #prefix = `knex_stairway_${nodeCrypto().randomBytes(6).toString('hex')}`;
  readonly #prepared = new WeakSet<object>();

  /** @param types of the arguments */
  constructor(types: string, queries: Readonly<Record<Name, string>>) {
    this.#types = types;
    this.#queries = queries;
  }

  /**
   * Asks some of the questions in one round trip, and gives back the rows of each.
   *
   * @param args SQL
   */
  async ask<Asked extends Name>(
    { knex, connection }: Session,
    names: readonly Asked[],
    args: string,
    set: Surroundings = { settings: planning.once },
  ): Promise<Record<Asked, readonly TextRow[]>> {
    const send = (sql: string): Promise<unknown> =>
      plainQuery(knex, sql, [], { types: asText }, connection);
    const prepare = async (): Promise<void> => {
      await send(this.#prepareAll());
      this.#prepared.add(connection);
    };
    if (!this.#prepared.has(connection)) await prepare();
    const text = this.#textOf(names, args, set);
    try {
      return rowsOf(names, await send(text));
    } catch (error) {
      if (!this.areForgotten(error)) throw error;
      await prepare();
      return rowsOf(names, await send(text));
    }
  }

  /**
   * SQL of a question for a connection that is in no transaction; undefined where it does not know the
   * question yet.
   */
  textAlone(connection: object, name: Name, args: string): string | undefined {
    if (!this.#prepared.has(connection)) return undefined;
    return this.#textOf([name], args, { settings: planning.once, isAlone: true });
  }

  /** Whether an error says that a connection does not know the questions any more: DISCARD ALL does so. */
  areForgotten(error: unknown): boolean {
    const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
    return code === unknownStatement && String(message).includes(this.#prefix);
  }

  #textOf(names: readonly Name[], args: string, { settings, isAlone }: Surroundings): string {
    const calls = names.map((name) => `execute ${this.#prefix}_${name} (${args})`);
    return inNeutralSession(calls, settings, isAlone);
  }

  #prepareAll(): string {
    return (Object.entries(this.#queries) as [Name, string][])
      .map(([name, sql]) => `prepare ${this.#prefix}_${name} (${this.#types}) as ${sql}`)
      .join(';\n');
  }
}

/** PostgreSQL: invalid_sql_statement_name. */
const unknownStatement = '26000';

/** The rows of questions that were asked between two statements of settings. */
export function rowsOf<Asked extends string>(
  names: readonly Asked[],
  results: unknown,
): Record<Asked, readonly TextRow[]> {
  const answers = results as readonly { readonly rows: readonly TextRow[] }[];
  return Object.fromEntries(
    names.map((name, index) => [name, answers[index + 1]?.rows ?? []]),
  ) as unknown as Record<Asked, readonly TextRow[]>;
}
