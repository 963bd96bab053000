import type { Problem } from '../errors.ts';
import type { FileTemplate } from '../revision/file-template.ts';
import { parseHeader } from '../revision/header.ts';
import type { MigrationFile } from '../source/migration-file.ts';

/** What a migration is asked for. */
export interface MessageSubject {
  readonly file: Pick<MigrationFile, 'file' | 'instant' | 'revision' | 'slug'>;
  /** How messages call it. */
  readonly where: string;
  /** Its source; undefined for a module, which is then held to its slug only. */
  readonly text: string | undefined;
}

/**
 * Finds out whether a migration says what it does: by the message in its header, and by the slug in
 * its name where the template has one. JavaScript without any comment passes for the output of a
 * compiler that removes them, and is not held to a header.
 */
export function problemsOfMessage(
  { file, where, text }: MessageSubject,
  template: FileTemplate,
): Problem[] {
  const problems: Problem[] = [];
  if (file.slug === '' && hasSlug(template)) {
    problems.push({
      code: 'E_SLUG_MISSING',
      where,
      what: 'has no slug in its name, which would say what it does',
      repair: `Rename it while no database has run it: ${exampleName(file, template)}.`,
    });
  }
  if (text === undefined || isBare(file.file, text)) return problems;
  const header = parseHeader(text);
  if (header === undefined) {
    problems.push({
      code: 'E_HEADER_MISSING',
      where,
      what: 'has no header, whose message would say what it does',
      repair: `Begin it as knex-stairway make does: /** What it does … ${fieldOf(file)} */`,
    });
  } else if (header.message === '') {
    problems.push({
      code: 'E_MESSAGE_MISSING',
      where,
      what: 'has a header without a message',
      repair: 'Write what it does above the fields of the header.',
    });
  }
  return problems;
}

function hasSlug(template: FileTemplate): boolean {
  const of = (slug: string): string => template.format({ instant: 0, revision: 'a1', slug });
  return of('one') !== of('other');
}

function exampleName(
  { file, instant = 0, revision }: MessageSubject['file'],
  template: FileTemplate,
): string {
  const extension = /(?:\.[cm]?[jt]s)?$/u.exec(file)?.[0] ?? '';
  return `${template.format({ instant, revision: revision ?? 'c0a05e0cd317', slug: 'what_it_does' })}${extension}`;
}

function fieldOf({ revision, instant }: MessageSubject['file']): string {
  return revision === undefined
    ? `Created: ${new Date(instant ?? 0).toISOString()}`
    : `Revision: ${revision}`;
}

function isBare(file: string, text: string): boolean {
  return /\.[cm]?js$/u.test(file) && !/\/\*|(?:^|\s)\/\/(?![#@] )/u.test(text);
}
