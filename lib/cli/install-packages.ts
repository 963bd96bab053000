import { spawn } from 'node:child_process';
import { StairwayError } from '../errors.ts';
import type { MissingPackages } from '../init/init-plan.ts';
import { addWords, buildWords, type PackageManager } from '../init/package-manager.ts';

/** The commands that install what a project lacks. */
export function installCommands(
  manager: PackageManager,
  { runtime, development, unbuilt }: MissingPackages,
): readonly (readonly string[])[] {
  return [
    ...(runtime.length === 0 ? [] : [addWords(manager, runtime, false)]),
    ...(unbuilt.length === 0 ? [] : [buildWords(manager, unbuilt)]),
    ...(development.length === 0 ? [] : [addWords(manager, development, true)]),
  ];
}

/**
 * Installs what a project lacks; what the package manager prints goes to the error output.
 *
 * @throws StairwayError with the code `E_INSTALL` where it fails
 */
export async function installPackages(
  folder: string,
  manager: PackageManager,
  missing: MissingPackages,
): Promise<void> {
  for (const words of installCommands(manager, missing)) {
    const result = await runIn(folder, words);
    if (result === 0) continue;
    throw new StairwayError('E_INSTALL', 'The files are written; packages are missing.', [
      {
        code: 'E_INSTALL',
        where: words.join(' '),
        what: result instanceof Error ? `did not start: ${result.message}` : `ended with ${result}`,
        repair: 'Call it by hand, when what it says above is mended.',
      },
    ]);
  }
}

function runIn(cwd: string, [command = '', ...args]: readonly string[]): Promise<unknown> {
  return new Promise((resolve) => {
    // On Windows package managers are scripts, which only a shell starts; all words are our own.
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', process.stderr, process.stderr],
      shell: process.platform === 'win32',
    });
    child.on('error', resolve);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
}
