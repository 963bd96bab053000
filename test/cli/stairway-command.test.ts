import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ClimbResult } from '../../lib/stairway/report.ts';
import { createDatabase, describeEachDialect } from '../support/databases.ts';
import { knexfileText, runIn } from '../support/command-line.ts';
import { useProjects } from '../support/migrations.ts';
import type { Project } from '../support/project.ts';

const table = (name: string, down: string): string => `
  exports.up = (knex) => knex.schema.createTable('${name}', (t) => {
    t.comment('A thing');
    t.integer('id').comment('Its number');
  });
  exports.down = async (knex) => { ${down} };
`;

describe('knex-stairway stairway', () => {
  const createProject = useProjects();

  function projectOf(files: Readonly<Record<string, string>>): Project {
    return createProject(
      {
        'package.json': '{"type": "module"}',
        'knexfile.js': knexfileText.replace(
          "directory: './migrations' }",
          "directory: './migrations', conventions: { comments: { migrations: 'optional' } } }",
        ),
        ...files,
      },
      ['knex', 'better-sqlite3', 'pg', 'mysql2'],
    );
  }

  const sound = { 'migrations/1728372261_t.cjs': table('t', "await knex.schema.dropTable('t');") };
  const leaky = { ...sound, 'migrations/1728372272_u.cjs': table('u', '') };

  it('ends with 0 where all is well, and leaves the database of the knexfile alone', async () => {
    const { folder } = projectOf(sound);
    const { code, out, err } = await runIn(folder, 'stairway');
    expect(err).to.deep.equal([]);
    expect(code).to.equal(0);
    expect(out.join('\n')).to.match(
      /^1 migration: 1 tested well; 7 of 7 claims about the history hold; \d+\.\d s\.$/u,
    );
    expect(existsSync(join(folder, 'dev.sqlite3'))).to.equal(false);
  });

  it('ends with 1 and says what is wrong, for people and for machines', async () => {
    const { folder } = projectOf(leaky);
    const { code, out } = await runIn(folder, 'stairway');
    expect(code).to.equal(1);
    expect(out.join('\n')).to.include('down left a trace: table u is left over');
    const json = await runIn(folder, 'stairway', '--json', '--from', '1728372272_u');
    expect(json.code).to.equal(1);
    const result = JSON.parse(json.out.join('')) as {
      ok: boolean;
      migrations: { name: string; ok: boolean; problems: { kind: string; object: string }[] }[];
    };
    expect(result.ok).to.equal(false);
    expect(result.migrations.map(({ name, ok }) => [name, ok])).to.deep.equal([
      ['1728372261_t', true],
      ['1728372272_u', false],
    ]);
    expect(result.migrations[1]?.problems[0]).to.include({ kind: 'trace', object: 'table u' });
  });

  it('tells in one sentence of all that only went up for one reason', async () => {
    const { folder } = projectOf({
      ...leaky,
      'migrations/1728372283_v.cjs': table('v', "await knex.schema.dropTable('v');"),
    });
    const { code, out } = await runIn(folder, 'stairway', '--from', '1728372283_v');
    expect(code, out.join('\n')).to.equal(0);
    expect(out[0]).to.equal(
      '2 migrations, from 1728372261_t to 1728372272_u, went up only. Of each: it stands before 1728372283_v.\n',
    );
    expect(out).to.have.length(2);
  });

  it('writes the page beside where it was called', async () => {
    const { folder } = projectOf(leaky);
    const { out } = await runIn(folder, 'stairway', '--report', 'out.html');
    expect(out.at(-1)).to.equal('Wrote out.html.');
    expect(readFileSync(join(folder, 'out.html'), 'utf8')).to.include('table u is left over');
  });

  it('takes the limit of a step as a duration, and as a number of seconds', async () => {
    const { folder } = projectOf({
      'migrations/1728372261_t.cjs': 'exports.up = exports.down = () => new Promise(() => {});',
    });
    for (const limit of ['200ms', '0.2']) {
      const { out } = await runIn(folder, 'stairway', '--json', '--step-timeout', limit);
      const { migrations } = JSON.parse(out.join('\n')) as ClimbResult;
      expect(migrations[0]?.problems[0]?.failure, limit).to.equal('time limit');
    }
  });

  it('refuses what it cannot mean', async () => {
    const { folder } = projectOf(sound);
    const refused = async (...args: string[]): Promise<string> => {
      const { code, err } = await runIn(folder, 'stairway', ...args);
      expect(code).to.equal(2);
      return err.join('\n');
    };
    expect(await refused('--step-timeout', 'long')).to.include('which is no duration');
    expect(await refused('--database', 'postgres://x')).to.include('--database is for servers');
    expect(await refused('--to', '1728372261_s')).to.include('did you mean "1728372261_t"?');
  });
});

describeEachDialect(
  'knex-stairway stairway on a server',
  () => {
    const createProject = useProjects();

    it('makes its database beside the one of --database, and drops it', async () => {
      const database = await createDatabase('postgres');
      try {
        const knexfile = knexfileText
          .replace('better-sqlite3', 'pg')
          .replace("{ filename: './dev.sqlite3' }", JSON.stringify(`${database.url}_never`));
        const { folder } = createProject(
          {
            'package.json': '{"type": "module"}',
            'knexfile.js': knexfile,
            'migrations/1728372261_t.cjs': `/**
 * Makes a thing
 *
 * Revision: a
 */
${table('t', "await knex.schema.dropTable('t');")}`,
          },
          ['knex', 'pg'],
        );
        const { code, out, err } = await runIn(folder, 'stairway', '--database', database.url);
        expect([...out, ...err].join('\n')).to.include('1 tested well');
        expect(code).to.equal(0);
        const knex = database.connect();
        expect(await knex('pg_tables').where({ schemaname: 'public' })).to.deep.equal([]);
      } finally {
        await database.drop();
      }
    });
  },
  ['postgres'],
);
