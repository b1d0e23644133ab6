import { LogOut, MonitorSmartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm } from "#components/ui/action-form.tsx";
import { StatusBadge } from "#components/ui/badge.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Time } from "#components/ui/time.tsx";
import { endSignInAction } from "#lib/accounts/actions.ts";
import type { listSignIns } from "#lib/accounts/server/end-sign-in.ts";
import type { Translator } from "#lib/catalogue.ts";

const browserWords = (t: Translator<"accounts">, { name, system }: SignIn["browser"]) => {
  if (name) return system ? t("browserOn", { browser: name, system }) : name;
  return system ? t("unknownBrowserOn", { system }) : t("unknownBrowser");
};

type SignIn = Awaited<ReturnType<typeof listSignIns>>[number];

/** The actor's sign-ins. Any but this browser's can be ended. */
export function SignInList({ signIns, viewer }: { signIns: SignIn[]; viewer: { timeZone: string } }) {
  const t = useTranslations("accounts");
  const timeOf = (at: Date) => () => <Time at={at} zone={viewer.timeZone} format="short" />;
  return (
    <ul className="divide-y divide-line">
      {signIns
        .map((signIn) => ({ ...signIn, browser: browserWords(t, signIn.browser) }))
        .map(({ id, browser, createdAt, lastSeenAt, current }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-gap py-3">
            <Icon of={MonitorSmartphone} size="1.5em" />
            <div className="min-w-48 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-semibold">
                {browser}
                {current && <StatusBadge tone="success">{t("thisBrowser")}</StatusBadge>}
              </p>
              <p className="text-ink-soft text-sm">
                {t.rich("signedInSince", { since: timeOf(createdAt), seen: timeOf(lastSeenAt) })}
              </p>
            </div>
            {!current && (
              <ActionForm action={endSignInAction} values={{ signInId: id }} toast={t("browserSignedOut")}>
                <SubmitButton
                  variant="secondary"
                  icon={<Icon directional of={LogOut} />}
                  aria-label={t("signOutBrowser", { browser })}
                >
                  {t("signOut")}
                </SubmitButton>
              </ActionForm>
            )}
          </li>
        ))}
    </ul>
  );
}
