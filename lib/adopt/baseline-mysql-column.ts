import type { CatalogColumn, CatalogTable } from '../catalog/catalog.ts';
import { sqliteLiteral } from '../schema/sql-literal.ts';
import { quoted, type BaselineContext } from './baseline-script.ts';

/** The whole definition of a column, for MODIFY. */
export function columnSql(
  { name, type, nullable, default: value, identity, options, comment, collation }: CatalogColumn,
  { options: own }: CatalogTable,
  context: BaselineContext,
): string {
  return [
    `${quoted(name, context)} ${type}`,
    collation === null || own?.includes(`collate ${collation}`) === true || type === 'json'
      ? ''
      : ` collate ${collation}`,
    nullable ? ' null' : ' not null',
    value === null ? '' : ` default ${value}`,
    identity === null ? '' : ' auto_increment',
    options === null ? '' : ` ${options}`,
    comment === null ? '' : ` comment ${sqliteLiteral(comment.replaceAll('\\', '\\\\'))}`,
  ].join('');
}
