import type { Catalog, CatalogTable } from './catalog.ts';
import { literalPattern } from '../literal-pattern.ts';

/**
 * Lists the columns that the database itself sets whenever a row is changed: those with MySQL's
 * `on update`, and those to which a trigger of updates, or the function that it calls, assigns. What
 * such a column holds says when a row was changed, and not what is in it.
 */
export function columnsSetByUpdates(catalog: Catalog, table: CatalogTable): Set<string> {
  const triggers = catalog.triggers
    .filter((trigger) => trigger.table === table.name && trigger.schema === table.schema)
    .map(({ definition }) => definition)
    .filter((definition) => /\bupdate\b/iu.test(definition));
  const bodies = triggers.flatMap((definition) => bodiesOf(catalog, definition));
  const texts = [...triggers, ...bodies].map((text) => withoutOtherWrites(text, table.name));
  const names = table.columns
    .filter(
      ({ name, options }) =>
        /\bon update\b/iu.test(options ?? '') || texts.some((text) => assigns(text, name)),
    )
    .map(({ name }) => name);
  return new Set(names);
}

/** The functions that a trigger of PostgreSQL calls, whatever their schema. */
function bodiesOf({ functions }: Catalog, definition: string): string[] {
  const called = /\bexecute (?:function|procedure) (?<path>[^(]+)\(/iu.exec(definition)?.groups;
  const name = called?.['path']?.split('.').at(-1)?.replaceAll('"', '').trim();
  return functions.filter((each) => each.name === name).map((each) => each.definition);
}

/** A name, quoted or not; a trigger of MySQL has a number behind `update`, which is none. */
const name = String.raw`(?:"[^"]+"|\x60[^\x60]+\x60|\[[^\]]+\]|(?!\d)[\p{L}\w$]+)`;
const path = String.raw`(?:${name}\s*\.\s*)?(?<table>${name})`;

/** Statements that write into a table, to their ends. */
const writes = [
  String.raw`\binsert\s+(?:or\s+\w+\s+|ignore\s+)?into\s+${path}[^;]*`,
  String.raw`\bupdate\s+(?:only\s+|or\s+\w+\s+)?${path}(?:\s+(?:as\s+)?${name})?\s+set\b[^;]*`,
].map((pattern) => new RegExp(pattern, 'giu'));

/** SQL without what it writes into other tables, whose columns may be called alike. */
function withoutOtherWrites(sql: string, own: string): string {
  let rest = sql;
  for (const pattern of writes) {
    rest = rest.replaceAll(pattern, (statement: string, written: string) =>
      written.replaceAll(/^["\x60[]|["\x60\]]$/gu, '').toLowerCase() === own.toLowerCase()
        ? statement
        : '',
    );
  }
  return rest;
}

/** Whether SQL sets a column: `new.c := …`, `set new.c = …`, `set c = …`; or acts where it was not set. */
function assigns(sql: string, column: string): boolean {
  const quoted = literalPattern(column);
  const assigned = String.raw`(?:\bnew\s*\.\s*|\bset\s+|,\s*)["\x60[]?${quoted}["\x60\]]?\s*:?=`;
  // PostgreSQL spells `new.c is not distinct from old.c` with the `not` in front.
  const untouched = String.raw`\bnot\s*\(*\s*new\."?${quoted}"?\s+is\s+distinct\s+from\s+old\b`;
  return new RegExp(`${assigned}|${untouched}`, 'iu').test(sql);
}
