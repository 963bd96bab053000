import { expect } from 'chai';
import type { Knex } from 'knex';
import { isGeneratedName } from '../../lib/catalog/generated-name.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import type { ConstraintKind } from '../../lib/naming/convention.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

describe('isGeneratedName', () => {
  const table = 'a.User';
  const cases: readonly (readonly [ConstraintKind, readonly string[], string, boolean])[] = [
    ['pk', ['id'], 'a.User_pkey', true],
    ['fk', ['id'], 'a_user_id_foreign', true],
    ['fk', ['id'], 'a.user_ibfk_1', true],
    ['uq', ['a', 'b'], 'a_user_a_b_unique', true],
    ['uq', ['a', 'b'], 'a.User_a_b_key1', true],
    ['uq', ['a'], 'a_2', true],
    ['ix', ['a'], 'a_user_a_index', true],
    ['ix', ['a'], 'a.User_a_idx', true],
    ['ck', [], 'CONSTRAINT_1', true],
    ['ck', ['a'], 'a.user_a_check', true],
    ['ck', [], 'a.user_check1', true],
    ['ck', [], 'a.user_chk_1', true],
    ['ix', ['a'], 'by_a', false],
    ['ix', ['a'], 'a_user_b_index', false],
    ['ck', ['a'], 'positive', false],
    ['pk', ['id'], 'pk__user', false],
  ];
  for (const [kind, columns, name, expected] of cases) {
    it(`says ${expected} of ${name} (${kind} of ${columns.join(', ')})`, () => {
      expect(isGeneratedName(name, { kind, columns }, table)).to.equal(expected);
    });
  }
});

describeEachDialect(
  'isGeneratedName of what is longer than PostgreSQL can hold',
  () => {
    let database: TestDatabase;
    let knex: Knex;
    beforeEach(async () => {
      database = await createDatabase('postgres');
      knex = database.connect();
    });
    afterEach(() => database.drop());

    const names = {
      'a long table': ['Archived_order_positions_of_all_former_customers', 'order_number', 'b'],
      'a long column': ['position', 'number_of_the_order_as_the_former_system_has_counted_it', 'b'],
      'two long columns': [
        'p',
        'number_as_the_former_system_counted',
        'number_as_it_is_counted_now_',
      ],
      'letters of two bytes': ['ä'.repeat(25), 'ö'.repeat(25), 'ü'],
    } as const;

    /** Names that count as given by hand. */
    async function givenByHand(): Promise<string[]> {
      const { tables } = await readCatalog(knex);
      const given: string[] = [];
      for (const { name: table, constraints, indexes } of tables) {
        for (const { kind, name, columns } of constraints) {
          if (!isGeneratedName(name ?? '', { kind: kind as 'pk', columns }, table))
            given.push(name ?? '');
        }
        for (const { name, unique, columns: of } of indexes) {
          const columns = of.map(({ column }) => column ?? '');
          if (!isGeneratedName(name, { kind: unique ? 'uq' : 'ix', columns }, table))
            given.push(name);
        }
      }
      return given;
    }

    for (const [title, [table, a, b]] of Object.entries(names)) {
      it(`knows what PostgreSQL has made of ${title}`, async () => {
        await knex.raw(
          `create table ?? (
             ?? integer primary key, ?? integer unique check (?? > 0), unique (??, ??), check (?? > ??),
             foreign key (??) references ??, foreign key (??, ??) references ?? (??, ??))`,
          [table, a, b, b, a, b, a, b, b, table, a, b, table, a, b],
        );
        for (const index of ['index', 'index', 'unique index']) {
          await knex.raw(`create ${index} on ?? (??, ??)`, [table, b, a]);
        }
        expect(await givenByHand()).to.deep.equal([]);
        await knex.schema.alterTable(table, (builder) => void builder.index([b], `${table}_${b}`));
        expect(await givenByHand()).to.have.length(1);
      });

      it(`knows what PostgreSQL has left of Knex's names of ${title}`, async () => {
        await knex.schema.createTable(table, (builder) => {
          builder.integer(a).primary();
          builder.integer(b).unique();
          builder.unique([a, b]);
          builder.index([b, a]);
          builder.foreign(b).references(a).inTable(table);
        });
        expect(await givenByHand()).to.deep.equal([]);
      });
    }
  },
  ['postgres'],
);
