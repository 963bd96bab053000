import { expect } from 'chai';
import { StairwayError, type Problem } from '../../lib/errors.ts';
import { ConventionError, SchemaChangeError } from '../../lib/schema/convention-error.ts';

const problem: Problem = { code: 'E_X', where: 't', what: 'is wrong', repair: 'Mend it.' };

describe('ConventionError', () => {
  it('counts its problems, and tells the migration where there is one', () => {
    const error = new ConventionError([problem, problem], 'a.ts, up');
    expect(error).to.be.instanceOf(StairwayError);
    expect(error).to.include({ code: 'E_CONVENTION', migration: 'a.ts, up' });
    expect(error.message).to.include(
      'The schema of a.ts, up breaks the conventions (2 problems); nothing of it was sent.',
    );
    expect(new ConventionError([problem], undefined).message).to.include(
      'The schema breaks the conventions (1 problem)',
    );
  });
});

describe('SchemaChangeError', () => {
  it('has a code of its own, and that of its problem', () => {
    const error = new SchemaChangeError(problem);
    expect(error).to.include({ code: 'E_SCHEMA_CHANGE', name: 'SchemaChangeError' });
    expect(error.problems).to.deep.equal([problem]);
  });
});
