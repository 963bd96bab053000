import { expect } from 'chai';
import type { Knex } from 'knex';
import type { Dialect, DialectName } from '../../lib/dialect/dialect.ts';
import { mysql } from '../../lib/dialect/mysql.ts';
import { postgres } from '../../lib/dialect/postgres.ts';
import { sqlite } from '../../lib/dialect/sqlite.ts';
import type { ConstraintKind } from '../../lib/naming/convention.ts';
import { verbatim } from '../../lib/naming/verbatim.ts';
import { ConventionError } from '../../lib/schema/convention-error.ts';
import { NamingScope, qualified } from '../../lib/schema/naming-scope.ts';
import { withNaming } from '../support/with-naming.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

const dialects: Readonly<Record<DialectName, Dialect>> = { sqlite, postgres, mysql };

describe('NamingScope', () => {
  const t = { name: 't', schema: undefined };
  const u = { name: 'u', schema: undefined };

  /** Whether two claims collide. */
  function collide(
    dialect: DialectName,
    one: readonly [ConstraintKind, string, { name: string; schema: string | undefined }],
    other: readonly [ConstraintKind, string, { name: string; schema: string | undefined }],
  ): boolean {
    const scope = new NamingScope(dialects[dialect]);
    scope.claim(...one, () => 'one');
    scope.claim(...other, () => 'other');
    return scope.problems.length > 0;
  }

  it('holds index names apart by the schema on PostgreSQL and SQLite, by the table on MySQL', () => {
    expect(collide('postgres', ['ix', 'x', t], ['uq', 'x', u])).to.equal(true);
    expect(collide('sqlite', ['ix', 'x', t], ['uq', 'x', u])).to.equal(true);
    expect(collide('mysql', ['ix', 'x', t], ['uq', 'x', u])).to.equal(false);
    expect(collide('mysql', ['ix', 'x', t], ['uq', 'x', t])).to.equal(true);
  });

  it('takes a primary key for an index, and for nothing on MySQL', () => {
    expect(collide('postgres', ['pk', 'x', t], ['ix', 'x', u])).to.equal(true);
    expect(collide('mysql', ['pk', 'x', t], ['ix', 'x', t])).to.equal(false);
  });

  it('knows another schema, and no other schema by a dot in the name of a table', () => {
    const inS = { name: 't', schema: 's' };
    expect(collide('postgres', ['ix', 'x', t], ['ix', 'x', inS])).to.equal(false);
    expect(collide('postgres', ['ck', 'x', inS], ['ck', 'x', { ...t, name: 's.t' }])).to.equal(
      false,
    );
  });

  it('holds checks and foreign keys apart by their table on PostgreSQL and SQLite', () => {
    for (const dialect of ['postgres', 'sqlite'] as const) {
      expect(collide(dialect, ['fk', 'x', t], ['ck', 'x', t])).to.equal(true);
      expect(collide(dialect, ['fk', 'x', t], ['fk', 'x', u])).to.equal(false);
    }
  });

  it('holds foreign keys together by their schema on MySQL, and kinds apart', () => {
    expect(collide('mysql', ['fk', 'x', t], ['fk', 'x', u])).to.equal(true);
    expect(collide('mysql', ['ck', 'x', t], ['ck', 'x', u])).to.equal(false);
    expect(collide('mysql', ['fk', 'x', t], ['ck', 'x', t])).to.equal(false);
    expect(collide('mysql', ['uq', 'x', t], ['ck', 'x', t])).to.equal(false);
  });

  it('folds case on SQLite and MySQL only', () => {
    expect(collide('sqlite', ['ix', 'Same', t], ['ix', 'sAME', u])).to.equal(true);
    expect(collide('mysql', ['ix', 'Same', t], ['ix', 'sAME', t])).to.equal(true);
    expect(collide('postgres', ['ix', 'Same', t], ['ix', 'sAME', u])).to.equal(false);
  });

  it('gives a name back as it is dropped, and all as their table is dropped', () => {
    const scope = new NamingScope(postgres);
    scope.claim('uq', 'x', t, () => 'one');
    scope.release('uq', 'x', t);
    scope.claim('uq', 'x', t, () => 'two');
    scope.claim('ck', 'y', t, () => 'three');
    scope.releaseOf(t);
    scope.claim('uq', 'x', u, () => 'four');
    scope.claim('ck', 'y', t, () => 'five');
    expect(scope.problems).to.deep.equal([]);
  });

  it('tells a call that stands twice from two that would bear one name', () => {
    const scope = new NamingScope(postgres);
    scope.claim('uq', 'x', t, () => 'unique(a)');
    scope.claim('uq', 'x', t, () => 'unique(a)');
    scope.claim('uq', 'x', u, () => 'unique(b)');
    expect(scope.problems.map(({ code, where, what }) => ({ code, where, what }))).to.deep.equal([
      {
        code: 'E_NAME_COLLISION',
        where: 't, unique(a)',
        what: 'is asked for twice, and would bear the name x both times',
      },
      {
        code: 'E_NAME_COLLISION',
        where: 'u, unique(b)',
        what: 'would be named x, as is unique(a) of t',
      },
    ]);
  });
});

describe('qualified', () => {
  it('puts the schema before a table that has one', () => {
    expect(qualified({ name: 't', schema: 's' })).to.equal('s.t');
    expect(qualified({ name: 't', schema: undefined })).to.equal('t');
  });
});

