"""This file names what goes on record of what people did with rights: each deed is of one kind."""

from collections.abc import Mapping
from enum import StrEnum


class LogKind(StrEnum):
    """What the log is looked through by."""

    SIGN_INS = "sign_ins"
    RIGHTS = "rights"
    CHILDREN = "children"
    SETTINGS = "settings"
    INVITATIONS = "invitations"
    REVIEWS = "reviews"
    READING = "reading"
    EXPORTS = "exports"


class Deed(StrEnum):
    """What is on record. A name stays what it is for ever: it stands in the chain."""

    SIGNED_IN = "signed_in"
    JOINED = "joined"
    REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    REPLACED = "session_replaced"
    UNUSED = "session_unused"
    LEFT = "left"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (the name of a deed)
    PASSWORD_BY_LINK = "password_by_link"  # noqa: S105
    PASSWORD_BY_CODE = "password_by_code"  # noqa: S105
    LINK_SENT = "link_sent"
    LINK_PRINTED = "link_printed"
    CODE_GIVEN = "code_given"
    ACCOUNT_MADE = "account_made"
    SIGN_INS_ENDED = "sign_ins_ended"
    SIGN_INS_ENDED_BY_ADMIN = "sign_ins_ended_by_admin"
    FACTOR_ON = "second_factor_on"
    FACTOR_OFF = "second_factor_off"
    FACTOR_TAKEN_OFF = "second_factor_taken_off"
    FACTOR_OFF_BY_HAND = "second_factor_off_by_hand"
    RECOVERY_CODES = "recovery_codes"
    RECOVERED = "signed_in_by_recovery_code"
    BY_PASSKEY = "signed_in_by_passkey"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEYS_TAKEN_OFF = "passkeys_taken_off"
    PASSKEYS_OFF_BY_HAND = "passkeys_off_by_hand"
    PASSKEY_COPIED = "passkey_copied"
    PROFILES_ONE = "profiles_linked_alone"
    PROFILES_LINKED = "profiles_linked"
    PROFILES_UNLINKED = "profiles_unlinked"
    EMAIL_CONFIRMED = "email_confirmed"
    BY_IDENTITY = "signed_in_by_identity"
    IDENTITY_ADDED = "identity_added"
    IDENTITY_REMOVED = "identity_removed"
    IDENTITIES_TAKEN_OFF = "identities_taken_off"
    IDENTITIES_OFF_BY_HAND = "identities_off_by_hand"
    PIN_SET = "pin_set"
    PIN_REMOVED = "pin_removed"
    PIN_CLEARED = "pin_cleared"
    PIN_GUESSED = "pin_guessed"
    ACTED_ON_DEVICE = "acted_on_room_device"
    DEVICE_PAIRED = "room_device_paired"
    DEVICE_CHANGED = "room_device_changed"
    DEVICE_ENDED = "room_device_ended"
    ROSTER_APPLIED = "roster_applied"
    ROSTER_UNDONE = "roster_undone"
    ROSTER_ENDED = "roster_ended"
    COLUMNS_NAMED = "roster_columns_named"
    COLUMNS_FORGOTTEN = "roster_columns_forgotten"
    SERVER_CONNECTED = "roster_server_connected"
    SERVER_DISCONNECTED = "roster_server_disconnected"
    PERMISSIONS = "permissions"
    ROOMS = "rooms"
    TIE = "tie"
    CHILD_RECORD = "child_record"
    PHOTO_CONSENT = "photo_consent"
    HANDED_TO_OTHER = "handed_to_other"
    SETTINGS = "settings"
    RETENTION_SET = "retention_set"
    REMOVED = "removed_by_retention"
    HOLD_SET = "hold_set"
    HOLD_RELEASED = "hold_released"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_AGREED = "erasure_agreed"
    ERASURE_TAKEN_BACK = "erasure_taken_back"
    ERASURE_GIVEN_UP = "erasure_given_up"
    ERASED = "erased"
    INVITED = "invited"
    INVITATION_PRINTED = "invitation_printed"
    INVITATION_TEXTED = "invitation_texted"
    INVITATION_LINK = "invitation_link"
    INVITATION_DECLINED = "invitation_declined"
    INVITATION_GUESSED = "invitation_guessed"
    LETTER_CHANGED = "letter_changed"
    APPROVED = "approved"
    APPROVED_CHANGED = "approved_changed"
    RETURNED = "returned"
    DECLINED = "declined"
    READ_CONVERSATION = "read_conversation"
    READ_REVISIONS = "read_revisions"
    READ_REMAINDER = "read_remainder"
    READ_CUSTODY = "read_custody"
    EXPORTED_OWN = "exported_own"
    EXPORTED_CHILD = "exported_child"
    EXPORTED_SCHOOL = "exported_school"


