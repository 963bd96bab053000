import { defaultOf, type Dictionary, type DictionaryView } from './dictionary.ts';
import { markup, type Html } from './html.ts';
import { code, codes, grid, lead } from './html-grid.ts';

/** What a database holds beside tables, in brief; kinds that it has none of are left out. */
export function otherSections(dictionary: Dictionary): readonly Html[] {
  const grids = otherGrids(dictionary).filter(({ text }) => text !== '');
  const others = markup`<section id="others" aria-labelledby="others-title">
<h2 id="others-title" tabindex="-1">Beside the tables</h2>
${grids}
</section>
`;
  return [...dictionary.views.map(viewSection), ...(grids.length > 0 ? [others] : [])];
}

function otherGrids({ types, sequences, functions, extensions }: Dictionary): readonly Html[] {
  return [
    grid(
      'Types',
      ['Type', 'Kind', 'Values or definition', 'Comment'],
      types.map(({ label, kind, values, definition, comment }) => [
        code(label),
        kind,
        values.length > 0 ? codes(values) : code(definition ?? ''),
        comment ?? '',
      ]),
    ),
    grid(
      'Sequences',
      ['Sequence', 'Type', 'Comment'],
      sequences.map(({ label, type, comment }) => [code(label), code(type), comment ?? '']),
    ),
    grid(
      'Functions',
      ['Function', 'Kind', 'Comment'],
      functions.map(({ label, arguments: taken, kind, comment }) => [
        code(`${label}(${taken})`),
        kind,
        comment ?? '',
      ]),
    ),
    grid(
      'Extensions',
      ['Extension', 'What it is'],
      extensions.map(({ name, comment }) => [code(name), comment ?? '']),
    ),
  ];
}

function viewSection({ id, label, kind, comment, columns, definition }: DictionaryView): Html {
  return markup`<section id="${id}" class="table" aria-labelledby="${id}-title">
<p class="eyebrow">${kind === 'view' ? 'View' : 'Materialized view'}</p>
<h2 id="${id}-title" tabindex="-1"><code>${label}</code></h2>
${lead(comment, kind)}
${grid(
  'Columns',
  ['Column', 'Type', 'Default', 'Comment'],
  columns.map((column) => [
    code(column.name),
    markup`<code class="soft">${column.type}</code>`,
    code(defaultOf(column)),
    column.comment ?? '',
  ]),
)}
<h3>Definition</h3>
<pre>${code(definition)}</pre>
</section>
`;
}
