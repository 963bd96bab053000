import { expect } from 'chai';
import { ageOf } from '../../lib/cli/age.ts';

describe('ageOf', () => {
  for (const [seconds, text] of [
    [-30, 'just now'],
    [0.5, 'just now'],
    [1, '1 second ago'],
    [59, '59 seconds ago'],
    [60, '1 minute ago'],
    [3_599, '59 minutes ago'],
    [7_200, '2 hours ago'],
    [86_400 * 3, '3 days ago'],
  ] as const) {
    it(`calls ${seconds} s ${text}`, () => {
      expect(ageOf(1_000_000_000_000, 1_000_000_000_000 + seconds * 1_000)).to.equal(text);
    });
  }
});
