import type { Knex } from 'knex';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import type { Conventions } from '../../lib/schema/conventions.ts';
import { climb } from '../../lib/stairway/climb.ts';
import type { ClimbOptions } from '../../lib/stairway/climb-options.ts';
import type { ClimbResult, MigrationResult } from '../../lib/stairway/report.ts';
import { mysql, postgres, sqlite } from '../../lib/testing/databases.ts';
import type { ThrowawayDatabases } from '../../lib/testing/throwaway.ts';

/** A migration of a test: SQL texts, or functions. */
export interface TestMigration {
  readonly up: Direction;
  readonly down?: Direction;
  readonly config?: object;
  readonly irreversible?: string;
}

type Direction = string | ((knex: Knex) => unknown);

export interface TestClimb extends Omit<Partial<ClimbOptions>, 'config'> {
  readonly config?: Knex.Config;
  readonly conventions?: Conventions | false;
}

const makers: Readonly<Record<DialectName, () => ThrowawayDatabases>> = { postgres, mysql, sqlite };
const clients = { postgres: 'pg', mysql: 'mysql2', sqlite: 'better-sqlite3' } as const;

/** The throw-away databases of a dialect. */
export function databasesOf(dialect: DialectName): ThrowawayDatabases {
  return makers[dialect]();
}

/** A configuration whose migrations are called `m1`, `m2`, … in their order. */
export function configOf(
  dialect: DialectName,
  migrations: readonly (TestMigration | (() => Promise<never>))[],
  { config = {}, conventions = false }: TestClimb = {},
): Knex.Config {
  const modules = Object.fromEntries(
    migrations.map((migration, index) => [
      `${1_700_000_000 + index}_m${index + 1}.js`,
      typeof migration === 'function' ? migration : moduleOf(migration),
    ]),
  );
  return {
    client: clients[dialect],
    ...(dialect === 'sqlite' && { useNullAsDefault: true }),
    ...config,
    migrations: {
      ...config.migrations,
      migrationSource: new EpochMigrationSource({ modules: modules as never, conventions }),
    },
  };
}

/** Climbs migrations on throw-away databases of a dialect. */
export function climbOf(
  dialect: DialectName,
  migrations: readonly (TestMigration | (() => Promise<never>))[],
  options: TestClimb = {},
): Promise<ClimbResult> {
  const { conventions: _, ...rest } = options;
  return climb({
    database: databasesOf(dialect),
    ...rest,
    config: configOf(dialect, migrations, options),
  });
}

/** The problems of a result by migration: `m2 trace: index i on t`. */
export function problemLines({ migrations, history }: ClimbResult): string[] {
  return [
    ...migrations.flatMap((result) =>
      result.problems.map(({ kind, object }) => `${shortName(result)} ${kind}: ${object}`),
    ),
    ...history.flatMap(({ name, problems }) =>
      problems.map(({ object }) => `history ${name}: ${object}`),
    ),
  ];
}

function shortName({ name }: MigrationResult): string {
  return name.replace(/^\d+_/u, '');
}

function moduleOf({ up, down = '', ...rest }: TestMigration): object {
  return { up: functionOf(up), down: functionOf(down), ...rest };
}

/** Several statements are sent one by one: MySQL takes no more. */
function functionOf(direction: Direction): (knex: Knex) => Promise<unknown> {
  if (typeof direction === 'function') return async (knex) => direction(knex);
  return async (knex) => {
    for (const sql of direction.split(';').filter((part) => part.trim() !== ''))
      await knex.raw(sql);
  };
}