KINDS: Mapping[LogKind, frozenset[Deed]] = {
    LogKind.SIGN_INS: frozenset(
        {
            *(Deed.SIGNED_IN, Deed.JOINED, Deed.REFUSED, Deed.SIGNED_OUT, Deed.REPLACED, Deed.UNUSED, Deed.LEFT),
            *(Deed.PASSWORD_CHANGED, Deed.PASSWORD_BY_LINK, Deed.PASSWORD_BY_CODE),
            *(Deed.LINK_SENT, Deed.LINK_PRINTED, Deed.CODE_GIVEN, Deed.ACCOUNT_MADE),
            *(Deed.SIGN_INS_ENDED, Deed.SIGN_INS_ENDED_BY_ADMIN, Deed.FACTOR_ON, Deed.FACTOR_OFF),
            *(Deed.FACTOR_TAKEN_OFF, Deed.FACTOR_OFF_BY_HAND, Deed.RECOVERY_CODES, Deed.RECOVERED),
            *(Deed.BY_PASSKEY, Deed.PASSKEY_ADDED, Deed.PASSKEY_REMOVED, Deed.PASSKEYS_TAKEN_OFF),
            *(Deed.PASSKEYS_OFF_BY_HAND, Deed.PASSKEY_COPIED),
            *(Deed.PROFILES_ONE, Deed.PROFILES_LINKED, Deed.PROFILES_UNLINKED, Deed.EMAIL_CONFIRMED),
            *(Deed.BY_IDENTITY, Deed.IDENTITY_ADDED, Deed.IDENTITY_REMOVED),
            *(Deed.IDENTITIES_TAKEN_OFF, Deed.IDENTITIES_OFF_BY_HAND),
            *(Deed.PIN_SET, Deed.PIN_REMOVED, Deed.PIN_CLEARED, Deed.PIN_GUESSED, Deed.ACTED_ON_DEVICE),
            *(Deed.DEVICE_PAIRED, Deed.DEVICE_CHANGED, Deed.DEVICE_ENDED),
        }
    ),
    LogKind.RIGHTS: frozenset(
        {
            *(Deed.PERMISSIONS, Deed.ROOMS, Deed.ROSTER_APPLIED, Deed.ROSTER_UNDONE, Deed.ROSTER_ENDED),
            *(Deed.COLUMNS_NAMED, Deed.COLUMNS_FORGOTTEN, Deed.SERVER_CONNECTED, Deed.SERVER_DISCONNECTED),
        }
    ),
    LogKind.CHILDREN: frozenset({Deed.TIE, Deed.CHILD_RECORD, Deed.PHOTO_CONSENT, Deed.HANDED_TO_OTHER}),
    LogKind.SETTINGS: frozenset(
        {
            *(Deed.SETTINGS, Deed.RETENTION_SET, Deed.REMOVED, Deed.HOLD_SET, Deed.HOLD_RELEASED),
            *(Deed.ERASURE_ASKED, Deed.ERASURE_AGREED, Deed.ERASURE_TAKEN_BACK, Deed.ERASURE_GIVEN_UP, Deed.ERASED),
        }
    ),
    LogKind.INVITATIONS: frozenset({Deed.INVITED, Deed.INVITATION_PRINTED, Deed.INVITATION_TEXTED})
    | {Deed.INVITATION_LINK, Deed.INVITATION_DECLINED, Deed.INVITATION_GUESSED, Deed.LETTER_CHANGED},
    LogKind.REVIEWS: frozenset({Deed.APPROVED, Deed.APPROVED_CHANGED, Deed.RETURNED, Deed.DECLINED}),
    LogKind.READING: frozenset(
        {Deed.READ_CONVERSATION, Deed.READ_REVISIONS, Deed.READ_REMAINDER, Deed.READ_CUSTODY}
    ),
    LogKind.EXPORTS: frozenset({Deed.EXPORTED_OWN, Deed.EXPORTED_CHILD, Deed.EXPORTED_SCHOOL}),
}
"""Every deed is of one kind."""


def kind_of(deed: Deed) -> LogKind:
    """By which kind a deed is found."""
    return next(kind for kind, deeds in KINDS.items() if deed in deeds)
