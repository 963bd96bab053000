import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { moduleOf, promisedBy, readExamples } from '../../scripts/reference/examples.ts';
import { introductionExample } from '../../scripts/reference/render-errors.ts';
import { Surface } from '../../scripts/reference/surface.ts';
import { createProject, root, type Project } from '../support/project.ts';

const packages = [
  'knex',
  'better-sqlite3',
  'pg',
  'mysql2',
  'mocha',
  'tsx',
  'typescript',
  '@types/node',
  '@types/mocha',
];

/** As a user of the package has it who is strict. */
const tsconfig = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node', 'mocha'],
  },
};

describe('the examples of the docstrings', function () {
  this.timeout(120_000);
  const surface = new Surface(join(root, 'dist'));
  const written = [
    ...readExamples(surface),
    { title: 'the beginning of docs/errors.md', code: introductionExample },
  ];
  const examples = written.map(({ title, code }, index) => ({
    title,
    code,
    folder: `${String(index).padStart(3, '0')}_${title.replaceAll(/\W/gu, '_')}`,
  }));
  let project: Project;
  let outcomes: Readonly<Record<string, { readonly lines: string[]; readonly error?: string }>>;

  before(async () => {
    project = createProject(
      {
        'package.json': JSON.stringify({ type: 'module' }),
        'tsconfig.json': JSON.stringify(tsconfig),
        ...Object.fromEntries(
          examples.map((example) => [`${example.folder}/example.ts`, moduleOf(example, surface)]),
        ),
      },
      packages,
    );
    symlinkSync(root, join(project.folder, 'node_modules/knex-stairway'), 'junction');
    cpSync(join(root, 'test/support/examples'), project.folder, { recursive: true });
    const { code, output } = await project.node(['--import', 'tsx', 'run-all.ts']);
    expect(code, output).to.equal(0);
    outcomes = JSON.parse(readFileSync(join(project.folder, 'outcomes.json'), 'utf8'));
  });

  after(() => project.remove());

  it('are there for each function, class and value that is exported', () => {
    const lacking = surface.entries
      .flatMap(({ exports }) => exports)
      .filter(({ kind }) => kind === 'function' || kind === 'class' || kind === 'value')
      .filter(({ doc }) => doc.examples.length === 0);
    expect(lacking.map(({ name }) => name)).to.deep.equal([]);
  });

  it('type-check as a strict user writes them', async () => {
    const { output } = await project.node(['node_modules/typescript/bin/tsc', '-p', '.']);
    expect(output).to.equal('');
  });

  for (const example of examples) {
    it(`${example.title} runs, and prints what it says`, function () {
      const { lines = [], error = '' } = outcomes[example.folder] ?? { error: 'was not run' };
      // At home there may be no server, which the tests of the databases say.
      if (error.includes('DatabaseUnavailableError') && process.env['CI'] !== 'true') this.skip();
      expect(error).to.equal('');
      const printed = [...lines];
      for (const promised of promisedBy(example)) {
        const at = printed.indexOf(promised);
        expect(at, `${promised} is not among\n${lines.join('\n')}`).not.to.equal(-1);
        printed.splice(0, at + 1);
      }
    });
  }
});
