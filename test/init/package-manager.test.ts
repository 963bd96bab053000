import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { addWords, buildWords, packageManagerOf } from '../../lib/init/package-manager.ts';
import { useProjects } from '../support/migrations.ts';
import { withEnvironment } from '../support/with-environment.ts';

describe('packageManagerOf', () => {
  const createProject = useProjects();

  it('goes by the lock file, also by one of a workspace above', () => {
    for (const [file, manager] of [
      ['package-lock.json', 'npm'],
      ['npm-shrinkwrap.json', 'npm'],
      ['pnpm-lock.yaml', 'pnpm'],
      ['yarn.lock', 'yarn'],
    ] as const) {
      const { folder } = createProject({ [file]: '' });
      const member = join(folder, 'packages/app');
      mkdirSync(member, { recursive: true });
      // A lock file says what was used; the field, what should be.
      expect(packageManagerOf(member, 'bun@1.0.0'), file).to.equal(manager);
    }
  });

  it('goes by packageManager of package.json where nothing is locked, then by who has called', async () => {
    const { folder } = createProject({});
    expect(packageManagerOf(folder, 'yarn@4.18.1')).to.equal('yarn');
    const called = (agent: string): Promise<string> =>
      withEnvironment({ npm_config_user_agent: agent }, () =>
        Promise.resolve(packageManagerOf(folder, undefined)),
      );
    expect(await called('pnpm/10.34.9 npm/? node/v20.20.2 linux x64')).to.equal('pnpm');
    expect(await called('bun/1.3.0')).to.equal('npm');
  });
});

describe('addWords', () => {
  it('speaks as each of them does', () => {
    const lines = (['npm', 'pnpm', 'yarn'] as const).flatMap((manager) => [
      addWords(manager, ['pg'], false).join(' '),
      addWords(manager, ['mocha', 'tsx'], true).join(' '),
    ]);
    expect(lines).to.deep.equal([
      'npm install pg',
      'npm install --save-dev mocha tsx',
      'pnpm add pg',
      'pnpm add --save-dev mocha tsx',
      'yarn add pg',
      'yarn add --dev mocha tsx',
    ]);
  });

  it('allows pnpm to build the driver of SQLite', () => {
    expect(addWords('pnpm', ['knex', 'better-sqlite3@12'], false).join(' ')).to.equal(
      'pnpm add --allow-build=better-sqlite3 knex better-sqlite3@12',
    );
  });
});

describe('buildWords', () => {
  it('builds what is there', () => {
    const lines = (['npm', 'pnpm', 'yarn'] as const).map((manager) =>
      buildWords(manager, ['better-sqlite3']).join(' '),
    );
    expect(lines).to.deep.equal([
      'npm rebuild better-sqlite3',
      'pnpm add --allow-build=better-sqlite3 better-sqlite3',
      'yarn rebuild better-sqlite3',
    ]);
  });
});
