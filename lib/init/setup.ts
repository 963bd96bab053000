import { relative, resolve } from 'node:path';
import { OptionsError, type Problem } from '../errors.ts';
import type { ModuleSyntax } from '../make/migration-text.ts';
import { suggest } from '../near-miss.ts';
import { clientNames, clientOf, clients, type ClientName } from './client.ts';
import type { Project, ProjectFile } from './project.ts';

/** What a project may be written in. */
export type Language = 'typescript' | 'javascript';

/** What a user has decided; the rest is read from the project. */
export interface SetupOptions {
  /** A driver, or what people call its database. */
  readonly client?: string | undefined;
  readonly language?: Language | undefined;
  /** Folder of the migrations, from that of the project; default that of the knexfile. */
  readonly directory?: string | undefined;
}

/** What is set up, and why. */
export interface Setup {
  readonly client: ClientName;
  readonly syntax: ModuleSyntax;
  /** Why it is this language and these modules, as a clause. */
  readonly reason: string;
  readonly extension: '.ts' | '.js';
  /**
   * Folder of the migrations from that of the project, with slashes: `migrations`. Undefined where
   * the knexfile has a source whose folder it does not simply name.
   */
  readonly directory: string | undefined;
}

/**
 * Decides by the options and by what a project holds.
 *
 * @throws OptionsError that lists what cannot be decided, or cannot be
 */
export function chooseSetup(project: Project, options: SetupOptions): Setup {
  const problems: Problem[] = [];
  const client = chooseClient(project, options.client, problems);
  const directory = chooseDirectory(project, options.directory, problems);
  if (client === undefined || problems.length > 0) throw new OptionsError('The setup', problems);
  const { language, reason } = chooseLanguage(project, options.language);
  if (language === 'typescript') {
    return { client, directory, syntax: 'typescript', reason, extension: '.ts' };
  }
  const isEsm = project.packageJson === undefined || project.packageJson.data.type === 'module';
  const type = isEsm ? '"type": "module" is' : 'no "type": "module" is';
  return {
    client,
    directory,
    syntax: isEsm ? 'esm' : 'commonjs',
    reason: `${reason}, and ${type} in package.json`,
    extension: '.js',
  };
}

/** `directory: './migrations'`, or a URL of it. */
const namedDirectory = /\bdirectory:\s*(?:new URL\(\s*)?(?<quote>['"])(?<path>[^'"]+)\k<quote>/u;

/** Whether a knexfile has the source of this package. */
export function hasSource(knexfile: ProjectFile | undefined): boolean {
  return knexfile !== undefined && /\bEpochMigrationSource\b/u.test(knexfile.text);
}

/** Clients among which a user has to choose; one or none where the project decides. */
export function candidatesOf({ declared, isInstalled, knexfile }: Project): readonly ClientName[] {
  const named = /\bclient:\s*['"](?<name>[\w-]+)['"]/u.exec(knexfile?.text ?? '')?.groups?.['name'];
  const ofKnexfile = clientOf(named ?? '');
  if (ofKnexfile !== undefined) return [ofKnexfile];
  // What package.json names counts first: others may have come along with some package.
  const ofPackage = clientNames.filter((name) => declared.has(name));
  return ofPackage.length > 0 ? ofPackage : clientNames.filter(isInstalled);
}

function chooseClient(
  project: Project,
  given: string | undefined,
  problems: Problem[],
): ClientName | undefined {
  if (given !== undefined) {
    const client = clientOf(given);
    if (client === undefined) {
      problems.push({
        code: 'E_CLIENT_UNKNOWN',
        where: `--client ${given}`,
        what: 'is no driver that migrations can be tested with',
        repair: `Choose one: ${suggest(given, clientNames)}`,
      });
    }
    return client;
  }
  const candidates = candidatesOf(project);
  if (candidates.length === 1) return candidates[0];
  const choices = clientNames.map((name) => `${name} (${clients[name].title})`).join(', ');
  problems.push(
    candidates.length === 0
      ? {
          code: 'E_CLIENT_MISSING',
          where: project.folder,
          what: 'has no driver of a database',
          repair: `Say which it shall be, by --client: ${choices}.`,
        }
      : {
          code: 'E_CLIENT_AMBIGUOUS',
          where: project.folder,
          what: `has several drivers: ${candidates.join(', ')}`,
          repair: `Say which one migrates, such as --client ${candidates[0]}.`,
        },
  );
  return undefined;
}

function chooseDirectory(
  { folder, knexfile }: Project,
  given: string | undefined,
  problems: Problem[],
): string | undefined {
  const named = namedDirectory.exec(knexfile?.text ?? '')?.groups?.['path'];
  if (given === undefined && named === undefined && hasSource(knexfile)) return undefined;
  const chosen = given ?? named ?? 'migrations';
  const directory = relative(folder, resolve(folder, chosen)).replaceAll('\\', '/');
  if (directory === '' || /^\.\.(?:\/|$)/u.test(directory)) {
    problems.push({
      code: 'E_DIRECTORY_OUTSIDE',
      where: `directory ${chosen}`,
      what: directory === '' ? 'is the project itself' : 'is outside of the project',
      repair: 'Name a folder of the project: --directory migrations.',
    });
  }
  return directory;
}

function chooseLanguage(
  { knexfile, tsconfig, declared }: Project,
  given: Language | undefined,
): { readonly language: Language; readonly reason: string } {
  if (given !== undefined) return { language: given, reason: `by --${given}` };
  if (knexfile !== undefined) {
    const language = /\.[cm]?ts$/u.test(knexfile.path) ? 'typescript' : 'javascript';
    return { language, reason: `there is ${knexfile.path}` };
  }
  if (tsconfig !== undefined) return { language: 'typescript', reason: 'there is tsconfig.json' };
  const compiler = ['typescript', 'tsx'].find((name) => declared.has(name));
  return compiler === undefined
    ? { language: 'javascript', reason: 'there is no tsconfig.json (else --typescript)' }
    : { language: 'typescript', reason: `${compiler} is in package.json` };
}
