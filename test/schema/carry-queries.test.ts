import { expect } from 'chai';
import type { Knex } from 'knex';
import { dialectNamed } from '../../lib/dialect/dialect-of.ts';
import { SchemaChangeError } from '../../lib/schema/convention-error.ts';
import { withNaming } from '../support/with-naming.ts';
import { readConstraintNames } from '../support/constraint-names.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect('renaming', (dialect) => {
  let database: TestDatabase;
  let plain: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    plain = database.connect();
  });
  afterEach(() => database.drop());

  const namesOf = (knex: Knex = plain): Promise<string[]> => readConstraintNames(knex, dialect);

  /** On MySQL a primary key bears no name, and an enum no check. */
  const where = (only: boolean, lines: readonly string[]): readonly string[] => (only ? lines : []);
  const keys = (...tables: string[]): readonly string[] =>
    where(
      dialect !== 'mysql',
      tables.map((table) => `${table} pk pk__${table}`),
    );

  async function createClub(schema: Knex.SchemaBuilder): Promise<void> {
    await schema
      .createTable('team', (table) => {
        table.increments('id');
        table.string('name').unique();
        table.integer('size').checkPositive();
        table.enu('sort', ['a', "b's?"]);
        table.check('name <> ?', ['what?'], 'name_given');
      })
      .createTable('member', (table) => {
        table.increments('id');
        table.integer('team_id').unsigned().references('id').inTable('team');
        table.integer('boss_id').unsigned().references('id').inTable('member');
        table.integer('age').index();
        table.string('nick');
        table.unique(['team_id', 'nick']);
        table.index(['nick', 'age'], 'by_hand');
      });
  }

  const member = (team: string, key: string): readonly string[] => [
    'member fk fk__member__boss_id__member',
    `member fk fk__member__${key}__${team}`,
    'member ix by_hand',
    'member ix ix__member__age',
    ...keys('member'),
    `member uq uq__member__${key}_nick`,
  ];
  const team = (name: string, size: string, sort: string): readonly string[] =>
    [
      `${name} ck ck__${name}__name_given`,
      `${name} ck ck__${name}__${size}_positive`,
      ...where(dialect !== 'mysql', [`${name} ck ck__${name}__${sort}_enum`]),
      ...keys(name),
      `${name} uq uq__${name}__name`,
    ].toSorted();

  for (const isInTransaction of [false, true]) {
    describe(isInTransaction ? 'in a transaction' : 'outside of a transaction', () => {
      const run = (work: (knex: Knex) => Promise<void>): Promise<void> =>
        isInTransaction
          ? withNaming(plain).transaction(async (trx) => work(trx))
          : work(withNaming(plain));

      it('a table carries all names along, of own and foreign tables, and back again', async () => {
        await run(async (knex) => {
          await createClub(knex.schema);
          const before = await namesOf(knex);
          expect(before).to.deep.equal([
            ...member('team', 'team_id'),
            ...team('team', 'size', 'sort'),
          ]);
          await knex.schema.renameTable('team', 'squad');
          expect(await namesOf(knex)).to.deep.equal([
            ...member('squad', 'team_id'),
            ...team('squad', 'size', 'sort'),
          ]);
          await knex.schema.renameTable('squad', 'team');
          expect(await namesOf(knex)).to.deep.equal(before);
        });
      });

      if (dialectNamed(dialect).foldsNames) {
        it('a column that is called in another case carries its names along', async () => {
          await run(async (knex) => {
            await createClub(knex.schema);
            const called = dialect === 'sqlite' ? 'TEAM' : 'team';
            await knex.schema.alterTable(called, (table) => {
              table.renameColumn('SIZE', 'head_count');
              table.renameColumn('Name', 'title');
            });
            const names = await namesOf(knex);
            expect(names).to.include('team ck ck__team__head_count_positive');
            expect(names).to.include('team uq uq__team__title');
          });
        });
      }

      it('columns carry all names along, and back again', async () => {
        await run(async (knex) => {
          await createClub(knex.schema);
          const before = await namesOf(knex);
          await knex.schema
            .alterTable('team', (table) => {
              table.renameColumn('size', 'head_count');
              table.renameColumn('sort', 'kind');
              table.renameColumn('id', 'team_id');
            })
            .alterTable('member', (table) => table.renameColumn('team_id', 'squad_id'));
          expect(await namesOf(knex)).to.deep.equal([
            ...member('team', 'squad_id'),
            ...team('team', 'head_count', 'kind'),
          ]);
          await knex.schema
            .alterTable('member', (table) => table.renameColumn('squad_id', 'team_id'))
            .alterTable('team', (table) => {
              table.renameColumn('team_id', 'id');
              table.renameColumn('kind', 'sort');
              table.renameColumn('head_count', 'size');
            });
          expect(await namesOf(knex)).to.deep.equal(before);
        });
      });

      it('keeps rows, and what the constraints hold to', async () => {
        await run(async (knex) => {
          await createClub(knex.schema);
          await knex('team').insert({ name: 'red', size: 3, sort: "b's?" });
          await knex.schema.renameTable('team', 'squad');
          expect(await knex('squad').select('name', 'size', 'sort')).to.deep.equal([
            { name: 'red', size: 3, sort: "b's?" },
          ]);
        });
        const refused = [
          { name: 'red', size: 1, sort: 'a' },
          { name: 'blue', size: -1, sort: 'a' },
          { name: 'what?', size: 1, sort: 'a' },
          { name: 'green', size: 1, sort: 'c' },
        ];
        for (const row of refused) {
          const isRefused = await plain('squad')
            .insert(row)
            .then(
              () => false,
              () => true,
            );
          expect(isRefused, JSON.stringify(row)).to.equal(true);
        }
        await plain('squad').insert({ name: 'blue', size: 1, sort: 'a' });
      });
    });
  }

  it('swaps two columns by way of a third', async () => {
    const knex = withNaming(plain);
    await knex.schema.createTable('t', (table) => {
      table.integer('a').unique();
      table.integer('b').index();
    });
    await knex.schema.alterTable('t', (table) => {
      table.renameColumn('a', 'c');
      table.renameColumn('b', 'a');
      table.renameColumn('c', 'b');
    });
    expect(await namesOf()).to.deep.equal(['t ix ix__t__a', 't uq uq__t__b']);
  });

  it('cuts the names that become too long, and restores them', async function () {
    // MariaDB's statistics thread may write the old name of an index back while it is renamed.
    if (dialect === 'mysql') this.retries(2);
    const knex = withNaming(plain);
    const long = `a_table_with_a_name_that_is_longer_than_it_should_be_${'x'.repeat(8)}`;
    await knex.schema.createTable('t', (table) => {
      table.increments('id');
      table.integer('a').unique().checkPositive();
      table.integer('t_id').unsigned().references('id').inTable('t');
    });
    const before = await namesOf();
    await knex.schema.renameTable('t', long);
    const renamed = await namesOf();
    // A check does not tell of what its cut name was made: it keeps the old one until it fits.
    const stale = renamed.filter((line) => line.includes('__t__'));
    expect(stale).to.deep.equal(where(dialect !== 'sqlite', [`${long} ck ck__t__a_positive`]));
    for (const line of renamed) {
      const [, , name = ''] = line.split(' ');
      if (dialect !== 'sqlite') expect(name).to.have.length.at.most(64);
    }
    await knex.schema.renameTable(long, 't');
    expect(await namesOf()).to.deep.equal(before);
  });

  it('is told by columns whose names hold quotes, question marks and Unicode', async () => {
    const knex = withNaming(plain);
    const names = ['what?', 'größe', "it's", 'two words', 'per%cent', '$1'];
    // Plain Knex makes `$1` of a `?` in the name of a table on PostgreSQL.
    const odd = dialect === 'postgres' ? 'odd' : 'odd?';
    await knex.schema.createTable(odd, (table) => {
      for (const name of names) table.integer(name).unique();
    });
    const before = await namesOf();
    await knex.schema.alterTable(odd, (table) => {
      for (const name of names) table.renameColumn(name, `${name}?2`);
    });
    await knex.schema.renameTable(odd, `${odd}er`);
    expect(await namesOf()).to.deep.equal(
      names.map((name) => `${odd}er uq uq__${odd}er__${name}?2`).toSorted(),
    );
    await knex.schema.renameTable(`${odd}er`, odd);
    await knex.schema.alterTable(odd, (table) => {
      for (const name of names) table.renameColumn(`${name}?2`, name);
    });
    expect(await namesOf()).to.deep.equal(before);
  });

  it('leaves names alone with carryNames: false', async () => {
    const knex = withNaming(plain, { carryNames: false });
    await createClub(knex.schema);
    await knex.schema.renameTable('team', 'squad');
    await knex.schema.alterTable('member', (table) => table.renameColumn('age', 'years'));
    expect(await namesOf()).to.deep.equal([
      ...member('team', 'team_id'),
      ...team('team', 'size', 'sort').map((line) => line.replace('team ', 'squad ')),
    ]);
  });

  it('leaves names alone with naming: false', async () => {
    const knex = withNaming(plain, { naming: false });
    await knex.schema.createTable('t', (table) => table.integer('a').unique());
    await knex.schema.renameTable('t', 'u');
    expect(await namesOf()).to.deep.equal(['u uq t_a_unique']);
  });

  it('leaves what plain Knex has named', async () => {
    await plain.schema.createTable('t', (table) => {
      table.integer('a').unique();
      table.integer('b').index();
    });
    await withNaming(plain).schema.renameTable('t', 'u');
    expect(await namesOf()).to.deep.equal(['u ix t_b_index', 'u uq t_a_unique']);
  });

  it('frees the old names within one builder', async () => {
    const described = (table: Knex.CreateTableBuilder): void => {
      table.increments('id');
      table.integer('a').unique();
    };
    const { schema } = withNaming(plain);
    // Knex types it as the last call of a builder, which it is not.
    schema.createTable('t', described);
    void schema.renameTable('t', 'u');
    await schema.createTable('t', described);
    expect(await namesOf()).to.deep.equal(
      ['t uq uq__t__a', 'u uq uq__u__a', ...keys('t', 'u')].toSorted(),
    );
  });

  it('sees through the mapper of names of the project', async () => {
    const mapped = database.connect({
      wrapIdentifier: (name, quote) =>
        quote(name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)),
      postProcessResponse: (response: unknown) =>
        Array.isArray(response)
          ? response.map((row: object | null) =>
              Object.fromEntries(
                Object.entries(row ?? {}).map(([key, value]) => [
                  key.replaceAll(/_(\w)/gu, (_, letter: string) => letter.toUpperCase()),
                  value as unknown,
                ]),
              ),
            )
          : response,
    });
    const knex = withNaming(mapped);
    await knex.schema.createTable('userAccount', (table) => {
      table.increments('userId');
      table.string('eMail').unique();
    });
    await knex.schema.renameTable('userAccount', 'clubMember');
    await knex.schema.alterTable('clubMember', (table) =>
      table.renameColumn('eMail', 'mailAddress'),
    );
    expect(await namesOf()).to.deep.equal([
      ...keys('club_member'),
      'club_member uq uq__club_member__mail_address',
    ]);
  });
});

