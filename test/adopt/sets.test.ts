import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Knex } from 'knex';
import type { BaselineTrial } from '../../lib/adopt/try-baseline.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import type { DialectName } from '../../lib/dialect/dialect.ts';
import { EpochMigrationSource } from '../../lib/migration/epoch-migration-source.ts';
import type { Conventions } from '../../lib/schema/conventions.ts';
import { climb } from '../../lib/stairway/climb.ts';
import type { ClimbResult } from '../../lib/stairway/report.ts';
import { mysql, postgres, sqlite } from '../../lib/testing/databases.ts';
import { runIn } from '../support/command-line.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { fixture, useProjects } from '../support/migrations.ts';
import { drivers, plainKnexfile, stairwayKnexfile } from '../support/old-project.ts';

interface OldSet {
  readonly name: string;
  readonly dialect: DialectName;
  /** How many migrations, at least. */
  readonly size: number;
  readonly type: 'commonjs' | 'module';
  /** Whether names that no stamp explains are among them. */
  readonly isLegacy: boolean;
}

const sets: readonly OldSet[] = [
  { name: 'postgres-shop', dialect: 'postgres', size: 200, type: 'commonjs', isLegacy: true },
  { name: 'typescript-esm', dialect: 'postgres', size: 4, type: 'module', isLegacy: false },
  { name: 'mariadb-clinic', dialect: 'mysql', size: 6, type: 'commonjs', isLegacy: true },
  { name: 'sqlite-notes', dialect: 'sqlite', size: 7, type: 'commonjs', isLegacy: false },
];

const throwaways = { postgres, mysql, sqlite };
const since = new Date().toISOString().slice(0, 10);
const conventions: Conventions = { since };

