import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, OptionsError, StairwayError, type Problem } from '../errors.ts';
import type { InitPlan } from './init-plan.ts';

/**
 * Writes what a plan creates, package.json last; nothing that is there is written over.
 *
 * @returns paths of the files, from the folder
 * @throws OptionsError, before anything is written, for places that cannot be written to
 * @throws StairwayError with the code `E_INIT` where writing fails all the same; it lists what is
 * written by then
 */
export function writeInit(folder: string, plan: InitPlan): readonly string[] {
  const created = plan.files.filter(({ text }) => text !== undefined);
  assertWritable(folder, [
    ...created.map(({ path }) => path),
    ...(plan.packageJson === undefined ? [] : ['package.json']),
  ]);
  const written: string[] = [];
  try {
    for (const { path, text = '' } of created) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // wx: never over a file that somebody else has made since.
      writeFileSync(join(folder, path), text, { flag: 'wx' });
      written.push(path);
    }
    if (plan.packageJson !== undefined) {
      replaceFile(join(folder, 'package.json'), plan.packageJson);
      written.push('package.json');
    }
  } catch (error) {
    throw failure(error, created[written.length]?.path ?? 'package.json', written);
  }
  return written;
}

/** At once: a package.json that is cut off is none. */
function replaceFile(path: string, text: string): void {
  const real = existsSync(path) ? realpathSync(path) : path;
  const draft = `${real}.${process.pid}.tmp`;
  writeFileSync(draft, text, { flag: 'wx' });
  renameSync(draft, real);
}

function assertWritable(folder: string, paths: readonly string[]): void {
  const problems = new Map<string, Problem>();
  for (const path of paths) {
    const place = nearest(dirname(join(folder, path)));
    if (problems.has(place)) continue;
    const what = statSync(place).isDirectory() ? reasonAgainst(place) : 'is a file, not a folder';
    if (what === undefined) continue;
    const repair = `Mend it, so that ${path} can be written there.`;
    problems.set(place, { code: 'E_NOT_WRITABLE', where: place, what, repair });
  }
  if (problems.size > 0) throw new OptionsError('The folder', [...problems.values()]);
}

/** The folder itself, or what is there of those above it. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

function reasonAgainst(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `cannot be written to: ${messageOf(error)}`;
  }
}

function failure(error: unknown, where: string, written: readonly string[]): StairwayError {
  const rest =
    written.length === 0
      ? 'Nothing was'
      : `${written.join(', ')} ${written.length === 1 ? 'was' : 'were'}`;
  return new StairwayError(
    'E_INIT',
    `The setup was cut off. ${rest} written.`,
    [
      {
        code: 'E_WRITE',
        where,
        what: `could not be written: ${messageOf(error)}`,
        repair: 'Mend that and call init again: it keeps what is there.',
      },
    ],
    { cause: error },
  );
}
