import type {
  ConstraintKind,
  NamedConstraint,
  NamedTable,
  NamingConvention,
} from '../../lib/naming/convention.ts';
import { verbatim } from '../../lib/naming/verbatim.ts';

/**
 * A constraint and the name that SQLAlchemy 2.0 gives it, worked out by hand from its documentation
 * (https://docs.sqlalchemy.org/en/20/core/constraints.html#configuring-constraint-naming-conventions)
 * and from what sqlalchemy/sql/naming.py and compiler.py do; the hashes are of Python's hashlib.
 */
export interface SqlalchemyCase {
  readonly claim: string;
  readonly kind: ConstraintKind;
  readonly given?: string;
  readonly columns?: readonly string[];
  /** Default `user`, in no schema. */
  readonly table?: string;
  readonly schema?: string;
  readonly referred?: { readonly table: string; readonly columns: readonly string[] };
  readonly naming: NamingConvention;
  /** `max_identifier_length` of the dialect, in characters. Default 63, that of PostgreSQL. */
  readonly limit?: number;
  /** The name; `null` where SQLAlchemy gives none, `'error'` where it raises. */
  readonly name: string | null | 'error';
}

/** The dictionary that SQLAlchemy's documentation recommends. */
const recommended: NamingConvention = {
  ix: 'ix_%(column_0_label)s',
  uq: 'uq_%(table_name)s_%(column_0_name)s',
  ck: 'ck_%(table_name)s_%(constraint_name)s',
  fk: 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s',
  pk: 'pk_%(table_name)s',
};

/** The dictionary of the article, with its token in the place of a Python lambda. */
const article: NamingConvention = {
  all_column_names: ({ columns }) => columns.join('_'),
  ix: 'ix__%(table_name)s__%(all_column_names)s',
  uq: 'uq__%(table_name)s__%(all_column_names)s',
  ck: 'ck__%(table_name)s__%(constraint_name)s',
  fk: 'fk__%(table_name)s__%(all_column_names)s__%(referred_table_name)s',
  pk: 'pk__%(table_name)s',
};

const abc = ['a', 'bb', 'ccc'];
const account = { table: 'account', columns: ['id'] };
const region = { table: 'region', columns: ['country', 'code'] };

const shouting = ({ name }: NamedTable): string => name.toUpperCase();
const initials = ({ columns }: NamedConstraint): string =>
  columns.map((column) => column.slice(0, 1)).join('');

