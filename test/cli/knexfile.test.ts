import { join } from 'node:path';
import { expect } from 'chai';
import { loadKnexfile } from '../../lib/cli/knexfile.ts';
import type { Values } from '../../lib/cli/command.ts';
import { OptionsError } from '../../lib/errors.ts';
import { inFolder } from '../support/command-line.ts';
import { caught, useProjects } from '../support/migrations.ts';

const esmPackage = { 'package.json': '{"type": "module"}' };

describe('loadKnexfile', () => {
  const createProject = useProjects();
  const { NODE_ENV } = process.env;
  beforeEach(() => {
    delete process.env['NODE_ENV'];
  });
  afterEach(() => {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = NODE_ENV;
  });

  /** Loads from a folder; tells the client of the configuration, the path and where it stood then. */
  async function load(
    folder: string,
    values: Values = {},
  ): Promise<{ client: unknown; path: string; cwd: string }> {
    return inFolder(folder, async () => {
      const { path, config } = await loadKnexfile(values);
      return { client: config.client, path, cwd: process.cwd() };
    });
  }

  const forms: Readonly<Record<string, readonly [file: string, text: string]>> = {
    'an ES module in .js': ['knexfile.js', 'export default { client: "pg" };'],
    'an ES module in .mjs': ['knexfile.mjs', 'export default { client: "pg" };'],
    'CommonJS in .cjs': ['knexfile.cjs', 'module.exports = { client: "pg" };'],
    'TypeScript in .ts': ['knexfile.ts', 'export default { client: "pg" as string };'],
    'TypeScript in .mts': ['knexfile.mts', 'export default { client: "pg" as string };'],
    'TypeScript in .cts': ['knexfile.cts', 'module.exports = { client: "pg" as string };'],
    'a function': ['knexfile.js', 'export default () => ({ client: "pg" });'],
    'an async function': ['knexfile.cjs', 'module.exports = async () => ({ client: "pg" });'],
    'a top-level await': ['knexfile.js', 'export default await Promise.resolve({ client: "pg" });'],
    'a transpiled default': [
      'knexfile.cjs',
      'exports.__esModule = true;\nexports.default = { client: "pg" };',
    ],
    'a default of itself': [
      'knexfile.cjs',
      'module.exports = { client: "pg" };\nmodule.exports.default = module.exports;',
    ],
    'named exports': ['knexfile.js', 'export const client = "pg";'],
  };
  for (const [title, [file, text]] of Object.entries(forms)) {
    it(`loads ${title}`, async () => {
      const { folder } = createProject({ ...esmPackage, [file]: text });
      expect(await load(folder)).to.deep.equal({
        client: 'pg',
        path: join(folder, file),
        cwd: folder,
      });
    });
  }

  it('loads CommonJS in .js where the package is CommonJS', async () => {
    const { folder } = createProject({
      'package.json': '{}',
      'knexfile.js': 'module.exports = { client: "pg" };',
    });
    expect(await load(folder)).to.include({ client: 'pg' });
  });

  it('takes that of several which the knex command takes', async () => {
    const { folder } = createProject({
      ...esmPackage,
      'knexfile.cjs': 'module.exports = { client: "mysql2" };',
      'knexfile.ts': 'export default { client: "pg" as string };',
    });
    expect((await load(folder)).client).to.equal('pg');
  });

  it('finds the nearest knexfile upwards, and goes to its folder', async () => {
    const { folder } = createProject({
      'knexfile.mjs': 'export default { client: "outer" };',
      'inner/knexfile.cjs': 'module.exports = { client: "inner" };',
      'inner/deep/er/.keep': '',
      'other/.keep': '',
    });
    expect(await load(join(folder, 'inner/deep/er'))).to.include({
      client: 'inner',
      cwd: join(folder, 'inner'),
    });
    expect(await load(join(folder, 'other'))).to.include({ client: 'outer', cwd: folder });
  });

  it('takes --knexfile from the working directory, and --cwd before it', async () => {
    const { folder } = createProject({
      'inner/config/db.mjs': 'export default { client: "named" };',
      'inner/knexfile.mjs': 'export default { client: "found" };',
    });
    const named = { client: 'named', cwd: join(folder, 'inner/config') };
    expect(await load(folder, { knexfile: 'inner/config/db.mjs' })).to.include(named);
    expect(await load(folder, { cwd: 'inner', knexfile: 'config/db.mjs' })).to.include(named);
    expect(await load(folder, { cwd: 'inner' })).to.include({ client: 'found' });
  });

  it('chooses the environment by --env, else by NODE_ENV, else development', async () => {
    const { folder } = createProject({
      ...esmPackage,
      'knexfile.js': `export default {
        development: { client: 'dev' }, production: { client: 'prod' }, ci: { client: 'ci' } };`,
    });
    expect(await load(folder)).to.include({ client: 'dev' });
    process.env['NODE_ENV'] = '';
    expect(await load(folder)).to.include({ client: 'dev' });
    process.env['NODE_ENV'] = 'production';
    expect(await load(folder)).to.include({ client: 'prod' });
    expect(await load(folder, { env: 'ci' })).to.include({ client: 'ci' });
  });

  it('takes a configuration without environments whatever the environment', async () => {
    const { folder } = createProject({
      ...esmPackage,
      'knexfile.js': 'export default { client: "pg" };',
    });
    expect(await load(folder, { env: 'production' })).to.include({ client: 'pg' });
  });

  it('says where it looked for a knexfile that is missing', async () => {
    const { folder } = createProject({});
    const none = await caught(OptionsError, () => load(folder));
    expect(none.problems[0]).to.include({ code: 'E_KNEXFILE_MISSING', where: folder });
    const named = await caught(OptionsError, () => load(folder, { knexfile: 'db.ts' }));
    expect(named.problems[0]).to.include({
      code: 'E_KNEXFILE_MISSING',
      where: join(folder, 'db.ts'),
      what: 'does not exist',
    });
  });

  it('says that --cwd is no folder', async () => {
    const { folder } = createProject({ file: '' });
    for (const cwd of ['nowhere', 'file']) {
      const error = await caught(OptionsError, () => load(folder, { cwd }));
      expect(error.problems[0]).to.include({ code: 'E_CWD_MISSING', where: join(folder, cwd) });
    }
  });

  const faults: Readonly<Record<string, readonly [text: string, what: string]>> = {
    throws: ['throw new Error("no settings");', 'no settings'],
    'has no syntax': ['export default {', 'Unexpected'],
    'is a function that throws': ['export default () => { throw new Error("no env"); };', 'no env'],
    'exports a text': ['export default "pg";', 'exports no configuration'],
    'exports a function of nothing': ['export default () => {};', 'exports no configuration'],
  };
  for (const [title, [text, what]] of Object.entries(faults)) {
    it(`says that a knexfile ${title}`, async () => {
      const { folder } = createProject({ ...esmPackage, 'knexfile.js': text });
      const { problems } = await caught(OptionsError, () => load(folder));
      expect(problems).to.have.length(1);
      expect(problems[0]).to.include({
        code: 'E_KNEXFILE_FAILED',
        where: join(folder, 'knexfile.js'),
      });
      expect(problems[0]?.what).to.include(what);
    });
  }
});
