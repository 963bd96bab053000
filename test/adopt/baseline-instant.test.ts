import { expect } from 'chai';
import { baselineInstant } from '../../lib/adopt/baseline-instant.ts';

const now = Date.UTC(2026, 10, 24);

describe('the time of a baseline', () => {
  it('is that of the last migration it stands for', () => {
    expect(baselineInstant(5000, { since: '2020-01-01' }, now)).to.equal(5000);
  });

  it('is before all conventions where names bear no time', () => {
    const history = [{ since: '2026-11-24' }, { since: new Date(Date.UTC(2026, 0, 2)) }];
    expect(baselineInstant(undefined, history, now)).to.equal(Date.UTC(2026, 0, 1));
  });

  it('is now where nothing says otherwise', () => {
    for (const conventions of [false, {}] as const) {
      expect(baselineInstant(undefined, conventions, now)).to.equal(now);
    }
  });
});