for (const set of sets) {
  describeEachDialect(
    `the old project ${set.name}`,
    () => {
      const createProject = useProjects();
      const databases: TestDatabase[] = [];
      afterEach(() => Promise.all(databases.splice(0).map((database) => database.drop())));

      async function makeDatabase(): Promise<TestDatabase> {
        const database = await createDatabase(set.dialect);
        databases.push(database);
        return database;
      }

      /** The project on the day before: all has run by plain Knex. */
      async function makeOldProject() {
        const database = await makeDatabase();
        const project = createProject(
          {
            'package.json': JSON.stringify({ type: set.type }),
            'plain.mjs': plainKnexfile(database, "{ directory: './migrations' }"),
          },
          drivers,
        );
        cpSync(fixture(`adopt/${set.name}`), project.folder, { recursive: true });
        const directory = join(project.folder, 'migrations');
        const plain = { ...silent, migrations: { directory } };
        await database.connect(plain).migrate.latest();
        const size = readdirSync(directory).filter((file) => /\.[cm]?[jt]s$/u.test(file)).length;
        expect(size).to.be.at.least(set.size);
        const sourced = (on: TestDatabase): Knex =>
          on.connect({
            ...silent,
            migrations: {
              migrationSource: new EpochMigrationSource({
                directory,
                legacy: set.isLegacy ? 'as-knex' : 'refuse',
                conventions,
              }),
            },
          });
        const write = (knexfile: string): void =>
          writeFileSync(join(project.folder, 'knexfile.mjs'), knexfile);
        const adopted = (on: TestDatabase): void =>
          write(
            stairwayKnexfile(
              on,
              `${set.isLegacy ? ", legacy: 'as-knex'" : ''}, conventions: { since: '${since}' }`,
            ),
          );
        return {
          database,
          directory,
          folder: project.folder,
          size,
          plain,
          sourced,
          write,
          adopted,
        };
      }

      it('is adopted, stays at head, goes on by the conventions, and comes back', async () => {
        const { database, folder, size, plain, sourced, adopted } = await makeOldProject();
        const acted = await runIn(folder, 'adopt', '--yes', '--knexfile', 'plain.mjs');
        expect(acted.code, acted.err.join('\n')).to.equal(0);
        adopted(database);
        const knex = sourced(database);
        const [, ran] = (await knex.migrate.latest()) as [number, string[]];
        expect(ran).to.deep.equal([]);
        expect((await knex.migrate.list())[0]).to.have.length(size);

        const made = await runIn(folder, 'make', 'add rating', '-x', 'cjs', '--json');
        const { path, revision } = JSON.parse(made.out[0] ?? '') as Record<string, string>;
        writeFileSync(path ?? '', header(revision ?? '') + rating);
        await sourced(database).migrate.latest();
        const table = (await readCatalog(knex)).tables.find(({ name }) => name === 'rating');
        const named = [...(table?.constraints ?? []), ...(table?.indexes ?? [])];
        expect(named.map(({ name }) => name)).to.include('uq__rating__stars');

        const result = await climb({
          config: { ...database.config, migrations: configOf(sourced(database)) },
          database: throwaways[set.dialect](),
          from: 'since',
        });
        expect(problemsOf(result)).to.deep.equal([]);
        const tested = result.migrations.filter(({ state }) => state === 'tested');
        expect(tested.map((each) => each.revision)).to.deep.equal([revision]);
        expect(result.history.map(({ skipped }) => skipped)).to.deep.equal(
          result.history.map(() => null),
        );

        await sourced(database).migrate.down();
        const undone = await runIn(folder, 'adopt', '--undo', '--yes', '--knexfile', 'plain.mjs');
        expect(undone.code, undone.err.join('\n')).to.equal(0);
        rmSync(path ?? '');
        const [, after] = (await database.connect(plain).migrate.latest()) as [number, string[]];
        expect(after).to.deep.equal([]);
      });

      it('is held to comments and names from since on, and only from then on', async () => {
        const { database, folder, sourced, adopted } = await makeOldProject();
        adopted(database);
        const made = await runIn(folder, 'make', 'add mood', '-x', 'cjs', '--json');
        const { path, revision } = JSON.parse(made.out[0] ?? '') as Record<string, string>;
        const old = (await readCatalog(sourced(database))).tables[0]?.name ?? '';
        writeFileSync(path ?? '', header(revision ?? '') + mood(old));
        const result = await climb({
          config: { ...database.config, migrations: configOf(sourced(database)) },
          database: throwaways[set.dialect](),
          from: 'since',
        });
        const messages = problemsOf(result);
        expect(messages.filter((message) => message.includes('mood'))).to.deep.equal(messages);
        expect(messages.join('\n'))
          .to.include(`column ${old}.mood has no comment`)
          .and.include('mood_level_unique');
      });

      it('becomes a baseline, which makes the same and is recorded where the old ones are', async () => {
        const { database, folder, size, sourced, adopted, directory } = await makeOldProject();
        await runIn(folder, 'adopt', '--yes', '--knexfile', 'plain.mjs');
        adopted(database);
        const shown = await runIn(folder, 'adopt', '--baseline');
        expect(shown.out.join('\n'), shown.err.join('\n')).to.include('Would write');
        const before = await readCatalog(sourced(database));

        const done = await runIn(folder, 'adopt', '--baseline', '--yes', '--json');
        expect(done.code, done.err.join('\n')).to.equal(0);
        const report = JSON.parse(done.out[0] ?? '') as Record<string, unknown>;
        expect(report).to.include({ acted: true, did: 'write', replaces: size });
        expect(report['leftOut']).to.deep.equal([]);
        const { where, problems } = report['trial'] as BaselineTrial;
        expect([typeof where, problems]).to.deep.equal(['string', []]);
        expect(await sourced(database).migrate.latest()).to.deep.equal([1, []]);

        const fresh = await makeDatabase();
        const knex = sourced(fresh);
        const [, ran] = (await knex.migrate.latest()) as [number, string[]];
        expect(ran).to.have.length(1);
        const differences = diffCatalogs(before, await readCatalog(knex));
        expect(differences.map(({ message }) => message)).to.deep.equal([]);
        await knex.migrate.rollback();
        expect((await readCatalog(knex)).tables).to.deep.equal([]);

        const rollback = await sourced(database)
          .migrate.rollback()
          .catch((error: unknown) => String(error));
        expect(rollback).to.include('older than its baseline');
        const undone = await runIn(folder, 'adopt', '--baseline', '--undo', '--yes');
        expect(undone.code, undone.err.join('\n')).to.equal(0);
        expect(readdirSync(directory)).not.to.include('before_baseline');
        const [, again] = (await sourced(database).migrate.latest()) as [number, string[]];
        expect(again).to.deep.equal([]);
      });
    },
    [set.dialect],
  );
}

const silent: Knex.Config = { log: { warn: () => {}, error: () => {} } };

function configOf(knex: Knex): Knex.MigratorConfig {
  return (knex.client as { config: Knex.Config }).config.migrations ?? {};
}

function problemsOf({ migrations, history }: ClimbResult): string[] {
  return [...migrations, ...history].flatMap(({ problems }) =>
    problems.map(({ message }) => message),
  );
}

function header(revision: string): string {
  return `/**\n * Add rating\n *\n * Revision: ${revision}\n */\n\n`;
}

const rating = `exports.up = async function (knex) {
  await knex.schema.createTable('rating', (table) => {
    table.comment('What people think');
    table.increments('id').comment('Identifier');
    table.integer('stars').unique().comment('One to five');
  });
};

exports.down = async function (knex) {
  await knex.schema.dropTable('rating');
};
`;

/** A migration past the conventions: raw SQL, a column without a comment, a name as Knex gives it. */
const mood = (table: string): string => `exports.up = async function (knex) {
  await knex.raw('alter table ?? add column mood integer', ['${table}']);
  await knex.raw('create table mood (level integer)');
  await knex.raw('create unique index mood_level_unique on mood (level)');
};

exports.down = async function (knex) {
  await knex.raw('drop table mood');
  await knex.raw('alter table ?? drop column mood', ['${table}']);
};
`;
