import { expect } from 'chai';
import { inlineConstraintOf } from '../../lib/schema/inline-constraint.ts';

describe('inlineConstraintOf', () => {
  const kindOf = (sql: string): string | undefined => inlineConstraintOf(sql)?.kind;

  it('finds what bears no name', () => {
    expect(kindOf('serial primary key')).to.equal('pk');
    expect(kindOf('int REFERENCES team (id)')).to.equal('fk');
    expect(kindOf('text not null Unique')).to.equal('uq');
    expect(kindOf('int check(a > 0)')).to.equal('ck');
  });

  it('finds nothing that bears a name, however it is quoted', () => {
    for (const sql of [
      'serial constraint pk primary key',
      'int constraint "to team" references team (id)',
      'text CONSTRAINT `u``q` unique',
      'int constraint "a""b" check (a > 0)',
      'int constraint größe check (a > 0)',
    ]) {
      expect(kindOf(sql), sql).to.equal(undefined);
    }
  });

  it('finds one without a name beside one with a name', () => {
    expect(kindOf('int constraint c check (a > 0) unique')).to.equal('uq');
  });

  it('is not misled by texts, quoted names and words that hold one', () => {
    for (const sql of [
      "text default 'unique'",
      "text default 'it''s a primary key'",
      'my_unique_type',
      'int default check_it(1)',
      'citext collate "unique"',
    ]) {
      expect(kindOf(sql), sql).to.equal(undefined);
    }
  });

  it('tells how to write it instead', () => {
    expect(inlineConstraintOf('int unique')).to.include({ text: 'unique', repair: '.unique()' });
  });
});
