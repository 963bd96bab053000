import { exitCode } from './exit-code.ts';

const exitCodes = { SIGINT: exitCode.interrupted, SIGTERM: exitCode.terminated } as const;

/** The signals that ask a process to end. */
type StopSignal = keyof typeof exitCodes;

/** Turns signals of the process into one that work can look at. */
export interface StopWatch {
  readonly signal: AbortSignal;
  /** What to exit with; undefined where no signal came. */
  readonly exitCode: number | undefined;
  /** Leaves the process as it was. */
  end(): void;
}

/** Listens once to SIGINT and SIGTERM; the second one ends the process at once, as without it. */
export function watchStopSignals(): StopWatch {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const listen = (signal: StopSignal): void => {
    received ??= signal;
    end();
    controller.abort(new Error(`${signal} was received`));
  };
  const end = (): void => {
    for (const signal of Object.keys(exitCodes)) process.removeListener(signal, listen);
  };
  for (const signal of Object.keys(exitCodes)) process.once(signal, listen);
  return {
    signal: controller.signal,
    get exitCode() {
      return received === undefined ? undefined : exitCodes[received];
    },
    end,
  };
}
