import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { runIn } from '../support/command-line.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { empty, emptyMigrations, useProjects } from '../support/migrations.ts';
import type { Project } from '../support/project.ts';
import { drivers, migrateIn, plainKnexfile, stairwayKnexfile } from '../support/old-project.ts';

const old = ['20200101000000_a.js', '20210101000000_b.js', '20220101000000_c.js'];
const texts = Object.fromEntries(old.map((file) => [`migrations/${file}`, empty.esm]));
const stems = old.map((file) => file.replace('.js', ''));

describeEachDialect('knex-stairway adopt', (dialect) => {
  const createProject = useProjects();
  let database: TestDatabase;
  let knex: Knex;

  beforeEach(async () => {
    database = await createDatabase(dialect);
    knex = database.connect();
  });
  afterEach(() => database.drop());

  function projectOf(
    files: Readonly<Record<string, string>>,
    knexfile = plainKnexfile(database, "{ directory: './migrations' }"),
  ): Project {
    return createProject(
      { 'package.json': '{"type": "module"}', 'knexfile.js': knexfile, ...files },
      drivers,
    );
  }

  function latest(folder: string): Promise<string[]> {
    return migrateIn(folder, database, 'latest');
  }

  async function recorded(): Promise<string[]> {
    const rows = (await knex('knex_migrations').select('name').orderBy('id')) as { name: string }[];
    return rows.map(({ name }) => name);
  }

  it('shows what it would do, and does nothing', async () => {
    const { folder } = projectOf(texts);
    await latest(folder);
    const { code, out } = await runIn(folder, 'adopt');
    expect(code).to.equal(0);
    expect(out).to.include.members([
      '3 migrations; 3 recorded, 0 pending.',
      "  import { EpochMigrationSource } from 'knex-stairway';",
      "      directory: './migrations',",
      `      conventions: { since: '${new Date().toISOString().slice(0, 10)}' },`,
      '  20200101000000_a.js → 20200101000000_a',
      'Nothing was changed. To change the recorded names: knex-stairway adopt --yes',
      'It would also note what 3 applied migrations did, so that check --db tells when one of them changes.',
    ]);
    expect(out.join('\n')).to.not.include('legacy');
    expect(await recorded()).to.deep.equal(old);
    expect(await runIn(folder, 'adopt', '--dry-run')).to.deep.equal({ code: 0, out, err: [] });
  });

  it('changes the recorded names, keeps the old ones, and brings them back', async () => {
    const project = projectOf(texts);
    const { folder } = project;
    await latest(folder);
    const { out } = await runIn(folder, 'adopt', '--yes');
    expect(out.at(-2)).to.include('What 3 applied migrations did is noted');
    expect(await recorded()).to.deep.equal(stems);
    project.write({ 'knexfile.js': stairwayKnexfile(database) });
    expect(await latest(folder)).to.deep.equal([]);
    const again = await runIn(folder, 'adopt', '--yes');
    expect(again.out).to.include('Nothing to change in the database.');
    expect(await recorded()).to.deep.equal(stems);

    await runIn(folder, 'adopt', '--undo');
    expect(await recorded()).to.deep.equal(stems);
    await runIn(folder, 'adopt', '--undo', '--yes');
    expect(await recorded()).to.deep.equal(old);
    expect(await knex.schema.hasTable('knex_migrations_before_adopt')).to.equal(false);
    project.write({ 'knexfile.js': plainKnexfile(database, "{ directory: './migrations' }") });
    expect(await latest(folder)).to.deep.equal([]);
    expect((await runIn(folder, 'adopt', '--undo', '--yes')).code).to.equal(0);
  });

  it('says where the lines go in a knexfile of several environments', async () => {
    const text = plainKnexfile(database, "{ directory: './migrations' }").replace(
      'export default {',
      'const config = {',
    );
    const knexfile = `${text}export default { development: config, production: config };\n`;
    const { folder } = projectOf(texts, knexfile);
    // The file of SQLite comes with its first table.
    await knex.raw('create table other (id integer)');
    const { out } = await runIn(folder, 'adopt', '--env', 'production');
    expect(out).to.include(
      'Write this into knexfile.js, in the place of the migrations of production, and of each other environment:',
    );
  });

  it('keeps the first name through a second renaming', async () => {
    const project = projectOf(texts);
    await latest(project.folder);
    await runIn(project.folder, 'adopt', '--yes');
    const knexfile = stairwayKnexfile(database, ", recordAs: '.ts'");
    project.write({ 'knexfile.js': knexfile });
    const { folder } = projectOf(texts, knexfile);
    await runIn(folder, 'adopt', '--yes');
    expect(await recorded()).to.deep.equal(stems.map((stem) => `${stem}.ts`));
    await runIn(folder, 'adopt', '--undo', '--yes');
    expect(await recorded()).to.deep.equal(old);
  });

  it('leaves the names as plain Knex knows them with --record-as file', async () => {
    const { folder } = projectOf(texts);
    await latest(folder);
    const { out } = await runIn(folder, 'adopt', '--yes', '--record-as', 'file');
    expect(out)
      .to.include("      recordAs: 'file',")
      .and.include('The recorded names fit the files.');
    expect(await recorded()).to.deep.equal(old);
    expect(await latest(folder)).to.deep.equal([]);
  });

  it('lets the knex command go on without us where recordAs is file', async () => {
    const project = projectOf(texts, stairwayKnexfile(database, ", recordAs: 'file'"));
    const { folder } = project;
    await latest(folder);
    expect((await runIn(folder, 'adopt', '--yes')).code).to.equal(0);
    await runIn(folder, 'make', 'go on', '-x', 'cjs');
    await runIn(folder, 'migrate');
    const all = await recorded();
    expect(all).to.have.length(old.length + 1);
    project.write({ 'knexfile.js': plainKnexfile(database, "{ directory: './migrations' }") });
    const knexCommand = async (...args: readonly string[]): Promise<string> => {
      const cli = join(folder, 'node_modules/knex/bin/cli.js');
      const { code, output } = await project.node([cli, ...args]);
      expect(code, output).to.equal(0);
      return output;
    };
    expect(await knexCommand('migrate:latest')).to.include('Already up to date');
    expect(await knexCommand('migrate:list')).to.include(`Found ${all.length} Completed`);
    expect(await knexCommand('migrate:rollback')).to.include('Batch 2 rolled back: 1 migrations');
    expect(await recorded()).to.deep.equal(old);
    expect(await knexCommand('migrate:up')).to.include('go_on.cjs');
    expect(await recorded()).to.deep.equal(all);
  });

  it('leaves names that no time explains to Knex, and says why', async () => {
    const files = ['001_init.js', '20209901000000_b.js', '20220101000000_c.js'];
    const project = projectOf(
      Object.fromEntries(files.map((file) => [`migrations/${file}`, empty.esm])),
    );
    await latest(project.folder);
    const { out } = await runIn(project.folder, 'adopt', '--yes');
    expect(out).to.include("      legacy: 'as-knex',");
    expect(out.join('\n')).to.include('001_init.js').and.include('20209901000000_b.js');
    expect(await recorded()).to.deep.equal(files);
    project.write({ 'knexfile.js': stairwayKnexfile(database, ", legacy: 'as-knex'") });
    const { folder } = project;
    expect(await latest(folder)).to.deep.equal([]);
  });

  it('renames rows of a build to the files of the sources, and says what no file stands for', async () => {
    const { folder } = projectOf(
      emptyMigrations(['001_a.cjs', '002_b.cjs'], 'migrations'),
      stairwayKnexfile(database, ", legacy: 'as-knex'"),
    );
    await latest(folder);
    await knex('knex_migrations').where({ name: '001_a.cjs' }).update({ name: '001_a.js' });
    await knex('knex_migrations').insert([
      { name: '002_b.ts', batch: 1 },
      { name: 'gone.js', batch: 1 },
    ]);
    const { out } = await runIn(folder, 'adopt', '--yes', '--json');
    const report = JSON.parse(out.join('')) as {
      renamings: { from: string; to: string }[];
      problems: { code: string; where: string }[];
    };
    expect(report.renamings.map(({ from, to }) => [from, to])).to.deep.equal([
      ['001_a.js', '001_a.cjs'],
    ]);
    expect(report.problems.map(({ code, where }) => [code, where])).to.deep.equal([
      ['E_RECORDED_TWICE', 'knex_migrations, 002_b.ts'],
      ['E_MIGRATION_MISSING', 'knex_migrations, gone.js'],
    ]);
    expect(await recorded()).to.deep.equal(['001_a.cjs', '002_b.cjs', '002_b.ts', 'gone.js']);
  });

  it('renames nothing while migrations run', async () => {
    const { folder } = projectOf(texts);
    await latest(folder);
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    const { code, err } = await runIn(folder, 'adopt', '--yes');
    expect(code).to.equal(1);
    expect(err.join('\n')).to.include('knex_migrations_lock').and.include('migrate:unlock');
    expect(await recorded()).to.deep.equal(old);
  });

  it('refuses what excludes each other, and a form that there is not', async () => {
    const { folder } = projectOf(texts);
    for (const args of [
      ['--yes', '--dry-run'],
      ['--names', '--comments'],
      ['--record-as', 'stems'],
      ['words'],
    ]) {
      expect((await runIn(folder, 'adopt', ...args)).code, args.join(' ')).to.equal(2);
    }
  });
});
