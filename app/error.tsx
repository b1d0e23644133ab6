"use client";

import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Trouble } from "./trouble.tsx";

export default function ErrorPage({ retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("trouble");
  const toStart = (
    <LinkButton href="/" variant="secondary" full>
      {t("toStart")}
    </LinkButton>
  );
  return <Trouble retry={retry} onward={toStart} />;
}
