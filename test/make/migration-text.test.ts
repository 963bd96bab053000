import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { formatMigration } from '../../lib/make/migration-text.ts';
import { parseHeader, type Header } from '../../lib/revision/header.ts';
import { loadModule } from '../../lib/source/load-module.ts';
import { looksLikeMigration } from '../../lib/source/looks-like-migration.ts';
import { useProjects } from '../support/migrations.ts';
import { root, runNode } from '../support/project.ts';

const header: Header = {
  message: 'Add the user',
  revision: 'a1b4c9df789d',
  revises: ['c0a05e0cd317'],
  created: '2024-10-08T07:24:32.000Z',
};

/** Files that hold each syntax. */
const files = { typescript: 'm.ts', esm: 'm.mjs', commonjs: 'm.cjs' } as const;

describe('formatMigration', () => {
  const createProject = useProjects();

  it('writes a typed migration', () => {
    expect(formatMigration(header, 'typescript')).to.equal(`/**
 * Add the user
 *
 * Revision: a1b4c9df789d
 * Revises: c0a05e0cd317
 * Created: 2024-10-08T07:24:32.000Z
 */

import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {}

export async function down(knex: Knex): Promise<void> {}
`);
  });

  for (const [syntax, file] of Object.entries(files)) {
    it(`writes ${syntax} that loads, does nothing and has its header`, async () => {
      const text = formatMigration(header, syntax as keyof typeof files);
      const path = join(createProject({ 'package.json': '{"type": "module"}' }).folder, file);
      writeFileSync(path, text);
      const { up, down } = (await loadModule(path)) as Record<string, () => Promise<void>>;
      expect([await up?.(), await down?.()]).to.deep.equal([undefined, undefined]);
      expect(parseHeader(text)).to.deep.equal(header);
      expect(looksLikeMigration(text)).to.equal(true);
      if (syntax !== 'typescript') expect(text).to.include("@param {import('knex').Knex} knex");
    });

    it(`writes ${syntax} that loads whatever the message`, async () => {
      const message = 'ends */ here\n} break ` ${it} \u2028 /* and // comments';
      const text = formatMigration({ ...header, message }, syntax as keyof typeof files);
      const path = join(createProject({ 'package.json': '{"type": "module"}' }).folder, file);
      writeFileSync(path, text);
      expect(await loadModule(path)).to.have.property('down');
      expect(parseHeader(text)?.revises).to.deep.equal(header.revises);
    });
  }

  it('writes TypeScript whose header is still there when tsc has built it', async () => {
    const { folder } = createProject({ 'package.json': '{"type": "module"}' }, ['knex']);
    writeFileSync(join(folder, 'm.ts'), formatMigration(header, 'typescript'));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--outDir', 'dist', '--module', 'nodenext', '--skipLibCheck', '--types', ''];
    const { code, output } = await runNode([tsc, 'm.ts', ...options], folder);
    expect(code, output).to.equal(0);
    expect(parseHeader(readFileSync(join(folder, 'dist/m.js'), 'utf8'))).to.deep.equal(header);
  });
});