describeEachDialect(
  'renaming in another schema',
  (dialect) => {
    it('carries names along within that schema', async () => {
      const database = await createDatabase(dialect);
      try {
        const plain = database.connect();
        await plain.raw('create schema "Club"');
        const knex = withNaming(plain);
        await knex.schema.withSchema('Club').createTable('team', (table) => {
          table.increments('id');
          table.integer('size').unique();
          table.integer('team_id').references('id').inTable('Club.team');
        });
        await knex.schema.withSchema('Club').renameTable('team', 'Squad');
        await knex.schema
          .withSchema('Club')
          .alterTable('Squad', (table) => table.renameColumn('size', 'Count'));
        expect(await readConstraintNames(plain, dialect, 'Club')).to.deep.equal([
          'Squad fk fk__Squad__team_id__Squad',
          'Squad pk pk__Squad',
          'Squad uq uq__Squad__Count',
        ]);
      } finally {
        await database.drop();
      }
    });
  },
  ['postgres'],
);

describeEachDialect('createTableLike', (dialect) => {
  it('names what the database has copied by the convention', async () => {
    const database = await createDatabase(dialect);
    try {
      const plain = database.connect();
      const knex = withNaming(plain);
      await knex.schema.createTable('first', (table) => {
        table.increments('id');
        table.integer('a').unique().checkPositive();
        table.integer('b').index();
        table.index(['a', 'b'], 'by_hand');
      });
      const copy = (): Knex.SchemaBuilder =>
        knex.schema.createTableLike('second', 'first', (table) => table.integer('c').index());
      if (dialect === 'sqlite') {
        // SQLite would copy the columns only.
        const error = await caught(SchemaChangeError, copy);
        expect(error.problems[0]).to.include({ code: 'E_COPY_LOSES' });
        return;
      }
      await copy();
      const ofCopy = (await readConstraintNames(plain, dialect)).filter((line) =>
        line.startsWith('second '),
      );
      expect(ofCopy).to.deep.equal(
        {
          postgres: [
            'second ck ck__second__a_positive',
            'second ix ix__second__a_b',
            'second ix ix__second__b',
            'second ix ix__second__c',
            'second pk pk__second',
            'second uq uq__second__a',
          ],
          mysql: [
            'second ck ck__second__a_positive',
            'second ix ix__second__a_b',
            'second ix ix__second__b',
            'second ix ix__second__c',
            'second uq uq__second__a',
          ],
        }[dialect],
      );
    } finally {
      await database.drop();
    }
  });
});
