"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";

/** Replaces a page that failed. `onward`: ways out besides trying again. */
export function Trouble({ retry, onward }: { retry: () => void; onward?: ReactNode }) {
  const t = useTranslations("trouble");
  return (
    <Surface audience="patient">
      <OneThingPage
        title={t("title")}
        lead={t("lead")}
        actions={
          <>
            <Button full onPress={retry}>
              {t("retry")}
            </Button>
            {onward}
          </>
        }
      >
        <p>{t("ifItHappensAgain")}</p>
      </OneThingPage>
    </Surface>
  );
}
