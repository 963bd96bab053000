import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { settleHistory } from '../../lib/migration/convention-history.ts';
import { defaultNaming } from '../../lib/naming/convention.ts';
import type { Conventions } from '../../lib/schema/conventions.ts';
import { caught } from '../support/migrations.ts';

const noon = Date.UTC(2026, 10, 24, 12);
const first = { uq: 'first_%(table_name)s' };
const second = { uq: 'second_%(table_name)s' };
const third = { uq: 'third_%(table_name)s' };

describe('settleHistory', () => {
  it('gives all migrations the one convention', () => {
    const history = settleHistory({});
    expect(history(0)?.naming).to.equal(defaultNaming);
    expect(history(noon)?.naming).to.equal(defaultNaming);
  });

  it('gives plain Knex with false, with no convention, and for legacy migrations', () => {
    expect(settleHistory(false)(noon)).to.equal(undefined);
    expect(settleHistory([])(noon)).to.equal(undefined);
    expect(settleHistory({})(undefined)).to.equal(undefined);
  });

  const forms: Readonly<Record<string, Conventions['since'] & {}>> = {
    'a date': '2026-11-24',
    'a date with a time': '2026-11-24T00-00-00',
    'a date without dashes': '20261124',
    'a stamp of Knex': '20261124000000',
    'epoch seconds': Date.UTC(2026, 10, 24) / 1000,
    'epoch seconds as a text': String(Date.UTC(2026, 10, 24) / 1000),
    'epoch milliseconds': Date.UTC(2026, 10, 24),
    'a Date': new Date('2026-11-24T00:00:00Z'),
  };
  for (const [title, since] of Object.entries(forms)) {
    it(`reads since as ${title}: the first instant is in, the one before is out`, () => {
      const history = settleHistory({ since });
      expect(history(Date.UTC(2026, 10, 24))).not.to.equal(undefined);
      expect(history(Date.UTC(2026, 10, 24) - 1)).to.equal(undefined);
    });
  }

  it('gives each migration the convention of its day, in whatever order they stand', () => {
    const history = settleHistory([
      { naming: third, since: '2026-11-26' },
      { naming: first },
      { naming: second, since: '2026-11-25' },
    ]);
    const day = 24 * 60 * 60 * 1000;
    expect([-day, 0, day, 2 * day, 9 * day].map((by) => history(noon + by)?.naming)).to.deep.equal([
      first,
      first,
      second,
      third,
      third,
    ]);
  });

  it('lets a rename know the names of all conventions, the newest first', () => {
    const history = settleHistory([
      { naming: first },
      { naming: second, since: '2026-11-25', carryNames: false },
      { naming: third, since: '2026-11-26' },
    ]);
    expect(history(0)?.namings).to.deep.equal([third, first]);
    expect(history(Date.UTC(2026, 10, 25))?.namings).to.deep.equal([]);
    expect(history(Date.UTC(2026, 10, 26))?.namings).to.deep.equal([third, first]);
  });

  it('may turn naming off for a while', () => {
    const history = settleHistory([
      { naming: first },
      { naming: false, since: '2026-11-25' },
      { naming: third, since: '2026-11-26' },
    ]);
    expect(history(Date.UTC(2026, 10, 25))).to.deep.include({ naming: {}, namings: [] });
    expect(history(Date.UTC(2026, 10, 26))?.naming).to.equal(third);
  });

  it('refuses what is no time', async () => {
    for (const since of [
      'soon',
      '',
      '2026-13-45',
      '2026-11-24_slug',
      12,
      Number.NaN,
      new Date('x'),
    ]) {
      const error = await caught(OptionsError, () => settleHistory({ since }));
      expect(error.problems.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([
        'E_SINCE conventions.since',
      ]);
    }
  });

  it('refuses two that begin at the same time', async () => {
    for (const since of [
      [undefined, undefined],
      ['2026-11-24', '20261124'],
    ] as const) {
      const conventions = since.map((from) => (from === undefined ? {} : { since: from }));
      const error = await caught(OptionsError, () => settleHistory(conventions));
      expect(error.problems.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([
        'E_SINCE conventions',
      ]);
    }
  });

  it('tells all that is wrong with all of them at once', async () => {
    const conventions = [
      { since: 'soon' },
      { naming: { uq: '%(x)s' }, since: '2026-11-24' },
      { since: 'later', naming: { ix: '' } },
      null,
      {},
      {},
    ] as unknown as Conventions[];
    const error = await caught(OptionsError, () => settleHistory(conventions));
    expect(error.problems.map(({ where }) => where)).to.deep.equal([
      'conventions[0].since',
      'conventions[1].naming.uq',
      'conventions[2].naming.ix',
      'conventions[2].since',
      'conventions[3]',
      'conventions',
    ]);
  });
});
