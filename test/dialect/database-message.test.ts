import { expect } from 'chai';
import { databaseMessage } from '../../lib/dialect/database-message.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught } from '../support/migrations.ts';

describeEachDialect('databaseMessage', (dialect) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database.drop());

  const words = {
    postgres: /^column t.x - y does not exist$/u,
    mysql: /^Unknown column 't.x - y' in '[^']+'$/u,
    sqlite: /^no such column: t.x - y$/u,
  }[dialect];

  for (const compileSqlOnError of [true, false]) {
    it(`finds the words behind values, dashes and question marks (compileSqlOnError: ${compileSqlOnError})`, async () => {
      const knex = database.connect({ compileSqlOnError });
      const failed: string[] = [];
      knex.on('query-error', (_: unknown, { sql }: { sql: string }) => failed.push(sql));
      const query = knex.raw("select ? as a, ? as b, 'c - d \\?', ?? from (select 1) t", [
        'e - f',
        '?',
        't.x - y',
      ]);
      const { message } = await caught(Error, async () => query);
      expect(databaseMessage(failed[0] ?? '', message)).to.match(words);
    });
  }

  it('leaves a message alone that has no statement before it', () => {
    expect(databaseMessage('select ?', 'connection lost - try again')).to.equal(
      'connection lost - try again',
    );
  });
});
