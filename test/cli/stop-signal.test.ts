import { expect } from 'chai';
import { watchStopSignals } from '../../lib/cli/stop-signal.ts';

describe('watchStopSignals', () => {
  it('turns the first signal into an abort and an exit code, and leaves the second to Node', () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const before = process.listenerCount(signal);
      const watch = watchStopSignals();
      expect([watch.signal.aborted, watch.exitCode]).to.deep.equal([false, undefined]);
      process.emit(signal, signal);
      expect([watch.signal.aborted, watch.exitCode]).to.deep.equal([true, code]);
      expect(process.listenerCount(signal)).to.equal(before);
      watch.end();
    }
  });

  it('leaves the process as it was', () => {
    const before = process.listenerCount('SIGTERM');
    watchStopSignals().end();
    expect(process.listenerCount('SIGTERM')).to.equal(before);
  });
});
