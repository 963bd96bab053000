import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unpack } from './pack.ts';
import { createProject, type Finished, type Project } from './project.ts';

/** A project in which packages look as a package manager installs them, this one from its tarball. */
export interface InstalledProject extends Project {
  /** Runs a line of shell commands in the project; `npx` finds what is installed, and asks nobody. */
  shell(line: string, env?: Readonly<Record<string, string>>): Promise<Finished>;
}

/** Scripts of packages by the commands that npm links to them. */
const commands = {
  knex: 'knex/bin/cli.js',
  'knex-stairway': 'knex-stairway/dist/cli/main.js',
  mocha: 'mocha/bin/mocha.js',
  tsc: 'typescript/bin/tsc',
} as const;

/**
 * Makes a project that has installed packages of this repository, and the tarball of this one.
 *
 * @param data of package.json, in which `dependencies` stand unless it has some of its own
 */
export function createInstalledProject(
  tarball: string,
  data: Readonly<Record<string, unknown>>,
  packages: readonly string[],
): InstalledProject {
  const dependencies = Object.fromEntries(
    ['knex-stairway', ...packages].map((name) => [name, '*']),
  );
  const project = createProject(
    { 'package.json': `${JSON.stringify({ dependencies, ...data }, null, 2)}\n` },
    packages,
  );
  const modules = join(project.folder, 'node_modules');
  unpack(tarball, join(modules, 'knex-stairway'));
  mkdirSync(join(modules, '.bin'));
  for (const [command, script] of Object.entries(commands)) {
    if (!packages.includes(script.split('/')[0] ?? '') && command !== 'knex-stairway') continue;
    chmodSync(join(modules, script), 0o755);
    symlinkSync(join('..', script), join(modules, '.bin', command));
  }
  return { ...project, shell: (line, env) => runShell(line, project.folder, env) };
}

function runShell(
  line: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const { NODE_ENV: _environment, NODE_OPTIONS: _options, PATH = '', ...rest } = process.env;
  // What npm tells those that it starts is of this repository.
  const inherited = Object.entries(rest).filter(([name]) => !/^npm_/iu.test(name));
  // Straight from the folder of links: npx itself takes half a second each time.
  const real = line.replaceAll(/\bnpx (?=\w)/gu, '');
  return new Promise((resolve, reject) => {
    const child = spawn(real, {
      cwd,
      shell: true,
      env: {
        ...Object.fromEntries(inherited),
        PATH: [join(cwd, 'node_modules/.bin'), PATH].join(delimiter),
        NO_COLOR: '1',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '', output: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
        texts.output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
  });
}
