import { defaultOf, marksOf, type DictionaryTable } from './dictionary.ts';
import { code, link, table, text } from './markdown-text.ts';
import { indexFacts, keyFacts, referenceRule, tableFacts } from './table-facts.ts';

/** All of one table; a list that would be empty is left out. */
export function tableSection(each: DictionaryTable, diagram: string | undefined): string {
  const parts = [
    `<a id="${each.id}"></a>\n\n### ${code(each.label)}`,
    each.comment === null ? '*This table has no comment.*' : text(each.comment),
    tableFacts(each).map(text).join(' · '),
    diagram ?? '',
    columns(each),
    titled('Keys', keys(each)),
    titled('Refers to', refersTo(each)),
    titled('Referred to by', referredBy(each)),
    titled('Checks', checks(each)),
    titled('Indexes', indexes(each)),
    titled('Triggers', triggers(each)),
    titled('Policies', policies(each)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function titled(title: string, body: string): string {
  return body === '' ? '' : `**${title}**\n\n${body}`;
}

function columns(each: DictionaryTable): string {
  return table(
    ['Column', 'Type', 'Null', 'Default', 'Key', 'Comment'],
    each.columns.map((column) => [
      code(column.name),
      code(column.type),
      column.nullable ? 'yes' : 'no',
      code(defaultOf(column)),
      marksOf(each, column.name).join(', '),
      text(column.comment ?? ''),
    ]),
  );
}

function keys(each: DictionaryTable): string {
  return table(
    ['Name', 'Kind', 'Columns', 'Comment'],
    each.keys.map((key) => {
      const { kind, columns: names } = keyFacts(key);
      return [code(key.name ?? ''), kind, names.map(code).join(', '), text(key.comment ?? '')];
    }),
  );
}

function refersTo(each: DictionaryTable): string {
  return table(
    ['Columns', 'Table', 'Its columns', 'Rule', 'Name'],
    each.refersTo.map((reference) => [
      reference.columns.map(code).join(', '),
      link(reference.toLabel, reference.to),
      reference.referredColumns.map(code).join(', '),
      referenceRule(reference),
      code(reference.name ?? ''),
    ]),
  );
}

function referredBy(each: DictionaryTable): string {
  return table(
    ['Table', 'Its columns', 'Columns here', 'Rule'],
    each.referredBy.map((reference) => [
      link(reference.fromLabel, reference.from),
      reference.columns.map(code).join(', '),
      reference.referredColumns.map(code).join(', '),
      referenceRule(reference),
    ]),
  );
}

function checks(each: DictionaryTable): string {
  return table(
    ['Name', 'Condition', 'Comment'],
    each.checks.map(({ name, definition, comment }) => [
      code(name ?? ''),
      code(definition),
      text(comment ?? ''),
    ]),
  );
}

function indexes(each: DictionaryTable): string {
  return table(
    ['Name', 'Columns', 'Kind', 'Only rows where', 'Comment'],
    each.indexes.map((index) => {
      const { kind, columns: names } = indexFacts(index);
      return [
        code(index.name),
        names.map(code).join(', '),
        kind,
        code(index.predicate ?? ''),
        text(index.comment ?? ''),
      ];
    }),
  );
}

function triggers(each: DictionaryTable): string {
  return table(
    ['Name', 'Definition', 'Comment'],
    each.triggers.map(({ name, definition, comment }) => [
      code(name),
      code(definition),
      text(comment ?? ''),
    ]),
  );
}

function policies(each: DictionaryTable): string {
  return table(
    ['Name', 'Kind', 'Definition', 'Comment'],
    each.policies.map(({ name, kind, definition, comment }) => [
      code(name),
      kind,
      code(definition),
      text(comment ?? ''),
    ]),
  );
}
