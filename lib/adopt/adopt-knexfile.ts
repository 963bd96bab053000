import type { Proposal } from './adopt-project.ts';

/** Options of `migrations` that an EpochMigrationSource has no use for, and beside which Knex replaces it. */
const replaced = new Set([
  'directory',
  'sortDirsSeparately',
  'loadExtensions',
  'extension',
  'stub',
]);

/**
 * Writes what a knexfile has to say, to be copied into it: the import, and `migrations` with whatever
 * else stands there now.
 *
 * @param migrations as the knexfile has it now
 * @param isModule whether the knexfile imports, or requires
 */
export function formatKnexfileLines(
  { directory, legacy, recordAs, since }: Proposal,
  migrations: Readonly<Record<string, unknown>>,
  isModule: boolean,
): string[] {
  const kept = Object.entries(migrations).filter(([option]) => !replaced.has(option));
  return [
    isModule
      ? "import { EpochMigrationSource } from 'knex-stairway';"
      : "const { EpochMigrationSource } = require('knex-stairway');",
    '',
    'migrations: {',
    ...kept.map(([option, value]) => `  ${option}: ${textOf(value)},`),
    '  migrationSource: new EpochMigrationSource({',
    `    directory: ${textOf(directory)},`,
    ...(legacy === 'as-knex' ? ["    legacy: 'as-knex',"] : []),
    ...(recordAs === 'stem' ? [] : [`    recordAs: ${textOf(recordAs)},`]),
    `    conventions: { since: ${textOf(since)} },`,
    '  }),',
    '},',
  ];
}

/** What a knexfile computes cannot be written down from its result. */
function textOf(value: unknown): string {
  if (typeof value === 'function') return '/* as it is */';
  const text = JSON.stringify(value) ?? 'undefined';
  return text.replaceAll(/"((?:[^"\\]|\\.)*)"/gu, (_, inner: string) =>
    inner.includes("'") ? `"${inner}"` : `'${inner.replaceAll(String.raw`\"`, '"')}'`,
  );
}
