import { expect } from 'chai';
import { Uncommented, uncommented } from '../../lib/comment/uncommented.ts';

describe('uncommented', () => {
  it('is a word with a reason, which messages show', () => {
    const mark: unknown = uncommented('the name says it');
    expect(mark).to.be.instanceOf(Uncommented);
    expect(String(mark)).to.equal("uncommented('the name says it')");
  });
});
