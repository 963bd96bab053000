import { expect } from 'chai';
import * as fc from 'fast-check';
import { readStamp, stampForms } from '../../lib/revision/stamp.ts';

/** Every form that is read, for an instant of whole seconds; those without a time cut it to a day. */
const forms: Readonly<Record<string, (iso: string) => string>> = {
  'epoch seconds': (iso) => String(Date.parse(iso) / 1000),
  'epoch milliseconds': (iso) => String(Date.parse(iso)),
  'YYYY-MM-DD_HH-MM-SS': (iso) => iso.slice(0, 19).replace('T', '_').replaceAll(':', '-'),
  'YYYY-MM-DDTHH:MM:SSZ': (iso) => `${iso.slice(0, 19)}Z`,
  'YYYY-MM-DD HHMMSS': (iso) => iso.slice(0, 19).replace('T', ' ').replaceAll(':', ''),
  'YYYY-MM-DD-HH.MM.SS': (iso) => iso.slice(0, 19).replace('T', '-').replaceAll(':', '.'),
  YYYYMMDDHHMMSS: (iso) => iso.slice(0, 19).replaceAll(/\D/gu, ''),
  YYYYMMDD_HHMMSS: (iso) => iso.slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '_'),
  YYYYMMDDTHHMMSSZ: (iso) => `${iso.slice(0, 19).replaceAll(/[-:]/gu, '')}Z`,
};

// From 2001-09-09, where epoch milliseconds reach 13 digits, to 2286, where seconds leave 10.
const seconds = fc.integer({ min: 1_000_000_000, max: 9_999_999_999 });
const separators = fc.constantFrom('_', '-', ' ', '.', '__');

describe('readStamp', () => {
  for (const [form, write] of Object.entries(forms)) {
    it(`reads ${form} as the instant that it writes`, () => {
      fc.assert(
        fc.property(seconds, separators, (second, separator) => {
          const iso = new Date(second * 1000).toISOString();
          expect(readStamp(`${write(iso)}${separator}add_user`)).to.deep.equal({
            kind: 'stamp',
            instant: second * 1000,
            rest: `${separator}add_user`,
          });
        }),
      );
    });
  }

  it('reads YYYY-MM-DD and YYYYMMDD as midnight', () => {
    const midnight = { kind: 'stamp', instant: Date.UTC(2024, 9, 8), rest: '_add_user' };
    expect(readStamp('2024-10-08_add_user')).to.deep.equal(midnight);
    expect(readStamp('20241008_add_user')).to.deep.equal(midnight);
  });

  it('reads YYYY-MM-DD-HHMM, a form of real projects', () => {
    expect(readStamp('2024-10-08-0724-add-user')).to.deep.include({
      instant: Date.UTC(2024, 9, 8, 7, 24),
      rest: '-add-user',
    });
  });

  it('reads nine digits as epoch seconds, and keeps milliseconds', () => {
    expect(readStamp('999999999_x')).to.deep.include({ instant: 999_999_999_000 });
    expect(readStamp('1728372261123_x')).to.deep.include({ instant: 1_728_372_261_123 });
  });

  it('reads a stamp that nothing follows', () => {
    expect(readStamp('1728372261')).to.deep.equal({
      kind: 'stamp',
      instant: 1_728_372_261_000,
      rest: '',
    });
  });

  it('reads a day before a revision, also one of twelve figures, and before a word', () => {
    const day = Date.UTC(2024, 9, 8);
    for (const rest of ['_c0a05e0cd317_add_user', '_123456789012_add_user', '_2fa_setup']) {
      expect(readStamp(`2024-10-08${rest}`)).to.deep.equal({ kind: 'stamp', instant: day, rest });
    }
  });

  const impossible: Readonly<Record<string, string>> = {
    '2024-13-45_x': '2024-13-45',
    '20230229_x': '20230229',
    '20211705120000_x': '20211705120000',
    '20210805128800_x': '20210805128800',
    '20210805_250000_x': '20210805_250000',
    '2021-08-05T12:60:00Z_x': '2021-08-05T12:60:00Z',
    '99999999999999_x': '99999999999999',
    '19691231_x': '19691231',
  };
  for (const [stem, text] of Object.entries(impossible)) {
    it(`calls ${stem} impossible and names its stamp`, () => {
      expect(readStamp(stem)).to.deep.equal({ kind: 'impossible', text });
    });
  }

  const unexplained = [
    '001_init',
    '123456_six_digits',
    '12345678901_eleven_digits',
    '202408101230_twelve_digits',
    '123456789012345_fifteen_digits',
    '0000000001_a_sequence',
    '0728372261123_a_sequence',
    '2.5.108',
    '20210805B-x',
    '1728372261x',
    '17283722610é',
    '20230807-01-x',
    '2023-08-07_02_x',
    '20230807.3',
    '2024-1-5_x',
    '24-01-05_x',
    'add_user_1728372261',
    '_1728372261_add_user',
    '',
  ];
  for (const stem of unexplained) {
    it(`reads no time in '${stem}'`, () => {
      expect(readStamp(stem)).to.deep.equal({ kind: 'none' });
    });
  }

  it('never throws, and gives back what follows the stamp', () => {
    const stems = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[0-9T:.Z_-]{0,24}$/u),
    );
    fc.assert(
      fc.property(stems, (stem) => {
        const reading = readStamp(stem);
        if (reading.kind === 'stamp') {
          expect(stem.endsWith(reading.rest)).to.equal(true);
          expect(Number.isSafeInteger(reading.instant)).to.equal(true);
        }
      }),
    );
  });

  it('is described by one form for each kind of stamp', () => {
    expect(stampForms).to.have.length(6).and.include('YYYYMMDDHHMMSS');
  });
});
