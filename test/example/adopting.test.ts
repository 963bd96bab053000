import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { useProjects } from '../support/migrations.ts';
import { root } from '../support/project.ts';

/** The guide; `UPDATE_DOCS=1` writes the output of the run into it. */
const guide = join(root, 'docs/adopting.md');

const knexfile = `module.exports = {
  client: 'better-sqlite3',
  connection: { filename: './dev.sqlite3' },
  useNullAsDefault: true,
  migrations: { directory: './migrations' },
};
`;

const old = {
  'migrations/20190304120000_create_customer.js': `exports.up = (knex) =>
  knex.schema.createTable('customer', (table) => {
    table.increments();
    table.string('email').notNullable().unique();
  });
exports.down = (knex) => knex.schema.dropTable('customer');
`,
  'migrations/20200109103000_create_order.js': `exports.up = (knex) =>
  knex.schema.createTable('order', (table) => {
    table.increments();
    table.integer('customer_id').references('id').inTable('customer').onDelete('cascade');
    table.enu('state', ['new', 'paid', 'sent']);
    table.index('state', 'order_by_state');
  });
exports.down = () => {};
`,
  'migrations/20210517090000_first_customer.js': `exports.up = (knex) => knex('customer').insert({ email: 'a@example.com' });
exports.down = () => { throw new Error('no way back'); };
`,
};

/** What the parts of the guide are: a file to write, or commands with their output. */
const block = /```(?<kind>console|js)\n(?<text>[\s\S]*?)```/gu;

describe('docs/adopting.md', () => {
  const createProject = useProjects();

  it('shows what a real run prints', function () {
    this.timeout(120_000);
    const { folder } = createProject(
      { 'package.json': '{"name": "shop", "private": true}', 'knexfile.js': knexfile, ...old },
      ['knex', 'better-sqlite3'],
    );
    symlinkSync(root, join(folder, 'node_modules/knex-stairway'), 'junction');
    const before = shell(folder, 'npx knex migrate:latest');
    expect(before).to.include('Batch 1 run: 3 migrations');
    const written = readFileSync(guide, 'utf8');
    const today = new Date().toISOString().slice(0, 10);
    const real = written.replaceAll(block, (whole, kind: string, text: string) => {
      if (kind === 'js') {
        const file = text.replace(/since: '[^']*'/u, `since: '${today}'`);
        writeFileSync(join(folder, 'knexfile.js'), file);
        return whole;
      }
      const commands = text.split('\n').filter((line) => line.startsWith('$ '));
      const outputs = commands.map((line) =>
        [line, shell(folder, line.slice(2)).trimEnd()].filter((part) => part !== '').join('\n'),
      );
      return `\`\`\`console\n${outputs.join('\n')}\n\`\`\``;
    });
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(guide, real.replaceAll('TODAY', today));
    expect(timeless(real)).to.equal(timeless(readFileSync(guide, 'utf8')));
  });
});

function shell(folder: string, command: string): string {
  const { NODE_ENV: _environment, NODE_OPTIONS: _options, ...env } = process.env;
  const node = JSON.stringify(process.execPath);
  const real = command
    .replace('npx knex-stairway', `${node} node_modules/knex-stairway/dist/cli/main.js`)
    .replace('npx knex ', `${node} node_modules/knex/bin/cli.js `);
  const { stdout, stderr } = spawnSync(real, {
    cwd: folder,
    shell: true,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
  });
  return stdout + stderr;
}

/** Without what differs from run to run: times and revisions. */
function timeless(text: string): string {
  return text
    .replaceAll(/\d{10}_[0-9a-f]{12}/gu, 'EPOCH_REVISION')
    .replaceAll(/\d+\.\d s\.$/gmu, 'SECONDS')
    .replaceAll(/\b\d{4}-\d{2}-\d{2}\b/gu, 'DAY');
}
