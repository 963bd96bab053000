import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { nodeCrypto } from '../lib/node-crypto.ts';
import { root, runNode } from './support/project.ts';

describe('nodeCrypto', () => {
  it('hands out the module of Node', () => {
    expect(nodeCrypto().randomBytes(6)).to.have.length(6);
  });

  for (const file of ['dist/index.js', 'dist/stairway/suite.js']) {
    it(`is not loaded by who only imports ${file}`, async () => {
      const url = pathToFileURL(join(root, file)).href;
      const code = `await import(${JSON.stringify(url)}); console.log(process.moduleLoadList.includes('NativeModule crypto'));`;
      const { stdout } = await runNode(['--input-type=module', '--eval', code], root);
      expect(stdout).to.equal('false\n');
    });
  }
});
