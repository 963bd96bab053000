type Cleanup = () => Promise<void>;

const cleanups = new Set<Cleanup>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a cleanup when a signal ends this process, unless someone else listens to it and so decides
 * what happens (mocha ends its run, with its hooks). What dies otherwise, the next start cleans up.
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
  if (process.listenerCount(signal) > 1) return;
  await Promise.allSettled([...cleanups].map((cleanup) => cleanup()));
  for (const each of signals) process.off(each, onSignal);
  // The end that the signal would have brought without us.
  process.kill(process.pid, signal);
}
