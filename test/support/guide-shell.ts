import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root, type Project } from './project.ts';

/** What a script of a page did. */
export interface ShellResult {
  readonly code: number | null;
  /** Both outputs, in the order in which they came. */
  readonly output: string;
}

/** Runs shell scripts in a project as its owner would type them. */
export type GuideShell = (script: string) => ShellResult;

/** What every project of a guide has installed, as its first line says. */
const always = ['knex', 'tsx'];

const isNative = 'typescript' in process.features && process.features.typescript !== false;

/** What a reader whose Node does not read TypeScript sets for `knex`, as docs/README.md says. */
export const loadTypeScript: Readonly<Record<string, string>> = isNative
  ? {}
  : { NODE_OPTIONS: '--import tsx' };

/** Installs nothing: says what is not linked yet, since then the page names what its test does not. */
const installer = `import { existsSync, readFileSync } from 'node:fs';
const text = existsSync('package.json') ? readFileSync('package.json', 'utf8') : '{}';
const { dependencies, devDependencies } = JSON.parse(text);
const [command, ...words] = process.argv.slice(2);
const asked = command === 'ci' ? [] : words.filter((word) => !word.startsWith('-'));
const names = asked.length > 0 ? asked : Object.keys({ ...dependencies, ...devDependencies });
const missing = names.filter((name) => !existsSync('node_modules/' + name));
if (missing.length > 0) {
  console.error('The test of this page does not link ' + missing.join(', '));
  process.exit(1);
}
`;

/**
 * Opens a shell in a project that has installed knex-stairway and the packages that are named, all as
 * links. `npx` and `npm install` are those of the page without npm, which would cost half a second each.
 */
export function openGuideShell(
  { folder }: Project,
  packages: readonly string[],
  environment: Readonly<Record<string, string>>,
): GuideShell {
  const modules = join(folder, 'node_modules');
  const tools = join(dirname(folder), 'tools');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  mkdirSync(tools);
  symlinkSync(root, join(modules, 'knex-stairway'), 'junction');
  for (const name of [...always, ...packages]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  }
  for (const name of ['knex-stairway', ...always, ...packages]) {
    for (const [command, path] of binariesOf(join(modules, name))) {
      script(join(modules, '.bin', command), `exec node "${join(modules, name, path)}" "$@"`);
    }
  }
  writeFileSync(join(tools, 'install.mjs'), installer);
  script(join(tools, 'npx'), 'command=$1; shift; exec "$PWD/node_modules/.bin/$command" "$@"');
  script(
    join(tools, 'npm'),
    `case $1 in
  install | ci) exec node "${join(tools, 'install.mjs')}" "$@" ;;
  *) PATH=\${PATH#*${delimiter}}; exec npm "$@" ;;
esac`,
  );
  const { NODE_ENV: _environment, NODE_OPTIONS: _options, ...inherited } = process.env;
  const path = [tools, dirname(process.execPath), inherited['PATH']].join(delimiter);
  const env = { ...inherited, NO_COLOR: '1', ...environment, PATH: path };
  return (text) => {
    const { status, stdout } = spawnSync('sh', ['-ec', `exec 2>&1\n${text}`], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { code: status, output: stdout.replaceAll(folder, '/shop') };
  };
}

function binariesOf(folder: string): [command: string, path: string][] {
  const { name, bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    bin?: string | Record<string, string>;
  };
  return typeof bin === 'string' ? [[name, bin]] : Object.entries(bin ?? {});
}

function script(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}
