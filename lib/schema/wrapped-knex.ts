import type { Knex } from 'knex';
import type { ClientInternals, SchemaBuilderInternals } from './knex-internals.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Wraps a Knex or a transaction: its `schema` comes from the client that `derive` makes, and so does
 * that of every transaction that starts from it. All else is the original's own.
 */
export function wrapKnex<T extends Knex | Knex.Transaction>(
  target: T,
  derive: (client: ClientInternals) => ClientInternals,
): T {
  const client = derive(target.client as ClientInternals);
  const wrap = (knex: unknown): unknown => wrapKnex(knex as Knex, derive);
  /** A transaction with a callback hands it one, without a callback promises one. */
  const transaction =
    (method: 'transaction' | 'savepoint') =>
    (...args: unknown[]): unknown => {
      const [container, ...rest] = args;
      const start = (target as unknown as Record<typeof method, AnyFunction>)[method];
      return typeof container === 'function'
        ? start.call(target, (trx: unknown) => (container as AnyFunction)(wrap(trx)), ...rest)
        : (start.apply(target, args) as Promise<unknown>).then(wrap);
    };
  const overrides: Readonly<Record<string, () => unknown>> = {
    client: () => client,
    schema: () => followTransaction(client.schemaBuilder() as never, derive),
    transaction: () => transaction('transaction'),
    savepoint: () => transaction('savepoint'),
    transactionProvider: () => (config: Knex.TransactionConfig) => {
      const provide = target.transactionProvider(config);
      let provided: Promise<unknown> | undefined;
      return () => (provided ??= provide().then(wrap));
    },
    withUserParams: () => (params: object) => wrap((target as Knex).withUserParams(params)),
  };

  return new Proxy(target, {
    get(knex, property) {
      const override =
        typeof property === 'string' && Object.hasOwn(overrides, property) && property in knex
          ? overrides[property]
          : undefined;
      return override === undefined ? (Reflect.get(knex, property) as unknown) : override();
    },
    set: (knex, property, value) => Reflect.set(knex, property, value),
  });
}

/** Makes a builder follow the conventions also in the transaction that `transacting` is given. */
export function followTransaction(
  builder: SchemaBuilderInternals,
  derive: (client: ClientInternals) => ClientInternals,
): SchemaBuilderInternals {
  const { transacting } = Object.getPrototypeOf(builder) as SchemaBuilderInternals;
  builder.transacting = (transaction) => {
    transacting.call(builder, transaction);
    builder.client = derive(builder.client);
    return builder;
  };
  return builder;
}
