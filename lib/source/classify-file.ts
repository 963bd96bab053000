import type { Problem } from '../errors.ts';
import type { FileTemplate, RevisionName } from '../revision/file-template.ts';
import { parseRevisionName } from '../revision/revision-name.ts';
import { composed, isModuleName, reasonAgainstName, splitFileName } from './file-name.ts';
import { stampImpossible, stampMissing } from './file-problems.ts';
import type { SourcePlace } from './source-entry.ts';

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
  | { readonly kind: 'named'; readonly name: RevisionName; readonly stem: string };

const noStamp = { fault: 'none' } as const;

/**
 * Takes a file for what its name says and, where the name says nothing, what it exports.
 *
 * @param key the file in its place; a name that says all needs no entry
 */
export function classifyFile(
  place: SourcePlace,
  key: string,
  { template, legacy }: NamingConfig,
): Finding {
  const file = place.fileOf(key);
  const isLegacyAllowed = legacy === 'as-knex';
  const { stem: written, extension } = splitFileName(file);
  const stem = composed(written);
  const isTest = stem.endsWith('.test') || stem.endsWith('.spec');
  const isModule = isModuleName(file, extension, isLegacyAllowed);
  const name = isLegacyAllowed
    ? (template.parse(stem) ?? noStamp)
    : parseRevisionName(stem, template);
  // A folder of such a name fails when it is loaded.
  if (isModule && !isTest && !('fault' in name)) return { kind: 'named', name, stem };

  const entry = place.entryOf(key);
  if (entry.isFolder) return { kind: 'aside', reason: 'a folder' };
  const reason = isModule ? undefined : reasonAgainstName(entry, extension);
  if (reason !== undefined) return { kind: 'aside', reason };
  // What begins with a digit means to be ordered; all else is asked what it exports.
  const isOrdered = /^\d/u.test(file) && !isTest;
  if (!isOrdered && entry.exportsMigration() === false) {
    return {
      kind: 'aside',
      reason: `${isTest ? 'a test' : 'a helper'}: exports no up and no down`,
    };
  }
  if (!('fault' in name)) return { kind: 'named', name, stem };
  if (isLegacyAllowed) return { kind: 'legacy' };
  return {
    kind: 'problem',
    problem:
      name.fault === 'impossible'
        ? stampImpossible(entry.where, name.text)
        : stampMissing(entry.where),
  };
}
