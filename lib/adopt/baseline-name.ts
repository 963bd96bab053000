import type { CatalogTable } from '../catalog/catalog.ts';
import type { ConstraintKind } from '../naming/convention.ts';
import { embellishes, nameConstraint } from '../naming/constraint-name.ts';
import { codeText } from '../code-text.ts';
import type { BaselineContext } from './baseline-script.ts';

/** What a name is chosen by. */
export interface NamedPart {
  readonly kind: ConstraintKind;
  readonly name: string;
  readonly columns: readonly string[];
  readonly referredTable?: string | undefined;
  readonly referredColumns?: readonly string[] | undefined;
}

/**
 * The name of a constraint or index as code; undefined where the call gives it by itself, by the
 * conventions or, without them, as Knex 3.3.0 does (`_indexCommand` in tablecompiler.js).
 */
export function nameCode(
  part: NamedPart,
  { name: table, schema }: CatalogTable,
  context: BaselineContext,
): string | undefined {
  const { kind, name, columns } = part;
  const naming = context.config?.naming;
  const template = naming?.[kind];
  if (naming !== undefined && typeof template === 'string') {
    const { identifierLimit } = context.dialect;
    const named = { name: table, schema: schema ?? undefined };
    const own = nameConstraint(part, undefined, named, naming, identifierLimit);
    if ('name' in own && own.name === name) return undefined;
    if (!embellishes(template)) return codeText(name);
    context.imports.add('verbatim');
    return `verbatim(${codeText(name)})`;
  }
  const endings = { pk: 'pkey', uq: 'unique', ix: 'index', fk: 'foreign', ck: 'check' };
  const knexName =
    kind === 'pk'
      ? `${table}_pkey`
      : `${[table, ...columns].join('_').toLowerCase().replaceAll(/[.-]/gu, '_')}_${endings[kind]}`;
  return name === knexName && kind !== 'ck' ? undefined : codeText(name);
}
