import { expect } from 'chai';
import { constraintKinds, defaultNaming } from '../../lib/naming/convention.ts';

describe('defaultNaming', () => {
  it('has a template for each kind of constraint', () => {
    expect(Object.keys(defaultNaming).sort()).to.deep.equal([...constraintKinds].sort());
  });

  it('cannot be changed for everybody', () => {
    expect(Object.isFrozen(defaultNaming)).to.equal(true);
  });
});
