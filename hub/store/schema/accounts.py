"""This file declares the tables of signing in: accounts, sessions, counted tries, ways in without a password."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Table, UniqueConstraint

from hub.store.schema.columns import GOOD, Time, metadata, number, text_

account = Table(
    "account",
    metadata,
    text_("id", primary_key=True),
    text_("email", unique=True),  # lower case
    text_("password"),  # argon2id
    Column("created_at", Time, nullable=False),
)

profile = Table(  # a row here: an account may act as a person
    "profile",
    metadata,
    Column("account", String, ForeignKey("account.id"), primary_key=True),
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    Index("profile_by_person", "person"),
)

unlinked = Table(  # a row here: an admin said that these two profiles, of one address or account, are two people
    "unlinked",
    metadata,
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("at_work", String, ForeignKey("person.id"), primary_key=True),
    Column("at_home", String, ForeignKey("person.id"), primary_key=True),
    text_("by"),  # the admin
    Column("at", Time, nullable=False),
    Index("unlinked_by_school", "school"),
)

session = Table(
    "session",
    metadata,
    text_("id", primary_key=True),  # sha256 of the token, which is kept nowhere
    Column("account", String, ForeignKey("account.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    Column("created_at", Time, nullable=False),
    Column("expires_at", Time, nullable=False),  # moves on with use
    Column("ended_at", Time),
    text_("browser", server_default=""),  # as Program.browser; empty where it is not known
    text_("system", server_default=""),
    text_("device", server_default=""),  # as in known_device; empty in sign-ins of before that
    text_("room_device", server_default=""),  # on which somebody acts by their PIN; empty for a sign-in
    text_("room", server_default=""),  # the device's then: who moves it ends this
    text_("standing", server_default=""),  # as RoomStanding says: whether the room was theirs then
    Index("session_by_account", "account"),
    Index("session_by_room_device", "room_device"),
)

known_device = Table(  # a row here: somebody has signed in to this account on that device before
    "known_device",
    metadata,
    text_("account", primary_key=True),
    text_("device", primary_key=True),  # sha256 of the account and what the browser keeps: two accounts share none
    Column("used_at", Time, nullable=False),  # the last sign-in there
    Index("known_device_by_use", "used_at"),
)

half_sign_in = Table(  # a row here: the password was right, and a code is still to come; it opens nothing
    "half_sign_in",
    metadata,
    text_("id", primary_key=True),  # sha256 of what the page was given
    text_("account"),
    text_("person"),
    number("wrong"),  # codes that were wrong
    Column("expires_at", Time, nullable=False),
    text_("how", server_default=""),  # the deed by which they came so far; empty: by their password
    Index("half_sign_in_by_account", "account"),
)

second_factor = Table(  # a row here: signing in to this account takes a code besides the password
    "second_factor",
    metadata,
    Column("account", String, ForeignKey("account.id"), primary_key=True),
    text_("key"),  # of the app, sealed for this account (hub/sealing.py)
    Column("step", BigInteger, nullable=False),  # of the last code that was used: none is good twice
    Column("since", Time, nullable=False),
)

second_factor_offer = Table(  # a row here: a key that is shown, and counts once a first code confirms it
    "second_factor_offer",
    metadata,
    text_("holder", primary_key=True),  # the session or the half sign-in that it is shown to, and to no other
    text_("account"),
    text_("key"),  # sealed likewise
    Column("expires_at", Time, nullable=False),
)

recovery_code = Table(  # a row here: it stands for one code of the app, once
    "recovery_code",
    metadata,
    Column("account", String, ForeignKey("account.id"), primary_key=True),
    text_("code", primary_key=True),  # sha256 of the account and the code
    Column("used_at", Time),
)

passkey = Table(  # a row here: who holds this key signs in to the account by it, without password or code
    "passkey",
    metadata,
    text_("id", primary_key=True),
    Column("account", String, ForeignKey("account.id"), nullable=False),
    text_("party"),  # the host that it was made for: at another one it opens nothing
    text_("credential", unique=True),  # what the authenticator calls it, as base64url: no two accounts have one
    text_("key"),  # its public half as a COSE key, as base64url
    Column("counter", BigInteger, nullable=False),  # as the authenticator said last; 0 where it counts nothing
    text_("name"),  # as its owner calls it
    Column("made_at", Time, nullable=False),
    Column("used_at", Time),
    Index("passkey_by_account", "account"),
)

passkey_challenge = Table(  # a row here: what one browser or session was given to sign, once
    "passkey_challenge",
    metadata,
    text_("id", primary_key=True),  # sha256 of the challenge
    text_("holder"),  # the session, or the fingerprint of what the browser keeps: nobody else answers it
    Column("expires_at", Time, nullable=False),
    Index("passkey_challenge_by_holder", "holder"),
)

identity = Table(  # a row here: who is this subject to this provider signs in to the account (OpenID Connect)
    "identity",
    metadata,
    text_("id", primary_key=True),
    Column("account", String, ForeignKey("account.id"), nullable=False),
    text_("issuer"),  # as the ID token has it; of Microsoft with the tenant in it
    text_("subject"),  # never reused by an issuer (OpenID Connect Core 1.0, section 2)
    text_("provider"),  # by which of ours it was added
    text_("email"),  # as the provider had it then: for its owner to recognise, and to find nobody by
    Column("made_at", Time, nullable=False),
    Column("used_at", Time),
    UniqueConstraint("issuer", "subject"),
    Index("identity_by_account", "account"),
)

oidc_visit = Table(  # a row here: one browser was sent to a provider, and may come back once
    "oidc_visit",
    metadata,
    text_("id", primary_key=True),  # sha256 of the state
    text_("holder"),  # the fingerprint of what the browser keeps: nobody else comes back with it
    text_("provider"),
    text_("nonce"),
    text_("verifier"),  # of PKCE (RFC 7636), told to the provider once they are back
    text_("session"),  # that adds an identity; empty where nobody is signed in
    Column("expires_at", Time, nullable=False),
    Index("oidc_visit_by_holder", "holder"),
)

ticket = Table(
    "ticket",
    metadata,
    text_("id", primary_key=True),  # sha256 of the ticket
    Column("session", String, ForeignKey("session.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    Column("expires_at", Time, nullable=False),
)

guess = Table(  # a row here: how far ahead of time the tries of one key are; one that is past says nothing
    "guess",
    metadata,
    Column("key", String, primary_key=True),  # sha256 of what is counted: no address is kept
    Column("ahead", BigInteger, nullable=False),  # milliseconds since 1970
)

reset = Table(  # a row here: whoever has the secret may choose a new password, once
    "reset",
    metadata,
    Column("account", String, primary_key=True),
    Column("kind", String, primary_key=True),  # a newer one of the same kind takes the place of the older
    Column("secret", String, nullable=False, unique=True),  # its sha256
    Column("expires_at", Time, nullable=False),
    text_("former"),  # the secrets whose place it took, as sha256: whoever brings one is told that there is a newer
    CheckConstraint("kind in ('link', 'code')", name="reset_kind"),
)

invitation = Table(  # a row here: somebody got a link, or a page or text that brings one, to choose a password by
    "invitation",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    text_("address"),  # as the roster had it: where the link went; empty where it had none
    text_("secret", unique=True),  # sha256 of what the link ends with; of a page of nothing, until one is sent
    text_("delivery"),  # the email that brings the link; empty where none was sent
    text_("by"),  # the admin
    Column("sent_at", Time, nullable=False),
    Column("expires_at", Time, nullable=False),
    Column("used_at", Time),
    Column("ended_at", Time),  # a newer one was sent, or its person left, or as why_ended says
    text_("why_ended", server_default=""),  # "declined": whoever had it is somebody else; "guessed": wrong numbers
    text_("code", null=True),  # of a page or a text: what it is known by, made with the hub's secret
    number("wrong", server_default="0"),  # of a page: numbers that were typed and not what the office says
    text_("own", server_default=""),  # of a page: the address that its reader gave, where the roster has none
    text_("texted", server_default=""),  # the text that brings its code; empty where it was not texted
    text_("cell", server_default=""),  # the number that one goes to
    CheckConstraint("used_at is null or ended_at is null", name="invitation_ended_once"),
    Index("invitation_good", "person", unique=True, sqlite_where=GOOD, postgresql_where=GOOD),
    Index("invitation_by_school", "school", "person", "sent_at"),
    Index("invitation_code", "code", unique=True),
    Index("invitation_texted", "texted"),
)

sample_letter = Table(  # a row here: a school's own words, where ours would stand, to announce the hub to families
    "sample_letter",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    Column("language", String, primary_key=True),
    text_("text"),
    text_("by"),  # the admin who wrote it last
    Column("at", Time, nullable=False),
)

first_steps = Table(  # a row here: an admin has put the steps of the school's first hour away
    "first_steps",
    metadata,
    Column("school", String, ForeignKey("school.id"), primary_key=True),
    text_("by"),  # the admin
    Column("at", Time, nullable=False),
)
