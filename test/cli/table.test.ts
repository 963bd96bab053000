import { expect } from 'chai';
import { printTable } from '../../lib/cli/table.ts';

describe('printTable', () => {
  it('puts columns one below the other, and leaves no blanks at the end of a line', () => {
    const lines: string[] = [];
    const output = { out: (line: string) => void lines.push(line), err: () => {} };
    printTable([['a', 'bb', ''], ['ccc', 'd', 'e'], []], output);
    expect(lines).to.deep.equal(['  a    bb', '  ccc  d   e', '']);
  });

  it('prints nothing of no rows', () => {
    printTable([], {
      out: () => {
        throw new Error('printed');
      },
      err: () => {},
    });
  });
});
