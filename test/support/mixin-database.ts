import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import type { CatalogTable } from '../../lib/catalog/catalog.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from './databases.ts';

/** What a test of a mixin works on: a database of its own, by plain Knex or by the wrapper. */
export interface MixinDatabase {
  /** Wrapped, or plain. */
  readonly knex: Knex;
  readonly test: TestDatabase;
  readonly isWrapped: boolean;
}

/** Defines a suite for each dialect, with and without the wrapper. */
export function describeMixin(
  title: string,
  body: (dialect: DialectName, own: MixinDatabase) => void,
): void {
  describeEachDialect(title, (dialect) => {
    for (const isWrapped of [true, false]) {
      describe(isWrapped ? 'wrapped' : 'on plain Knex', () => {
        let test: TestDatabase;
        let knex: Knex;
        before(async () => {
          test = await createDatabase(dialect);
          const plain = test.connect();
          knex = isWrapped ? withConventions(plain) : plain;
        });
        afterEach(async () => {
          const { tables } = await readCatalog(knex);
          const { schema } = withConventions(knex);
          const isChild = ({ constraints }: CatalogTable): boolean =>
            constraints.some(({ kind }) => kind === 'fk');
          const childrenFirst = [...tables].sort((a, b) => Number(isChild(b)) - Number(isChild(a)));
          for (const { name } of childrenFirst) void schema.dropTable(name);
          await schema;
        });
        after(() => test.drop());
        body(dialect, {
          isWrapped,
          get knex() {
            return knex;
          },
          get test() {
            return test;
          },
        });
      });
    }
  });
}

/** The way in which tables are given mixins: at once, or later, when they have rows. */
export const ways = ['createTable', 'alterTable'] as const;

/** Makes a table of two columns, `a` and `b`, and what a mixin adds to it. */
export async function makeTable(
  knex: Knex,
  way: (typeof ways)[number],
  name: string,
  mix: (table: Knex.TableBuilder) => void,
): Promise<void> {
  const describeTable = (table: Knex.TableBuilder): void => {
    table.comment('a table of a test');
    table.integer('a').comment('a number');
    table.string('b').comment('a text');
  };
  if (way === 'createTable') {
    await knex.schema.createTable(name, (table) => {
      describeTable(table);
      mix(table);
    });
  } else await knex.schema.createTable(name, describeTable);
  await knex(name).insert([{ a: 1 }, { a: 2 }]);
  if (way === 'alterTable') await knex.schema.alterTable(name, mix);
}
