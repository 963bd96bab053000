type Cleanup = () => Promise<void>;

const cleanups = new Set<Cleanup>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a cleanup when a signal ends this process, before those that were registered earlier, unless
 * someone else listens to it and so decides what happens (mocha ends its run, with its hooks). What
 * dies otherwise, the next start cleans up.
 *
 * @returns forgets it
 */
export function atTheEnd(cleanup: Cleanup): () => void {
  if (cleanups.size === 0) for (const signal of signals) process.on(signal, onSignal);
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) for (const signal of signals) process.off(signal, onSignal);
  };
}

async function onSignal(signal: NodeJS.Signals): Promise<void> {
  if (process.listenerCount(signal) - listenersThatWait() > 1) return;
  for (const cleanup of [...cleanups].toReversed()) await cleanup().catch(() => {});
  for (const each of signals) process.off(each, onSignal);
  // The end that the signal would have brought without us.
  process.kill(process.pid, signal);
}

/**
 * How many listeners of the package signal-exit there are. It comes with testcontainers, c8 and many
 * others, and sends a signal again where nobody else listens to it: two that wait for each other
 * would ignore it. Its versions 3 and 4 count themselves for one another, in these places.
 */
function listenersThatWait(): number {
  const { __signal_exit_emitter__: version3 } = process as unknown as Record<string, Counted>;
  const version4 = (globalThis as unknown as Record<symbol, Counted>)[
    Symbol.for('signal-exit emitter')
  ];
  return (version3?.count ?? 0) + (version4?.count ?? 0);
}

type Counted = { readonly count: number } | undefined;
