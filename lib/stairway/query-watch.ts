import type { Knex } from 'knex';

/** A statement that failed. */
export interface FailedQuery {
  readonly sql: string;
  readonly error: Error;
}

interface QueryEvent {
  readonly sql?: string;
}

/** PostgreSQL: in_failed_sql_transaction, said of all that follows an error in a transaction. */
const refused = '25P02';

/** Notes which statements of a Knex fail, whoever catches their errors. */
export class QueryWatch {
  #failed: FailedQuery[] = [];

  constructor(knex: Knex) {
    knex.on('query-error', (error: Error, { sql = '' }: QueryEvent) => {
      this.#failed.push({ sql, error });
    });
  }

  /** Forgets what it has noted. */
  clear(): void {
    this.#failed = [];
  }

  /** The statement of an error. */
  find(error: unknown): FailedQuery | undefined {
    return this.#failed.find((failed) => failed.error === error);
  }

  /** The statement that made PostgreSQL refuse the one of an error; undefined for any other error. */
  findSwallowed(error: unknown): FailedQuery | undefined {
    return isRefusal(error) ? this.#failed.find((failed) => !isRefusal(failed.error)) : undefined;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === refused;
}
