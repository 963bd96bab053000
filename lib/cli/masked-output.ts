import type { Knex } from 'knex';
import { maskSecrets, secretsOf } from '../service/mask-secrets.ts';
import type { Output } from './command.ts';

/** Of every configuration that this process has loaded: whoever prints them, they are secret. */
const secrets = new Set<string>();

/** Keeps the passwords of a configuration out of all that is printed from now on. */
export function keepSecretsOf(config: Knex.Config): void {
  for (const secret of secretsOf(config)) secrets.add(secret);
}

/** An output in which no password appears. */
export function maskedOutput(output: Output): Output {
  const mask = (line: string): string => maskSecrets(line, secrets);
  return {
    out: (line) => output.out(mask(line)),
    err: (line) => output.err(mask(line)),
    // Whether it is there tells whether a person looks on.
    ...(output.show === undefined ? {} : { show: (line) => output.show?.(mask(line)) }),
  };
}
