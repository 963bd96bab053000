import { checkKinds } from './check-kind.ts';
import { reportTo } from './compilation.ts';
import type { ColumnBuilderInternals, TableBuilderInternals } from './knex-internals.ts';
import { rememberKeyName } from './key-name.ts';

type TableBuilderClass = new (...args: never[]) => TableBuilderInternals;
type ColumnBuilderClass = new (...args: never[]) => ColumnBuilderInternals;
type References = { references(column: unknown): unknown };

/** Knex's table builder, which takes `schema.table.column` apart right. */
export function tableBuilderMixin(Base: TableBuilderClass): TableBuilderClass {
  return class extends Base {
    override foreign(...args: unknown[]): unknown {
      const chain = super.foreign(...args) as References;
      const { references } = chain;
      chain.references = (column) => {
        const parts = typeof column === 'string' ? column.split('.') : [];
        if (parts.length < 3) return references.call(chain, column);
        const name = parts.pop();
        const { on } = references.call(chain, name) as { on(table: string): unknown };
        return on(parts.join('.'));
      };
      return chain;
    }
  };
}

/** Knex's column builder, which sees what Knex drops silently. */
export function columnBuilderMixin(Base: ColumnBuilderClass): ColumnBuilderClass {
  class Guarded extends Base {
    override primary(...args: unknown[]): unknown {
      rememberKeyName(this, args[0]);
      return super.primary(...args);
    }
  }
  for (const { method } of checkKinds) {
    const original = Base.prototype[method] as (...args: unknown[]) => unknown;
    Guarded.prototype[method] = function check(this: ColumnBuilderInternals, ...args: unknown[]) {
      if (method in this._modifiers) {
        reportTo(this, {
          code: 'E_CHECK_REPLACED',
          where: `${this._tableBuilder._tableName}, ${String(this._args[0])}.${method}()`,
          what: 'is called twice, and Knex keeps the last call only',
          repair: "Write the second as table.check('…', [], 'name').",
        });
      }
      return original.apply(this, args);
    };
  }
  return Guarded;
}

/** Refuses an async callback: Knex 3.3.0 does not await it and loses its later columns. */
export function guardTableCallback(builder: TableBuilderInternals): TableBuilderInternals['_fn'] {
  const { _fn: callback } = builder;
  if (callback === null) return null;
  return function guarded(this: unknown, table: unknown) {
    const result = callback.call(this, table);
    if (isThenable(result)) {
      // Its own failure, after an await, is of a table that is not built.
      result.then(undefined, () => {});
      reportTo(builder, {
        code: 'E_ASYNC_CALLBACK',
        where: `${builder._tableName}, its callback`,
        what: 'is async; Knex does not wait for it and would lose what follows an await',
        repair: 'Await before the call, and describe the table in a plain function.',
      });
    }
    return result;
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
