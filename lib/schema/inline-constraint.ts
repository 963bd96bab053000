import type { ConstraintKind } from '../naming/convention.ts';

/** A constraint within the SQL of a `specificType`. */
export interface InlineConstraint {
  readonly kind: ConstraintKind;
  readonly text: string;
  /** How to write it instead. */
  readonly repair: string;
}

const forms: readonly (InlineConstraint & { readonly pattern: RegExp })[] = [
  { kind: 'pk', text: 'primary key', pattern: /\bprimary\s+key\b/iu, repair: '.primary()' },
  {
    kind: 'fk',
    text: 'references',
    pattern: /\breferences\b/iu,
    repair: ".references('id').inTable('…')",
  },
  { kind: 'uq', text: 'unique', pattern: /\bunique\b/iu, repair: '.unique()' },
  { kind: 'ck', text: 'check', pattern: /\bcheck\s*\(/iu, repair: "table.check('…', [], 'name')" },
];

/**
 * Finds the first constraint in the SQL of a column type that bears no name.
 *
 * @returns undefined where there is none, or where `constraint name` stands before it
 */
export function inlineConstraintOf(sql: string): InlineConstraint | undefined {
  const code = sql
    .replaceAll(/'(?:[^']|'')*'/gu, "''")
    .replaceAll(
      /\bconstraint\s+(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\p{L}\p{N}_$]+)\s+(?:primary\s+key|references|unique|check\s*\()/giu,
      '',
    )
    .replaceAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`/gu, '""');
  return forms.find(({ pattern }) => pattern.test(code));
}