export const sqlalchemyCases: readonly SqlalchemyCase[] = [
  // The recommended dictionary
  {
    claim: 'names a primary key by its table alone',
    kind: 'pk',
    columns: ['id'],
    naming: recommended,
    name: 'pk_user',
  },
  {
    claim: 'names a composite primary key by its table alone',
    kind: 'pk',
    columns: ['a', 'b'],
    naming: recommended,
    name: 'pk_user',
  },
  {
    claim: 'labels the column of an index with its table',
    kind: 'ix',
    columns: ['email'],
    naming: recommended,
    name: 'ix_user_email',
  },
  {
    claim: 'takes the first column of an index only',
    kind: 'ix',
    columns: abc,
    naming: recommended,
    name: 'ix_user_a',
  },
  {
    claim: 'puts the schema into the label of a column',
    kind: 'ix',
    columns: ['email'],
    schema: 'shop',
    naming: recommended,
    name: 'ix_shop_user_email',
  },
  {
    claim: 'writes the dot of a schema as an underscore in a label',
    kind: 'ix',
    columns: ['email'],
    schema: 'shop.dbo',
    naming: recommended,
    name: 'ix_shop_dbo_user_email',
  },
  {
    claim: 'takes the first column of a unique constraint only',
    kind: 'uq',
    columns: abc,
    naming: recommended,
    name: 'uq_user_a',
  },
  {
    claim: 'leaves the schema out of table_name',
    kind: 'uq',
    columns: ['email'],
    schema: 'shop',
    naming: recommended,
    name: 'uq_user_email',
  },
  {
    claim: 'names a foreign key by both tables',
    kind: 'fk',
    columns: ['account_id'],
    referred: account,
    naming: recommended,
    name: 'fk_user_account_id_account',
  },
  {
    claim: 'takes the first column of a composite foreign key only',
    kind: 'fk',
    columns: ['country', 'region'],
    referred: region,
    naming: recommended,
    name: 'fk_user_country_region',
  },
  {
    claim: 'names a foreign key to its own table',
    kind: 'fk',
    columns: ['parent_id'],
    referred: { table: 'user', columns: ['id'] },
    naming: recommended,
    name: 'fk_user_parent_id_user',
  },
  {
    claim: 'embellishes the name of a check',
    kind: 'ck',
    given: 'age_positive',
    naming: recommended,
    name: 'ck_user_age_positive',
  },
  {
    claim: 'raises for a check without a name',
    kind: 'ck',
    naming: recommended,
    name: 'error',
  },

  // The dictionary of the article
  {
    claim: 'joins all columns of an index by a token of its own',
    kind: 'ix',
    columns: abc,
    naming: article,
    name: 'ix__user__a_bb_ccc',
  },
  {
    claim: 'joins all columns of a unique constraint by a token of its own',
    kind: 'uq',
    columns: ['email', 'tenant_id'],
    naming: article,
    name: 'uq__user__email_tenant_id',
  },
  {
    claim: 'joins all columns of a foreign key by a token of its own',
    kind: 'fk',
    columns: ['country', 'region'],
    referred: region,
    naming: article,
    name: 'fk__user__country_region__region',
  },
  {
    claim: 'embellishes a check with two underscores',
    kind: 'ck',
    given: 'age_positive',
    naming: article,
    name: 'ck__user__age_positive',
  },
  {
    claim: 'names the primary key of the article',
    kind: 'pk',
    columns: ['id'],
    naming: article,
    name: 'pk__user',
  },

  // Tokens of one column
  {
    claim: 'knows column_0_name',
    kind: 'uq',
    columns: abc,
    naming: { uq: 'uq_%(column_0_name)s' },
    name: 'uq_a',
  },
  {
    claim: 'knows column_1_name',
    kind: 'uq',
    columns: abc,
    naming: { uq: 'uq_%(column_1_name)s' },
    name: 'uq_bb',
  },
  {
    claim: 'knows column_2_name beside column_0_name',
    kind: 'uq',
    columns: abc,
    naming: { uq: 'uq_%(column_2_name)s_%(column_0_name)s' },
    name: 'uq_ccc_a',
  },
  {
    claim: 'writes nothing for a column that is not there',
    kind: 'uq',
    columns: ['a'],
    naming: { uq: 'uq_%(column_0_name)s_%(column_1_name)s' },
    name: 'uq_a_',
  },
  {
    claim: 'writes nothing for the column of a check that has none',
    kind: 'ck',
    naming: { ck: 'ck_%(table_name)s_%(column_0_name)s' },
    name: 'ck_user_',
  },
  {
    claim: 'counts to columns of two digits',
    kind: 'ix',
    columns: Array.from({ length: 12 }, (_, index) => `c${index}`),
    naming: { ix: 'ix_%(column_10_name)s' },
    name: 'ix_c10',
  },
  {
    claim: 'knows column_0_key, which is the name where a column has no key',
    kind: 'uq',
    columns: abc,
    naming: { uq: 'uq_%(table_name)s_%(column_0_key)s' },
    name: 'uq_user_a',
  },
  {
    claim: 'knows column_1_label',
    kind: 'uq',
    columns: abc,
    naming: { uq: 'uq_%(column_1_label)s' },
    name: 'uq_user_bb',
  },
  {
    claim: 'takes the first column of a foreign key',
    kind: 'fk',
    columns: ['country', 'region'],
    referred: region,
    naming: { fk: 'fk_%(column_0_name)s' },
    name: 'fk_country',
  },

  // Tokens of all columns
  {
    claim: 'runs all names together in column_0N_name',
    kind: 'uq',
    columns: abc,
    naming: { uq: 'uq_%(table_name)s_%(column_0N_name)s' },
    name: 'uq_user_abbccc',
  },
  {
    claim: 'puts underscores between them in column_0_N_name',
    kind: 'uq',
    columns: abc,
    naming: { uq: 'uq_%(table_name)s_%(column_0_N_name)s' },
    name: 'uq_user_a_bb_ccc',
  },
  {
    claim: 'runs all keys together in column_0N_key',
    kind: 'ix',
    columns: abc,
    naming: { ix: 'ix_%(column_0N_key)s' },
    name: 'ix_abbccc',
  },
  {
    claim: 'puts underscores between keys in column_0_N_key',
    kind: 'ix',
    columns: abc,
    naming: { ix: 'ix_%(column_0_N_key)s' },
    name: 'ix_a_bb_ccc',
  },
  {
    claim: 'runs all labels together in column_0N_label',
    kind: 'ix',
    columns: abc,
    naming: { ix: 'ix_%(column_0N_label)s' },
    name: 'ix_user_auser_bbuser_ccc',
  },
  {
    claim: 'puts underscores between labels in column_0_N_label',
    kind: 'ix',
    columns: ['a', 'bb'],
    naming: { ix: 'ix_%(column_0_N_label)s' },
    name: 'ix_user_a_user_bb',
  },
  {
    claim: 'labels each column with the schema',
    kind: 'ix',
    columns: ['a', 'bb'],
    schema: 's',
    naming: { ix: 'ix_%(column_0_N_label)s' },
    name: 'ix_s_user_a_s_user_bb',
  },
  {
    claim: 'writes a single column in column_0_N_name as it is',
    kind: 'ix',
    columns: ['a'],
    naming: { ix: 'ix_%(column_0_N_name)s' },
    name: 'ix_a',
  },
  {
    claim: 'writes nothing where there are no columns to join',
    kind: 'ck',
    naming: { ck: 'ck_%(table_name)s_%(column_0_N_name)s' },
    name: 'ck_user_',
  },
  {
    claim: 'joins the columns of a foreign key',
    kind: 'fk',
    columns: ['country', 'region'],
    referred: region,
    naming: { fk: 'fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s' },
    name: 'fk_user_country_region_region',
  },
  {
    claim: 'names a composite primary key by its columns, if asked to',
    kind: 'pk',
    columns: ['tenant_id', 'id'],
    naming: { pk: 'pk_%(table_name)s_%(column_0_N_name)s' },
    name: 'pk_user_tenant_id_id',
  },

  // Tokens of what a foreign key refers to
  {
    claim: 'knows referred_column_0_name',
    kind: 'fk',
    columns: ['account_id'],
    referred: account,
    naming: { fk: 'fk_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s' },
    name: 'fk_account_id_account_id',
  },
  {
    claim: 'knows referred_column_1_name',
    kind: 'fk',
    columns: ['country', 'region'],
    referred: region,
    naming: { fk: 'fk_%(referred_column_1_name)s' },
    name: 'fk_code',
  },
  {
    claim: 'runs the referred columns together in referred_column_0N_name',
    kind: 'fk',
    columns: ['country', 'region'],
    referred: region,
    naming: { fk: 'fk_%(referred_column_0N_name)s' },
    name: 'fk_countrycode',
  },
  {
    claim: 'puts underscores between them in referred_column_0_N_name',
    kind: 'fk',
    columns: ['country', 'region'],
    referred: region,
    naming: { fk: 'fk_%(referred_column_0_N_name)s' },
    name: 'fk_country_code',
  },
  {
    claim: 'leaves the schema of this table out of referred_table_name',
    kind: 'fk',
    columns: ['account_id'],
    schema: 'shop',
    referred: account,
    naming: { fk: 'fk_%(referred_table_name)s_%(column_0_label)s' },
    name: 'fk_account_shop_user_account_id',
  },

  // Tokens of one's own
  {
    claim: 'calls a token of its own with the constraint',
    kind: 'uq',
    columns: ['email', 'tenant_id'],
    naming: { uq: 'uq_%(initials)s', initials },
    name: 'uq_et',
  },
  {
    claim: 'calls a token of its own with the table',
    kind: 'pk',
    columns: ['id'],
    naming: { pk: '%(shouting)s_PK', shouting: (_, table) => shouting(table) },
    name: 'USER_PK',
  },
  {
    claim: 'lets a token of its own stand for table_name',
    kind: 'pk',
    columns: ['id'],
    naming: { pk: 'pk_%(table_name)s', table_name: (_, table) => shouting(table) },
    name: 'pk_USER',
  },
  {
    claim: 'lets a token of its own stand for column_0_name',
    kind: 'uq',
    columns: ['email'],
    naming: { uq: 'uq_%(column_0_name)s', column_0_name: ({ columns }) => `${columns[0]}!` },
    name: 'uq_email!',
  },
  {
    claim: 'lets a token of its own stand for constraint_name, also of a check that has none',
    kind: 'ck',
    naming: {
      ck: 'ck_%(table_name)s_%(constraint_name)s',
      constraint_name: ({ name }) => name ?? 'anonymous',
    },
    name: 'ck_user_anonymous',
  },
  {
    claim: 'embellishes by a token whose name holds constraint_name',
    kind: 'ck',
    given: 'age_is_positive',
    naming: {
      ck: 'ck_%(short_constraint_name)s',
      short_constraint_name: ({ name }) => name?.slice(0, 3) ?? '',
    },
    name: 'ck_age',
  },
  {
    claim: 'keeps the given name where a token of its own reads it under another name',
    kind: 'ck',
    given: 'age_is_positive',
    naming: { ck: 'ck_%(short)s', short: ({ name }) => name?.slice(0, 3) ?? '' },
    name: 'age_is_positive',
  },
  {
    claim: 'lets a key of a token hold a dash',
    kind: 'pk',
    columns: ['id'],
    naming: { pk: 'pk_%(my-token)s', 'my-token': () => 'x' },
    name: 'pk_x',
  },

  // Given names
  {
    claim: 'keeps the given name of an index',
    kind: 'ix',
    given: 'by_mail',
    columns: ['email'],
    naming: recommended,
    name: 'by_mail',
  },
  {
    claim: 'keeps the given name of a unique constraint',
    kind: 'uq',
    given: 'one_mail_each',
    columns: ['email'],
    naming: recommended,
    name: 'one_mail_each',
  },
  {
    claim: 'keeps the given name of a primary key',
    kind: 'pk',
    given: 'the_key',
    columns: ['id'],
    naming: recommended,
    name: 'the_key',
  },
  {
    claim: 'keeps the given name of a foreign key',
    kind: 'fk',
    given: 'to_account',
    columns: ['account_id'],
    referred: account,
    naming: recommended,
    name: 'to_account',
  },
  {
    claim: 'embellishes the given name of an index where its template asks for it',
    kind: 'ix',
    given: 'by_mail',
    columns: ['email'],
    naming: { ix: 'ix_%(table_name)s_%(constraint_name)s' },
    name: 'ix_user_by_mail',
  },
  {
    claim: 'raises for an index without a name where its template asks for it',
    kind: 'ix',
    columns: ['email'],
    naming: { ix: 'ix_%(table_name)s_%(constraint_name)s' },
    name: 'error',
  },
  {
    claim: 'embellishes twice the name that was written out in full',
    kind: 'ck',
    given: 'ck_user_age',
    naming: recommended,
    name: 'ck_user_ck_user_age',
  },
  {
    claim: 'keeps a name that is final (conv)',
    kind: 'ck',
    given: verbatim('ck_user_age'),
    naming: recommended,
    name: 'ck_user_age',
  },
  {
    claim: 'keeps a final name where there is no template',
    kind: 'uq',
    given: verbatim('u'),
    columns: ['email'],
    naming: {},
    name: 'u',
  },
  {
    claim: 'keeps a given name where there is no template',
    kind: 'ck',
    given: 'age_positive',
    naming: { pk: 'pk_%(table_name)s' },
    name: 'age_positive',
  },
  {
    claim: 'names nothing of a kind without a template',
    kind: 'uq',
    columns: ['email'],
    naming: { pk: 'pk_%(table_name)s' },
    name: null,
  },
  {
    claim: 'names nothing without any convention',
    kind: 'pk',
    columns: ['id'],
    naming: {},
    name: null,
  },

  // Templates
  {
    claim: 'keeps capitals and blanks as they are',
    kind: 'uq',
    columns: ['E Mail'],
    table: 'User Account',
    naming: { uq: 'UQ %(table_name)s.%(column_0_name)s' },
    name: 'UQ User Account.E Mail',
  },
  {
    claim: 'reads a doubled percent sign as one',
    kind: 'pk',
    columns: ['id'],
    naming: { pk: '100%%_%(table_name)s' },
    name: '100%_user',
  },
  {
    claim: 'reads no token behind a doubled percent sign',
    kind: 'pk',
    columns: ['id'],
    naming: { pk: '%%(table_name)s' },
    name: '%(table_name)s',
  },
  {
    claim: 'does not take apart what a token has put in',
    kind: 'uq',
    columns: ['%(table_name)s', '$&'],
    naming: { uq: 'uq_%(column_0_N_name)s' },
    name: 'uq_%(table_name)s_$&',
  },
  {
    claim: 'may hold no token at all',
    kind: 'pk',
    columns: ['id'],
    naming: { pk: 'the_key' },
    name: 'the_key',
  },

  // Long names
  {
    claim: 'leaves a name of 63 characters',
    kind: 'uq',
    columns: ['a'],
    table: 't'.repeat(60),
    naming: { uq: 'uq_%(table_name)s' },
    name: `uq_${'t'.repeat(60)}`,
  },
  {
    claim: 'cuts a name of 64 characters to 60',
    kind: 'uq',
    columns: ['a'],
    table: 't'.repeat(61),
    naming: { uq: 'uq_%(table_name)s' },
    name: `uq_${'t'.repeat(52)}_48b6`,
  },
  {
    claim: 'leaves a name of 64 characters to MySQL',
    kind: 'uq',
    columns: ['a'],
    table: 't'.repeat(61),
    naming: { uq: 'uq_%(table_name)s' },
    limit: 64,
    name: `uq_${'t'.repeat(61)}`,
  },
  {
    claim: 'cuts a name of 65 characters for MySQL',
    kind: 'uq',
    columns: ['a'],
    table: 't'.repeat(62),
    naming: { uq: 'uq_%(table_name)s' },
    limit: 64,
    name: `uq_${'t'.repeat(53)}_2986`,
  },
  {
    claim: 'cuts a name of the article by the hash of the whole',
    kind: 'ix',
    columns: ['organisation_id', 'valid_from', 'valid_until'],
    table: 'user_account_subscription_history',
    naming: article,
    name: 'ix__user_account_subscription_history__organisation_id__a1e9',
  },
  {
    claim: 'cuts the same name behind another letter for MySQL, by the same hash',
    kind: 'ix',
    columns: ['organisation_id', 'valid_from', 'valid_until'],
    table: 'user_account_subscription_history',
    naming: article,
    limit: 64,
    name: 'ix__user_account_subscription_history__organisation_id_v_a1e9',
  },
  {
    claim: 'cuts the name of a foreign key',
    kind: 'fk',
    columns: ['purchase_order_line_item_id'],
    table: 'purchase_order_line_item_allocation',
    referred: { table: 'purchase_order_line_item', columns: ['id'] },
    naming: article,
    name: 'fk__purchase_order_line_item_allocation__purchase_order_0eab',
  },
  {
    claim: 'cuts the embellished name of a check',
    kind: 'ck',
    given: 'price_is_positive_and_finite',
    table: 't'.repeat(40),
    naming: recommended,
    name: 'ck_tttttttttttttttttttttttttttttttttttttttt_price_is_po_e845',
  },
  {
    claim: 'cuts the name of a primary key',
    kind: 'pk',
    columns: ['id'],
    table: 'a'.repeat(100),
    naming: recommended,
    name: 'pk_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_df21',
  },
  {
    claim: 'tells two long names with one beginning apart',
    kind: 'ix',
    columns: ['thisisanextremelylongcolumnname_alpha'],
    table: 'averyveryverylongtablename',
    naming: recommended,
    name: 'ix_averyveryverylongtablename_thisisanextremelylongcolu_30a2',
  },
  {
    claim: 'tells the other of them apart',
    kind: 'ix',
    columns: ['thisisanextremelylongcolumnname_beta'],
    table: 'averyveryverylongtablename',
    naming: recommended,
    name: 'ix_averyveryverylongtablename_thisisanextremelylongcolu_376b',
  },
  {
    claim: 'cuts to the limit of a narrower database',
    kind: 'ix',
    columns: ['thisisanextremelylongcolumnname_beta'],
    table: 'averyveryverylongtablename',
    naming: recommended,
    limit: 30,
    name: 'ix_averyveryverylongta_376b',
  },
  {
    claim: 'raises for a given name that is too long, and cuts none',
    kind: 'uq',
    given: 'x'.repeat(64),
    columns: ['email'],
    naming: recommended,
    name: 'error',
  },
];
