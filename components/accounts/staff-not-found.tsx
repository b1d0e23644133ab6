import { SearchX } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** In the frame of the staff's pages: what is not there, and what is not for them, look alike. */
export function StaffNotFound() {
  return (
    <>
      <PageHeader title="We could not find this" />
      <EmptyState
        icon={<Icon of={SearchX} />}
        title="It is not there, or not for you"
        action={<LinkButton href="/">Go to your start page</LinkButton>}
      >
        The address may be mistyped, or somebody may have taken it away.
      </EmptyState>
    </>
  );
}
