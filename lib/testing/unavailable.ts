import { messageOf, StairwayError, type Problem } from '../errors.ts';
import { NoContainerError } from './no-container.ts';

/**
 * No server for a throw-away database; each of `problems` is a way that was tried.
 *
 * @example
 * const nowhere = postgres({ url: 'postgres://nobody@127.0.0.1:1/postgres' });
 * const thrown: unknown = await nowhere.create().catch((error: unknown) => error);
 * if (thrown instanceof DatabaseUnavailableError) console.log(thrown.problems[0]?.where); // postgres://nobody@127.0.0.1:1
 */
export class DatabaseUnavailableError extends StairwayError {
  constructor(product: string, problems: readonly Problem[], cause?: unknown) {
    super(
      'E_DATABASE_UNAVAILABLE',
      `No ${product} can be had for a throw-away database. One of these must be mended:`,
      problems,
      cause === undefined ? undefined : { cause },
    );
  }
}

/** A server that was named and cannot be used: no other is taken in its place. */
export function unusableServer(product: string, url: URL, error: unknown): StairwayError {
  const problem: Problem = {
    code: 'E_DATABASE_SERVER',
    where: `${url.protocol}//${url.username}@${url.host}`,
    what: `does not make a database: ${messageOf(error) || String(error)}`,
    repair: 'Start it, correct the URL, or let its user create databases.',
  };
  return new DatabaseUnavailableError(product, [problem], error);
}

/** Why a package of the project's choice did not give a server. */
export function packageProblem(name: string, role: string, error: unknown): Problem {
  return isMissing(name, error)
    ? {
        code: 'E_PACKAGE_MISSING',
        where: name,
        what: `is not installed; it would ${role}`,
        repair: `npm install --save-dev ${name}`,
      }
    : {
        code: 'E_PACKAGE_FAILED',
        where: name,
        what: `could not ${role}: ${messageOf(error ?? 'it ended without a word')}`,
        repair: error instanceof NoContainerError ? error.repair : 'Mend it.',
      };
}

function isMissing(name: string, error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
    error.message.includes(`'${name}'`)
  );
}
