import { expect } from 'chai';
import { retry } from '../../lib/snapshot/retry.ts';

describe('retry', () => {
  const failing = (times: number): (() => Promise<string>) => {
    let tries = 0;
    return async () => {
      tries += 1;
      if (tries <= times) throw new Error(`try ${tries}`);
      return `after ${tries}`;
    };
  };
  const isTransient = (error: unknown): boolean => error instanceof Error;
  const rest = async (): Promise<void> => {};

  it('tries again after errors that pass', async () => {
    expect(await retry(failing(2), { retries: 2, isTransient, rest })).to.equal('after 3');
  });

  it('gives up after its retries with the last error', async () => {
    const error: unknown = await retry(failing(3), { retries: 1, isTransient, rest }).catch(
      (e) => e,
    );
    expect((error as Error).message).to.equal('try 2');
  });

  it('rests longer after each try, up to 2 s, and ends with what the rest throws', async () => {
    const rests: number[] = [];
    const error: unknown = await retry(failing(99), {
      retries: 99,
      isTransient,
      async rest(ms) {
        rests.push(ms);
        if (rests.length === 9) throw new Error('aborted');
      },
    }).catch((e) => e);
    expect((error as Error).message).to.equal('aborted');
    for (const [index, ms] of rests.entries()) {
      const longest = Math.min(2000, 25 * 2 ** index);
      expect(ms).to.be.within(longest / 2, longest);
    }
  });

  it('does not try again after other errors', async () => {
    const options = { retries: 5, isTransient: () => false, rest };
    const error: unknown = await retry(failing(3), options).catch((e) => e);
    expect((error as Error).message).to.equal('try 1');
  });
});
