import type { ReactNode } from "react";
import { StaffFrame } from "#components/accounts/staff-frame.tsx";
import { ClientMessages } from "#components/ui/client-messages.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages
      of={[
        "accounts",
        "bulkChanges",
        "callTypes",
        "calls",
        "errors",
        "fieldProblems",
        "invites",
        "live",
        "members",
        "roles",
        "teams",
        "ui",
      ]}
    >
      <StaffFrame me={await read(me)}>{children}</StaffFrame>
    </ClientMessages>
  );
}
