import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ClientName } from './client.ts';

/** What hinders an installed driver: it is for later Nodes, or was not built for this one. */
export type DriverFault = 'too new' | 'not built';

/** The only one of the drivers that is not written in JavaScript. */
const native: ClientName = 'better-sqlite3';

/** better-sqlite3 13 is for Node 22 and later (its `engines`), and aborts Node 20. */
export function versionOf(client: ClientName, node: string = process.versions.node): string {
  return client === native && Number.parseInt(node, 10) < 22 ? `${client}@12` : client;
}

/**
 * Finds out why an installed driver does not work: pnpm takes the latest version whatever its
 * `engines` say, and builds nothing unless it is allowed to.
 */
export function faultOfDriver(folder: string, client: ClientName): DriverFault | undefined {
  if (client !== native) return undefined;
  // In a process of its own: what is built for another Node may end it.
  const { status } = spawnSync(process.execPath, ['-e', `new (require('${native}'))(':memory:')`], {
    cwd: folder,
    stdio: 'ignore',
  });
  if (status === 0) return undefined;
  const isTooNew = versionOf(client) !== client && installedMajor(folder, client) > 12;
  return isTooNew ? 'too new' : 'not built';
}

function installedMajor(folder: string, name: string): number {
  const path = createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
  return Number.parseInt(version, 10);
}
