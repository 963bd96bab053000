import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runIn } from '../support/command-line.ts';
import { useProjects } from '../support/migrations.ts';
import type { Project } from '../support/project.ts';
import { withEnvironment } from '../support/with-environment.ts';

const data = {
  type: 'module',
  dependencies: { 'knex-stairway': '*', knex: '*', 'better-sqlite3': '*' },
};

describe('knex-stairway init', () => {
  const createProject = useProjects();

  function projectOf(files: Readonly<Record<string, string>> = {}): Project {
    const packages = ['knex', 'better-sqlite3'];
    return createProject({ 'package.json': JSON.stringify(data), ...files }, packages);
  }

  const timeless = (line: string): string =>
    line.replaceAll(/\d{10}_[0-9a-f]{12}/gu, 'EPOCH_REVISION');

  it('tells what it wrote, what is still to install and what to type next', async () => {
    const { code, out, err } = await runIn(projectOf().folder, 'init');
    expect({ code, err }).to.deep.equal({ code: 0, err: [] });
    expect(out.map(timeless).join('\n')).to
      .equal(`JavaScript, ES modules: there is no tsconfig.json (else --typescript), and "type": "module" is in package.json
SQLite, by better-sqlite3

  created  knexfile.js
  created  test/migrations.test.js
  created  migrations/EPOCH_REVISION_create_note.js
  added    package.json, script migrate: knex-stairway migrate
  added    package.json, script test: mocha

Still to install:
  npm install knex-stairway
  npm install --save-dev mocha

Next:
  npx knex migrate:latest           applies what is pending to dev.sqlite3
  npm test                          takes each migration up, down and up again
  npx knex-stairway make "add tag"  writes the next migration`);
  });

  it('writes nothing for --dry-run, and tells the same', async () => {
    const project = projectOf();
    const { code, out } = await runIn(project.folder, 'init', '--dry-run', '--install');
    expect(code).to.equal(0);
    expect(out.join('\n')).to.include('would create  knexfile.js').and.include('would add');
    expect(readdirSync(project.folder).sort()).to.deep.equal(['node_modules', 'package.json']);
    expect(readFileSync(join(project.folder, 'package.json'), 'utf8')).to.equal(
      JSON.stringify(data),
    );
  });

  it('prints data for --json', async () => {
    const { out } = await runIn(projectOf().folder, 'init', '--json', '--ts', '--dry-run');
    expect(out).to.have.length(1);
    const report = JSON.parse(out.join('')) as { readonly files: readonly unknown[] };
    expect(report).to.deep.include({
      dryRun: true,
      client: 'better-sqlite3',
      syntax: 'typescript',
      knexfile: 'knexfile.ts',
      knexfileLines: [],
      install: [
        'npm install knex-stairway',
        'npm install --save-dev mocha tsx typescript @types/node',
      ],
    });
    expect(report.files[0]).to.deep.equal({ path: 'tsconfig.json', state: 'created' });
  });

  it('sets up another folder by --cwd, with --client, --js and --directory', async () => {
    const project = projectOf({ 'tsconfig.json': '{}', 'pnpm-lock.yaml': '' });
    const options = ['--client', 'postgres', '--js', '--directory', 'db/migrations'];
    const { code, out } = await runIn('/', 'init', '--cwd', project.folder, ...options);
    expect(code).to.equal(0);
    expect(out.join('\n')).to.include('pnpm add knex-stairway pg').and.include('pnpm exec knex ');
    expect(readdirSync(join(project.folder, 'db/migrations'))).to.have.length(1);
    const knexfile = readFileSync(join(project.folder, 'knexfile.js'), 'utf8');
    expect(knexfile).to.include("client: 'pg'").and.include("'./db/migrations'");
  });

  it('prints the lines that a knexfile of plain Knex lacks, and the way for old migrations', async () => {
    const project = projectOf({
      'knexfile.js': "export default { client: 'better-sqlite3' };",
      'migrations/20190304120000_old.js': '',
    });
    const { out } = await runIn(project.folder, 'init');
    expect(out.join('\n')).to.include(`knexfile.js stays as it is, and lacks the source. Add to it:
  import { EpochMigrationSource } from 'knex-stairway';
  migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) },
What becomes of the migrations that are there: npx knex-stairway adopt`);
  });

  it('says that files are written where installing fails, with exit code 1', async () => {
    const project = projectOf({ '.npmrc': 'registry=http://127.0.0.1:9/\nfetch-retries=0\n' });
    const cache = join(project.folder, 'cache');
    const { code, err } = await withEnvironment({ npm_config_cache: cache }, () =>
      runIn(project.folder, 'init', '--install'),
    );
    expect(code).to.equal(1);
    expect(err.join('\n')).to.include('The files are written; packages are missing.');
    expect(err.join('\n')).to.include('npm install knex-stairway\n    ended with 1');
    expect(existsSync(join(project.folder, 'knexfile.js'))).to.equal(true);
  }).timeout(60_000);

  it('refuses words, options that exclude each other, and those of others, with code 2', async () => {
    const { folder } = projectOf();
    for (const [argv, text] of [
      [['shop'], 'knex-stairway init --cwd shop'],
      [['--ts', '--js'], 'exclude each other'],
      [['--knexfile', 'x.js'], 'no use for --knexfile'],
      [['--env', 'production'], 'no use for --env'],
      [['--cwd', 'nowhere'], 'does not exist'],
      [['--client', 'oracle'], 'known are better-sqlite3, pg, mysql2'],
    ] as const) {
      const { code, err } = await runIn(folder, 'init', ...argv);
      expect([argv, code]).to.deep.equal([argv, 2]);
      expect(err.join('\n')).to.include(text);
    }
    expect(readdirSync(folder).sort()).to.deep.equal(['node_modules', 'package.json']);
  });
});
