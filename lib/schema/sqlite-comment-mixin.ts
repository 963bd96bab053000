import { planOf, type TableCompilerClass } from './compiler-mixin.ts';
import type {
  ClientInternals,
  SchemaBuilderInternals,
  SchemaCompilerInternals,
  TableCompilerInternals,
} from './knex-internals.ts';
import { copyQuery, forgetQuery, keepQueries, moveQuery } from './sqlite-comments.ts';
import { storedTableOf } from './stored-table.ts';
import { listOf } from './list-of.ts';

/** Knex's table compiler for SQLite, which keeps comments in a table of their own. */
export function commentedTable(Base: TableCompilerClass): TableCompilerClass {
  return class extends Base {
    /** Added columns are there by now, and nothing else has changed yet. */
    override alterTable(): void {
      if (keepsComments(this)) {
        const { namer, comments } = planOf(this);
        if (this.method === 'createLike') {
          this.pushQuery(copyQuery(namer.table, namer.original, this.client));
        }
        const isNew = this.method === 'create';
        for (const query of keepQueries(namer.table, comments, isNew, this.client)) {
          this.pushQuery(query);
        }
      }
      super.alterTable();
    }

    commentColumn(column: string, text: string): void {
      if (!keepsComments(this)) return;
      const { namer } = planOf(this);
      const columns = new Map([[namer.storedColumn(column), text]]);
      const change = { table: undefined, columns };
      for (const query of keepQueries(namer.table, change, false, this.client)) {
        this.pushQuery(query);
      }
    }

    override renameColumn(from: string, to: string): void {
      super.renameColumn(from, to);
      if (!keepsComments(this)) return;
      const { namer } = planOf(this);
      const [before, after] = [from, to].map((name) => namer.storedColumn(name));
      this.pushQuery(moveQuery(namer.table, after ?? to, before, this.client));
    }

    override dropColumn(...given: unknown[]): void {
      super.dropColumn(...given);
      if (!keepsComments(this)) return;
      const { namer } = planOf(this);
      const columns = given
        .flatMap((column) => listOf(column))
        .map((column) => namer.storedColumn(column) ?? String(column));
      this.pushQuery(forgetQuery(namer.table, columns, this.client));
    }
  };
}

function keepsComments(compiler: TableCompilerInternals): boolean {
  return planOf(compiler).comments.config?.sqliteTable === true;
}

/** Makes the comments that SQLite keeps follow `dropTable` and `renameTable`. */
export function keepCommentsOfTables(
  compiler: SchemaCompilerInternals,
  builder: SchemaBuilderInternals,
  client: ClientInternals,
): void {
  for (const method of ['dropTable', 'dropTableIfExists'] as const) {
    const drop = compiler[method];
    compiler[method] = (name) => {
      drop.call(compiler, name);
      compiler.pushQuery(forgetQuery(storedTableOf(client, builder, name), undefined, client));
    };
  }
  const { renameTable } = compiler;
  compiler.renameTable = (from, to) => {
    renameTable.call(compiler, from, to);
    const { name: after } = storedTableOf(client, builder, to);
    compiler.pushQuery(moveQuery(storedTableOf(client, builder, from), after, undefined, client));
  };
}
