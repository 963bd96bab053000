import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseHeader } from '../revision/header.ts';

/**
 * Reads what a migration says it does: the message of its header.
 *
 * @param item what the source has listed; one of Knex's own files, too
 * @returns empty where the file is not to be had, or has no header
 */
export function readMessage(item: unknown): string {
  const path = pathOf(item);
  if (path === undefined) return '';
  try {
    return parseHeader(readFileSync(path, 'utf8'))?.message ?? '';
  } catch {
    return '';
  }
}

/** Knex's own source lists { directory, file } (3.3.0, fs-migrations.js). */
function pathOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { path, directory, file } = item as Readonly<Record<string, unknown>>;
  if (typeof path === 'string') return path;
  return typeof directory === 'string' && typeof file === 'string'
    ? resolve(directory, file)
    : undefined;
}
