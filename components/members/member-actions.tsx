"use client";

import { Ban, CircleHelp, Link2, Mic, MoreHorizontal, UserCheck, UserCog, UserMinus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { NewLink } from "#components/invites/new-link.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CallRef } from "#lib/access.ts";
import { unblockUserAction } from "#lib/members/actions.ts";
import { BlockDialog, RemoveDialog } from "./member-dialogs.tsx";
import { joiningPath } from "./member-paths.ts";
import { type ActionMember, RoleForm } from "./role-form.tsx";
import { SharingForm } from "./sharing-form.tsx";

type Asked = "role" | "link" | "sharing" | "block" | "remove" | null;
type Props = { call: CallRef; member: ActionMember; isLive: boolean };

function useMenuItems({ call, member }: Props, ask: (asked: Asked) => void) {
  const t = useTranslations("members");
  const router = useRouter();
  const { name, userId } = member;
  const unblock = async () => {
    const outcome = await unblockUserAction({ type: call.type, id: call.id, userId });
    showToast(outcome.ok ? { text: t("unblockDone", { name }) } : { text: outcome.message, tone: "danger" });
    router.refresh();
  };
  const item = (id: Exclude<Asked, null>, label: string, icon: typeof UserCog) => ({
    id,
    label,
    icon: <Icon of={icon} />,
    onAction: () => ask(id),
  });
  return [
    { id: "why", label: t("whyNotThey"), icon: <Icon of={CircleHelp} />, href: joiningPath(call, userId) },
    item("role", t("changeRole"), UserCog),
    item("link", t("newLink"), Link2),
    item("sharing", t("sharing"), Mic),
    member.isBlocked
      ? { id: "unblock", label: t("unblock"), icon: <Icon of={UserCheck} />, onAction: unblock }
      : item("block", t("block"), Ban),
    { ...item("remove", t("remove"), UserMinus), danger: true },
  ];
}

/** The menu of an administrator's actions for one member. */
export function MemberActions(props: Props) {
  const { call, member, isLive } = props;
  const { name } = member;
  const t = useTranslations("members");
  const [asked, setAsked] = useState<Asked>(null);
  const items = useMenuItems(props, setAsked);
  const dialog = (id: Exclude<Asked, null>) => ({
    isOpen: asked === id,
    onOpenChange: (isOpen: boolean) => !isOpen && setAsked(null),
  });
  return (
    <>
      <Menu
        label={t("actionsFor", { name })}
        trigger={<IconButton name={t("moreAbout", { name })} icon={<Icon of={MoreHorizontal} />} />}
        items={items}
      />
      <Dialog title={t("roleOf", { name })} {...dialog("role")}>
        {(done) => <RoleForm call={call} member={member} done={done} />}
      </Dialog>
      <Dialog title={t("newLinkFor", { name })} {...dialog("link")}>
        <NewLink call={call} memberId={member.id} name={name} />
      </Dialog>
      <Dialog title={t("sharingOf", { name })} {...dialog("sharing")}>
        {(done) => <SharingForm call={call} member={member} isLive={isLive} done={done} />}
      </Dialog>
      <BlockDialog call={call} member={member} {...dialog("block")} />
      <RemoveDialog call={call} member={member} {...dialog("remove")} />
    </>
  );
}
