import { checkKinds } from './check-kind.ts';
import { markCommentable } from './comment-column.ts';
import { reportTo } from './compilation.ts';
import type { ColumnBuilderInternals, TableBuilderInternals } from './knex-internals.ts';
import { rememberAutomatic, rememberCheck, rememberKeyName } from './column-memory.ts';

type TableBuilderClass = new (...args: never[]) => TableBuilderInternals;
type ColumnBuilderClass = new (...args: never[]) => ColumnBuilderInternals;
interface References {
  references(column: unknown): unknown;
}

/** Knex's table builder, which takes `schema.table.column` apart right, and other comments than texts. */
export function tableBuilderMixin(Base: TableBuilderClass): TableBuilderClass {
  class Wrapped extends Base {
    /** Knex takes texts only; what else may stand there, the plan of the table tells. */
    override comment(value: unknown): void {
      this._single['comment'] = value;
    }

    override timestamps(...args: unknown[]): void {
      const before = this._statements.length;
      super.timestamps(...args);
      for (const statement of this._statements.slice(before)) {
        if (statement.grouping === 'columns') rememberAutomatic(statement.builder);
      }
    }

    override foreign(...args: unknown[]): unknown {
      const chain = super.foreign(...args) as References;
      // A column calls this for itself, and takes the text apart in its own `references`.
      if (args.length > 2) return chain;
      const { references } = chain;
      chain.references = (column) => referTo(column, (name) => references.call(chain, name));
      return chain;
    }
  }
  markCommentable(Wrapped.prototype);
  return Wrapped;
}

/** Takes `schema.table.column` apart at its last dot; Knex 3.3.0 takes `schema` for the table. */
function referTo(column: unknown, references: (column: unknown) => unknown): unknown {
  const parts = typeof column === 'string' ? column.split('.') : [];
  if (parts.length < 3) return references(column);
  const name = parts.pop();
  const { on } = references(name) as { on(table: string): unknown };
  return on(parts.join('.'));
}

/** Knex's column builder, which sees what Knex drops silently. */
export function columnBuilderMixin(Base: ColumnBuilderClass): ColumnBuilderClass {
  class Guarded extends Base {
    override primary(...args: unknown[]): unknown {
      rememberKeyName(this, args[0]);
      return super.primary(...args);
    }

    override check(...args: unknown[]): unknown {
      rememberCheck(this);
      return super.check(...args);
    }

    override references(column: unknown): unknown {
      return referTo(column, (name) => super.references(name));
    }
  }
  for (const method of ['unique', 'index'] as const) {
    const original = Base.prototype[method] as (...args: unknown[]) => unknown;
    Guarded.prototype[method] = function index(this: ColumnBuilderInternals, ...args: unknown[]) {
      if (this._type.toLowerCase().includes('increments')) {
        const column = String(this._args[0] ?? 'id');
        reportTo(this, {
          code: 'E_INCREMENTS_INDEX',
          where: `${this._tableBuilder._tableName}, ${column}.${method}()`,
          what: `stands on ${this._type}, where Knex drops it silently`,
          repair: `Leave it out, as a primary key is both; where it is none, write table.${method}(['${column}']).`,
        });
      }
      return original.apply(this, args);
    };
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
      rememberCheck(this);
      return original.apply(this, args);
    };
  }
  return Guarded;
}

/** Refuses an async callback: Knex 3.3.0 does not await it and loses its later columns. */
export function guardTableCallback(builder: TableBuilderInternals): TableBuilderInternals['_fn'] {
  const { _fn: callback } = builder;
  // A copy needs none.
  if (typeof callback !== 'function') return callback;
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
