import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createInstalledProject, type InstalledProject } from '../support/installed-project.ts';
import { packPackage } from '../support/pack.ts';
import { root } from '../support/project.ts';

/** The guide; `UPDATE_DOCS=1` writes the output of the run into it. */
const guide = join(root, 'docs/starting.md');

/** What the parts of the guide are: the text of a migration, or commands with their output. */
const block = /```(?<kind>console|js)\n(?<text>[\s\S]*?)```/gu;

describe('docs/starting.md', () => {
  let folder: string;
  let project: InstalledProject;

  before(function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), 'knex-stairway-pack-'));
    // As npm install leaves an empty folder; mocha is there, and nobody has asked for it yet.
    const dependencies = { 'knex-stairway': '*', knex: '*', 'better-sqlite3': '*' };
    project = createInstalledProject(packPackage(folder), { dependencies }, [
      'knex',
      'better-sqlite3',
      'mocha',
    ]);
  });

  after(() => {
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows what a real run prints', async () => {
    const written = readFileSync(guide, 'utf8');
    let real = written;
    for (const { 0: whole, groups } of written.matchAll(block)) {
      const text = groups?.['text'] ?? '';
      if (groups?.['kind'] === 'js') {
        fillLastMigration(text);
        continue;
      }
      const output = await runAll(text.split('\n').filter((line) => line.startsWith('$ ')));
      real = real.replace(whole, () => `\`\`\`console\n${output}\n\`\`\``);
    }
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(guide, real);
    expect(timeless(real)).to.equal(timeless(readFileSync(guide, 'utf8')));
  }).timeout(120_000);

  async function runAll(lines: readonly string[]): Promise<string> {
    const parts: string[] = [];
    for (const line of lines) {
      const { code, output } = await project.shell(line.slice(2));
      expect(code, `${line}\n${output}`).to.equal(0);
      parts.push(
        line,
        output
          .replaceAll(/ +$/gmu, '')
          .replaceAll(/\n{2,}/gu, '\n\n')
          .replaceAll(/^\n+|\n+$/gu, ''),
      );
    }
    return parts.join('\n');
  }

  /** Puts a text below the header of the migration that was made last. */
  function fillLastMigration(text: string): void {
    const migrations = join(project.folder, 'migrations');
    const last = readdirSync(migrations).sort().at(-1) ?? '';
    const [header] = readFileSync(join(migrations, last), 'utf8').split('\n\n', 1);
    writeFileSync(join(migrations, last), `${header}\n\n${text}`);
  }
});

/** Without what differs from run to run: times and revisions. */
function timeless(text: string): string {
  return text.replaceAll(/\d{10}_[0-9a-f]{12}/gu, 'EPOCH_REVISION').replaceAll(/ \(\d+m?s\)/gu, '');
}
