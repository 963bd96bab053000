import { expect } from 'chai';
import { suggest } from '../lib/near-miss.ts';

describe('suggest', () => {
  it('guesses the nearest of the known words, case aside', () => {
    expect(suggest('Directry', ['modules', 'directory'])).to.equal('did you mean "directory"?');
    expect(suggest('slugg', ['slug', 'rev'])).to.equal('did you mean "slug"?');
  });

  it('prefers the nearer of two near words', () => {
    expect(suggest('dayy', ['days_', 'day'])).to.equal('did you mean "day"?');
  });

  it('lists what is known where nothing is near', () => {
    expect(suggest('rollback', ['make', 'plan'])).to.equal('known are make, plan');
  });

  it('counts two letters that changed places as one', () => {
    expect(suggest('maek', ['make'])).to.equal('did you mean "make"?');
    expect(suggest('mkae', ['make'])).to.equal('did you mean "make"?');
    expect(suggest('ekam', ['make'])).to.equal('known are make');
  });

  it('forgives one letter in a short word, not two', () => {
    expect(suggest('rew', ['rev'])).to.equal('did you mean "rev"?');
    expect(suggest('row', ['rev'])).to.equal('known are rev');
  });
});
