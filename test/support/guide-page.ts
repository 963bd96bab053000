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
  /** From the folder of the project; `…` stands for what the reader's own file has there. */
  readonly path: string;
  readonly text: string;
}

const firstLine = /^(?:\/\/|#) (?<path>[\w./…-]+\.\w+)\n(?<text>[\s\S]*)$/u;

/** The file that a block is: its first line is a comment which holds nothing but the path. */
export function fileOf({ language, text }: PageBlock): PageFile | undefined {
  if (language === 'sh' || language === 'console') return undefined;
  const found = firstLine.exec(text)?.groups;
  return found && { path: found['path'] ?? '', text: (found['text'] ?? '').replace(/^\n/u, '') };
}

const volatile: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/\d{10}_[0-9a-f]{12}/gu, 'EPOCH_REVISION'],
  [/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/gu, 'TIME'],
  [/\b\d{4}-\d{2}-\d{2}\b/gu, 'DAY'],
  [/\b\d+(?:\.\d+)? ?(?:ms|s|min)\b/gu, 'DURATION'],
  [/\b(?:just now|(?:a|an|\d+) (?:second|minute)s? ago)\b/gu, 'AGO'],
  [/\bprocess \d+ on host [\w.-]+/gu, 'PROCESS'],
  [/\bsession \d+/gu, 'SESSION'],
  [/ {2,}/gu, '  '],
];

/** A text without what differs from run to run: times, durations, revisions, processes. */
export function timeless(text: string): string {
  return volatile.reduce((left, [pattern, word]) => left.replaceAll(pattern, word), text);
}
