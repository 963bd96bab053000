/** Kinds of constraints, by SQLAlchemy's abbreviations: an index counts as one. */
export type ConstraintKind = 'pk' | 'fk' | 'uq' | 'ix' | 'ck';

/** A constraint or index, as a template sees it. */
export interface NamedConstraint {
  readonly kind: ConstraintKind;
  /** The name that was given by hand; undefined where there is none. */
  readonly name: string | undefined;
  /** Columns in the order of the constraint; empty for a check of the whole table. */
  readonly columns: readonly string[];
  /** Foreign keys only: the table without its schema. */
  readonly referredTable?: string | undefined;
  /** Foreign keys only: in the order of `columns`. */
  readonly referredColumns?: readonly string[] | undefined;
}

/** The table that bears the constraint. */
export interface NamedTable {
  /** Without its schema, as in SQLAlchemy. */
  readonly name: string;
  readonly schema: string | undefined;
}

/** A token of one's own: computes a part of a name. */
export type NamingToken = (constraint: NamedConstraint, table: NamedTable) => string;

/**
 * Templates of names in the form of SQLAlchemy's `naming_convention`: a template a kind, with
 * `%(token)s`; any further key is a token of one's own.
 *
 * Tokens: `table_name`, `referred_table_name`, `constraint_name`, `all_column_names`,
 * `column_0_name` (and 1, 2, …; `column_0N_name` joins all, `column_0_N_name` with underscores;
 * `_key` is the same as `_name`, `_label` puts the table before it), `referred_column_0_name`
 * likewise.
 *
 * Source: https://docs.sqlalchemy.org/en/20/core/metadata.html#sqlalchemy.schema.MetaData.params.naming_convention
 *
 * @example
 * const naming: NamingConvention = {
 *   ...defaultNaming,
 *   ix: 'ix__%(table_name)s__%(short)s',
 *   short: (constraint) => constraint.columns.map((column) => column.slice(0, 4)).join('_'),
 * };
 * const builder = withConventions(knex.schema, { naming }).alterTable('user_account', (table) => {
 *   table.index(['username', 'email']);
 * });
 * console.log(builder.toString()); // create index `ix__user_account__user_emai` on `user_account` (`username`, `email`)
 */
export interface NamingConvention {
  readonly pk?: string | undefined;
  readonly fk?: string | undefined;
  readonly uq?: string | undefined;
  readonly ix?: string | undefined;
  readonly ck?: string | undefined;
  readonly [token: string]: string | NamingToken | undefined;
}

/**
 * The convention of the article; a kind without a template keeps Knex's own name.
 *
 * @example
 * const naming: NamingConvention = { ...defaultNaming, ix: 'ix_%(column_0_label)s' };
 * await withConventions(knex.schema, { naming }).alterTable('user_account', (table) => {
 *   table.index('email');                // ix_user_account_email
 * });
 * console.log(defaultNaming.pk); // pk__%(table_name)s
 */
export const defaultNaming: NamingConvention = Object.freeze({
  ix: 'ix__%(table_name)s__%(all_column_names)s',
  uq: 'uq__%(table_name)s__%(all_column_names)s',
  ck: 'ck__%(table_name)s__%(constraint_name)s',
  fk: 'fk__%(table_name)s__%(all_column_names)s__%(referred_table_name)s',
  pk: 'pk__%(table_name)s',
});

/** All kinds, in the order in which messages list them. */
export const constraintKinds: readonly ConstraintKind[] = ['pk', 'fk', 'uq', 'ix', 'ck'];
