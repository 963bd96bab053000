import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { OptionsError, StairwayError } from '../../lib/errors.ts';
import { planInit, type InitPlan } from '../../lib/init/init-plan.ts';
import { readProject } from '../../lib/init/project.ts';
import { chooseSetup } from '../../lib/init/setup.ts';
import { writeInit } from '../../lib/init/write-init.ts';
import { caught, codesOf, useProjects } from '../support/migrations.ts';
import type { Project } from '../support/project.ts';

const packageJson = '{"dependencies": {"pg": "*"}}';

describe('writeInit', () => {
  const createProject = useProjects();

  function planFor({ folder }: Project): InitPlan {
    const project = readProject(folder);
    return planInit(project, chooseSetup(project, {}));
  }

  it('writes all that the plan creates, and says so', () => {
    const project = createProject({ 'package.json': packageJson });
    const plan = planFor(project);
    const written = writeInit(project.folder, plan);
    expect(written).to.deep.equal([...plan.files.map(({ path }) => path), 'package.json']);
    for (const { path, text } of plan.files) {
      expect(readFileSync(join(project.folder, path), 'utf8')).to.equal(text);
    }
  });

  it('writes nothing at all where one of the places cannot be written to', async () => {
    const project = createProject({ 'package.json': packageJson, test: 'a file', migrations: '' });
    const error = await caught(OptionsError, () => writeInit(project.folder, planFor(project)));
    expect(codesOf(error)).to.deep.equal(['E_NOT_WRITABLE test', 'E_NOT_WRITABLE migrations']);
    expect(readdirSync(project.folder).sort()).to.deep.equal([
      'migrations',
      'package.json',
      'test',
    ]);
  });

  it('never writes over a file that has come since, and says what is written by then', async () => {
    const project = createProject({ 'package.json': packageJson });
    const plan = planFor(project);
    mkdirSync(join(project.folder, 'test'));
    writeFileSync(join(project.folder, 'test/migrations.test.js'), 'mine');
    const error = await caught(StairwayError, () => writeInit(project.folder, plan));
    expect(error).to.include({ code: 'E_INIT' });
    expect(error.message).to.include('knexfile.js was written').and.include('EEXIST');
    expect(readFileSync(join(project.folder, 'test/migrations.test.js'), 'utf8')).to.equal('mine');
    expect(readFileSync(join(project.folder, 'package.json'), 'utf8')).to.equal(packageJson);
  });
});
