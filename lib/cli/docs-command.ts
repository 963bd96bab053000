import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import type { ReadCatalogOptions } from '../catalog/read-catalog.ts';
import type { Dictionary } from '../docs/dictionary.ts';
import { StairwayError } from '../errors.ts';
import { textOf, type Command, type Values } from './command.ts';
import { withDatabase } from './connect.ts';
import { exitCode } from './exit-code.ts';
import { loadKnexfile } from './knexfile.ts';
import { UsageError } from './usage-error.ts';

type Format = 'markdown' | 'html';

/** What `docs --out --json` prints. */
interface DocsReport {
  /** Whether the file holds, now, what the database says. */
  readonly ok: boolean;
  readonly path: string;
  readonly format: Format;
}

export const docsCommand: Command = {
  name: 'docs',
  summary: 'write a data dictionary, with diagrams, from the database',
  help: `knex-stairway docs [--out FILE] [--check]

Writes what the database of the knexfile holds as a page for people: tables
with their comments, columns, keys and indexes, what refers to what, and
diagrams. Markdown with Mermaid, or one page of HTML that needs no network.

  -o, --out FILE        where to; default the standard output
      --format FORMAT   markdown or html; default by the extension of FILE,
                        else markdown
      --check           write nothing; end with 1 where FILE is stale
      --title TEXT      default "Data dictionary"
      --schemas LIST    schemas of PostgreSQL, databases of MySQL, with commas
      --except LIST     tables and views to leave out, with commas; Knex's own
                        always are`,
  options: {
    out: { type: 'string', short: 'o' },
    format: { type: 'string' },
    check: { type: 'boolean' },
    title: { type: 'string' },
    schemas: { type: 'string' },
    except: { type: 'string' },
  },
  takesWords: true,
  async run({ values, words, output }) {
    const { out, check, title } = settle(values, words);
    const format = formatOf(values, out);
    // --out is where the command was typed, which --cwd may change and the knexfile does.
    const from = resolve(textOf(values['cwd']) ?? '.');
    const knexfile = await loadKnexfile(values);
    const { readCatalog } = await import('../catalog/read-catalog.ts');
    const { makeDictionary } = await import('../docs/dictionary.ts');
    const dictionary = await withDatabase(knexfile, async (knex) =>
      makeDictionary(await readCatalog(knex, scopeOf(values)), title),
    );
    const isJson = values['json'] === true;
    if (out === undefined) {
      output.out(isJson ? JSON.stringify(dictionary) : await render(dictionary, format));
      return exitCode.done;
    }
    const path = resolve(from, out);
    const text = await render(dictionary, format);
    if (check) assertFresh(path, text, values);
    else await ensureFile(path, text);
    const report: DocsReport = { ok: true, path, format };
    const done = check ? `${out} is what the database says` : `Wrote ${out}`;
    output.out(isJson ? JSON.stringify(report) : done);
    return exitCode.done;
  },
};

function settle(
  { out, check, title }: Values,
  words: readonly string[],
): {
  readonly out: string | undefined;
  readonly check: boolean;
  readonly title: string | undefined;
} {
  if (words.length > 0) {
    throw new UsageError(
      `docs takes no words, but got ${JSON.stringify(words[0])}`,
      `Name the file by --out: knex-stairway docs --out ${words[0]}.`,
    );
  }
  if (check === true && typeof out !== 'string') {
    throw new UsageError('docs --check needs the file to check', 'Name it: --out docs/schema.md.');
  }
  return { out: textOf(out), check: check === true, title: textOf(title) };
}

function formatOf({ format }: Values, out: string | undefined): Format {
  if (format === undefined) return /^\.html?$/iu.test(extname(out ?? '')) ? 'html' : 'markdown';
  if (format === 'markdown' || format === 'html') return format;
  throw new UsageError(
    `docs writes no ${JSON.stringify(format)}`,
    'Choose --format markdown or --format html.',
  );
}

function scopeOf({ schemas, except }: Values): ReadCatalogOptions {
  return {
    ...(typeof schemas === 'string' ? { schemas: listOf(schemas) } : {}),
    ...(typeof except === 'string' ? { except: listOf(except) } : {}),
  };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Without the line feed at the end, which `output` adds. */
async function render(dictionary: Dictionary, format: Format): Promise<string> {
  if (format === 'html') {
    const { renderPage } = await import('../docs/render-page.ts');
    return (await renderPage(dictionary)).trimEnd();
  }
  const { renderMarkdown } = await import('../docs/render-markdown.ts');
  return renderMarkdown(dictionary).trimEnd();
}

async function ensureFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${text}\n`);
}

/** Compares texts as they would be read: line feeds of Windows are those of Git. */
function assertFresh(path: string, text: string, values: Values): void {
  const what = existsSync(path)
    ? differenceOf(readFileSync(path, 'utf8').replaceAll('\r\n', '\n'), storedForm(`${text}\n`))
    : 'does not exist';
  if (what === undefined) return;
  throw new StairwayError('E_DICTIONARY_STALE', 'The data dictionary is stale.', [
    {
      code: 'E_DICTIONARY_STALE',
      where: String(values['out']),
      what,
      repair: `Run ${commandOf(values)} and commit the file.`,
    },
  ]);
}

/** As a file gives it back: a lone half of a surrogate pair is replaced. */
function storedForm(text: string): string {
  return Buffer.from(text).toString();
}

/** The first line that differs; undefined where none does. */
function differenceOf(stored: string, wanted: string): string | undefined {
  if (stored === wanted) return undefined;
  const lines = stored.split('\n');
  const others = wanted.split('\n');
  const place = others.findIndex((line, index) => line !== lines[index]);
  const at = place === -1 ? others.length : place;
  return [
    `differs from the database, first in line ${at + 1}:`,
    `  file      ${excerpt(lines[at])}`,
    `  database  ${excerpt(others[at])}`,
  ].join('\n    ');
}

function excerpt(line: string | undefined): string {
  if (line === undefined) return '(ends)';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

const repeated = ['out', 'format', 'title', 'schemas', 'except', 'knexfile', 'env', 'cwd'] as const;

/** The command that writes the file that was checked. */
function commandOf(values: Values): string {
  const options = repeated.flatMap((name) => {
    const value = values[name];
    if (typeof value !== 'string') return [];
    return [`--${name} ${/^[\w./:@=,-]+$/u.test(value) ? value : JSON.stringify(value)}`];
  });
  return ['npx knex-stairway docs', ...options].join(' ');
}
