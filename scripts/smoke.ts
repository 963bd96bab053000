import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackage, unpack } from '../test/support/pack.ts';
import { createProject } from '../test/support/project.ts';
import type { NodeBinary } from './node-binary.ts';

const knexfile = `import { EpochMigrationSource } from 'knex-stairway';
export default { client: 'pg', migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) } };
`;

/** What the packed package did under one Node. */
export interface SmokeResult {
  /** What was tried, for the table. */
  readonly covered: string;
  readonly failures: readonly string[];
  /** Warnings of Node while it loaded the package. */
  readonly warnings: readonly string[];
}

/** Tries the packed package under a Node, in a fresh project, without a native driver. */
export function smoke(node: NodeBinary): SmokeResult {
  const project = createProject(
    {
      'package.json': JSON.stringify({ name: 'app', private: true, type: 'module' }),
      'knexfile.js': knexfile,
    },
    ['knex', 'pg'],
  );
  const packed = mkdtempSync(join(tmpdir(), 'knex-stairway-pack-'));
  const failures: string[] = [];
  const warnings: string[] = [];
  const attempt = (what: string, args: readonly string[]): string => {
    const { status, stdout, stderr } = node.run('node', args, project.folder, { NODE_OPTIONS: '' });
    if (status !== 0) failures.push(`${what}:\n${stderr}`);
    else if (/warning/iu.test(stderr)) warnings.push(`${what}: ${stderr.trim().split('\n', 1)[0]}`);
    return stdout.trim();
  };
  try {
    unpack(packPackage(packed), join(project.folder, 'node_modules/knex-stairway'));
    attempt('import', ['--input-type=module', '-e', "await import('knex-stairway')"]);
    attempt('require', [
      '--input-type=commonjs',
      '-e',
      "new (require('knex-stairway').EpochMigrationSource)({ modules: {} })",
    ]);
    copyFileSync(new URL('smoke.mjs', import.meta.url), join(project.folder, 'smoke.mjs'));
    const covered = attempt('list, load, migrate', ['smoke.mjs']);
    attempt('make', ['node_modules/knex-stairway/dist/cli/main.js', 'make', 'add payment']);
    const made = readdirSync(join(project.folder, 'migrations')).filter((file) =>
      /_add_payment\.[jt]s$/u.test(file),
    );
    if (made.length !== 1) failures.push(`make wrote ${made.length} files`);
    return { covered: `import, require, ${covered}, make`, failures, warnings };
  } finally {
    project.remove();
    rmSync(packed, { recursive: true, force: true });
  }
}
