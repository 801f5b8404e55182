import { Group, Switch, Text } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { TextLink } from "../../components/links/links.tsx";
import { NativeLink } from "../../components/links/native-link.tsx";
import { Page } from "../../components/page/page.tsx";
import { SampleBadge } from "../../components/sample-badge/sample-badge.tsx";
import { ScanButtons } from "../../components/scan-cell/scan-buttons.tsx";
import { Waiting } from "../../components/states/waiting.tsx";
import { useImage } from "../../data/use-image.ts";
import { repositoryOf } from "../../url/image-path.ts";
import { ArtifactsList } from "./artifacts-list.tsx";

const path = "/images/$registry/$space/$repository";
const route = getRouteApi(`/inside${path}`);

export function ImagePage() {
  const { t } = useTranslation();
  const params = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: path });
  const repository = repositoryOf(params);
  const image = useImage(params.registry, repository);
  const registry = image.data?.registry;
  return (
    <Page
      title={repository}
      above={
        <Group gap={6}>
          <TextLink to="/images" search={{ registry: params.registry }} size="xs">
            {registry?.name ?? t("frame.images")}
          </TextLink>
          {image.data && (
            <>
              <Text size="xs" c="dimmed" aria-hidden>
                /
              </Text>
              <TextLink
                to="/images"
                search={{ registry: params.registry, space: image.data.space }}
                size="xs"
              >
                {image.data.space}
              </TextLink>
            </>
          )}
          {registry?.sample && <SampleBadge />}
        </Group>
      }
      aside={
        <Group gap="xs" wrap="nowrap">
          <NativeLink name={repository} href={image.data?.nativeUrl} />
          {image.data?.newest && (
            <ScanButtons artifact={image.data.newest} name={image.data.newest.tags[0] ?? ""} />
          )}
          <Switch
            size="sm"
            label={t("image.showUntagged")}
            checked={search.untagged ?? false}
            onChange={(event) => {
              const untagged = event.currentTarget.checked || undefined;
              void navigate({ search: (now) => ({ ...now, untagged }), replace: true });
            }}
          />
        </Group>
      }
    >
      <Waiting for={image} />
      {image.data && (
        <ArtifactsList
          image={image.data}
          untagged={search.untagged ?? false}
          open={search.open ?? []}
          onOpen={(open) => void navigate({ search: (now) => ({ ...now, open }), replace: true })}
          onShowUntagged={() =>
            void navigate({ search: (now) => ({ ...now, untagged: true }), replace: true })
          }
        />
      )}
    </Page>
  );
}
