import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect } from 'chai';
import { root } from './support/project.ts';

/** The folders of lib/ in the order of a migration's journey: each imports from those before it. */
const folders = [
  'error-code',
  'dialect',
  'revision',
  'source',
  'naming',
  'comment',
  'schema',
  'mixin',
  'migration',
  'snapshot',
  'catalog',
  'make',
  'init',
  'docs',
  'bookkeeping',
  'history',
  'testing',
  'seed',
  'stairway',
  'service',
  'plan',
  'adopt',
  'cli',
];

/** What users import: they hand on what the folders hold. */
const entries = new Set(['index.ts', 'testing.ts']);

/** Files beside the folders that every folder may import; they stand behind the first folder. */
const ground = new Set([
  'code-text.ts',
  'duration.ts',
  'errors.ts',
  'group-by.ts',
  'is-record.ts',
  'literal-pattern.ts',
  'near-miss.ts',
  'node-crypto.ts',
]);

/** Files without a test of their own, and what tests them instead. */
const untested: Readonly<Record<string, string>> = {
  'adopt/adopt-backup.ts': 'test/cli/adopt-command.test.ts renames and brings back',
  'adopt/adopt-rows.ts': 'the same, also while migrations run',
  'adopt/rename-text.ts': 'test/adopt/rename-plan.test.ts runs what it writes, in each syntax',
  'cli/adopt-migration.ts': 'test/adopt/rename-plan.test.ts and adopt-comments.test.ts call it',
  'cli/adopt-text.ts': 'the output of adopt, whose test reads it',
  'cli/adopt-recorded.ts': 'half of adopt, whose test goes through it',
  'cli/check-database.ts': 'a part of check, whose test asks databases',
  'cli/check-files.ts': 'a part of check, whose test breaks files',
  'cli/check-order.ts': 'a part of check, whose test lets branches meet',
  'adopt/schema-copy.ts': 'test/cli/check-command.test.ts tries orders behind a copy',
  'stairway/build-in-order.ts': 'test/stairway/commute.test.ts builds in several orders',
  'cli/write-first-baseline.ts': 'half of adopt-baseline.ts, whose test writes the first',
  'cli/databases-for.ts': 'test/cli/stairway-command.test.ts makes databases by it, or is refused',
  'bookkeeping/send-text.ts': 'how transaction-chain.ts commits, whose test reads what is told',
  'bookkeeping/waiting-begin.ts': 'what begin-with.ts puts in place, whose test lets it wait',
  'history/changed-migrations.ts': 'half of readHistory, whose test changes migrations',
  'history/checksum-record.ts': 'test/history/read-history.test.ts reads what a run has noted',
  'history/note-checksums.ts': 'the same',
  'history/record-applied.ts': 'the same',
  'index.ts': 'only hands on; test/package imports it as users do',
  'testing.ts': 'the same',
  'adopt/baseline-files.ts': 'test/cli/adopt-baseline.test.ts moves files, and back',
  'adopt/baseline-rows.ts': 'test/cli/adopt-baseline.test.ts replaces rows, and restores them',
  'adopt/baseline-column.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-key.ts': 'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-left-out.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-mysql-column.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-mysql.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-name.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-postgres-around.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-postgres-grant.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-postgres-table.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-postgres-type.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-postgres.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-sqlite.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-table.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-texts.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'adopt/baseline-type.ts':
    'a part of baseline.ts, whose test runs what it writes on each database',
  'bookkeeping/ensure-tables.ts':
    'test/bookkeeping/bookkeeping.test.ts makes the tables, also in a crowd',
  'bookkeeping/plain-client.ts': 'test/bookkeeping/bookkeeping.test.ts works past mappers by it',
  'catalog/audit-names.ts': 'half of auditCatalog, whose test goes through it',
  'catalog/difference.ts': 'texts; test/catalog/diff-catalogs.test.ts reads each',
  'catalog/left-out.ts': 'test/catalog/read-catalog.test.ts leaves tables out',
  'catalog/mysql-catalog.ts': 'rows; test/catalog/diff-catalogs.test.ts changes each',
  'catalog/mysql-keys.ts': 'rows; test/catalog/diff-catalogs.test.ts changes each',
  'catalog/plain-constraint.ts':
    'a constant; test/catalog/diff-catalogs.test.ts changes each of its parts',
  'catalog/mysql-queries.ts': 'questions; test/catalog/diff-catalogs.test.ts needs each',
  'catalog/mysql-tables.ts': 'rows; test/catalog/diff-catalogs.test.ts changes each',
  'catalog/object-label.ts': 'words; test/catalog/diff-catalogs.test.ts reads each',
  'catalog/parent-object.ts': 'test/catalog/diff-catalogs.test.ts counts differences by it',
  'catalog/plain-query.ts': 'test/catalog/read-catalog.test.ts reads past mappers by it',
  'catalog/postgres-catalog.ts': 'rows; test/catalog/diff-catalogs.test.ts changes each',
  'catalog/postgres-object-queries.ts': 'questions; test/catalog/diff-catalogs.test.ts needs each',
  'catalog/postgres-relation-queries.ts':
    'questions; test/catalog/diff-catalogs.test.ts needs each',
  'catalog/postgres-relations.ts': 'rows; test/catalog/diff-catalogs.test.ts changes each',
  'catalog/postgres-query.ts': 'sends questions; test/catalog/postgres-reader.test.ts counts them',
  'catalog/postgres-row.ts': 'values of rows; test/catalog/diff-catalogs.test.ts changes each',
  'catalog/postgres-session.ts': 'test/catalog/read-postgres.test.ts reads under other settings',
  'catalog/postgres-locks.ts':
    'a question; test/catalog/catalog-reader.test.ts asks it behind each change',
  'catalog/postgres-changes.ts':
    'a question; test/catalog/catalog-reader.test.ts tries each change',
  'catalog/postgres-memory.ts':
    'counts rows; test/catalog/catalog-reader.test.ts tries each change',
  'catalog/postgres-parts.ts':
    'what is kept; test/catalog/catalog-reader.test.ts tries each change',
  'catalog/sqlite-questions.ts': 'questions; test/catalog/sqlite-reader.test.ts needs each',
  'catalog/postgres-prepared.ts': 'test/catalog/catalog-reader.test.ts asks on several connections',
  'catalog/postgres-question.ts':
    'test/catalog/catalog-reader.test.ts asks it, also behind a COMMIT',
  'catalog/sqlite-tables.ts': 'rows; test/catalog/diff-catalogs.test.ts changes each',
  'catalog/settle-catalog.ts': 'test/catalog/read-catalog.test.ts reads twice and tries to thaw',
  'cli/command.ts': 'types, and a line that the tests of all commands go through',
  'cli/connect.ts': 'test/cli/check-command.test.ts connects, and fails to',
  'cli/init-project.ts': 'what init does; test/cli/init-command.test.ts sets up projects',
  'cli/init-report.ts': 'texts; test/cli/init-command.test.ts reads them',
  'cli/install-packages.ts': 'test/cli/init-command.test.ts has npm fail; npm run test:managers',
  'init/client.ts': 'a table; test/init/setup.test.ts asks for each name',
  'init/init-text.ts': 'texts; test/package/init.test.ts runs each',
  'cli/exit-code.ts': 'a table of numbers; the tests of the commands assert them',
  'cli/usage-error.ts': 'a name for what test/cli/run.test.ts provokes',
  'docs/contents.ts': 'one line; test/docs/render-markdown.test.ts reads it',
  'docs/html-grid.ts': 'a part of render-html.ts, tested with it',
  'docs/html-others.ts': 'the same',
  'docs/html-table-section.ts': 'the same; test/docs/render-markdown.test.ts reads it',
  'docs/layout-shape.ts': 'types, and a line that test/docs/layout.test.ts asks for',
  'docs/markdown-others.ts': 'a part of render-markdown.ts, tested with it',
  'docs/markdown-table-section.ts': 'the same',
  'docs/page-data.ts': 'what test/docs/page clicks and searches',
  'docs/page/box.ts': 'of the browser; test/docs/page/diagram.test.ts looks at it in Chromium',
  'docs/page/frame.ts': 'the same',
  'docs/page/highlight.ts': 'the same',
  'docs/page/main.ts': 'the same',
  'docs/page/markers.ts': 'the same',
  'docs/page/sections.ts': 'the same',
  'docs/page/svg.ts': 'the same',
  'docs/table-facts.ts': 'words; test/docs/render-markdown.test.ts reads them',
  'dialect/mysql.ts': 'a fact and its source; nothing in it runs',
  'dialect/postgres.ts': 'a fact and its source; nothing in it runs',
  'dialect/sqlite.ts': 'a fact and its source; nothing in it runs',
  'mixin/default-column.ts':
    'what test/mixin/uuid-primary-key.test.ts and timestamps.test.ts add by alterTable',
  'mixin/time-column.ts': 'types of a time; test/mixin/timestamps.test.ts reads them back',
  'mixin/uuid-default.ts': 'expressions; test/mixin/uuid-primary-key.test.ts makes keys by each',
  'schema/touch-trigger.ts':
    'names and pushes; the tests of postgres-touch.ts and sqlite-touch.ts see the triggers',
  'service/apply-migration.ts': 'the heart of apply.ts; test/service/migrate.test.ts fails in it',
  'service/apply.ts': 'the middle of migrate; test/service/migrate.test.ts applies by it',
  'service/glance-driver.ts': 'test/service/glance.test.ts connects by each driver, and not',
  'service/knex-lock-row.ts': 'test/service/claim.test.ts reads and sets the row by it',
  'service/load-pending.ts': 'test/service/migrate.test.ts refuses by it what is missing',
  'service/migrate-connection.ts': 'test/service/migrate.test.ts connects, and fails to',
  'service/take-lock.ts': 'test/service/migrate.test.ts waits, and does not',
  'service/lock-holder.ts': 'words; test/cli/migrate-report.test.ts reads them',
  'service/lock-key.ts': 'test/service/migration-lock.test.ts takes two keys at once',
  'service/lock-taken.ts':
    'codes of errors; test/service/statement-limits.test.ts and claim.test.ts meet them',
  'service/lock-session.ts': 'test/service/migration-lock.test.ts cuts one',
  'service/loss-of.ts': 'test/service/lost-lock.test.ts and migrate.test.ts lose it both ways',
  'service/mysql-lock.ts': 'test/service/migration-lock.test.ts asks the same of each lock',
  'service/own-name.ts': 'a name, by which test/service/lost-lock.test.ts finds sessions',
  'service/plain-knex.ts': 'test/service/claim.test.ts is alone, and is not',
  'service/run.ts': 'test/service/migrate.test.ts refuses by it what cannot be migrated',
  'service/run-record.ts': 'test/service/claim.test.ts takes it over',
  'service/service-error.ts': 'texts; the tests of what throws them read them',
  'service/sqlite-lock.ts': 'test/service/migration-lock.test.ts asks the same of each lock',
  'service/statement-watch.ts': 'test/service/migrate.test.ts stops by it, and counts by it',
  'schema/call.ts': 'puts calls into words; every refusal in test/schema shows one',
  'schema/check-kind.ts':
    'a table of the methods of Knex; test/schema/table-plan.test.ts goes through it',
  'schema/compilation.ts':
    'hands a scope to builders; test/schema/derived-client.test.ts compiles in it',
  'schema/compiler-mixin.ts': 'hands plans to compilers; the tests of the mixins compile with it',
  'schema/column-memory.ts': 'remembers arguments; test/schema/traps gives them',
  'schema/column-facts.ts': 'tells columns apart; test/schema/table-plan.test.ts plans each kind',
  'schema/drop-lookup.ts': 'a part of drops-by-lookup.ts, tested with it',
  'schema/sqlite-drop.ts': 'what test/schema/drops-by-lookup.test.ts drops by on SQLite',
  'schema/sqlite-guard.ts': 'test/schema/sqlite-rewrite.test.ts is refused by it, and let through',
  'schema/carry-check.ts': 'a part of carry-names.ts, tested with it',
  'schema/move.ts': 'the same',
  'schema/missing-comment.ts': 'texts; test/schema/comment-plan.test.ts reads each',
  'schema/mysql-constraints.ts': 'a question; test/schema/live-constraint.test.ts asks each',
  'schema/postgres-constraints.ts': 'the same',
  'schema/sqlite-constraints.ts': 'the same',
  'schema/pg-internals.ts': 'types; test/schema/pipelined-runner.test.ts sends by what they say',
  'schema/pipeline.ts': 'a part of pipelined-runner.ts, tested with it',
  'schema/column-plan.ts': 'a part of table-plan.ts, which test/schema/table-plan.test.ts tests',
  'schema/primary-key-plan.ts': 'a part of table-plan.ts, tested with it',
  'schema/statement-plan.ts': 'a part of table-plan.ts, tested with it',
  'schema/predicate.ts': 'a part of table-plan.ts; test/schema/traps has predicates',
  'schema/subclass.ts': 'makes the classes that test/schema/derived-client.test.ts looks at',
  'schema/quoted-name.ts': 'what Knex unwraps; every name in test/schema is one',
  'schema/naming-fault.ts': 'texts; test/schema/table-namer.test.ts reads each',
  'snapshot/batch-dialects.ts':
    'a table of the databases; test/snapshot/backfill.test.ts runs each',
  'snapshot/mysql-batches.ts':
    'what test/snapshot/backfill.test.ts and batch-dialect.test.ts ask of each database',
  'snapshot/postgres-batches.ts': 'the same',
  'snapshot/sqlite-batches.ts': 'the same',
  'snapshot/open-table.ts': 'reads and compares; test/snapshot/compare.test.ts sees the result',
  'snapshot/insert-many.ts': 'test/snapshot/table-snapshot.test.ts inserts by it',
  'snapshot/copy-rows.ts': 'test/snapshot/table-snapshot.test.ts copies by it',
  'snapshot/live-table.ts': 'reads what test/snapshot/compare.test.ts compares',
  'snapshot/column-kind.ts': 'tables of types; test/snapshot/compare.test.ts compares each kind',
  'snapshot/session.ts': 'a connection; test/snapshot/table-snapshot.test.ts wraps its names',
  'snapshot/checked-knex.ts': 'test/snapshot/compare.test.ts runs queries through it',
  'snapshot/checkpoint.ts': 'test/snapshot/backfill.test.ts stops and resumes by it',
  'snapshot/column.ts': 'declarations; test/types/table-snapshot.ts reads their types',
  'snapshot/chosen-rows.ts': 'a part of backfill.ts, tested with it',
  'snapshot/encoded.ts': 'test/snapshot/table-snapshot.test.ts inserts json by it',
  'snapshot/row-page.ts': 'a part of backfill.ts, tested with it',
  'snapshot/row-plan.ts': 'the same',
  'snapshot/row-values.ts': 'the same',
  'snapshot/range-step.ts': 'a part of backfill.ts, which test/snapshot/backfill.test.ts tests',
  'snapshot/row-step.ts': 'the same',
  'snapshot/snapshot-error.ts': 'classes; the tests of what throws them read them',
  'source/module-tokens.ts':
    'a part of module-imports.ts, which test/source/module-imports.test.ts tests',
  'source/path-alias.ts': 'test/source/outside-imports.test.ts goes by each kind of alias',
  'service/probe-database.ts':
    'one attempt of waitForDatabase; its test has servers that hang, refuse and answer',
  'seed/candidates.ts':
    'values; test/seed/seed-tables.test.ts fills columns of each type with them',
  'seed/checked-expressions.ts':
    'a part of plan-rows.ts; test/seed/seed-tables.test.ts checks each',
  'seed/domain.ts': 'test/seed/seed-tables.test.ts fills columns of domains',
  'seed/empty-tables.ts': 'a question; test/seed/seed-tables.test.ts has full tables, too',
  'seed/fill-circle.ts': 'test/seed/seed-tables.test.ts fills circles',
  'seed/fill-table.ts': 'test/seed/seed-tables.test.ts fills tables, and fails to',
  'seed/foreign-keys.ts': 'a part of plan-rows.ts; test/seed/seed-tables.test.ts has each kind',
  'seed/partition-values.ts': 'test/seed/seed-tables.test.ts fills partitions',
  'seed/plan-rows.ts': 'decides what test/seed/seed-tables.test.ts finds in the rows',
  'seed/row-plan.ts': 'a part of plan-rows.ts',
  'seed/row-query.ts': 'SQL; test/seed/seed-tables.test.ts sends it to each database',
  'seed/seed-dialect.ts': 'facts; test/seed/seed-tables.test.ts needs each',
  'seed/select-rows.ts': 'sends questions; test/seed/seed-tables.test.ts reads past mappers by it',
  'seed/type-family.ts': 'tables of types; test/seed/seed-tables.test.ts fills each',
  'testing/at-the-end.ts': 'test/testing/databases.test.ts ends processes by signals',
  'testing/marker.ts': 'test/testing/databases.test.ts kills what holds one',
  'testing/no-container.ts': 'texts; test/testing/container-server.test.ts provokes them',
  'testing/own-folder.ts': 'test/testing/embedded-server.test.ts kills what has one',
  'testing/server-databases.ts': 'test/testing/databases.test.ts makes and drops by it',
  'testing/server-knex.ts': 'a connection; test/testing/databases.test.ts makes databases by it',
  'testing/server.ts': 'a table of facts; nothing in it runs',
  'plan/copy-mysql.ts': 'test/plan/plan-migrations.test.ts plans on copies, and looks what is left',
  'plan/copy-sqlite.ts': 'the same',
  'plan/fill-mysql-copy.ts': 'the same',
  'plan/plan-error.ts': 'a class; test/plan/plan-migrations.test.ts provokes it',
  'plan/plan-in-transaction.ts':
    'one way of planMigrations; test/plan/plan-migrations.test.ts looks whether anything is changed',
  'plan/plan-on-copy.ts': 'the other way, tested there, too',
  'plan/recording-knex.ts': 'test/plan/plan-migrations.test.ts reads what it records',
  'plan/run-up.ts': 'a part of both ways; test/plan/plan-migrations.test.ts has it fail',
  'service/read-lock.ts': 'a part of readStatus; its test has each of its states',
  'stairway/climb-plan.ts': 'options; test/stairway/climb.test.ts gives each',
  'stairway/climb-problem.ts': 'texts; test/stairway/climb.test.ts reads them',
  'stairway/climb-site.ts': 'goes on with a new database in test/stairway/climb.test.ts',
  'stairway/go-up-again.ts': 'test/stairway/climb.test.ts makes new databases by it',
  'stairway/prove-reading.ts': 'test/stairway/climb.test.ts sees no misreading, of each dialect',
  'stairway/climber.ts': 'goes on behind failures in test/stairway/climb.test.ts',
  'stairway/convention-findings.ts': 'test/stairway/climb.test.ts breaks conventions',
  'stairway/format-result.ts': 'texts; test/stairway/suite.test.ts reads them',
  'stairway/history.ts': 'claims; test/stairway/climb.test.ts breaks them',
  'stairway/html-style.ts': 'texts of the page that test/stairway/html-report.test.ts reads',
  'stairway/one-go.ts': 'test/stairway/climb.test.ts runs all in one go',
  'stairway/reach-watch.ts':
    'a note of reachOf; test/stairway/faults.test.ts finds each fault whatever was noted',
  'stairway/query-watch.ts': 'test/stairway/climb.test.ts reads the SQL that failed',
  'stairway/row-digest.ts': 'test/stairway/climb.test.ts loses rows',
  'stairway/test-runner.ts': 'test/stairway/suite.test.ts runs it in mocha, and without',
  'stairway/stage.ts': 'a database; test/stairway/climb.test.ts climbs on it',
  'stairway/stair.ts': 'the steps of test/stairway/climb.test.ts',
  'source/file-problems.ts': 'texts; the tests of what finds the problems read them',
};

