import { expect } from 'chai';
import { asIfOutside, withinTransaction } from '../../lib/plan/adapt-statement.ts';
import { PlanError } from '../../lib/plan/plan-error.ts';
import { caught } from '../support/migrations.ts';

describe('withinTransaction', () => {
  it('sends all as it is, but nothing that ends the transaction', async () => {
    const adapt = withinTransaction('1728372261_a');
    expect(adapt('create index concurrently on a (b)')).to.deep.equal({
      sql: 'create index concurrently on a (b)',
    });
    const { problems } = await caught(PlanError, () => adapt('commit'));
    expect(problems[0]).to.include({ code: 'E_PLAN', where: '1728372261_a' });
  });
});

describe('asIfOutside', () => {
  const shownOf = (...statements: string[]): (string | undefined)[] => {
    const adapt = asIfOutside('1728372261_a');
    return statements.map((sql) => {
      const sent = adapt(sql);
      return sent.shown ?? sent.sql;
    });
  };

  it('shows savepoints of Knex as the transactions that they stand for, nested ones as they are', () => {
    expect(
      shownOf(
        'SAVEPOINT trx7;',
        'SAVEPOINT trx8;',
        'RELEASE SAVEPOINT trx8;',
        'RELEASE SAVEPOINT trx7;',
        'SAVEPOINT trx9;',
        'ROLLBACK TO SAVEPOINT trx9',
      ),
    ).to.deep.equal([
      'BEGIN;',
      'SAVEPOINT trx8;',
      'RELEASE SAVEPOINT trx8;',
      'COMMIT;',
      'BEGIN;',
      'ROLLBACK;',
    ]);
  });

  for (const [sql, sent] of [
    ['create index concurrently on a (b)', 'create index on a (b)'],
    ['CREATE UNIQUE INDEX CONCURRENTLY i on a (b)', 'CREATE UNIQUE INDEX i on a (b)'],
    ['drop index concurrently if exists i', 'drop index if exists i'],
    ['reindex table concurrently a', 'reindex table a'],
    ['reindex (verbose) index concurrently i', 'reindex (verbose) index i'],
    ['vacuum (analyze) a', undefined],
    ['create database b', undefined],
    ['alter system set x = 1', undefined],
    ['begin', 'savepoint stairway_plan'],
    ['COMMIT;', 'release savepoint stairway_plan'],
    ['rollback', 'rollback to savepoint stairway_plan'],
    ["alter type mood add value 'so so'", "alter type mood add value 'so so'"],
    ["insert into a values ('index concurrently')", "insert into a values ('index concurrently')"],
  ] as const) {
    it(`sends ${sent ?? 'nothing'} for ${sql}`, () => {
      expect(asIfOutside('1728372261_a')(sql).sql).to.equal(sent);
    });
  }

  it('refuses a text of several statements that would end the transaction', async () => {
    await caught(PlanError, () => asIfOutside('1728372261_a')('insert into a values (1); commit'));
  });
});
