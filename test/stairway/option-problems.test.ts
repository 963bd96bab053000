import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { climb } from '../../lib/stairway/climb.ts';
import { configOf, databasesOf } from '../support/climbs.ts';
import { caught, codesOf } from '../support/migrations.ts';

describe('the options of a climb', () => {
  it('names all options that are missing', async () => {
    const of = async (options: object): Promise<readonly string[]> => {
      const { problems } = await caught(OptionsError, () => climb(options as never));
      return problems.map(({ code, where, what }) => `${code} ${where} ${what}`);
    };
    expect(await of({})).to.deep.equal([
      'E_OPTION config is missing',
      'E_OPTION database is missing',
    ]);
    expect(await of({ config: {}, database: null })).to.deep.equal(['E_OPTION database is null']);
  });

  it('refuses options and checks that there are not, with the near miss', async () => {
    const config = configOf('sqlite', [{ up: '' }]);
    const options = { config, database: databasesOf('sqlite'), check: {}, fullReadingEvery: 0 };
    const checks = { trase: false, rows: 'no', order: undefined };
    const { problems } = await caught(OptionsError, () => climb({ ...options, checks } as never));
    expect(
      problems.map(({ code, where, what, repair }) => [code, where, what, repair].join(' ')),
    ).to.deep.equal([
      'E_OPTION check is no option Remove it; did you mean "checks"?',
      'E_OPTION checks.trase is no option Remove it; did you mean "trace"?',
      'E_OPTION checks.rows is no Choose true or false.',
      'E_OPTION fullReadingEvery is 0 Give a number above 0.',
    ]);
    const none = await caught(OptionsError, () => climb({ ...options, checks: null } as never));
    expect(codesOf(none)).to.include('E_OPTION checks');
  });
});
