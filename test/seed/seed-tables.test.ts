import { expect } from 'chai';
import type { Knex } from 'knex';
import { plainQuery } from '../../lib/catalog/plain-query.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { createSeed, seedTables, type SeedResult } from '../../lib/seed/seed-tables.ts';
import { writePlainPart } from '../support/build-plain-table.ts';
import { buildTable } from '../support/build-table.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { chooseSeed, Random } from '../support/random.ts';
import {
  generateTable,
  type ParentSpec,
  type PartSpec,
  type SpecOptions,
  type TableSpec,
} from '../support/table-spec.ts';
import { mysqlZoo, postgresZoo, sqliteZoo } from '../support/seed-zoo.ts';

const zoos = { postgres: postgresZoo, mysql: mysqlZoo, sqlite: sqliteZoo } as const;

describeEachDialect('seedTables', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect({ log: { warn: () => {} } });
  });
  afterEach(() => database.drop());

  const build = async (statements: readonly string[]): Promise<void> => {
    for (const sql of statements) await plainQuery(knex, sql.replaceAll('?', '\\?'));
  };
  const seed = async (): Promise<SeedResult> => seedTables(knex, await readCatalog(knex));

  for (const [title, statements] of Object.entries(zoos[dialect])) {
    it(`fills tables with ${title}`, async () => {
      await build(statements);
      const { seeded, unseeded } = await seed();
      expect(unseeded).to.deep.equal([]);
      expect(seeded.length).to.be.greaterThan(0);
      expect((await seed()).seeded, 'the second time').to.deep.equal([]);
    });
  }

  it('puts in three rows: a default where there is one, null in the second where it may be', async () => {
    await knex.schema.createTable('note', (table) => {
      table.increments();
      table.string('title', 20).notNullable().unique();
      table.string('state', 10).notNullable().defaultTo('new');
      table.integer('stars');
    });
    expect(await seed()).to.deep.include({ rows: 3, unseeded: [] });
    expect(await knex('note').orderBy('id').select()).to.deep.equal([
      { id: 1, title: 'title 1', state: 'new', stars: 1 },
      { id: 2, title: 'title 2', state: 'new', stars: null },
      { id: 3, title: 'title 3', state: 'new', stars: 2 },
    ]);
  });

  it('makes a migration fail that rows would stop in production', async () => {
    await knex.schema.createTable('note', (table) => void table.integer('stars'));
    await seed();
    const failing: (() => Promise<void>)[] = [
      () => knex.schema.alterTable('note', (table) => void table.dropNullable('stars')),
      () => knex.schema.alterTable('note', (table) => void table.date('at').notNullable()),
    ];
    // SQLite refuses to add a NOT NULL in any case; MariaDB puts in 0000-00-00.
    for (const change of dialect === 'postgres' ? failing : failing.slice(0, 1)) {
      const error: unknown = await change().catch((thrown: unknown) => thrown);
      expect(String(error)).to.match(
        /null value|NOT NULL constraint|Data truncated|Invalid use of NULL/u,
      );
    }
  });

  it('leaves tables with rows alone', async () => {
    await knex.schema.createTable('note', (table) => void table.integer('a'));
    await knex('note').insert({ a: 7 });
    expect(await seed()).to.deep.equal({ rows: 0, seeded: [], unseeded: [] });
    expect(await knex('note').select()).to.deep.equal([{ a: 7 }]);
  });

  it('puts in fewer rows where keys leave room for fewer', async () => {
    await knex.schema.createTable(
      'flag',
      (table) => void table.boolean('on').notNullable().unique(),
    );
    expect((await seed()).seeded).to.deep.equal([
      { schema: dialect === 'postgres' ? 'public' : null, table: 'flag', rows: 2 },
    ]);
  });

  it('fills columns that are called as it calls its own', async () => {
    const own = ['stairway_row', 'stairway_count', 'stairway_place', 'stairway_distance'];
    await knex.schema.createTable('note', (table) => {
      for (const name of own) table.integer(name).notNullable().unique();
      table.integer('Stairway_row_').notNullable();
    });
    expect(await seed()).to.deep.include({ rows: 3, unseeded: [] });
    for (const name of own) expect(new Set(await knex('note').pluck(name)).size).to.equal(3);
  });

  it('puts in backslashes, whatever they mean to the session', async () => {
    const isMysql = dialect === 'mysql';
    // MariaDB 11 reads the text of a check twice.
    const type = isMysql ? String.raw`enum('a\\b')` : 'varchar(9)';
    const check = isMysql ? '' : String.raw`, constraint known check (at in ('a\b'))`;
    await knex.raw(`create table path (at ${type} not null${check})`);
    for (const mode of isMysql ? ['', 'NO_BACKSLASH_ESCAPES'] : ['']) {
      knex = database.connect({ log: { warn: () => {} }, pool: { min: 1, max: 1 } });
      if (isMysql) await knex.raw('set session sql_mode = ?', [`STRICT_ALL_TABLES,${mode}`]);
      await knex('path').delete();
      expect(await seed()).to.deep.include({ rows: 3, unseeded: [] });
      expect(await knex('path').distinct().pluck('at')).to.deep.equal([String.raw`a\b`]);
    }
  });

  it('says what it cannot fill, and what cannot be filled without it', async () => {
    await build([
      'create table impossible (id int primary key, a int not null, constraint never check (a > 5 and a < 3))',
      'create table child (id int not null, foreign key (id) references impossible (id))',
      'create table free (id int, foreign key (id) references impossible (id))',
    ]);
    const { seeded, unseeded } = await seed();
    expect(seeded.map(({ table }) => table)).to.deep.equal(['free']);
    expect(unseeded.map(({ table }) => table)).to.deep.equal(['impossible', 'child']);
    expect(unseeded[0]?.reason).to.match(/^a: no value that was tried satisfies never check \(/iu);
    expect(unseeded[1]?.reason).to.equal('id: refers to impossible, which holds no rows');
  });

  it('hands on the words of a trigger that refuses rows, in a transaction too', async () => {
    await build(refusal[dialect]);
    await knex.schema.createTable('other', (table) => void table.integer('a'));
    const catalog = await readCatalog(knex);
    await knex.transaction(async (trx) => {
      const { seeded, unseeded } = await seedTables(trx, catalog);
      expect(seeded.map(({ table }) => table)).to.deep.equal(['other']);
      expect(unseeded.map(({ table, reason }) => [table, reason])).to.deep.equal([
        ['kept', 'rows are kept away - all of them'],
      ]);
    });
  });

  it('passes by what the project does to names and to results', async () => {
    const mapped = database.connect({
      log: { warn: () => {} },
      wrapIdentifier: (name, wrap) => wrap(`x_${name}`),
      postProcessResponse: () => [],
    });
    await build(['create table note (id int not null, a varchar(9) not null)']);
    const { seeded } = await seedTables(mapped, await readCatalog(mapped));
    expect(seeded.map(({ table }) => table)).to.deep.equal(['note']);
  });

  it('tries what it cannot fill once, and again when the table is another', async () => {
    const fill = createSeed();
    await build(['create table t (a int not null, constraint never check (a > 5 and a < 3))']);
    const first = await fill(knex, await readCatalog(knex));
    const sent: string[] = [];
    knex.on('query', ({ sql }: { sql: string }) => void sent.push(sql));
    const catalog = await readCatalog(knex);
    sent.length = 0;
    expect(await fill(knex, catalog)).to.deep.equal(first);
    expect(sent).to.have.length(1);
    await build(['drop table t', 'create table t (a int not null)']);
    expect(await fill(knex, await readCatalog(knex))).to.deep.include({ rows: 3, unseeded: [] });
  });

  it('fills tables that are made by chance and do not contradict themselves', async function () {
    this.timeout(60_000);
    const random = new Random(chooseSeed());
    const parents: readonly ParentSpec[] = [
      { name: 'parent', key: 'id', pair: ['a', 'b'] },
      { name: 'Order', key: 'orderId', pair: ['left', 'Right'] },
    ];
    const options: SpecOptions = { dialect, schema: undefined, parents, stored: (name) => name };
    for (const { name, key, pair } of parents) {
      await knex.schema.createTable(name, (table) => {
        table.integer(key).notNullable().primary();
        for (const column of pair) table.integer(column).notNullable();
        table.unique([...pair], { indexName: `twins_of_${key}` });
      });
    }
    const specs = Array.from({ length: dialect === 'mysql' ? 30 : 60 }, (_, number) =>
      withoutContradiction(generateTable(random, number, options)),
    );
    let names = 0;
    for (const spec of specs) {
      await buildTable(knex, spec, (table, part) =>
        writePlainPart(knex, table, part, dialect, () => `n${(names += 1)}`),
      );
    }
    const { seeded, unseeded } = await seed();
    expect(unseeded, `STAIRWAY_SEED=${chooseSeed()}`).to.deep.equal([]);
    expect(seeded).to.have.length(specs.length + parents.length);
  });
});

