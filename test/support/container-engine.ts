import { getContainerRuntimeClient, ImageName } from 'testcontainers';

/** What a Docker engine can do for the tests of this run: see `containerAbility`. */
export type ContainerAbility = 'no engine' | 'no image' | 'containers';

/** Looks for an engine, and gets the image where it can. */
export async function containerAbility(image: string): Promise<ContainerAbility> {
  const engine = await getContainerRuntimeClient().catch(() => undefined);
  if (engine === undefined) return 'no engine';
  return engine.image.pull(ImageName.fromString(image)).then(
    () => 'containers',
    () => 'no image',
  );
}

/** What the engine has of a container that publishes a port on this machine; undefined where none does. */
export async function containerOf(
  url: string,
): Promise<{ readonly memory: readonly string[] } | undefined> {
  const { container } = await getContainerRuntimeClient();
  const port = Number(new URL(url).port);
  const found = (await container.list()).find(({ Ports }) =>
    Ports.some(({ PublicPort }) => PublicPort === port),
  );
  if (found === undefined) return undefined;
  const { HostConfig } = await container.inspect(container.getById(found.Id));
  return { memory: Object.keys((HostConfig.Tmpfs as Record<string, string> | undefined) ?? {}) };
}
