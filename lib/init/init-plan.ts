import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatMigration } from '../make/migration-text.ts';
import { FileMigrationSource } from '../source/file-migration-source.ts';
import { splitFileName } from '../source/file-name.ts';
import { clients } from './client.ts';
import {
  firstMigrationBody,
  importSource,
  knexfileText,
  sourceLine,
  suiteText,
  tsconfigText,
} from './init-text.ts';
import { faultOfDriver, versionOf } from './native-driver.ts';
import {
  addScripts,
  hasOtherTests,
  planScripts,
  scriptsFor,
  type PlannedScript,
} from './package-scripts.ts';
import type { Project } from './project.ts';
import { hasSource, type Setup } from './setup.ts';

/** A file of the setup. */
export interface PlannedFile {
  /** From the folder of the project. */
  readonly path: string;
  /** Undefined for one that is there, and stays as it is. */
  readonly text: string | undefined;
}

/** What `init` does to a project. */
export interface InitPlan {
  readonly setup: Setup;
  /** In the order in which they are written. */
  readonly files: readonly PlannedFile[];
  readonly scripts: readonly PlannedScript[];
  /** The new text of package.json; undefined where nothing is added to it. */
  readonly packageJson: string | undefined;
  /** Lines that the knexfile of the project lacks; empty where it is new, or has them. */
  readonly knexfileLines: readonly string[];
  /** Whether the folder of the migrations holds some that are older than this setup. */
  readonly hasOldMigrations: boolean;
  readonly missing: MissingPackages;
}

/** What the setup needs and the project has not. */
export interface MissingPackages {
  /** To run. */
  readonly runtime: readonly string[];
  /** To test. */
  readonly development: readonly string[];
  /** What is there, and was not built. */
  readonly unbuilt: readonly string[];
}

/** Decides, without writing anything, what is created and what stays as it is. */
export function planInit(project: Project, setup: Setup): InitPlan {
  const { knexfile } = project;
  const { directory, extension } = setup;
  const migration = planMigration(project, setup);
  const knexfileName = knexfile?.path ?? `knexfile${extension}`;
  const suite = suiteFor(project, extension);
  const wanted: readonly (readonly [string, () => string])[] = [
    ...(setup.syntax === 'typescript'
      ? [['tsconfig.json', () => tsconfigText(directory ?? 'migrations', dirname(suite))] as const]
      : []),
    [knexfileName, () => knexfileText(setup, directory ?? 'migrations')],
    [
      suite,
      () => suiteText(setup, importPath(knexfileName, project), environmentOf(knexfile?.text)),
    ],
  ];
  const files = wanted.map(([path, text]) => ({
    path,
    text: project.has(path) ? undefined : text(),
  }));
  const scripts = planScripts(project.packageJson?.data.scripts, scriptsFor(project, setup, suite));
  const added = scripts.filter(({ state }) => state === 'added');
  const isComplete = knexfile === undefined || hasSource(knexfile);
  return {
    setup,
    files: migration === undefined ? files : [...files, migration],
    scripts,
    packageJson: added.length === 0 ? undefined : addScripts(project.packageJson?.text, added),
    knexfileLines: isComplete
      ? []
      : [
          importSource(setup.syntax),
          `migrations: { ${sourceLine(directory ?? 'migrations').replace(/,$/u, '')} },`,
        ],
    hasOldMigrations: !isComplete && migration?.text === undefined,
    missing: missingPackages(project, setup),
  };
}

/** A first migration where there is none; undefined where the knexfile says of no folder. */
function planMigration(
  { folder }: Project,
  { directory, syntax, extension }: Setup,
): PlannedFile | undefined {
  if (directory === undefined) return undefined;
  const path = join(folder, directory);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const present = isFolder ? readdirSync(path) : [];
  if (present.some((file) => splitFileName(file).extension !== '')) {
    return { path: `${directory}/`, text: undefined };
  }
  const now = new Date();
  const revision = randomBytes(6).toString('hex');
  const { template } = new FileMigrationSource({ directory: path });
  const stem = template.format({ instant: now.getTime(), revision, slug: 'create_note' });
  const header = { message: 'Create note', revision, revises: [], created: now.toISOString() };
  return {
    path: `${directory}/${stem}${extension}`,
    text: formatMigration(header, syntax, firstMigrationBody),
  };
}

/**
 * Where the suite is by now, whatever the setup was called with, or shall be: other runners than
 * mocha would run what lies in `test` or ends in `.test.js`, and fail.
 */
function suiteFor(project: Project, extension: string): string {
  const stem = hasOtherTests(project) ? 'mocha/migrations' : 'test/migrations.test';
  const ends = [extension, '.js', '.ts', '.cjs', '.mjs', '.cts', '.mts'];
  return ends.map((end) => stem + end).find(project.has) ?? stem + extension;
}

/** A project's own tsconfig.json has to allow the real name of a TypeScript file; ours does. */
function importPath(knexfile: string, { tsconfig }: Project): string {
  const allowsIt =
    tsconfig === undefined ||
    /"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/u.test(
      tsconfig.text,
    );
  return `../${allowsIt ? knexfile : knexfile.replace(/ts$/u, 'js')}`;
}

/** The first environment of a knexfile as `knex init` writes it. */
function environmentOf(knexfile: string | undefined): string | undefined {
  return /^\s*(?<name>development|test)\s*:\s*\{/mu.exec(knexfile ?? '')?.groups?.['name'];
}

/** By name, with a version where the latest will not do. */
function missingPackages(project: Project, { client, syntax }: Setup): MissingPackages {
  const { folder, lacks, isInstalled, isPnp } = project;
  const { servers, variable } = clients[client];
  const hasServer =
    servers.length === 0 ||
    (process.env[variable ?? ''] ?? '') !== '' ||
    servers.some((name) => !lacks(name));
  const development = [
    'mocha',
    ...(syntax === 'typescript' ? ['tsx', 'typescript', '@types/node'] : []),
    ...(hasServer ? [] : servers.slice(0, 1)),
  ];
  const fault = isInstalled(client) ? faultOfDriver(folder, client) : undefined;
  return {
    runtime: [
      ...['knex-stairway', 'knex'].filter(lacks),
      ...(lacks(client) || fault === 'too new' ? [versionOf(client)] : []),
    ],
    // mocha 12 requires ES modules, which Yarn 4.18 finds by Plug'n'Play only where they are imported.
    development: development
      .filter(lacks)
      .map((name) => (isPnp && name === 'mocha' ? 'mocha@11' : name)),
    unbuilt: fault === 'not built' && !lacks(client) ? [client] : [],
  };
}
