import { revisionPattern, type FileTemplate, type RevisionName } from './file-template.ts';
import { readStamp } from './stamp.ts';

/** Why a file name says no instant. */
export type NameFault =
  | { readonly fault: 'impossible'; readonly text: string }
  | { readonly fault: 'none' };

let revisionAtStart: RegExp | undefined;

/**
 * Reads a file name without its extension: by the template, else by any stamp that is known.
 *
 * @example
 * parseRevisionName('1728372261_c0a05e0cd317_add_user', template);
 * // { instant: 1728372261000, revision: 'c0a05e0cd317', slug: 'add_user' }
 */
export function parseRevisionName(stem: string, template: FileTemplate): RevisionName | NameFault {
  const byTemplate = template.parse(stem);
  if (byTemplate !== undefined) return byTemplate;
  const stamp = readStamp(stem);
  if (stamp.kind === 'none') return { fault: 'none' };
  if (stamp.kind === 'impossible') return { fault: 'impossible', text: stamp.text };
  const rest = withoutSeparator(stamp.rest);
  // Made when it is asked for, as the patterns of stamps are.
  revisionAtStart ??= new RegExp(`^(${revisionPattern})(?![\\p{L}\\p{N}])`, 'u');
  const revision = revisionAtStart.exec(rest)?.[1];
  const slug = revision === undefined ? rest : withoutSeparator(rest.slice(revision.length));
  return { instant: stamp.instant, revision, slug };
}

function withoutSeparator(text: string): string {
  return text.replace(/^[_\-. ]+/u, '');
}
