import { expect } from 'chai';
import { watchStopSignals } from '../../lib/cli/stop-signal.ts';

describe('watchStopSignals', () => {
  /** Mocha ends its run at a SIGINT. */
  const others = new Map<NodeJS.Signals, NodeJS.SignalsListener[]>();
  beforeEach(() => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      others.set(signal, process.listeners(signal));
      process.removeAllListeners(signal);
    }
  });
  afterEach(() => {
    for (const [signal, listeners] of others) {
      for (const listener of listeners) process.on(signal, listener);
    }
  });

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
