import type { Knex } from 'knex';

interface QueryEvent {
  readonly sql?: string;
  readonly method?: string;
}

/** What Knex's builders of queries call what they do (3.3.0, lib/query/querycompiler.js). */
const methods: ReadonlySet<string | undefined> = new Set([
  'select',
  'first',
  'pluck',
  'insert',
  'update',
  'del',
  'counter',
]);

/** By what Knex begins and ends a transaction (3.3.0, lib/execution/transaction.js). */
const bracket = /^(?:BEGIN|COMMIT|ROLLBACK);?$/u;

/** Notes whether a Knex was asked for anything but rows. */
export class RowsWatch {
  #isOfRows = true;

  constructor(knex: Knex) {
    knex.on('query', ({ sql = '', method }: QueryEvent) => {
      this.#isOfRows &&= methods.has(method) || bracket.test(sql);
    });
  }

  /** Whether all that it was asked for are rows: to read or write them, most often changes no schema. */
  get isOfRows(): boolean {
    return this.#isOfRows;
  }

  /** Forgets what it has noted. */
  clear(): void {
    this.#isOfRows = true;
  }
}
