import type { NamedConstraint, NamedTable, NamingConvention, NamingToken } from './convention.ts';

/** Standard tokens that need no number. */
export const plainTokens = [
  'table_name',
  'referred_table_name',
  'constraint_name',
  'all_column_names',
] as const;

/** A token as it stands in a template, or a percent sign that is doubled as in Python. */
export const tokenInTemplate: RegExp = /%\((?<token>[^()]+)\)s|%%/gu;

/** A text of a template, or a token in it. */
export type TemplatePart =
  | { readonly token: undefined; readonly text: string }
  | { readonly token: string };

const compiled = new Map<string, readonly TemplatePart[]>();

/** Takes a template apart, once: a project has a handful, and names thousands by each. */
export function partsOf(template: string): readonly TemplatePart[] {
  const known = compiled.get(template);
  if (known !== undefined) return known;
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(tokenInTemplate)) {
    const token = match.groups?.['token'];
    if (match.index > end) parts.push({ token: undefined, text: template.slice(end, match.index) });
    parts.push(token === undefined ? { token, text: '%' } : { token });
    end = match.index + match[0].length;
  }
  parts.push({ token: undefined, text: template.slice(end) });
  compiled.set(template, parts);
  return parts;
}

const columnToken =
  /^(?<referred>referred_)?column_(?:(?<all>0)(?<separator>_?)N|(?<index>\d+))_(?<what>name|key|label)$/u;

/** Tells whether a token is one of SQLAlchemy's, or one that the convention adds. */
export function isKnownToken(token: string, convention: NamingConvention): boolean {
  return (
    ownToken(token, convention) !== undefined ||
    plainTokens.some((plain) => plain === token) ||
    columnToken.test(token)
  );
}

/**
 * Computes one token; a column that is not there gives an empty text, as in SQLAlchemy.
 *
 * Rule: `ConventionDict` in sqlalchemy/sql/naming.py (2.0)
 *
 * @returns undefined for `constraint_name` where the constraint has no name
 */
export function tokenValue(
  token: string,
  constraint: NamedConstraint,
  table: NamedTable,
  convention: NamingConvention,
): string | undefined {
  const own = ownToken(token, convention);
  if (own !== undefined) return own(constraint, table);
  switch (token) {
    case 'table_name':
      return table.name;
    case 'referred_table_name':
      return constraint.referredTable ?? '';
    case 'constraint_name':
      return constraint.name;
    case 'all_column_names':
      return constraint.columns.join('_');
    default:
      return columnValue(token, constraint, table);
  }
}

function ownToken(token: string, convention: NamingConvention): NamingToken | undefined {
  const own = Object.hasOwn(convention, token) ? convention[token] : undefined;
  return typeof own === 'function' ? own : undefined;
}

function columnValue(token: string, constraint: NamedConstraint, table: NamedTable): string {
  const { referred, all, separator, index, what } = columnToken.exec(token)?.groups ?? {};
  const columns = referred === undefined ? constraint.columns : (constraint.referredColumns ?? []);
  const owner = referred === undefined ? labelOf(table) : (constraint.referredTable ?? '');
  const texts = columns.map((column) => (what === 'label' ? `${owner}_${column}` : column));
  return all === undefined ? (texts[Number(index)] ?? '') : texts.join(separator);
}

/** What `column_0_label` puts before a column: as in SQLAlchemy, the schema where one is given. */
function labelOf({ schema, name }: NamedTable): string {
  return schema === undefined ? name : `${schema.replaceAll('.', '_')}_${name}`;
}
