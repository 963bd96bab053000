import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { run } from '../../lib/cli/run.ts';
import { root } from '../support/project.ts';
import { guides, postgresGuides } from './guide-setups.ts';

/** Pages that no test runs, and why. */
const notRun: Readonly<Record<string, string>> = {
  'README.md': 'an index; its links are followed',
  'adopting.md': 'adopting.test.ts runs it',
  'starting.md': 'a test of its own runs it, from an empty folder',
  'baseline.md': 'about a history of hundreds; test/cli/adopt-baseline.test.ts has one',
  'comments.md': 'rules; test/comment and test/schema hold them',
  'naming.md': 'rules; test/naming and test/schema hold them',
  'mixins.md': 'options; test/mixin gives each',
  'stairway.md': 'options and findings; test/stairway has each. ci.md and data.md run the stairway',
  'testing.md': 'options; test/testing and test/seed give each',
  'status-and-plan.md': 'states of a database; test/cli has each. service.md runs both commands',
  'locking.md': 'what happens in crashes; test/service has them, and npm run soak',
  'reference.md': 'written from the declarations, whose examples are run',
  'errors.md': 'written from the declarations',
};

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...markdownBelow('docs'),
  ...markdownBelow('example'),
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

describe('the pages', () => {
  it('in docs/ are run, or are known for what they are instead', () => {
    const known = [...Object.keys({ ...guides, ...postgresGuides }), ...Object.keys(notRun)];
    const found = markdownBelow('docs').map((page) => relative('docs', page));
    expect(found.filter((page) => !known.includes(page))).to.deep.equal([]);
    expect(new Set(known).size).to.equal(known.length);
  });

  it('link to files and headings that are there', () => {
    const broken = pages.flatMap((page) =>
      linksOf(textOf(page))
        .filter((link) => !isThere(page, link))
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });

  it('name commands and options that there are', async () => {
    const unknown: string[] = [];
    let count = 0;
    for (const page of pages) {
      for (const { command, options } of callsOf(textOf(page))) {
        const words = await wordsOfHelp(command);
        const missing = words.has(command) ? options.filter((option) => !words.has(option)) : [''];
        unknown.push(...missing.map((option) => `${page}: knex-stairway ${command} ${option}`));
        count += 1;
      }
    }
    expect(count).to.be.above(50);
    expect(unknown).to.deep.equal([]);
  });

  it('show pictures of less than 600 kB in sum, each of which is used', () => {
    const pictures = readdirSync(join(root, 'docs/img'));
    const sizes = pictures.map((name) => statSync(join(root, 'docs/img', name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.below(600_000);
    const all = pages.map(textOf).join('\n');
    expect(pictures.filter((name) => !all.includes(`img/${name})`))).to.deep.equal([]);
  });
});

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => join(folder, name))
    .sort();
}

/** Relative targets of the links and pictures of a page. */
function linksOf(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gmu, '').replaceAll(/`[^`\n]*`/gu, '');
  return [...prose.matchAll(/\]\((?<target>[^)\s]+)\)/gu)]
    .map(({ groups }) => groups?.['target'] ?? '')
    .filter((target) => !/^[a-z]+:/u.test(target));
}

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(textOf(file)).includes(anchor);
}

/** Headings as GitHub makes anchors of them, and anchors that are written out. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (?<title>.+)$/gmu)].map(({ groups }) =>
    (groups?.['title'] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return [
    ...headings,
    ...[...text.matchAll(/(?:id|name)="(?<id>[^"]+)"/gu)].map((m) => m[1] ?? ''),
  ];
}

/** What a page calls, in blocks of code and in code within lines: a command, and its long options. */
function callsOf(text: string): { command: string; options: readonly string[] }[] {
  return [...text.matchAll(/\bknex-stairway (?<command>[a-z]+)(?<rest>[^\n`;&|#]*)/gu)]
    .filter(({ index }) => isCode(text, index))
    .map(({ groups: { command = '', rest = '' } = {} }) => ({
      command,
      options: rest.match(/(?<=\s)--[a-z][\w-]*/gu) ?? [],
    }));
}

function isCode(text: string, index: number): boolean {
  const before = text.slice(0, index);
  const isInBlock = (before.match(/^```/gmu)?.length ?? 0) % 2 === 1;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return isInBlock ? /(?:^|\$ |npx |bin\/)$/u.test(line) : line.split('`').length % 2 === 0;
}

/** The command, where there is one of this name, and the options that its help explains. */
async function wordsOfHelp(command: string): Promise<ReadonlySet<string>> {
  const lines: string[] = [];
  await run([command, '--help'], { out: (line) => lines.push(line), err: () => {} });
  const help = lines.join('\n');
  const name = /^knex-stairway (?<name>\w+)/u.exec(help)?.groups?.['name'] ?? '';
  return new Set([name, ...(help.match(/--[a-z][\w-]*/gu) ?? [])]);
}
