import type { Metadata } from "next";
import { Mark } from "#components/ui/mark.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";

export const metadata: Metadata = { title: "This link no longer works" };
// Each answer has its own nonce, so no page is made in advance.
export const dynamic = "force-dynamic";

/** Where a browser lands whose link was revoked, replaced or has run out. */
export default function LinkExpiredPage() {
  return (
    <Surface audience="patient">
      <OneThingPage
        brand={
          <>
            <Mark />
            Bedside
          </>
        }
        title="This link no longer works"
        lead="You have done nothing wrong. Links stop working some hours after the visit, or when the clinic sends a new one."
        footer={<p>Nothing you told your clinic is lost.</p>}
      >
        <h2 className="font-bold text-lg">What you can do</h2>
        <ul className="flex list-disc flex-col gap-2 ps-6">
          <li>Look for a newer message from your clinic, and open the link in that one.</li>
          <li>Call your clinic and ask for a fresh link. It takes them a moment.</li>
        </ul>
        <p>
          Do you work at a clinic?{" "}
          <a href="/sign-in" className="link">
            Sign in
          </a>
        </p>
      </OneThingPage>
    </Surface>
  );
}
