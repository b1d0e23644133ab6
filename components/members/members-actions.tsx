import { CircleHelp, Download, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { changesPath } from "#components/bulk-changes/change-paths.ts";
import { DownloadLink } from "#components/ui/download-link.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { CallRef } from "#lib/access.ts";
import { type Filter, filterToText, type SortBy, sortToText } from "#lib/queries/rules.ts";
import { joiningPath, membersPath } from "./member-paths.ts";

/** The links above a list of members; the export has the same filter and order as the list. */
export function MembersActions({
  call,
  filter,
  sort,
}: {
  call: CallRef;
  filter: Filter;
  sort: readonly SortBy[];
}) {
  const t = useTranslations("members");
  const query = new URLSearchParams({ filter: filterToText(filter), sort: sortToText(sort) });
  return (
    <>
      <LinkButton href={`${membersPath(call)}/add`} icon={<Icon of={UserPlus} />}>
        {t("addPeople")}
      </LinkButton>
      <DownloadLink
        href={`/api/export/members/${call.type}/${call.id}?${query}`}
        icon={<Icon of={Download} />}
      >
        {t("exportCsv")}
      </DownloadLink>
      <LinkButton href={changesPath(call)} variant="secondary">
        {t("bulkChanges")}
      </LinkButton>
      <LinkButton href={joiningPath(call)} variant="secondary" icon={<Icon of={CircleHelp} />}>
        {t("whyNotJoin")}
      </LinkButton>
    </>
  );
}
