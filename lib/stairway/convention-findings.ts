import { auditTables } from '../catalog/audit-catalog.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Finding } from '../catalog/finding.ts';
import { settleHistory } from '../migration/convention-history.ts';
import type { MigrationFile } from '../source/migration-file.ts';
import type { ClimbPlan } from './climb-plan.ts';

/**
 * Finds the names and comments that a migration brings and that break the conventions. Names that
 * were given by hand are no fault: conventions keep them. What older migrations brought, or such as
 * stand before all conventions, is not told again.
 */
export class ConventionFindings {
  readonly #plan: ClimbPlan;
  readonly #holdsFor: (instant: number | undefined) => boolean;
  /** Of migrations to which no convention applies. */
  readonly #excused = new Set<string>();

  constructor(plan: ClimbPlan) {
    this.#plan = plan;
    const history = settleHistory(plan.conventions);
    this.#holdsFor = (instant) => history(instant) !== undefined;
  }

  /** What a migration brought. */
  broughtBy(file: MigrationFile, before: Catalog, after: Catalog): Finding[] {
    const old = new Set(before.tables);
    const tables = after.tables.filter((table) => !old.has(table));
    const places = new Set(tables.map(placeOf));
    const touched = before.tables.filter((table) => places.has(placeOf(table)));
    const known = new Set(this.#audit(before, touched).map(keyOf));
    const brought = this.#audit(after, tables).filter((each) => !known.has(keyOf(each)));
    if (this.#holdsFor(file.instant)) return brought;
    for (const finding of brought) this.#excused.add(keyOf(finding));
    return [];
  }

  /** Takes what a migration brought that is not tested as excused. */
  excuse(before: Catalog, after: Catalog): void {
    const known = new Set(this.#audit(before).map(keyOf));
    for (const finding of this.#audit(after)) {
      if (!known.has(keyOf(finding))) this.#excused.add(keyOf(finding));
    }
  }

  /** What is left of it in the end. */
  remainingIn(catalog: Catalog): Finding[] {
    return this.#audit(catalog).filter((finding) => !this.#excused.has(keyOf(finding)));
  }

  #audit(catalog: Catalog, tables = catalog.tables): Finding[] {
    const { names, comments } = this.#plan.checks;
    return auditTables(tables, catalog, this.#plan.conventions).filter(({ code }) =>
      code === 'E_COMMENT_MISSING' ? comments : names && code !== 'E_NAME_BY_HAND',
    );
  }
}

function placeOf({ schema, name }: Catalog['tables'][number]): string {
  return JSON.stringify([schema, name]);
}

function keyOf({ code, where }: Finding): string {
  return JSON.stringify([code, where]);
}
