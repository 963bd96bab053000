import { expect } from 'chai';
import { Recorder } from '../../lib/plan/recorder.ts';

describe('Recorder', () => {
  /** Statements as `number × text`. */
  function record(...statements: string[]): string[] {
    const recorder = new Recorder();
    const recorded = recorder.start();
    statements.forEach((sql, index) => recorder.take(sql, [index]));
    recorder.stop();
    return recorded.map(({ sql, times }) => `${times} × ${sql}`);
  }

  const [read, write, mark] = ['select a from t', 'update t set a = 1', 'SAVEPOINT trx'];

  it('counts batches that follow from rows, in their order', () => {
    expect(record(read, write, read, write, read, write, read)).to.deep.equal([
      `3 × ${read}`,
      `3 × ${write}`,
      `1 × ${read}`,
    ]);
  });

  it('takes the savepoints of Knex, which it numbers, for the same', () => {
    expect(record(read, `${mark}1`, write, `${mark}2`, write)).to.deep.equal([
      `1 × ${read}`,
      `2 × ${mark}1`,
      `2 × ${write}`,
    ]);
  });

  it('shows each statement that does not follow from rows', () => {
    expect(record(write, write, write)).to.have.length(3);
  });

  it('keeps the values of the first, as JSON can hold them', () => {
    const recorder = new Recorder();
    const recorded = recorder.start();
    recorder.take(write, [
      new Date(0),
      Buffer.from('hi'),
      10n ** 20n,
      undefined,
      new Date(Number.NaN),
      { a: 1 },
    ]);
    expect(recorded[0]?.bindings).to.deep.equal([
      '1970-01-01T00:00:00.000Z',
      '\\x6869',
      '100000000000000000000',
      null,
      null,
      { a: 1 },
    ]);
  });

  it('hears nothing outside of migrations, and sends what it is told to', () => {
    const recorder = new Recorder();
    recorder.adapt = () => ({ sql: undefined, note: 'left out' });
    expect(recorder.take('begin', [])).to.equal('begin');
    const recorded = recorder.start();
    expect(recorder.take('vacuum', [])).to.equal(undefined);
    recorder.stop();
    recorder.take('commit', []);
    expect(recorded).to.have.length(1);
    expect(recorded[0]).to.include({ sql: 'vacuum', note: 'left out' });
  });
});
