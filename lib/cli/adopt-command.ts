import { UsageError } from './usage-error.ts';
import type { Command, CommandCall } from './command.ts';
import { loadKnexfile } from './knexfile.ts';

/** What `adopt` can do besides the recorded names; each excludes the others. */
const works = ['undo', 'names', 'comments', 'baseline'] as const;

export const adoptCommand: Command = {
  name: 'adopt',
  summary: 'bring a project with old migrations over: recorded names, names, comments',
  help: `knex-stairway adopt [--yes | --undo | --names | --comments | --baseline]

Looks at the migrations and at what is recorded of them, and shows what has to
become of both: the lines for the knexfile, and the names in knex_migrations
that change. Nothing is done without --yes.

      --yes             change the recorded names, in one transaction; the old
                        ones are kept in knex_migrations_before_adopt
      --dry-run         show only (default)
      --undo            show what would bring the old names back; with --yes do it
      --record-as FORM  stem (default), file, .js or .ts, for a knexfile that has
                        no EpochMigrationSource yet; with file, plain Knex goes
                        on working without knex-stairway
      --names           write a migration that renames every constraint and index
                        to the convention, with a down that restores them
      --comments        write a migration with a TODO for every missing comment;
                        check refuses it until it is filled in
      --baseline        with --yes, write one migration that makes the whole schema
                        for new databases, and record it in place of the old ones,
                        which move to before_baseline/; with the file written,
                        record it in the next old database; --undo brings all back.
                        The file is tried in an empty database; where it is
                        recorded already, without --yes it is tried again
      --database URL    a server on which --baseline may make that database;
                        default as for knex-stairway stairway
  -x, --extension EXT   of the migration that --names and --comments write`,
  options: {
    yes: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    undo: { type: 'boolean' },
    'record-as': { type: 'string' },
    names: { type: 'boolean' },
    comments: { type: 'boolean' },
    baseline: { type: 'boolean' },
    database: { type: 'string' },
    extension: { type: 'string', short: 'x' },
  },
  async run(call) {
    assertClear(call);
    const knexfile = await loadKnexfile(call.values);
    const { values } = call;
    if (values['names'] === true || values['comments'] === true) {
      const { writeAdoptMigration } = await import('./adopt-migration.ts');
      return writeAdoptMigration(knexfile, call);
    }
    if (values['baseline'] === true) {
      const { adoptBaseline } = await import('./adopt-baseline.ts');
      return adoptBaseline(knexfile, call);
    }
    const { adoptRecordedNames } = await import('./adopt-recorded.ts');
    return adoptRecordedNames(knexfile, call);
  },
};

function assertClear({ values }: CommandCall): void {
  const isBaseline = values['baseline'] === true;
  const chosen = works.filter((work) => values[work] === true && !(work === 'undo' && isBaseline));
  if (chosen.length > 1) {
    throw new UsageError(
      `adopt cannot do ${chosen.map((work) => `--${work}`).join(' and ')} at once`,
      'Call it for each.',
    );
  }
  if (values['yes'] === true && values['dry-run'] === true) {
    throw new UsageError('adopt was given --yes and --dry-run', 'Leave one of them away.');
  }
}
