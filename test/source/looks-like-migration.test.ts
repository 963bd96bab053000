import { expect } from 'chai';
import { looksLikeMigration } from '../../lib/source/looks-like-migration.ts';

const migrations: Readonly<Record<string, string>> = {
  'ES functions': 'export async function up(knex) {}',
  'only a down': 'export function down() {}',
  'ES constants': "export const up: Knex.Migration['up'] = async () => {};",
  'a list of exports': 'async function up() {}\nexport { down, up };',
  'renamed exports': 'export { create as up, drop as down };',
  'destructured exports': "export const { up, down } = createTable('user');",
  'CommonJS assignments': 'exports.up = (knex) => knex.schema;',
  'assignments to module.exports': 'module.exports.down = () => {};',
  'names in brackets': "exports['up'] = async () => {};",
  'a CommonJS object': 'module.exports = {\n  async up() {},\n};',
  'a CommonJS object in shorthand': 'module.exports = { up, down };',
  'a default object': 'export default { config: { transaction: false }, up: create };',
  'a typed default object': 'export default {\n  up() {},\n} satisfies Knex.Migration;',
  'a function around the object': 'export default migration({ up: create });',
  'TypeScript compiled to CommonJS': 'exports.up = up;\nasync function up() {}',
  'swc compiled to CommonJS':
    '_export(exports, {\n  down: function() { return down; },\n  up: function() { return up; }\n});',
  'a defined property': 'Object.defineProperty(exports, "up", { enumerable: true, get: get });',
  'all of another module': "export * from '../lib/create-user.js';",
  'all of another CommonJS module': "module.exports = require('../lib/create-user');",
};

const helpers: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a function': 'export function addNote(table) { table.string("note"); }',
  'names that only begin or end so': 'export const upsert = 1;\nexports.backup = shutdown;',
  'a comment about exports':
    '// exports.up = 1\n/* export function up() {} */\nexport const a = 1;',
  "a function that calls a migration's up":
    "import * as first from './1728372261_first.js';\nexport default async function redo(knex) {\n  await first.down(knex);\n  await first.up(knex);\n}",
  'functions that are not exported': 'async function up() {}\nexport const note = 1;',
  'a word in a text': "module.exports = { hint: 'look up' };",
  'a URL before the end of the file': "export const url = 'http://example.com/up';",
};

describe('looksLikeMigration', () => {
  for (const [title, text] of Object.entries(migrations)) {
    it(`sees a migration in ${title}`, () => {
      expect(looksLikeMigration(text)).to.equal(true);
    });
  }
  for (const [title, text] of Object.entries(helpers)) {
    it(`sees no migration in ${title}`, () => {
      expect(looksLikeMigration(text)).to.equal(false);
    });
  }

  it('reads a helper of 300 KB in under a second', () => {
    const text = `module.exports = {\n${'  name: { key: [{ value: 1 }] },\n'.repeat(10_000)}}\n`;
    const start = performance.now();
    expect(looksLikeMigration(text)).to.equal(false);
    expect(performance.now() - start).to.be.below(1000);
  });
});
