import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Brand } from "#components/ui/brand.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { homeOfVisitor } from "#lib/accounts/server/find-home.ts";

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-lg border border-line bg-surface p-gap shadow-raised">
      <h2 className="font-bold text-lg">{title}</h2>
      {children}
    </section>
  );
}

/** The public front door. People who are signed in go straight to their own first page. */
export default async function StartPage() {
  const home = await homeOfVisitor();
  if (home) redirect(home);
  const t = await getTranslations("site");
  return (
    <Surface audience="patient">
      <OneThingPage brand={<Brand />} title={t("startTitle")} lead={t("startLead")}>
        <Section title={t("haveVisit")}>
          <p className="mt-2">{t("openYourLink")}</p>
          <p className="mt-3">{t("noLink")}</p>
        </Section>
        <Section title={t("workAtClinic")}>
          <p className="mt-2 mb-4">{t("workAtClinicHint")}</p>
          <LinkButton href="/sign-in" variant="secondary" full>
            {t("signIn")}
          </LinkButton>
        </Section>
      </OneThingPage>
    </Surface>
  );
}
