import { marksOf, type DictionaryTable, type Reference } from './dictionary.ts';
import { arrowsAmong } from './neighbourhood.ts';

/** Which columns the boxes of a diagram hold. */
export type BoxColumns = 'none' | 'keys';

/**
 * Draws tables and the foreign keys between them in Mermaid's language (erDiagram, Mermaid 11).
 *
 * Names are drawn as they are. The words of columns, for which the language has fewer characters,
 * stand for themselves only where it has them: the tables of the dictionary hold the exact names.
 */
export function erDiagram(
  tables: readonly DictionaryTable[],
  references: readonly Reference[],
  columnsOf: (table: DictionaryTable) => BoxColumns,
): string {
  const ids = tables.map(({ id }) => id);
  return [
    'erDiagram',
    ...tables.map((table) => box(table, columnsOf(table))),
    ...arrowsAmong(ids, references).map((reference) => line(reference)),
  ].join('\n');
}

function box(table: DictionaryTable, columns: BoxColumns): string {
  const name = `  ${quoted(table.label)}`;
  if (columns === 'none') return name;
  const rows = table.columns
    .map(({ name: column, type }) => ({ column, type, marks: marksOf(table, column) }))
    .filter(({ marks }) => marks.length > 0)
    .map(({ column, type, marks }) => {
      const keys = marks.map((mark) => (mark === 'UQ' ? 'UK' : mark)).join(', ');
      return `    ${word(type)} ${word(column)} ${keys}`;
    });
  return rows.length === 0 ? name : `${name} {\n${rows.join('\n')}\n  }`;
}

/** `one` is the table that is referred to. */
function line({ fromLabel, toLabel, columns, optional, unique }: Reference): string {
  const ends = `${optional ? '|o' : '||'}--${unique ? 'o|' : 'o{'}`;
  return `  ${quoted(toLabel)} ${ends} ${quoted(fromLabel)} : ${quoted(columns.join(', '))}`;
}

/** All but letters, digits, `. , -`, and `_` within a word. */
const coded = /[^\p{L}\p{N}_.,-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/**
 * A text in quotes, with codes that Mermaid turns back: the quotes keep reserved words apart, the
 * codes keep `"`, `%%`, `direction TB`, HTML and Markdown from it.
 */
function quoted(text: string): string {
  const codes = text.replaceAll(coded, (character) => `#${character.codePointAt(0)};`);
  return `"${codes || '#32;'}"`;
}

/** A type or a column: a word of the language, and none of its keys (in any case). */
function word(text: string): string {
  const plain = text.replaceAll(/[^A-Za-z0-9\-_[\]().,\u00C0-\u1FFF\u3040-\uD7FF]/gu, '_');
  return /^(?:[^A-Za-z_]|(?:pk|fk|uk)\b|$)/iu.test(plain) ? `_${plain}` : plain;
}
