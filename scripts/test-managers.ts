import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgres } from '../lib/testing/databases.ts';
import { packPackage } from '../test/support/pack.ts';
import { attemptsIn, printAttempts, runOrFail, tools } from './attempts.ts';

/** A way of installing this package, and what is tried under it. */
interface Manager {
  readonly title: string;
  /** The word that its commands begin with. */
  readonly command: string;
  /** Files of the empty project beside package.json. */
  readonly files: Readonly<Record<string, string>>;
  readonly add: string;
  /** What runs a command that is installed. */
  readonly exec: string;
}

const yarnFiles = (linker: string): Record<string, string> => ({
  'yarn.lock': '',
  '.yarnrc.yml': `nodeLinker: ${linker}\nenableTelemetry: false\n`,
});

const managers: readonly Manager[] = [
  {
    title: 'npm',
    command: 'npm',
    files: {},
    add: 'npm install',
    exec: 'npx --no-install',
  },
  {
    title: 'pnpm, isolated node_modules',
    command: 'pnpm',
    files: { 'pnpm-lock.yaml': '' },
    add: 'pnpm add',
    exec: 'pnpm exec',
  },
  {
    title: 'Yarn, node_modules',
    command: 'yarn',
    files: yarnFiles('node-modules'),
    add: 'yarn add',
    exec: 'yarn run',
  },
  {
    title: "Yarn, Plug'n'Play",
    command: 'yarn',
    files: yarnFiles('pnp'),
    add: 'yarn add',
    exec: 'yarn run',
  },
];

const folder = mkdtempSync(join(tmpdir(), 'knex-stairway-managers-'));
const url = process.env['STAIRWAY_POSTGRES_URL'];
if (url === undefined) throw new Error('STAIRWAY_POSTGRES_URL has to name a server of PostgreSQL');

try {
  runOrFail('npm run --silent build', process.cwd());
  const tarball = packPackage(folder);
  mkdirSync(tools, { recursive: true });
  runOrFail(`npm install --prefix "${tools}" --no-save pnpm@10 @yarnpkg/cli-dist@4`, tools);
  for (const manager of managers) await tryManager(manager, tarball);
  await tryVitest(tarball);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (!printAttempts()) process.exitCode = 1;

/** Goes the way of a newcomer in an empty folder. */
async function tryManager(
  { title, command, files, add, exec }: Manager,
  tarball: string,
): Promise<void> {
  const project = makeProject(title, files);
  await onDatabase((env) => {
    const attempt = attemptsIn(project, title, env);
    const isPnp = title.includes('Play');
    attempt('install', `${add} knex-stairway@file:${tarball} knex pg`);
    attempt('init --install', `${exec} knex-stairway init --typescript --install`);
    attempt(
      'knex migrate:latest',
      `${command} run knex migrate:latest`,
      /Batch 1 run: 1 migrations/u,
    );
    attempt('test', `${command} test`, /8 passing/u);
    attempt(
      'mocha --parallel',
      `${command} test --parallel`.replace('npm test', 'npm test --'),
      /8 passing/u,
    );
    attempt('make', `${exec} knex-stairway make "add tag"`, /_add_tag/u);
    attempt('check', `${exec} knex-stairway check`, /2 migrations, 0 problems/u);
    attempt('migrate', `${command} run migrate`, /Applied 1 migration/u);
    attempt('init again', `${exec} knex-stairway init`, /kept(?![\s\S]*(?:created|added))/u);
    // TypeScript 7 is no JavaScript that Yarn could patch.
    if (!isPnp) attempt('tsc', `${exec} tsc`);
    attempt('node', `${isPnp ? 'yarn node' : 'node'} use.mjs`, /function function/u);
    attempt('tsx', `${exec} tsx use.ts`, /function function/u);
  });
}

/** The suite, and `climb`, in vitest; its loader reads the tests, Node's own the migrations. */
async function tryVitest(tarball: string): Promise<void> {
  const title = 'vitest, npm';
  const project = makeProject(title, {
    'vitest.config.ts': "export default { test: { globals: true, include: ['test/*.ts'] } };\n",
    'test/climb.ts': `import { expect, test } from 'vitest';
import { climb, postgres } from 'knex-stairway/testing';
import config from '../knexfile.ts';

test('climbs', { timeout: 60_000 }, async () => {
  const { ok, migrations } = await climb({ config, database: postgres() });
  expect([ok, migrations.length]).toEqual([true, 1]);
});
`,
  });
  await onDatabase((env) => {
    const loader = { ...env, NODE_OPTIONS: '--import tsx' };
    const attempt = attemptsIn(project, title, env);
    attempt('install', `npm install knex-stairway@file:${tarball} knex pg`);
    attempt('install vitest', 'npm install --save-dev vitest');
    attempt('init --install', 'npx --no-install knex-stairway init --typescript --install');
    // One test of climb, eight of the suite.
    attemptsIn(project, title, loader)(
      'suite and climb',
      'npx --no-install vitest run',
      /Tests\s+9 passed/u,
    );
  });
}

function makeProject(title: string, files: Readonly<Record<string, string>>): string {
  const project = join(folder, title.replaceAll(/\W+/gu, '-'));
  const use = `import { migrate } from 'knex-stairway';
import { climb } from 'knex-stairway/testing';
console.log(typeof migrate, typeof climb);
`;
  const all = {
    'package.json': '{"private": true, "type": "module"}',
    'use.mjs': use,
    'use.ts': use,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(join(project, path, '..'), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  return project;
}

async function onDatabase(use: (env: Record<string, string>) => void): Promise<void> {
  const database = await postgres().create();
  try {
    use({ DATABASE_URL: database.url });
  } finally {
    await database.drop();
  }
}