describeEachDialect('names that collide', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    plain = database.connect();
    knex = withNaming(plain);
  });
  afterEach(() => database.drop());

  /** Refused before the first statement: not even the first table is there. */
  async function expectRefused(builder: () => Knex.SchemaBuilder): Promise<ConventionError> {
    const error = await caught(ConventionError, () => builder());
    expect(await plain.schema.hasTable('t')).to.equal(false);
    return error;
  }

  it('are refused before anything is sent, all in one error', async () => {
    const error = await expectRefused(() =>
      knex.schema
        .createTable('t', (table) => {
          table.integer('a').unique();
          table.integer('b').unique({ indexName: 'uq__t__a' });
        })
        .createTable('u', (table) => {
          table.integer('a').index();
          table.index(['a']);
        }),
    );
    expect(error.problems.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([
      'E_NAME_COLLISION t, unique(b)',
      'E_NAME_COLLISION u, index(a)',
    ]);
  });

  it('across tables are refused where the database holds index names together', async () => {
    const build = (): Knex.SchemaBuilder =>
      knex.schema
        .createTable('t', (table) => {
          table.integer('a').index('same');
        })
        .createTable('u', (table) => {
          table.integer('a').index('same');
        });
    if (dialect === 'mysql') {
      await build();
      expect(await readConstraintNames(plain, dialect)).to.deep.equal(['t ix same', 'u ix same']);
    } else {
      await expectRefused(build);
    }
  });

  it('across tables are refused for foreign keys where the database holds those together', async () => {
    await plain.schema.createTable('team', (table) => table.increments('id'));
    const build = (): Knex.SchemaBuilder =>
      knex.schema
        .createTable('t', (table) => {
          table.integer('a').unsigned().references('id').inTable('team').withKeyName('same');
        })
        .createTable('u', (table) => {
          table.integer('a').unsigned().references('id').inTable('team').withKeyName('same');
        });
    if (dialect === 'mysql') await expectRefused(build);
    else await build();
  });

  it('by case only are refused where the database folds it', async () => {
    const build = (): Knex.SchemaBuilder =>
      knex.schema.createTable('t', (table) => {
        table.integer('a').index('same');
        table.integer('b').index('Same');
      });
    if (dialect === 'postgres') await build();
    else await expectRefused(build);
  });

  it('by the cut of long names do not: the hash tells them apart', async () => {
    const long = 'x'.repeat(58);
    await knex.schema.createTable('t', (table) => {
      table.integer(`${long}a`).index();
      table.integer(`${long}b`).index();
    });
    const names = new Set(await readConstraintNames(plain, dialect));
    expect(names.size).to.equal(2);
  });

  it('do not where what bore the name is dropped before', async () => {
    const described = (table: Knex.CreateTableBuilder): void => {
      table.increments('id');
      table.integer('a').unique();
      table.integer('b').index();
      table.integer('c').checkPositive();
      table.integer('t_id').unsigned().references('id').inTable('t');
    };
    await knex.schema
      .createTable('t', described)
      .alterTable('t', (table) => {
        table.dropUnique(['a']);
        table.dropIndex(['b']);
        table.dropChecks(['c_positive']);
        table.dropForeign(['t_id']);
      })
      .alterTable('t', (table) => {
        table.unique(['a']);
        table.index(['b']);
        table.check('c > 0', [], 'c_positive');
        table.foreign('t_id').references('id').inTable('t');
      })
      .dropTable('t')
      .createTable('t', described)
      .dropTableIfExists('t')
      .createTable('t', described);
    expect(await readConstraintNames(plain, dialect)).to.deep.equal([
      't ck ck__t__c_positive',
      't fk fk__t__t_id__t',
      't ix ix__t__b',
      ...(dialect === 'mysql' ? [] : ['t pk pk__t']),
      't uq uq__t__a',
    ]);
  });

  it('do not where the column that bore the name is dropped before', async () => {
    await knex.schema
      .createTable('t', (table) => {
        table.integer('a').unique();
        table.integer('b');
      })
      .alterTable('t', (table) => table.dropColumn('a'))
      .alterTable('t', (table) => {
        table.string('a').unique();
      });
    expect(await readConstraintNames(plain, dialect)).to.deep.equal(['t uq uq__t__a']);
  });

  it('are those that the database stores, past the mapper of the project', async () => {
    const mapped = withNaming(
      database.connect({
        wrapIdentifier: (name, quote) =>
          quote(name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)),
      }),
    );
    const described = (table: Knex.CreateTableBuilder): void => {
      table.integer('eMail').unique();
    };
    await mapped.schema
      .createTable('userAccount', described)
      .dropTable('userAccount')
      .createTable('userAccount', described);
    expect(await readConstraintNames(plain, dialect)).to.deep.equal([
      'user_account uq uq__user_account__e_mail',
    ]);
  });

  it('are not those of another builder, before or at the same time', async () => {
    const build = (table: string): Knex.SchemaBuilder =>
      knex.schema.createTable(table, (of) => of.unique(['a'], { indexName: verbatim('v') }));
    expect(() => build('t').toSQL()).not.to.throw();
    const [one, other] = [build('t'), build('u')];
    expect(() => [one.toSQL(), other.toSQL(), one.toSQL()]).not.to.throw();
  });
});
