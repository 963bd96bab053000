import { expect } from 'chai';
import { postgres } from '../../lib/dialect/postgres.ts';
import { foldName, isSameName } from '../../lib/dialect/same-name.ts';
import { sqlite } from '../../lib/dialect/sqlite.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { dialectNamed } from '../../lib/dialect/dialect-of.ts';

describe('foldName', () => {
  it('folds the letters A to Z where the database does', () => {
    expect(foldName(sqlite, 'Straße_ÉCOLE')).to.equal('straße_École');
    expect(foldName(postgres, 'Team')).to.equal('Team');
  });
});

describeEachDialect('isSameName', (dialect) => {
  it('takes names for one as the database does', async () => {
    const database = await createDatabase(dialect);
    try {
      const knex = database.connect();
      const quote = (name: string): string => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);
      await knex.raw(`create table team (${quote('Name')} int)`);
      const isFound = await knex.raw(`select t.${quote('NAME')} from team t`).then(
        () => true,
        () => false,
      );
      expect(isSameName(dialectNamed(dialect), 'Name', 'NAME')).to.equal(isFound);
      expect(isSameName(dialectNamed(dialect), 'Name', 'Nome')).to.equal(false);
      expect(isSameName(dialectNamed(dialect), null, null)).to.equal(false);
    } finally {
      await database.drop();
    }
  });
});
