import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { settleMigrateOptions, type MigrateOptions } from '../../lib/service/migrate-options.ts';
import { caught } from '../support/migrations.ts';

describe('the options of migrate', () => {
  it('have defaults: one try, ten minutes for the lock, no limits', () => {
    const { tell, ...config } = settleMigrateOptions({}, 'postgres');
    expect(config).to.deep.equal({
      waitMs: 0,
      lockWaitMs: 600_000,
      limits: { lockMs: undefined, statementMs: undefined },
      lockRetries: 5,
      to: undefined,
      singleTransaction: false,
      resume: undefined,
      markApplied: undefined,
      signal: undefined,
    });
    expect(tell({ type: 'lock', waitedMs: 1 })).to.equal(undefined);
  });

  it('are read as durations', () => {
    const options = { wait: '60s', lockWait: 0, lockTimeout: '5s', statementTimeout: 250 };
    expect(settleMigrateOptions(options, 'mysql')).to.deep.include({
      waitMs: 60_000,
      lockWaitMs: 0,
      limits: { lockMs: 5_000, statementMs: 250 },
    });
  });

  it('are refused together where they cannot be meant', async () => {
    const refused = async (options: MigrateOptions, dialect: 'sqlite' | 'mysql') => {
      const error = await caught(OptionsError, () => settleMigrateOptions(options, dialect));
      return error.problems.map(({ where }) => where);
    };
    const wrong = { lockwait: 1, statementTimeout: '1s', lockRetries: -1 } as MigrateOptions;
    expect(await refused(wrong, 'sqlite')).to.deep.equal([
      'lockwait',
      'statementTimeout',
      'lockRetries',
    ]);
    const both = { singleTransaction: true, resume: 'a', markApplied: 'a' };
    expect(await refused(both, 'mysql')).to.deep.equal([
      'singleTransaction',
      'resume, markApplied',
    ]);
  });
});
