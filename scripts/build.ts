import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { buildPage } from './page.ts';
import { pruneDeclarations } from './prune-declarations.ts';

/** What commands load when they run: paths of this folder. */
const apart = new Set<string>();

/**
 * Leaves it a file of its own: a start that finds nothing to do reads no more than it needs. The service
 * is that of the package itself, which every knexfile has loaded before.
 */
const commandsApart: Plugin = {
  name: 'commands apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, kind, importer, resolveDir }) => {
      if (kind !== 'dynamic-import' || basename(dirname(importer)) !== 'cli') return null;
      if (path === '../service/migrate.ts') return { path: '../index.js', external: true };
      apart.add(relative('.', join(resolveDir, path)).replaceAll('\\', '/'));
      return { path: path.replace(/\.ts$/u, '.js'), external: true };
    });
  },
};

// A clean folder first, so that a renamed file does not live on in the tarball.
rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  { stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);

const options = {
  outdir: 'dist',
  outbase: 'lib',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  // Private members and the names of classes are the language's own on every Node that is supported.
  keepNames: false,
} as const;

// Each entry alone: what all of them share would be twenty small files, which cost the importer 12 ms
// (npm run bench -- import).
const entries = ['lib/index.ts', 'lib/stairway/suite.ts', 'lib/testing.ts'];
for (const entry of entries) await build({ ...options, entryPoints: [entry] });
pruneDeclarations(
  'dist',
  entries.map((entry) => entry.replace(/^lib\/(.*)\.ts$/u, '$1.d.ts')),
);
await build({ ...options, entryPoints: ['lib/cli/main.ts'], plugins: [commandsApart] });
const others = [...apart].filter((path) => !entries.includes(path));
// Small, and asked often: whoever waits for it waits for one file.
const alone = others.filter((path) => dirname(path) === 'lib/service');
for (const entry of alone) await build({ ...options, entryPoints: [entry] });
const split = others.filter((path) => !alone.includes(path));
await build({ ...options, entryPoints: split, splitting: true });

await buildPage();
