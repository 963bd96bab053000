import type { Declared, Member } from './declarations.ts';
import { anchorOf, unwrap, type Docstring } from './docstring.ts';
import type { CommandHelp } from './commands.ts';
import { readErrorClasses } from './error-codes.ts';
import { contentsOfCommands, sectionsOfCommands } from './render-commands.ts';
import type { Entry, Surface } from './surface.ts';

const introduction = `# API reference

What the package exports, by entry, and the commands of the command line. The guides say what it is good for: [README](../README.md), [naming](naming.md), [comments](comments.md), [data](data.md), [stairway](stairway.md), [service](service.md), [dictionary](dictionary.md), [adopting](adopting.md). Errors and their codes have [a page of their own](errors.md).

An example finds a Knex as \`knex\` and its configuration as \`config\`; the tests run every one. This page is generated from the docstrings (\`npm run docs:api\`).`;

/** What each entry is for, in the words of the page. */
const purposes: Readonly<Record<string, string>> = {
  'knex-stairway':
    'The source of the knexfile, the conventions, what migrations call, the service, and the catalog.',
  'knex-stairway/mocha': 'The stairway as a suite of mocha.',
  'knex-stairway/testing': 'The stairway without a test framework, and throw-away databases.',
};

/** Writes docs/reference.md: every export with its signature, options, errors and example. */
export class ReferencePage {
  readonly #root: string;
  readonly #surface: Surface;
  readonly #classes: ReadonlyMap<string, string>;
  readonly #commands: readonly CommandHelp[];

  /** @param commands the help of each command, by its name */
  constructor(root: string, surface: Surface, commands: readonly CommandHelp[]) {
    this.#root = root;
    this.#surface = surface;
    this.#commands = commands;
    this.#classes = new Map([...readErrorClasses(root)].map(([code, name]) => [name, code]));
  }

