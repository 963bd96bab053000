import { count } from '../errors.ts';
import type { Dictionary, DictionaryTable } from './dictionary.ts';
import { erDiagram } from './mermaid.ts';
import { neighbourhoodOf } from './neighbourhood.ts';
import { link, table, text } from './markdown-text.ts';
import { otherSections } from './markdown-others.ts';
import { tableSection } from './markdown-table-section.ts';
import { describeContents } from './contents.ts';

/** Up to here one diagram holds the columns too; beyond, each table has a diagram of its own. */
const smallSchema = 12;
/** More boxes than this cannot be told apart; Mermaid itself refuses more than 500 arrows. */
const largestDiagram = 40;

/**
 * Writes a dictionary as one page of Markdown, with diagrams of Mermaid, which GitHub and GitLab
 * draw. Whatever names and comments hold, they are shown as they are.
 */
export function renderMarkdown(dictionary: Dictionary): string {
  const isSmall = dictionary.tables.length <= smallSchema;
  const parts = [
    '<!-- Written by knex-stairway docs from the database. Edit the comments there, not this file. -->',
    `# ${text(dictionary.title)}`,
    describeContents(dictionary),
    overview(dictionary, isSmall),
    contents(dictionary),
    ...dictionary.tables.flatMap((each) =>
      tableSection(each, isSmall ? undefined : neighbourhood(dictionary, each)),
    ),
    ...otherSections(dictionary),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function overview({ tables, references }: Dictionary, isSmall: boolean): string {
  const related = tables.filter(
    ({ refersTo, referredBy }) => refersTo.some(isDrawn) || referredBy.length > 0,
  );
  if (related.length === 0) return '';
  const drawn = related.length > largestDiagram ? mostReferred(related, largestDiagram) : related;
  const ids = new Set(drawn.map(({ id }) => id));
  const diagram = erDiagram(
    // Tables without a relation say nothing in a diagram; the list below has them.
    tables.filter(({ id }) => ids.has(id)),
    references,
    () => (isSmall ? 'keys' : 'none'),
  );
  const note =
    drawn.length === tables.length
      ? ''
      : drawn.length < related.length
        ? `The ${drawn.length} tables with the most relations, of ${tables.length}; the diagram of each table below shows all of its own.`
        : `Without the ${count(tables.length - related.length, 'table')} that no foreign key touches.`;
  return ['## Overview', note, fenced(diagram)].filter((part) => part !== '').join('\n\n');
}

function isDrawn({ to }: { readonly to: string | null }): boolean {
  return to !== null;
}

function mostReferred(tables: readonly DictionaryTable[], limit: number): DictionaryTable[] {
  const weight = ({ refersTo, referredBy }: DictionaryTable): number =>
    refersTo.length + referredBy.length;
  return [...tables].sort((a, b) => weight(b) - weight(a)).slice(0, limit);
}

function neighbourhood(
  { tables, references }: Dictionary,
  { id, label }: DictionaryTable,
): string | undefined {
  const [, ...neighbours] = neighbourhoodOf(id, references, 1);
  const isSelf = references.some(({ from, to }) => from === id && to === id);
  if (neighbours.length === 0 && !isSelf) return undefined;
  const kept = neighbours.slice(0, largestDiagram - 1);
  const left = neighbours.length - kept.length;
  const ids = new Set([id, ...kept]);
  // Relations between neighbours stand in their own diagrams.
  const own = references.filter(({ from, to }) => from === id || to === id);
  const diagram = erDiagram(
    tables.filter((each) => ids.has(each.id)),
    own,
    (each) => (each.id === id ? 'keys' : 'none'),
  );
  const note = left === 0 ? '' : `\n\nWithout ${count(left, 'more table')}, listed below.`;
  return `<details>\n<summary>Diagram of ${text(label)} and its neighbours</summary>${note}\n\n${fenced(diagram)}\n\n</details>`;
}

function fenced(diagram: string): string {
  return `\`\`\`mermaid\n${diagram}\n\`\`\``;
}

function contents({ tables }: Dictionary): string {
  const rows = tables.map(({ id, label, comment }) => [
    link(label, id),
    comment === null ? '*no comment*' : text(comment),
  ]);
  return rows.length === 0 ? '' : `## Tables\n\n${table(['Table', 'What it holds'], rows)}`;
}
