import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { fileOf, timeless, withBlocks, type PageFile } from './guide-page.ts';
import { openGuideShell } from './guide-shell.ts';
import { createProject, root } from './project.ts';

/** The project in which the reader of a page is when it begins. */
export interface GuideSetup {
  /** Texts by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** What is installed beside knex, knex-stairway and tsx. */
  readonly packages?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What has been typed before. */
  readonly before?: string;
  /** Lines of the page that are not run, each with the reason. */
  readonly notRun?: Readonly<Record<string, string>>;
}

const isNative = 'typescript' in process.features && process.features.typescript !== false;

/** What a reader whose Node does not read TypeScript sets for `knex`, as docs/README.md says. */
const loadTypeScript: Record<string, string> = isNative ? {} : { NODE_OPTIONS: '--import tsx' };

/**
 * Does what a page says, from top to bottom: writes the blocks that are files, runs the blocks in `sh`,
 * and runs the commands of the blocks in `console`, whose output must be that of the page. With
 * `UPDATE_DOCS=1` the output is written into the page instead.
 *
 * @param page path from the root of the repository
 */
export function runGuide(page: string, setup: GuideSetup): void {
  const { files = {}, packages = [], env = {}, before = '', notRun = {} } = setup;
  const project = createProject(files);
  try {
    const path = join(root, page);
    const written = readFileSync(path, 'utf8');
    const isTypeScript = 'knexfile.ts' in files || written.includes('// knexfile.ts');
    const loader = isTypeScript ? loadTypeScript : {};
    const shell = openGuideShell(project, packages, { ...loader, ...env });
    const succeed = (script: string): void => {
      const { code, output } = shell(script);
      expect(code, `${page}:\n${script}\n${output}`).to.equal(0);
    };
    if (before !== '') succeed(before);
    for (const line of Object.keys(notRun)) expect(written).to.include(line);
    const real = withBlocks(written, (block) => {
      const lines = block.text.trimEnd().split('\n');
      const file = fileOf(block);
      if (file !== undefined) writeFile(project.folder, file);
      if (block.language === 'sh') {
        const script = lines.filter((line) => !(line in notRun)).join('\n');
        if (script !== '') succeed(script);
      }
      if (block.language !== 'console') return block.text;
      const commands = lines.filter((line) => line.startsWith('$ '));
      return commands.map((line) => `${line}\n${tidy(shell(line.slice(2)).output)}`).join('');
    });
    if (process.env['UPDATE_DOCS'] === '1' && timeless(real) !== timeless(written)) {
      writeFileSync(path, real);
    }
    expect(timeless(real)).to.equal(timeless(readFileSync(path, 'utf8')));
  } finally {
    project.remove();
  }
}

/** Without empty lines at both ends; with a line break behind what is left. */
function tidy(output: string): string {
  const text = output.replace(/^\n+/u, '').trimEnd();
  return text === '' ? '' : `${text}\n`;
}

/** A `since` is written as the reader would write it: with the day of today. */
function writeFile(folder: string, { path, text }: PageFile): void {
  const today = new Date().toISOString().slice(0, 10);
  const file = join(folder, path.includes('…') ? ownFile(folder, path) : path);
  mkdirSync(dirname(file), { recursive: true });
  const header = path.includes('…') ? headerOf(file) : '';
  writeFileSync(file, header + text.replaceAll(/since: '[^']*'/gu, `since: '${today}'`));
}

/** The one file of the project that a path with `…` stands for. */
function ownFile(folder: string, path: string): string {
  const [before = '', after = ''] = path.split('…');
  const found = readdirSync(join(folder, dirname(before))).filter((name) => name.endsWith(after));
  expect(found, path).to.have.length(1);
  return join(dirname(before), found[0] ?? '');
}

/** The header that `make` has written, which a page does not repeat. */
function headerOf(file: string): string {
  return /^\/\*\*[\s\S]*?\*\/\n\n/u.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
}
