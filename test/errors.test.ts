import { expect } from 'chai';
import { build } from 'esbuild';
import {
  MigrationFilesError,
  MigrationLoadError,
  OptionsError,
  StairwayError,
  formatProblem,
  isStairwayError,
  messageOf,
  type Problem,
} from '../lib/errors.ts';

const problem: Problem = {
  code: 'E_STAMP_MISSING',
  where: 'migrations/init.ts',
  what: 'says no time',
  repair: 'Begin its name with a time.',
};
const other: Problem = { ...problem, where: 'migrations/more.ts' };

describe('formatProblem', () => {
  it('says where, what and how to mend it, in three lines', () => {
    expect(formatProblem(problem)).to.equal(
      '  migrations/init.ts\n    says no time\n    → Begin its name with a time.',
    );
  });
});

describe('StairwayError', () => {
  it('shows every problem in its message and holds them frozen', () => {
    const error = new MigrationFilesError([problem, other]);
    expect(error).to.be.instanceOf(StairwayError).and.instanceOf(Error);
    expect(error.message).to.equal(
      `The migrations cannot be put into an order (2 problems); nothing was run.\n\n${formatProblem(problem)}\n\n${formatProblem(other)}`,
    );
    expect(error.problems).to.deep.equal([problem, other]);
    expect(Object.isFrozen(error.problems)).to.equal(true);
  });

  it('bears the name of its class and a code of its own', () => {
    const errors = [
      new OptionsError('fileTemplate', [problem]),
      new MigrationFilesError([problem]),
      new MigrationLoadError([problem], []),
    ];
    expect(errors.map(({ name, code }) => [name, code])).to.deep.equal([
      ['OptionsError', 'E_OPTIONS'],
      ['MigrationFilesError', 'E_MIGRATION_FILES'],
      ['MigrationLoadError', 'E_MIGRATION_LOAD'],
    ]);
  });
});

describe('MigrationLoadError', () => {
  it('keeps one cause as it was thrown, and several in an AggregateError', () => {
    const [first, second] = [new Error('first'), new Error('second')];
    expect(new MigrationLoadError([problem], [first]).cause).to.equal(first);
    const { cause } = new MigrationLoadError([problem, other], [first, second]);
    expect(cause).to.be.instanceOf(AggregateError);
    expect((cause as AggregateError).errors).to.deep.equal([first, second]);
  });

  it('has no cause where no module threw', () => {
    expect(new MigrationLoadError([problem], [])).not.to.have.property('cause');
  });
});

describe('messageOf', () => {
  it('takes the message of an error, and whatever else was thrown as text', () => {
    expect(messageOf(new TypeError('no'))).to.equal('no');
    expect(messageOf('thrown text')).to.equal('thrown text');
    expect(messageOf(undefined)).to.equal('undefined');
  });
});

describe('instanceof', () => {
  it('knows the errors of another copy of this package by their classes', async () => {
    const [index, testing] = (await Promise.all(
      ['index', 'testing'].map((entry) => import(`../dist/${entry}.js`)),
    )) as [Entry, { climb: (options: object) => Promise<unknown> }];
    const thrown: unknown = await testing.climb({ config: {} }).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(index.OptionsError).and.instanceOf(index.StairwayError);
    expect(thrown).to.be.instanceOf(OptionsError).and.instanceOf(StairwayError);
    expect(thrown).not.to.be.instanceOf(index.MigrationFilesError);
    expect(isStairwayError(thrown)).to.equal(true);
  });

  it('knows the errors of its own copy by what they are: a bundler may have shortened the names', async () => {
    const { outputFiles } = await build({
      entryPoints: ['lib/errors.ts'],
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
    });
    const code = encodeURIComponent(outputFiles[0]?.text ?? '');
    const shortened = (await import(`data:text/javascript,${code}`)) as Entry;
    const error = new shortened.OptionsError('x', [problem]);
    expect(error.constructor.name).not.to.equal('OptionsError');
    expect(error).to.be.instanceOf(shortened.OptionsError).and.instanceOf(shortened.StairwayError);
    expect(error).not.to.be.instanceOf(shortened.MigrationFilesError);
  });

  it('knows classes that derive from ours, and not the other way round', () => {
    class TeamError extends OptionsError {}
    const error = new TeamError('x', [problem]);
    expect(error).to.be.instanceOf(TeamError).and.instanceOf(OptionsError);
    expect(new OptionsError('x', [problem])).not.to.be.instanceOf(TeamError);
  });

  it('knows no other error, nor what is none', () => {
    class OtherError extends Error {}
    const others = [
      new TypeError('x'),
      Object.assign(new Error('x'), { code: 'ENOENT' }),
      Object.assign(new OtherError('x'), { code: 'E_OPTIONS', problems: [] }),
      Object.assign(new Error('x'), { code: 'E_OPTIONS', problems: [], name: 'OptionsError' }),
      { code: 'E_OPTIONS', problems: [] },
      Object.create(null),
      undefined,
    ];
    expect(others.filter(isStairwayError)).to.deep.equal([]);
    expect(others.filter((each) => each instanceof OptionsError)).to.deep.equal([]);
  });
});

/** What a built entry of the package exports. */
interface Entry {
  readonly MigrationFilesError: typeof MigrationFilesError;
  readonly OptionsError: typeof OptionsError;
  readonly StairwayError: typeof StairwayError;
}
