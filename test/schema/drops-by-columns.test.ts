import { expect } from 'chai';
import type { Knex } from 'knex';
import type { NamingConvention } from '../../lib/naming/convention.ts';
import { SchemaChangeError } from '../../lib/schema/convention-error.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { namingOnly } from '../support/with-naming.ts';
import { caught } from '../support/migrations.ts';

const older: NamingConvention = {
  pk: 'pk_%(table_name)s',
  uq: 'uq_%(table_name)s_%(column_0_name)s',
  ix: 'ix_%(table_name)s_%(column_0_name)s',
};

describeEachDialect('dropping by columns', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  let knex: Knex;

  before(async () => {
    database = await createDatabase(dialect);
    plain = database.connect();
    knex = withConventions(plain, namingOnly);
  });

  after(() => database?.drop());

  afterEach(() => plain.schema.dropTableIfExists('t'));

  const namesOf = async (): Promise<string[]> => {
    const names = await readConstraintNames(plain, dialect);
    return names.filter((line) => line.startsWith('t '));
  };

  const builders: Readonly<Record<string, () => Knex>> = {
    'plain Knex': () => plain,
    'an older convention': () => withConventions(plain, { ...namingOnly, naming: older }),
    'the present convention': () => knex,
  };
  for (const [title, builder] of Object.entries(builders)) {
    it(`finds what ${title} has named`, async () => {
      await builder().schema.createTable('t', (table) => {
        table.string('id', 36).primary();
        table.integer('a').unique();
        table.integer('b').index();
        table.integer('c').index();
      });
      await knex.schema.alterTable('t', (table) => {
        table.dropUnique(['a']);
        table.dropIndex('b');
        table.dropPrimary();
      });
      expect(await namesOf()).to.have.length(1);
    });
  }

  it('takes the conventional name where several stand on the columns', async () => {
    await knex.schema.createTable('t', (table) => {
      table.integer('a').unique();
      table.unique(['a'], { indexName: 'by_hand' });
    });
    await knex.schema.alterTable('t', (table) => void table.dropUnique(['a']));
    const left = await namesOf();
    expect(left.join()).to.include('by_hand').and.not.include('uq__');
  });

  it('takes a name that was given at its word', async () => {
    await knex.schema.createTable('t', (table) => void table.integer('a').unique());
    await caught(Error, () =>
      knex.schema.alterTable('t', (table) => void table.dropUnique(['a'], 'of_another_name')),
    );
    expect(await namesOf()).to.have.length(1);
  });

  const refusals: Readonly<
    Record<string, readonly [(table: Knex.TableBuilder) => unknown, string, RegExp]>
  > = {
    'a unique that is not there': [
      (table) => table.dropUnique(['b']),
      'E_DROP_NOTHING',
      /^Name it; the table has (?:one \(a\), three \(a\)|three \(a\), one \(a\))\.$/u,
    ],
    'an index that is not there': [
      (table) => table.dropIndex(['a']),
      'E_DROP_NOTHING',
      /^Name it; the table has two \(b\)\.$/u,
    ],
    'one of two uniques that were named by hand': [
      (table) => table.dropUnique(['a']),
      'E_DROP_AMBIGUOUS',
      /^Name it; the table has /u,
    ],
  };
  for (const [title, [drop, code, repair]] of Object.entries(refusals)) {
    it(`refuses to drop ${title}, and says what there is`, async () => {
      await knex.schema.createTable('t', (table) => {
        table.integer('a').unique({ indexName: 'one' });
        table.integer('b').index('two');
        table.unique(['a'], { indexName: 'three' });
      });
      const error = await caught(SchemaChangeError, () =>
        knex.schema.alterTable('t', (table) => void drop(table)),
      );
      expect(error.problems[0]?.code).to.equal(code);
      expect(error.problems[0]?.repair).to.match(repair);
      expect(await namesOf()).to.have.length(3);
    });
  }
});
