import { expect } from 'chai';
import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import { tryBaseline } from '../support/baselines.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { mysqlSchema } from '../support/mysql-changes.ts';
import { postgresSchema } from '../support/postgres-changes.ts';
import { sqliteSchema } from '../support/sqlite-changes.ts';
import { fileURLToPath } from 'node:url';

const schemas: Readonly<Record<DialectName, string>> = {
  postgres: postgresSchema,
  mysql: mysqlSchema,
  sqlite: sqliteSchema,
};

/** Words of SQL and quotes for names, question marks, backslashes, circles of foreign keys. */
const awkward: Readonly<Record<DialectName, string>> = {
  postgres: `
    create schema "Other place";
    create table who (id int primary key);
    create table log (at date not null, id int references who, primary key (at, id)) partition by range (at);
    create index on log (id);
    create table log_1 partition of log for values from ('2020-01-01') to ('2021-01-01');
    create table log_rest partition of log default;
    create table read_log (log_at date, log_id int, foreign key (log_at, log_id) references log);
    comment on column log.at is 'when';
    create table "Order" ("userId" int primary key, "select" text default 'it''s \\ a ?' not null,
      payload jsonb default '{"a": "?"}', has boolean generated always as (payload ? 'a') stored,
      "at" timestamptz(3) default now(), price numeric(8,2) default 0, big bigint default 5,
      flags int[] default '{1,2}', code char(3), ip inet,
      constraint "Price?" check (price > 0), constraint "has'" check (not (payload ? 'b')));
    create unique index "by ?" on "Order" (("payload" ->> '?')) where "select" <> '?';
    create table "Other place".a (id serial primary key, b_id int unique);
    create table "Other place".b (id bigserial, a_id int references "Other place".a deferrable initially deferred,
      primary key (id));
    alter table "Other place".a add constraint round foreign key (b_id) references "Other place".a (id) on update cascade;
    create table c (id int primary key, d_id int);
    create table d (id int primary key, c_id int references c on delete set null);
    alter table c add constraint circle foreign key (d_id) references d;
    create sequence shared_ids;
    create table e (id int default nextval('shared_ids') primary key, a_id int references "Other place".a);
    alter sequence shared_ids owned by e.id;
    create function price_of("Order") returns numeric language sql as 'select $1.price';
    create view one as select 1 as id;
    create view another as select * from one, "Order";
    create function later() returns setof another language sql as 'select * from another';
    comment on column "Order"."select" is 'it''s ? a \\ $1 \${x} back\`tick';
    comment on table "Order" is 'what?';
    comment on constraint "Price?" on "Order" is 'above zero?';
    revoke execute on function later() from public;
    alter table c replica identity full, set (fillfactor = 70);`,
  mysql: String.raw`
    create table ${'`Order`'} (${'`userId`'} int primary key, ${'`select`'} varchar(20) default 'it''s a ?' not null comment 'it''s ? a \\ b',
      note text default ('x') comment 'free', price decimal(8,2) default 0, big bigint default 5, t tinyint(1) default 1,
      at timestamp(3) null default null, kind set('a','b'), bin varbinary(9), seen timestamp not null default current_timestamp on update current_timestamp,
      constraint ${'`Price?`'} check (price > 0), unique ${'`by ?`'} (${'`select`'}(5), price)) comment 'what''s ?';
    create table c (id int unsigned not null auto_increment primary key, d_id int unsigned) collate latin1_swedish_ci;
    create table d (id int unsigned primary key, c_id int unsigned, constraint dc foreign key (c_id) references c (id) on delete set null);
    alter table c add constraint circle foreign key (d_id) references d (id) on update cascade;
    create view another as select 1 as id;
    create view a_first as select * from another;`,
  sqlite: `
    create table "Order" ("userId" integer primary key, "select" text default 'it''s ?' not null,
      price numeric default (1 + 1) constraint "Price?" check (price > 0), big bigint default -5);
    create unique index "by ?" on "Order" ("select" collate nocase) where price > 2;
    create table c (id integer primary key autoincrement not null, d_id int references d (id) deferrable initially deferred);
    create table d (id integer primary key, c_id int, unique (c_id) on conflict ignore, foreign key (c_id) references c);
    create table pair (a int, b int, primary key (a, b)) without rowid;
    create view "Shown" as select "userId" as theId, 'A' || "select" as Mixed from "Order";
    create trigger watch instead of insert on "Shown" begin select 'Mixed ?'; end`,
};

