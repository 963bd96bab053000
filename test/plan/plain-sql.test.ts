import { expect } from 'chai';
import { endsTransaction, kindOf } from '../../lib/plan/plain-sql.ts';

describe('kindOf', () => {
  const kinds = {
    write: [
      'create table "a" (id int)',
      'insert into a select * from b',
      "comment on table a is 'select 1'",
      'with moved as (delete from a returning *) select * from moved',
      'select * into b from a',
      "select setval('a_id_seq', 5)",
      'pragma foreign_keys = off',
      'update a set n = 1',
    ],
    read: [
      'select * from "user_account"',
      '(select 1 from a) union (select 2 from b)',
      'with x as (select * from a) select * from x',
      'select * from a for no key update',
      "select 'drop table a' from b",
      'select "update" from a',
    ],
    catalog: [
      'select * from information_schema.tables where table_name = ?',
      'select * from sqlite_master',
      'select * from `sqlite_master` where type = ?',
      'select relname from pg_class',
      'PRAGMA table_info(`a`)',
      'show tables',
      'select version()',
      'select 1',
      'select changes() as n',
    ],
    transaction: [
      'BEGIN;',
      'COMMIT;',
      'SAVEPOINT trx7;',
      'rollback to savepoint trx7',
      'start transaction',
    ],
  } as const;
  for (const [kind, statements] of Object.entries(kinds)) {
    for (const sql of statements) {
      it(`takes for ${kind}: ${sql}`, () => {
        expect(kindOf(sql)).to.equal(kind);
      });
    }
  }
});

describe('endsTransaction', () => {
  for (const sql of [
    'commit',
    ' COMMIT AND CHAIN;',
    'end',
    'rollback;',
    'abort',
    'insert into a values (1); commit; begin',
    "/* ' */ commit",
    'insert into a values ($$ x $$);\n-- now\ncommit',
    "prepare transaction 'x'",
  ]) {
    it(`sees it in: ${sql}`, () => {
      expect(endsTransaction(sql)).to.equal(true);
    });
  }

  for (const sql of [
    "insert into a values ('; commit;')",
    'create function f() returns int as $$ begin return 1; end; $$ language plpgsql',
    'create function f() returns int as $body$ begin; commit; end; $body$ language plpgsql',
    'create function f() returns int begin atomic select 1; end',
    'create trigger t after insert on a begin delete from b; end',
    'rollback to savepoint a',
    'rollback to a',
    'select case when 1 then 2 end from a',
    '-- commit\nselect 1',
    'select "commit" from a; select 1',
    'release savepoint a',
  ]) {
    it(`sees none in: ${sql}`, () => {
      expect(endsTransaction(sql)).to.equal(false);
    });
  }
});
