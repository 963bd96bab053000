import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '../test/support/databases.ts';
import { packPackage, unpack } from '../test/support/pack.ts';
import { createProject } from '../test/support/project.ts';
import type { NodeBinary } from './node-binary.ts';
import type { SmokeResult } from './smoke.ts';

/**
 * Adopts a project of TypeScript and ES modules under a Node that takes types away by itself, without
 * tsx: its knexfile is TypeScript, and so are its migrations.
 *
 * @returns undefined for a Node that does not, and where there is no PostgreSQL
 */
export async function smokeTypeScript(node: NodeBinary): Promise<SmokeResult | undefined> {
  const isNative = node.run('node', ['-p', 'process.features.typescript'], '.').stdout.trim();
  if (isNative !== 'strip' || process.env['STAIRWAY_POSTGRES_URL'] === undefined) return undefined;
  const database = await createDatabase('postgres');
  const packed = mkdtempSync(join(tmpdir(), 'knex-stairway-pack-'));
  const project = createProject({ 'package.json': '{"type": "module"}' }, ['knex', 'pg']);
  const failures: string[] = [];
  const ran: string[] = [];
  const attempt = (expected: string, script: string, ...args: readonly string[]): void => {
    const path = join('node_modules', script);
    const done = node.run('node', [path, ...args], project.folder, { NODE_OPTIONS: '' });
    const isDone = done.status === 0 && done.stdout.includes(expected);
    ran.push(args[0] ?? '');
    if (!isDone) failures.push(`${args.join(' ')}:\n${done.stdout}${done.stderr}`);
  };
  const stairway = 'knex-stairway/dist/cli/main.js';
  try {
    cpSync('test/fixtures/adopt/typescript-esm', project.folder, { recursive: true });
    unpack(packPackage(packed), join(project.folder, 'node_modules/knex-stairway'));
    project.write({ 'knexfile.ts': knexfileText(database.config.connection, '') });
    attempt('Batch 1 run: 4 migrations', 'knex/bin/cli.js', 'migrate:latest');
    attempt('4 recorded, 0 pending', stairway, 'adopt');
    const source =
      "migrationSource: new EpochMigrationSource({ directory: './migrations', conventions: { since: '2024-01-01' } })";
    project.write({ 'knexfile.ts': knexfileText(database.config.connection, source) });
    attempt('Done', stairway, 'adopt', '--yes');
    attempt('.ts', stairway, 'make', 'add rating', '-x', 'ts');
    attempt('Applied', stairway, 'migrate');
    attempt('Created', stairway, 'adopt', '--names', '-x', 'ts');
    attempt('6 migrations, 0 problems', stairway, 'check');
    attempt('Applied', stairway, 'migrate');
    attempt('lock: free', stairway, 'status');
    attempt('Already up to date', 'knex/bin/cli.js', 'migrate:latest');
    attempt('tested well', stairway, 'stairway', '--from', 'since');
    return { covered: ran.join(', '), failures, warnings: [] };
  } finally {
    project.remove();
    rmSync(packed, { recursive: true, force: true });
    await database.drop();
  }
}

function knexfileText(connection: unknown, source: string): string {
  return `import type { Knex } from 'knex';
import { EpochMigrationSource } from 'knex-stairway';
const config: Knex.Config = {
  client: 'pg',
  connection: ${JSON.stringify(connection)},
  migrations: { ${source === '' ? "directory: './migrations', extension: 'ts'" : source} },
};
void EpochMigrationSource;
export default config;
`;
}
