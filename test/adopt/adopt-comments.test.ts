import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { auditCatalog } from '../../lib/catalog/audit-catalog.ts';
import { diffCatalogs } from '../../lib/catalog/diff-catalogs.ts';
import { readCatalog } from '../../lib/catalog/read-catalog.ts';
import { runIn } from '../support/command-line.ts';
import { createDatabase, describeEachDialect, type TestDatabase } from '../support/databases.ts';
import { caught, useProjects } from '../support/migrations.ts';
import { drivers, migrateIn, stairwayKnexfile } from '../support/old-project.ts';
import { root } from '../support/project.ts';

const oldMigration = `exports.up = (knex) => knex.schema.createTable('user', (table) => {
  table.integer('id').primary();
  table.string('it\\'s', 20);
});
exports.down = (knex) => knex.schema.dropTable('user');
`;

/** The same in another schema, and a partitioned table, whose partitions are asked for no comments. */
const elsewhere = `exports.up = (knex) => knex.raw(\`
  create schema "Other one";
  create table "Other one"."User" ("Id" int);
  create table "Other one".event (day date) partition by range (day);
  create table event_rest partition of "Other one".event default;
\`);
exports.down = () => {};
`;

describeEachDialect('adopt --comments', (dialect) => {
  const createProject = useProjects();
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createDatabase(dialect);
  });
  afterEach(() => database.drop());

  for (const extension of ['cjs', 'ts']) {
    it(`writes a TODO for each comment that is missing, which must be filled in (${extension})`, async () => {
      const { folder } = createProject(
        {
          'package.json': '{"type": "module"}',
          'knexfile.js': stairwayKnexfile(database, ", conventions: { since: '2026-01-01' }"),
          'migrations/20200101000000_old.cjs': oldMigration,
        },
        drivers,
      );
      symlinkSync(root, join(folder, 'node_modules/knex-stairway'), 'junction');
      const knex = database.connect();
      await migrateIn(folder, database, 'latest');
      const before = await readCatalog(knex);

      expect((await runIn(folder, 'adopt', '--comments', '-x', extension)).code).to.equal(0);
      const directory = join(folder, 'migrations');
      const path = join(
        directory,
        readdirSync(directory).find((file) => file.includes('comment')) ?? '',
      );
      const check = await runIn(folder, 'check');
      expect(check.code).to.equal(1);
      expect(check.out.join('\n'))
        .to.match(/\.c?[jt]s:\d+\n {4}still says TODO: what a row of user is/u)
        .and.include('TODO: what id is for');
      const refused = await caught(Error, () => migrateIn(folder, database, 'latest'));
      expect(refused.message).to.include('do not all say what they do (3 problems)');

      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('TODO: ', 'It says '));
      expect((await runIn(folder, 'check')).out).to.deep.equal(['2 migrations, 0 problems']);
      await migrateIn(folder, database, 'latest');
      const findings = auditCatalog(await readCatalog(knex));
      expect(findings.filter(({ code }) => code === 'E_COMMENT_MISSING')).to.deep.equal([]);
      await migrateIn(folder, database, 'down');
      expect(diffCatalogs(before, await readCatalog(knex))).to.deep.equal([]);
    });
  }

  if (dialect === 'postgres') {
    it('asks in every schema, and of partitions nothing', async () => {
      const { folder } = createProject(
        {
          'package.json': '{"type": "module"}',
          'knexfile.js': stairwayKnexfile(database, ", conventions: { since: '2026-01-01' }"),
          'migrations/20200101000000_old.cjs': elsewhere,
        },
        drivers,
      );
      symlinkSync(root, join(folder, 'node_modules/knex-stairway'), 'junction');
      await migrateIn(folder, database, 'latest');
      const { out } = await runIn(folder, 'adopt', '--comments', '-x', 'cjs');
      expect(out[0]).to.include('(4 changes)');
      const directory = join(folder, 'migrations');
      const path = join(
        directory,
        readdirSync(directory).find((file) => file.includes('comment')) ?? '',
      );
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('TODO: ', 'It says '));
      await migrateIn(folder, database, 'latest');
      const findings = auditCatalog(await readCatalog(database.connect()));
      expect(findings.filter(({ code }) => code === 'E_COMMENT_MISSING')).to.deep.equal([]);
    });
  }
});
