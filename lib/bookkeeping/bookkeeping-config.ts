import type { Knex } from 'knex';

/** Knex's hooks around migrations (3.3.0); each is given what the source listed. */
export type Hook = (on: Knex, migrations: readonly unknown[]) => unknown;

/** What Knex 3.3.0 reads from `migrations` and does not declare. */
type MigratorConfig = Knex.MigratorConfig & Partial<Readonly<Record<HookName, Hook>>>;

type HookName = 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll';

/** Where Knex keeps its record. */
export interface BookkeepingTables {
  readonly tableName: string;
  readonly lockTableName: string;
  /** Undefined where the tables lie on the search path, or in the only schema there is. */
  readonly schemaName: string | undefined;
}

/** The settled `migrations` of a Knex configuration. */
export interface BookkeepingConfig extends BookkeepingTables {
  readonly source: Knex.MigrationSource<unknown>;
  /** What Knex hands to `getMigrations` of the source. */
  readonly loadExtensions: readonly string[];
  readonly disableTransactions: boolean;
  /** Whether a recorded migration that the source does not list is an error. */
  readonly validatesList: boolean;
  readonly hooks: Readonly<Partial<Record<HookName, Hook>>>;
}

/**
 * Settles `migrations` as Knex does: its defaults, the configuration of the instance, overrides. A
 * configuration without a source, or with `directory` beside it, gets Knex's own source of files.
 */
export function settleBookkeeping(
  knex: Knex,
  overrides: Knex.MigratorConfig = {},
): BookkeepingConfig {
  const config = { ...configOfMigrator(knex), ...overrides };
  const { beforeAll, beforeEach, afterEach, afterAll } = config;
  return {
    source: config.migrationSource,
    loadExtensions: config.loadExtensions ?? [],
    ...tablesOf(config),
    disableTransactions: config.disableTransactions === true,
    validatesList: config.disableMigrationsListValidation !== true,
    hooks: Object.fromEntries(
      Object.entries({ beforeAll, beforeEach, afterEach, afterAll }).filter(
        ([, hook]) => hook !== undefined,
      ),
    ),
  };
}

/** Settles the names of Knex's tables, with its defaults. */
export function tablesOf({ tableName, schemaName }: Knex.MigratorConfig): BookkeepingTables {
  const table = tableName ?? 'knex_migrations';
  return {
    tableName: table,
    lockTableName: `${table}_lock`,
    schemaName: schemaName || undefined,
  };
}

/**
 * Knex's migrator settles the configuration when it is made, and keeps it (3.3.0, Migrator.js). It is
 * made for the client alone: of a whole Knex it would make a copy first, at half the cost of a run with
 * nothing to do.
 */
function configOfMigrator(knex: Knex): MigratorConfig & {
  readonly migrationSource: Knex.MigrationSource<unknown>;
} {
  const migrator: unknown = Reflect.get(knex, 'migrate', { client: knex.client });
  return (migrator as { config: ReturnType<typeof configOfMigrator> }).config;
}
