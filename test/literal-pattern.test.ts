import { expect } from 'chai';
import * as fc from 'fast-check';
import { literalPattern } from '../lib/literal-pattern.ts';

describe('literalPattern', () => {
  it('matches the text and nothing else, whatever the text holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', 'u'), (text, flags) => {
        const pattern = new RegExp(`^${literalPattern(text)}$`, flags);
        expect(pattern.test(text)).to.equal(true);
        expect(pattern.test(`${text}-`)).to.equal(false);
      }),
    );
    expect(new RegExp(literalPattern('a-b.c'), 'u').test('a-b_c')).to.equal(false);
  });
});
