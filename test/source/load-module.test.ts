import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { isEsModule, loadModule } from '../../lib/source/load-module.ts';
import { useProjects } from '../support/migrations.ts';
import { root } from '../support/project.ts';

/** Texts of a module that exports `up`, by the syntax that they are written in. */
const esm = 'export const up = () => "up";\n';
const commonjs = 'exports.up = () => "up";\n';
const typescript = 'export const up = (): string => "up";\n';

describe('isEsModule', () => {
  const createProject = useProjects();

  it('goes by the extension, then by the nearest package.json', () => {
    const { folder } = createProject({
      'package.json': '{"type": "module"}',
      'inner/package.json': '{"name": "no type is CommonJS"}',
      'inner/deep/.keep': '',
    });
    const isEsm = (file: string): boolean => isEsModule(join(folder, file));
    expect(['a.js', 'a.ts', 'a.mjs', 'a.mts', 'none/a.js'].map(isEsm)).to.deep.equal(
      Array.from({ length: 5 }, () => true),
    );
    expect(['a.cjs', 'a.cts', 'inner/a.js', 'inner/deep/a.ts'].map(isEsm)).to.deep.equal(
      Array.from({ length: 4 }, () => false),
    );
    expect(isEsm('inner/deep/a.mjs')).to.equal(true);
  });
});

describe('loadModule', () => {
  const createProject = useProjects();

  const packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'a package of ES modules': {
      'package.json': '{"type": "module"}',
      'a.js': esm,
      'a.mjs': esm,
      'a.cjs': commonjs,
      'a.ts': typescript,
      'a.mts': typescript,
      'a.cts': typescript,
    },
    'a package of CommonJS': {
      'package.json': '{}',
      'a.js': commonjs,
      'a.mjs': esm,
      'a.cjs': commonjs,
      'a.ts': typescript,
      'a.mts': typescript,
      'a.cts': typescript,
      'esm-syntax.js': esm,
    },
  };
  for (const [title, files] of Object.entries(packages)) {
    for (const file of Object.keys(files).filter((name) => name !== 'package.json')) {
      it(`loads ${file} in ${title}`, async () => {
        const { folder } = createProject(files);
        const loaded = (await loadModule(join(folder, file))) as { up(): string };
        expect(loaded.up()).to.equal('up');
      });
    }
  }

  it('waits for a top-level await, also in a package of CommonJS', async () => {
    const text = 'export const up = await Promise.resolve("up");\n';
    const { folder } = createProject({ 'a.mjs': text, 'a.mts': text });
    for (const file of ['a.mjs', 'a.mts']) {
      expect(await loadModule(join(folder, file)), file).to.deep.include({ up: 'up' });
    }
  });

  it('loads in plain Node, without the loader of these tests, what Node itself loads', async () => {
    const down = { commonjs: 'exports.down = () => {};\n', esm: 'export const down = () => {};\n' };
    const awaiting = 'export const up = await (() => "up");\n';
    const project = createProject({
      'commonjs/1728372261_a.js': commonjs + down.commonjs,
      'commonjs/1728372272_syntax.js': esm + down.esm,
      'commonjs/1728372283_awaiting.js': awaiting + down.esm,
      'esm/package.json': '{"type": "module"}',
      'esm/1728372294_a.js': awaiting + down.esm,
      'esm/1728372305_a.cjs': commonjs + down.commonjs,
      // The build, as plain Node runs it; its source gives a migration as it was loaded.
      'main.mjs': `import { EpochMigrationSource } from ${JSON.stringify(pathToFileURL(join(root, 'dist/index.js')).href)};
const source = new EpochMigrationSource({ directory: ['commonjs', 'esm'], conventions: false });
for (const file of await source.getMigrations()) {
  console.log(file.file, (await source.getMigration(file)).up());
}`,
    });
    const { stdout, output } = await project.node(['main.mjs']);
    expect(stdout.trimEnd().split('\n'), output).to.deep.equal([
      '1728372261_a.js up',
      '1728372272_syntax.js up',
      '1728372283_awaiting.js up',
      '1728372294_a.js up',
      '1728372305_a.cjs up',
    ]);
  });

  it('loads a path with spaces, percent signs, hashes and Unicode', async () => {
    const { folder } = createProject({ 'a b/100%25 #ü.mjs': esm, 'a b/100%25 #ü.cjs': commonjs });
    for (const file of ['100%25 #ü.mjs', '100%25 #ü.cjs']) {
      expect(await loadModule(join(folder, 'a b', file)), file).to.have.property('up');
    }
  });

  it('runs a module once, however often it is loaded', async () => {
    const { folder } = createProject({
      'a.cjs': 'globalThis.loads = (globalThis.loads ?? 0) + 1;\nexports.loads = globalThis.loads;',
    });
    await loadModule(join(folder, 'a.cjs'));
    expect(await loadModule(join(folder, 'a.cjs'))).to.deep.include({ loads: 1 });
  });

  it('throws what the module throws, and does not try it a second time', async () => {
    const { folder } = createProject({
      'a.cjs': 'globalThis.tries = (globalThis.tries ?? 0) + 1;\nthrow new RangeError("mine");',
    });
    const error: unknown = await loadModule(join(folder, 'a.cjs')).catch((thrown) => thrown);
    expect(error).to.be.instanceOf(RangeError).with.property('message', 'mine');
    expect(globalThis).to.have.property('tries', 1);
  });
});
