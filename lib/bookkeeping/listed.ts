import { StairwayError, type Problem } from '../errors.ts';
import { splitFileName, stemOf } from '../source/file-name.ts';
import type { BookkeepingConfig } from './bookkeeping-config.ts';

/** A migration as its source lists it. */
export interface Listed {
  /** What stands in knex_migrations when it is applied. */
  readonly name: string;
  /** What the source calls it; for `getMigration` and for Knex's hooks. */
  readonly item: unknown;
}

/**
 * The source and the record of what is applied contradict each other; nothing was run.
 *
 * @example
 * await migrate(knex);
 * await knex('knex_migrations').insert({ name: '1728372240_gone', batch: 1 });
 * const thrown: unknown = await migrate(knex).catch((error: unknown) => error);
 * console.log(thrown instanceof BookkeepingError && thrown.problems[0]?.where); // knex_migrations, 1728372240_gone
 */
export class BookkeepingError extends StairwayError {
  constructor(problems: readonly Problem[]) {
    super(
      'E_BOOKKEEPING',
      'The migrations and the record of what is applied do not fit; nothing was run.',
      problems,
    );
  }
}

/** Asks the source for all migrations, in its order. */
export async function listMigrationsOf({
  source,
  loadExtensions,
}: Pick<BookkeepingConfig, 'source' | 'loadExtensions'>): Promise<Listed[]> {
  const items = await source.getMigrations(loadExtensions);
  return items.map((item) => ({ name: source.getMigrationName(item), item }));
}

/** Whether all that is listed is recorded, each once, and nothing else is: as it is at most starts. */
export function isAllRecorded(listed: readonly string[], applied: readonly string[]): boolean {
  if (isSameAscending(listed, applied)) return true;
  const left = new Set(applied);
  return listed.every((name) => left.delete(name)) && left.size === 0;
}

/**
 * Whether both are the same names in the same ascending order, as they mostly are: of five thousand,
 * that takes half of the time of a set.
 */
function isSameAscending(listed: readonly string[], applied: readonly string[]): boolean {
  if (listed.length !== applied.length) return false;
  let before = '';
  return listed.every((name, index) => {
    const isNext = name === applied[index] && name > before;
    before = name;
    return isNext;
  });
}

/** Those that Knex would apply, in this order: listed, and not recorded. */
export function pendingOf(listed: readonly Listed[], applied: Iterable<string>): Listed[] {
  const recorded = new Set(applied);
  return listed.filter(({ name }) => !recorded.has(name));
}

/**
 * Refuses what Knex calls a corrupt directory, a recorded migration that the source does not list,
 * and a name that the source lists twice, which Knex would run twice.
 *
 * @throws BookkeepingError that lists all of them
 */
export function assertComplete(
  listed: readonly Listed[],
  applied: readonly string[],
  { tableName, validatesList }: Pick<BookkeepingConfig, 'tableName' | 'validatesList'>,
): void {
  const names = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of listed) (names.has(name) ? twice : names).add(name);
  const missing = validatesList ? applied.filter((name) => !names.has(name)) : [];
  const problems = [
    ...[...twice].map(listedTwice),
    ...missing.map((name) => notListed(name, tableName, names)),
  ];
  if (problems.length > 0) throw new BookkeepingError(problems);
}

function listedTwice(name: string): Problem {
  return {
    code: 'E_MIGRATION_TWICE',
    where: name,
    what: 'is the name of two migrations of the source',
    repair: 'Rename one of the files: a name stands for one migration.',
  };
}

function notListed(name: string, tableName: string, names: ReadonlySet<string>): Problem {
  const stem = stemOf(name);
  const near = [...names].find((listed) => stemOf(listed) === stem);
  return {
    code: 'E_MIGRATION_MISSING',
    where: `${tableName}, ${name}`,
    what:
      near === undefined
        ? 'is recorded as applied, and the source does not list it'
        : `is recorded as applied; the source lists it as ${near}`,
    repair:
      near === undefined
        ? 'Bring the file back (it may lie on another branch). Only if it is gone for good and its change undone, delete the row.'
        : `Let the source record the name that stands in the table: recordAs: '${recordAs(name)}'.`,
  };
}

function recordAs(name: string): string {
  const { extension } = splitFileName(name);
  if (extension === '') return 'stem';
  return extension === '.js' || extension === '.ts' ? extension : 'file';
}
