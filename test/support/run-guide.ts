import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import {
  fileOf,
  learnNames,
  timeless,
  withBlocks,
  withNames,
  type Names,
  type PageFile,
} from './guide-page.ts';
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
    const shell = openGuideShell(project, packages, env);
    const succeed = (script: string): void => {
      const { code, output } = shell(script);
      expect(code, `${page}:\n${script}\n${output}`).to.equal(0);
    };
    if (before !== '') succeed(before);
    for (const line of Object.keys(notRun)) expect(written).to.include(line);
    const names: Names = new Map();
    const ran = withBlocks(written, (block) => {
      const lines = withNames(names, block.text).trimEnd().split('\n');
      const file = fileOf({ ...block, text: `${lines.join('\n')}\n` });
      if (file !== undefined) writeFile(project.folder, file);
      if (block.language === 'sh') {
        const script = lines.filter((line) => !(line in notRun)).join('\n');
        if (script !== '') succeed(script);
      }
      if (block.language !== 'console') return block.text;
      const commands = lines.filter((line) => line.startsWith('$ '));
      const real = commands.map((line) => `${line}\n${tidy(shell(line.slice(2)).output)}`).join('');
      learnNames(names, block.text, real);
      return real;
    });
    if (process.env['UPDATE_DOCS'] === '1' && timeless(ran) !== timeless(written)) {
      writeFileSync(path, withNames(names, ran));
    }
    expect(timeless(ran)).to.equal(timeless(readFileSync(path, 'utf8')));
  } finally {
    project.remove();
  }
}

/** Without empty lines at both ends; with a line break behind what is left. */
function tidy(output: string): string {
  const text = output.replace(/^\n+/u, '').trimEnd();
  return text === '' ? '' : `${text}\n`;
}

/**
 * Writes what the page shows of a file. The header that `make` has written stays: a page does not
 * repeat it. A `since` is the day of today, as the reader would write it.
 */
function writeFile(folder: string, { path, text }: PageFile): void {
  const today = new Date().toISOString().slice(0, 10);
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  const header = /^\/\*\*[\s\S]*?\*\/\n\n/u.exec(
    existsSync(file) ? readFileSync(file, 'utf8') : '',
  );
  const body = text.replaceAll(/since: '[^']*'/gu, `since: '${today}'`);
  writeFileSync(file, `${header?.[0] ?? ''}${body}`);
}
