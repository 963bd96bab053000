import type { Knex } from 'knex';
import { isStairwayError, OptionsError, type Problem } from '../errors.ts';
import { FileMigrationSource, type NamingOptions } from '../source/file-migration-source.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';

export type RecordAs = NonNullable<NamingOptions['recordAs']>;

/** A project whose migrations are to be run by an EpochMigrationSource, or already are. */
export interface AdoptProject {
  /** The source of the knexfile, or the one that it should have. */
  readonly source: FileMigrationSource;
  /** In the order in which they run. */
  readonly migrations: readonly MigrationFile[];
  /** What the knexfile has to say; undefined where it says it already. */
  readonly proposal: Proposal | undefined;
}

/** Options of an EpochMigrationSource that leaves an applied history as it is. */
export interface Proposal {
  /** As the knexfile has it now. */
  readonly directory: string | readonly string[];
  readonly recordAs: RecordAs;
  readonly legacy: 'refuse' | 'as-knex';
  /** Why `legacy` must be `'as-knex'`; empty where it need not. */
  readonly reasons: readonly Problem[];
  /** From when on the conventions hold: a day, or the second behind the last file. */
  readonly since: string | number;
}

/**
 * Looks at the migrations of a knexfile, whether Knex's own source reads them or ours.
 *
 * @param where how messages call the knexfile
 * @param recordAs what the knexfile is to say; only for one that says nothing yet
 * @throws OptionsError for a source of somebody else's
 * @throws MigrationFilesError for files that no source can tell apart
 */
export function readAdoptProject(
  config: Knex.Config,
  where: string,
  recordAs?: RecordAs,
): AdoptProject {
  const { migrations: options = {} } = config;
  if (options.migrationSource !== undefined) {
    const source = sourceOfConfig(config, where);
    if (recordAs !== undefined) throw recordAsIsSet(where);
    return { source, migrations: source.list().migrations, proposal: undefined };
  }
  const directory = options.directory ?? './migrations';
  const { source, migrations, reasons } = chooseSource(directory, recordAs ?? 'stem');
  const legacy = reasons.length === 0 ? 'refuse' : 'as-knex';
  const proposal = { directory, recordAs: recordAs ?? 'stem', legacy, reasons } as const;
  return { source, migrations, proposal: { ...proposal, since: sinceOf(migrations, new Date()) } };
}

/** Old files keep Knex's order, which is that of their names: where time says otherwise, it is not asked. */
function chooseSource(
  directory: string | readonly string[],
  recordAs: RecordAs,
): Pick<AdoptProject, 'source' | 'migrations'> & Pick<Proposal, 'reasons'> {
  const source = new FileMigrationSource({ directory, recordAs });
  const reasons: Problem[] = [];
  try {
    const { migrations } = source.list();
    reasons.push(...problemsOfOrder(migrations));
    if (reasons.length === 0) return { source, migrations, reasons };
  } catch (error) {
    if (!isStairwayError(error) || error.code !== 'E_MIGRATION_FILES') throw error;
    reasons.push(...error.problems);
  }
  const asKnex = new FileMigrationSource({ directory, recordAs, legacy: 'as-knex' });
  return { source: asKnex, migrations: asKnex.list().migrations, reasons };
}

function problemsOfOrder(migrations: readonly MigrationFile[]): Problem[] {
  const [before, behind] = migrations
    .map((file, index) => [file, migrations[index + 1]] as const)
    .find(([a, b]) => b !== undefined && a.file > b.file) ?? [undefined, undefined];
  if (before === undefined || behind === undefined) return [];
  return [
    {
      code: 'E_ORDER_OF_KNEX',
      where: `${behind.file}, ${before.file}`,
      what: 'stand in this order by name, and in the other by the time that they bear',
      repair: "Keep Knex's order for old files: legacy: 'as-knex'.",
    },
  ];
}

/** Today, unless there are files of today or later, which are old as well. */
function sinceOf(migrations: readonly MigrationFile[], now: Date): string | number {
  const today = now.toISOString().slice(0, 10);
  const last = Math.max(...migrations.map(({ instant }) => instant ?? 0));
  return last < Date.parse(today) ? today : Math.floor(last / 1000) + 1;
}

function recordAsIsSet(where: string): OptionsError {
  return new OptionsError('The option --record-as', [
    {
      code: 'E_RECORD_AS_SET',
      where,
      what: 'has an EpochMigrationSource, which says what is recorded',
      repair: 'Change recordAs there, and leave the option away.',
    },
  ]);
}
