import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { run } from '../../lib/cli/run.ts';
import { emptyMigrations, useProjects } from '../support/migrations.ts';
import { knexfileText, runIn, type CommandResult } from '../support/command-line.ts';
import { root } from '../support/project.ts';

describe('run', () => {
  const createProject = useProjects();

  /** Runs where no knexfile is: what stops before one is read. */
  function nowhere(...argv: readonly string[]): Promise<CommandResult> {
    return runIn(createProject({}).folder, ...argv);
  }

  it('prints the commands for --help, and ends with 0', async () => {
    for (const flag of ['--help', '-h']) {
      const { code, out, err } = await nowhere(flag);
      expect([code, err]).to.deep.equal([0, []]);
      expect(out.join('\n'))
        .to.match(/^ {2}make +write the next migration file$/mu)
        .and.match(/^ {2}check +list/mu)
        .and.include('--env');
    }
  });

  it('prints the help of a command, with the options that all share', async () => {
    const { code, out } = await nowhere('make', '--help');
    expect(code).to.equal(0);
    expect(out.join('\n')).to.include('-m, --message').and.include('--knexfile');
  });

  it('prints the commands where none is given, and ends with 2', async () => {
    const { code, out } = await nowhere();
    expect(code).to.equal(2);
    expect(out.join('\n')).to.include('knex-stairway <command>');
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(await nowhere('--version')).to.deep.equal({ code: 0, out: [version], err: [] });
  });

  const usages: Readonly<Record<string, readonly [argv: readonly string[], ...texts: string[]]>> = {
    'an unknown command': [['maek', 'x'], 'maek is no command', 'did you mean "make"?'],
    'a command that resembles none': [
      ['rollback'],
      'rollback is no command',
      'known are init, make',
    ],
    'an unknown option': [
      ['make', 'x', '--knexfle', 'y'],
      "make: Unknown option '--knexfle'",
      'did you mean "knexfile"?',
    ],
    'an unknown short option': [['make', '-z', 'x'], "make: Unknown option '-z'", 'known are'],
    'an option without its value': [['make', '-m'], 'make: Option', '--message', 'make --help'],
    'a flag with a value': [['make', 'x', '--json=yes'], 'make: Option', '--json'],
    'no message': [['make'], 'make needs a message', 'knex-stairway make "add user"'],
    'a message without quotes': [['make', 'add', 'user'], 'got 2: "add", "user"', 'quotes'],
    'a word that a command would pass over': [
      ['migrate', '1728372272_a1b4c9df789d'],
      'migrate takes no words, but got "1728372272_a1b4c9df789d"',
      'migrate --help',
    ],
    'a message twice': [['make', 'add', '-m', 'user'], 'got 2: "add", "user"'],
  };
  for (const [title, [argv, ...texts]] of Object.entries(usages)) {
    it(`refuses ${title} with exit code 2 and the repair`, async () => {
      const { code, out, err } = await nowhere(...argv);
      expect([code, out]).to.deep.equal([2, []]);
      for (const text of texts) expect(err.join('\n')).to.include(text);
    });
  }

  it('ends with 2 where the knexfile is at fault, and with 1 where the files are', async () => {
    expect((await nowhere('make', 'x')).code).to.equal(2);
    const project = createProject({
      'knexfile.mjs': knexfileText,
      ...emptyMigrations(['001_init.cjs'], 'migrations'),
    });
    const { code, err } = await runIn(project.folder, 'make', 'x');
    expect(code).to.equal(1);
    expect(err.join('\n')).to.include(join('migrations', '001_init.cjs'));
  });

  it('prints errors as JSON where --json is given, wherever it stands', async () => {
    for (const argv of [
      ['--json', 'maek'],
      ['make', 'x', '--json'],
    ]) {
      const { code, out, err } = await nowhere(...argv);
      expect([code, out]).to.deep.equal([2, []]);
      const parsed: unknown = JSON.parse(err.join('\n'));
      expect(parsed).to.have.all.keys('code', 'message', 'problems');
    }
    const { err } = await nowhere('make', 'x', '--json');
    const { code, problems } = JSON.parse(err.join('\n')) as {
      code: string;
      problems: { code: string }[];
    };
    expect([code, problems[0]?.code]).to.deep.equal(['E_OPTIONS', 'E_KNEXFILE_MISSING']);
  });

  it('prints the stack of what is no error of the user, and ends with 1', async () => {
    const err: string[] = [];
    const code = await run(['--version'], {
      out() {
        throw new RangeError('a bug');
      },
      err: (line) => err.push(line),
    });
    expect(code).to.equal(1);
    expect(err.join('\n')).to.match(/^RangeError: a bug\n {4}at .*run\.test\.ts/u);
  });
});
