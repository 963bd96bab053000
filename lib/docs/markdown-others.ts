import { defaultOf, type Dictionary } from './dictionary.ts';
import { code, table, text } from './markdown-text.ts';

/** What a database holds beside tables, in brief; kinds that it has none of are left out. */
export function otherSections(dictionary: Dictionary): string[] {
  const { views, types, sequences, functions, extensions } = dictionary;
  const sections: readonly (readonly [string, string])[] = [
    ['Views', views.map(viewSection).join('\n\n')],
    [
      'Types',
      table(
        ['Type', 'Kind', 'Values or definition', 'Comment'],
        types.map(({ label, kind, values, definition, comment }) => [
          code(label),
          kind,
          values.length > 0 ? values.map(code).join(', ') : code(definition ?? ''),
          text(comment ?? ''),
        ]),
      ),
    ],
    [
      'Sequences',
      table(
        ['Sequence', 'Type', 'Comment'],
        sequences.map(({ label, type, comment }) => [code(label), code(type), text(comment ?? '')]),
      ),
    ],
    [
      'Functions',
      table(
        ['Function', 'Kind', 'Comment'],
        functions.map(({ label, arguments: taken, kind, comment }) => [
          code(`${label}(${taken})`),
          kind,
          text(comment ?? ''),
        ]),
      ),
    ],
    [
      'Extensions',
      table(
        ['Extension', 'What it is'],
        extensions.map(({ name, comment }) => [code(name), text(comment ?? '')]),
      ),
    ],
  ];
  return sections
    .filter(([, body]) => body !== '')
    .map(([title, body]) => `## ${title}\n\n${body}`);
}

function viewSection({ id, label, kind, comment, columns }: Dictionary['views'][number]): string {
  const parts = [
    `<a id="${id}"></a>\n\n### ${code(label)}`,
    comment === null ? `*This ${kind} has no comment.*` : text(comment),
    kind === 'view' ? '' : kind,
    table(
      ['Column', 'Type', 'Default', 'Comment'],
      columns.map((column) => [
        code(column.name),
        code(column.type),
        code(defaultOf(column)),
        text(column.comment ?? ''),
      ]),
    ),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
