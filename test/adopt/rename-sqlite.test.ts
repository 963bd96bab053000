import { expect } from 'chai';
import knexModule from 'knex';
import { planRenamings } from '../../lib/adopt/rename-plan.ts';
import { nameConstraints } from '../../lib/adopt/rename-sqlite.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';

describe('nameConstraints', () => {
  /** The text of a table with the names of the convention. */
  async function named(sql: string): Promise<string> {
    const knex = knexModule({
      client: 'better-sqlite3',
      connection: { filename: ':memory:' },
      useNullAsDefault: true,
    });
    try {
      await knex.raw(sql);
      return nameConstraints(sql, planRenamings(await readCatalog(knex), {}).renamings);
    } finally {
      await knex.destroy();
    }
  }

  it('names constraints in columns and of the table, and leaves all else as it is', async () => {
    expect(
      await named(`create table t (
  a integer PRIMARY KEY, -- "primary key"
  b text default 'unique' unique,
  c integer references t (a),
  constraint "old" check (b <> 'check'),
  unique (b, c)
)`),
    ).to.equal(`create table t (
  a integer constraint \`pk__t\` PRIMARY KEY, -- "primary key"
  b text default 'unique' constraint \`uq__t__b\` unique,
  c integer constraint \`fk__t__c__t\` references t (a),
  constraint \`ck__t__old\` check (b <> 'check'),
  constraint \`uq__t__b_c\` unique (b, c)
)`);
  });

  it('names two that are the same one behind the other', async () => {
    expect(await named('create table t (a integer unique, unique (a))')).to.equal(
      'create table t (a integer constraint `uq__t__a` unique, constraint `uq__t__a` unique (a))',
    );
  });
});
