import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { runIn } from '../support/command-line.ts';
import { root, type Finished } from '../support/project.ts';
import { createServiceProject, type ServiceProject } from '../support/service-project.ts';

describeEachDialect('knex-stairway migrate', (dialect) => {
  let database: TestDatabase;
  let project: ServiceProject;
  let knex: Knex;
  beforeEach(async () => {
    database = await createDatabase(dialect);
    project = createServiceProject({ database, count: 2, restMs: 1, hasUnsafe: true });
    knex = database.connect();
  });
  afterEach(async () => {
    project.remove();
    await database.drop();
  });

  it('says what it does, and that there is nothing to do', async () => {
    const first = await runIn(project.folder, 'migrate', '--to', project.names[0]!);
    expect(first.code, first.err.join('\n')).to.equal(0);
    const [name] = project.names;
    expect(first.out.map((line) => line.replace(/[\d.]+ m?s/u, 'T'))).to.deep.equal([
      'Applying 1 migration as batch 1; 0 applied before',
      `[1/1] ${name} …`,
      `[1/1] ${name} done in T`,
      'Applied 1 migration in T',
    ]);
    const second = await runIn(project.folder, 'migrate', '--to', project.names[0]!);
    expect(second).to.deep.equal({
      code: 0,
      out: ['Nothing to do: 1 migration applied before'],
      err: [],
    });
  });

  it('loads no Knex where a server says that there is nothing to do', async () => {
    const tellKnex = `import { createRequire } from 'node:module';
const { cache } = createRequire('/');
process.on('exit', () => console.log(Object.keys(cache).some((path) => /knex.lib.client/.test(path))));`;
    const start = (): Promise<Finished> =>
      project.node([
        '--import',
        `data:text/javascript,${encodeURIComponent(tellKnex)}`,
        join(root, 'dist/cli/main.js'),
        'migrate',
      ]);
    expect((await start()).stdout).to.match(/^Applied 2 migrations.*\ntrue\n$/mu);
    const again = await start();
    expect(again.output).to.equal(
      `Nothing to do: 2 migrations applied before\n${dialect === 'sqlite'}\n`,
    );
  });

  it('writes one line of JSON for each event', async () => {
    const { out, code } = await runIn(project.folder, 'migrate', '--json', '--wait', '5s');
    expect(code).to.equal(0);
    const events = out.map((line) => JSON.parse(line) as { type: string; time: string });
    expect(events.map(({ type }) => type)).to.deep.equal([
      'lock',
      'start',
      'migration-begin',
      'migration-done',
      'migration-begin',
      'migration-done',
      'done',
    ]);
    expect(events.every(({ time }) => !Number.isNaN(Date.parse(time)))).to.equal(true);
  });

  it('ends with 2 for options, with 1 where a migration fails, with 5 where one is half applied', async () => {
    const wrong = await runIn(project.folder, 'migrate', '--wait', 'long');
    expect(wrong.code).to.equal(2);
    await knex.schema.createTable('made_0', (table) => void table.increments());
    const failed = await runIn(project.folder, 'migrate');
    expect(failed.code).to.equal(dialect === 'mysql' ? 5 : 1);
    expect(failed.err.join('\n')).to.include(project.names[0]);
    await knex.schema.dropTable('made_0');
    if (dialect === 'mysql') await knex.schema.dropTable('ledger');
    const [first, second] = project.names;
    const again = dialect === 'mysql' ? ['--resume', first!] : [];
    await knex.schema.createTable('ledger_of_others', (table) => void table.increments());
    expect((await runIn(project.folder, 'migrate', '--to', first!, ...again)).code).to.equal(0);
    // The second has no transaction, and fails behind its table.
    await knex.schema.dropTable('ledger');
    const half = await runIn(project.folder, 'migrate', '--json');
    expect(half.code).to.equal(5);
    expect(JSON.parse(half.err[0]!)).to.deep.include({ code: 'E_HALF_APPLIED' });
    expect((await runIn(project.folder, 'migrate')).code).to.equal(5);
    expect((await runIn(project.folder, 'migrate', '--resume', first!)).code).to.equal(5);
    const marked = await runIn(project.folder, 'migrate', '--mark-applied', second!);
    expect(marked.code, marked.err.join('\n')).to.equal(0);
  });

  it('ends with 3 where others hold the lock, and says who', async () => {
    project.write({
      [`migrations/${project.names[0]}.js`]:
        'export const up = () => new Promise((resolve) => setTimeout(resolve, 1500));\nexport const down = up;\n',
    });
    const holder = project.migrate(['--to', project.names[0]!]);
    await holder.seen('migration-begin');
    const { code, err } = await runIn(project.folder, 'migrate', '--lock-wait', '0');
    expect(code).to.equal(3);
    expect(err.join('\n')).to.include(`process ${holder.child.pid} on host`);
    expect((await holder.finished).code).to.equal(0);
  });

  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    it(`ends with ${code} at ${signal}, and leaves nothing locked`, async () => {
      project.write({
        [`migrations/${project.names[1]}.js`]: `export async function up(knex) {
  await new Promise((resolve) => setTimeout(resolve, 400));
  await knex('ledger').insert({ step: 1 });
}
export async function down() {}
`,
        'migrations/1728372263_last.js': 'export async function up() {}\nexport const down = up;\n',
      });
      const running = project.migrate();
      await running.seen(`"migration-begin","name":"${project.names[1]}"`);
      running.child.kill(signal);
      const { code: ended, stderr } = await running.finished;
      expect(ended, stderr).to.equal(code);
      expect(JSON.parse(stderr)).to.deep.include({ code: 'E_ABORTED' });
      const rows = (await knex('knex_migrations').select('name')) as unknown[];
      expect(rows).to.have.length(dialect === 'mysql' ? 2 : 1);
      expect(await knex('knex_migrations_lock').select('is_locked')).to.deep.equal([
        { is_locked: 0 },
      ]);
      expect(await knex('ledger').select('step')).to.have.length(rows.length);
    });
  }
});

describe('knex-stairway migrate', () => {
  it('ends with 4 where no database answers', async () => {
    const database = await createDatabase('sqlite');
    const config = { client: 'pg', connection: 'postgres://x:topsecret@127.0.0.1:1/x' };
    const project = createServiceProject({ database: { ...database, config }, count: 1 });
    const { code, err } = await runIn(project.folder, 'migrate');
    expect(code).to.equal(4);
    expect(err.join('\n')).to.include('takes no connections').and.not.include('topsecret');
    project.remove();
    await database.drop();
  });
});
