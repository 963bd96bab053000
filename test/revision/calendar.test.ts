import { expect } from 'chai';
import * as fc from 'fast-check';
import { instantOf } from '../../lib/revision/calendar.ts';

describe('instantOf', () => {
  it('takes digits for the UTC instant that they write, whatever the time zone of the machine', () => {
    const dates = fc.date({
      min: new Date(0),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        const [year = '', month = '', day = '', hour, minute, second] = date
          .toISOString()
          .split(/[-T:.]/u);
        expect(instantOf({ year, month, day, hour, minute, second })).to.equal(
          Math.floor(date.getTime() / 1000) * 1000,
        );
      }),
    );
  });

  it('takes a date without a time for its midnight, and a time without seconds for its minute', () => {
    const date = { year: '2024', month: '02', day: '29' };
    expect(instantOf(date)).to.equal(Date.UTC(2024, 1, 29));
    expect(instantOf({ ...date, hour: '23', minute: '59' })).to.equal(
      Date.UTC(2024, 1, 29, 23, 59),
    );
  });

  const impossible: readonly (readonly [string, ...string[]])[] = [
    ['month 0', '2024', '00', '10'],
    ['month 13', '2024', '13', '10'],
    ['month 17', '2021', '17', '05'],
    ['day 0', '2024', '01', '00'],
    ['day 45', '2024', '01', '45'],
    ['31 April', '2024', '04', '31'],
    ['29 February of a common year', '2023', '02', '29'],
    ['29 February of a century', '2100', '02', '29'],
    ['hour 24', '2024', '01', '01', '24', '00', '00'],
    ['minute 88', '2024', '01', '01', '12', '88', '00'],
    ['second 60', '2024', '01', '01', '12', '00', '60'],
    ['a year before Unix time', '1969', '12', '31'],
    ['a year of two digits', '0024', '01', '01'],
  ];
  for (const [title, year = '', month = '', day = '', hour, minute, second] of impossible) {
    it(`knows no ${title}`, () => {
      expect(instantOf({ year, month, day, hour, minute, second })).to.equal(undefined);
    });
  }

  it('knows 29 February of a leap year and of the year 2000', () => {
    expect(instantOf({ year: '2000', month: '2', day: '29' })).to.equal(Date.UTC(2000, 1, 29));
  });
});
