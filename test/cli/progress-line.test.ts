import { expect } from 'chai';
import { ProgressLine } from '../../lib/cli/progress-line.ts';

describe('ProgressLine', () => {
  function written(isTTY: boolean): string[] {
    const texts: string[] = [];
    const write = (text: string): boolean => texts.push(text) > 0;
    const line = new ProgressLine({ isTTY, columns: 20, write: write as never });
    line.start(10);
    line.show(1, '2 of 10  a_long_name_that_ends_somewhere');
    line.clear();
    return texts;
  }

  it('writes one line over and over, as wide as the terminal', () => {
    expect(written(true)).to.deep.equal(['\r\u001B[K2 of 10  a_long_nam', '\r\u001B[K']);
  });

  it('writes nothing where no terminal is', () => {
    expect(written(false)).to.deep.equal([]);
  });

  it('tells the time that is left by the pace of what is done', () => {
    const texts: string[] = [];
    const write = (text: string): boolean => texts.push(text) > 0;
    const line = new ProgressLine({ isTTY: true, columns: 80, write: write as never });
    line.start(10);
    line.show(5, 'x');
    expect(texts[0]).to.match(/x {2}1 s left$/u);
  });
});
