import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { mysqlReader } from '../../lib/schema/mysql-constraints.ts';
import { postgresReader } from '../../lib/schema/postgres-constraints.ts';
import { sqliteReader } from '../../lib/schema/sqlite-constraints.ts';
import {
  readConstraints,
  type ConstraintReader,
  type LiveConstraint,
  type Reach,
} from '../../lib/schema/live-constraint.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

const readers: Readonly<Record<DialectName, ConstraintReader>> = {
  postgres: postgresReader,
  mysql: mysqlReader,
  sqlite: sqliteReader,
};

describeEachDialect('reading constraints', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  before(async () => {
    database = await createDatabase(dialect);
    knex = database.connect();
    const q = (sql: string): Promise<unknown> =>
      knex.raw(dialect === 'mysql' ? sql.replaceAll('"', '`') : sql);
    await q(
      'create table "Team" (id int not null, year int not null, "Code" int not null, constraint p primary key (year, id), constraint c check (year > 0))',
    );
    await q('create unique index u on "Team" ("Code", year)');
    await q('create index x on "Team" (year)');
    await q(
      `create table member (team_year int, team_id int, constraint f foreign key (team_year, team_id) references "Team" (year, id) on update cascade on delete ${dialect === 'mysql' ? 'set null' : 'cascade'})`,
    );
    await q('create table stranger (id int, constraint s check (id > 0))');
    await q('create index y on stranger (id)');
  });
  after(() => database?.drop());

  async function read(table: string, reach: Reach = 'references'): Promise<LiveConstraint[]> {
    const reader = readers[dialect];
    const quoted = (knex.client as { wrapIdentifierImpl(name: string): string }).wrapIdentifierImpl(
      table,
    );
    const { sql, bindings = [] } = reader.query(quoted, table, undefined, reach);
    const response: unknown = await knex.raw(sql, bindings as Knex.RawBinding[]);
    return readConstraints(reader, dialect === 'mysql' ? (response as unknown[])[0] : response);
  }

  const short = ({ kind, name, form, table, columns }: LiveConstraint): string =>
    `${table} ${kind} ${name} ${form} (${columns.join(', ')})`;

  it('finds those of a table in the order of their columns, and the keys of others to it', async () => {
    const found = (await read('Team')).map(short).toSorted();
    expect(found).to.deep.equal(
      {
        postgres: [
          'Team ck c constraint ()',
          'Team ix x index (year)',
          'Team pk p constraint (year, id)',
          'Team uq u index (Code, year)',
          'member fk f constraint (team_year, team_id)',
        ],
        mysql: [
          'Team ck c constraint ()',
          'Team ix x index (year)',
          'Team pk PRIMARY index (year, id)',
          'Team uq u index (Code, year)',
          'member fk f constraint (team_year, team_id)',
        ],
        // Names of keys and checks stand in the text of the table only.
        sqlite: [
          'Team ix x index (year)',
          'Team pk  constraint (year, id)',
          'Team uq u index (Code, year)',
          'member fk f constraint (team_year, team_id)',
        ],
      }[dialect],
    );
  });

  it('leaves the keys of others out where only the table is asked for', async () => {
    for (const table of ['Team', 'member']) {
      const tables = new Set((await read(table, 'table')).map((found) => found.table));
      expect([...tables]).to.deep.equal([table]);
    }
  });

  it('has all of the one kind that is asked for', async () => {
    for (const table of ['Team', 'member']) {
      const all = await read(table, 'table');
      for (const kind of ['pk', 'uq', 'ix', 'fk', 'ck'] as const) {
        const found = (await read(table, kind)).filter((each) => each.kind === kind);
        const expected = all.filter((each) => each.kind === kind);
        expect(found.map(short)).to.deep.equal(expected.map(short));
      }
    }
  });

  it('tells what a foreign key refers to, from either side', async () => {
    for (const table of ['Team', 'member']) {
      const key = (await read(table)).find(({ kind }) => kind === 'fk');
      expect(key).to.include({ table: 'member', referredTable: 'Team' });
      expect(key?.referredColumns).to.deep.equal(['year', 'id']);
    }
  });

  it('has what it takes to build a check or a key again, where it must be', async () => {
    if (dialect !== 'mysql') return;
    const found = new Map((await read('Team')).map(({ name, definition }) => [name, definition]));
    expect(found.get('c')).to.match(/^\((?:`year` > 0|\(`year` > 0\))\)$/u);
    expect(found.get('f')).to.equal('on update CASCADE on delete SET NULL');
  });

  it('finds nothing of a table that has nothing', async () => {
    await knex.raw('create table bare (a int)');
    expect(await read('bare')).to.deep.equal([]);
  });
});

describeEachDialect(
  'reading constraints of PostgreSQL',
  (dialect) => {
    it('tells expressions from columns, leaves included columns out, and NOT NULL aside', async () => {
      const database = await createDatabase(dialect);
      try {
        const knex = database.connect();
        await knex.raw('create table t (a text not null, b int, exclude using btree (b with =))');
        await knex.raw('create index e on t (lower(a), b) include (a)');
        const { sql, bindings = [] } = postgresReader.query('"t"', 't', undefined, 'references');
        const response = await knex.raw(sql, bindings as Knex.RawBinding[]);
        expect(
          readConstraints(postgresReader, response).map(({ name, columns }) => [name, columns]),
        ).to.deep.equal([['e', [null, 'b']]]);
      } finally {
        await database.drop();
      }
    });

    it('reads a table whatever it and its schema are called', async () => {
      const database = await createDatabase(dialect);
      try {
        const knex = database.connect();
        const schema = String.raw`S'"\x`;
        await knex.schema.createSchema(schema);
        await knex.schema
          .withSchema(schema)
          .createTable("T'a", (table) => table.string('a').index('i'));
        await knex.raw(String.raw`alter table "S'""\x"."T'a" rename to "T\?"`);
        const { sql } = postgresReader.query(String.raw`"S'""\x"."T?"`, 'T?', schema, 'ix');
        const [found] = readConstraints(postgresReader, await knex.raw(sql));
        expect(found).to.include({ schema, table: 'T?', name: 'i' });
      } finally {
        await database.drop();
      }
    });
  },
  ['postgres'],
);
