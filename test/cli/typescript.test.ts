import { join } from 'node:path';
import { expect } from 'chai';
import { ensureTypeScript } from '../../lib/cli/typescript.ts';
import { knexfileText } from '../support/command-line.ts';
import { createProject, root, type Finished, type Project } from '../support/project.ts';

const main = join(root, 'dist/cli/main.js');

/** Whether this Node reads TypeScript by itself: 22.18, 23.6 and later. */
const isNative = 'typescript' in process.features && process.features.typescript !== false;

describe('ensureTypeScript', () => {
  let project: Project;
  afterEach(() => project.remove());

  /** Runs make in plain Node, without the loader of these tests. */
  function make(
    packages: readonly string[],
    type: 'module' | 'commonjs',
    files: Readonly<Record<string, string>> = {},
  ): Promise<Finished> {
    project = createProject(
      {
        ...files,
        'package.json': JSON.stringify({ type }),
        'knexfile.ts': `${knexfileText}export const note: string = 'types';\n`,
      },
      packages,
    );
    return project.node([main, 'make', 'add user']);
  }

  for (const type of ['module', 'commonjs'] as const) {
    it(`loads a knexfile.ts by the project's own tsx, in a package of type ${type}`, async () => {
      const { code, stdout, output } = await make(['tsx'], type);
      expect(code, output).to.equal(0);
      expect(stdout).to.match(/_add_user\.ts\n$/u);
    });
  }

  it(`${isNative ? 'lets Node load' : 'names the repair for'} a knexfile.ts where there is no tsx`, async () => {
    // One that exports nothing hides any that lies above the temporary folder.
    const hidden = { 'node_modules/tsx/package.json': '{"name": "tsx", "exports": {}}' };
    const { code, stderr, output } = await make([], 'module', hidden);
    expect(code, output).to.equal(isNative ? 0 : 2);
    if (!isNative)
      expect(stderr).to.include('npm install --save-dev tsx').and.include('knexfile.ts');
  });

  it('leaves a loader alone that is there already, as in these tests', async () => {
    project = createProject({});
    await ensureTypeScript(join(project.folder, 'knexfile.ts'));
  });
});
