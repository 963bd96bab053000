import { expect } from 'chai';
import type { Knex } from 'knex';
import { dialectNamed } from '../../lib/dialect/dialect-of.ts';
import { SchemaChangeError } from '../../lib/schema/convention-error.ts';
import { withNaming } from '../support/with-naming.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

type Alter = (table: Knex.AlterTableBuilder) => unknown;

describeEachDialect('dropping', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    plain = database.connect();
    knex = withNaming(plain);
    await knex.schema
      .createTable('team', (table) => {
        table.integer('id').notNullable();
        table.integer('year').notNullable();
        table.primary(['id', 'year']);
        table.integer('code').unique();
      })
      .createTable('member', (table) => {
        table.integer('id').notNullable().primary();
        table.integer('team_id');
        table.integer('year');
        table.integer('code').references('code').inTable('team');
        table.foreign(['team_id', 'year']).references(['id', 'year']).inTable('team');
        table.string('nick');
        table.unique(['nick', 'year']);
        table.index(['year', 'nick']);
      });
  });
  afterEach(() => database.drop());

  const alter = (described: Alter, table = 'member'): Knex.SchemaBuilder =>
    knex.schema.alterTable(table, (of) => void described(of));

  /** Names that are gone. */
  async function goneBy(work: () => PromiseLike<unknown>): Promise<string[]> {
    const before = await readConstraintNames(plain, dialect);
    await work();
    const after = new Set(await readConstraintNames(plain, dialect));
    return before.filter((name) => !after.has(name));
  }

  it('finds a foreign key by its column', async () => {
    expect(await goneBy(() => alter((table) => table.dropForeign('code')))).to.deep.equal([
      'member fk fk__member__code__team',
    ]);
  });

  it('finds a composite foreign key by its columns, and leaves that which shares none', async () => {
    expect(
      await goneBy(() => alter((table) => table.dropForeign(['team_id', 'year']))),
    ).to.deep.equal(['member fk fk__member__team_id_year__team']);
  });

  it('finds a foreign key by the name that it was given', async () => {
    await alter((table) => {
      table.integer('boss_id');
      table.foreign('boss_id', 'to_boss').references('id').inTable('member');
    });
    expect(
      await goneBy(() => alter((table) => table.dropForeign('boss_id', 'to_boss'))),
    ).to.deep.equal(['member fk to_boss']);
  });

  if (dialectNamed(dialect).foldsNames) {
    it('finds columns that are called in another case than they are stored in', async () => {
      const gone = await goneBy(() =>
        alter((of) => {
          of.dropForeign('CODE');
          of.dropForeign(['TEAM_ID', 'Year']);
          of.dropUnique(['Nick', 'Year']);
          of.dropIndex(['Year', 'Nick']);
        }),
      );
      expect(gone).to.deep.equal([
        'member fk fk__member__code__team',
        'member fk fk__member__team_id_year__team',
        'member ix ix__member__year_nick',
        'member uq uq__member__nick_year',
      ]);
    });
  }

  if (dialect === 'sqlite') {
    it('finds the foreign key of a table that is called in another case', async () => {
      await alter((table) => table.dropForeign('code'), 'MEMBER');
      const names = await readConstraintNames(plain, dialect);
      expect(names.join()).not.to.include('fk__member__code__team');
    });
  }

  if (dialect === 'postgres') {
    it('looks past the keys of a namesake in another schema', async () => {
      await plain.raw('create schema other');
      await plain.raw('create table other.member (code int references public.member (id))');
      expect(await goneBy(() => alter((table) => table.dropForeign('code')))).to.deep.equal([
        'member fk fk__member__code__team',
      ]);
    });
  }

  it('leaves no index of a foreign key behind', async () => {
    await alter((table) => {
      table.dropForeign('code');
      table.dropForeign(['team_id', 'year']);
    });
    const names = await readConstraintNames(plain, dialect);
    expect(names.filter((name) => name.includes('fk__'))).to.deep.equal([]);
  });

  it('refuses a foreign key over columns that have none, and tells those that there are', async () => {
    const error = await caught(SchemaChangeError, () =>
      alter((table) => table.dropForeign(['year', 'team_id'])),
    );
    expect(error.code).to.equal('E_SCHEMA_CHANGE');
    expect(error.problems[0]).to.include({
      code: 'E_DROP_NOTHING',
      where: 'member, dropForeign()',
      what: 'would drop nothing',
    });
    expect(error.problems[0]?.repair).to.include('(team_id, year)');
  });

  it('refuses one foreign key of two over the same column', async () => {
    await knex.schema.createTable('other', (table) => table.integer('code').unique());
    await alter((table) => table.foreign('code').references('code').inTable('other'));
    const error = await caught(SchemaChangeError, () =>
      alter((table) => table.dropForeign('code')),
    );
    expect(error.problems[0]).to.include({ code: 'E_DROP_AMBIGUOUS' });
    expect(error.problems[0]?.what).to.include('fk__member__code__other, fk__member__code__team');
  });

  it('finds a unique constraint and an index by their columns', async () => {
    expect(
      await goneBy(() =>
        alter((table) => {
          table.dropUnique(['nick', 'year']);
          table.dropIndex(['year', 'nick']);
        }),
      ),
    ).to.deep.equal(['member ix ix__member__year_nick', 'member uq uq__member__nick_year']);
  });

  it('finds a unique constraint and an index by the names that they were given', async () => {
    await alter((table) => {
      table.unique(['nick'], { indexName: 'my_unique' });
      table.index(['nick'], 'my_index');
    });
    expect(
      await goneBy(() =>
        alter((table) => {
          table.dropUnique(['nick'], 'my_unique');
          table.dropIndex(['nick'], 'my_index');
        }),
      ),
    ).to.deep.equal(['member ix my_index', 'member uq my_unique']);
  });

  it('fails on a unique constraint or an index that is not there', async () => {
    for (const described of [
      (table: Knex.AlterTableBuilder) => table.dropUnique(['nick']),
      (table: Knex.AlterTableBuilder) => table.dropIndex(['nick']),
      (table: Knex.AlterTableBuilder) => table.dropChecks(['nobody']),
    ]) {
      await caught(Error, () => alter(described));
    }
  });

  it('finds the primary key, and refuses to drop one that is not there', async () => {
    await alter((table) => table.dropPrimary());
    expect((await readConstraintNames(plain, dialect)).join()).not.to.include('pk__member');
    await caught(Error, () => alter((table) => table.dropPrimary()));
  });

  it('finds a check by the name that was embellished', async () => {
    await alter((table) => table.check("nick <> 'nobody'", {}, 'nick_is_no_year'));
    expect(await readConstraintNames(plain, dialect)).to.include(
      'member ck ck__member__nick_is_no_year',
    );
    expect(
      await goneBy(() => alter((table) => table.dropChecks(['nick_is_no_year']))),
    ).to.deep.equal(['member ck ck__member__nick_is_no_year']);
  });

  it('finds several checks at once', async () => {
    await alter((table) => {
      table.check('year > 0', {}, 'one');
      table.check('year > 1', {}, 'two');
    });
    expect(await goneBy(() => alter((table) => table.dropChecks(['one', 'two'])))).to.deep.equal([
      'member ck ck__member__one',
      'member ck ck__member__two',
    ]);
  });

  describe('if it exists', () => {
    const forms: Readonly<Record<string, readonly [Alter, readonly string[]]>> = {
      dropForeignIfExists: [
        (table) => table.dropForeignIfExists('code'),
        ['member fk fk__member__code__team'],
      ],
      'dropForeignIfExists of several columns': [
        (table) => table.dropForeignIfExists(['team_id', 'year']),
        ['member fk fk__member__team_id_year__team'],
      ],
      dropUniqueIfExists: [
        (table) => table.dropUniqueIfExists(['nick', 'year']),
        ['member uq uq__member__nick_year'],
      ],
      dropPrimaryIfExists: [
        (table) => table.dropPrimaryIfExists(),
        dialect === 'mysql' ? [] : ['member pk pk__member'],
      ],
    };
    for (const [title, [described, gone]] of Object.entries(forms)) {
      it(`${title} drops it, and does nothing the second time`, async () => {
        expect(await goneBy(() => alter(described))).to.deep.equal(gone);
        expect(await goneBy(() => alter(described))).to.deep.equal([]);
      });
    }

    it('drops by the name that it was given', async () => {
      await alter((table) => {
        table.unique(['nick'], { indexName: 'my_unique' });
        table.integer('boss_id');
        table.foreign('boss_id', 'to_boss').references('id').inTable('member');
      });
      const drop: Alter = (table) => {
        table.dropUniqueIfExists(['nick'], 'my_unique');
        table.dropForeignIfExists('boss_id', 'to_boss');
      };
      expect(await goneBy(() => alter(drop))).to.deep.equal([
        'member fk to_boss',
        'member uq my_unique',
      ]);
      expect(await goneBy(() => alter(drop))).to.deep.equal([]);
    });
  });

  it('looks up within a transaction, on its connection', async () => {
    await knex.transaction(async (trx) => {
      await trx.schema.createTable('t', (table) => {
        table.integer('id').primary();
        table.integer('t_id').references('id').inTable('t');
      });
      await trx.schema.alterTable('t', (table) => table.dropForeign('t_id'));
      expect((await readConstraintNames(trx, dialect)).join()).not.to.include('fk__t__t_id__t');
    });
  });

  it('looks up what was made earlier in the same builder', async () => {
    await knex.schema
      .createTable('t', (table) => {
        table.integer('id').primary();
        table.integer('t_id').references('id').inTable('t');
      })
      .alterTable('t', (table) => table.dropForeign('t_id'));
    expect((await readConstraintNames(plain, dialect)).join()).not.to.include('fk__t__t_id__t');
  });

  it('looks up mapped names, and past the mapper of rows', async () => {
    const mapped = withNaming(
      database.connect({
        wrapIdentifier: (name, quote) =>
          quote(name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)),
        postProcessResponse: () => 'nothing',
      }),
    );
    await mapped.schema.alterTable('member', (table) => table.dropForeign(['teamId', 'year']));
    expect((await readConstraintNames(plain, dialect)).join()).not.to.include('team_id_year__team');
  });
});

