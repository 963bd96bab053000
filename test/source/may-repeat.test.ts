import { expect } from 'chai';
import * as fc from 'fast-check';
import { mayRepeat } from '../../lib/source/may-repeat.ts';

describe('mayRepeat', () => {
  it('never says no where a text is there twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.nat(), (texts, index) => {
        const again = texts[index % texts.length] ?? '';
        expect(mayRepeat([...texts, again])).to.equal(true);
      }),
    );
  });

  it('says no where none is, of none, of one, and of ten thousand', () => {
    expect(mayRepeat([])).to.equal(false);
    expect(mayRepeat([''])).to.equal(false);
    const texts = Array.from({ length: 10_000 }, (_, index) => `${index}`);
    expect(mayRepeat(texts)).to.equal(false);
    expect(mayRepeat([...texts, '7'])).to.equal(true);
  });
});
