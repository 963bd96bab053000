import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { StairwayError } from '../errors.ts';
import { connectionFault, type ConnectionFault } from './connection-fault.ts';
import { connectionTarget } from './connection-target.ts';
import { formatDuration } from '../duration.ts';
import { maskSecrets, secretsOf } from './mask-secrets.ts';
import { probeDatabase } from './probe-database.ts';

/** How long to wait, and whom to tell. */
export interface WaitOptions {
  /** Milliseconds within which the database must have answered; 0 asks once. */
  readonly limitMs: number;
  /** Ends the waiting; `signal.reason` is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Is called once, when the first attempt has failed and there will be others. */
  readonly onWait?: ((waiting: Waiting) => void) | undefined;
}

/** What there is to say about a database that does not answer yet. */
export interface Waiting {
  /** Such as `shop@db:5432/shop`. */
  readonly where: string;
  /** A clause that continues `where`. */
  readonly reason: string;
  readonly limitMs: number;
}

/** How a wait ended well. */
export interface Waited {
  readonly attempts: number;
  readonly waitedMs: number;
}

/** A server that does not answer may be one that never will, while its successor would. */
const longestAttemptMs = 10_000;

/** Between two attempts, in milliseconds: from the first, twice as long each time, to the longest. */
const pause = { firstMs: 100, longestMs: 2_000 } as const;

/** What an attempt needs at least, so that the last one says what is wrong, and not that it was late. */
const shortestAttemptMs = 100;

/** What asks once has no limit of its own: that of Knex for a connection, by default. */
const onlyAttemptMs = 60_000;

/**
 * Waits until the database accepts queries. What waiting cannot mend (an unknown host, a refused
 * login, a database or a folder that does not exist, …) ends it at once.
 *
 * It asks over connections of its own: the pool of `knex` is neither used nor filled.
 *
 * @throws StairwayError with the code `E_DATABASE`, which says what is wrong with the database
 */
export async function waitForDatabase(
  knex: Knex,
  { limitMs, signal, onWait }: WaitOptions,
): Promise<Waited> {
  const start = performance.now();
  for (let attempts = 1; ; attempts += 1) {
    const left = limitMs - (performance.now() - start);
    const timeoutMs = limitMs === 0 ? onlyAttemptMs : Math.min(longestAttemptMs, left);
    try {
      await probeDatabase(knex, { timeoutMs: Math.max(1, Math.ceil(timeoutMs)), signal });
      return { attempts, waitedMs: performance.now() - start };
    } catch (error) {
      signal?.throwIfAborted();
      const fault = connectionFault(error);
      const waitedMs = performance.now() - start;
      const pauseMs = Math.min(pauseBefore(attempts), limitMs - waitedMs - shortestAttemptMs);
      if (fault.isHopeless || pauseMs <= 0) {
        throw databaseError(knex, error, { attempts, waitedMs });
      }
      if (attempts === 1) onWait?.({ ...placeOf(knex, fault), limitMs });
      await sleep(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => {
        signal?.throwIfAborted();
      });
    }
  }
}

function databaseError(knex: Knex, error: unknown, waited: Waited): StairwayError {
  const fault = connectionFault(error);
  const { where, reason } = placeOf(knex, fault);
  const { code } = fault;
  const isToBeTold = waited.attempts === 1 && !fault.isHopeless;
  const repair = isToBeTold
    ? `${fault.repair} Or give it time: knex-stairway migrate --wait 60s.`
    : fault.repair;
  const tried =
    waited.attempts === 1
      ? ''
      : ` within ${formatDuration(waited.waitedMs)} (${waited.attempts} attempts)`;
  const headline = fault.isHopeless
    ? 'The database cannot be used; nothing was done.'
    : `The database did not answer${tried}; nothing was done.`;
  return new StairwayError('E_DATABASE', headline, [{ code, where, what: reason, repair }], {
    cause: error,
  });
}

function placeOf(knex: Knex, { what }: ConnectionFault): Pick<Waiting, 'where' | 'reason'> {
  return {
    where: connectionTarget(knex),
    reason: maskSecrets(what, secretsOf(knex.client.config as Knex.Config)),
  };
}

/** With a share left to chance, so that ten replicas do not knock at the same time. */
function pauseBefore(attempts: number): number {
  const ms = Math.min(pause.longestMs, pause.firstMs * 2 ** (attempts - 1));
  return ms * (0.5 + Math.random() / 2);
}
