import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { VisitFrame } from "./visit-frame.tsx";

/** For a browser that isn't signed in: the same words for every visit, whether it exists or not. */
export function OpenYourLink({ signInPath }: { signInPath: string }) {
  const t = useTranslations("joining");
  return (
    <VisitFrame
      title={t("openYourLink")}
      lead={t("clinicSentLink")}
      footer={
        <p>
          {t.rich("workAtClinic", {
            link: (text) => (
              <a href={signInPath} className="link">
                {text}
              </a>
            ),
          })}
        </p>
      }
      actions={
        <LinkButton href="/" variant="secondary" full>
          {t("goToStartPage")}
        </LinkButton>
      }
    >
      <ul className="flex list-disc flex-col gap-2 ps-6">
        <li>{t("openNewestMessage")}</li>
        <li>{t("cannotFindLink")}</li>
      </ul>
    </VisitFrame>
  );
}
