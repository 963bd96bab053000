import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import knexModule from 'knex';
import type { Plan } from '../../lib/plan/plan.ts';
import { knexfileText, runIn } from '../support/command-line.ts';
import { useProjects } from '../support/migrations.ts';
import type { Project } from '../support/project.ts';

const drivers = ['knex', 'better-sqlite3', 'tsx', 'typescript'];

const create = `/**
 * Create team, which plays
 *
 * Revision: c0a05e0cd317
 */
import type { Knex } from 'knex';

export const up = (knex: Knex) => knex.schema.createTable('team', (table) => {
  table.comment('Who plays');
  table.integer('id').comment('Number');
});
export const down = () => {};
`;

const fill = `/**
 * Fill team
 *
 * Revision: c0a05e0cd318
 */
exports.up = async (knex) => {
  await knex('team').insert({ id: 1 });
  await knex('team').select();
  await knex('team').insert({ id: '\\u001b[31m' + 'x'.repeat(100) });
};
exports.down = () => {};
`;

describe('knex-stairway plan', () => {
  const createProject = useProjects();

  async function projectOf(files: Readonly<Record<string, string>>): Promise<Project> {
    const project = createProject(
      { 'package.json': '{"type": "module"}', 'knexfile.js': knexfileText, ...files },
      drivers,
    );
    const knex = knexModule({
      client: 'better-sqlite3',
      connection: { filename: join(project.folder, 'dev.sqlite3') },
      useNullAsDefault: true,
    });
    await knex.raw('create table other (id integer)');
    await knex.destroy();
    return project;
  }

  it('prints a script of SQL, in which all else is a comment', async () => {
    const { folder } = await projectOf({
      'migrations/1728372261_create.ts': create,
      'migrations/1728372272_fill.cjs': fill,
    });
    const { code, out, err } = await runIn(folder, 'plan');
    expect(err).to.deep.equal([]);
    expect(code).to.equal(0);
    expect(out[0]).to.equal('-- 1728372261_create');
    expect(out[1]).to.equal('-- Create team, which plays');
    expect(out[2]).to.equal('create table `team` (`id` integer);');
    expect(out).to.include('insert into `team` (`id`) values (?); -- values: 1');
    expect(out).to.include('-- reads rows: select * from `team`;');
    const last = out.find((line) => line.includes('depends on the rows that were read'));
    expect(last).to.include('\\u001b[31mxxx').and.include('… (').and.not.include('\u001b');
    expect(out.at(-1)).to.equal(
      '-- 2 migrations, planned in a transaction that was rolled back; nothing was changed',
    );
  });

  it('stops at --to', async () => {
    const { folder } = await projectOf({
      'migrations/1728372261_create.ts': create,
      'migrations/1728372272_fill.cjs': fill,
    });
    const { out } = await runIn(folder, 'plan', '--to', '1728372261_create', '--json');
    expect((JSON.parse(out.join('')) as Plan).migrations).to.have.length(1);
  });

  it('ends with 1 where a migration fails, and shows what it had sent', async () => {
    const { folder } = await projectOf({ 'migrations/1728372272_fill.cjs': fill });
    const { code, out } = await runIn(folder, 'plan');
    expect(code).to.equal(1);
    expect(out.join('\n'))
      .to.include('insert into `team`')
      .and.match(/^-- FAILED: .*no such table: team/mu);
  });

  it('says that nothing is pending, and makes no database', async () => {
    const { folder } = await projectOf({ 'migrations/1728372261_create.ts': create });
    const migrated = await runIn(folder, 'migrate');
    expect(migrated.code).to.equal(0);
    expect(await runIn(folder, 'plan')).to.deep.equal({
      code: 0,
      out: ['-- nothing is pending'],
      err: [],
    });
  });

  it('plans for a file of SQLite that is not there yet, and does not make it', async () => {
    const { folder } = createProject(
      {
        'package.json': '{"type": "module"}',
        'knexfile.js': knexfileText,
        'migrations/1728372261_create.ts': create,
      },
      drivers,
    );
    const { code, out } = await runIn(folder, 'plan');
    expect(code).to.equal(0);
    expect(out.join('\n')).to.include('create table `team`');
    expect((await runIn(folder, 'status')).out).to.include('1 pending');
    expect(existsSync(join(folder, 'dev.sqlite3'))).to.equal(false);
  });
});
