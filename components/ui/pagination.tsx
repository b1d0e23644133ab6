import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Icon } from "./icon.tsx";
import { LinkButton } from "./link-button.tsx";

/** `summary` says where this page is: "26–50 of 5,000". */
export function Pagination({
  label,
  previousHref,
  nextHref,
  summary,
}: {
  /** For screen readers: "Pages of members". */
  label: string;
  previousHref?: string | null;
  nextHref?: string | null;
  summary?: string;
}) {
  const t = useTranslations("ui");
  if (!previousHref && !nextHref && !summary) return null;
  return (
    <nav
      aria-label={label}
      className="flex flex-wrap items-center justify-between gap-3 border-line border-t p-gap"
    >
      <p className="tabular text-ink-soft text-sm">{summary}</p>
      <div className="flex gap-2">
        {previousHref && (
          <LinkButton href={previousHref} variant="secondary" icon={<Icon directional of={ChevronLeft} />}>
            {t("previous")}
          </LinkButton>
        )}
        {nextHref && (
          <LinkButton
            href={nextHref}
            variant="secondary"
            icon={<Icon directional of={ChevronRight} />}
            className="flex-row-reverse"
          >
            {t("next")}
          </LinkButton>
        )}
      </div>
    </nav>
  );
}
