import { expect } from 'chai';
import { isGeneratedName } from '../../lib/catalog/generated-name.ts';
import type { ConstraintKind } from '../../lib/naming/convention.ts';

describe('isGeneratedName', () => {
  const table = 'a.User';
  const cases: readonly (readonly [ConstraintKind, readonly string[], string, boolean])[] = [
    ['pk', ['id'], 'a.User_pkey', true],
    ['fk', ['id'], 'a_user_id_foreign', true],
    ['fk', ['id'], 'a.user_ibfk_1', true],
    ['uq', ['a', 'b'], 'a_user_a_b_unique', true],
    ['uq', ['a', 'b'], 'a.User_a_b_key1', true],
    ['uq', ['a'], 'a_2', true],
    ['ix', ['a'], 'a_user_a_index', true],
    ['ix', ['a'], 'a.User_a_idx', true],
    ['ck', [], 'CONSTRAINT_1', true],
    ['ck', ['a'], 'a.user_a_check', true],
    ['ck', [], 'a.user_check1', true],
    ['ck', [], 'a.user_chk_1', true],
    ['ix', ['a'], 'by_a', false],
    ['ix', ['a'], 'a_user_b_index', false],
    ['ck', ['a'], 'positive', false],
    ['pk', ['id'], 'pk__user', false],
  ];
  for (const [kind, columns, name, expected] of cases) {
    it(`says ${expected} of ${name} (${kind} of ${columns.join(', ')})`, () => {
      expect(isGeneratedName(name, { kind, columns }, table)).to.equal(expected);
    });
  }
});
