import { expect } from 'chai';
import { nameConstraint } from '../../lib/naming/constraint-name.ts';
import { sqlalchemyCases, type SqlalchemyCase } from './sqlalchemy-cases.ts';

describe('nameConstraint, by the rules of SQLAlchemy', () => {
  it('is held against at least 60 cases of each its own', () => {
    const claims = new Set(sqlalchemyCases.map(({ claim }) => claim));
    expect(claims).to.have.property('size', sqlalchemyCases.length).that.is.at.least(60);
  });

  for (const example of sqlalchemyCases) {
    it(example.claim, () => expect(nameOf(example)).to.equal(example.name));
  }
});

function nameOf(example: SqlalchemyCase): string | null {
  const { kind, given, columns = [], table = 'user', schema, referred, naming } = example;
  const result = nameConstraint(
    { kind, columns, referredTable: referred?.table, referredColumns: referred?.columns },
    given,
    { name: table, schema },
    naming,
    { length: example.limit ?? 63, unit: 'characters' },
  );
  if ('name' in result) return result.name;
  return result.fault === 'no-template' ? null : 'error';
}
