import type { Knex } from 'knex';
import { parseDuration, type Duration } from '../duration.ts';
import { OptionsError, type Problem } from '../errors.ts';
import { settleHistory } from '../migration/convention-history.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import { suggest } from '../near-miss.ts';
import { createSeed } from '../seed/seed-tables.ts';
import type { FileMigrationSource } from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import type { ThrowawayDatabases } from '../testing/throwaway.ts';
import type { ClimbChecks, ClimbOptions, DataHooks, Seed } from './climb-options.ts';
import { missingOptions, problemsOfOptions } from './option-problems.ts';

/** One migration, and what is to be done with it. */
export interface PlannedMigration {
  readonly file: MigrationFile;
  /** Why it only goes up; undefined where it is tested. */
  readonly upOnly: string | undefined;
  /** Why it cannot be undone, as the options say. */
  readonly irreversible: string | undefined;
  readonly data: DataHooks;
}

/** Settled options of a climb. */
export interface ClimbPlan {
  readonly config: Knex.Config;
  readonly database: ThrowawayDatabases;
  readonly source: FileMigrationSource;
  readonly conventions: EpochMigrationSource['conventions'];
  /** In order, up to the last that runs. */
  readonly migrations: readonly PlannedMigration[];
  /** The place of the first that is tested; behind the last where none is. */
  readonly from: number;
  readonly checks: ClimbChecks;
  readonly seed: Seed | undefined;
  readonly stepTimeoutMs: number;
  readonly fullReadingEvery: number;
}

/**
 * Settles the options of a climb, and lists the migrations.
 *
 * @throws OptionsError that lists all options at fault
 * @throws MigrationFilesError where the migrations cannot be put into an order
 */
export function planClimb(options: ClimbOptions): ClimbPlan {
  const missing = missingOptions(options);
  if (missing.length > 0) throw new OptionsError('The options of the stairway', missing);
  const { config, database, data = {} } = options;
  const seed = options.seed === true ? createSeed() : options.seed || undefined;
  const source = sourceOfConfig(config, 'config');
  const problems: Problem[] = problemsOfOptions(options);
  const stepTimeoutMs = stepTimeoutOf(options.stepTimeout, problems);
  const files = source.list().migrations;
  const find = (option: string, name: string): number => {
    const index = files.findIndex((file) => namesOf(file).includes(name));
    if (index === -1) problems.push(unknownMigration(option, name, files));
    return index;
  };
  const byIndex = <T>(option: string, record: Readonly<Record<string, T>> = {}): Map<number, T> =>
    new Map(Object.entries(record).map(([name, value]) => [find(option, name), value]));

  const except = byIndex('except', options.except);
  const irreversible = byIndex('irreversible', options.irreversible);
  const hooks = byIndex('data', data);
  const conventions = 'conventions' in source ? (source as EpochMigrationSource).conventions : {};
  const from =
    options.from === 'since'
      ? firstHeld(files, conventions)
      : options.from === undefined
        ? 0
        : find('from', options.from);
  const to = options.to === undefined ? files.length - 1 : find('to', options.to);
  if (from > to && options.from !== 'since' && problems.length === 0) {
    problems.push({
      code: 'E_OPTION',
      where: 'from, to',
      what: 'name two migrations of which the first stands behind the last',
      repair: 'Exchange them.',
    });
  }
  if (problems.length > 0) throw new OptionsError('The options of the stairway', problems);

  const older =
    options.from === 'since'
      ? 'it is older than the conventions'
      : `it stands before ${options.from}`;
  const hasRows = seed !== undefined || hooks.size > 0;
  return {
    config,
    database,
    source,
    conventions,
    from: Math.min(from, to + 1),
    migrations: files.slice(0, to + 1).map((file, index) => ({
      file,
      upOnly: except.get(index) ?? (index < from ? older : undefined),
      irreversible: irreversible.get(index),
      data: hooks.get(index) ?? {},
    })),
    checks: {
      trace: true,
      order: true,
      repeatable: true,
      rows: hasRows,
      names: true,
      comments: true,
      empty: true,
      oneGo: true,
      ...withoutUndefined(options.checks),
    },
    seed,
    stepTimeoutMs,
    fullReadingEvery: options.fullReadingEvery ?? 50,
  };
}

/** The place of the first migration to which conventions apply; behind the last where there is none. */
function firstHeld(
  files: readonly MigrationFile[],
  conventions: EpochMigrationSource['conventions'],
): number {
  const history = settleHistory(conventions);
  const index = files.findIndex(({ instant }) => history(instant) !== undefined);
  return index === -1 ? files.length : index;
}

/** What is undefined is as if it were not there. */
function withoutUndefined<T extends object>(given: T | undefined): Partial<T> {
  return Object.fromEntries(
    Object.entries(given ?? {}).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/** All that an option may call a migration. */
function namesOf({ name, file, revision }: MigrationFile): readonly (string | undefined)[] {
  return [name, file, revision, file.replace(/\.[cm]?[jt]s$/u, '')];
}

function unknownMigration(option: string, name: string, files: readonly MigrationFile[]): Problem {
  return {
    code: 'E_OPTION',
    where: `${option}, ${name}`,
    what: 'is no migration of the source',
    repair: `Name one by its revision, its recorded name or its file; ${suggest(
      name,
      files.map((file) => file.revision ?? file.name),
    )}`,
  };
}

/** @returns milliseconds; what is wrong joins the problems */
function stepTimeoutOf(value: Duration = '60s', problems: Problem[]): number {
  const where = 'stepTimeout';
  try {
    const ms = parseDuration(value, where);
    if (ms > 0) return ms;
    const repair = "Give a time above 0: '60s'.";
    problems.push({ code: 'E_OPTION', where, what: 'is 0', repair });
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    problems.push(...error.problems);
  }
  return 0;
}

/** Why a migration cannot be undone, by the options or as it says itself; undefined where it can. */
export function irreversibleReason(
  planned: PlannedMigration,
  migration: Knex.Migration,
): string | undefined {
  if (planned.irreversible !== undefined) return planned.irreversible;
  const { irreversible, config } = migration as {
    readonly irreversible?: unknown;
    readonly config?: { readonly irreversible?: unknown };
  };
  const reason = irreversible ?? config?.irreversible;
  return typeof reason === 'string' && reason !== '' ? reason : undefined;
}
