import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/project.ts';

describe('the program', () => {
  it('does not mind that whoever reads has gone, as with | head', async () => {
    const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), '--help']);
    child.stdout.destroy();
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, errors }).to.deep.equal({ code: 0, errors: '' });
  });
});
