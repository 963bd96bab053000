import type { Server, ServerProduct } from './server.ts';
import type { ServerOptions } from './throwaway.ts';

/**
 * Starts a server in Docker, its data in memory. Testcontainers removes it after a crash, too.
 *
 * @throws whatever testcontainers says: it is not installed, no engine answers, no such image
 */
export async function startContainer(
  { title, container }: ServerProduct,
  { image = container.image }: ServerOptions,
): Promise<Server> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const started = await new GenericContainer(image)
    .withEnvironment(container.environment)
    .withCommand([...container.command])
    .withTmpFs({ [container.folder]: 'rw' })
    .withExposedPorts(container.port)
    // The images set themselves up on a server that does not listen.
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  const scheme = container.port === 5432 ? 'postgres' : 'mysql';
  const host = `${started.getHost()}:${started.getMappedPort(container.port)}`;
  return {
    url: `${scheme}://${container.login}@${host}/`,
    where: `${title} in Docker (${image})`,
    stop: async () => void (await started.stop()),
  };
}
