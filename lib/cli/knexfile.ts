import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Knex } from 'knex';
import { messageOf, OptionsError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import { knexfileNames } from '../init/project.ts';
import { loadModule } from '../source/load-module.ts';
import type { Values } from './command.ts';
import { keepSecretsOf } from './masked-output.ts';
import { ensureTypeScript } from './typescript.ts';

/** A knexfile that was read. */
export interface Knexfile {
  /** Absolute. */
  readonly path: string;
  /** The configuration of the environment. */
  readonly config: Knex.Config;
  /** Whose configuration it is; null where the knexfile has one for all. */
  readonly environment: string | null;
}

/**
 * Finds and loads the knexfile as Knex 3.3.0 does (bin/cli.js): `--cwd` first, then `--knexfile`
 * from there, else the nearest one upwards; `--env`, else NODE_ENV, else development. The working
 * directory becomes that of the knexfile, so that its relative paths hold.
 *
 * @param beforeLoader is called with its path before a loader of TypeScript is there, through which all
 * that is loaded later goes; not for a knexfile that is JavaScript
 * @throws OptionsError where there is none, where it does not load, or where `cwd` is no folder
 */
export async function loadKnexfile(
  { cwd, knexfile, env }: Values,
  beforeLoader: (path: string) => void = () => {},
): Promise<Knexfile> {
  if (typeof cwd === 'string') changeDirectory(resolve(cwd));
  const path = typeof knexfile === 'string' ? resolve(knexfile) : findUp(process.cwd());
  if (path === undefined || !existsSync(path)) {
    throw new OptionsError('The knexfile', [
      {
        code: 'E_KNEXFILE_MISSING',
        where: path ?? process.cwd(),
        what: path === undefined ? 'and the folders above it hold no knexfile' : 'does not exist',
        repair: 'Let npx knex-stairway init write one, or name it: --knexfile path/to/knexfile.ts.',
      },
    ]);
  }
  process.chdir(dirname(path));
  if (/\.[cm]?ts$/u.test(path)) {
    beforeLoader(path);
    await ensureTypeScript(path);
  }
  const found = await configOf(path, typeof env === 'string' ? env : undefined);
  keepSecretsOf(found.config);
  return { path, ...found };
}

function changeDirectory(folder: string): void {
  try {
    process.chdir(folder);
  } catch (error) {
    throw new OptionsError('The working directory', [
      {
        code: 'E_CWD_MISSING',
        where: folder,
        what: `cannot be entered: ${messageOf(error)}`,
        repair: 'Correct --cwd.',
      },
    ]);
  }
}

function findUp(folder: string): string | undefined {
  const found = knexfileNames.map((name) => join(folder, name)).find((path) => existsSync(path));
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : findUp(parent));
}

async function configOf(
  path: string,
  env: string | undefined,
): Promise<Pick<Knexfile, 'config' | 'environment'>> {
  try {
    let config: unknown = await loadModule(path);
    // Bounded: module.exports.default = module.exports is a default of itself.
    for (let depth = 0; depth < 3 && isRecord(config) && 'default' in config; depth += 1) {
      config = config['default'];
    }
    if (typeof config === 'function') config = await (config as () => unknown)();
    if (!isRecord(config)) throw new TypeError('it exports no configuration');
    const environment = env || process.env['NODE_ENV'] || 'development';
    const own = config[environment];
    return own === undefined || own === null
      ? { config: config as Knex.Config, environment: null }
      : { config: own as Knex.Config, environment };
  } catch (error) {
    throw new OptionsError('The knexfile', [
      {
        code: 'E_KNEXFILE_FAILED',
        where: path,
        what: `does not load: ${messageOf(error)}`,
        repair: 'Mend it; `npx knex migrate:list` must read it, too.',
      },
    ]);
  }
}
