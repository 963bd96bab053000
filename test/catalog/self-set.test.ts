import { expect } from 'chai';
import type { Knex } from 'knex';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { columnsSetByUpdates } from '../../lib/catalog/self-set.ts';
import { timestamps } from '../../lib/mixin/timestamps.ts';
import { withConventions } from '../../lib/schema/with-conventions.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';

describeEachDialect('columnsSetByUpdates', (dialect) => {
  let database: TestDatabase;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect();
  });
  afterEach(() => database.drop());

  async function columnsOf(name: string): Promise<string[]> {
    const catalog = await readCatalog(knex);
    const table = catalog.tables.find((each) => each.name === name)!;
    return [...columnsSetByUpdates(catalog, table)];
  }

  it('finds the time of the last change, also after the column is renamed', async () => {
    const { schema } = withConventions(knex, { comments: false });
    await schema.createTable('note', (table) => {
      table.increments('id');
      timestamps(table);
    });
    expect(await columnsOf('note')).to.deep.equal(['updated_at']);
    await knex.raw('alter table note rename column updated_at to changed');
    expect(await columnsOf('note')).to.deep.equal(['changed']);
  });

  it('does not take what a trigger sets in another table for what it sets in its own', async () => {
    await knex.schema.createTable('note', (table) => {
      for (const name of ['id', 'size', 'state', 'total', 'version']) table.integer(name);
    });
    await knex.schema.createTable('log', (table) => {
      table.integer('id').primary();
      for (const name of ['size', 'state', 'total', 'version']) table.integer(name);
    });
    const other = (upsert: string): string => `
      update log set total = 1, size = 2 where id = 3;
      update log as l set size = 4;
      insert into log (id, state) values (1, 2) ${upsert}`;
    const make = {
      postgres: `
        create function note() returns trigger language plpgsql as $$ begin
          ${other('on conflict (id) do update set size = 5, state = 6')};
          update "note" set version = version + 1 where id = new.id and version = new.version; return new; end $$;
        create trigger note after update on note for each row execute function note()`,
      mysql: `create trigger note before update on note for each row begin
          ${other('on duplicate key update size = 5, state = 6')}; set new.version = old.version + 1; end`,
      sqlite: `create trigger note after update on note begin
          ${other('on conflict (id) do update set size = 5, state = 6')};
          update "note" set version = old.version + 1 where rowid = new.rowid; end`,
    }[dialect];
    await knex.raw(make);
    expect(await columnsOf('note')).to.deep.equal(['version']);
  });

  it("finds what a team's own trigger counts, and nothing that it only reads", async () => {
    await knex.schema.createTable('note', (table) => {
      table.increments('id');
      table.integer('a+version');
      table.integer('size');
    });
    await knex.schema.createTable('other', (table) => void table.integer('size'));
    const make = {
      postgres: `
        create function count_up() returns trigger language plpgsql as $$
          begin if new.size is distinct from old.size then new."a+version" = old."a+version" + 1; end if; return new; end $$;
        create trigger counts before update on note for each row execute function count_up();
        create trigger starts before insert on other for each row execute function count_up()`,
      mysql:
        'create trigger counts before update on note for each row set new.`a+version` = if(new.size > 3, old.`a+version` + 1, 0)',
      sqlite: `
        create trigger counts after update on note for each row when new.size > 3 begin
          update note set "a+version" = old."a+version" + 1 where rowid = new.rowid; end`,
    }[dialect];
    await knex.raw(make);
    expect(await columnsOf('note')).to.deep.equal(['a+version']);
    expect(await columnsOf('other')).to.deep.equal([]);
  });
});
