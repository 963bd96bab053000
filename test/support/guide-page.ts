/** A fenced block of a Markdown page. */
export interface PageBlock {
  /** What stands behind the fence: `sh`, `console`, `ts`, … */
  readonly language: string;
  /** Without the fences; ends with a line break. */
  readonly text: string;
}

const fence = /^```(?<language>\w*)\n(?<text>[\s\S]*?)^```$/gmu;

/** The fenced blocks of a page, from top to bottom. */
export function blocksOf(page: string): PageBlock[] {
  return [...page.matchAll(fence)].map(({ groups }) => ({
    language: groups?.['language'] ?? '',
    text: groups?.['text'] ?? '',
  }));
}

/** The page with the text of some of its blocks replaced, from top to bottom. */
export function withBlocks(page: string, replace: (block: PageBlock) => string): string {
  return page.replaceAll(
    fence,
    (_whole, language: string, text: string) =>
      `\`\`\`${language}\n${replace({ language, text })}\`\`\``,
  );
}

/** A file that a page tells its reader to write. */
export interface PageFile {
  /** From the folder of the project. */
  readonly path: string;
  readonly text: string;
}

const firstLine = /^(?:\/\/|#) (?<path>[\w./-]+\.\w+)\n(?<text>[\s\S]*)$/u;

/** The file that a block is: its first line is a comment which holds nothing but the path. */
export function fileOf({ language, text }: PageBlock): PageFile | undefined {
  if (language === 'sh' || language === 'console') return undefined;
  const found = firstLine.exec(text)?.groups;
  return found && { path: found['path'] ?? '', text: (found['text'] ?? '').replace(/^\n/u, '') };
}

/** The stem of a file name as far as its slug: an epoch or a day, and a revision. */
const stem = /(?:\d{10}|\d{4}-\d{2}-\d{2})_[0-9a-f]{12}/gu;

const volatile: readonly (readonly [pattern: RegExp, word: string])[] = [
  // mocha tells how long a test took where that was long.
  [/ \(\d+ms\)$/gmu, ''],
  [stem, 'STEM'],
  [/\b(?=[a-f]*\d)[0-9a-f]{12}\b/gu, 'REVISION'],
  [/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/gu, 'TIME'],
  [/\b\d{4}-\d{2}-\d{2}\b/gu, 'DAY'],
  [/\b\d+(?:\.\d+)? ?(?:ms|s|min)\b/gu, 'DURATION'],
  [/\b(?:just now|(?:a|an|\d+) (?:second|minute)s? ago)\b/gu, 'AGO'],
  [/\bprocess \d+ on host [\w.-]+/gu, 'PROCESS'],
  [/\bsession \d+/gu, 'SESSION'],
  [/\S*\/knex-stairway-sqlite-[\w-]+/gu, 'FOLDER'],
  [/ {2,}/gu, '  '],
];

/** A text without what differs from run to run: times, durations, revisions, processes. */
export function timeless(text: string): string {
  return volatile.reduce((left, [pattern, word]) => left.replaceAll(pattern, word), text);
}

/** What stands for what: revisions, and stems of file names, of a page and of a run of it. */
export type Names = Map<string, string>;

/** Learns from an output of a page and that of a run, which bear the same revisions in order. */
export function learnNames(names: Names, written: string, real: string): void {
  const theirs = real.match(stem) ?? [];
  for (const [index, own] of (written.match(stem) ?? []).entries()) {
    const other = theirs[index];
    if (other === undefined || names.has(own)) continue;
    names.set(own, other);
    names.set(own.slice(-12), other.slice(-12));
  }
}

/** A text of the page with the names of the run. */
export function withNames(names: Names, text: string): string {
  return text.replaceAll(
    /(?:(?:\d{10}|\d{4}-\d{2}-\d{2})_)?[0-9a-f]{12}/gu,
    (name) => names.get(name) ?? name,
  );
}
