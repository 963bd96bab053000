import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { transformSync } from 'esbuild';
import type { Knex } from 'knex';
import { checksumOf } from '../../lib/history/checksum.ts';
import { conventionalMigration } from '../../lib/migration/conventional-migration.ts';
import { settleConventions } from '../../lib/schema/conventions.ts';
import { useProjects } from '../support/migrations.ts';
import { root } from '../support/project.ts';

const typescript = `import type { Knex } from 'knex';
import { column, tableSnapshot } from 'shop-snapshots';

const user = tableSnapshot('user', { id: column.integer() });

export async function up(knex: Knex): Promise<void> {
  // It has a comment
  const size: number = 5_000;
  await knex.schema.createTable('user', (table): void => {
    table.increments('id').comment("it's");
    table.string("name", 0x10).defaultTo('a\\'b\\u00e9\\n');
    table.enu('state', ['a', \`b\`],);
  });
  const rows = (await knex<{ id: number }>('user').select('id')) as { id: number }[];
  for (const { id } of rows) {
    if (id > 3) continue
    const twice = <T>(x: T): T[] => [x, x];
    await knex('user').where({ id: id, 'name': 'x' }).update({ name: \`n\${id! * 2}-\${\`in\${id}\`}\` });
    const re = /a\\/["'b]+/g; const half = id / 2 / 3;
    twice(half); console.log(re, column.text());
  }
  await tableSnapshot('user', {}).query(knex);
  const late = async id => id ** 2; await late(1);
  await knex.raw('select ?? from "x" where a = ?', ['a', size]);
}

export const down = async (knex: Knex) => knex.schema.dropTable('user');
`;

describe('checksumOf', () => {
  const createProject = useProjects();
  const shop = `exports.column = { integer() {}, text() {} }; exports.tableSnapshot = () => ({ query() {} });`;

  /** Loads texts as files of a project, by name. */
  async function load(file: string, text: string): Promise<Knex.Migration> {
    const { folder } = createProject({
      'node_modules/shop-snapshots/package.json': '{"main": "index.js"}',
      'node_modules/shop-snapshots/index.js': shop,
      [file]: text,
    });
    const path = join(folder, file);
    return file.endsWith('.cjs')
      ? (createRequire(path)(path) as Knex.Migration)
      : ((await import(pathToFileURL(path).href)) as Knex.Migration);
  }

  async function sumOf(text: string): Promise<string | undefined> {
    return checksumOf(await load('a.mts', text));
  }

  const source = checksumOfSource();
  function checksumOfSource(): () => Promise<string | undefined> {
    let sum: Promise<string | undefined> | undefined;
    return () => (sum ??= sumOf(typescript));
  }

  it('is 32 digits', async () => {
    expect(await source()).to.match(/^[0-9a-f]{32}$/u);
  });

  for (const format of ['esm', 'cjs'] as const) {
    for (const keepNames of [true, false]) {
      it(`outlasts esbuild (${format}, keepNames: ${keepNames}, blanks minified)`, async () => {
        const options = { loader: 'ts', format, keepNames, minifyWhitespace: true } as const;
        const { code } = transformSync(typescript, { ...options, target: 'node20' });
        const extension = format === 'cjs' ? '.cjs' : '.mjs';
        expect(checksumOf(await load(`a${extension}`, code))).to.equal(await source());
      });
    }
  }

  for (const [module, extension] of [
    ['commonjs', '.cjs'],
    ['esnext', '.mjs'],
  ] as const) {
    it(`outlasts tsc (${module})`, async function () {
      this.timeout(60_000);
      const { folder } = createProject({ 'a.ts': typescript });
      spawnSync(
        process.execPath,
        [
          join(root, 'node_modules/typescript/bin/tsc'),
          '--ignoreConfig',
          '--module',
          module,
          '--target',
          'es2022',
          '--outDir',
          'out',
          'a.ts',
        ],
        { cwd: folder },
      );
      const { readFileSync } = await import('node:fs');
      const code = readFileSync(join(folder, 'out/a.js'), 'utf8');
      expect(checksumOf(await load(`a${extension}`, code))).to.equal(await source());
    });
  }

  it('outlasts types that become blanks, as Node strips them', async () => {
    const stripped = typescript
      .replace("import type { Knex } from 'knex';", '')
      .replaceAll(
        /(?<=\(knex|size|\(x|\(table\)|\(knex)\)?: (?:Knex|number|T|void|Promise<void>)/gu,
        (of) => (of.startsWith(')') ? `)${' '.repeat(of.length - 1)}` : ' '.repeat(of.length)),
      )
      .replace('): Promise<void>', ')               ')
      .replace('): T[] =>', ')      =>')
      .replace('<T>(x', '   (x')
      .replace('<{ id: number }>(', '                (')
      .replace(') as { id: number }[];', ')                    ;')
      .replace('id! *', 'id  *');
    expect(checksumOf(await load('a.mjs', stripped))).to.equal(await source());
  });

  it('outlasts formatting, quotes and comments', async () => {
    const formatted = typescript
      .replace('// It has a comment', '/* Another\n comment */')
      .replace("['a', `b`],)", '[\n      "a",\n      "b",\n    ])')
      .replace('continue\n', 'continue;\n')
      .replace('async id =>', 'async (id) =>')
      .replace("{ id: id, 'name'", '{ id, name')
      .replaceAll("'user'", '"user"');
    expect(formatted).to.not.equal(typescript);
    expect(await sumOf(formatted)).to.equal(await source());
  });

  for (const [change, from, to] of [
    ['a text', 'comment("it\'s")', "comment('its')"],
    ['a number', '5_000', '5_001'],
    ['a call', "dropTable('user')", "dropTableIfExists('user')"],
    [
      'the order',
      'twice(half); console.log(re, column.text());',
      'console.log(re, column.text()); twice(half);',
    ],
    ['a regular expression', '["\'b]+/g', '["\'b]*/g'],
    ['a template', '-${`in', '_${`in'],
    ['an operator', 'id / 2 / 3', 'id / 2 * 3'],
    ['a key', "'name': 'x'", "'names': 'x'"],
    [
      'a transaction',
      'export const down',
      'export const config = { transaction: false };\nexport const down',
    ],
  ] as const) {
    it(`changes with ${change}`, async () => {
      const changed = typescript.replace(from, () => to);
      expect(changed).to.not.equal(typescript);
      expect(await sumOf(changed)).to.not.equal(await source());
    });
  }

  it('is that of the file where the conventions wrap it', async () => {
    const migration = await load('a.mts', typescript);
    const wrapped = conventionalMigration(migration, settleConventions({}), 'a.mts');
    expect(checksumOf(wrapped)).to.equal(await source());
  });

  it('is none where JavaScript shows no code', () => {
    // eslint-disable-next-line no-extra-bind -- it is what is tested
    const bound = (async (): Promise<void> => {}).bind(null);
    expect(checksumOf({ up: bound, down: bound })).to.equal(undefined);
  });
});
