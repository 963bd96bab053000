import { isRecord } from '../is-record.ts';

/** What a module exports of a migration. */
export interface ExportedMigration {
  readonly up?: unknown;
  readonly down?: unknown;
  readonly config?: unknown;
  /** Why it cannot be undone; the stairway asks for it. */
  readonly irreversible?: unknown;
}

/**
 * Finds up, down and config in a loaded module: on its namespace, on its default export, or on the
 * default of a module that was transpiled.
 *
 * @returns an object without them where there are none
 */
export function migrationIn(loaded: unknown): ExportedMigration {
  let candidate: unknown = loaded;
  for (let depth = 0; depth < 3 && isRecord(candidate); depth += 1) {
    if ('up' in candidate || 'down' in candidate) return withConfigOf(loaded, candidate);
    candidate = 'default' in candidate ? candidate.default : undefined;
  }
  return isRecord(loaded) ? loaded : {};
}

/** `export const config` beside a default export would else be passed over in silence. */
function withConfigOf(loaded: unknown, migration: ExportedMigration): ExportedMigration {
  const beside = besides.filter(
    (name) => !(name in migration) && isRecord(loaded) && name in loaded,
  );
  if (beside.length === 0) return migration;
  const values = loaded as Readonly<Record<string, unknown>>;
  return Object.create(
    migration,
    Object.fromEntries(beside.map((name) => [name, { value: values[name] }])),
  ) as ExportedMigration;
}

/** What may stand beside a default export. */
const besides = ['config', 'irreversible'] as const;
