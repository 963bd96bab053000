import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { stairwaySuite } from '../../lib/stairway/suite.ts';
import { configOf, databasesOf } from '../support/climbs.ts';
import { caught, useProjects } from '../support/migrations.ts';
import { root, type Finished } from '../support/project.ts';

interface Told {
  readonly title: string;
  readonly fullTitle: string;
  readonly err?: { readonly message?: string };
}

interface Report {
  readonly passes: readonly Told[];
  readonly pending: readonly Told[];
  readonly failures: readonly Told[];
}

describe('stairwaySuite', () => {
  const newProject = useProjects();

  const lib = (path: string): string => JSON.stringify(pathToFileURL(join(root, 'lib', path)).href);

  /** Runs mocha on a suite over migrations, given as JavaScript. */
  async function runMocha(
    modules: string,
    options = '',
    ...args: string[]
  ): Promise<Report & Finished> {
    const project = newProject({
      'package.json': '{"type": "module"}',
      'stairs.test.js': `
        import { stairwaySuite } from ${lib('stairway/suite.ts')};
        import { sqlite } from ${lib('testing/databases.ts')};
        import { EpochMigrationSource } from ${lib('index.ts')};
        const sql = (up, down) => ({ up: (knex) => knex.raw(up), down: (knex) => knex.raw(down) });
        const migrationSource = new EpochMigrationSource({ modules: { ${modules} }, conventions: false });
        const config = { client: 'better-sqlite3', useNullAsDefault: true, migrations: { migrationSource } };
        stairwaySuite({ config, database: sqlite(), ${options} });
      `,
    });
    const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
    const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;
    const flags = ['--no-config', '--reporter', 'json', ...args];
    const finished = await project.node(['--import', tsx, mocha, ...flags, 'stairs.test.js']);
    if (!finished.stdout.includes('{')) throw new Error(finished.output);
    return { ...finished, ...(JSON.parse(finished.stdout) as Report) };
  }

  const good = `'1700000000_make_t.js': sql('create table t (id int)', 'drop table t')`;
  const bad = `'1700000001_index_t.js': sql('create index if not exists i on t (id)', 'select 1')`;

  it('defines a test for each migration, and one for each claim about the history', async () => {
    const { passes, failures, code } = await runMocha(good);
    expect(failures).to.deep.equal([]);
    expect(passes.map(({ title }) => title)).to.deep.equal([
      '1700000000_make_t',
      'every file has its name, its place in the order and a message',
      'the revisions are one chain with one head',
      'a reading of the whole catalog finds what the cheap ones found',
      'every constraint and index bears the name of the convention',
      'every table and column has a comment',
      'knex migrate:latest in one go makes what they make one by one',
      'all the way down leaves an empty database',
    ]);
    expect(code).to.equal(0);
  }).timeout(60_000);

  it('fails like a report: a sentence, then the differences', async () => {
    const { failures, code } = await runMocha(`${good}, ${bad}`, `title: 'my stairs'`);
    const [first] = failures;
    expect(first?.fullTitle).to.match(/^my stairs /u);
    expect(first?.title).to.equal('1700000001_index_t');
    expect(first?.err?.message).to.equal(
      [
        '1700000001_index_t does not climb the stairs (1 problem).',
        '',
        '  down left a trace: index i on t is left over',
        '    → Drop index i on t in down.',
      ].join('\n'),
    );
    expect(code).to.be.greaterThan(0);
  }).timeout(60_000);

  it('says in titles why migrations only go up, and goes up to the one that is asked for', async () => {
    const last = `'1700000002_add_a.js': sql('alter table t add a int', 'alter table t drop a')`;
    const options = `except: { '1700000001_index_t': 'rows of 2019' }`;
    const all = await runMocha(`${good}, ${bad}, ${last}`, options);
    expect(all.pending.map(({ title }) => title)).to.deep.equal([
      '1700000001_index_t (only up: rows of 2019)',
    ]);
    const one = await runMocha(`${good}, ${bad}, ${last}`, options, '--grep', 'add_a');
    expect(one.passes.map(({ title }) => title)).to.deep.equal(['1700000002_add_a']);
  }).timeout(60_000);

  it('makes one failing test of files that have no order', async () => {
    const { failures } = await runMocha(`'no_stamp.js': sql('', '')`);
    expect(failures).to.have.length(1);
    expect(failures[0]?.err?.message).to.include('no_stamp.js');
  }).timeout(60_000);

  it('refuses where no mocha runs', async () => {
    const { describe: own } = globalThis;
    Reflect.deleteProperty(globalThis, 'describe');
    try {
      const options = { config: configOf('sqlite', []), database: databasesOf('sqlite') };
      const error = await caught(OptionsError, () => stairwaySuite(options));
      expect(error.problems[0]?.code).to.equal('E_MOCHA_MISSING');
    } finally {
      globalThis.describe = own;
    }
  });
});
