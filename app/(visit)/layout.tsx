import type { ReactNode } from "react";
import { ClientMessages } from "#components/ui/client-messages.tsx";

export default function VisitLayout({ children }: { children: ReactNode }) {
  return <ClientMessages of={["live", "notifications", "rings", "ui"]}>{children}</ClientMessages>;
}
