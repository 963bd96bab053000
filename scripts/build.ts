import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { buildPage } from './page.ts';

/** The modules that lib/cli/docs-command.ts loads when it runs. */
const docs = ['dictionary', 'render-markdown', 'render-page'];

/** Leaves their imports as they are, but for the extension. */
const docsApart: Plugin = {
  name: 'docs apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/docs\// }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: path.replace(/\.ts$/u, '.js'), external: true } : null,
    );
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

// One file for each entry and one for what they share: a hundred small ones cost the importer 25 ms
// (npm run bench -- import).
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
const entries = [
  'lib/index.ts',
  'lib/stairway/suite.ts',
  'lib/testing/databases.ts',
  'lib/cli/main.ts',
];
await build({ ...options, entryPoints: entries, splitting: true, plugins: [docsApart] });

// What the command docs loads shares nothing with these, or the importer would load a file more.
await build({ ...options, entryPoints: docs.map((name) => `lib/docs/${name}.ts`) });

await buildPage();
