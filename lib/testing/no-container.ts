import { messageOf } from '../errors.ts';

/** Why Docker gave no server, and what to do about it. */
export class NoContainerError extends Error {
  override readonly name = 'NoContainerError';
  /** As an imperative sentence. */
  readonly repair: string;

  constructor(what: string, repair: string, cause: unknown) {
    super(what, { cause });
    this.repair = repair;
  }
}

/** How many of its last lines are shown of a server that did not start. */
const lastLines = 4;

/** @throws NoContainerError, always: neither at DOCKER_HOST nor in the usual places is an engine */
export function noEngine(error: unknown): never {
  const { DOCKER_HOST: host } = process.env;
  throw new NoContainerError(
    `no Docker engine answers (DOCKER_HOST is ${host || 'not set'})`,
    'Start Docker, or set DOCKER_HOST to the socket of Docker or Podman.',
    error,
  );
}

/** @throws NoContainerError, always: the engine has not this image and cannot get it */
export function imageMissing(image: string, error: unknown): never {
  throw new NoContainerError(
    `there is no image ${image}, and it cannot be pulled (${textOf(error)})`,
    `See what \`docker pull ${image}\` says, or name another one as image.`,
    error,
  );
}

/**
 * @param said what the container has written, to its end
 * @throws NoContainerError, always: the container did not come so far as to take connections
 */
export function notStarted(image: string, error: unknown, said: string): never {
  const lines = said.trimEnd().split('\n').slice(-lastLines);
  const log = said.trim() === '' ? '' : `; its last lines:\n      ${lines.join('\n      ')}`;
  throw new NoContainerError(
    `a container of ${image} did not start (${textOf(error)})${log}`,
    isOfReaper(error)
      ? 'Pull the image testcontainers/ryuk, too, which removes containers after a crash; TESTCONTAINERS_RYUK_DISABLED=true does without.'
      : 'Name an image of this kind of server as image, or see what DEBUG=testcontainers* says.',
    error,
  );
}

/** The image of the server is there by then: what else is pulled is what removes it. */
function isOfReaper(error: unknown): boolean {
  return /no such image|\bpull\b|manifest|registry/iu.test(messageOf(error));
}

/** In one line, without the full stops that some end in. */
function textOf(error: unknown): string {
  return messageOf(error)
    .replaceAll(/\s+/gu, ' ')
    .replace(/[\s.]+$/u, '');
}
