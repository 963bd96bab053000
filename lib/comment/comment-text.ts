import type { Dialect } from '../dialect/dialect.ts';

/** Why a database cannot keep a comment as it is. */
export interface TextFault {
  readonly code: 'E_COMMENT_TEXT' | 'E_COMMENT_TOO_LONG';
  /** A clause that continues the table or column. */
  readonly what: string;
  readonly repair: string;
}

/** Half of a pair that makes one character: no encoding has a form for it. */
const loneSurrogate = /\p{Surrogate}/u;

const supplementary = /[\u{10000}-\u{10FFFF}]/u;

/** Finds out why a text cannot stand in a statement and come back the same; undefined where it can. */
export function faultOfText(text: string): Pick<TextFault, 'what' | 'repair'> | undefined {
  if (text.includes('\0')) {
    return {
      what: `holds a NUL at position ${text.indexOf('\0')}, which ends a text for a database`,
      repair: 'Remove it.',
    };
  }
  if (!loneSurrogate.test(text)) return undefined;
  return {
    what: `holds half of a surrogate pair at position ${text.search(loneSurrogate)}, which is no character`,
    repair: 'Remove it, or write the whole character.',
  };
}

/** Finds out why a database cannot keep a comment byte for byte; undefined where it can. */
export function faultOfComment(
  text: string,
  of: 'table' | 'column',
  { name, commentText }: Dialect,
): TextFault | undefined {
  const fault = faultOfText(text);
  if (fault !== undefined) {
    return {
      code: 'E_COMMENT_TEXT',
      what: `has a comment that ${fault.what}`,
      repair: fault.repair,
    };
  }
  const character = commentText.isSupplementaryLost ? supplementary.exec(text)?.[0] : undefined;
  if (character !== undefined) {
    return {
      code: 'E_COMMENT_TEXT',
      what: `has a comment that holds ${character}, of which ${name} would make a question mark`,
      repair: 'Write it in characters of up to three bytes in UTF-8, without emoji.',
    };
  }
  const limit = commentText.limits?.[of];
  if (limit === undefined || text.length <= limit) return undefined;
  return {
    code: 'E_COMMENT_TOO_LONG',
    what: `has a comment of ${text.length} characters, and ${name} keeps ${limit} of a ${of}`,
    repair: 'Shorten it, and leave the rest to the documentation.',
  };
}
