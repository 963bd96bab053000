import type { Problem } from '../errors.ts';
import type { FileTemplate, RevisionName } from '../revision/file-template.ts';
import { parseRevisionName } from '../revision/revision-name.ts';
import { reasonAgainstName, stemOf } from './file-name.ts';
import { stampImpossible, stampMissing } from './file-problems.ts';
import type { SourceEntry } from './source-entry.ts';

/** How names are read. */
export interface NamingConfig {
  readonly template: FileTemplate;
  readonly legacy: 'refuse' | 'as-knex';
}

/** What an entry is: a migration of the template or of old, none at all, or one at fault. */
export type Finding =
  | { readonly kind: 'aside'; readonly reason: string }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'legacy' }
  | { readonly kind: 'named'; readonly name: RevisionName };

/** Takes an entry for what its name says and, where the name says nothing, what it exports. */
export function classifyEntry(entry: SourceEntry, { template, legacy }: NamingConfig): Finding {
  if (entry.isFolder) return { kind: 'aside', reason: 'a folder' };
  const isLegacyAllowed = legacy === 'as-knex';
  const reason = reasonAgainstName(entry, isLegacyAllowed);
  if (reason !== undefined) return { kind: 'aside', reason };

  const stem = stemOf(entry.file);
  const isTest = /\.(?:test|spec)$/u.test(stem);
  const name = isLegacyAllowed
    ? (template.parse(stem) ?? { fault: 'none' as const })
    : parseRevisionName(stem, template);
  if (!('fault' in name) && !isTest) return { kind: 'named', name };

  // What begins with a digit means to be ordered; all else is asked what it exports.
  const isOrdered = /^\d/u.test(entry.file) && !isTest;
  if (!isOrdered && entry.exportsMigration() === false) {
    return {
      kind: 'aside',
      reason: `${isTest ? 'a test' : 'a helper'}: exports no up and no down`,
    };
  }
  if (!('fault' in name)) return { kind: 'named', name };
  if (isLegacyAllowed) return { kind: 'legacy' };
  return {
    kind: 'problem',
    problem:
      name.fault === 'impossible'
        ? stampImpossible(entry.where, name.text)
        : stampMissing(entry.where),
  };
}
