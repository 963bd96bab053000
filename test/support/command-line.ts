import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../../lib/cli/run.ts';
import { root } from './project.ts';

/** What a command line did. */
export interface CommandResult {
  readonly code: number;
  /** Lines of both outputs. */
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Runs a command line in this process, as if typed in a folder. */
export async function runIn(folder: string, ...argv: readonly string[]): Promise<CommandResult> {
  const out: string[] = [];
  const err: string[] = [];
  return inFolder(folder, async () => {
    const code = await run(argv, { out: (line) => out.push(line), err: (line) => err.push(line) });
    return { code, out, err };
  });
}

/** Calls something in another working directory, and comes back. */
export async function inFolder<T>(folder: string, call: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await call();
  } finally {
    process.chdir(before);
  }
}

const packageUrl = pathToFileURL(join(root, 'dist/index.js')).href;

/** A knexfile with the source of `./migrations`, written as ES module. */
export const knexfileText: string = `import { EpochMigrationSource } from ${JSON.stringify(packageUrl)};

export default {
  client: 'better-sqlite3',
  connection: { filename: './dev.sqlite3' },
  useNullAsDefault: true,
  migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) },
};
`;
