import { expect } from 'chai';
import { OptionsError } from '../../lib/errors.ts';
import { settleBatchOptions } from '../../lib/snapshot/batch-options.ts';
import { caught } from '../support/migrations.ts';

describe('batch options', () => {
  it('have defaults', () => {
    expect(settleBatchOptions('backfill', {}, 7)).to.deep.equal({
      batchSize: 7,
      pauseMs: 0,
      retries: 10,
      name: 'default',
    });
  });

  it('are refused all at once', async () => {
    const { problems } = await caught(OptionsError, () =>
      settleBatchOptions('backfill', { batchSize: 0, pauseMs: -1, retries: 0.5 }, 7),
    );
    expect(problems.map(({ where }) => where)).to.deep.equal(['batchSize', 'pauseMs', 'retries']);
  });
});
