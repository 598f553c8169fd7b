import { ApiError, BadAnswerError, SignInError, type CallSite } from "../../core/errors.ts";
import { isObject, jsonIn, textIn } from "../../core/json.ts";
import { errorFrom, type ErrorAnswer } from "../calls/error-answers.ts";

/**
 * What the codes of the sign-in service mean for a pipeline. Source: "Microsoft Entra authentication and
 * authorization error codes", "Workload identity federation", read 2026-11.
 */
const meanings: readonly (readonly [codes: readonly number[], text: string])[] = [
  [
    [7000215, 7000216, 700030],
    "the client secret is wrong. Put the secret's value, not its id, into AZURE_CLIENT_SECRET.",
  ],
  [[7000222], "the client secret has expired. Make a new one, or use a federated token."],
  [
    [700016, 700027],
    "the tenant knows no such app. Check the client id, and that it belongs to this tenant.",
  ],
  [[90002, 900023, 90013], "there is no such tenant. Check the tenant id."],
  [[7000112, 7000113], "the app is switched off in this tenant. Switch its enterprise app on."],
  [[50105], "the app is not assigned. Assign it to the enterprise app, or take the requirement away."],
  [
    [70021, 700213, 700212, 700211, 700223, 700024, 50013, 5002723],
    "the federated token does not fit the app's federated credential (or is none, or has run out). " +
      "Compare issuer, subject and audience. GitHub's subject begins with repo:OWNER/REPO, in repositories made, " +
      "renamed or moved since June 2026 with repo:OWNER@ID/REPO@ID.",
  ],
  [[53003, 530034], "a Conditional Access policy refuses this identity or place."],
  [[500011, 500341, 650052], "the tenant has no service principal for what is asked for."],
];

/** Codes that say nothing about the identity: busy, throttled, out of time. */
const passingCodes = [90033, 90024, 90012, 90055, 50196, 90020, 90006];

/**
 * What an answer of the sign-in service that is no token means: SignInError for what a person must mend, ApiError for
 * what passes and is asked for again. An answer in another form is not the service's own but that of something in
 * between, such as a portal: it passes too.
 */
export function signInFailure(answer: ErrorAnswer, site: CallSite): ApiError | SignInError {
  const { status, text } = answer;
  const answered = jsonIn(text);
  const body = isObject(answered) ? answered : undefined;
  const oauth = textIn(body, "error");
  const usual = errorFrom({ ...answer, text: "" }, site);
  if (oauth === undefined)
    return status >= 500 || status === 429
      ? usual
      : new BadAnswerError(site, `answer ${status} is not the service's own`);
  const description = textIn(body, "error_description");
  const code = Number(/AADSTS(\d+)/.exec(description ?? "")?.[1] ?? Number.NaN);
  const said = firstSentence(description) ?? oauth;
  const isBusy = passingCodes.includes(code) || oauth === "temporarily_unavailable";
  if (isBusy || status >= 500 || status === 429) {
    const { retryAfterSeconds } = usual;
    const passing = status >= 500 || status === 429 ? status : 503;
    const facts = { status: passing, code: oauth, serviceMessage: said, call: site.call, retryAfterSeconds };
    return new ApiError(facts);
  }
  const meaning = meanings.find(([codes]) => codes.includes(code))?.[1];
  return new SignInError(
    `cannot sign in: ${meaning === undefined ? "" : `${meaning} `}${site.host} says: ${said}`,
  );
}

/** Trace ids and times follow the sentence; they are of no help to people. */
function firstSentence(description: string | undefined): string | undefined {
  return description
    ?.split(/\s*(?:Trace ID|Correlation ID|Timestamp):/)[0]
    ?.trim()
    .slice(0, 400);
}
