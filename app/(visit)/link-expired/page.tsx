import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { Brand } from "#components/ui/brand.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("linkPage");
  return { title: t("expired") };
}

// Every response has its own nonce, so no page is prerendered.
export const dynamic = "force-dynamic";

/** For a browser whose link was revoked, replaced or has expired. */
export default function LinkExpiredPage() {
  const t = useTranslations("linkPage");
  return (
    <Surface audience="patient">
      <OneThingPage
        brand={<Brand />}
        title={t("expired")}
        lead={t("expiredLead")}
        footer={<p>{t("nothingLost")}</p>}
      >
        <h2 className="font-bold text-lg">{t("whatYouCanDo")}</h2>
        <ul className="flex list-disc flex-col gap-2 ps-6">
          <li>{t("openNewer")}</li>
          <li>{t("askForLink")}</li>
        </ul>
        <p>
          {t.rich("staffHint", {
            link: (chunks) => (
              <a href="/sign-in" className="link">
                {chunks}
              </a>
            ),
          })}
        </p>
      </OneThingPage>
    </Surface>
  );
}
