/**
 * Checked by tsc only: `withConventions` returns the type that it is given, and takes nothing else.
 */
import type { Knex } from 'knex';
import {
  commentColumn,
  defaultNaming,
  uncommented,
  verbatim,
  withConventions,
  type Conventions,
  type NamingConvention,
} from '../../lib/index.ts';

/** True where two types are one: assignable both ways, as arguments and as results. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where its type argument is `true`. */
function claim<_Claim extends true>(): void {}

interface Member {
  id: number;
  name: string;
}

declare const knex: Knex;
declare const typed: Knex<Member, Member[]>;
declare const trx: Knex.Transaction;
declare const typedTrx: Knex.Transaction<Member, Member[]>;

export function keepsTypes(): void {
  const wrapped = withConventions(knex);
  claim<Same<typeof wrapped, Knex>>();
  const wrappedTyped = withConventions(typed);
  claim<Same<typeof wrappedTyped, Knex<Member, Member[]>>>();
  const wrappedTrx = withConventions(trx);
  claim<Same<typeof wrappedTrx, Knex.Transaction>>();
  const wrappedTypedTrx = withConventions(typedTrx, {});
  claim<Same<typeof wrappedTypedTrx, Knex.Transaction<Member, Member[]>>>();
  const schema = withConventions(knex.schema);
  claim<Same<typeof schema, Knex.SchemaBuilder>>();
  const created = withConventions(knex.schema).createTable('t', (table) => {
    claim<Same<typeof table, Knex.CreateTableBuilder>>();
  });
  claim<Same<typeof created, Knex.SchemaBuilder>>();

  // @ts-expect-error a transaction is asked for, and a Knex is none
  const noTransaction: Knex.Transaction = withConventions(knex);
  void noTransaction;
}

export function keepsRows(): void {
  const rows: PromiseLike<Member[]> = withConventions(knex)<Member>('member').select('*');
  void rows;
  // @ts-expect-error a member has no age
  void withConventions(knex)<Member>('member').where({ age: 3 });
}

export function takesNothingElse(): void {
  // @ts-expect-error a text is no Knex
  withConventions('postgres://');
  // @ts-expect-error a query builder has no schema
  withConventions(knex('t'));
  // @ts-expect-error nothing
  withConventions(undefined);
}

export function takesConventions(): void {
  const naming: NamingConvention = {
    ...defaultNaming,
    ix: 'ix__%(table_name)s__%(short)s',
    short: (constraint, table) => {
      claim<Same<typeof constraint.columns, readonly string[]>>();
      claim<Same<typeof table.schema, string | undefined>>();
      return constraint.columns.join();
    },
  };
  withConventions(knex, { naming });
  withConventions(knex, { naming: false, carryNames: false, since: new Date() });
  // @ts-expect-error there is no such option
  withConventions(knex, { nameing: naming });
  // @ts-expect-error true says nothing: the default is the default convention
  withConventions(knex, { naming: true });
  // @ts-expect-error a token returns a text
  const wrong: Conventions = { naming: { ix: '%(n)s', n: () => 3 } };
  void wrong;
  // @ts-expect-error what the conventions say is settled
  defaultNaming.pk = 'pk';
}

export function marksNames(): void {
  const name = verbatim('as_it_is');
  claim<Same<typeof name, string>>();
  // @ts-expect-error a name is a text
  verbatim(3);
}

export function takesComments(): void {
  withConventions(knex, { comments: false });
  withConventions(knex, { comments: { tables: 'optional', except: ['audit', /\.id$/u] } });
  // @ts-expect-error true says nothing: the default is required
  withConventions(knex, { comments: { tables: true } });
  void withConventions(knex.schema).alterTable('t', (table) => {
    table.comment(uncommented('why'));
    const column = table.string('a').comment(uncommented('why'));
    claim<Same<typeof column, Knex.ColumnBuilder>>();
    commentColumn(table, 'a', 'text');
    // @ts-expect-error a reason is asked for
    uncommented();
  });
}
