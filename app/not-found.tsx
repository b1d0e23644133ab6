import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { LinkButton } from "#components/ui/link-button.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("site");
  return { title: t("pageNotFound") };
}

export default function NotFound() {
  const t = useTranslations("site");
  return (
    <Surface audience="patient">
      <OneThingPage
        title={t("pageNotFound")}
        lead={t("pageNotFoundLead")}
        actions={
          <LinkButton href="/" full>
            {t("toStart")}
          </LinkButton>
        }
      >
        <p>{t("haveVisitOpenMessage")}</p>
      </OneThingPage>
    </Surface>
  );
}
