"use client";

import { Ban, CircleHelp, Link2, Mic, MoreHorizontal, UserCheck, UserCog, UserMinus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { NewLink } from "#components/invites/new-link.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CallRef } from "#lib/access.ts";
import { unblockUserAction, updateMembersAction } from "#lib/members/actions.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";
import { joiningPath } from "./member-words.ts";
import { roleWords } from "./role-words.ts";
import { BlockQuestion, SendingForm } from "./standing.tsx";

export type ActionMember = {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
  readonly isBlocked: boolean;
};

type Asked = "role" | "link" | "sending" | "block" | "remove" | null;

/** What an administrator may do with one member. */
export function MemberActions({
  call,
  member,
  isLive,
}: {
  call: CallRef;
  member: ActionMember;
  isLive: boolean;
}) {
  const router = useRouter();
  const [asked, setAsked] = useState<Asked>(null);
  const close = (isOpen: boolean) => !isOpen && setAsked(null);
  const unblock = async () => {
    const outcome = await unblockUserAction({ ...refOf(call), userId: member.userId });
    showToast(
      outcome.ok ? { text: `${member.name} may come in again` } : { text: outcome.message, tone: "danger" },
    );
    router.refresh();
  };
  const entry = (id: Exclude<Asked, null>, label: string, icon: typeof UserCog) => ({
    id,
    label,
    icon: <Icon of={icon} />,
    onAction: () => setAsked(id),
  });
  return (
    <>
      <Menu
        label={`What to do with ${member.name}`}
        trigger={<IconButton name={`More about ${member.name}`} icon={<Icon of={MoreHorizontal} />} />}
        items={[
          {
            id: "why",
            label: "Why can they not join?",
            icon: <Icon of={CircleHelp} />,
            href: joiningPath(call, member.userId),
          },
          entry("role", "Change role", UserCog),
          entry("link", "Make a fresh link", Link2),
          entry("sending", "What they may send", Mic),
          member.isBlocked
            ? { id: "unblock", label: "Unblock", icon: <Icon of={UserCheck} />, onAction: unblock }
            : entry("block", "Block", Ban),
          { ...entry("remove", "Remove", UserMinus), danger: true },
        ]}
      />
      <Dialog title={`Role of ${member.name}`} isOpen={asked === "role"} onOpenChange={close}>
        {(done) => <RoleForm call={call} member={member} done={done} />}
      </Dialog>
      <Dialog title={`A link for ${member.name}`} isOpen={asked === "link"} onOpenChange={close}>
        <NewLink call={call} memberId={member.id} name={member.name} />
      </Dialog>
      <Dialog title={`What ${member.name} may send`} isOpen={asked === "sending"} onOpenChange={close}>
        {(done) => <SendingForm call={call} member={member} isLive={isLive} done={done} />}
      </Dialog>
      <BlockQuestion call={call} member={member} isOpen={asked === "block"} onOpenChange={close} />
      <RemoveQuestion call={call} member={member} isOpen={asked === "remove"} onOpenChange={close} />
    </>
  );
}

const refOf = ({ type, id }: CallRef) => ({ type, id });

function RoleForm({ call, member, done }: { call: CallRef; member: ActionMember; done: () => void }) {
  const router = useRouter();
  const [role, setRole] = useState(member.role);
  const [failure, setFailure] = useState("");
  const [isPending, startTransition] = useTransition();
  const save = () =>
    startTransition(async () => {
      const update = [{ userId: member.userId, role, custom: member.custom }];
      const outcome = await updateMembersAction({ ...refOf(call), update });
      setFailure(outcome.ok ? "" : outcome.message);
      if (!outcome.ok) return;
      showToast({ text: `${member.name} is ${roleWords[role].toLowerCase()} now` });
      router.refresh();
      done();
    });
  return (
    <div className="flex flex-col gap-4">
      {failure && <Banner tone="danger">{failure}</Banner>}
      <NativeSelect
        name="role"
        id="new-role"
        label="Role"
        hint="What it may do in this call counts at once, also in a call that is on."
        defaultValue={member.role}
        onChange={(event) => setRole(event.currentTarget.value as MemberRole)}
      >
        {memberRoles.map((one) => (
          <option key={one} value={one}>
            {roleWords[one]}
          </option>
        ))}
      </NativeSelect>
      <Button isPending={isPending} onPress={save}>
        Change the role
      </Button>
    </div>
  );
}

type QuestionProps = {
  call: CallRef;
  member: ActionMember;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

function RemoveQuestion({ call, member, ...dialog }: QuestionProps) {
  const router = useRouter();
  const addBack = async () => {
    const { userId, role, custom } = member;
    const outcome = await updateMembersAction({ ...refOf(call), update: [{ userId, role, custom }] });
    showToast(
      outcome.ok ? { text: `${member.name} is a member again` } : { text: outcome.message, tone: "danger" },
    );
    router.refresh();
  };
  const remove = async () => {
    const outcome = await updateMembersAction({ ...refOf(call), remove: [member.id] });
    if (!outcome.ok) return outcome.message;
    // Whoever was blocked does not come back by one press.
    const undo = member.isBlocked ? {} : { action: { label: "Undo", onPress: addBack } };
    showToast({ text: `${member.name} was removed`, ...undo });
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      {...dialog}
      title={`Remove ${member.name} from this call?`}
      confirm="Remove"
      cancel="Keep them"
      danger
      onConfirm={remove}
    >
      If they are connected they are out at once, and their links stop working.
    </ConfirmDialog>
  );
}
