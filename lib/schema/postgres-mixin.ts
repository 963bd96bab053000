import { nameEnumCheck, type CompilerMixin } from './compiler-mixin.ts';

/** `?` would become `$1`; an apostrophe would end the text (knex 3.3.0, #5626). */
function escapeEnumValue(value: unknown): string {
  return String(value)
    .replaceAll("'", "''")
    .replaceAll('?', String.raw`\?`);
}

export const postgresMixin: CompilerMixin = {
  table: (Base) => Base,
  column: (Base) =>
    class extends Base {
      override enu(allowed: readonly unknown[] | null, options?: unknown): string {
        return nameEnumCheck(super.enu(allowed?.map(escapeEnumValue) ?? null, options), this);
      }
    },
};
