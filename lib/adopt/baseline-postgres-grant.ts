import type { Catalog, CatalogGrant } from '../catalog/catalog.ts';
import {
  qualified,
  quoted,
  sqlStep,
  type BaselineContext,
  type BaselineStep,
} from './baseline-script.ts';

/** Writes grants, but for those that PostgreSQL makes by itself; what of these is gone is revoked. */
export function grantSteps(
  { grants, functions, types, schemas }: Catalog,
  context: BaselineContext,
): BaselineStep[] {
  const isUsual = ({ kind, name, grantee, privilege, grantable }: CatalogGrant): boolean =>
    grantee === 'public' &&
    !grantable &&
    ((kind === 'function' && privilege === 'execute') ||
      (kind === 'type' && privilege === 'usage') ||
      (kind === 'schema' && name === 'public' && privilege === 'usage'));
  const usual = new Set(
    grants.filter(isUsual).map(({ kind, schema, name }) => JSON.stringify([kind, schema, name])),
  );
  const revoked = [
    ...functions.map((each) => ({
      kind: 'function',
      privilege: 'execute',
      schema: each.schema,
      name: `${each.name}(${each.arguments})`,
    })),
    ...types.map(({ schema, name }) => ({ kind: 'type', privilege: 'usage', schema, name })),
    ...schemas
      .filter(({ name }) => name === 'public')
      .map(({ name }) => ({ kind: 'schema', privilege: 'usage', schema: name, name })),
  ].filter(({ kind, schema, name }) => !usual.has(JSON.stringify([kind, schema, name])));
  return [
    ...revoked.map((grant) =>
      sqlStep(
        [`revoke ${grant.privilege} on ${grantTarget(grant, context)} from public`],
        [`grant ${grant.privilege} on ${grantTarget(grant, context)} to public`],
        context,
      ),
    ),
    ...grants
      .filter((grant) => !isUsual(grant))
      .map((grant) => {
        const role = grant.grantee === 'public' ? 'public' : quoted(grant.grantee, context);
        const column =
          grant.kind === 'column'
            ? ` (${quoted(grant.name.slice((grant.table ?? '').length + 1), context)})`
            : '';
        const what = `${grant.privilege}${column} on ${grantTarget(grant, context)}`;
        return sqlStep(
          [`grant ${what} to ${role}${grant.grantable ? ' with grant option' : ''}`],
          [`revoke ${what} from ${role}`],
          context,
        );
      }),
  ];
}

function grantTarget(
  {
    kind,
    schema,
    name,
    table,
  }: Pick<CatalogGrant, 'schema' | 'name'> & { kind: string; table?: string | null },
  context: BaselineContext,
): string {
  if (kind === 'schema') return `schema ${quoted(name, context)}`;
  if (kind === 'function') {
    const bracket = name.lastIndexOf('(');
    return `routine ${qualified({ schema, name: name.slice(0, bracket) }, context)}${name.slice(bracket)}`;
  }
  if (kind === 'sequence' || kind === 'type')
    return `${kind} ${qualified({ schema, name }, context)}`;
  return `table ${qualified({ schema, name: table ?? name }, context)}`;
}
