import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { Server, ServerProduct } from './server.ts';
import type { ServerOptions } from './throwaway.ts';
import { imageMissing, noEngine, notStarted } from './no-container.ts';

/**
 * Starts a server in Docker, its data in memory. Testcontainers removes it after a crash, too.
 *
 * @throws NoContainerError where no engine answers, it has no such image, or the server does not start
 * @throws whatever Node says where testcontainers is not installed
 */
export async function startContainer(
  { title, container }: ServerProduct,
  { image = container.image }: ServerOptions,
): Promise<Server> {
  const { GenericContainer, getContainerRuntimeClient, ImageName, Wait } =
    await import('testcontainers');
  // Each on its own, so that an error says which of them it was.
  const engine = await getContainerRuntimeClient().catch(noEngine);
  // With the registry that TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX puts before it.
  const name = ImageName.fromString(image);
  await engine.image.pull(name).catch((error: unknown) => imageMissing(name.string, error));

  const log = new LastWords();
  const label = `knex-stairway-${randomUUID()}`;
  const started = await new GenericContainer(image)
    .withEnvironment(container.environment)
    .withLabels({ [label]: 'true' })
    .withCommand([...container.command])
    .withTmpFs({ [container.folder]: 'rw' })
    .withExposedPorts(container.port)
    .withLogConsumer((stream) => log.follow(stream))
    // The images set themselves up on a server that does not listen.
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(container.startupMs)
    .start()
    .catch(async (error: unknown) => {
      // One that ended before testcontainers asked for its port was not followed, and is left there.
      const ended = await engine.container.fetchByLabel(label, 'true', { status: ['exited'] });
      if (ended !== undefined) log.follow(await engine.container.logs(ended));
      const said = await log.read();
      // Ryuk would, too.
      await ended?.remove({ v: true }).catch(() => {});
      return notStarted(name.string, error, said);
    });
  const scheme = container.port === 5432 ? 'postgres' : 'mysql';
  const host = `${started.getHost()}:${started.getMappedPort(container.port)}`;
  return {
    url: `${scheme}://${container.login}@${host}/`,
    where: `${title} in Docker (${name.string})`,
    stop: async () => void (await started.stop()),
  };
}

/** The end of what a container writes: it may live for hours, and what it says is seldom asked for. */
class LastWords {
  #text = '';
  #ended: Promise<unknown> = Promise.resolve();

  follow(stream: Readable): void {
    this.#text = '';
    stream.on('data', (text) => (this.#text = `${this.#text}${text}`.slice(-2000)));
    this.#ended = new Promise((resolve) => void stream.once('close', resolve).once('end', resolve));
  }

  /** What a container that has just ended wrote may still be on its way. */
  async read(): Promise<string> {
    await Promise.race([this.#ended, sleep(2000)]);
    return this.#text;
  }
}
