import { expect } from 'chai';
import * as fc from 'fast-check';
import { OptionsError } from '../lib/errors.ts';
import { formatDuration, parseDuration } from '../lib/duration.ts';
import { caught } from './support/migrations.ts';

describe('parseDuration', () => {
  const durations: Readonly<Record<string, number>> = {
    '0': 0,
    '500ms': 500,
    '60s': 60_000,
    ' 10m ': 600_000,
    '1.5s': 1_500,
    '1h30m': 5_400_000,
    '1m1s1ms': 61_001,
    '576h': 2_073_600_000,
  };
  for (const [text, ms] of Object.entries(durations)) {
    it(`reads "${text}" as ${ms} ms`, () => {
      expect(parseDuration(text, '--wait')).to.equal(ms);
    });
  }

  it('takes a number for milliseconds', () => {
    expect(parseDuration(1_500, 'wait')).to.equal(1_500);
  });

  it('asks for the unit of a bare number', async () => {
    const { problems } = await caught(OptionsError, () => parseDuration('60', '--wait'));
    expect(problems).to.deep.equal([
      {
        code: 'E_DURATION',
        where: '--wait',
        what: 'is "60", a number without a unit',
        repair: 'Write 60s for seconds, or 60ms.',
      },
    ]);
  });

  for (const wrong of ['', 's', '60 s', '-1s', '1d', '1e3s', '1.s', '60S', '1s x', 'ever']) {
    it(`refuses "${wrong}"`, async () => {
      const { problems } = await caught(OptionsError, () => parseDuration(wrong, '--wait'));
      expect(problems[0]?.what).to.equal(`is ${JSON.stringify(wrong)}, which is no duration`);
    });
  }

  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '597h', '600000m']) {
    it(`refuses ${wrong}, which no timer can wait for`, async () => {
      const { problems } = await caught(OptionsError, () => parseDuration(wrong, 'wait'));
      expect(problems[0]).to.include({ code: 'E_DURATION', where: 'wait' });
      const shown = typeof wrong === 'number' ? String(wrong) : JSON.stringify(wrong);
      expect(problems[0]?.what).to.match(new RegExp(`^is ${shown}, `, 'u'));
    });
  }

  it('reads any sum of its parts', () => {
    const part = fc.tuple(fc.nat(100), fc.constantFrom('ms', 's', 'm', 'h'));
    const unit: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5 };
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts.map(([n, name]) => `${n}${name}`).join('');
        const ms = parts.reduce((sum, [n, name]) => sum + n * (unit[name] ?? 0), 0);
        expect(parseDuration(text, '--wait')).to.equal(ms);
      }),
    );
  });
});

describe('formatDuration', () => {
  const texts: readonly (readonly [number, string])[] = [
    [0, '0 ms'],
    [0.4, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [3_240, '3.2 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [65_000, '1 min 5 s'],
    [3_600_000, '1 h'],
    [7_380_000, '2 h 3 min'],
  ];
  for (const [ms, text] of texts) {
    it(`writes ${ms} ms as ${text}`, () => {
      expect(formatDuration(ms)).to.equal(text);
    });
  }
});
