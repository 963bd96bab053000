/** What the comment at the top of a migration file says of it. */
export interface Header {
  /** The text before the fields; empty where there is none. */
  readonly message: string;
  readonly revision: string | undefined;
  /** The revisions that this one follows: none for the first, several where branches meet. */
  readonly revises: readonly string[];
  /** ISO 8601, as written. */
  readonly created: string | undefined;
}

const fields = { revision: 'Revision', revises: 'Revises', created: 'Created' } as const;

/**
 * Reads the header of a migration file: the first comment of it that has one of the fields.
 *
 * @returns undefined where no comment has a field
 */
export function parseHeader(text: string): Header | undefined {
  for (const [comment] of text.matchAll(/\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*(?:\r?\n|$))+/gmu)) {
    const lines = comment
      .replaceAll(/^\/\*+!?|\*+\/$/gu, '')
      .split(/\r?\n/u)
      .map((line) => line.replace(/^\s*(?:\/\/+|\*)?\s?/u, '').trimEnd());
    const values = new Map<string, string>();
    const message: string[] = [];
    for (const line of lines) {
      const match = /^\s*(?<key>Revision|Revises|Created)(?: ID)?:\s*(?<value>.*)$/u.exec(line);
      if (match?.groups === undefined) {
        if (values.size === 0) message.push(line);
      } else {
        values.set(match.groups['key'] ?? '', match.groups['value'] ?? '');
      }
    }
    if (values.size === 0) continue;
    return {
      message: message.join('\n').trim(),
      revision: values.get(fields.revision) || undefined,
      revises: (values.get(fields.revises) ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && name !== 'None'),
      created: values.get(fields.created) || undefined,
    };
  }
  return undefined;
}

/** Writes the header as a docblock, without a line break at its end. */
export function formatHeader(header: Header): string {
  const lines = [
    ...header.message.replaceAll('*/', '* /').split(/\r?\n/u),
    '',
    `${fields.revision}: ${header.revision ?? ''}`,
    `${fields.revises}: ${header.revises.join(', ')}`,
    `${fields.created}: ${header.created ?? ''}`,
  ];
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
}
