import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { MadeMigration } from '../../lib/make/make-migration.ts';
import { parseHeader } from '../../lib/revision/header.ts';
import { emptyMigrations, useProjects } from '../support/migrations.ts';
import { knexfileText, runIn } from '../support/command-line.ts';
import { root, type Project } from '../support/project.ts';

const main = join(root, 'dist/cli/main.js');
const perEnvironment = knexfileText
  .replace('export default {', 'const development = {')
  .concat('export default { development };\n');

describe('knex-stairway make', () => {
  const createProject = useProjects();

  function projectOf(files: Readonly<Record<string, string>> = {}): Project {
    return createProject({
      'package.json': '{"type": "module"}',
      'knexfile.js': knexfileText,
      ...files,
    });
  }

  function filesOf({ folder }: Project, directory = 'migrations'): string[] {
    return readdirSync(join(folder, directory)).sort();
  }

  it('writes a file and says where, by the word and by -m and --message', async () => {
    for (const argv of [['add user'], ['-m', 'add user'], ['--message', 'add user']]) {
      const project = projectOf();
      const { code, out, err } = await runIn(project.folder, 'make', ...argv);
      const [file] = filesOf(project);
      expect(file).to.match(/^\d{10}_[0-9a-f]{12}_add_user\.js$/u);
      expect({ code, out, err }).to.deep.equal({
        code: 0,
        out: [`Created ${join('migrations', file ?? '')}`],
        err: [],
      });
    }
  });

  it('prints what it made as JSON, for machines', async () => {
    const project = projectOf();
    const { out } = await runIn(project.folder, 'make', 'add user', '--json');
    const made = JSON.parse(out.join('\n')) as MadeMigration;
    const [file = ''] = filesOf(project);
    expect(made).to.deep.equal({
      path: join(project.folder, 'migrations', file),
      revision: file.split('_')[1],
      stamp: new Date(Number(file.split('_')[0]) * 1000).toISOString(),
    });
  });

  it('works from a folder below, by --cwd and by --knexfile', async () => {
    const project = projectOf({ 'src/deep/.keep': '' });
    await runIn(join(project.folder, 'src/deep'), 'make', 'a');
    await runIn(root, 'make', 'b', '--cwd', project.folder);
    await runIn(root, 'make', 'c', '--knexfile', join(project.folder, 'knexfile.js'));
    expect(filesOf(project).map((file) => file.slice(24))).to.deep.equal(['a.js', 'b.js', 'c.js']);
  });

  it('reads a knexfile with environments, and refuses one that is without a source', async () => {
    const project = projectOf({ 'knexfile.js': perEnvironment });
    expect((await runIn(project.folder, 'make', 'a', '--env', 'development')).code).to.equal(0);
    const { code, err } = await runIn(project.folder, 'make', 'a', '--env', 'production');
    expect(code).to.equal(2);
    expect(err.join('\n')).to.include('knexfile.js, migrations.migrationSource');
    expect(filesOf(project)).to.have.length(1);
  });

  it('refuses a knexfile whose directory makes Knex drop the source', async () => {
    const project = projectOf({
      'knexfile.js': knexfileText.replace('migrations: {', "migrations: { directory: './x',"),
    });
    const { code, err } = await runIn(project.folder, 'make', 'a');
    expect(code).to.equal(2);
    expect(err.join('\n')).to.include('knexfile.js, migrations.directory');
  });

  it('takes the extension of the migrations, else of the knexfile, else what -x says', async () => {
    const fromKnexfile = createProject({ 'knexfile.mts': knexfileText });
    await runIn(fromKnexfile.folder, 'make', 'a');
    expect(filesOf(fromKnexfile)[0]).to.match(/_a\.mts$/u);

    const fromMigrations = projectOf(emptyMigrations(['1728372261_x.cjs'], 'migrations'));
    await runIn(fromMigrations.folder, 'make', 'a');
    await runIn(fromMigrations.folder, 'make', 'b', '-x', 'ts');
    await runIn(fromMigrations.folder, 'make', 'c', '--extension', '.mjs');
    expect(filesOf(fromMigrations).map((file) => file.split('.').at(-1))).to.deep.equal([
      'cjs',
      'cjs',
      'ts',
      'mjs',
    ]);
  });

  it('writes into one of several folders by --directory', async () => {
    const text = knexfileText.replace("'./migrations'", "['./core', './shop']");
    const project = projectOf({ 'knexfile.js': text });
    await runIn(project.folder, 'make', 'a');
    await runIn(project.folder, 'make', 'b', '--directory', 'core');
    expect(filesOf(project, 'shop')[0]).to.match(/_a\.js$/u);
    expect(filesOf(project, 'core')[0]).to.match(/_b\.js$/u);
  });

  it('makes one chain where eight processes start together, in two folders', async () => {
    const text = knexfileText.replace("'./migrations'", "['./core', './shop']");
    const project = projectOf({ 'knexfile.js': text });
    const finished = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        project.node([main, 'make', 'add user', '--directory', index < 4 ? 'core' : 'shop']),
      ),
    );
    expect(finished.map(({ code, stderr }) => [code, stderr])).to.deep.equal(
      Array.from({ length: 8 }, () => [0, '']),
    );
    const made = ['core', 'shop']
      .flatMap((folder) =>
        filesOf(project, folder).map((file) => ({
          stamp: file.slice(0, 10),
          header: parseHeader(readFileSync(join(project.folder, folder, file), 'utf8')),
        })),
      )
      .sort((a, b) => (a.stamp < b.stamp ? -1 : 1));
    expect(new Set(made.map(({ stamp }) => stamp)).size).to.equal(8);
    expect(made.map(({ header }) => header?.revises.join(','))).to.deep.equal([
      '',
      ...made.slice(0, -1).map(({ header }) => header?.revision),
    ]);
  }).timeout(60_000);

  it('ends as a process with 0, 1 and 2, and prints errors on stderr without a stack', async () => {
    const project = projectOf();
    const made = await project.node([main, 'make', 'add user']);
    expect(made).to.deep.include({ code: 0, stderr: '' });
    expect(made.stdout).to.match(/^Created migrations.\d{10}_[0-9a-f]{12}_add_user\.js\n$/u);
    project.write(emptyMigrations(['001_init.cjs'], 'migrations'));
    const refused = await project.node([main, 'make', 'add more']);
    expect(refused).to.deep.include({ code: 1, stdout: '' });
    expect(refused.stderr)
      .to.include('001_init.cjs')
      .and.not.match(/^\s+at /mu);
    const misspelt = await project.node([main, 'mkae', 'x']);
    expect(misspelt).to.deep.include({ code: 2, stdout: '' });
    expect(misspelt.stderr).to.include('did you mean "make"?');
  });
});
