import { expect } from 'chai';
import { ProgressLine } from '../../lib/cli/progress-line.ts';

/** The lines that an output is to show. */
function shown(use: (line: ProgressLine) => void): string[] {
  const lines: string[] = [];
  use(new ProgressLine({ out: () => {}, err: () => {}, show: (line) => lines.push(line) }));
  return lines;
}

describe('ProgressLine', () => {
  it('tells the time that is left by the pace of what is done', () => {
    const [line] = shown((progress) => {
      progress.start(10);
      progress.show(5, 'x');
    });
    expect(line).to.match(/^x {2}1 s left$/u);
  });

  it('tells none by the first few, nor behind the last', () => {
    const lines = shown((progress) => {
      progress.start(10);
      progress.show(2, 'x');
      progress.show(10, 'y');
    });
    expect(lines).to.deep.equal(['x', 'y']);
  });

  it('tells nothing where nobody looks on', () => {
    expect(() => new ProgressLine({ out: () => {}, err: () => {} }).show(1, 'x')).to.not.throw();
  });
});
