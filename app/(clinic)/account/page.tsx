import { LogOut } from "lucide-react";
import type { Metadata } from "next";
import { PasswordForm } from "#components/accounts/password-form";
import { SignInList } from "#components/accounts/sign-in-list";
import { NotificationSetting } from "#components/notifications/notification-setting";
import { ActionForm } from "#components/ui/action-form";
import { SubmitButton } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Icon } from "#components/ui/icon";
import { PageHeader } from "#components/ui/page-header";
import { signOutAction } from "#lib/accounts/actions";
import { me } from "#lib/accounts/home";
import { listSignIns } from "#lib/accounts/server";
import { read } from "#lib/boundary";
import { notificationSetup } from "#lib/notifications/server";
import { zoneWords } from "#lib/times/rules";

export const metadata: Metadata = { title: "Account" };

/** The member of staff's own: notifications on this device, and where they are signed in. */
export default async function AccountPage() {
  const [viewer, signIns, { publicKey }] = await Promise.all([
    read(me, {}),
    read(listSignIns, {}),
    read(notificationSetup, {}),
  ]);
  return (
    <div className="max-w-column">
      <PageHeader
        title={viewer.name}
        description={`Times are shown for ${zoneWords(viewer.timeZone)}.`}
        actions={
          <ActionForm action={signOutAction} values={{}}>
            <SubmitButton variant="secondary" icon={<Icon of={LogOut} />}>
              Sign out here
            </SubmitButton>
          </ActionForm>
        }
      />
      <div className="flex flex-col gap-6">
        <Card title="Notifications on this device">
          <NotificationSetting publicKey={publicKey} />
        </Card>
        <Card title="Password">
          <PasswordForm />
        </Card>
        <Card title="Where you are signed in" flush>
          <SignInList signIns={signIns} viewer={viewer} />
        </Card>
      </div>
    </div>
  );
}
