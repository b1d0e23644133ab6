import { LinkButton } from "#components/ui/link-button.tsx";
import { VisitFrame } from "./visit-frame.tsx";

/** For a browser that is not signed in: the same words for every visit, whether there is one or not. */
export function ComeIn({ signInPath }: { signInPath: string }) {
  return (
    <VisitFrame
      title="To come in, open the link from your message"
      lead="Your clinic sent it to you by e-mail or text message. It opens your visit right here."
      footer={
        <p>
          Do you work at a clinic?{" "}
          <a href={signInPath} className="link">
            Sign in
          </a>
        </p>
      }
      actions={
        <LinkButton href="/" variant="secondary" full>
          Go to the start page
        </LinkButton>
      }
    >
      <ul className="flex list-disc flex-col gap-2 ps-6">
        <li>Open the newest message, and press the link in it.</li>
        <li>You cannot find it? Call your clinic and ask for a fresh link.</li>
      </ul>
    </VisitFrame>
  );
}
