import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { importsOfModule } from '../../lib/source/module-imports.ts';
import { root } from '../support/project.ts';

const specifiers = (text: string): string[] =>
  importsOfModule(text).map(({ specifier }) => specifier);

describe('the imports of a module', () => {
  it('are those of import, export from, import() and require()', () => {
    const text = `#!/usr/bin/env node
import './side-effect.js';
import one from "./one";
import * as two from './two'; import { three, default as four } from './three'
import five, { type Six } from './five' with { type: 'json' };
import {
  'a name' as seven,
} from './seven';
export * from './eight'; export * as nine from './nine';
export { ten } from './ten';
const eleven = await import('./eleven');
const twelve = require('./twelve'), thirteen = require(\`./thirteen\`).x;
import fourteen = require('./fourteen');
import type from './fifteen';
import type, { x } from './sixteen';
import from from './seventeen'
const a = b ? import('./eighteen', { with: {} }) : \`\${require('./nineteen')}\`;
import {type A} from'./twenty';`;
    const names =
      'side-effect.js one two three five seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
    expect(specifiers(text)).to.deep.equal(names.split(' ').map((name) => `./${name}`));
  });

  it('have no types among them, which are gone when the module runs', () => {
    expect(
      specifiers(`
import type { Knex } from './a'; import type User from './b'; import type * as all from './c';
import type from from './d';
export type { Row } from './e'; export type * from './f';
type Loaded = typeof import('./g');`),
    ).to.deep.equal([]);
  });

  it('are not what comments, texts, templates and regexes hold', () => {
    expect(
      specifiers(
        String.raw`
// import './a';
/* import './b'; require('./c') */
const text = "import './d'", other = 'require("./e")', escaped = 'it\'s; import("./f")';
const template = ~import './g'; @{ { a: '}' } } import './h' \@{ \~ require('./i')~;
const regex = /require('.\/j')|[/"'~]/g, quotient = 4 / 2 / 1; // import './k'
if (/"/.test(text)) text.require('./l'), object.import('./m');
const half = (1 + 2) / 2; const kept = "x" / 1;
import.meta.url; const key = { require: 1, import: 2 };
require(name); import(name); require.resolve('./n'); require('./o' + name);
export const from = './p'; export default './q'; export { from };
'./r';`
          .replaceAll('~', '`')
          .replaceAll('@', '$'),
      ),
    ).to.deep.equal([]);
  });

  it('have the lines on which they stand', () => {
    expect(
      importsOfModule(`/*\n\n*/ import {\n  a,\n} from './a';\n\nrequire('./b');`),
    ).to.deep.equal([
      { specifier: './a', line: 5 },
      { specifier: './b', line: 7 },
    ]);
  });

  it('are found in code that was written by others', () => {
    const entry = readFileSync(join(root, 'node_modules/knex/knex.js'), 'utf8');
    expect(specifiers(entry)).to.include('./lib/index');
    const client = readFileSync(join(root, 'node_modules/knex/lib/client.js'), 'utf8');
    const plain = [...client.matchAll(/^(?:const|let|var) .*require\('(?<name>[^']+)'\)/gmu)];
    expect(specifiers(client)).to.include.members(plain.map(({ groups }) => groups?.['name']));
    expect(plain.length).to.be.greaterThan(15);
  });
});
