import { readFileSync } from 'node:fs';
import type { EpochMigrationSource } from '../migration/epoch-migration-source.ts';
import { splitFileName } from '../source/file-name.ts';
import type { MigrationFile } from '../source/migration-file.ts';

/** The baseline of a source, and what it stands for. */
export interface FoundBaseline {
  readonly migration: MigrationFile;
  /** Recorded names of what it replaces. */
  readonly replaces: readonly string[];
}

/** How a database stands to the baseline of its source. */
export type BaselineState =
  /** The baseline is recorded. */
  | { readonly kind: 'recorded' }
  /** No migration has run; the baseline will make all. */
  | { readonly kind: 'empty' }
  /** All that it replaces has run: its row takes the place of theirs. */
  | { readonly kind: 'replaceable' }
  /** Only a part of what it replaces has run. */
  | { readonly kind: 'behind'; readonly missing: readonly string[] };

/** Finds the baseline of a source: the migration that exports what it replaces. */
export async function findBaseline(
  source: EpochMigrationSource,
): Promise<FoundBaseline | undefined> {
  for (const migration of source.list({ allowsEmpty: true }).migrations) {
    if (migration.path === undefined) continue;
    const text = readFileSync(migration.path, 'utf8');
    if (!/^(?:export const replaces\b|exports\.replaces\b)/mu.test(text)) continue;
    const { replaces } = (await source.getMigration(migration)) as { replaces?: readonly string[] };
    if (Array.isArray(replaces)) return { migration, replaces };
  }
  return undefined;
}

/** Compares what is recorded with what a baseline stands for. */
export function stateOf(
  { migration, replaces }: FoundBaseline,
  recorded: readonly string[],
): BaselineState {
  if (recorded.some((name) => sameMigration(name, migration.name))) return { kind: 'recorded' };
  const missing = replaces.filter((one) => !recorded.some((name) => sameMigration(one, name)));
  if (missing.length === 0) return { kind: 'replaceable' };
  return recorded.length === 0 ? { kind: 'empty' } : { kind: 'behind', missing };
}

/** Whatever `recordAs` was when they were recorded: with an extension or without. */
export function sameMigration(one: string, other: string): boolean {
  return withoutExtension(one) === withoutExtension(other);
}

function withoutExtension(name: string): string {
  return /\.[cm]?[jt]s$/u.test(name) ? splitFileName(name).stem : name;
}