describeEachDialect(
  'dropping in PostgreSQL',
  (dialect) => {
    let database: TestDatabase;
    let plain: Knex;
    beforeEach(async () => {
      database = await createDatabase(dialect);
      plain = database.connect();
    });
    afterEach(() => database.drop());

    it('finds a partial unique, which is an index and no constraint', async () => {
      const knex = withNaming(plain);
      await knex.schema.createTable('t', (table) => {
        table.integer('a');
        table.unique(['a'], { predicate: plain.whereNotNull('a') });
      });
      expect(await readConstraintNames(plain, dialect)).to.deep.equal(['t uq uq__t__a']);
      await knex.schema.alterTable('t', (table) => table.dropUnique(['a']));
      expect(await readConstraintNames(plain, dialect)).to.deep.equal([]);
    });

    it('looks up in the schema that it is told, not in that of a table of the same name', async () => {
      await plain.raw('create schema s');
      const knex = withNaming(plain);
      for (const schema of ['public', 's']) {
        await knex.schema.withSchema(schema).createTable('t', (table) => {
          table.integer('id').primary();
          table.integer('t_id');
          table.foreign('t_id').references('id').inTable(`${schema}.t`);
          table.unique(['t_id'], { predicate: plain.whereNotNull('t_id') });
        });
      }
      await knex.schema.withSchema('s').alterTable('t', (table) => {
        table.dropForeign('t_id');
        table.dropUnique(['t_id']);
      });
      expect(await readConstraintNames(plain, dialect, 's')).to.deep.equal(['t pk pk__t']);
      expect(await readConstraintNames(plain, dialect)).to.deep.equal([
        't fk fk__t__t_id__t',
        't pk pk__t',
        't uq uq__t__t_id',
      ]);
    });
  },
  ['postgres'],
);
