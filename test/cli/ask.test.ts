import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { askForOne } from '../../lib/cli/ask.ts';

const choices = [
  ['pg', 'PostgreSQL'],
  ['mysql2', 'MySQL'],
] as const;

/** A terminal at which somebody has typed already. */
function terminal(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  input.end(typed);
  return { input, output };
}

describe('askForOne', () => {
  it('takes a number, a name in any case, and the first for an empty line', async () => {
    for (const [typed, chosen] of [
      ['2\n', 'mysql2'],
      ['MySQL2\n', 'mysql2'],
      [' pg \n', 'pg'],
      ['\n', 'pg'],
    ] as const) {
      expect(await askForOne('Which?', choices, terminal(typed)), typed).to.equal(chosen);
    }
  });

  it('shows the choices, and asks again for what is none', async () => {
    const { input, output } = terminal('3\noracle\n2\n');
    expect(await askForOne('Which?', choices, { input, output })).to.equal('mysql2');
    const shown = String(output.read());
    expect(shown).to.include('Which?\n  1  pg (PostgreSQL)\n  2  mysql2 (MySQL)\n');
    expect(shown.split('1> ')).to.have.length(4);
  });

  it('chooses nothing where somebody leaves, and asks nobody where nobody is', async () => {
    expect(await askForOne('Which?', choices, terminal(''))).to.equal(undefined);
    const nobody = terminal('2\n', false);
    expect(await askForOne('Which?', choices, nobody)).to.equal(undefined);
    expect(nobody.output.read()).to.equal(null);
  });
});
