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

/** What the reader has in NODE_OPTIONS for `knex`, as docs/README.md says. */
const loadTypeScript = '$([ ! -f knexfile.ts ] || echo --import tsx)';

/**
 * What npm does in a page, in a tenth of the time. It writes down what is installed, but installs
 * nothing: it says what is not linked, since then a page names what its test does not.
 */
const npm = `import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
const [command, ...words] = process.argv.slice(2);
const manifest = JSON.parse(existsSync('package.json') ? readFileSync('package.json', 'utf8') : '{}');
const asked = words.filter((word) => !word.startsWith('-'));
if (command === 'install' || command === 'ci') install(command === 'ci' ? [] : asked);
else run(command === 'run' ? asked[0] : command, command === 'run' ? asked.slice(1) : []);

function install(wanted) {
  const isForTests = words.some((word) => word === '-D' || word === '--save-dev');
  const kind = isForTests ? 'devDependencies' : 'dependencies';
  const { dependencies, devDependencies } = manifest;
  const names = Object.keys({ ...dependencies, ...devDependencies }).concat(wanted);
  const missing = names.filter((name) => !existsSync('node_modules/' + name));
  if (missing.length > 0) fail('The test of this page does not link ' + missing.join(', '));
  for (const name of wanted) manifest[kind] = { ...manifest[kind], [name]: '*' };
  if (wanted.length > 0) writeFileSync('package.json', JSON.stringify(manifest, null, 2));
}

function run(name, args) {
  const script = manifest.scripts?.[name] ?? fail('package.json has no script ' + name);
  const PATH = process.cwd() + '/node_modules/.bin:' + process.env.PATH;
  const env = { ...process.env, PATH };
  const { status } = spawnSync([script, ...args].join(' '), { shell: true, stdio: 'inherit', env });
  process.exitCode = status ?? 1;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
`;

/**
 * Opens a shell in a project that has installed knex-stairway and the packages that are named, all as
 * links.
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
      const loader = command === 'knex' ? loadTypeScript : '';
      script(
        join(modules, '.bin', command),
        `exec node ${loader} "${join(modules, name, path)}" "$@"`,
      );
    }
  }
  writeFileSync(join(tools, 'npm.mjs'), npm);
  script(join(tools, 'npm'), `exec node "${join(tools, 'npm.mjs')}" "$@"`);
  script(join(tools, 'npx'), 'command=$1; shift; exec "$PWD/node_modules/.bin/$command" "$@"');
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