const lib = readdirSync(join(root, 'lib'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => path.slice(join(root, 'lib/').length).replaceAll('\\', '/'))
  .sort();

describe('the tree', () => {
  it('has lib folders that import only from themselves, the ground and folders before them', () => {
    const offences = lib
      .filter((file) => !entries.has(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((imported) => !isAllowed(file, imported))
          .map((imported) => `lib/${file} imports lib/${imported}`),
      );
    expect(offences, `the order is ${folders.join(' → ')}`).to.deep.equal([]);
  });

  it('names each lib folder in the order', () => {
    const found = new Set(lib.filter((file) => file.includes('/')).map(folderOf));
    expect([...found].sort()).to.deep.equal([...folders].sort());
  });

  it('mirrors lib/ in test/: each file that runs has a test of its name', () => {
    const missing = lib
      .filter((file) => !(file in untested) && hasRunTime(file))
      .map((file) => `test/${file.replace(/\.ts$/u, '.test.ts')}`)
      .filter((test) => !existsSync(join(root, test)));
    expect(missing, `${missing.length} tests are missing:\n${missing.join('\n')}\n`).to.deep.equal(
      [],
    );
  });

  it('excuses from the mirror only files that exist and have no test', () => {
    const stale = Object.keys(untested).filter(
      (file) =>
        !lib.includes(file) || existsSync(join(root, 'test', file.replace(/\.ts$/u, '.test.ts'))),
    );
    expect(stale).to.deep.equal([]);
  });
});

/** The files of lib that a file imports, for types too, by their paths in lib. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, 'lib', file), 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(?<path>\.{1,2}\/[^']+)'/gu)].map(
    ({ groups }) => posix.join(dirname(file), groups?.['path'] ?? ''),
  );
}

function isAllowed(file: string, imported: string): boolean {
  if (ground.has(imported)) return true;
  const from = ground.has(file) ? 0 : folders.indexOf(folderOf(file));
  const to = folders.indexOf(folderOf(imported));
  return to !== -1 && to <= from;
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}

/** Whether anything is left of a file when its types are taken away. */
function hasRunTime(file: string): boolean {
  const text = readFileSync(join(root, 'lib', file), 'utf8');
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gmu, '');
  return /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function|class|const|let|await)\b/mu.test(
    code,
  );
}
