import { recordOf, type Project } from './project.ts';
import type { Setup } from './setup.ts';

/** A script of package.json that `init` would have there. */
export interface Script {
  readonly name: string;
  readonly command: string;
}

/** What becomes of a script. */
export interface PlannedScript extends Script {
  /** `kept`: another of its name is there, and stays. */
  readonly state: 'added' | 'kept';
}

/** What `npm init` writes for `test`: no script of anybody's. */
const placeholder = /^echo ".*no test specified" && exit 1$/u;

/** Whether `npm test` calls another runner than mocha. */
export function hasOtherTests({ packageJson }: Project): boolean {
  const test = recordOf(packageJson?.data.scripts)['test'];
  return typeof test === 'string' && !placeholder.test(test) && !/\bmocha\b/u.test(test);
}

const typedKnex = 'node --import tsx node_modules/knex/bin/cli.js';

/** Without node_modules; Yarn's shell sets variables on Windows, too, and -B passes this script by. */
const pnpKnex = 'NODE_OPTIONS="$NODE_OPTIONS --import tsx" yarn run -B knex';

/**
 * The scripts of a setup.
 *
 * @param suite path of the mocha suite, from the project
 */
export function scriptsFor(project: Project, { syntax }: Setup, suite: string): readonly Script[] {
  const { has, isPnp } = project;
  const isTypeScript = syntax === 'typescript';
  const mocha = isTypeScript ? 'mocha --import=tsx' : 'mocha';
  // What lies in the folder of tests by now may be for another runner.
  const spec = has('test') ? ` ${suite}` : isTypeScript ? ' "test/**/*.test.ts"' : '';
  return [
    // Node 20 reads no TypeScript, and the knex command brings no loader for it.
    ...(isTypeScript ? [{ name: 'knex', command: isPnp ? pnpKnex : typedKnex }] : []),
    { name: 'migrate', command: 'knex-stairway migrate' },
    hasOtherTests(project)
      ? { name: 'test:migrations', command: `${mocha} ${suite}` }
      : { name: 'test', command: mocha + spec },
  ];
}

/** Tells which scripts are new to a package.json; those that are there stay as they are. */
export function planScripts(present: unknown, wanted: readonly Script[]): readonly PlannedScript[] {
  const scripts = recordOf(present);
  return wanted.map(({ name, command }) => {
    const found = scripts[name];
    const isFree = typeof found !== 'string' || placeholder.test(found);
    return isFree ? { name, command, state: 'added' } : { name, command: found, state: 'kept' };
  });
}

/**
 * Adds scripts to the text of a package.json; its indentation, line ends and order stay.
 *
 * @param text undefined for a project that has none yet
 */
export function addScripts(text: string | undefined, scripts: readonly Script[]): string {
  const data =
    text === undefined
      ? { private: true, type: 'module' }
      : (JSON.parse(text.replace(/^\uFEFF/u, '')) as Record<string, unknown>);
  const added = Object.fromEntries(scripts.map(({ name, command }) => [name, command]));
  const present = 'scripts' in data ? recordOf(data.scripts) : {};
  const indent = /^(?<indent>[ \t]+)"/mu.exec(text ?? '')?.groups?.['indent'] ?? '  ';
  const written = JSON.stringify({ ...data, scripts: { ...present, ...added } }, null, indent);
  const isWindows = text?.includes('\r\n') === true;
  return `${isWindows ? written.replaceAll('\n', '\r\n') : written}${isWindows ? '\r\n' : '\n'}`;
}