  render(): string {
    const { entries } = this.#surface;
    const seen = new Set<string>();
    const parts = entries.map((entry) => ({
      entry,
      exports: entry.exports.filter(({ name }) => !seen.has(name) && seen.add(name)),
    }));
    const contents = parts.map(({ entry, exports }) => this.#contentsOf(entry, exports));
    const sections = parts.flatMap(({ entry, exports }) =>
      [
        `## ${entry.name}\n\n${purposes[entry.name] ?? ''}${againIn(entry, exports)}`,
        ordered(exports).map((each) => this.#sectionOf(each)),
      ].flat(),
    );
    return `${[
      introduction,
      `## Contents\n\n${[...contents, contentsOfCommands(this.#commands)].join('\n')}`,
      ...sections,
      ...sectionsOfCommands(this.#root, this.#commands),
    ].join('\n\n')}\n`;
  }

  #contentsOf({ name }: Entry, exports: readonly Declared[]): string {
    const links = (isType: boolean): string =>
      ordered(exports)
        .filter((each) => isTypeOnly(each) === isType)
        .map((each) => linkTo(each.name))
        .join(', ');
    return `- [${name}](#${anchorOf(name)})\n  - ${links(false)}\n  - Types: ${links(true)}`;
  }

  #sectionOf(declared: Declared): string {
    const { name, doc, members } = declared;
    const code = this.#classes.get(name);
    const isMany = members.some(
      ({ doc: { text, examples } }) => text.includes('\n\n') || examples.length > 0,
    );
    return [
      `### ${name}`,
      this.#linked(unwrap(doc.text), name),
      isBare(declared) ? '' : `\`\`\`ts\n${signatureOf(declared)}\n\`\`\``,
      this.#typesIn(declared),
      ...this.#factsOf(doc, code),
      ...(members.length === 0 ? [] : [this.#tableOf(members, name)]),
      ...doc.examples.map(exampleOf),
      ...(isMany ? members.flatMap((member) => this.#detailsOf(member, name)) : []),
    ]
      .filter((part) => part !== '')
      .join('\n\n');
  }

  /** Links, which a signature cannot have. */
  #typesIn({ name, signature }: Declared): string {
    const words = new Set(signature.replaceAll(/\/\*.*?\*\//gsu, '').match(/\b[A-Z]\w+\b/gu));
    const links = [...words]
      .filter((word) => word !== name && this.#surface.entryOf(word) !== undefined)
      .map(linkTo);
    return links.length === 0 ? '' : `Types: ${links.join(', ')}.`;
  }

  #factsOf({ params, returns, throws }: Docstring, code?: string): string[] {
    const lines = [
      ...(code === undefined ? [] : [`- Code: [${code}](errors.md#${anchorOf(code)})`]),
      ...params.map(({ name, text }) => `- \`${name}\`: ${this.#linked(text)}`),
      ...(returns === undefined ? [] : [`- Returns ${this.#linked(returns)}`]),
      ...throws.map((text) => `- Throws ${this.#linked(text)}`),
    ];
    return lines.length === 0 ? [] : [lines.join('\n')];
  }

  #tableOf(members: readonly Member[], owner: string): string {
    const shown = members.filter(({ name, type }) => type !== 'never' && name !== 'constructor');
    const undocumented = shown.filter(({ doc }) => doc.text === '');
    // A builder has many methods, and Knex's documentation says what they do.
    if (undocumented.length > 30) {
      const names = new Set(undocumented.map(({ name }) => `\`${name}\``));
      return `Members: ${[...names].join(', ')}.`;
    }
    const rows = shown.map(({ name, isOptional, type, signature, doc }) => {
      const [first = ''] = unwrap(doc.text).split('\n\n', 1);
      const title = name === '' ? '' : `\`${name}${isOptional ? '?' : ''}\``;
      const code = (type ?? signature).replaceAll(/\s+/gu, ' ');
      const params = doc.params.map((param) => `\`${param.name}\`: ${param.text}`);
      const text = [first, ...params].filter((part) => part !== '').join(' ');
      return `| ${title} | ${cell(`\`${code}\``)} | ${cell(this.#linked(text, owner))} |`;
    });
    if (rows.length === 0) return '';
    return ['| | type | |', '|---|---|---|', ...rows].join('\n');
  }

  /** What has no room in the table. */
  #detailsOf({ name, doc }: Member, owner: string): string[] {
    const [, ...more] = unwrap(doc.text).split('\n\n');
    const facts = this.#factsOf(doc);
    if (more.length === 0 && doc.examples.length === 0) return [];
    return [
      `#### ${owner}.${name}`,
      ...more.map((text) => this.#linked(text, owner)),
      ...facts,
      ...doc.examples.map(exampleOf),
    ];
  }

  /** Makes links of the names of exports and of codes, where they stand in backquotes or begin a clause. */
  #linked(text: string, except = ''): string {
    return text
      .replaceAll(
        /`(E_[A-Z_]+)`/gu,
        (_, code: string) => `[\`${code}\`](errors.md#${anchorOf(code)})`,
      )
      .replaceAll(/`(\w+)`(?!\])/gu, (quoted, name: string) =>
        name !== except && this.#surface.entryOf(name) !== undefined && /[A-Z]/u.test(name)
          ? `[${quoted}](#${anchorOf(name)})`
          : quoted,
      )
      .replaceAll(/^([A-Z]\w+Error)\b/gu, (name) =>
        this.#surface.entryOf(name) === undefined ? name : linkTo(name),
      );
  }
}

/** With its constructor, where anybody but us calls it. */
function signatureOf({ name, kind, signature, members }: Declared): string {
  const made = members.find((member) => member.name === 'constructor');
  const isCalled = kind === 'class' && made !== undefined && !name.endsWith('Error');
  const body = isCalled ? ` {\n  ${made.signature};\n}` : '';
  return signature.replaceAll(' | undefined', '').trim() + body;
}

/** An interface of which the table says all. */
function isBare({ kind, name, signature }: Declared): boolean {
  return kind === 'interface' && signature.trim() === `interface ${name}`;
}

function isTypeOnly({ kind }: Declared): boolean {
  return kind === 'interface' || kind === 'type';
}

/** What can be called first, then errors, then types; each by name. */
function ordered(exports: readonly Declared[]): Declared[] {
  const rank = (each: Declared): number =>
    isTypeOnly(each) ? 2 : each.name.endsWith('Error') ? 1 : 0;
  return exports.toSorted(
    (a, b) => rank(a) - rank(b) || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1),
  );
}

/** Types that the page has under another entry already. */
function againIn(entry: Entry, exports: readonly Declared[]): string {
  const again = entry.exports
    .filter((each) => !exports.includes(each))
    .map(({ name }) => linkTo(name));
  return again.length === 0 ? '' : ` It also exports ${again.join(', ')}.`;
}

function linkTo(name: string): string {
  return `[\`${name}\`](#${anchorOf(name)})`;
}

function exampleOf(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``;
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ');
}
