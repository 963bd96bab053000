import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { readProject } from '../../lib/init/project.ts';
import { caught, codesOf, useProjects } from '../support/migrations.ts';

describe('readProject', () => {
  const createProject = useProjects();

  it('finds the knexfile that knex finds, and what else is there', () => {
    const { folder } = createProject({
      'package.json': '{"type": "module"}',
      'knexfile.js': 'first',
      'knexfile.ts': 'second',
      'tsconfig.json': '{}',
    });
    const project = readProject(folder);
    expect(project.packageJson?.data.type).to.equal('module');
    expect(project.knexfile).to.deep.equal({ path: 'knexfile.js', text: 'first' });
    expect(project.tsconfig?.text).to.equal('{}');
    expect([project.has('tsconfig.json'), project.has('test')]).to.deep.equal([true, false]);
  });

  it('tells a package that is declared from one that came along, and from one that is not there', () => {
    const { folder } = createProject(
      { 'package.json': '{"dependencies": {"knex": "*", "pg": "*"}}' },
      ['knex', 'mocha', '@types/node'],
    );
    const { isInstalled, lacks } = readProject(folder);
    const names = ['knex', 'mocha', '@types/node', 'pg'];
    expect(names.map((name) => isInstalled(name))).to.deep.equal([true, true, true, false]);
    expect(names.map((name) => lacks(name))).to.deep.equal([false, true, true, true]);
  });

  it('takes what a workspace has installed above the folder', () => {
    const { folder } = createProject({ 'packages/app/package.json': '{}' }, ['mocha']);
    expect(readProject(join(folder, 'packages/app')).lacks('mocha')).to.equal(false);
  });

  it('refuses a folder of another project, and names that one', async () => {
    const { folder } = createProject({ 'package.json': '{}' });
    const below = join(folder, 'src/deep');
    mkdirSync(below, { recursive: true });
    const error = await caught(OptionsError, () => readProject(below));
    expect(codesOf(error)).to.deep.equal(['E_PACKAGE_ABOVE deep']);
    expect(error.message).to.include(`--cwd ${folder}`);
  });

  it('refuses a package.json that is no JSON, or no object', async () => {
    for (const text of ['{', '[]', 'null']) {
      const { folder } = createProject({ 'package.json': text });
      const error = await caught(OptionsError, () => readProject(folder));
      expect(codesOf(error), text).to.deep.equal(['E_PACKAGE_JSON package.json']);
    }
  });
});
