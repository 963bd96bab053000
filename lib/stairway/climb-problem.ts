import type { Difference } from '../catalog/difference.ts';
import type { Finding } from '../catalog/finding.ts';
import { databaseMessage } from '../dialect/database-message.ts';
import { messageOf } from '../errors.ts';
import type { GuardedOutcome } from './guarded.ts';
import type { QueryWatch } from './query-watch.ts';
import type { ClimbProblem, ClimbProblemKind, StepFailure } from './report.ts';

type FailedOutcome = Extract<GuardedOutcome, { ok: false }>;

/** What failed: a step of a migration, or what the project does around it. */
export interface FailedWork {
  readonly kind: ClimbProblemKind;
  /** `up`, `down`, `second up`, `data.before`, … */
  readonly object: string;
  /** What to do where an error may come of something that is told elsewhere. */
  readonly repair?: string | undefined;
}

/** Makes a problem of which only some is to be told. */
export function problemOf(
  problem: Pick<ClimbProblem, 'kind' | 'object' | 'message' | 'repair'> & Partial<ClimbProblem>,
): ClimbProblem {
  return Object.freeze({ failure: null, sql: null, stack: null, difference: null, ...problem });
}

/** Says why a step failed, and of which statement. */
export function failureProblem(
  { kind, object, repair }: FailedWork,
  { failure, error }: FailedOutcome,
  watch: QueryWatch,
): ClimbProblem {
  const swallowed = watch.findSwallowed(error);
  const query = swallowed ?? watch.find(error);
  const told = swallowed === undefined ? failure : 'swallowed error';
  const reason =
    query === undefined ? messageOf(error) : databaseMessage(query.sql, query.error.message);
  const words: Readonly<Record<StepFailure, string>> = {
    error: `failed: ${reason}`,
    'time limit': `was stopped: ${reason}`,
    'process.exit': `would have ended the process: ${reason}`,
    'swallowed error': `caught an error, behind which PostgreSQL refused all else: ${reason}`,
    'unawaited promise': `left a promise behind that was rejected: ${reason}`,
  };
  return problemOf({
    kind,
    object,
    message: `${object} ${words[told]}`,
    repair: (told === 'error' ? repair : undefined) ?? repairs[told],
    failure: told,
    sql: query?.sql ?? null,
    stack: error instanceof Error ? (error.stack ?? null) : null,
  });
}

/** Says what to do where an `up` may lack what another should have made. */
export function mendFirst(broken: string | undefined): string | undefined {
  return broken === undefined ? undefined : `Mend ${broken} first: its up failed, and may be why.`;
}

const repairs: Readonly<Record<StepFailure, string>> = {
  error: 'Mend what it says.',
  'time limit':
    'Look for a promise that never settles, or for a lock; where it only takes long, raise stepTimeout.',
  'process.exit': 'Throw an error instead: the process is not its own.',
  'swallowed error': 'Let the error through, or wrap what may fail into knex.transaction.',
  'unawaited promise': 'Await it, or return it.',
};

/** Says what `down` did not put back. */
export function traceProblem(difference: Difference): ClimbProblem {
  const { kind, object, message, property, before } = difference;
  const repair = {
    'left-over': `Drop ${object} in down.`,
    missing: `Make ${object} again in down: up took it away.`,
    renamed: `Give it its old name back in down: ${String(before)}.`,
    changed: `Put ${property ?? 'it'} back in down.`,
    reordered:
      'Add the columns in their old order in down; a database adds them at the end only, so where that cannot be, switch checks.order off.',
  }[kind];
  return problemOf({
    kind: 'trace',
    object,
    message: `down left a trace: ${message}`,
    repair,
    difference,
  });
}

/** Says what the second `up` made otherwise. */
export function repeatProblem(difference: Difference): ClimbProblem {
  const { object, message } = difference;
  return problemOf({
    kind: 'not-repeatable',
    object,
    message: `up is not repeatable; the second time, ${message}`,
    repair: `Let up make ${object} the same each time: it may depend on what down leaves, on data, or on the clock.`,
    difference,
  });
}

/** Says which name or comment breaks the conventions. */
export function findingProblem({ code, where, what, repair }: Finding): ClimbProblem {
  return problemOf({
    kind: code === 'E_COMMENT_MISSING' ? 'comment' : 'name',
    object: where,
    message: `${where} ${what}`,
    repair,
  });
}
