import { LogOut, MonitorSmartphone } from "lucide-react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { StatusBadge } from "#components/ui/badge.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Time } from "#components/ui/time.tsx";
import { endSignInAction } from "#lib/accounts/actions.ts";
import type { listSignIns } from "#lib/accounts/server/end-sign-in.ts";

type SignIn = Awaited<ReturnType<typeof listSignIns>>[number];

/** Where somebody is signed in, this browser marked; each other one can be ended. */
export function SignInList({
  signIns,
  viewer,
}: {
  signIns: SignIn[];
  viewer: { timeZone: string; locale: string };
}) {
  const time = (at: Date) => <Time at={at} zone={viewer.timeZone} locale={viewer.locale} format="short" />;
  return (
    <ul className="divide-y divide-line">
      {signIns.map(({ id, browser, createdAt, lastSeenAt, current }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-gap py-3">
          <Icon of={MonitorSmartphone} size="1.5em" />
          <div className="min-w-48 flex-1">
            <p className="flex flex-wrap items-center gap-2 font-semibold">
              {browser}
              {current && <StatusBadge tone="success">This browser</StatusBadge>}
            </p>
            <p className="text-ink-soft text-sm">
              Signed in {time(createdAt)}, last seen {time(lastSeenAt)}
            </p>
          </div>
          {!current && (
            <ActionForm action={endSignInAction} values={{ signInId: id }} toast="That browser is signed out">
              <SubmitButton
                variant="secondary"
                icon={<Icon directional of={LogOut} />}
                aria-label={`Sign out ${browser}`}
              >
                Sign out
              </SubmitButton>
            </ActionForm>
          )}
        </li>
      ))}
    </ul>
  );
}
