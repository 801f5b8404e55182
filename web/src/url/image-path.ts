/** The path parameters of an image's page. */
export type ImagePath = { registry: string; space: string; repository: string };

type Named = {
  readonly registry: { readonly id: string };
  readonly space: string;
  readonly repository: string;
};

/** Stands for "nothing here"; no part of a repository's name may start with it (OCI distribution). */
const none = "_";

/** The space is shown apart from the rest of the repository's path, which may hold slashes. */
export function imagePath(image: Named): ImagePath {
  const inSpace = image.space !== "" && image.repository.startsWith(`${image.space}/`);
  const rest = inSpace ? image.repository.slice(image.space.length + 1) : image.repository;
  const space = inSpace || rest === image.space ? image.space : none;
  return {
    registry: image.registry.id,
    space,
    repository: rest === image.space && !inSpace ? none : rest,
  };
}

/** The whole repository path again. */
export function repositoryOf(path: ImagePath): string {
  if (path.space === none) return path.repository;
  return path.repository === none ? path.space : `${path.space}/${path.repository}`;
}
