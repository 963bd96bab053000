import { expect } from 'chai';
import { terminalOutput } from '../../lib/cli/terminal-output.ts';

describe('terminalOutput', () => {
  it('writes lines to the two streams', () => {
    const [out, err] = [stream(), stream()];
    const output = terminalOutput(out, err);
    output.out('a');
    output.err('b');
    expect([out.text, err.text, output.show]).to.deep.equal(['a\n', 'b\n', undefined]);
  });

  it('shows a line on a terminal that the next one replaces, cut to its width', () => {
    const terminal = stream({ isTTY: true, columns: 5 });
    const output = terminalOutput(terminal, terminal);
    output.show?.('longer than that');
    output.show?.('b');
    output.out('c');
    output.out('d');
    const clear = '\r\u001B[K';
    expect(terminal.text).to.equal(`${clear}long${clear}b${clear}c\nd\n`);
  });

  it('shows it whole on a terminal that does not tell its width', () => {
    const terminal = stream({ isTTY: true, columns: 0 });
    terminalOutput(terminal, terminal).show?.('whole');
    expect(terminal.text).to.equal('\r\u001B[Kwhole');
  });

  it('shows it beside a file that the lines go into', () => {
    const [file, terminal] = [stream(), stream({ isTTY: true })];
    const output = terminalOutput(file, terminal);
    output.show?.('a');
    output.out('b');
    const clear = '\r\u001B[K';
    expect([file.text, terminal.text]).to.deep.equal(['b\n', `${clear}a${clear}`]);
  });
});

function stream(terminal: { isTTY?: boolean; columns?: number } = {}) {
  return {
    ...terminal,
    text: '',
    write(text: string) {
      this.text += text;
    },
  };
}
