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
  const texts = [...triggers, ...triggers.flatMap((definition) => bodiesOf(catalog, definition))];
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

/** Whether SQL sets a column: `new.c := …`, `set new.c = …`, `set c = …`; or acts where it was not set. */
function assigns(sql: string, column: string): boolean {
  const name = literalPattern(column);
  const assigned = String.raw`(?:\bnew\s*\.\s*|\bset\s+|,\s*)["\x60[]?${name}["\x60\]]?\s*:?=`;
  // PostgreSQL spells `new.c is not distinct from old.c` with the `not` in front.
  const untouched = String.raw`\bnot\s*\(*\s*new\."?${name}"?\s+is\s+distinct\s+from\s+old\b`;
  return new RegExp(`${assigned}|${untouched}`, 'iu').test(sql);
}
