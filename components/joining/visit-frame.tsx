"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Mark } from "#components/ui/mark.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";

/** The frame of every screen around the room: one thing a page, the way on below. */
export function VisitFrame(props: {
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  after?: ReactNode;
  footer?: ReactNode;
  children?: ReactNode;
}) {
  const t = useTranslations("app");
  return (
    <OneThingPage
      brand={
        <>
          <Mark />
          {t("name")}
        </>
      }
      {...props}
    />
  );
}
