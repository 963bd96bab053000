import { expect } from 'chai';
import { keepSecretsOf, maskedOutput } from '../../lib/cli/masked-output.ts';
import { knexfileText, runIn } from '../support/command-line.ts';
import { useProjects } from '../support/migrations.ts';

const password = 'h$sh-"hush"/42';

describe('a password of the knexfile', () => {
  const createProject = useProjects();

  /** What is printed for a knexfile whose migration throws whatever is in `thrown`. */
  async function printed(connection: unknown, thrown: string, ...argv: string[]): Promise<string> {
    const knexfile = knexfileText
      .replace("'better-sqlite3'", "'pg'")
      .replace("{ filename: './dev.sqlite3' }", JSON.stringify(connection));
    const { folder } = createProject(
      {
        'package.json': '{"type": "module"}',
        'knexfile.js': knexfile,
        'migrations/1728372261_a.cjs': `throw new Error(${JSON.stringify(thrown)});`,
      },
      ['knex', 'pg'],
    );
    const { out, err } = await runIn(folder, ...argv);
    return [...out, ...err].join('\n');
  }

  const url = `postgres://me:${encodeURIComponent(password)}@127.0.0.1:1/shop`;
  for (const [title, connection] of [
    ['in a URL', url],
    ['in an object', { host: '127.0.0.1', port: 1, user: 'me', password, database: 'shop' }],
  ] as const) {
    for (const argv of [['status'], ['status', '--json'], ['plan'], ['check', '--db']]) {
      it(`${title} is not printed by ${argv.join(' ')} that finds no database`, async () => {
        const text = await printed(connection, 'fine', ...argv);
        expect(text).to.include('127.0.0.1:1/shop');
        expect(text).not.to.include(password);
        expect(text).not.to.include(encodeURIComponent(password));
        expect(text).not.to.include(JSON.stringify(password).slice(1, -1));
      });
    }

    for (const thrown of [password, url, `password=${password}`]) {
      it(`${title} is not printed by check of a module that throws ${thrown}`, async () => {
        for (const argv of [['check'], ['check', '--json']]) {
          const text = await printed(connection, thrown, ...argv);
          expect(text).to.include('***');
          expect(text).not.to.include(password);
          expect(text).not.to.include(encodeURIComponent(password));
        }
      });
    }
  }

  it('is not shown in lines that pass, which are kept where a person looks on', () => {
    keepSecretsOf({ client: 'pg', connection: { password } });
    const lines: string[] = [];
    const output = { out: () => {}, err: () => {}, show: (line: string) => lines.push(line) };
    maskedOutput(output).show?.(`at ${password}`);
    expect(lines).to.deep.equal(['at ***']);
    expect(maskedOutput({ out: () => {}, err: () => {} })).to.not.have.property('show');
  });

  it('is not printed where the knexfile itself throws it', async () => {
    const { folder } = createProject({
      'knexfile.mjs': `throw new Error('cannot parse ${url}');`,
    });
    const { err } = await runIn(folder, 'check');
    expect(err.join('\n')).to.include('postgres://me:***@127.0.0.1:1/shop');
  });
});
