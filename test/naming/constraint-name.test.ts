import { expect } from 'chai';
import { mysql } from '../../lib/dialect/mysql.ts';
import { postgres } from '../../lib/dialect/postgres.ts';
import { sqlite } from '../../lib/dialect/sqlite.ts';
import {
  embellishes,
  nameConstraint,
  type GivenName,
  type NamingResult,
} from '../../lib/naming/constraint-name.ts';
import { defaultNaming, type NamingConvention } from '../../lib/naming/convention.ts';
import { verbatim } from '../../lib/naming/verbatim.ts';

/** What the rules of SQLAlchemy do not say; those are in sqlalchemy-cases.ts. */
describe('nameConstraint', () => {
  const table = { name: 'product', schema: undefined };
  const ix = (
    naming: NamingConvention,
    given?: GivenName,
    limit = postgres.identifierLimit,
  ): NamingResult =>
    nameConstraint({ kind: 'ix', columns: ['price'] }, given, table, naming, limit);

  it('tells a name of the convention from one that was kept', () => {
    expect(ix(defaultNaming)).to.deep.equal({
      name: 'ix__product__price',
      isByConvention: true,
    });
    expect(ix(defaultNaming, 'dear')).to.deep.equal({ name: 'dear', isByConvention: false });
  });

  it('tells why there is no name', () => {
    expect(ix({})).to.deep.equal({ fault: 'no-template' });
    expect(ix({ ix: '%(constraint_name)s' })).to.deep.equal({ fault: 'name-missing' });
    expect(ix(defaultNaming, 'x'.repeat(64))).to.deep.equal({ fault: 'name-too-long' });
  });

  it('never cuts a verbatim name, where SQLAlchemy cuts its conv', () => {
    const given = verbatim('x'.repeat(64));
    expect(ix(defaultNaming, given)).to.deep.equal({ fault: 'name-too-long' });
  });

  it('measures a given name by the limit of the dialect', () => {
    const given = 'ü'.repeat(64);
    expect(ix(defaultNaming, given, postgres.identifierLimit)).to.have.property('fault');
    expect(ix(defaultNaming, given, mysql.identifierLimit)).to.have.property('name', given);
    expect(ix(defaultNaming, given.repeat(9), sqlite.identifierLimit)).to.have.property('name');
  });

  it('takes an inherited property of the convention for no token', () => {
    expect(() => ix({ ix: 'ix_%(constructor)s' })).not.to.throw();
    expect(ix({ ix: 'ix_%(constructor)s' })).to.deep.equal({
      name: 'ix_',
      isByConvention: true,
    });
  });
});

describe('embellishes', () => {
  it('is true of a template that takes the name, and of no other', () => {
    expect(embellishes(defaultNaming.ck)).to.equal(true);
    expect(embellishes('%(short_constraint_name)s')).to.equal(true);
    expect(embellishes(defaultNaming.ix)).to.equal(false);
    expect(embellishes(undefined)).to.equal(false);
  });
});
