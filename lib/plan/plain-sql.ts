import type { StatementKind } from './plan.ts';

/** Comments, texts, quoted names and the bodies of functions, in which no word is a keyword. */
const quoted =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|'(?:''|\\.|[^'\\])*'|"(?:""|[^"])*"|`(?:``|[^`])*`/gu;

const changing =
  /\b(?:insert|update|delete|merge|replace|truncate|create|alter|drop|grant|revoke|into)\b/iu;

const catalogs =
  /\b(?:information_schema|performance_schema|pg_[a-z]\w*|sqlite_\w+|pragma_\w+)\b/iu;

/** Functions that change nothing, in a `select` without tables. */
const harmless =
  /\b(?:version|changes|last_insert_rowid|database|schema|current_\w+|now|count|coalesce|to_regclass|quote_ident)\s*\(/giu;

/** Takes out what is quoted or a comment; names keep a stand-in, so that what is around stays apart. */
export function unquoted(sql: string): string {
  return sql.replace(quoted, (part) => (/^["`]/u.test(part) ? 'name' : ' ')).trim();
}

/** Tells from its text what a statement does; several in one text count as the strongest. */
export function kindOf(sql: string): StatementKind {
  const text = unquoted(sql);
  if (isTransactionControl(text)) return 'transaction';
  if (/^(?:show|describe|desc|explain)\b/iu.test(text)) return 'catalog';
  if (/^pragma\b/iu.test(text)) return text.includes('=') ? 'write' : 'catalog';
  if (!/^\(*(?:select|with|table|values)\b/iu.test(text)) return 'write';
  // `for update` and `for no key update` lock, and change nothing.
  if (changing.test(text.replaceAll(/\bfor\s+(?:no\s+key\s+)?update\b/giu, ''))) return 'write';
  // Quoted, sqlite_master is a name, too.
  if (catalogs.test(sql)) return 'catalog';
  if (/\bfrom\b/iu.test(text)) return 'read';
  return /\w\s*\(/u.test(text.replaceAll(harmless, '')) ? 'write' : 'catalog';
}

/** Whether a statement is nothing but the beginning, the end or a mark of a transaction. */
function isTransactionControl(text: string): boolean {
  return /^(?:begin|start\s+transaction|commit|end|rollback|abort|savepoint|release)\b[^;]*;?$/iu.test(
    text,
  );
}

/** Whether a text of several statements, or a block of one, would end the transaction around it. */
export function endsTransaction(sql: string): boolean {
  const text = unquoted(sql);
  if (/\bbegin\s+atomic\b|\bcreate\s+(?:\w+\s+)*trigger\b/iu.test(text)) return false;
  return /(?:^|;)\s*(?:commit|end|abort|rollback(?!\s+(?:work\s+|transaction\s+)?to\b)|prepare\s+transaction)\b/iu.test(
    text,
  );
}
