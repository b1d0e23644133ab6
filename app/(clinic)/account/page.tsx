import { LogOut } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PasswordForm } from "#components/accounts/password-form.tsx";
import { SignInList } from "#components/accounts/sign-in-list.tsx";
import { NotificationSetting } from "#components/notifications/notification-setting.tsx";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { signOutAction } from "#lib/accounts/actions.ts";
import { listSignIns } from "#lib/accounts/server/end-sign-in.ts";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { notificationSetup } from "#lib/notifications/server.ts";
import { zoneWords } from "#lib/times/rules/name-zones.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accounts");
  return { title: t("account") };
}

export default async function AccountPage() {
  const t = await getTranslations("accounts");
  const [viewer, signIns, { publicKey }] = await Promise.all([
    read(me),
    read(listSignIns),
    read(notificationSetup),
  ]);
  return (
    <div className="max-w-column">
      <PageHeader
        title={viewer.name}
        description={t("timesShownFor", { zone: zoneWords(viewer.timeZone) })}
        actions={
          <ActionForm action={signOutAction}>
            <SubmitButton variant="secondary" icon={<Icon directional of={LogOut} />}>
              {t("signOutHere")}
            </SubmitButton>
          </ActionForm>
        }
      />
      <div className="flex flex-col gap-6">
        <Card title={t("notificationsHere")}>
          <NotificationSetting publicKey={publicKey} />
        </Card>
        <Card title={t("password")}>
          <PasswordForm />
        </Card>
        <Card title={t("signedInOn")} flush>
          <SignInList signIns={signIns} viewer={viewer} />
        </Card>
      </div>
    </div>
  );
}
