import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { formatHeader } from '../../lib/revision/header.ts';
import { createProject, root, type Finished, type Project } from './project.ts';

/** A project of a user's that has installed Knex and, as built in dist/, knex-stairway. */
export interface KnexProject extends Project {
  /** Runs the `knex` command in the project. */
  knex(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
}

const packages = ['knex', 'better-sqlite3', 'pg', 'tsx', 'typescript', '@types/node'];

/** Lets Node 20 load TypeScript: for `env` of `knex`. */
export const withTsx = { NODE_OPTIONS: '--import tsx' } as const;

/**
 * Makes a project of ES modules or CommonJS.
 *
 * @param files texts by path; package.json is written beside them
 */
export function createKnexProject(
  type: 'module' | 'commonjs',
  files: Readonly<Record<string, string>>,
): KnexProject {
  const project = createProject(
    { 'package.json': JSON.stringify({ name: 'shop', private: true, type }), ...files },
    packages,
  );
  symlinkSync(root, join(project.folder, 'node_modules', 'knex-stairway'), 'junction');
  return {
    ...project,
    knex: (args, env) => project.node(['node_modules/knex/bin/cli.js', ...args], env),
  };
}

/**
 * A knexfile in TypeScript for the database of DATABASE_URL: PostgreSQL, or the path of a SQLite
 * file. It serves the folder `migrations` beside it, built or not.
 */
export const knexfile = `import type { Knex } from 'knex';
import { EpochMigrationSource } from 'knex-stairway';

const url = process.env['DATABASE_URL'] ?? '';

const config: Knex.Config = {
  ...(url.startsWith('postgres')
    ? { client: 'pg', connection: url }
    : { client: 'better-sqlite3', connection: { filename: url }, useNullAsDefault: true }),
  migrations: {
    migrationSource: new EpochMigrationSource({
      directory: new URL('./migrations', import.meta.url),
    }),
  },
};

export default config;
`;

/** What a migration does, each direction as statements on `knex`. */
export interface Step {
  readonly up: string;
  readonly down: string;
}

/** The text of a migration in TypeScript, with the header that `make` writes. */
export function migrationText(
  { up, down }: Step,
  revision = 'c0a05e0cd317',
  revises: readonly string[] = [],
): string {
  const created = '2024-10-08T07:24:21.000Z';
  const header = formatHeader({ message: 'A step of the tests', revision, revises, created });
  return `${header}

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  ${up}
}

export async function down(knex: Knex): Promise<void> {
  ${down}
}
`;
}

/** Steps that fail in any order but this, in either direction. */
export const steps = {
  createTeam: {
    up: "await knex.schema.createTable('team', (table) => { table.comment('A team'); table.integer('id').comment('Its number'); });",
    down: "await knex.schema.dropTable('team');",
  },
  addMotto: {
    up: "await knex.schema.alterTable('team', (table) => { table.string('motto').comment('What it says'); });",
    down: "await knex.schema.alterTable('team', (table) => { table.dropColumn('motto'); });",
  },
  addFirstTeam: {
    up: "await knex('team').insert({ id: 1, motto: 'onwards' });",
    down: "await knex('team').where({ motto: 'onwards' }).delete();",
  },
} as const satisfies Readonly<Record<string, Step>>;
