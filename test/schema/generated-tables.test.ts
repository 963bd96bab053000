import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { withNaming } from '../support/with-naming.ts';
import { writePlainPart } from '../support/build-plain-table.ts';
import {
  buildTable,
  dropConstraints,
  hasDroppableKey,
  schemaOf,
  writePart,
} from '../support/build-table.ts';
import { readColumnLines } from '../support/column-lines.ts';
import { readConstraintLines } from '../support/constraint-lines.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { isMariaDb } from '../support/is-maria-db.ts';
import { expectedLines } from '../support/naive-names.ts';
import { chooseSeed, Random } from '../support/random.ts';
import {
  generateTable,
  type ParentSpec,
  type SpecOptions,
  type TableSpec,
} from '../support/table-spec.ts';

/** How the project of a run calls things. */
interface Run {
  readonly title: string;
  readonly tables: number;
  readonly schema?: string;
  readonly isSnakeCased?: boolean;
  readonly only?: DialectName;
}

const runs: readonly Run[] = [
  { title: 'with names as they are written', tables: 300 },
  { title: 'with a mapper to snake_case', tables: 200, isSnakeCased: true },
  { title: 'within a schema', tables: 60, schema: 'Own schema', only: 'postgres' },
];

/** The tables that all others refer to. */
const parents: readonly ParentSpec[] = [
  { name: 'parent', key: 'id', pair: ['a', 'b'] },
  { name: 'Order', key: 'orderId', pair: ['left', 'Right'] },
  { name: `${'Größe'.repeat(7)}_long`, key: 'schlüssel', pair: ['α', 'β'] },
];

const seed = chooseSeed();

const snakeCase = (name: string): string =>
  // Knex 3.3.0 maps the name that a primary key of SQLite does not have.
  String(name ?? '')
    .replaceAll(/(?<=[a-z\d])[A-Z]/gu, '_$&')
    .toLowerCase();

describeEachDialect('generated tables', (dialect) => {
  for (const run of runs.filter(({ only }) => only === undefined || only === dialect)) {
    describe(run.title, () => {
      const { schema, tables: count } = run;
      const stored = run.isSnakeCased === true ? snakeCase : (name: string) => name;
      const options: SpecOptions = { dialect, schema, stored, parents };
      const random = new Random(seed * runs.length + runs.indexOf(run));
      const specs = Array.from({ length: count }, (_, number) =>
        generateTable(random, number, options),
      );
      const config: Knex.Config = {
        log: { warn: () => {} },
        ...(run.isSnakeCased === true
          ? { wrapIdentifier: (name, original) => original(snakeCase(name)) }
          : {}),
      };
      let database: TestDatabase;
      let knex: Knex;
      let checksJson = false;

      before(async function () {
        this.timeout(60_000);
        database = await createDatabase(dialect);
        knex = database.connect(config);
        checksJson = dialect === 'mysql' && (await isMariaDb(knex));
        await prepare(knex, dialect, schema);
        await inBatches(knex, dialect, specs, (trx, spec) =>
          buildTable(withNaming(trx), spec, (table, part) => writePart(trx, table, part)),
        );
      });
      after(() => database?.drop());

      it('bear the name of the convention on every key, index and check', async () => {
        const found = await readConstraintLines(knex, dialect, schema);
        for (const spec of specs) {
          const lines = found.get(stored(spec.name)) ?? [];
          expect(lines, told(spec)).to.deep.equal(expectedLines(spec, options, checksJson));
        }
      });

      it('have the columns that plain Knex builds of them', async function () {
        this.timeout(60_000);
        const plainDatabase = await createDatabase(dialect);
        try {
          const plain = plainDatabase.connect(config);
          await prepare(plain, dialect, schema);
          let names = 0;
          await inBatches(plain, dialect, specs, (trx, spec) =>
            buildTable(trx, spec, (table, part) =>
              writePlainPart(trx, table, part, dialect, () => `n${(names += 1)}`),
            ),
          );
          const found = await readColumnLines(knex, dialect, schema);
          const expected = await readColumnLines(plain, dialect, schema);
          for (const spec of specs) {
            const name = stored(spec.name);
            expect(found.get(name), told(spec)).to.deep.equal(expected.get(name));
          }
        } finally {
          await plainDatabase.drop();
        }
      });

      it('lose all that is dropped by its columns, and leave nothing behind', async function () {
        this.timeout(60_000);
        await inBatches(knex, dialect, specs, (trx, spec) =>
          dropConstraints(withNaming(trx), spec, options),
        );
        const left = await readConstraintLines(knex, dialect, schema);
        for (const spec of specs) {
          const lines = left.get(stored(spec.name)) ?? [];
          expect(lines, told(spec)).to.deep.equal(
            expectedLines(withoutDropped(spec, dialect), options, checksJson),
          );
        }
        await inBatches(knex, dialect, specs, (trx, spec) =>
          schemaOf(withNaming(trx), spec).dropTable(spec.name),
        );
        for (const { name } of parents) {
          await schemaOf(withNaming(knex), { schema }).dropTable(name);
        }
        expect(await readObjects(knex, dialect)).to.deep.equal([]);
      });
    });
  }
});

