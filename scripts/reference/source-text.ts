import type { Comment, Span } from 'oxc-parser';
import { parseDocstring, type Docstring } from './docstring.ts';

/** The text of a file with its comments. */
export class SourceText {
  readonly #text: string;
  readonly #comments: readonly Comment[];

  constructor(text: string, comments: readonly Comment[]) {
    this.#text = text;
    this.#comments = comments;
  }

  /** Without comments. */
  of({ start, end }: Span): string {
    let text = '';
    let at = start;
    for (const comment of this.#comments) {
      if (comment.start < start || comment.end > end) continue;
      text += this.#text.slice(at, comment.start);
      at = comment.end;
    }
    return tidy(text + this.#text.slice(at, end));
  }

  withComments({ start, end }: Span): string {
    return tidy(this.#text.slice(start, end));
  }

  /** The docstring that stands right before. */
  docOf({ start }: Span): Docstring {
    const comment = this.#comments.findLast(({ end }) => end <= start);
    const isBefore =
      comment?.value.startsWith('*') === true && this.#text.slice(comment.end, start).trim() === '';
    return parseDocstring(isBefore ? comment.value : '');
  }
}

function tidy(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.join('\n').replaceAll(' | undefined;', ';').replace(/;$/u, '');
}
