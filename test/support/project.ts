import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** What a process left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both outputs as they came, for assertion messages. */
  readonly output: string;
}

/** A project of a user's, in a temporary folder of its own. */
export interface Project {
  /** Absolute, without symbolic links. */
  readonly folder: string;
  /** Writes files by their path in the project; folders are made as needed. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs `node` on a script (a path from the project, or absolute) in the project's folder. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  remove(): void;
}

/**
 * Makes a project whose node_modules holds the named packages of this repository, as links.
 *
 * @param files texts by path, package.json among them where the project needs one
 */
export function createProject(
  files: Readonly<Record<string, string>>,
  packages: readonly string[] = [],
): Project {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'knex-stairway-project-')));
  // The nearest package.json says what a .js is: not one that lies about in the temporary folder.
  writeFileSync(join(home, 'package.json'), '{}');
  const folder = join(home, 'project');
  mkdirSync(folder);
  for (const name of packages) link(join(root, 'node_modules', name), folder, name);
  const project: Project = {
    folder,
    write(texts) {
      for (const [path, text] of Object.entries(texts)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    node: (args, env) => runNode(args, folder, env),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
  project.write(files);
  return project;
}

function link(target: string, folder: string, name: string): void {
  const path = join(folder, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

/** Runs this Node on a script; NODE_ENV and NODE_OPTIONS of the test run are not handed on. */
export function runNode(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const { NODE_ENV: _environment, NODE_OPTIONS: _options, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], {
      cwd,
      env: { ...inherited, NO_COLOR: '1', ...env },
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
