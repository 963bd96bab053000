import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { sourceFiles } from './error-codes.ts';

/** A text as the source has it, with anything in the place of what it fills in. */
interface Pattern {
  readonly file: string;
  readonly expression: RegExp;
  /** How many letters stand in it as they are. */
  readonly letters: number;
}

/** The texts that lib can print: its strings and templates. */
export class PrintedTexts {
  readonly #patterns: readonly Pattern[];

  constructor(root: string) {
    this.#patterns = sourceFiles(root).flatMap((file) =>
      literalsOf(readFileSync(join(root, file), 'utf8'), file).map((parts) => ({
        file,
        expression: new RegExp(`^${parts.map(escaped).join('.*')}$`, 'su'),
        letters: parts.join('').replaceAll(/[^\p{L}]/gu, '').length,
      })),
    );
  }

  /**
   * Tells whether the source prints a text: as a whole, or sentence by sentence.
   *
   * @param files where it is expected; elsewhere a pattern of a few letters proves nothing
   */
  prints(text: string, files: readonly string[]): boolean {
    const isWhole = (part: string): boolean =>
      this.#patterns.some(
        ({ file, expression, letters }) =>
          letters >= (files.includes(file) ? 2 : 8) && expression.test(part),
      );
    const flat = text.replaceAll(/\s+/gu, ' ');
    // A headline has its full stop, and a fault of a connection the words of the driver, from elsewhere.
    const bare = flat.replace(/\.$/u, '').replace(/ \([^()]*\)$/u, '');
    const sentences = flat.split(/(?<=\.) (?=[A-Z])/u);
    return isWhole(flat) || isWhole(bare) || sentences.every((part) => isWhole(part));
  }
}

/** The strings and templates of a file, each as the pieces between what is filled in. */
function literalsOf(text: string, file: string): string[][] {
  const found: string[][] = [];
  new Visitor({
    Literal({ value }) {
      if (typeof value === 'string') found.push([value]);
    },
    TemplateLiteral({ quasis }) {
      found.push(quasis.map(({ value }) => value.cooked ?? ''));
    },
  }).visit(parseSync(file, text).program);
  return found;
}

function escaped(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}
