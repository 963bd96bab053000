import { defaultOf, marksOf, type DictionaryTable, type Reference } from './dictionary.ts';
import { markup, type Html } from './html.ts';
import { code, codes, grid, lead, type Cell } from './html-grid.ts';
import { indexFacts, keyFacts, referenceRule, tableFacts } from './table-facts.ts';

const markTitles = { PK: 'Primary key', FK: 'Foreign key', UQ: 'Unique' } as const;

/** All of one table; a list that would be empty is left out. */
export function tableSection(table: DictionaryTable): Html {
  const { id, label, comment, refersTo, referredBy } = table;
  const isRelated = referredBy.length > 0 || refersTo.some(({ to }) => to !== null);
  return markup`<section id="${id}" class="table" aria-labelledby="${id}-title">
<p class="eyebrow">${['Table', ...tableFacts(table)].join(' · ')}</p>
<h2 id="${id}-title" tabindex="-1"><code>${label}</code></h2>
${lead(comment, 'table')}
${isRelated ? markup`<div class="diagram" data-of="${id}" hidden></div>` : undefined}
${columns(table)}
${references('Refers to', refersTo, 'to')}
${references('Referred to by', referredBy, 'from')}
${keys(table)}
${checks(table)}
${indexes(table)}
${grid('Triggers', ['Name', 'Definition', 'Comment'], table.triggers.map(definitionRow))}
${grid('Policies', ['Name', 'Definition', 'Comment'], table.policies.map(definitionRow))}
</section>
`;
}

function columns(table: DictionaryTable): Html {
  return grid(
    'Columns',
    ['Column', 'Type', 'Null', 'Default', 'Comment'],
    table.columns.map((column) => {
      const marks = marksOf(table, column.name).map(
        (mark) => markup` <abbr class="mark ${mark}" title="${markTitles[mark]}">${mark}</abbr>`,
      );
      return [
        markup`${code(column.name)}${marks}`,
        markup`<code class="soft">${column.type}</code>`,
        column.nullable ? 'null' : '',
        code(defaultOf(column)),
        column.comment ?? '',
      ];
    }),
  );
}

function references(title: string, list: readonly Reference[], end: 'from' | 'to'): Html {
  return grid(
    title,
    ['Table', 'Columns', 'Rule', 'Name'],
    list.map((reference) => {
      const { columns: own, referredColumns, name } = reference;
      const label = end === 'to' ? reference.toLabel : reference.fromLabel;
      const id = end === 'to' ? reference.to : reference.from;
      const target = referredColumns.length > 0 ? markup` → ${codes(referredColumns)}` : undefined;
      return [
        id === null ? code(label) : markup`<a href="#${id}">${code(label)}</a>`,
        markup`${codes(own)}${target}`,
        referenceRule(reference),
        name === null ? '' : markup`<code class="soft">${name}</code>`,
      ];
    }),
  );
}

function keys(table: DictionaryTable): Html {
  return grid(
    'Keys',
    ['Name', 'Kind', 'Columns', 'Comment'],
    table.keys.map((key) => {
      const { kind, columns: names } = keyFacts(key);
      return [code(key.name ?? ''), kind, codes(names), key.comment ?? ''];
    }),
  );
}

function checks(table: DictionaryTable): Html {
  return grid(
    'Checks',
    ['Name', 'Condition', 'Comment'],
    table.checks.map(({ name, definition, comment }) => [
      code(name ?? ''),
      code(definition),
      comment ?? '',
    ]),
  );
}

function indexes(table: DictionaryTable): Html {
  return grid(
    'Indexes',
    ['Name', 'Columns', 'Kind', 'Only rows where', 'Comment'],
    table.indexes.map((index) => {
      const { kind, columns: names } = indexFacts(index);
      return [
        code(index.name),
        codes(names),
        kind,
        code(index.predicate ?? ''),
        index.comment ?? '',
      ];
    }),
  );
}

function definitionRow(each: {
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
}): readonly Cell[] {
  return [code(each.name), markup`<pre>${code(each.definition)}</pre>`, each.comment ?? ''];
}
