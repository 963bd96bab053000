import type { Problem } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { suggest } from '../near-miss.ts';
import type { ClimbChecks, ClimbOptions } from './climb-options.ts';

const names = [
  'config',
  'database',
  'from',
  'to',
  'except',
  'irreversible',
  'data',
  'seed',
  'checks',
  'stepTimeout',
  'fullReadingEvery',
  'onProgress',
] as const satisfies readonly (keyof ClimbOptions)[];

const checkNames = [
  'trace',
  'order',
  'repeatable',
  'rows',
  'names',
  'comments',
  'empty',
  'oneGo',
] as const satisfies readonly (keyof ClimbChecks)[];

/** Finds what is wrong with options whatever the migrations are. */
export function problemsOfOptions(options: ClimbOptions): Problem[] {
  const { checks = {}, fullReadingEvery: every } = options;
  return [
    ...unknownKeys(options, names, ''),
    ...(isRecord(checks)
      ? [...unknownKeys(checks, checkNames, 'checks.'), ...unclearChecks(checks)]
      : [optionProblem('checks', `are ${String(checks)}`, 'Give an object: { rows: false }.')]),
    ...(every === undefined || (typeof every === 'number' && every > 0)
      ? []
      : [optionProblem('fullReadingEvery', `is ${String(every)}`, 'Give a number above 0.')]),
  ];
}

/** JavaScript asks for no option. */
export function missingOptions({ config, database }: Partial<ClimbOptions>): Problem[] {
  const repairs = {
    config: 'Give the Knex configuration of the project: config: knexConfig.',
    database: 'Say where a throw-away database is made: database: postgres(), mysql() or sqlite().',
  };
  return Object.entries({ config, database }).flatMap(([where, value]) =>
    typeof value === 'object' && value !== null
      ? []
      : optionProblem(
          where,
          value === undefined ? 'is missing' : `is ${String(value)}`,
          repairs[where as keyof typeof repairs],
        ),
  );
}

function unknownKeys(options: object, known: readonly string[], where: string): Problem[] {
  return Object.keys(options)
    .filter((key) => !known.includes(key))
    .map((key) => optionProblem(where + key, 'is no option', `Remove it; ${suggest(key, known)}`));
}

function unclearChecks(checks: Readonly<Record<string, unknown>>): Problem[] {
  return checkNames
    .filter((name) => checks[name] !== undefined && typeof checks[name] !== 'boolean')
    .map((name) =>
      optionProblem(`checks.${name}`, `is ${String(checks[name])}`, 'Choose true or false.'),
    );
}

function optionProblem(where: string, what: string, repair: string): Problem {
  return { code: 'E_OPTION', where, what, repair };
}
