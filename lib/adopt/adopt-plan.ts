import { groupBy } from '../group-by.ts';
import type { AppliedMigration } from '../bookkeeping/bookkeeping.ts';
import type { Problem } from '../errors.ts';
import { stemOf } from '../source/file-name.ts';
import type { MigrationFile } from '../source/migration-file.ts';

/** A row of knex_migrations that is to bear the name which the source gives to its file. */
export interface RowRenaming {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

/** What becomes of the recorded names. */
export interface RowPlan {
  readonly renamings: readonly RowRenaming[];
  /** Names of migrations that no row stands for, in their order. */
  readonly pending: readonly string[];
  /** Rows that stay as they are, and why. */
  readonly problems: readonly Problem[];
}

/**
 * Finds for each recorded name the file that it stands for: the one that bears it, else the only one
 * that differs from it by its extension.
 */
export function planRows(
  rows: readonly AppliedMigration[],
  migrations: readonly MigrationFile[],
  tableName: string,
): RowPlan {
  const names = new Set(migrations.map(({ name }) => name));
  const byStem = groupBy(migrations, ({ file }) => stemOf(file));
  const taken = new Set(rows.map(({ name }) => name).filter((name) => names.has(name)));
  const renamings: RowRenaming[] = [];
  const problems: Problem[] = [];
  for (const { id, name } of rows) {
    if (names.has(name)) continue;
    const [file, other] = byStem.get(name.normalize('NFC')) ?? byStem.get(stemOf(name)) ?? [];
    if (file === undefined || other !== undefined) {
      problems.push(fileMissing(tableName, name));
    } else if (taken.has(file.name)) {
      problems.push(recordedTwice(tableName, name, file.name));
    } else {
      taken.add(file.name);
      renamings.push({ id, from: name, to: file.name });
    }
  }
  const pending = [...names].filter((name) => !taken.has(name));
  return { renamings, pending, problems };
}

function fileMissing(tableName: string, name: string): Problem {
  return {
    code: 'E_MIGRATION_MISSING',
    where: `${tableName}, ${name}`,
    what: 'is recorded as applied, and no file stands for it',
    repair: 'Bring the file back from the history of the project, or delete the row by hand.',
  };
}

function recordedTwice(tableName: string, name: string, other: string): Problem {
  return {
    code: 'E_RECORDED_TWICE',
    where: `${tableName}, ${name}`,
    what: `and another row stand for one file, ${other}: it was run twice`,
    repair: 'Delete one of the rows by hand, once you know that the schema is right.',
  };
}
