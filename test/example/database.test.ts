import { basename, isAbsolute } from 'node:path';
import { expect } from 'chai';
import { databaseOf } from '../../example/database.ts';

describe("the example's databaseOf", () => {
  it('takes a SQLite file in the root of the project where nothing is set', () => {
    for (const environment of [{}, { DATABASE_URL: '' }]) {
      const { client, connection } = databaseOf(environment);
      const { filename } = connection as { filename: string };
      expect(client).to.equal('better-sqlite3');
      expect(basename(filename)).to.equal('example.sqlite3');
      expect(isAbsolute(filename)).to.equal(true);
    }
  });

  it('takes the SQLite file that SQLITE_FILE names', () => {
    expect(databaseOf({ SQLITE_FILE: 'other.sqlite3' }).connection).to.deep.equal({
      filename: 'other.sqlite3',
    });
  });

  for (const [protocol, client] of [
    ['postgres', 'pg'],
    ['postgresql', 'pg'],
    ['mysql', 'mysql2'],
    ['mariadb', 'mysql2'],
  ] as const) {
    it(`connects to ${protocol}:// by ${client}`, () => {
      const connection = `${protocol}://user:secret@db.example/shop`;
      expect(databaseOf({ DATABASE_URL: connection })).to.deep.equal({ client, connection });
    });
  }

  it('refuses what it cannot connect to, without printing the password', () => {
    expect(() => databaseOf({ DATABASE_URL: 'mssql://user:secret@db.example/shop' }))
      .to.throw(
        'DATABASE_URL begins with mssql://. Begin it with postgres://, postgresql://, mysql://, mariadb://, or unset it to use SQLite.',
      )
      .with.property('message')
      .that.does.not.include('secret');
    expect(() => databaseOf({ DATABASE_URL: 'user:secret@db' })).to.throw('DATABASE_URL');
    expect(() => databaseOf({ DATABASE_URL: './dev.sqlite3' })).to.throw('DATABASE_URL is no URL.');
  });
});
