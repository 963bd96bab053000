import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { OptionsError } from '../errors.ts';
import { clients, type ClientName } from '../init/client.ts';
import { planInit } from '../init/init-plan.ts';
import { readProject, type Project } from '../init/project.ts';
import { candidatesOf, chooseSetup, type Language } from '../init/setup.ts';
import { writeInit } from '../init/write-init.ts';
import { askForOne } from './ask.ts';
import { textOf, type CommandCall, type Values } from './command.ts';
import { exitCode } from './exit-code.ts';
import { initReport, printInit } from './init-report.ts';
import { installPackages } from './install-packages.ts';
import { UsageError } from './usage-error.ts';

/**
 * Sets up a project, as `init` promises.
 *
 * @returns the exit code
 */
export async function initProject({ values, words, output }: CommandCall): Promise<number> {
  const language = settle(values, words);
  const folder = folderOf(values);
  const isJson = values['json'] === true;
  const isDry = values['dry-run'] === true;
  const project = readProject(folder);
  const setup = chooseSetup(project, {
    client: textOf(values['client']) ?? (isJson ? undefined : await askForClient(project)),
    language,
    directory: textOf(values['directory']),
  });
  const plan = planInit(project, setup);
  if (!isDry) writeInit(folder, plan);
  const isInstalling = values['install'] === true && !isDry;
  const report = initReport(project, plan, { isDry, isInstalling });
  if (isJson) output.out(JSON.stringify(report));
  else printInit(report, output);
  if (isInstalling) await installPackages(folder, project.packageManager, plan.missing);
  return exitCode.done;
}

function settle(values: Values, words: readonly string[]): Language | undefined {
  if (words.length > 0) {
    throw new UsageError(
      `init takes no words, but got ${JSON.stringify(words[0])}`,
      `To set up another folder: knex-stairway init --cwd ${words[0]}.`,
    );
  }
  for (const option of ['knexfile', 'env']) {
    if (values[option] === undefined) continue;
    throw new UsageError(
      `init has no use for --${option}`,
      'It writes a knexfile into the folder of the project, which --cwd names.',
    );
  }
  const isTypeScript = values['typescript'] === true || values['ts'] === true;
  const isJavaScript = values['javascript'] === true || values['js'] === true;
  if (isTypeScript && isJavaScript) {
    throw new UsageError('--typescript and --javascript exclude each other', 'Give one of them.');
  }
  if (isTypeScript) return 'typescript';
  return isJavaScript ? 'javascript' : undefined;
}

function folderOf({ cwd }: Values): string {
  const folder = resolve(textOf(cwd) ?? '.');
  if (existsSync(folder)) return folder;
  throw new OptionsError('The working directory', [
    {
      code: 'E_CWD_MISSING',
      where: folder,
      what: 'does not exist',
      repair: 'Make it and install the packages there, or correct --cwd.',
    },
  ]);
}

/** Where the project does not say which database it is. */
async function askForClient(project: Project): Promise<ClientName | undefined> {
  const candidates = candidatesOf(project);
  if (candidates.length === 1) return undefined;
  const names = candidates.length > 0 ? candidates : (Object.keys(clients) as ClientName[]);
  return askForOne(
    'Which database?',
    names.map((name) => [name, clients[name].title] as const),
  );
}
