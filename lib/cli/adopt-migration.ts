import { extname, relative } from 'node:path';
import type { Knex } from 'knex';
import { commentsBody } from '../adopt/adopt-comments.ts';
import { planRenamings } from '../adopt/rename-plan.ts';
import { readSqliteRenames } from '../adopt/rename-sqlite.ts';
import { renameStatements } from '../adopt/rename-statements.ts';
import { formatRenames, formatSqliteRenames } from '../adopt/rename-text.ts';
import { Bookkeeping } from '../bookkeeping/bookkeeping.ts';
import { listMigrationsOf, pendingOf } from '../bookkeeping/listed.ts';
import { plainClient } from '../bookkeeping/plain-client.ts';
import { rowsOf } from '../dialect/rows-of.ts';
import { auditCatalog } from '../catalog/audit-catalog.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { readCatalog } from '../catalog/read-catalog.ts';
import { count, formatProblem, OptionsError, type Problem } from '../errors.ts';
import { makeMigration, type MadeMigration } from '../make/make-migration.ts';
import type { ModuleSyntax } from '../make/migration-text.ts';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import { sourceOfConfig } from '../source/source-of-config.ts';
import type { CommandCall } from './command.ts';
import { withDatabase } from './connect.ts';
import { exitCode } from './exit-code.ts';
import type { Knexfile } from './knexfile.ts';

/** What is to be written; nothing where there is nothing to do. */
interface Draft {
  readonly message: string;
  /** Of the names or comments that it holds. */
  readonly size: number;
  readonly body: (syntax: ModuleSyntax) => string;
  readonly problems: readonly Problem[];
}

/** Writes a migration of what the live database lacks: names by the convention, or comments. */
export async function writeAdoptMigration(
  knexfile: Knexfile,
  { values, output }: CommandCall,
): Promise<number> {
  const { path, config } = knexfile;
  const source = sourceOfConfig(config, relative(process.cwd(), path)) as EpochMigrationSource;
  const draft = await withDatabase(knexfile, async (knex) => {
    await assertNothingPending(knex);
    const catalog = await readCatalog(knex);
    return values['names'] === true
      ? draftNames(knex, catalog, source.conventions)
      : draftComments(knex, catalog, source.conventions);
  });
  const { extension } = values;
  const made =
    draft.size === 0
      ? null
      : await makeMigration({
          source,
          message: draft.message,
          extension: typeof extension === 'string' ? extension : undefined,
          fallbackExtension: extname(path),
          body: draft.body,
        });
  if (values['json'] === true) {
    output.out(JSON.stringify({ made, size: draft.size, problems: draft.problems }));
    return exitCode.done;
  }
  output.out(textOf(draft, made));
  if (draft.problems.length > 0) output.out('\nLeft as they are:');
  for (const problem of draft.problems) output.out(formatProblem(problem));
  return exitCode.done;
}

async function draftNames(
  knex: Knex,
  catalog: Catalog,
  conventions: EpochMigrationSource['conventions'],
): Promise<Draft> {
  const { renamings, problems } = planRenamings(catalog, conventions);
  const message = 'Rename constraints and indexes';
  const common = { message, size: renamings.length, problems };
  if (catalog.dialect === 'sqlite') {
    const texts = await readSqliteRenames(knex, renamings);
    return { ...common, body: formatSqliteRenames(texts, problems) };
  }
  const schema = await currentSchemaOf(knex, catalog);
  const statements = renameStatements(renamings, catalog.dialect, schema);
  return { ...common, body: formatRenames(statements, problems) };
}

async function draftComments(
  knex: Knex,
  catalog: Catalog,
  conventions: EpochMigrationSource['conventions'],
): Promise<Draft> {
  const findings = auditCatalog(catalog, conventions).filter(
    ({ code }) => code === 'E_COMMENT_MISSING',
  );
  return {
    message: 'Comment tables and columns',
    size: findings.length,
    body: commentsBody(catalog.tables, findings, await currentSchemaOf(knex, catalog)),
    problems: [],
  };
}

/** Where unqualified names lead to; null where there is one schema only. */
async function currentSchemaOf(knex: Knex, { dialect }: Catalog): Promise<string | null> {
  if (dialect !== 'postgres') return null;
  const rows = rowsOf<{ name: string | null }>(
    await plainClient(knex).raw('select current_schema() as name'),
  );
  return rows[0]?.name ?? null;
}

/** What is pending would bring names and comments that the migration does not know of. */
async function assertNothingPending(knex: Knex): Promise<void> {
  const bookkeeping = new Bookkeeping(knex);
  const applied = (await bookkeeping.exists()) ? await bookkeeping.readNames() : [];
  const pending = pendingOf(await listMigrationsOf(bookkeeping.config), applied);
  if (pending.length === 0) return;
  throw new OptionsError('The database', [
    {
      code: 'E_PENDING',
      where: pending.map(({ name }) => name).join(', '),
      what: `${pending.length === 1 ? 'is' : 'are'} not applied yet`,
      repair: 'Migrate first: the migration is written from what the database holds.',
    },
  ]);
}

function textOf({ size, message }: Draft, made: MadeMigration | null): string {
  if (made === null) return `Nothing to write: the database is as "${message}" would leave it.`;
  return `Created ${relative(process.cwd(), made.path)} (${count(size, 'change')}).`;
}
