/** A check that Knex has a method of its own for. */
export interface CheckKind {
  readonly method: string;
  /** Position of the name among its arguments. */
  readonly nameAt: number;
  /** What an unnamed check is called by, behind its column: `price_positive`. */
  readonly suffix: string;
}

export const checkKinds: readonly CheckKind[] = [
  { method: 'checkPositive', nameAt: 0, suffix: 'positive' },
  { method: 'checkNegative', nameAt: 0, suffix: 'negative' },
  { method: 'checkIn', nameAt: 1, suffix: 'in' },
  { method: 'checkNotIn', nameAt: 1, suffix: 'not_in' },
  { method: 'checkBetween', nameAt: 1, suffix: 'between' },
  { method: 'checkLength', nameAt: 2, suffix: 'length' },
  { method: 'checkRegex', nameAt: 1, suffix: 'regex' },
];
