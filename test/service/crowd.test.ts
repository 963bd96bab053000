import { describeEachDialect } from '../support/databases.ts';
import { tryCrowd, tryKill, tryTwoTools, type KillTally } from '../support/service-trials.ts';
import { expect } from 'chai';

/** A few of what `npm run soak` does for long. */
describeEachDialect('many processes', (dialect) => {
  it('apply each migration once when ten start on a fresh database', async () => {
    await tryCrowd(dialect, 10);
    await tryCrowd(dialect, 4, { hasUnsafe: true });
  });

  it('finish what a killed one began, or say what is half applied', async () => {
    const tally: KillTally = { kills: 0, idle: 0, finished: 0, reported: 0 };
    for (const fraction of [0.1, 0.35, 0.6, 0.85]) {
      const hasUnsafe = tally.kills % 2 === 1;
      await tryKill(dialect, hasUnsafe, fraction * (0.9 + Math.random() / 5), tally);
    }
    expect(tally.kills).to.equal(4);
  });

  it('get along with a plain Knex that starts at the same moment', async () => {
    await tryTwoTools(dialect);
  });
});
