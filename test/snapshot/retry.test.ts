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

  it('tries again after errors that pass', async () => {
    expect(await retry(failing(2), { retries: 2, isTransient })).to.equal('after 3');
  });

  it('gives up after its retries with the last error', async () => {
    const error: unknown = await retry(failing(3), { retries: 1, isTransient }).catch((e) => e);
    expect((error as Error).message).to.equal('try 2');
  });

  it('does not try again after other errors', async () => {
    const options = { retries: 5, isTransient: () => false };
    const error: unknown = await retry(failing(3), options).catch((e) => e);
    expect((error as Error).message).to.equal('try 1');
  });
});
