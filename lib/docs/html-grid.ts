import { markup, type Html } from './html.ts';

export type Cell = Html | string;

/**
 * A titled table, nothing where it has no rows. Columns without any text are left out; each cell
 * carries its head, which stands before it where the page is narrow.
 */
export function grid(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): Html {
  if (rows.length === 0) return markup``;
  const used = heads
    .map((head, place) => ({ head, place }))
    .filter(({ place }) => rows.some((row) => row[place] !== ''));
  const body = rows.map((row) => {
    const cells = used.map(({ head, place }) => cell(head, row[place] ?? '', place === 0));
    return markup`<tr>${cells}</tr>\n`;
  });
  return markup`<h3>${title}</h3>
<table class="${title.toLowerCase().replaceAll(' ', '-')}">
<thead><tr>${used.map(({ head }) => markup`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${body}</tbody>
</table>`;
}

function cell(head: string, content: Cell, isFirst: boolean): Html {
  if (content === '') return markup`<td></td>`;
  return isFirst
    ? markup`<th scope="row">${content}</th>`
    : markup`<td data-head="${head}">${content}</td>`;
}

/** The comment of a table or a view; where there is none it says so, rather than nothing. */
export function lead(comment: string | null, kind: string): Html {
  return comment === null
    ? markup`<p class="lead missing">This ${kind} has no comment.</p>`
    : markup`<p class="lead">${comment}</p>`;
}

/** A name or an expression. */
export function code(text: string): Cell {
  return text === '' ? '' : markup`<code>${text}</code>`;
}

/** Names in a row. */
export function codes(names: readonly string[]): Cell {
  return names.length === 0
    ? ''
    : markup`${names.map((name, index) => markup`${index > 0 ? ', ' : ''}${code(name)}`)}`;
}