const refusal = {
  postgres: [
    'create table kept (a int)',
    `create function refuse() returns trigger language plpgsql as 'begin raise exception ''rows are kept away - all of them''; end'`,
    'create trigger refuse before insert on kept for each row execute function refuse()',
  ],
  mysql: [
    'create table kept (a int)',
    `create trigger refuse before insert on kept for each row signal sqlstate '45000' set message_text = 'rows are kept away - all of them'`,
  ],
  sqlite: [
    'create table kept (a int)',
    `create trigger refuse before insert on kept begin select raise(abort, 'rows are kept away - all of them'); end`,
  ],
} as const;

/** Keeps one check of a column, none beside a foreign key, and one foreign key of a column. */
function withoutContradiction({ created, added, ...spec }: TableSpec): TableSpec {
  const taken = new Set<string>();
  const isFree = ({ columns }: { readonly columns: readonly string[] }): boolean =>
    columns.every((name) => !taken.has(name)) && columns.every((name) => taken.add(name));
  const kept = (kind: 'fk' | 'ck'): Set<unknown> =>
    new Set(
      [...created.constraints, ...added.constraints]
        .filter((constraint) => constraint.kind === kind)
        .filter(isFree),
    );
  const all = new Set([...kept('fk'), ...kept('ck')]);
  const sound = (part: PartSpec): PartSpec => ({
    ...part,
    constraints: part.constraints.filter(
      (constraint) => (constraint.kind !== 'fk' && constraint.kind !== 'ck') || all.has(constraint),
    ),
  });
  return { ...spec, created: sound(created), added: sound(added) };
}
