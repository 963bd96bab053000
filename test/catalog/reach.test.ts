import { expect } from 'chai';
import { reachOf, type Reach } from '../../lib/catalog/reach.ts';

describe('reachOf', () => {
  const raw: Readonly<Record<Reach, readonly string[]>> = {
    rows: ['BEGIN;', 'COMMIT;', 'ROLLBACK'],
    locked: [
      'create table note (id int)',
      'CREATE TABLE IF NOT EXISTS note (id int)',
      'create unique index on note (id)',
      '  alter table note add column team int references team on delete cascade on update cascade',
      'drop table note',
      'drop index if exists there;',
      "comment on column note.id is 'x'",
    ],
    any: [
      'create table copy as select forget() from note',
      'create table note (id int); grant select on note to public',
      'drop table note cascade',
      'alter table note drop constraint k cascade',
      'create index concurrently on note (id)',
      'grant select on note to public',
      'create view v as table note',
      'create tablespace t location x',
      "comment on function f is 'x'",
      "select setval('s', 1)",
      'do $$ begin end $$',
      'insert into note values (1)',
      '',
    ],
  };
  for (const [reach, statements] of Object.entries(raw)) {
    for (const sql of statements) {
      it(`takes for ${reach}: ${sql || 'nothing'}`, () => {
        expect(reachOf({ sql, method: 'raw' })).to.equal(reach);
      });
    }
  }

  it('takes what builders of queries make for rows, and the questions of schema builders', () => {
    for (const method of ['select', 'first', 'pluck', 'insert', 'update', 'del']) {
      expect(reachOf({ sql: 'anything', method })).to.equal('rows');
    }
    const output = (): void => {};
    expect(reachOf({ sql: ' select 1', output })).to.equal('rows');
    expect(reachOf({ sql: 'drop function f()', output })).to.equal('any');
    expect(reachOf({ sql: 'drop table note', output })).to.equal('locked');
  });
});
