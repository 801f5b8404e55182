import { changePassword } from "../accounts/change-password.ts";
import { describeSession } from "../accounts/describe-session.ts";
import { acceptInvitation, checkInvitation } from "../accounts/invitations.ts";
import { endOwnSession, listOwnSessions } from "../accounts/own-sessions.ts";
import {
  endPersonSessions,
  removePersonSecondFactor,
  unlockPerson,
} from "../accounts/people/help.ts";
import { inviteAgain, invitePerson } from "../accounts/people/invite.ts";
import { listPeople } from "../accounts/people/list.ts";
import { removePerson } from "../accounts/people/remove.ts";
import { updatePerson } from "../accounts/people/update.ts";
import { signIn } from "../accounts/sign-in.ts";
import { listSignInOffers } from "../accounts/sign-in-offers.ts";
import { signOut } from "../accounts/sign-out.ts";
import { createToken, listTokens, removeToken } from "../accounts/tokens.ts";
import { confirmTotp, removeTotp, startTotp } from "../accounts/totp.ts";
import type { Service } from "../service.ts";
import { createWorkspace, removeWorkspace, updateWorkspace } from "../workspaces/edit.ts";
import { listMembers, listWorkspaces } from "../workspaces/list.ts";
import type { Handlers } from "./routes.ts";
import { clearSessionCookie, originOf, setSessionCookie } from "./session-cookie.ts";

/** People, what is their own, and workspaces: these belong to no workspace, so whoever may asks about all of them. */
export function createPeopleHandlers(seen: Service) {
  const service = seen.seenBy({ kind: "everything" });
  return {
    signIn: async ({ body, request, reply }) => {
      const userAgent = request.headers["user-agent"] ?? "";
      const { token, person } = await signIn(service, body, { ...originOf(request), userAgent });
      setSessionCookie(request, reply, token, person.expiresAt);
      return describeSession(service.db, person);
    },
    getSignInOffers: () => listSignInOffers(service),
    getSession: ({ person }) => describeSession(service.db, person),
    signOut: async ({ person, request, reply }) => {
      await signOut(service, person);
      clearSessionCookie(request, reply);
    },
    listOwnSessions: ({ person }) => listOwnSessions(service, person),
    endOwnSession: ({ person, params }) => endOwnSession(service, person, params.id),
    changePassword: ({ person, body }) => changePassword(service, person, body),
    startTotp: ({ person, body }) => startTotp(service, person, body),
    confirmTotp: ({ person, body }) => confirmTotp(service, person, body),
    removeTotp: ({ person, body }) => removeTotp(service, person, body),
    checkInvitation: ({ body }) => checkInvitation(service, body.token),
    acceptInvitation: ({ body, request }) => acceptInvitation(service, body, originOf(request)),
    listTokens: ({ person }) => listTokens(service, person),
    createToken: ({ person, body }) => createToken(service, person, body),
    deleteToken: ({ person, params }) => removeToken(service, person, params.id),
    listPeople: ({ person, query }) => listPeople(service, person, query),
    invitePerson: ({ person, body }) => invitePerson(service, person, body),
    updatePerson: ({ person, params, body }) => updatePerson(service, person, params.id, body),
    deletePerson: ({ person, params }) => removePerson(service, person, params.id),
    inviteAgain: ({ person, params }) => inviteAgain(service, person, params.id),
    unlockPerson: ({ person, params }) => unlockPerson(service, person, params.id),
    endPersonSessions: ({ person, params }) => endPersonSessions(service, person, params.id),
    removePersonSecondFactor: ({ person, params }) =>
      removePersonSecondFactor(service, person, params.id),
    listWorkspaces: ({ person, query }) => listWorkspaces(service, person, query),
    createWorkspace: ({ person, body }) => createWorkspace(service, person, body),
    updateWorkspace: ({ person, params, body }) =>
      updateWorkspace(service, person, params.id, body),
    deleteWorkspace: ({ person, params }) => removeWorkspace(service, person, params.id),
    listMembers: ({ person, query }) => listMembers(service, person, query),
  } satisfies Partial<Handlers>;
}
