import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { ConventionError, SchemaChangeError } from '../../lib/schema/convention-error.ts';
import { withNaming } from './with-naming.ts';
import { readConstraintLines } from './constraint-lines.ts';
import { createDatabase, type TestDatabase } from './databases.ts';
import { caught } from './migrations.ts';

/** The database of a suite, and what its tests ask of it. */
export interface SchemaDatabase {
  /** Plain Knex. */
  readonly knex: Knex;
  /** A new wrapped schema builder at each access. */
  readonly schema: Knex.SchemaBuilder;
  readonly test: TestDatabase;
  /** What the catalog says of a table: see readConstraintLines. */
  linesOf(table: string, schema?: string): Promise<readonly string[]>;
}

/** Gives the tests of the surrounding suite one database. */
export function useSchemaDatabase(dialect: DialectName): SchemaDatabase {
  let test: TestDatabase | undefined;
  let knex: Knex | undefined;
  before(async () => {
    test = await createDatabase(dialect);
    knex = test.connect({ log: { warn: () => {} } });
  });
  after(() => test?.drop());
  const made = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the database is made before the first test');
    return value;
  };
  return {
    get knex() {
      return made(knex);
    },
    get schema() {
      return withNaming(made(knex).schema);
    },
    get test() {
      return made(test);
    },
    linesOf: async (table, schema) =>
      (await readConstraintLines(made(knex), dialect, schema)).get(table) ?? [],
  };
}

/** What a schema is refused for, before anything of it is sent: codes, and the repairs behind. */
export async function refusalOf(build: () => unknown): Promise<readonly [string, string][]> {
  const { problems } = await caught(ConventionError, build);
  return problems.map(({ code, repair }) => [code, repair]);
}

/** What the database, as it is at the moment, refuses a change for. */
export async function changeRefusalOf(build: () => unknown): Promise<readonly [string, string]> {
  const { problems } = await caught(SchemaChangeError, build);
  return [problems[0]?.code ?? '', problems[0]?.repair ?? ''];
}
