import { expect } from 'chai';
import { Progress } from '../../lib/snapshot/progress.ts';

describe('progress', () => {
  it('tells the rate of this run and the time left, counting what an earlier run did as done', () => {
    let now = 0;
    const progress = new Progress(100, 900, () => now);
    now = 2000;
    expect(progress.at(300)).to.deep.equal({
      done: 300,
      total: 1000,
      rowsPerSecond: 100,
      remainingMs: 7000,
    });
  });

  it('has no time left at the end, and never a total behind what is done', () => {
    const progress = new Progress(0, 10, () => 0);
    expect(progress.at(12)).to.include({ done: 12, total: 12, remainingMs: 0 });
  });
});
