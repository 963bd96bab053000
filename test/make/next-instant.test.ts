import { expect } from 'chai';
import * as fc from 'fast-check';
import { nextInstant } from '../../lib/make/next-instant.ts';

const second = 1000;
const day = 86_400_000;
const now = Date.UTC(2024, 9, 8, 7, 24, 21, 500);

describe('nextInstant', () => {
  it('is now where there is no head, or an older one, to the resolution', () => {
    expect(nextInstant(now, undefined, second)).to.equal(now - 500);
    expect(nextInstant(now, now - 5 * second, second)).to.equal(now - 500);
    expect(nextInstant(now, undefined, day)).to.equal(Date.UTC(2024, 9, 8));
  });

  it('is the next second where the head has this one or a later one', () => {
    expect(nextInstant(now, now - 500, second)).to.equal(now + 500);
    expect(nextInstant(now, now, second)).to.equal(now + 500);
    expect(nextInstant(now, now + 10 * day, second)).to.equal(now + 10 * day + 500);
  });

  it('may be the instant of the head where the template says no seconds', () => {
    const today = Date.UTC(2024, 9, 8);
    expect(nextInstant(now, today, day)).to.equal(today);
    expect(nextInstant(now, today + 3 * day, day)).to.equal(today + 3 * day);
  });

  it('is the next day where a head of today has a time and the template has none', () => {
    expect(nextInstant(now, now - 500, day)).to.equal(Date.UTC(2024, 9, 9));
  });

  it('is never before the head, never before now, and always one that the template can say', () => {
    const times = fc.integer({ min: 0, max: 4_000_000_000_000 });
    const resolutions = fc.constantFrom(second, 60 * second, 3600 * second, day);
    fc.assert(
      fc.property(times, times, resolutions, (time, head, resolution) => {
        const instant = nextInstant(time, head, resolution);
        expect(instant % resolution).to.equal(0);
        expect(instant).to.be.at.least(Math.floor(time / resolution) * resolution);
        if (resolution === second) expect(instant).to.be.above(head);
        else expect(instant).to.be.at.least(head);
        expect(instant).to.be.at.most(Math.max(time, head + resolution));
      }),
    );
  });
});