describeEachDialect('writeBaseline', (dialect) => {
  const databases: TestDatabase[] = [];
  afterEach(() => Promise.all(databases.splice(0).map((database) => database.drop())));
  const make = async (): Promise<TestDatabase> => {
    const database = await createDatabase(dialect);
    databases.push(database);
    return database;
  };

  for (const conventions of [{}, false] as const) {
    const word = conventions === false ? 'on plain Knex' : 'under the conventions';

    it(`makes one of each kind of object again, ${word}`, async () => {
      const old = (await make()).connect();
      await send(old, schemas[dialect]);
      const trial = await tryBaseline(old, await make(), conventions);
      expect(trial.differences, trial.text).to.deep.equal([]);
      expect(trial.traces, trial.text).to.deep.equal([]);
    });

    it(`makes awkward names, texts and circles again, ${word}`, async () => {
      const old = (await make()).connect();
      await send(old, awkward[dialect]);
      const trial = await tryBaseline(old, await make(), conventions);
      expect(trial.differences, trial.text).to.deep.equal([]);
      expect(trial.traces, trial.text).to.deep.equal([]);
    });

    it(`makes what plain Knex has made again, ${word}`, async () => {
      const old = (await make()).connect({ log: { warn: () => {} } });
      await buildPlain(old);
      const trial = await tryBaseline(old, await make(), conventions);
      expect(trial.differences, trial.text).to.deep.equal([]);
      expect(trial.traces, trial.text).to.deep.equal([]);
    });
  }

  if (dialect === 'postgres') {
    it('leaves out what is of the server, and says so', async () => {
      const old = (await make()).connect();
      await old.raw(`create extension postgres_fdw; create table t (id int);
        create server elsewhere foreign data wrapper postgres_fdw;
        create foreign table far (id int) server elsewhere; create publication p for table t;
        alter default privileges grant select on tables to public`);
      const { leftOut, differences } = await tryBaseline(old, await make());
      expect(leftOut.map(({ where }) => where)).to.have.members([
        'foreign table far',
        'publication p',
        'default privileges postgres r',
      ]);
      expect(differences).to.include('foreign table far is missing');
    });
  }

  it('makes the example again, comments and all', async () => {
    const directory = fileURLToPath(new URL('../../example/migrations', import.meta.url));
    const old = (await make()).connect({
      migrations: { migrationSource: new EpochMigrationSource({ directory }) },
    });
    await old.migrate.latest();
    const trial = await tryBaseline(old, await make());
    expect(trial.differences, trial.text).to.deep.equal([]);
    expect(trial.traces, trial.text).to.deep.equal([]);
    expect(trial.leftOut).to.deep.equal([]);
    expect(trial.before.tables.length).to.be.above(4);
    expect(trial.text).not.to.include('uncommented');
  });
});

/** Statement by statement for MySQL and SQLite, whose drivers take one. */
async function send(knex: Knex, sql: string): Promise<void> {
  if ((knex.client as { dialect: string }).dialect === 'postgresql') {
    await knex.raw(sql.replaceAll('?', String.raw`\?`));
    return;
  }
  for (const statement of sql.split(/;\s*\n/u))
    if (statement.trim() !== '') await knex.raw(statement);
}

/** What years of Knex leave: names of its own, circles, defaults, enums, a self-reference. */
async function buildPlain(knex: Knex): Promise<void> {
  await knex.schema.createTable('user', (table) => {
    table.increments('id');
    table.string('email', 120).notNullable().unique();
    table.string('name').defaultTo('nobody');
    table.enu('role', ['admin', 'member']).defaultTo('member');
    table.boolean('active').notNullable().defaultTo(true);
    table.integer('manager_id').unsigned().references('id').inTable('user').onDelete('SET NULL');
    table.decimal('balance', 10, 2).defaultTo(0);
    table.timestamp('created_at').notNullable().defaultTo(knex.fn.now());
    table.json('payload');
  });
  await knex.schema.createTable('zebra_order', (table) => {
    table.bigIncrements('id');
    table
      .integer('user_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('user')
      .onDelete('CASCADE');
    table.date('day');
    table.text('note');
    table.index(['user_id', 'day'], 'idx_of_mine');
  });
  await knex.schema.createTable('audit', (table) => {
    table.integer('order_id').notNullable();
    table.string('kind', 10).notNullable();
    table.bigInteger('zebra_id').unsigned().references('id').inTable('zebra_order');
    table.primary(['order_id', 'kind']);
  });
}
