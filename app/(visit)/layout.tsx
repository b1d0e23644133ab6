import type { ReactNode } from "react";
import { ClientMessages } from "#components/ui/client-messages.tsx";

export default function VisitLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages
      of={["app", "devices", "joining", "live", "notifications", "rings", "roles", "room", "ui"]}
    >
      {children}
    </ClientMessages>
  );
}
