import { SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** A missing page and a forbidden one look the same. */
export function StaffNotFound() {
  const t = useTranslations("accounts");
  return (
    <>
      <PageHeader title={t("notFound")} />
      <EmptyState
        icon={<Icon of={SearchX} />}
        title={t("notFoundTitle")}
        action={<LinkButton href="/">{t("goHome")}</LinkButton>}
      >
        {t("notFoundHint")}
      </EmptyState>
    </>
  );
}
