import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** A Node of another version, from npm. */
export interface NodeBinary {
  /** Full version, without the v. */
  readonly version: string;
  /** Runs a command with this Node first in the PATH. */
  run(
    command: string,
    args: readonly string[],
    cwd: string,
    env?: Readonly<Record<string, string>>,
  ): SpawnSyncReturns<string>;
  /** Folder of better-sqlite3 built for this Node; undefined where it does not build or load. */
  nativeDriver(): string | undefined;
}

const driver = 'better-sqlite3';

/**
 * Installs the newest Node of a range with the source of the native driver beside it, below .nodes/.
 *
 * @throws Error where the registry has none for this platform
 */
export function installNode(range: string): NodeBinary {
  const folder = resolve('.nodes', range);
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const wanted = [`${nodePackage}@${range}`, `${driver}@${driverVersionFor(range)}`];
  const installed = spawn(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      ...wanted,
    ],
    process.cwd(),
    process.env,
  );
  if (installed.status !== 0) throw new Error(installed.stderr);
  const nodeFolder = join(folder, 'node_modules', nodePackage);
  const env = {
    ...process.env,
    PATH: [join(nodeFolder, 'bin'), process.env['PATH']].join(delimiter),
    // The package brings the headers; nothing needs to be fetched from nodejs.org.
    npm_config_nodedir: nodeFolder,
  };
  const node: NodeBinary = {
    version: readJson(join(nodeFolder, 'package.json')).version,
    run: (command, args, cwd, extra = {}) => spawn(command, args, cwd, { ...env, ...extra }),
    nativeDriver() {
      const loads = (): boolean =>
        node.run('node', ['-e', `new (require('${driver}'))(':memory:')`], folder).status === 0;
      if (!loads()) node.run('npm', ['rebuild', driver], folder);
      return loads() ? join(folder, 'node_modules', driver) : undefined;
    },
  };
  return node;
}

/**
 * Version 12 is the last for Node 20, but aborts the process on Node 24.19 and later, whose
 * ObjectWrap it inherits; version 13 brings N-API binaries for Node 22 and later.
 */
function driverVersionFor(range: string): string {
  if (Number.parseInt(range, 10) >= 22) return '13';
  return readJson(join('node_modules', driver, 'package.json')).version;
}

function spawn(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): SpawnSyncReturns<string> {
  return spawnSync(command, [...args], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  });
}

function readJson(path: string): { readonly version: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { version: string };
}
