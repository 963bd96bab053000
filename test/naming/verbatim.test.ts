import { expect } from 'chai';
import { verbatim, VerbatimName } from '../../lib/naming/verbatim.ts';

describe('verbatim', () => {
  it('marks a name, which reads as a text in messages', () => {
    const name: unknown = verbatim('price_is_positive');
    expect(name).to.be.instanceOf(VerbatimName);
    expect(String(name)).to.equal('price_is_positive');
  });
});
