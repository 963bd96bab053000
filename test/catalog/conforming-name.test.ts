import { expect } from 'chai';
import { conformingNames, givenNameOf } from '../../lib/catalog/conforming-name.ts';
import { mysql } from '../../lib/dialect/mysql.ts';
import { postgres } from '../../lib/dialect/postgres.ts';
import { nameConstraint } from '../../lib/naming/constraint-name.ts';
import { defaultNaming } from '../../lib/naming/convention.ts';

describe('conformingNames', () => {
  const table = { name: 'user', schema: undefined };
  const index = { kind: 'ix', columns: ['a'] } as const;
  const check = { kind: 'ck', columns: [] } as const;

  it('takes the name of the template, in any case where the dialect folds names', () => {
    const conforms = conformingNames(index, table, defaultNaming, postgres);
    expect(conforms('ix__user__a')).to.equal(true);
    expect(conforms('IX__user__a')).to.equal(false);
    expect(conformingNames(index, table, defaultNaming, mysql)('IX__user__a')).to.equal(true);
  });

  it('takes all that an embellishing template makes, and not the bare template', () => {
    const naming = { ck: 'ck_%(constraint_name)s_of_%(table_name)s' };
    const conforms = conformingNames(check, table, naming, postgres);
    expect(conforms('ck_x_of_user')).to.equal(true);
    expect(conforms('ck__of_user')).to.equal(false);
    expect(conforms('ck_x_of_users')).to.equal(false);
    expect(conforms('x_of_user')).to.equal(false);
  });

  it('takes a name that was cut, and no other long one', () => {
    const result = nameConstraint(check, 'x'.repeat(80), table, defaultNaming, {
      length: 63,
      unit: 'bytes',
    });
    const conforms = conformingNames(check, table, defaultNaming, postgres);
    expect('name' in result && conforms(result.name)).to.equal(true);
    expect(conforms(`other__${'x'.repeat(48)}_abcd`)).to.equal(false);
  });

  it('takes none where there is no template', () => {
    expect(conformingNames(index, table, {}, postgres)('ix__user__a')).to.equal(false);
  });
});

describe('givenNameOf', () => {
  const table = { name: 'user', schema: undefined };
  const check = { kind: 'ck', columns: [] } as const;
  const naming = { ck: 'ck_%(constraint_name)s_of_%(table_name)s' };

  it('takes the given name out of what a template made of it', () => {
    expect(givenNameOf('ck_positive_of_user', check, table, naming)).to.equal('positive');
    expect(givenNameOf('ck__of_user', check, table, naming)).to.equal(undefined);
    expect(givenNameOf('ck_positive_of_team', check, table, naming)).to.equal(undefined);
    expect(givenNameOf('ck_positive_of_user', check, table, {})).to.equal(undefined);
  });
});