async function prepare(knex: Knex, dialect: DialectName, schema?: string): Promise<void> {
  if (dialect === 'sqlite') await knex.raw('pragma synchronous = off');
  if (schema !== undefined) await knex.schema.createSchema(schema);
  for (const { name, key, pair } of parents) {
    await schemaOf(knex, { schema }).createTable(name, (table) => {
      table.integer(key).notNullable().primary();
      for (const column of pair) table.integer(column);
      table.unique([...pair], { indexName: `twins_of_${key}` });
    });
  }
}

/** Does something with each table: where the database can, many of them in one transaction. */
async function inBatches(
  knex: Knex,
  dialect: DialectName,
  specs: readonly TableSpec[],
  work: (trx: Knex, spec: TableSpec) => Promise<unknown>,
): Promise<void> {
  const each = async (trx: Knex, some: readonly TableSpec[]): Promise<void> => {
    for (const spec of some) {
      try {
        await work(trx, spec);
      } catch (error) {
        throw new Error(`${told(spec)}: ${String(error)}`, { cause: error });
      }
    }
  };
  if (dialect === 'mysql') {
    // Each change of a table waits for the disk; several connections wait at the same time.
    const lanes = [0, 1, 2, 3];
    await Promise.all(
      lanes.map((lane) =>
        each(
          knex,
          specs.filter((_, index) => index % lanes.length === lane),
        ),
      ),
    );
    return;
  }
  if (dialect === 'sqlite') {
    await each(knex, specs);
    return;
  }
  for (let start = 0; start < specs.length; start += 50) {
    await knex.transaction((trx) => each(trx, specs.slice(start, start + 50)));
  }
}

/** What is left of a table whose constraints were all dropped. */
function withoutDropped(spec: TableSpec, dialect: DialectName): TableSpec {
  const { created, added } = spec;
  const kept = created.constraints.filter(
    ({ kind }) => kind === 'pk' && !hasDroppableKey(spec, dialect),
  );
  return {
    ...spec,
    created: { ...created, constraints: kept },
    added: { ...added, constraints: [] },
  };
}

async function readObjects(knex: Knex, dialect: DialectName): Promise<unknown[]> {
  const queries: Readonly<Record<DialectName, string>> = {
    sqlite: "select type, name from sqlite_schema where name not like 'sqlite%'",
    postgres: `select relname from pg_class where relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      and relnamespace::regnamespace::text not like 'pg_toast%'
      union all select typname from pg_type where typtype = 'e'`,
    mysql: 'select table_name from information_schema.tables where table_schema = database()',
  };
  const response = await knex.raw(queries[dialect]);
  return { sqlite: response, postgres: response.rows, mysql: response[0] }[dialect];
}

function told(spec: TableSpec): string {
  return `STAIRWAY_SEED=${seed}, ${JSON.stringify(spec)}`;
}
