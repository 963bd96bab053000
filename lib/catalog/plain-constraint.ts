import type { CatalogConstraint } from './catalog.ts';

/** What a constraint is that refers to nothing, defers nothing and has been validated. */
export const plainConstraint: Omit<CatalogConstraint, 'kind' | 'name' | 'columns' | 'definition'> =
  {
    referredSchema: null,
    referredTable: null,
    referredColumns: [],
    onUpdate: null,
    onDelete: null,
    deferrable: 'no',
    validated: true,
    comment: null,
  };
