/** What orders a migration and tells it from others. */
export interface PlainName {
  /** Milliseconds since 1970 (UTC). */
  readonly instant: number;
  readonly revision: string | undefined;
}

// Epoch seconds, an identifier or what cannot begin one, and nothing but letters, figures, underscores
// and hyphens before the extension of a module. Without groups they take half of the time.
const withRevision = /^[1-9]\d{8,9}_[0-9a-f]{12}_[\w-]*\.[cm]?[jt]s$/;
const withoutRevision = /^[1-9]\d{8,9}_(?=[0-9A-Za-z])(?![0-9a-f]{4})[\w-]*\.[cm]?[jt]s$/;

/**
 * Reads a file name of the kind that most are of. Whether it is that of a module, a test or a declaration,
 * in which Unicode form it is, and what its stem says are questions of their own for all others, and take
 * four times as long.
 *
 * @returns what `classifyFile` finds under the default template and `legacy: 'refuse'`; undefined for a
 * name that is to be asked more
 */
export function readPlainName(file: string): PlainName | undefined {
  const hasRevision = withRevision.test(file);
  if (!hasRevision && !withoutRevision.test(file)) return undefined;
  const end = file[9] === '_' ? 9 : 10;
  let seconds = 0;
  for (let index = 0; index < end; index += 1) {
    seconds = seconds * 10 + file.charCodeAt(index) - 0x30;
  }
  return {
    instant: seconds * 1000,
    revision: hasRevision ? file.slice(end + 1, end + 13) : undefined,
  };
}
