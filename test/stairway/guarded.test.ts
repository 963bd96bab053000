import { expect } from 'chai';
import { inSeconds, runGuarded } from '../../lib/stairway/guarded.ts';

describe('runGuarded', () => {
  it('gives the process back as it was', async () => {
    const { exit } = process;
    const once = (): void => {};
    process.once('unhandledRejection', once);
    const listeners = process.rawListeners('unhandledRejection');
    await runGuarded(async () => {
      expect(process.exit).not.to.equal(exit);
    }, 1_000);
    expect(process.exit).to.equal(exit);
    const after = process.rawListeners('unhandledRejection');
    process.off('unhandledRejection', once);
    expect(after).to.deep.equal(listeners);
  });

  it('tells a process.exit that the work itself has caught', async () => {
    const outcome = await runGuarded(async () => {
      try {
        process.exit(1);
      } catch {}
    }, 1_000);
    expect(outcome).to.include({ ok: false, failure: 'process.exit', isRunning: false });
  });

  it('says of what it stopped that it may still be running', async () => {
    const outcome = await runGuarded(() => new Promise(() => {}), 20);
    expect(outcome).to.include({ ok: false, failure: 'time limit', isRunning: true });
  });
});

describe('inSeconds', () => {
  it('writes short limits in milliseconds', () => {
    expect([400, 1_000, 1_500, 60_000].map(inSeconds)).to.deep.equal([
      '400 ms',
      '1 s',
      '1.5 s',
      '60 s',
    ]);
  });
});
