import type { Issuer, TokenKind, TokenScope, WorkspaceRole } from "@plimsoll/api";
import type { ColumnType, Generated } from "kysely";

/** The tables of people, and of what they belong to. */
export type PeopleTables = {
  account: AccountTable;
  session: SessionTable;
  sign_in_attempt: SignInAttemptTable;
  token: TokenTable;
  recovery_code: { account_id: string; hash: Buffer };
  invitation: InvitationTable;
  workspace: WorkspaceTable;
  membership: MembershipTable;
  space_binding: { space_id: string; workspace_id: string };
  issuer: IssuerTable;
  account_identity: { issuer_id: string; subject: string; account_id: string };
};

type Json<T> = ColumnType<T, string, string>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

type AccountTable = {
  id: Generated<string>;
  username: string;
  /** Null: an issuer signs them in, or they have not chosen one yet. */
  password_hash: Nullable<string>;
  /** Of the platform. */
  role: "administrator" | "member";
  /** By whose groups they administer it; null: an administrator said so. */
  role_issuer_id: Nullable<string>;
  email: Nullable<string>;
  created_at: Generated<Date>;
  disabled_at: Nullable<Date>;
  last_sign_in_at: Nullable<Date>;
  totp_sealed: Nullable<Buffer>;
  totp_since: Nullable<Date>;
  totp_step: Nullable<number>;
};

type SessionTable = {
  id: Generated<string>;
  token_hash: Buffer;
  account_id: string;
  address: Generated<string>;
  user_agent: Generated<string>;
  created_at: Generated<Date>;
  last_used_at: Generated<Date>;
  expires_at: Date;
};

type SignInAttemptTable = {
  key: string;
  failures: number;
  last_at: Date;
  blocked_until: Nullable<Date>;
};

type TokenTable = {
  id: Generated<string>;
  /** Null: a machine's. */
  account_id: Nullable<string>;
  kind: Generated<TokenKind>;
  /** In which it acts; null: of the platform. */
  workspace_id: Nullable<string>;
  created_by: Generated<string>;
  name: string;
  scope: TokenScope;
  hash: Buffer;
  hint: string;
  created_at: Generated<Date>;
  expires_at: Date;
  last_used_at: Nullable<Date>;
};

type InvitationTable = {
  account_id: string;
  token_hash: Buffer;
  created_at: Generated<Date>;
  expires_at: Date;
};

type WorkspaceTable = {
  id: Generated<string>;
  name: string;
  description: Generated<string>;
  created_at: Generated<Date>;
};

type MembershipTable = {
  account_id: string;
  workspace_id: string;
  role: WorkspaceRole;
  /** By whose groups it is; null: an administrator gave it. */
  issuer_id: Nullable<string>;
};

type IssuerTable = {
  id: Generated<string>;
  name: string;
  issuer: string;
  client_id: string;
  client_secret_sealed: Nullable<Buffer>;
  scopes: string;
  username_claim: string;
  groups_claim: string;
  groups: Json<Issuer["groups"]>;
  admit_all: boolean;
  enabled: boolean;
  created_at: Generated<Date>;
};
