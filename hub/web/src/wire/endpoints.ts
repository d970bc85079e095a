/* Made by `npm run types` from the OpenAPI document. Not edited by hand. */
import type * as frames from "./frames";
export interface paths {
  "/v1/sign-in": {
    /** Sign in with email and password; the answer also sets the session's cookie, or asks on. */
    post: operations["sign_in"];
  };
  "/v1/sign-out": {
    /** End this session. */
    post: operations["sign_out"];
  };
  "/v1/ticket": {
    /** A ticket for one hello on the socket. */
    post: operations["ticket"];
  };
  "/v1/me": {
    /** Who is signed in. */
    get: operations["me"];
    /** Edit one's profile; another name is a wish that an admin answers. */
    patch: operations["edit_me"];
  };
  "/v1/password": {
    /** Change one's password; every other session ends. */
    post: operations["password"];
  };
  "/v1/devices": {
    /** Let push reach this person on a device. */
    post: operations["add_device"];
  };
  "/v1/devices/heard": {
    /** An alert was shown: the sign-in of this device is in use. */
    post: operations["heard"];
  };
  "/v1/devices/{id}": {
    /** Let push not reach this device any more. */
    delete: operations["remove_device"];
  };
  "/v1/push-key": {
    /** The key browsers subscribe with; 404 where web push is not configured. */
    get: operations["push_key"];
  };
  "/v1/conversations": {
    /** The conversations one is in, newest first. */
    get: operations["conversations"];
    /** Find a conversation by its kind and what it is about, or make it (201). */
    post: operations["open_conversation"];
  };
  "/v1/conversations/{id}/messages": {
    /** What was said, newest first. */
    get: operations["messages"];
    /** Put an item into a conversation; Idempotency-Key is its cid. */
    post: operations["post"];
  };
  "/v1/conversations/{id}/read": {
    /** Mark as read up to a message's n. */
    post: operations["read"];
  };
  "/v1/people": {
    /** Names of everybody this reader may know. */
    get: operations["people"];
  };
  "/v1/messages/{id}": {
    /** Put another item of the same type in a message’s place. */
    put: operations["edit"];
    /** Take a message back; a stub stays. */
    delete: operations["withdraw"];
  };
  "/v1/messages/{id}/revisions": {
    /** What a message said before each change, for admins, and for who keeps a child’s day; it is noted. */
    get: operations["revisions"];
  };
  "/v1/messages/{id}/remainder": {
    /** What stood in an email besides the words that became this message. */
    get: operations["remainder"];
  };
  "/v1/audit": {
    /** Which admin read what is not of their rooms, newest first, for admins. */
    get: operations["audit"];
  };
  "/v1/reviews": {
    /** What waits (state=held), ended or lies returned with its author, oldest first, 200 a page. */
    get: operations["reviews"];
    /** Approve several that wait; each is answered by itself. */
    post: operations["review_many"];
  };
  "/v1/reviews/{id}": {
    /** Approve what waits, as it is or changed; return it to its author, or decline it. */
    post: operations["review"];
  };
  "/v1/settings/review": {
    /** How the school reviews what waits. */
    get: operations["review_settings"];
    /** Change how the school reviews; what is missing stays. */
    put: operations["put_review_settings"];
  };
  "/v1/settings/staff-only": {
    /** What waits for an admin, by item type. */
    get: operations["staff_only"];
    /** Change what waits for an admin; what is not named stays. */
    put: operations["put_staff_only"];
  };
  "/v1/preview": {
    /** Who would hear of an item, by which medium, and who not and why. */
    post: operations["preview"];
  };
  "/v1/messages/{id}/timeline": {
    /** What became of a message, per recipient. */
    get: operations["message_timeline"];
  };
  "/v1/explain": {
    /** Why somebody can or cannot see, message or hear of something. */
    get: operations["explain"];
  };
  "/v1/sync": {
    /** The events after a position, waiting for the first where there is none yet. */
    post: operations["sync"];
  };
  "/v1/conversations/possible": {
    /** Whom one may write to. */
    get: operations["possible"];
  };
  "/v1/settings/conversations": {
    /** How the school’s conversations go: history, who starts, office hours, how long one takes back. */
    get: operations["talking"];
    /** Change how conversations go; what is missing stays. */
    put: operations["put_talking"];
  };
  "/v1/conversations/{id}/readings": {
    /** Which admins read it from outside their rooms, where the school shows that. */
    get: operations["readings"];
  };
  "/v1/students": {
    /** The children of the school, for its staff. */
    get: operations["students"];
  };
  "/v1/students/{id}/guardians": {
    /** Who is what to a child, and what each may do about it today, with the reason. */
    get: operations["ties_of"];
  };
  "/v1/students/{id}/guardians/{person}": {
    /** Deny somebody something about a child, bar them, or let them pick it up. */
    put: operations["put_tie"];
  };
  "/v1/settings/guardians": {
    /** Whether only those who pay count as parents. */
    get: operations["guardian_policy"];
    /** Let only those who pay count as parents, or every guardian. */
    put: operations["put_guardian_policy"];
  };
  "/v1/staff": {
    /** Who works here, in which rooms, and what each may do; for admins. */
    get: operations["staff"];
  };
  "/v1/staff/{person}": {
    /** Set what one of the staff may do, and in which rooms they work. */
    put: operations["put_staff"];
  };
  "/v1/conversations/{id}/reports": {
    /** Report a conversation, or a message of it. */
    post: operations["make"];
  };
  "/v1/reports": {
    /** What one reported, and for admins what they settle. */
    get: operations["reports"];
  };
  "/v1/reports/{id}": {
    /** Settle a report with a note that its reporter reads. */
    post: operations["settle_report"];
  };
  "/v1/me/blocks": {
    /** Whom one keeps from starting new conversations. */
    get: operations["blocks"];
  };
  "/v1/me/blocks/{person}": {
    /** Keep somebody from starting new conversations of the two. */
    put: operations["put_block"];
    /** Let somebody start new conversations again. */
    delete: operations["delete_block"];
  };
  "/v1/consents/{person}": {
    /** Which texts and emails somebody takes, why not the others, and all that was noted about it. */
    get: operations["consents"];
    /** Note that somebody wants texts or emails, or wants them no more. */
    put: operations["put_consent"];
  };
  "/v1/hooks/twilio/status": {
    /** Twilio says what became of a text. Signed by Twilio. */
    post: operations["status"];
  };
  "/v1/hooks/twilio/message": {
    /** Twilio brings a text that somebody sent, which becomes a message where it answers one. Signed. */
    post: operations["message"];
  };
  "/v1/settings/texts": {
    /** How the school sends texts: whether at all, and what a segment costs. */
    get: operations["text_settings"];
    /** Change how the school sends texts; what is missing stays. */
    put: operations["put_text_settings"];
  };
  "/v1/settings/email": {
    /** How the school sends emails: from whom, where answers go, in which language. */
    get: operations["email_settings"];
    /** Change how the school sends emails; what is missing stays. */
    put: operations["put_email_settings"];
  };
  "/v1/providers": {
    /** Which providers work, and what waits for those that do not; for admins. */
    get: operations["providers"];
  };
  "/v1/undelivered": {
    /** Whom alerts did not reach, why, and what to do; for admins. */
    get: operations["list_undelivered"];
  };
  "/v1/deliveries/{id}/resend": {
    /** Send an alert again that reached nobody for certain, under its own key; for admins, on record. */
    post: operations["again"];
  };
  "/v1/hooks/mail": {
    /** An email that came in, as message/rfc822, by whom the header Roomwire-Hook-Secret names. */
    post: operations["hook"];
  };
  "/v1/preferences": {
    /** How one is told: by category and medium, quiet hours, and when the digest comes. */
    get: operations["preferences"];
    /** Choose how one is told; what is missing stays. Nobody can switch emergencies off. */
    put: operations["put_preferences"];
  };
  "/v1/messages/{id}/ack": {
    /** Confirm that one has read an emergency or a drill. */
    put: operations["put_ack"];
  };
  "/v1/me/acks": {
    /** The emergencies one has confirmed. */
    get: operations["own_acks"];
  };
  "/v1/emergencies": {
    /** The emergencies and drills one has yet to confirm. */
    get: operations["emergencies"];
  };
  "/v1/messages/{id}/acks": {
    /** Who has read or confirmed something urgent, who has not, and what comes next, for staff. */
    get: operations["acks"];
  };
  "/v1/unreached": {
    /** Whom something urgent has not reached within a day, and whom to call, for staff. */
    get: operations["list_unreached"];
  };
  "/v1/people/{id}/reach": {
    /** How well somebody can be reached, why, and what to do; for admins, and staff of parents of theirs. */
    get: operations["reach"];
  };
  "/v1/reachability": {
    /** Whom the school reaches poorly, worst first, and how many have each label; for admins. */
    get: operations["reachability"];
  };
  "/v1/figures": {
    /** How the school’s alerts went, by day and medium, with times and the cost of texts; for admins. */
    get: operations["figures"];
  };
  "/v1/files": {
    /** Bring a photo or a file, 20 MB at the most; it is sent by a message that names its id. */
    post: operations["bring"];
  };
  "/v1/files/{id}": {
    /** A photo or file, or with size=small a small picture, for who may read the message it is in. */
    get: operations["get"];
    /** Remove what one brought and did not send. */
    delete: operations["drop"];
  };
  "/v1/unsorted": {
    /** For admins: what came in by email or text and became no message, and why. */
    get: operations["list_unsorted"];
  };
  "/v1/unsorted/{id}": {
    /** Settle it: somebody of the office has looked at it. */
    post: operations["settle_unsorted"];
  };
  "/v1/unsorted/{id}/original": {
    /** An email as it came, message/rfc822. */
    get: operations["original"];
  };
  "/v1/name-wishes": {
    /** For admins: who wishes to be called otherwise than the roster says. */
    get: operations["list_name_wishes"];
  };
  "/v1/name-wishes/{id}": {
    /** Say yes or no to it; the person is told. */
    post: operations["answer_name_wish"];
  };
  "/v1/front": {
    /** The name of the school, for the screen that people sign in on. */
    get: operations["front"];
  };
  "/v1/forgot": {
    /** Ask for a link to choose a new password; answered alike whether or not the address is known. */
    post: operations["forgot"];
  };
  "/v1/reset": {
    /** Choose a new password by the secret of a link; every session ends. */
    post: operations["reset"];
  };
  "/v1/reset/code": {
    /** Choose a new password by a code that the office gave; every session ends. */
    post: operations["reset_by_code"];
  };
  "/v1/people/{person}/code": {
    /** A code for somebody to choose a new password with, for admins; the person is told by email. */
    post: operations["hand_code"];
  };
  "/v1/invitations": {
    /** Who was invited, who has signed up, who cannot be invited and why; for admins. */
    get: operations["invitations"];
    /** Invite people by email, or everybody of a group; for admins. */
    post: operations["invite"];
  };
  "/v1/invitations/welcome": {
    /** Whom the link of an invitation is for. */
    post: operations["welcome"];
  };
  "/v1/invitations/accept": {
    /** Sign up by the link of an invitation, and be signed in, or asked on as at a sign-in. */
    post: operations["accept"];
  };
  "/v1/activity-log": {
    /** Who signed in and who changed what, newest first, for admins. */
    get: operations["activity_log"];
  };
  "/v1/invitations/print": {
    /** A PDF with a page for each of these people, or of a group, and its codes; for admins. */
    post: operations["print_invitations"];
  };
  "/v1/invitations/printed": {
    /** Whom the code of a printed page is for, and what it asks for. */
    post: operations["welcome_page"];
  };
  "/v1/invitations/printed/link": {
    /** Have a link sent by the code of a printed page, to sign up by. */
    post: operations["send_page_link"];
  };
  "/v1/invitations/decline": {
    /** Say that an invitation reached somebody else: it ends, and the admins are told. */
    post: operations["decline"];
  };
  "/v1/invitations/text": {
    /** Invite people by text, or everybody of a group whom no email reaches; for admins. */
    post: operations["text_invitations"];
  };
  "/v1/invitations/letter": {
    /** The letter that announces the hub to families, in each language; for admins. */
    get: operations["letters"];
    /** Write that letter in the school's own words; for admins. */
    put: operations["write_letter"];
  };
  "/v1/invitations/letter/preview": {
    /** That letter as families would read it; for admins. */
    post: operations["preview_letter"];
  };
  "/v1/invitations/letter/print": {
    /** That letter as a PDF; for admins. */
    post: operations["print_letter"];
  };
  "/v1/first-steps": {
    /** How far a new school is, from its roster to its first message; for admins. */
    get: operations["steps"];
    /** Show these steps no more; for admins. */
    delete: operations["put_away"];
  };
  "/v1/roster/duplicates": {
    /** Who is perhaps in the roster twice, to be merged in its source; admins. */
    get: operations["roster_duplicates"];
  };
  "/v1/roster/columns": {
    /** What the columns of spreadsheets hold, as a file that can be sent again; for admins. */
    get: operations["get_columns"];
    /** Say what the columns of a spreadsheet hold; for admins. */
    put: operations["put_columns"];
    /** Forget what the columns of spreadsheets hold; for admins. */
    delete: operations["delete_columns"];
  };
  "/v1/roster": {
    /** As of when the roster is, what waits for a yes, and every run; for admins. */
    get: operations["roster"];
  };
  "/v1/roster/runs/{id}": {
    /** One run of the roster: what it changed, and what was wrong with it; for admins. */
    get: operations["roster_run"];
  };
  "/v1/roster/runs/{id}/undo": {
    /** What taking the newest run back would change; for admins. */
    get: operations["look_back_roster"];
    /** Take the newest run of the roster back; for admins. */
    post: operations["undo_roster"];
  };
  "/v1/roster/server": {
    /** Fetch the roster from a OneRoster server; for admins. */
    put: operations["connect_server"];
    /** Fetch the roster from its server no more; for admins. */
    delete: operations["disconnect_server"];
  };
  "/v1/roster/server/look": {
    /** What a OneRoster server has, before it is connected; for admins. */
    post: operations["look_at_server"];
  };
  "/v1/roster/server/fetch": {
    /** Fetch the whole roster from its server now, to look at; for admins. */
    post: operations["fetch_roster"];
  };
  "/v1/roster/uploads": {
    /** Bring a OneRoster bundle as a zip, or a spreadsheet, 20 MB at the most, to look at; for admins. */
    post: operations["bring_roster"];
  };
  "/v1/roster/uploads/{id}": {
    /** What a roster that waits would change, and who gains and loses access; for admins. */
    get: operations["try_roster"];
    /** Say no to a roster that waits; for admins. */
    delete: operations["decline_roster"];
  };
  "/v1/roster/uploads/{id}/apply": {
    /** Apply a roster that waits, once an hour; for admins. */
    post: operations["apply_roster"];
  };
  "/v1/roster/uploads/{id}/end-access": {
    /** End at once the access of some whom a held roster takes it from; for admins. */
    post: operations["end_access"];
  };
  "/v1/students/{id}/record": {
    /** What the center keeps about a child, as far as the reader sees it. */
    get: operations["get_record"];
    /** Change one part of a child’s record; what it was stays on record. */
    put: operations["put_record"];
  };
  "/v1/students/{id}/record/changes": {
    /** Who changed what of a child’s record, newest first, for admins. */
    get: operations["get_changes"];
  };
  "/v1/students/{id}/record/custody": {
    /** What is kept about custody of a child, for admins; it is noted who looked. */
    post: operations["look_at_custody"];
  };
  "/v1/students/{id}/photo-consent": {
    /** How far photos of a child may go, as far as the reader sees who said so. */
    get: operations["get_photo_consent"];
    /** A parent says how far photos of their child may go, or an admin notes it from paper. */
    put: operations["put_photo_consent"];
  };
  "/v1/conversations/{id}/photo-choices": {
    /** The children who may be on a photo there, and what their parents have said. */
    get: operations["get_photo_choices"];
  };
  "/v1/retention": {
    /** How long each kind of record is kept, and what was removed by that. */
    get: operations["get_retention"];
  };
  "/v1/retention/preview": {
    /** What a rule would remove now, without what it says. */
    post: operations["post_preview"];
  };
  "/v1/retention/{kind}": {
    /** Set how long a kind of record is kept, and whether what is older is removed. */
    put: operations["put_retention"];
  };
  "/v1/legal-holds": {
    /** What is on hold, so that nothing of it is removed. */
    get: operations["get_holds"];
    /** Put a child, a person or a conversation on hold. */
    post: operations["post_hold"];
  };
  "/v1/legal-holds/{id}/release": {
    /** Release a hold; that it was there stays on record. */
    post: operations["post_release"];
  };
  "/v1/erasures": {
    /** Who left, and whose data is to be erased or was. */
    get: operations["get_erasures"];
    /** Ask that the data of somebody who left be erased in a week. */
    post: operations["post_erasure"];
  };
  "/v1/erasures/preview": {
    /** What an erasure would do now, and what stands in its way. */
    post: operations["post_erasure_preview"];
  };
  "/v1/erasures/{id}/agree": {
    /** Agree, as another admin, to an erasure. */
    post: operations["post_agree"];
  };
  "/v1/erasures/{id}/take-back": {
    /** Take an erasure back before it is done. */
    post: operations["post_take_back"];
  };
  "/v1/attendance": {
    /** The children of a room today, and which of them are here, for staff. */
    get: operations["get_attendance"];
  };
  "/v1/attendance/children/{id}": {
    /** When a child came and went and with whom, who may fetch it, for staff. */
    get: operations["get_child"];
  };
  "/v1/attendance/sign-in": {
    /** Sign children in to a room, one or many, for its staff. */
    post: operations["sign_in_children"];
  };
  "/v1/attendance/sign-out": {
    /** Sign children out, one or many, for the staff of the room they are in. */
    post: operations["sign_out_children"];
  };
  "/v1/attendance/move": {
    /** Send children to another room. */
    post: operations["move_children"];
  };
  "/v1/attendance/take-over": {
    /** Take over children who were sent to a room, for its staff. */
    post: operations["take_over_children"];
  };
  "/v1/attendance/undo": {
    /** Take back what one did a moment ago. */
    post: operations["undo_attendance"];
  };
  "/v1/attendance/stays/{id}/correct": {
    /** Correct when a child came or went and in which room, with a reason. */
    post: operations["correct_stay"];
  };
  "/v1/attendance/stays/{id}/confirm": {
    /** Confirm that a stay closed by itself, for the staff of its room. */
    post: operations["confirm_stay"];
  };
  "/v1/sign-ins": {
    /** Where one is signed in. */
    get: operations["own_sign_ins"];
    /** End all sign-ins of one's own but this one. */
    delete: operations["end_other_sign_ins"];
  };
  "/v1/sign-ins/{id}": {
    /** End one sign-in of one's own. */
    delete: operations["end_sign_in"];
  };
  "/v1/people/{person}/sign-ins": {
    /** Whether somebody is signed in, and whether a code is asked of them; for admins. */
    get: operations["sign_ins_of"];
    /** End all sign-ins of somebody at this school, for admins. */
    delete: operations["end_sign_ins_of"];
  };
  "/v1/sign-in/code": {
    /** Finish a sign-in by a code of the app, or a recovery code. */
    post: operations["code_at_sign_in"];
  };
  "/v1/sign-in/key": {
    /** A key for an app, where a sign-in waits for one to be set up. */
    post: operations["key_at_sign_in"];
  };
  "/v1/sign-in/set-up": {
    /** Finish a sign-in by the first code of that key. */
    post: operations["set_up_at_sign_in"];
  };
  "/v1/second-factor": {
    /** Whether a code is asked for besides one's password. */
    get: operations["second_factor_of_me"];
    /** Switch one's second factor on by the first code of that key. */
    post: operations["switch_on_second_factor"];
  };
  "/v1/second-factor/key": {
    /** A key for an app, to set up a second factor. */
    post: operations["begin_second_factor"];
  };
  "/v1/second-factor/codes": {
    /** New recovery codes in place of the former. */
    post: operations["renew_recovery_codes"];
  };
  "/v1/second-factor/off": {
    /** Switch one's second factor off. */
    post: operations["switch_off_second_factor"];
  };
  "/v1/people/{person}/second-factor": {
    /** Take a lost second factor off somebody's account, for admins; they are told by email. */
    delete: operations["take_off_second_factor"];
  };
  "/v1/sign-in/passkey/begin": {
    /** What a browser has signed, to sign in by a passkey; it also keeps a cookie. */
    post: operations["begin_at_sign_in"];
  };
  "/v1/sign-in/passkey": {
    /** Sign in by a passkey, on the browser that began it. */
    post: operations["passkey_at_sign_in"];
  };
  "/v1/passkeys": {
    /** The passkeys that open one's account. */
    get: operations["own_passkeys"];
    /** Let a passkey that was just made open one's account. */
    post: operations["add_passkey"];
  };
  "/v1/passkeys/begin": {
    /** What a passkey is made of, for who shows their password. */
    post: operations["begin_passkey"];
  };
  "/v1/passkeys/{id}/remove": {
    /** Let a passkey open one's account no more. */
    post: operations["remove_passkey"];
  };
  "/v1/people/{person}/passkeys": {
    /** Take lost passkeys off somebody's account, for admins; they are told by email. */
    delete: operations["take_off_passkeys"];
  };
  "/v1/staff/{person}/links": {
    /** With which parent one of the staff has one account, or could; for admins. */
    get: operations["links"];
  };
  "/v1/staff/{person}/links/{guardian}": {
    /** Give a profile of the staff and one of a parent one account; the person is told by email. */
    put: operations["link"];
    /** Part two profiles of one account; the person is told by email, and signs in anew. */
    delete: operations["unlink"];
  };
  "/v1/confirm-email": {
    /** Confirm an email address that the roster changed, by its link. */
    post: operations["confirm_email"];
  };
  "/v1/people/{person}/confirm-email": {
    /** Ask the reader of a changed address once more; for oneself, and for admins. */
    post: operations["ask_to_confirm"];
  };
  "/v1/sign-in/oidc/begin": {
    /** Where to sign in elsewhere (OpenID Connect); it keeps a cookie. */
    post: operations["begin_identity_sign_in"];
  };
  "/v1/sign-in/oidc": {
    /** Sign in with what came back from elsewhere, on the browser that began it. */
    post: operations["sign_in_by_identity"];
  };
  "/v1/identities": {
    /** The accounts elsewhere that open one's account. */
    get: operations["own_identities"];
    /** Let an account elsewhere open one's account, by what came back. */
    post: operations["add_identity"];
  };
  "/v1/identities/begin": {
    /** Where to sign in elsewhere, to add that to one's account. */
    post: operations["begin_identity"];
  };
  "/v1/identities/{id}/remove": {
    /** Let an account elsewhere open one's account no more. */
    post: operations["remove_identity"];
  };
  "/v1/people/{person}/identities": {
    /** Take accounts elsewhere off somebody's account, for admins; they are told by email. */
    delete: operations["take_off_identities"];
  };
  "/v1/invitations/oidc/begin": {
    /** Where to sign in elsewhere, to sign up by the link of an invitation; it keeps a cookie. */
    post: operations["begin_sign_up"];
  };
  "/v1/invitations/oidc": {
    /** Who came back from elsewhere to sign up, and for whom the invitation is. */
    post: operations["show_sign_up"];
  };
  "/v1/invitations/oidc/accept": {
    /** Sign up by what came back, and be signed in, or asked on as at a sign-in. */
    post: operations["sign_up"];
  };
  "/v1/settings/accounts": {
    /** Who needs a code besides their password. */
    get: operations["account_settings"];
    /** Say who needs one, from their next sign-in. */
    put: operations["put_account_settings"];
  };
  "/v1/settings/activity-log": {
    /** What the activity log keeps, and for how long. */
    get: operations["activity_log_settings"];
    /** Change what the activity log keeps. */
    put: operations["put_activity_log_settings"];
  };
  "/v1/exports/family": {
    /** A zip of what a parent may read now, with its photos, to read and for programs; docs/exports.md. */
    post: operations["export_family"];
  };
  "/v1/exports/office": {
    /** Likewise of all that is kept of a child or the school, for admins, with a reason. */
    post: operations["export_office"];
  };
  "/v1/pin": {
    /** Whether one has a PIN for room devices. */
    get: operations["own_pin"];
    /** Choose one's PIN for room devices. */
    put: operations["choose_pin"];
  };
  "/v1/pin/remove": {
    /** Remove one's PIN for room devices. */
    post: operations["remove_pin"];
  };
  "/v1/people/{person}/pin": {
    /** Clear the PIN of somebody who forgot it, for admins, who cannot read it. */
    delete: operations["clear_pin"];
  };
  "/v1/room-devices": {
    /** The school's room devices, for admins. */
    get: operations["list_room_devices"];
    /** Pair the device that shows this code with a room, for admins. */
    post: operations["pair_room_device"];
  };
  "/v1/room-devices/{id}": {
    /** End a room device, for admins; who acts on it is out at once. */
    delete: operations["end_room_device"];
    /** Rename a room device, or move it, for admins. */
    patch: operations["change_room_device"];
  };
  "/v1/room-device": {
    /** How this room device stands: the code it shows, or its room and who works there. */
    get: operations["room_device"];
    /** Show a code by which an admin pairs this device with a room; it also keeps a cookie. */
    post: operations["begin_pairing"];
    /** Forget what this device keeps, where it is paired no more. */
    delete: operations["forget_room_device"];
  };
  "/v1/room-device/staff": {
    /** Who else works at the school of this room device, by two letters of their name. */
    get: operations["find_staff"];
  };
  "/v1/room-device/act": {
    /** Act on this room device under one's own name, by one's PIN; the session is kept as a cookie. */
    post: operations["act"];
  };
  "/v1/room-device/touch": {
    /** Somebody touched the screen of a room device, which stays open for as long again. */
    post: operations["touch"];
  };
  "/v1/room-device/drafts": {
    /** What one wrote on room devices and did not send. */
    get: operations["unsent"];
  };
  "/v1/room-device/drafts/{conversation}": {
    /** Keep what one is writing on a room device, for oneself alone. */
    put: operations["keep_unsent"];
  };
  "/v1/settings/room-devices": {
    /** When room devices lock. */
    get: operations["room_device_settings"];
    /** Say when room devices lock. */
    put: operations["put_room_device_settings"];
  };
  "/v1/settings/attendance": {
    /** When the attendance of a day closes by itself. */
    get: operations["attendance_settings"];
    /** Say when attendance closes, and whether it does; what is missing stays. */
    put: operations["put_attendance_settings"];
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    SignIn: {
      email: string;
      password: string;
    };
    /** @description token: for `Authorization: Bearer`; browsers hold the same as a cookie that scripts cannot read. */
    SignedIn: {
      token: string;
      person: string;
      role: string;
      school: string;
    };
    /**
     * @description The password was right, and something is still to come: a code, setting one up, or a passkey of the account, by
     *     which it is signed in to without a password. It opens nothing.
     *
     *     step: to go on with, until expires_at.
     */
    HalfSignedIn: {
      step: string;
      /** @enum {unknown} */
      asks: "code" | "passkey" | "setup";
      expires_at: string;
    };
    /** @description profile: one of one's own, as /v1/me lists them; by default the one signed in with. */
    TicketIn: {
      profile?: string | null;
    };
    /** @description Good for one hello, until expires_at. */
    Ticket: {
      ticket: string;
      expires_at: string;
    };
    /**
     * @description Who is signed in, and as which profile. may: what screens may offer ("review", "settings", …).
     *
     *     undo_seconds: how long a client keeps what was written before it sends it, so that it can be taken back.
     *     school_zone: the IANA zone of the school’s clock, by which screens tell all moments.
     *     language: that they are told in, by every medium; languages: all there are, by code.
     *     warnings: sentences for admins about this hub, such as zone data that has grown old; empty for everybody else.
     *     listed_name: as the roster has it. wish: the newest one to be called otherwise, null where there was none.
     *     unconfirmed_email: that the roster has since it changed, to which nothing goes until it is confirmed; or null.
     *     acts: on which room device, null anywhere else. There email is empty, and the only profile is this one.
     */
    Me: {
      person: string;
      name: string;
      email: string;
      role: string;
      school: string;
      school_name: string;
      school_zone: string;
      rooms: components["schemas"]["Named"][];
      students: components["schemas"]["Named"][];
      profiles: components["schemas"]["Profile"][];
      may: string[];
      undo_seconds: number;
      language: string;
      languages: components["schemas"]["Named"][];
      warnings: string[];
      listed_name: string;
      wish: components["schemas"]["OwnWish"] | null;
      unconfirmed_email: string | null;
      acts: components["schemas"]["ActsHere"] | null;
    };
    /** @description A room, a student or a person, by id and name. */
    Named: {
      id: string;
      name: string;
    };
    /** @description One person in one school; an account may have several. */
    Profile: {
      person: string;
      name: string;
      role: string;
      school: string;
      school_name: string;
    };
    /** @description What one last wished to be called. answer: null while no admin has answered; reason: what they said. */
    OwnWish: {
      wanted: string;
      answer: ("approved" | "declined" | "withdrawn") | null;
      reason: string;
    };
    /** @description The room device on which its reader acts by their PIN. lock_seconds: how long it is open without a touch. */
    ActsHere: {
      device: string;
      room: string;
      room_name: string;
      lock_seconds: number;
    };
    /**
     * @description Edit of one's own profile; what is missing stays. display_name: a wish that an admin answers; that of the roster
     *     is one's own at once, and takes a wish back. language: a code of languages; empty for the school's.
     */
    MeIn: {
      display_name?: string | null;
      language?: string | null;
      profile?: string | null;
    };
    PasswordIn: {
      current: string;
      new: string;
    };
    /** @description A device that push can reach: an FCM registration token, or a browser's PushSubscription as JSON text. */
    DeviceIn: {
      /** @enum {unknown} */
      provider: "fcm" | "webpush";
      address: string;
    };
    Device: {
      id: string;
      provider: string;
    };
    PushKey: {
      key: string;
    };
    Conversations: {
      items: components["schemas"]["Conversation"][];
      next: string | null;
    };
    /**
     * @description A conversation as its reader sees it.
     *
     *     kind_label: its name for screens. may_post: whether this reader may put items in now; items: which types.
     *     why_not: the sentence to show where a composer would stand, null where may_post.
     *     side: "guardian" or "staff"; last: the newest event this reader may see.
     *     withdrawn: of the messages after read_n, the n of those that were taken back; unread: how many others there are.
     *     answers: the conversations an answer goes to, where it does not go here: id and title.
     *     found_by: other names it is looked for by: of a child's parents who are in it, and of the child's rooms.
     *     asks_first: what this reader writes here reaches many, so that screens sum up whom before it goes.
     *     missed: what was said while the reader was out and is not theirs to read. unread: of n messages those after
     *     read_n, without what was missed.
     */
    Conversation: {
      id: string;
      kind: string;
      kind_label: string;
      title: string;
      student: string | null;
      student_name: string | null;
      room: string | null;
      room_name: string | null;
      side: string;
      n: number;
      read_n: number;
      withdrawn: number[];
      unread: number;
      missed: components["schemas"]["Missed"][];
      may_post: boolean;
      items: string[];
      why_not: string | null;
      last: components["schemas"]["Event"] | null;
      answers: components["schemas"]["Named"][];
      found_by: string[];
      asks_first: boolean;
    };
    /** @description The messages of a conversation after one number, up to another. */
    Missed: {
      after: number;
      to: number;
    };
    /**
     * @description One row of the journal, the same bytes for everybody who may see it.
     *
     *     kind: "message", "held", "reviewed", "edited", "withdrawn", "member", "roster", "setting",
     *         "reminder", "reported", "settled" (of a report), "unsorted" (an email or text became no message), "sorted",
     *         "name_wished" (an admin is asked), "name_answered" (to who wished it), "name_settled" (to the admins),
     *         "unused" and "silenced" (a device nobody opens falls silent in a week, or has),
     *         "reset" (a link was asked for), "password" (it was changed), "code" (the office gave one out),
     *         "invited" (the office sent a link to sign up by), "new_device" (somebody signed in on one),
     *         "factor_on", "factor_off", "factor_taken" (a code is asked for, no more, an admin took it off),
     *         "recovered" (a recovery code was used), "guessed" (the password was right, and the code was not),
     *         "passkey_added", "passkey_removed", "passkeys_taken" (by its owner, by its owner, by an admin),
     *         "linked", "linked_alone", "unlinked" (one account for two profiles: by an admin, by itself; no more),
     *         "confirm_email", "email_changed" (the roster has another address: to that one, to the one of before),
     *         "identity_added", "identity_removed" (an account elsewhere signs in by OpenID Connect, or no more),
     *         "identities_taken", "identities_off" (all of them, by an admin; by whoever runs the hub),
     *         "pin_guessed" (somebody typed wrong PINs on a room device),
     *         "invitation_declined", "invitation_guessed" (to admins: somebody else has it, or wrong numbers ended it),
     *         "invitation_own" (likewise: a link went to an address that its reader gave),
     *         "roster_held" (likewise: a roster takes much away, and waits for an answer),
     *         "confirmed" (its reader confirmed an emergency, on whichever device),
     *         "attendance" (children were signed in or out, moved or corrected, by author, or stays closed by
     *             themselves at night, without one; for staff);
     *         clients skip kinds they do not know.
     *     n: the message's number among the shared ones of its conversation; missing where families do not see it.
     *     sharing: missing where it is "now". urgency: missing where it is "normal".
     *     at: UTC, to the millisecond.
     *     gained, lost: the conversations a person came into or left ("member").
     *     edited_at, withdrawn_at: when the message was last changed or was taken back; a withdrawn one has no item.
     *     edited_by: who changed it last; missing where its author did.
     *     removed_after: nobody took it back: the school's rule removes what is older than so many months.
     *     erased: the data of somebody who left was erased: a name or a tag was taken out, or, without an item, all.
     *     of, of_n: the position and the n of the message that an "edited" or "withdrawn" changes; of also of the one that
     *         was "confirmed". What was withdrawn keeps its n and is not unread: unread is what was shared after the
     *         marker less what was withdrawn since.
     *     waiting: the conversations in which something waits for its reader's approval, one for each item; step: 1 is a
     *         reminder, 2 tells that it has waited far too long ("reminder").
     *     stays: each stay that is new or another than before, whole; rooms: those in which it is shown ("attendance").
     */
    Event: frames.Event;
    /** @description What people write to each other. */
    TextItem: frames.TextItem;
    /**
     * @description Photos and files, with what their author wrote to them.
     *
     *     files: made by POST /v1/files before. tagged: the students who are on the photos, by id; whoever reads it gets
     *     those whom they see.
     */
    Files: frames.Files;
    /**
     * @description A photo or file of a message. All but its id is the hub's own word, whatever was sent.
     *
     *     bytes: of what GET /v1/files/{id} gives. width, height: of an image, in pixels; None for every other file.
     */
    Attached: frames.Attached;
    /** @description ended_at is missing while the student sleeps. */
    Nap: frames.Nap;
    /** @description What was served, and how much of it was eaten. */
    Meal: frames.Meal;
    /** @description amount_ml is what was drunk, in millilitres. */
    Bottle: frames.Bottle;
    /** @description What a change of diapers found, or a visit to the potty. */
    Diaper: frames.Diaper;
    /** @description Anything else worth telling about the day. */
    Note: frames.Note;
    /** @description Something went wrong: what happened, and what was done about it. */
    Incident: frames.Incident;
    /** @description A professional note for the staff; never shared with families (research/domain.md, D7). */
    Observation: frames.Observation;
    /** @description The student was seen and named at a head count; never shared with families (research/domain.md, D7). */
    NameToFace: frames.NameToFace;
    /**
     * @description How a held item of author's ended. reason is the reviewer's words to them.
     *
     *     changed: it was approved with changes; before: what its author had written, until the message is changed again.
     */
    Review: frames.Review;
    /**
     * @description A child's stay in a room as it is now, and nothing of who brought or took the child.
     *
     *     n: 1, 2, 3 … of its states; of two the higher one holds. since: when the child came; until: when it left,
     *     missing while it is there. by, until_by: who signed it in and out. moved_from: the room it came
     *     from in the same instant.
     *     taken_over_at: since when the room answers for it; missing while the child is on its way there.
     *     corrected: it was written down otherwise before. struck: it was a mistake, and never was. by_itself: nobody
     *     signed the child out, so it closed by itself as of until, and until_by is missing: “to_confirm” until somebody
     *     has said that this was so, or what was. It is no pick-up.
     */
    ShownStay: frames.ShownStay;
    /** @description Newest first. */
    Messages: {
      items: components["schemas"]["Event"][];
      next: string | null;
    };
    /** @description urgency: beyond normal it needs a permission. */
    PostIn: {
      item:
        | components["schemas"]["TextItem"]
        | components["schemas"]["Files"]
        | components["schemas"]["Nap"]
        | components["schemas"]["Meal"]
        | components["schemas"]["Bottle"]
        | components["schemas"]["Diaper"]
        | components["schemas"]["Note"]
        | components["schemas"]["Incident"]
        | components["schemas"]["Observation"]
        | components["schemas"]["NameToFace"];
      /**
       * @default normal
       * @enum {unknown}
       */
      urgency?: "drill" | "emergency" | "normal" | "urgent";
    };
    Posted: {
      id: string;
      seq: number;
      /** @enum {unknown} */
      sharing: "held" | "never" | "now";
    };
    ReadIn: {
      n: number;
    };
    /**
     * @description Everybody a reader may know by name: ids to names, for authors and recipients; and to what they are here.
     *
     *     beside: what stands beside the names of parents, "parent of Mia"; "a parent" where the reader may not know more.
     */
    Directory: {
      people: {
        [key: string]: string;
      };
      roles: {
        [key: string]: "admin" | "guardian" | "staff";
      };
      beside: {
        [key: string]: string;
      };
    };
    /**
     * @description Another item in a message's place. edited_at: of the message as it was read (null: never edited); what was
     *     changed since is then not written over.
     */
    EditIn: {
      item:
        | components["schemas"]["TextItem"]
        | components["schemas"]["Files"]
        | components["schemas"]["Nap"]
        | components["schemas"]["Meal"]
        | components["schemas"]["Bottle"]
        | components["schemas"]["Diaper"]
        | components["schemas"]["Note"]
        | components["schemas"]["Incident"]
        | components["schemas"]["Observation"]
        | components["schemas"]["NameToFace"];
      edited_at?: string | null;
    };
    /** @description seq: of the event that says so. */
    Changed: {
      id: string;
      seq: number;
    };
    Revisions: {
      message: string;
      items: components["schemas"]["Revision"][];
    };
    /** @description What a message said until it was changed or withdrawn. */
    Revision: {
      item:
        | components["schemas"]["TextItem"]
        | components["schemas"]["Files"]
        | components["schemas"]["Nap"]
        | components["schemas"]["Meal"]
        | components["schemas"]["Bottle"]
        | components["schemas"]["Diaper"]
        | components["schemas"]["Note"]
        | components["schemas"]["Incident"]
        | components["schemas"]["Observation"]
        | components["schemas"]["NameToFace"];
      until: string;
      changed_by: string;
      changed_by_name: string;
    };
    /**
     * @description What stood in an email besides the words that were posted.
     *
     *     theirs: what a mail program added or quoted; ours: what it quotes of our email, empty where the reader may not
     *     read what that told of. Our links are left out of both.
     */
    Remainder: {
      theirs: string;
      ours: string;
    };
    Audit: {
      items: components["schemas"]["Looked"][];
      next: string | null;
    };
    /**
     * @description An admin read, on that day, what is not of their rooms; about: a conversation or a message.
     *
     *     what is "gave_code" where they gave somebody a code for a new password, "ended_sign_ins" where they ended all of
     *     theirs, "took_factor", "took_passkeys" or "took_identities" where they took that off them; about: who, a space,
     *     and when.
     */
    Looked: {
      person: string;
      name: string;
      what: string;
      about: string;
      at: string;
    };
    Reviews: {
      items: components["schemas"]["Held"][];
      next: string | null;
    };
    /**
     * @description An item in the review queue. why: the sentence that holds it. edited_at, edited_by: when it
     *     was last changed, and by whom where that was not its author.
     *
     *     why_not: the sentence to show where a decision would stand, null where may_review or where it has ended.
     *     changed: it was approved with changes; before: what its author had written, as long as it is known.
     */
    Held: {
      id: string;
      conversation: string;
      title: string;
      author: string;
      author_name: string;
      item:
        | components["schemas"]["TextItem"]
        | components["schemas"]["Files"]
        | components["schemas"]["Nap"]
        | components["schemas"]["Meal"]
        | components["schemas"]["Bottle"]
        | components["schemas"]["Diaper"]
        | components["schemas"]["Note"]
        | components["schemas"]["Incident"]
        | components["schemas"]["Observation"]
        | components["schemas"]["NameToFace"];
      held_at: string;
      why: string;
      may_review: boolean;
      why_not: string | null;
      /** @enum {unknown} */
      state: "approve" | "decline" | "held" | "return";
      edited_at: string | null;
      edited_by: string | null;
      reviewed_by: string | null;
      reviewed_by_name: string | null;
      reviewed_at: string | null;
      reason: string;
      changed: boolean;
      before:
        | (
            | components["schemas"]["TextItem"]
            | components["schemas"]["Files"]
            | components["schemas"]["Nap"]
            | components["schemas"]["Meal"]
            | components["schemas"]["Bottle"]
            | components["schemas"]["Diaper"]
            | components["schemas"]["Note"]
            | components["schemas"]["Incident"]
            | components["schemas"]["Observation"]
            | components["schemas"]["NameToFace"]
          )
        | null;
    };
    /**
     * @description reason: to be given where it is returned or declined. item: what is to be released instead, of the same type.
     *     edited_at: as the queue had it.
     */
    ReviewIn: {
      /** @enum {unknown} */
      answer: "approve" | "decline" | "return";
      reason?: string;
      item?:
        | (
            | components["schemas"]["TextItem"]
            | components["schemas"]["Files"]
            | components["schemas"]["Nap"]
            | components["schemas"]["Meal"]
            | components["schemas"]["Bottle"]
            | components["schemas"]["Diaper"]
            | components["schemas"]["Note"]
            | components["schemas"]["Incident"]
            | components["schemas"]["Observation"]
            | components["schemas"]["NameToFace"]
          )
        | null;
      edited_at?: string | null;
    };
    /** @description seq: of the event that ended the hold. */
    Reviewed: {
      id: string;
      /** @enum {unknown} */
      answer: "approve" | "decline" | "return";
      seq: number;
    };
    /** @description Returning and declining ask for a reason of each, and are done one by one. */
    ReviewManyIn: {
      /** @enum {unknown} */
      answer: "approve";
      messages: components["schemas"]["Version"][];
    };
    /** @description A held item as the reviewer read it; edited_at: as the queue had it. */
    Version: {
      id: string;
      edited_at?: string | null;
    };
    ReviewedMany: {
      items: components["schemas"]["ReviewedOne"][];
    };
    /** @description What became of one: seq where it is done, else code and the sentence that says why not. */
    ReviewedOne: {
      id: string;
      done: boolean;
      seq: number | null;
      code:
        | (
            | "conflict"
            | "forbidden"
            | "invalid"
            | "not_found"
            | "rate_limited"
            | "too_large"
            | "unauthenticated"
            | "unavailable"
          )
        | null;
      detail: string | null;
    };
    /**
     * @description four_eyes: what admins say to families waits as well, and nobody reviews what they wrote themselves. hold_names:
     *     what names a child of another family waits. review_minutes: until reviewers are reminded, 0 for never; after
     *     twice that second_approver is asked, or everybody again where it is empty. approvers: who it may be.
     */
    ReviewSettings: {
      four_eyes: boolean;
      hold_names: boolean;
      review_minutes: number;
      second_approver: string;
      approvers: components["schemas"]["Approver"][];
    };
    Approver: {
      person: string;
      name: string;
    };
    /** @description What is missing stays. */
    ReviewSettingsIn: {
      four_eyes?: boolean | null;
      hold_names?: boolean | null;
      review_minutes?: number | null;
      second_approver?: string | null;
    };
    /**
     * @description What waits for an admin, by item type ("message" governs text, photos and files).
     *
     *     fixed: types that are never shared, whatever anybody asks for. labels: words for the screen.
     */
    StaffOnly: {
      staff_only: {
        [key: string]: boolean;
      };
      fixed: string[];
      labels: {
        [key: string]: string;
      };
    };
    PreviewIn: {
      conversation: string;
      item:
        | components["schemas"]["TextItem"]
        | components["schemas"]["Files"]
        | components["schemas"]["Nap"]
        | components["schemas"]["Meal"]
        | components["schemas"]["Bottle"]
        | components["schemas"]["Diaper"]
        | components["schemas"]["Note"]
        | components["schemas"]["Incident"]
        | components["schemas"]["Observation"]
        | components["schemas"]["NameToFace"];
      /**
       * @default normal
       * @enum {unknown}
       */
      urgency?: "drill" | "emergency" | "normal" | "urgent";
    };
    /**
     * @description Who would hear of it if it were posted (and, where held, approved) now. expect: when a parent may expect an
     *     answer, null where that is now. texts: null where nobody is told by text.
     */
    Preview: {
      /** @enum {unknown} */
      sharing: "held" | "never" | "now";
      why: string;
      expect: string | null;
      recipients: components["schemas"]["Recipient"][];
      skipped: components["schemas"]["Skipped"][];
      texts: components["schemas"]["Texts"] | null;
    };
    /** @description media: what rings first; says: a sentence for each medium that waits, and until when. */
    Recipient: {
      person: string;
      name: string;
      media: string[];
      says: string[];
    };
    Skipped: {
      person: string;
      name: string;
      why: string;
    };
    /**
     * @description What would go as a text, in each language that somebody is told in, the most numbers first. count: to how many
     *     numbers. cost: of all, in the school's currency; null where it set no price.
     */
    Texts: {
      count: number;
      wordings: components["schemas"]["Wording"][];
      cost: string | null;
    };
    /**
     * @description One wording of a text. language: its code. count: to how many numbers. text: as they read it, its link being an
     *     example. alphabet, segments: of each.
     */
    Wording: {
      language: string;
      count: number;
      text: string;
      /** @enum {unknown} */
      alphabet: "gsm" | "ucs2";
      segments: number;
    };
    Timeline: {
      message: string;
      /** @enum {unknown} */
      sharing: "held" | "never" | "now";
      items: components["schemas"]["Told"][];
    };
    /** @description What became of one message for one person. skipped: why no medium was used, null where one was. */
    Told: {
      person: string;
      name: string;
      read_at_or_before: string | null;
      read: boolean;
      skipped: string | null;
      steps: components["schemas"]["Step"][];
    };
    /** @description One thing that happened to a delivery; detail in words. */
    Step: {
      at: string;
      /** @enum {unknown} */
      what:
        | "accepted"
        | "ambiguous"
        | "bounced"
        | "cancelled"
        | "cleared"
        | "delayed"
        | "delivered"
        | "failed"
        | "handed"
        | "joined"
        | "passed on"
        | "planned"
        | "postponed"
        | "read"
        | "reported"
        | "resent"
        | "retrying"
        | "sent"
        | "undelivered"
        | "waits";
      medium: string;
      address: string;
      detail: string;
    };
    /** @description Yes or no, and why. change: the screen on which an admin changes a no; null where there is none. */
    Explanation: {
      answer: boolean;
      because: string[];
      change: ("children" | "settings" | "staff") | null;
    };
    /** @description Without since: no events, only where to start. wait_ms: how long to wait where there is nothing yet. */
    SyncIn: {
      since?: number | null;
      epoch?: string | null;
      wait_ms?: number;
    };
    Synced: {
      events: components["schemas"]["Event"][];
      seq: number;
      epoch: string;
      more: boolean;
    };
    /** @description why_not: the sentence to show where one may start nothing; expect: when a parent may expect an answer. */
    Contacts: {
      items: components["schemas"]["Contact"][];
      why_not: string | null;
      expect: string | null;
    };
    /**
     * @description Whom one may write to: what POST /v1/conversations asks for. id: of the conversation, null until it is made.
     *
     *     about: the child or rooms that tell two of the same name apart, for the screen.
     */
    Contact: {
      kind: string;
      kind_label: string;
      title: string;
      about: string;
      id: string | null;
      student: string | null;
      person: string | null;
    };
    /** @description One of student, room and person, as the kind asks; none for the whole school. */
    OpenConversation: {
      kind: string;
      student?: string | null;
      room?: string | null;
      person?: string | null;
    };
    /**
     * @description What the school chose for its conversations: from where newly assigned staff read, whether parents may start
     *     conversations, and when the office answers (in the school's time zone).
     *
     *     undo_seconds: how long what was written can be taken back before it is sent; edit_minutes: changed afterwards.
     *     oversight: whether admins read outside their rooms; oversight_visible: whether those who are read see it.
     *     ladder_minutes: how long an alert stays unread before the next medium is tried, 0 for ever. push_a_day,
     *     texts_a_day, emails_a_day: the most alerts that ring at one address in a day; the others wait for the digest.
     *     country: in which telephone numbers are read that name none, where the roster is imported next (ISO 3166);
     *     countries: all there are.
     */
    Talking: {
      /** @enum {unknown} */
      history: "all" | "assigned" | "week";
      guardians_start: boolean;
      office_hours: components["schemas"]["OfficeHours"][];
      closed_dates: components["schemas"]["ClosedDates"][];
      time_zone: string;
      undo_seconds: number;
      edit_minutes: number;
      oversight: boolean;
      oversight_visible: boolean;
      ladder_minutes: number;
      push_a_day: number;
      texts_a_day: number;
      emails_a_day: number;
      country: string;
      countries: string[];
    };
    /** @description Minutes of a weekday's clock, 0 is Monday: from opens until closes. */
    OfficeHours: {
      weekday: number;
      opens: number;
      closes: number;
    };
    /** @description Days on which nobody answers: from begin until end, both included; name: what for. */
    ClosedDates: {
      /** Format: date */
      begin: string;
      /** Format: date */
      end: string;
      name?: string;
    };
    /** @description What is missing stays. */
    TalkingIn: {
      history?: ("all" | "assigned" | "week") | null;
      guardians_start?: boolean | null;
      office_hours?: components["schemas"]["OfficeHours"][] | null;
      closed_dates?: components["schemas"]["ClosedDates"][] | null;
      undo_seconds?: number | null;
      edit_minutes?: number | null;
      oversight?: boolean | null;
      oversight_visible?: boolean | null;
      ladder_minutes?: number | null;
      push_a_day?: number | null;
      texts_a_day?: number | null;
      emails_a_day?: number | null;
      country?: string | null;
    };
    /** @description Newest first. why_not: the sentence where the school does not show them, null where it does. */
    Readings: {
      items: components["schemas"]["Reading"][];
      why_not: string | null;
    };
    /** @description An admin read a conversation on that day from outside its rooms; at: when first. */
    Reading: {
      person: string;
      name: string;
      at: string;
    };
    Children: {
      items: components["schemas"]["Child"][];
    };
    /** @description A student for a list; own: a child of the reader's, about whom another admin decides. */
    Child: {
      id: string;
      name: string;
      rooms: string[];
      tied: number;
      barred: number;
      own: boolean;
    };
    /** @description may_set: the reader may change them; else why not. pick_ups: by the roster; null where it never said so. */
    TiesOf: {
      student: string;
      name: string;
      may_set: boolean;
      why: string;
      items: components["schemas"]["Tied"][];
      pick_ups: components["schemas"]["ToCollect"] | null;
    };
    /**
     * @description Somebody's tie to a child. role: what they are at the school. payer: as far as the source tells. untied: they
     *     are nothing to it by now, whatever tie says, and the school has set that they do not pick it up.
     *
     *     reach: how they can be reached; null for who is not told, and where the reader does not see it.
     */
    Tied: {
      person: string;
      name: string;
      role: string;
      /** @enum {unknown} */
      tie: "barred" | "guardian" | "pick_up";
      payer: boolean;
      untied: boolean;
      may: components["schemas"]["May"][];
      denials: components["schemas"]["Denial"][];
      reach: components["schemas"]["Reach"] | null;
    };
    /** @description What a rule answers today, and why. */
    May: {
      /** @enum {unknown} */
      power: "message" | "pick_up" | "see" | "told";
      answer: boolean;
      because: string;
    };
    Denial: {
      /** @enum {unknown} */
      power: "message" | "pick_up" | "see" | "told";
      begin: string | null;
      end: string | null;
      now: boolean;
    };
    /**
     * @description How somebody can be reached. ways: by which media messages come. because: a sentence for each medium, without
     *     any address; next: what the school can do about it, the most useful first, empty where all is well.
     */
    Reach: {
      /** @enum {unknown} */
      label: "emergencies" | "none" | "one_way" | "urgent" | "well";
      ways: ("email" | "push" | "sms")[];
      because: string[];
      next: string[];
    };
    /** @description at: when the roster last said who may pick children up. */
    ToCollect: {
      at: string;
      items: components["schemas"]["ListedToCollect"][];
    };
    /**
     * @description Somebody whom the roster lists to pick a child up; they have no account by it. relation, phone: as the roster
     *     has them, null where it does not say. may: the child is handed to them today; because: why, or why not.
     */
    ListedToCollect: {
      name: string;
      relation: string | null;
      phone: string | null;
      may: boolean;
      because: string;
    };
    /**
     * @description What is missing stays. tie guardian: what the roster says, which lifts a bar and ends a pick-up.
     *
     *     was: set it only where it still stands so (409 otherwise), as an undo does.
     */
    TieIn: {
      denials?: components["schemas"]["DenialIn"][] | null;
      tie?: ("barred" | "guardian" | "pick_up") | null;
      was?: components["schemas"]["TieWas"] | null;
    };
    /** @description From the first day to the last, both included; null is open. */
    DenialIn: {
      /** @enum {unknown} */
      power: "message" | "pick_up" | "see" | "told";
      begin?: string | null;
      end?: string | null;
    };
    /** @description How it stood when its reader last looked. */
    TieWas: {
      /** @enum {unknown} */
      tie: "barred" | "guardian" | "pick_up";
      denials: components["schemas"]["DenialIn"][];
    };
    GuardianPolicy: {
      payers_only: boolean;
    };
    GuardianPolicyIn: {
      payers_only: boolean;
    };
    Colleagues: {
      items: components["schemas"]["Colleague"][];
      rooms: components["schemas"]["RoomNamed"][];
    };
    /**
     * @description One of the staff. why: why the reader cannot change what they may do, empty where they can.
     *
     *     reach: how they can be reached.
     */
    Colleague: {
      person: string;
      name: string;
      role: string;
      email: string | null;
      primary: string | null;
      rooms: components["schemas"]["Assigned"][];
      /** @enum {unknown} */
      families: "full" | "none" | "read";
      /** @enum {unknown} */
      staff: "full" | "none" | "read";
      /** @enum {unknown} */
      announcements: "full" | "none" | "read";
      /** @enum {unknown} */
      activities: "full" | "none" | "read";
      reviews: boolean;
      /** @enum {unknown} */
      marks: "emergency" | "normal" | "urgent";
      /** @enum {unknown} */
      own: "school" | "trusted" | "waits";
      why: string;
      reach: components["schemas"]["Reach"] | null;
    };
    /** @description A room somebody works in. by: the roster, or an admin here; now: today. */
    Assigned: {
      room: string;
      name: string;
      begin: string | null;
      end: string | null;
      /** @enum {unknown} */
      by: "admin" | "roster";
      now: boolean;
    };
    RoomNamed: {
      id: string;
      name: string;
    };
    /** @description What is missing stays. rooms: all that admins give; the roster's stay. primary: empty for none. */
    ColleagueIn: {
      families?: ("full" | "none" | "read") | null;
      staff?: ("full" | "none" | "read") | null;
      announcements?: ("full" | "none" | "read") | null;
      activities?: ("full" | "none" | "read") | null;
      reviews?: boolean | null;
      marks?: ("emergency" | "normal" | "urgent") | null;
      own?: ("school" | "trusted" | "waits") | null;
      primary?: string | null;
      rooms?: components["schemas"]["AssignedIn"][] | null;
    };
    /** @description From the first day to the last, both included; null is open. */
    AssignedIn: {
      room: string;
      begin?: string | null;
      end?: string | null;
    };
    /** @description message: the one that is meant, null for the whole conversation. */
    ReportIn: {
      reason: string;
      message?: string | null;
    };
    ReportMade: {
      id: string;
    };
    /** @description What waits first, then the newest. */
    Reports: {
      items: components["schemas"]["Report"][];
    };
    /**
     * @description What was reported. item: what the message says now, null for a whole conversation and where it was withdrawn.
     *
     *     may_settle: whether this reader settles it; mine: whether they reported it. by_name, against_name: who reported
     *     it, and who wrote what was reported; null for all but who settles it.
     */
    Report: {
      id: string;
      conversation: string;
      title: string;
      message: string | null;
      item:
        | (
            | components["schemas"]["TextItem"]
            | components["schemas"]["Files"]
            | components["schemas"]["Nap"]
            | components["schemas"]["Meal"]
            | components["schemas"]["Bottle"]
            | components["schemas"]["Diaper"]
            | components["schemas"]["Note"]
            | components["schemas"]["Incident"]
            | components["schemas"]["Observation"]
            | components["schemas"]["NameToFace"]
          )
        | null;
      reason: string;
      at: string;
      mine: boolean;
      may_settle: boolean;
      by_name: string | null;
      against_name: string | null;
      settled_at: string | null;
      settled_by_name: string | null;
      note: string;
    };
    /** @description note: what the reporter reads of it. */
    SettleIn: {
      note?: string;
    };
    /** @description Newest first. */
    Blocks: {
      items: components["schemas"]["Block"][];
    };
    /** @description Somebody who starts no new conversations with the reader. */
    Block: {
      person: string;
      name: string;
      at: string;
    };
    Consents: {
      person: string;
      name: string;
      items: components["schemas"]["ConsentAddress"][];
    };
    /**
     * @description An address and what may go there. routine, emergency: the sentence why nothing of that class does, null where
     *     it does. record: all that was noted, oldest first. address: in full for admins and for whose it is.
     */
    ConsentAddress: {
      /** @enum {unknown} */
      medium: "email" | "sms";
      address: string;
      routine: string | null;
      emergency: string | null;
      record: components["schemas"]["ConsentLine"][];
    };
    /** @description A line of the ledger. by: the admin who noted it, by name; null where it came from outside. */
    ConsentLine: {
      at: string;
      /** @enum {unknown} */
      of: "emergency" | "routine";
      /** @enum {unknown} */
      state: "closed" | "open";
      /** @enum {unknown} */
      source: "bounce" | "carrier" | "invalid" | "one_click" | "reply" | "staff";
      why: string;
      by: string | null;
    };
    /** @description why: what the person told the school, and how; it stays on record. */
    ConsentIn: {
      /** @enum {unknown} */
      medium: "email" | "sms";
      classes: ("emergency" | "routine")[];
      /** @enum {unknown} */
      state: "closed" | "open";
      why: string;
    };
    /**
     * @description How the school sends texts. on: at all. segment_price: what a segment costs, in ten-thousandths of the school's
     *     currency, 0 where it is not known. sender: the number or service they come from, empty where none is set up.
     */
    TextSettings: {
      on: boolean;
      segment_price: number;
      sender: string;
    };
    /** @description What is missing stays. */
    TextSettingsIn: {
      on?: boolean | null;
      segment_price?: number | null;
    };
    /**
     * @description How the school sends emails: whether at all (on), from whom, in which language to who has chosen none.
     *
     *     reply_to: where an answer goes that becomes no message. address: the hub's own, that emails come from; empty
     *     where no mail server is set up. answers: whether an answer to a message's email becomes a message.
     */
    EmailSettings: {
      display_name: string;
      reply_to: string;
      language: string;
      languages: components["schemas"]["Named"][];
      on: boolean;
      address: string;
      answers: boolean;
      school_name: string;
    };
    /** @description What is missing stays; empty words are the school's own name, and no address. */
    EmailSettingsIn: {
      display_name?: string | null;
      reply_to?: string | null;
      language?: string | null;
      on?: boolean | null;
    };
    /** @description Those that are set up here; a push service of browsers is listed while it is shut. */
    Providers: {
      items: components["schemas"]["Provider"][];
    };
    /**
     * @description One account of a provider. account: its name, as the operator knows it; for push to browsers the service's host.
     *
     *     state: works, shut (left alone since, because of why), or trying (one alert is on its way to find out). why of
     *     one that works: what other mail servers said lately of emails that it had taken; empty where nothing was.
     *     waits: this school's alerts that wait for it now.
     */
    Provider: {
      provider: string;
      /** @enum {unknown} */
      medium: "email" | "push" | "sms";
      account: string;
      /** @enum {unknown} */
      state: "shut" | "trying" | "works";
      why: string;
      since: string | null;
      waits: number;
    };
    /** @description Newest first; who has read it meanwhile, or was reached another way, is not listed. */
    UndeliveredPage: {
      items: components["schemas"]["Undelivered"][];
      next: string | null;
    };
    /**
     * @description An alert that reached nobody for certain. people: who shares its address; headline: what the alert said.
     *
     *     outcome: how it ended; why: in words; next: what to do about it. may_resend: whether it may be sent again,
     *     because: the sentence for that, also where it may not.
     */
    Undelivered: {
      id: string;
      people: string[];
      headline: string;
      message: string;
      conversation: string;
      title: string;
      /** @enum {unknown} */
      medium: "email" | "push" | "sms";
      address: string;
      at: string;
      /** @enum {unknown} */
      outcome: "ambiguous" | "bad_message" | "dead_address" | "expired" | "misconfigured" | "opted_out";
      why: string;
      next: string;
      may_resend: boolean;
      because: string;
    };
    Resent: {
      id: string;
    };
    /** @description What became of an email that was handed over, in one word. */
    MailTaken: {
      became: string;
    };
    /**
     * @description How one is told: every category one may choose about, with every medium.
     *
     *     zone: empty where it is the school's, which is school_zone. digest_at: minute of the day. always: the sentence
     *     about what nobody can switch off. reached_by: the media there is an address for.
     */
    Preferences: {
      choices: components["schemas"]["Preference"][];
      quiet: components["schemas"]["QuietHours"] | null;
      zone: string;
      school_zone: string;
      digest_at: number;
      always: string;
      reached_by: string[];
    };
    /** @description What one wants of a medium for what is of a category: each alert at once, in the daily digest, or none. */
    Preference: {
      /** @enum {unknown} */
      category: "announcements" | "approvals" | "day" | "families" | "staff";
      /** @enum {unknown} */
      medium: "email" | "push" | "sms";
      /** @enum {unknown} */
      how: "digest" | "instant" | "off";
    };
    /** @description Minutes of the day on one's own clock: begins is quiet, ends is not; over midnight where ends is smaller. */
    QuietHours: {
      begins: number;
      ends: number;
    };
    /** @description What is missing stays. quiet: null for none. zone: empty for the school's. */
    PreferencesIn: {
      choices?: components["schemas"]["Preference"][] | null;
      quiet?: components["schemas"]["QuietHours"] | null;
      zone?: string | null;
      digest_at?: number | null;
    };
    Confirmations: {
      items: components["schemas"]["Confirmation"][];
    };
    /** @description An emergency that one confirmed, and when. */
    Confirmation: {
      message: string;
      at: string;
    };
    /** @description What its reader has yet to confirm, newest first; many: how many these are in all, listed or not. */
    Emergencies: {
      items: components["schemas"]["Emergency"][];
      many: number;
    };
    /**
     * @description An emergency or a drill that its reader has yet to confirm.
     *
     *     seq: its position, which a "confirmed" event names with of. item: as it reads now.
     */
    Emergency: {
      message: string;
      seq: number;
      conversation: string;
      title: string;
      author_name: string;
      at: string;
      /** @enum {unknown} */
      urgency: "drill" | "emergency" | "normal" | "urgent";
      item:
        | components["schemas"]["TextItem"]
        | components["schemas"]["Files"]
        | components["schemas"]["Nap"]
        | components["schemas"]["Meal"]
        | components["schemas"]["Bottle"]
        | components["schemas"]["Diaper"]
        | components["schemas"]["Note"]
        | components["schemas"]["Incident"]
        | components["schemas"]["Observation"]
        | components["schemas"]["NameToFace"];
    };
    /** @description Something urgent that was said; people: those to call first. */
    Urgent: {
      message: string;
      conversation: string;
      title: string;
      author_name: string;
      at: string;
      /** @enum {unknown} */
      urgency: "drill" | "emergency" | "normal" | "urgent";
      people: components["schemas"]["Standing"][];
    };
    /**
     * @description Where somebody stands with something urgent. reached_at: when they read it, or confirmed it where that is asked
     *     for, null while they have not. says: what comes next. call: "now" where they are to be called. number: for the
     *     office.
     */
    Standing: {
      person: string;
      name: string;
      reached_at: string | null;
      says: string;
      call: string | null;
      number: string | null;
    };
    /** @description What was urgent within a day, newest first, with those whom it has not reached. */
    Calls: {
      items: components["schemas"]["Urgent"][];
    };
    /** @description Worst first, then by name; next: of the following page, null at the end. */
    Reachability: {
      counts: components["schemas"]["ReachCounts"];
      items: components["schemas"]["HardToReach"][];
      next: string | null;
    };
    /** @description How many people of the school have each label; parents of practice children are not counted. */
    ReachCounts: {
      none: number;
      emergencies: number;
      urgent: number;
      one_way: number;
      well: number;
    };
    /** @description Somebody of the school. about: their children's names, or the rooms they work in. */
    HardToReach: {
      person: string;
      name: string;
      role: string;
      about: string[];
      reach: components["schemas"]["Reach"];
    };
    /** @description How alerts went from begin to end, both included, newest day first; days are those of zone's clock. */
    Figures: {
      /** Format: date */
      begin: string;
      /** Format: date */
      end: string;
      zone: string;
      days: components["schemas"]["DayFigures"][];
    };
    /**
     * @description A day of the school's calendar. media: those that alerts were planned on.
     *
     *     texts: which the provider took, or may have; segments: of all of them; cost: in the school's currency, at its
     *     price of today, null where it has set none.
     */
    DayFigures: {
      /** Format: date */
      day: string;
      media: components["schemas"]["MediumFigures"][];
      texts: number;
      segments: number;
      cost: string | null;
    };
    /**
     * @description How a day's alerts went on one medium; planned is the sum of all but confirmed and unreached.
     *
     *     arrived: the provider took them; confirmed: of those, what the carrier reports to be on the phone (texts alone).
     *     joined: told together with another. read, needless: not sent, as it was read before or for another reason.
     *     unreached: the sum of dead_address to expired. waiting: not over yet. median_s, p95_s: seconds from the message
     *     to the provider, of what was to ring at once; null where nothing was.
     */
    MediumFigures: {
      /** @enum {unknown} */
      medium: "email" | "push" | "sms";
      planned: number;
      arrived: number;
      confirmed: number;
      joined: number;
      read: number;
      needless: number;
      unreached: number;
      dead_address: number;
      opted_out: number;
      bad_message: number;
      misconfigured: number;
      expired: number;
      ambiguous: number;
      waiting: number;
      median_s: number | null;
      p95_s: number | null;
    };
    /**
     * @description A photo or file that was brought: put its id into an item of type "files" to send it.
     *
     *     bytes, width, height: of what is kept; an image is made anew, and is no other file's.
     */
    Kept: {
      id: string;
      name: string;
      media_type: string;
      bytes: number;
      width: number | null;
      height: number | null;
    };
    /** @description What is open first, then the newest of what was settled. */
    UnsortedList: {
      items: components["schemas"]["Unsorted"][];
    };
    /**
     * @description An email or a text that became no message.
     *
     *     from_name: who wrote it, person: their id; both null where that is not sure. address: whom it names as sender.
     *     reason: why, by name; because: in words; detail: what a rule or a mail server said. count: how often the same
     *     came, the last time at at. has_original: it can be had as it came. families: where a parent is answered, as
     *     far as the reader is there: the conversations of their children's families, each by its id and the child's name.
     */
    Unsorted: {
      id: string;
      /** @enum {unknown} */
      medium: "email" | "sms";
      address: string;
      person: string | null;
      from_name: string | null;
      reason: string;
      because: string;
      detail: string;
      text: string;
      count: number;
      first_at: string;
      at: string;
      has_original: boolean;
      settled_at: string | null;
      settled_by_name: string | null;
      note: string;
      families: components["schemas"]["Named"][];
    };
    /** @description note: what the other admins read of it. */
    SortIn: {
      note?: string;
    };
    /** @description What is open, oldest first, then the newest of what was answered. */
    NameWishes: {
      items: components["schemas"]["NameWish"][];
    };
    /**
     * @description Somebody wishes to be called otherwise.
     *
     *     current: what they were called when they wished it; beside: what stands beside their name, "parent of Mia".
     *     origin: "earlier" had been taken without asking, under the rules of older versions. reason: what they read of
     *     the answer.
     */
    NameWish: {
      id: string;
      person: string;
      current: string;
      wanted: string;
      beside: string;
      /** @enum {unknown} */
      origin: "asked" | "earlier";
      at: string;
      settled_at: string | null;
      settled_by_name: string | null;
      answer: ("approved" | "declined") | null;
      reason: string;
    };
    /** @description reason: what the person reads of it; a no has one. */
    AnswerWish: {
      /** @enum {unknown} */
      answer: "approve" | "decline";
      reason?: string;
    };
    /**
     * @description What anybody may know before they sign in. school_name: null where the hub serves more than one. passkeys:
     *     browsers have passkeys where this hub is found. providers: by whose accounts people may sign in as well.
     */
    Front: {
      school_name: string | null;
      passkeys: boolean;
      providers: components["schemas"]["Named"][];
    };
    ForgotIn: {
      email: string;
    };
    /** @description secret: what stands in the link, behind `#/reset/`. */
    ResetIn: {
      secret: string;
      new: string;
    };
    /** @description code: as the office gave it; signs and spaces between its letters do not matter. */
    ResetByCodeIn: {
      email: string;
      code: string;
      new: string;
    };
    /** @description It is shown once. expires_at: in a quarter of an hour. */
    Code: {
      code: string;
      expires_at: string;
    };
    /**
     * @description By name; next: of the following page, null at the end. to_invite: how many emails leave when all who never were
     *     are invited; to_remind: when all are who have not signed up. to_print, to_print_open: how many pages likewise.
     *     texts: whether this hub sends any. to_text, to_text_open: how many texts likewise, to those whom no email
     *     reaches; texts_wait_until: when one leaves that is sent now to somebody who chose no hours of their own, null
     *     where that is now.
     */
    Invitations: {
      counts: components["schemas"]["InvitationCounts"];
      to_invite: number;
      to_remind: number;
      to_print: number;
      to_print_open: number;
      texts: boolean;
      to_text: number;
      to_text_open: number;
      texts_wait_until: string | null;
      items: components["schemas"]["PersonInvited"][];
      next: string | null;
    };
    /** @description How many people of the school stand where; parents of practice children are not counted. */
    InvitationCounts: {
      not_invited: number;
      printed: number;
      invited: number;
      over: number;
      bounced: number;
      declined: number;
      signed_up: number;
    };
    /**
     * @description Somebody of the school. about: their children's names, or the rooms they work in. why: why no invitation goes to
     *     them now by email, empty where one may; why_not_printed, why_not_texted: likewise why no page is printed and no
     *     text sent. cell: where a text would go, null for nowhere. by_text: the newest was texted, and no link was asked
     *     for by it; leaves_at: when that text leaves, where it waits for its hour, else null. sent_at, expires_at: of the
     *     newest, null where there was none; times: how many. number: what the office says to them once they show who they
     *     are, where a page of theirs asks for it; else null, and where they are of the family of the admin's own child,
     *     whom another admin tells. by_number: whether a page would ask for it.
     */
    PersonInvited: {
      person: string;
      name: string;
      role: string;
      about: string[];
      email: string | null;
      /** @enum {unknown} */
      state: "bounced" | "declined" | "invited" | "not_invited" | "over" | "printed" | "signed_up";
      why: string;
      why_not_printed: string;
      why_not_texted: string;
      cell: string | null;
      by_text: boolean;
      leaves_at: string | null;
      number: string | null;
      by_number: boolean;
      sent_at: string | null;
      expires_at: string | null;
      times: number;
    };
    /** @description Either people, or a group: who never was invited, or everybody who has not signed up. */
    InviteIn: {
      people?: string[];
      group?: ("not_invited" | "not_signed_up") | null;
    };
    /** @description How many emails leave, and to whom of those who were named none does. */
    InvitesSent: {
      sent: number;
      left_out: components["schemas"]["NotSent"][];
    };
    /** @description Somebody who was named and gets no invitation, and why. */
    NotSent: {
      person: string;
      name: string;
      why: string;
    };
    /** @description secret: what stands in the link, behind `#/invited/`. */
    LinkIn: {
      secret: string;
    };
    /**
     * @description Whom a link is for. has_account: they sign in with this address already, and use that password.
     *
     *     signed_in: the name of somebody else who is signed in on this browser, and has to sign out first; else null.
     *     providers: with whose accounts they may sign up in place of a password; none for who has an account.
     */
    InvitationWelcome: {
      school_name: string;
      given: string;
      has_account: boolean;
      signed_in: string | null;
      providers: components["schemas"]["Named"][];
    };
    /** @description password: chosen now; of the account, where there is one already. */
    AcceptIn: {
      secret: string;
      password: string;
    };
    /** @description Newest first; next: of the following page, null at the end. */
    ActivityLog: {
      items: components["schemas"]["LogEntry"][];
      next: string | null;
    };
    /**
     * @description Something that was done. says: in a sentence, by the names that people had then; details: what changed, each as
     *     it is now and as it was.
     *
     *     people: who did it and whom it was about, by those names. address: from where somebody signed in, null where
     *     that is not kept. conversation: where it was, null where the reader is not in it.
     */
    LogEntry: {
      n: number;
      at: string;
      /** @enum {unknown} */
      kind:
        "children" | "exports" | "invitations" | "reading" | "reviews" | "rights" | "settings" | "sign_ins";
      says: string;
      details: string[];
      people: components["schemas"]["Named"][];
      address: string | null;
      conversation: string | null;
    };
    /** @description code: as it stands on the page, with or without what is between its letters. */
    PageIn: {
      code: string;
    };
    /**
     * @description Whom a page is for. by_number: a link is sent to an address that is given with the number of the office; else it
     *     goes to the one that the school has, which is not told.
     */
    PageWelcome: {
      school_name: string;
      given: string;
      by_number: boolean;
    };
    /** @description number, email: where the page asks for them; else both are empty. */
    PageLinkIn: {
      code: string;
      number?: string;
      email?: string;
    };
    /** @description Either the secret of a link, or the code of a page. */
    DeclineIn: {
      secret?: string | null;
      code?: string | null;
    };
    /**
     * @description How many texts leave, and to whom of those who were named none does. leaves_at: when the last of them leaves,
     *     where it waits for the morning, else null.
     */
    TextsSent: {
      sent: number;
      leaves_at: string | null;
      left_out: components["schemas"]["NotSent"][];
    };
    /** @description The letter in each language, the school's own first. placeholders: what a text may name in braces. */
    SampleLetters: {
      letters: components["schemas"]["SampleLetter"][];
      placeholders: string[];
    };
    /** @description The letter in one language, by its own name. own: whether the school wrote it; shown: with all put in. */
    SampleLetter: {
      language: string;
      name: string;
      text: string;
      own: boolean;
      shown: string;
    };
    /** @description text: with placeholders in braces; empty is our own sample again. */
    LetterIn: {
      language: string;
      text: string;
    };
    /** @description A letter as families read it, with everything put in. */
    LetterShown: {
      shown: string;
    };
    /** @description language: in which the letter is printed, as it was saved last. */
    LetterPrintIn: {
      language: string;
    };
    /** @description The steps in their order; none once all are taken, or an admin has put them away. */
    FirstSteps: {
      steps: components["schemas"]["FirstStepShown"][];
    };
    /** @description done of so many things; what is done is taken. A step of nobody is taken as well. */
    FirstStepShown: {
      /** @enum {unknown} */
      step: "invite_parents" | "invite_staff" | "message" | "roster";
      done: number;
      of: number;
      taken: boolean;
    };
    /** @description Who is perhaps twice, by name; total: how many entries there are, of which the first are shown. */
    RosterDuplicates: {
      items: components["schemas"]["RosterDuplicate"][];
      total: number;
    };
    /**
     * @description Profiles of one name that are perhaps one. signs: what they have in common besides; colleagues: both work here.
     *     pick_up: a parent, alone here, who is listed to pick up these children of theirs as well.
     */
    RosterDuplicate: {
      profiles: components["schemas"]["ProfileTwice"][];
      signs: ("birth_date" | "cell" | "child" | "colleagues" | "email" | "parent" | "pick_up")[];
      children: string[];
    };
    /**
     * @description One of the profiles. role: a person’s, or student. about: its children’s names, or rooms’, by which people of
     *     one name are told apart.
     */
    ProfileTwice: {
      id: string;
      name: string;
      role: string;
      about: string[];
    };
    /**
     * @description What the columns of spreadsheets hold, as a mapping file says it: the body is such a file.
     *
     *     several: the sheets are of several spreadsheets, which may each have the children.
     */
    RosterColumns: {
      sheets: components["schemas"]["SheetNamed"][];
      several?: boolean;
    };
    /** @description A sheet by its headings. columns: what each holds, in their order; null for one that is not read. */
    SheetNamed: {
      headings: string[];
      about: components["schemas"]["SheetAbout"];
      columns: (components["schemas"]["ColumnNamed"] | null)[];
    };
    /**
     * @description Who stands in the rows of a sheet. NOTHING: it is not read.
     * @enum {unknown}
     */
    SheetAbout: "children" | "employees" | "nothing";
    /** @description What one column holds. nth: of which parent of the row, from 1; 1 for everything else. */
    ColumnNamed: {
      field: components["schemas"]["SheetField"];
      nth?: number;
    };
    /**
     * @description What a column holds. A name stands whole in one column, or in two. A parent is whoever is listed with a child;
     *     PARENT_PAYS and PARENT_COLLECTS are yes or no, as PARENT_TEXTS and EMPLOYEE_TEXTS are: may be texted.
     *     CHILD_PICK_UPS are names of those who may pick the child up.
     * @enum {unknown}
     */
    SheetField:
      | "child_birth"
      | "child_end"
      | "child_family"
      | "child_given"
      | "child_id"
      | "child_name"
      | "child_pick_ups"
      | "child_room"
      | "child_start"
      | "child_status"
      | "employee_cell"
      | "employee_email"
      | "employee_end"
      | "employee_family"
      | "employee_given"
      | "employee_id"
      | "employee_name"
      | "employee_phone"
      | "employee_phone_label"
      | "employee_role"
      | "employee_room"
      | "employee_start"
      | "employee_status"
      | "employee_texts"
      | "parent_cell"
      | "parent_collects"
      | "parent_email"
      | "parent_family"
      | "parent_given"
      | "parent_id"
      | "parent_name"
      | "parent_pays"
      | "parent_phone"
      | "parent_phone_label"
      | "parent_relation"
      | "parent_texts";
    /**
     * @description as_of: when the roster was last as its source has it, null where it never was; as_of_source: by which door, null
     *     likewise; as_of_by: as of a run. columns: whether it is kept what the columns of spreadsheets hold.
     *
     *     by_hand_from: when one may be applied from the page again, null at once. next_look: when the watched folder is
     *     looked at and the server asked, null where there is neither. items: runs, newest first; next: of the following
     *     page, null at the end. watched: whether there is a folder. server: null where none is connected.
     */
    RosterState: {
      as_of: string | null;
      as_of_source: ("command" | "folder" | "page" | "server") | null;
      as_of_by: string;
      by_hand_from: string | null;
      next_look: string | null;
      known: components["schemas"]["RosterKnown"];
      columns: boolean;
      watched: boolean;
      server: components["schemas"]["RosterServerShown"] | null;
      waiting: components["schemas"]["RosterWaiting"][];
      items: components["schemas"]["RosterRunListed"][];
      next: string | null;
    };
    /** @description How many are in the roster now. */
    RosterKnown: {
      students: number;
      staff: number;
      guardians: number;
    };
    /**
     * @description The server that the roster is fetched from; its secret is told to nobody. org, org_name: the school there. by,
     *     at: who connected it and when. asked_at: when it gave the roster last by itself, null where it has not yet.
     *
     *     rows: how many have come so far, while it is being fetched; null while it is not.
     */
    RosterServerShown: {
      /** @enum {unknown} */
      version: "1.1" | "1.2";
      address: string;
      token_address: string;
      client: string;
      scope: string;
      org: string;
      org_name: string;
      by: string;
      at: string;
      asked_at: string | null;
      rows: number | null;
    };
    /** @description A roster that waits for an admin's yes. by: as of a run. run: the one that is held for it, else null. */
    RosterWaiting: {
      id: string;
      /** @enum {unknown} */
      source: "command" | "folder" | "page" | "server";
      by: string;
      file: string;
      at: string;
      expires_at: string;
      run: string | null;
    };
    /**
     * @description One run. by: the name of the admin, empty where nobody pressed anything. undone_at, undone_by: when it was taken
     *     back and by whom, null and empty where it was not.
     */
    RosterRunListed: {
      id: string;
      /** @enum {unknown} */
      source: "command" | "folder" | "page" | "server";
      by: string;
      file: string;
      started_at: string;
      ended_at: string;
      /** @enum {unknown} */
      state: "applied" | "dropped" | "failed" | "held" | "refused" | "unchanged" | "undone";
      counts: components["schemas"]["RosterCounts"];
      undone_at: string | null;
      undone_by: string;
    };
    /** @description Of students, staff (admins too) and guardians. */
    RosterCounts: {
      students: components["schemas"]["ComeAndGone"];
      staff: components["schemas"]["ComeAndGone"];
      guardians: components["schemas"]["ComeAndGone"];
    };
    /** @description How many of one kind come, leave, and stay otherwise than they were. */
    ComeAndGone: {
      gained: number;
      lost: number;
      changed: number;
    };
    /** @description One run, opened. named: whether its names are kept still. may_undo: whether it can be taken back; why: why not. */
    RosterRunDetail: {
      run: components["schemas"]["RosterRunListed"];
      named: boolean;
      told: components["schemas"]["RosterTold"];
      may_undo: boolean;
      why: string;
    };
    /**
     * @description Sentences, by name. gains, loses: of staff and parents; children: who comes, leaves or moves. at_once: of a held
     *     one who lost access all the same. more: issues that are not listed.
     */
    RosterTold: {
      gains: string[];
      loses: string[];
      children: string[];
      at_once: string[];
      held: components["schemas"]["RosterHeld"][];
      issues: components["schemas"]["RosterIssue"][];
      more: number;
    };
    /** @description What is taken away that somebody has to say twice, and the names of whom. */
    RosterHeld: {
      sentence: string;
      names: string[];
    };
    /** @description What is wrong, or worth knowing. line: 1 is the header; 0 and an empty column where it is about the whole. */
    RosterIssue: {
      file: string;
      line: number;
      column: string;
      reason: string;
    };
    /**
     * @description What a roster would change, if it were applied now. seen: to be sent with the yes, which is for just this.
     *
     *     changes: whether it changes anything. waiting: what waits; null of a run that is taken back. open: of one that
     *     is held, who would lose access and has it still (POST …/end-access).
     */
    RosterTrialShown: {
      waiting: components["schemas"]["RosterWaiting"] | null;
      seen: string;
      changes: boolean;
      counts: components["schemas"]["RosterCounts"];
      told: components["schemas"]["RosterTold"];
      open: components["schemas"]["Named"][];
    };
    /** @description seen: the word of the trial that was looked at. */
    RosterUndoIn: {
      seen: string;
    };
    /** @description run: where it stands in the log. */
    RosterDone: {
      run: string;
    };
    /** @description A server to connect. org, org_name: which of its schools this one is, by its sourcedId there. */
    RosterServerConnectIn: {
      /** @enum {unknown} */
      version: "1.1" | "1.2";
      address: string;
      token_address: string;
      client: string;
      secret: string | null;
      scope: string;
      org: string;
      org_name: string;
    };
    /**
     * @description A server to look at. address: what stands before /ims/oneroster. secret: null for the one that is kept, which
     *     goes only where it was entered for. scope: empty for the usual ones.
     */
    RosterServerIn: {
      /** @enum {unknown} */
      version: "1.1" | "1.2";
      address: string;
      token_address: string;
      client: string;
      secret: string | null;
      scope: string;
    };
    /** @description What a server has: its schools, and how many of each kind in all of them, null where it does not tell. */
    RosterServerFound: {
      schools: components["schemas"]["OrgFound"][];
      classes: number | null;
      users: number | null;
      enrollments: number | null;
    };
    /** @description A school that the server knows. */
    OrgFound: {
      org: string;
      name: string;
    };
    /**
     * @description Either upload is what waits for a yes now, or run is where it says why the file was refused; or both are null,
     *     and to_name is a spreadsheet of which an admin says first what its columns hold (PUT /v1/roster/columns). Then
     *     nothing was kept, and the same file comes again.
     *
     *     left_out: what is gone on without, or what could be if the same file came again with without_refused; null where
     *     nothing is, or where more is wrong than rows.
     */
    RosterUploaded: {
      upload: string | null;
      run: string | null;
      left_out: components["schemas"]["RowsLeftOutShown"] | null;
      to_name: components["schemas"]["SheetsShown"] | null;
    };
    /** @description How many rows of the file are refused, and how many people are left out with them, of all its schools. */
    RowsLeftOutShown: {
      rows: number;
      people: number;
    };
    /** @description A spreadsheet whose columns are not known. parents: how many one row may have. */
    SheetsShown: {
      sheets: components["schemas"]["SheetShown"][];
      choices: components["schemas"]["SheetChoices"][];
      parents: number;
    };
    /**
     * @description A sheet of a spreadsheet: its headings, its first rows, and what it seems to be about.
     *
     *     columns: what each holds, in the order of the headings; null for one of which nothing is known.
     */
    SheetShown: {
      name: string;
      about: components["schemas"]["SheetAbout"];
      headings: string[];
      columns: (components["schemas"]["ColumnGuessed"] | null)[];
      rows: string[][];
    };
    /** @description What a column seems to hold. nth: of which parent of the row, from 1; 1 for everything else. */
    ColumnGuessed: {
      field: components["schemas"]["SheetField"];
      nth: number;
    };
    /** @description What columns of a sheet about these people may hold; of each group in needs one column has to hold one. */
    SheetChoices: {
      about: components["schemas"]["SheetAbout"];
      fields: components["schemas"]["SheetField"][];
      needs: components["schemas"]["SheetField"][][];
    };
    /** @description seen: of what was looked at. confirmed: yes also to what is held. */
    RosterYesIn: {
      seen: string;
      confirmed?: boolean;
    };
    /** @description people: the ids of whom the roster takes access from. */
    EndAccessIn: {
      people: string[];
    };
    /**
     * @description What the center keeps about a child, as far as the reader sees it; a part that they do not see is null.
     *
     *     rooms: the child's, as the roster has them, by name; roster_at: when that was last level with its source.
     *     pick_ups: who may pick it up by the roster, for staff; null where the roster never said so.
     */
    ChildRecord: {
      student: string;
      name: string;
      rooms: components["schemas"]["Named"][];
      roster_at: string | null;
      birth_date: components["schemas"]["KeptDate"] | null;
      allergies: components["schemas"]["KeptAllergies"] | null;
      diets: components["schemas"]["KeptDiets"] | null;
      medication: components["schemas"]["KeptText"] | null;
      contacts: components["schemas"]["KeptContacts"][];
      primary_room: components["schemas"]["KeptRoom"] | null;
      plan: components["schemas"]["KeptPlan"] | null;
      custody: components["schemas"]["KeptCustody"] | null;
      photos: components["schemas"]["PhotoConsent"];
      pick_ups: components["schemas"]["ToCollect"] | null;
    };
    KeptDate: {
      /** @enum {unknown} */
      source: "" | "parent" | "roster" | "school";
      at: string | null;
      by: string | null;
      n: number;
      may_set: boolean;
      why: string;
      value: string | null;
    };
    /** @description value: null where nobody has said anything, empty where none are known. */
    KeptAllergies: {
      /** @enum {unknown} */
      source: "" | "parent" | "roster" | "school";
      at: string | null;
      by: string | null;
      n: number;
      may_set: boolean;
      why: string;
      value: components["schemas"]["Allergy"][] | null;
    };
    /** @description What a child does not bear, how bad that is, and what is to be done; action may be empty. */
    Allergy: {
      what: string;
      /** @enum {unknown} */
      severity: "mild" | "moderate" | "severe" | "unknown";
      action?: string;
    };
    /** @description value: null where nobody has said anything, empty where there are none. */
    KeptDiets: {
      /** @enum {unknown} */
      source: "" | "parent" | "roster" | "school";
      at: string | null;
      by: string | null;
      n: number;
      may_set: boolean;
      why: string;
      value: string[] | null;
    };
    KeptText: {
      /** @enum {unknown} */
      source: "" | "parent" | "roster" | "school";
      at: string | null;
      by: string | null;
      n: number;
      may_set: boolean;
      why: string;
      value: string | null;
    };
    /**
     * @description Emergency contacts in the order in which they are called. giver: the parent who named them, null for the school.
     *
     *     value: null where nobody has said anything.
     */
    KeptContacts: {
      /** @enum {unknown} */
      source: "" | "parent" | "roster" | "school";
      at: string | null;
      by: string | null;
      n: number;
      may_set: boolean;
      why: string;
      giver: string | null;
      giver_name: string | null;
      value: components["schemas"]["EmergencyContact"][] | null;
    };
    /** @description Whom to call where no parent is reached; relation: what they are to the child, may be empty. */
    EmergencyContact: {
      name: string;
      phone: string;
      relation?: string;
    };
    /** @description value: the room, among the child's, that the school calls its first; null where it has not. */
    KeptRoom: {
      /** @enum {unknown} */
      source: "" | "parent" | "roster" | "school";
      at: string | null;
      by: string | null;
      n: number;
      may_set: boolean;
      why: string;
      value: string | null;
    };
    /** @description value: the days on which the child comes, from Monday on; null where nobody has said. */
    KeptPlan: {
      /** @enum {unknown} */
      source: "" | "parent" | "roster" | "school";
      at: string | null;
      by: string | null;
      n: number;
      may_set: boolean;
      why: string;
      value: ("fri" | "mon" | "sat" | "sun" | "thu" | "tue" | "wed")[] | null;
    };
    /** @description there: a text is kept, which stands behind a request of its own. */
    KeptCustody: {
      /** @enum {unknown} */
      source: "" | "parent" | "roster" | "school";
      at: string | null;
      by: string | null;
      n: number;
      may_set: boolean;
      why: string;
      there: boolean;
    };
    /**
     * @description How far photos of a child may go. holds: of several parents' answers the narrowest, null where there is none.
     *
     *     says: that in words, for the reader. answers: a parent's own; for admins, everybody's who is asked. history: for
     *     admins, every answer there was, newest first; else empty.
     */
    PhotoConsent: {
      student: string;
      holds: ("none" | "own_family" | "public" | "rooms") | null;
      says: string;
      answers: components["schemas"]["PhotoAnswerOf"][];
      history: components["schemas"]["PhotoAnswerBefore"][];
    };
    /**
     * @description What one parent allows. scope: null where they have not answered. source: app, or paper where by noted it.
     *
     *     n: which answer of theirs it is, 0 before the first; a change names it. may_set: the reader sets it; why.
     */
    PhotoAnswerOf: {
      guardian: string;
      name: string;
      scope: ("none" | "own_family" | "public" | "rooms") | null;
      source: ("app" | "paper") | null;
      at: string | null;
      by: string | null;
      note: string;
      n: number;
      may_set: boolean;
      why: string;
    };
    /** @description An answer as it was given, at that time: whose it is, who set it, from where. */
    PhotoAnswerBefore: {
      name: string;
      /** @enum {unknown} */
      scope: "none" | "own_family" | "public" | "rooms";
      /** @enum {unknown} */
      source: "app" | "paper";
      at: string;
      by: string;
      note: string;
    };
    /** @description n: the state of that part that is changed, as it was read (409 where it is another by now). */
    RecordIn: {
      n: number;
      becomes:
        | components["schemas"]["BirthDateIn"]
        | components["schemas"]["AllergiesIn"]
        | components["schemas"]["DietsIn"]
        | components["schemas"]["MedicationIn"]
        | components["schemas"]["ContactsIn"]
        | components["schemas"]["PrimaryRoomIn"]
        | components["schemas"]["PlanIn"]
        | components["schemas"]["CustodyIn"];
    };
    BirthDateIn: {
      /** @enum {unknown} */
      part: "birth_date";
      value: string | null;
    };
    /** @description value: empty where none are known, null to take back what was said; so for every part. */
    AllergiesIn: {
      /** @enum {unknown} */
      part: "allergies";
      value: components["schemas"]["Allergy"][] | null;
    };
    DietsIn: {
      /** @enum {unknown} */
      part: "diets";
      value: string[] | null;
    };
    MedicationIn: {
      /** @enum {unknown} */
      part: "medication";
      value: string | null;
    };
    ContactsIn: {
      /** @enum {unknown} */
      part: "contacts";
      value: components["schemas"]["EmergencyContact"][] | null;
    };
    PrimaryRoomIn: {
      /** @enum {unknown} */
      part: "primary_room";
      value: string | null;
    };
    PlanIn: {
      /** @enum {unknown} */
      part: "plan";
      value: ("fri" | "mon" | "sat" | "sun" | "thu" | "tue" | "wed")[] | null;
    };
    CustodyIn: {
      /** @enum {unknown} */
      part: "custody";
      value: string | null;
    };
    RecordChanges: {
      items: components["schemas"]["RecordChanged"][];
    };
    /**
     * @description A change of a record in words: what it was and what it became, line by line; null of custody texts, and what it
     *     was before the oldest change that is shown.
     *
     *     giver: the parent whose list of emergency contacts it is of, null for the school's own.
     */
    RecordChanged: {
      /** @enum {unknown} */
      part:
        | "allergies"
        | "birth_date"
        | "contacts"
        | "custody"
        | "diets"
        | "medication"
        | "plan"
        | "primary_room";
      giver: string | null;
      at: string;
      by: string;
      before: string[] | null;
      after: string[] | null;
    };
    /** @description The custody text; null where nothing is kept. by: who wrote it. */
    Custody: {
      text: string | null;
      at: string | null;
      by: string | null;
      n: number;
    };
    /**
     * @description guardian: whose answer it is; a parent leaves it out, or names themselves. n: their answer as it was read (409
     *     where it is another by now). note: of the form on paper, from an admin. back: take back what one said with n, so
     *     that the answer before it, whose scope this is, counts again as it was given.
     */
    PhotoConsentIn: {
      /** @enum {unknown} */
      scope: "none" | "own_family" | "public" | "rooms";
      n: number;
      guardian?: string | null;
      note?: string;
      back?: boolean;
    };
    PhotoChoices: {
      items: components["schemas"]["PhotoChoiceOut"][];
    };
    /**
     * @description A child who may be on a photo there. near: it is about the child, or its room. fits: such a photo may go there.
     *
     *     why: what its parents have said, in words. unsaid: none has. waits: so an admin looks at the photo first; where
     *     that is not so, it goes at once.
     */
    PhotoChoiceOut: {
      student: string;
      name: string;
      near: boolean;
      fits: boolean;
      waits: boolean;
      unsaid: boolean;
      why: string;
    };
    /** @description items: every kind that may go; kept: what no rule removes, in words; removed: what went, the newest first. */
    RetentionRules: {
      items: components["schemas"]["KeptKind"][];
      kept: string[];
      removed: components["schemas"]["Removed"][];
    };
    /**
     * @description How long a kind of record is kept. months: the school's choice, or the default where it made none.
     *
     *     on: what is older is removed at night. from_leaving: the months count from when the child left. source: where
     *     the least comes from, in words.
     */
    KeptKind: {
      kind: string;
      label: string;
      months: number;
      on: boolean;
      usual: number;
      least: number;
      most: number;
      from_leaving: boolean;
      source: string;
    };
    /** @description What went on a day of the school's: how many, said from when to when, by a rule of how long in words. */
    Removed: {
      label: string;
      /** Format: date */
      day: string;
      count: number;
      oldest: string;
      newest: string;
      period: string;
    };
    RetentionAsked: {
      kind: string;
      months: number;
    };
    /**
     * @description What a rule would remove now. count: of records; oldest, newest: when they are from, null where there are none.
     *
     *     kept_by_holds: how many more are that old, and on hold. examples: the oldest, without what they say.
     */
    RetentionPreviewed: {
      count: number;
      kept_by_holds: number;
      oldest: string | null;
      newest: string | null;
      examples: components["schemas"]["WouldGo"][];
    };
    /** @description A message that would go: when it was said, where (null: not among the reader's), and what it is. */
    WouldGo: {
      at: string;
      where: string | null;
      item_type: string | null;
    };
    /** @description on: what is older is removed from tonight on; seen: how many that are, by the preview (409 where not). */
    RetentionIn: {
      months: number;
      on: boolean;
      seen?: number | null;
    };
    /** @description Those that hold first. None is about its reader, or a child of theirs: another admin decides that. */
    HoldsShown: {
      items: components["schemas"]["HoldShown"][];
    };
    /**
     * @description A hold on all about a student, all that a person wrote or was alone with, or one conversation. name: what that
     *     is called, null where its reader is not in that conversation. released_at, released_by: null while it holds.
     */
    HoldShown: {
      id: string;
      /** @enum {unknown} */
      on: "conversation" | "person" | "student";
      about: string;
      name: string | null;
      reason: string;
      by: string;
      at: string;
      released_at: string | null;
      released_by: string | null;
    };
    /** @description about: the id of the student, person or conversation. reason: kept with it, and read by admins alone. */
    HoldIn: {
      /** @enum {unknown} */
      on: "conversation" | "person" | "student";
      about: string;
      reason: string;
    };
    /**
     * @description left: who could be erased, children first. items: what was asked for, what is not over first. Nobody in either
     *     is their reader, or of their own family: another admin decides that.
     */
    ErasuresShown: {
      left: components["schemas"]["WhoLeft"][];
      items: components["schemas"]["ErasureShown"][];
    };
    /** @description A child or a grown-up who left and was not erased. on: which of both; role: as they were known here. */
    WhoLeft: {
      /** @enum {unknown} */
      on: "person" | "student";
      id: string;
      name: string;
      /** @enum {unknown} */
      role: "admin" | "child" | "guardian" | "staff";
      left_at: string;
    };
    /**
     * @description An erasure that was asked for. name: whom it is about, once it is done what stands for them. reason: null once
     *     it is done. due_at: from then on it is done at night. needs_another: another admin has to say yes; may_agree:
     *     its reader is one who may. begun_at: nobody takes it back any more. ended: null while it is not over.
     */
    ErasureShown: {
      id: string;
      /** @enum {unknown} */
      on: "person" | "student";
      about: string;
      name: string;
      reason: string | null;
      by: string;
      at: string;
      due_at: string;
      needs_another: boolean;
      may_agree: boolean;
      agreed_by: string | null;
      begun_at: string | null;
      ended_at: string | null;
      ended: ("done" | "returned" | "taken_back") | null;
    };
    /** @description about: the id of a student or a person who left. */
    ErasureAsked: {
      /** @enum {unknown} */
      on: "person" | "student";
      about: string;
    };
    /**
     * @description What an erasure would do now. why_not: what stands in the way, null where nothing does. days: how long it can be
     *     taken back; others: how many admins there are one of whom has to agree. named: messages that lose the name or a
     *     tag; alone: messages that go wholly; wrote: messages of theirs that stay. never_found: what nobody can reach.
     */
    ErasurePreviewed: {
      name: string;
      instead: string;
      why_not: string | null;
      days: number;
      others: number;
      named: number;
      alone: number;
      wrote: number;
      goes: components["schemas"]["Fate"][];
      stays: components["schemas"]["Fate"][];
      never_found: string[];
    };
    /** @description A kind of record in words, and why it stays; null where it goes. */
    Fate: {
      what: string;
      why: string | null;
    };
    /** @description reason: who asked for it and when; read by admins, and kept until it is done. */
    ErasureIn: {
      /** @enum {unknown} */
      on: "person" | "student";
      about: string;
      reason: string;
    };
    /**
     * @description A room today. room: null where the school has none. chosen: whether the reader may look at another one.
     *
     *     day: by the school's clock; since: its first moment. stays: of these children, on this day and open ones. What
     *     comes later comes as events ("attendance"); of two states of one stay the higher n holds. to_confirm: what
     *     closed by itself in any room whose children the reader signs, the newest first; to_confirm_more: once these are
     *     settled the others are here.
     */
    Attendance: {
      room: string | null;
      chosen: boolean;
      rooms: components["schemas"]["AttendanceRoom"][];
      /** Format: date */
      day: string;
      since: string;
      now: string;
      children: components["schemas"]["AttendingChild"][];
      stays: components["schemas"]["ShownStay"][];
      to_confirm: components["schemas"]["StayToConfirm"][];
      to_confirm_more: boolean;
    };
    /** @description A room. mine: the reader signs its children in and out. open: children come into it; the others go alone. */
    AttendanceRoom: {
      id: string;
      name: string;
      mine: boolean;
      open: boolean;
    };
    /** @description A child of a room, or who was in it today. rooms: the ids of those it is assigned to. */
    AttendingChild: {
      id: string;
      name: string;
      rooms: string[];
    };
    /**
     * @description A stay that closed by itself, until somebody confirms or corrects it. says: that it did, in words. may: the
     *     reader confirms and corrects it; why: in words.
     */
    StayToConfirm: {
      stay: components["schemas"]["ShownStay"];
      student: components["schemas"]["Named"];
      room_name: string;
      says: string;
      may: boolean;
      why: string;
    };
    /**
     * @description collectors: those who may not fetch it first. listed_at: when the roster last said who else may, null where it
     *     never did. may_override: the reader may hand it to somebody else.
     */
    AttendanceOfChild: {
      student: components["schemas"]["Named"];
      collectors: components["schemas"]["AttendanceCollector"][];
      listed_at: string | null;
      may_override: boolean;
      stays: components["schemas"]["StayRead"][];
    };
    /**
     * @description Somebody tied to a child, or whom the roster lists to pick it up: that is no person here, and named by the name
     *     alone. relation: as the roster has it, null where it does not say. may: it is handed to them; why: in words.
     */
    AttendanceCollector: {
      person: string | null;
      name: string;
      relation: string | null;
      may: boolean;
      why: string;
    };
    /**
     * @description A stay with who brought and took the child, empty where nobody said; history: oldest first. taken_listed: who
     *     took it is no person here, and the roster listed them then to pick it up. by_itself: that nobody signed the
     *     child out, and as of when the stay closed, in words; else empty.
     */
    StayRead: {
      stay: components["schemas"]["ShownStay"];
      room_name: string;
      brought_by: string;
      taken_by: string;
      taken_listed: boolean;
      by_itself: string;
      history: components["schemas"]["StayAmendment"][];
    };
    /**
     * @description What became of a stay. by: empty where it closed by itself. says: in words; lines: what it was before and is
     *     now; reason: may be empty.
     */
    StayAmendment: {
      /** @enum {unknown} */
      act: "close" | "confirm" | "correct" | "move" | "sign_in" | "sign_out" | "take_over" | "undo";
      at: string;
      by: string;
      says: string;
      lines: string[];
      reason: string;
    };
    /** @description at: when they came, up to twelve hours ago; without it now. person: who brought them, of those tied to each. */
    SignInChildren: {
      students: string[];
      room: string;
      at?: string | null;
      person?: string | null;
    };
    /**
     * @description stays: those that are new or another than before. deed: by which it is taken back until undo_until; null where
     *     nothing changed. already: children of whom it was so.
     */
    StaysSigned: {
      deed: string | null;
      undo_until: string | null;
      stays: components["schemas"]["ShownStay"][];
      already: components["schemas"]["AlreadyChild"][];
    };
    /** @description A child of whom nothing changed, as it was so since a moment ago. */
    AlreadyChild: {
      student: string;
      says: string;
    };
    /** @description RFC 9457, with what stands against it. stay: of the first child; choices: what can be done instead. */
    StayProblem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
      stay: components["schemas"]["ShownStay"] | null;
      choices: ("correct" | "move" | "sign_in")[];
    };
    /**
     * @description person: who takes them, of those who may fetch each; listed: who does, by the name that the roster lists for
     *     each; other: somebody else. One of these; without them nobody was named.
     */
    SignOutChildren: {
      students: string[];
      at?: string | null;
      person?: string | null;
      listed?: string | null;
      other?: components["schemas"]["HandedToOther"] | null;
    };
    /** @description Somebody who is not on a child's list, to whom an admin gives it; it is on record, with the card seen. */
    HandedToOther: {
      name: string;
      id_seen: string;
      reason: string;
    };
    /** @description room: where they go; until it takes them over they are on their way. */
    MoveChildren: {
      students: string[];
      room: string;
      at?: string | null;
    };
    /** @description Those who have arrived in the room that they were sent to. */
    TakeOverChildren: {
      students: string[];
    };
    /** @description deed: of the answer to the act that is taken back. */
    UndoAct: {
      deed: string;
    };
    /**
     * @description What a stay should have been, whole. n: the state that was read (409 where it is another by now). left_at: null
     *     where the child is there still. struck: it was a mistake, the child was not here. person: who took it, of those
     *     tied to it, of a stay that closed by itself; without it nobody knows.
     */
    CorrectStay: {
      n: number;
      room: string;
      /** Format: date-time */
      came_at: string;
      left_at: string | null;
      reason: string;
      struck?: boolean;
      person?: string | null;
    };
    /** @description n: the state that was read (409 where it is another by now). */
    ConfirmStay: {
      n: number;
    };
    /** @description The one that asks first, then those used last. */
    SignIns: {
      items: components["schemas"]["SignInListed"][];
    };
    /**
     * @description One of one's own sign-ins. browser, system: in words, empty where they are not known. used_at: it was used then,
     *     or up to a day later. here: it is the one that asks.
     */
    SignInListed: {
      id: string;
      browser: string;
      system: string;
      since: string;
      used_at: string;
      here: boolean;
    };
    /** @description How many sign-ins there were, all of them ended now. */
    SignInsEnded: {
      ended: number;
    };
    /**
     * @description How somebody signs in, for admins. account: there is one. sign_ins: how many are open at this school;
     *     why_not_end: why the reader cannot end them, empty where they can. code: one is asked for besides the password;
     *     passkeys, identities: how many of them, and of accounts elsewhere, open the account as well; why_not_take_off:
     *     likewise, of what of these was lost.
     *     pin: there is one for room devices, which an admin may clear.
     */
    SignInOfPerson: {
      account: boolean;
      sign_ins: number;
      why_not_end: string;
      code: boolean;
      passkeys: number;
      identities: number;
      why_not_take_off: string;
      pin: boolean;
    };
    /** @description code: the six digits of the app, or a recovery code; signs and spaces between do not matter. */
    StepCodeIn: {
      step: string;
      code: string;
    };
    /** @description step: as the sign-in gave it, ten minutes ago at the most. */
    StepIn: {
      step: string;
    };
    /**
     * @description A key for an authenticator app. address: otpauth, for the app on this very device. picture: its QR code, as the
     *     address of an image (data:). key: to be typed. expires_at: its first code has to come by then.
     */
    KeyShown: {
      address: string;
      picture: string;
      key: string;
      expires_at: string;
    };
    /** @description Somebody who set up their second factor at sign-in, and is in. */
    SetUpAndIn: {
      signed_in: components["schemas"]["SignedIn"];
      codes: string[];
    };
    /**
     * @description since: when it was switched on, null where it is off. codes: recovery codes that are left. required: a school of
     *     theirs asks for more than a password, and there is no passkey, which would do as well. offered: it can be used
     *     on this hub. why_not_off: why it cannot be switched off, else empty.
     */
    SecondFactor: {
      since: string | null;
      codes: number;
      required: boolean;
      offered: boolean;
      why_not_off: string;
    };
    /** @description The password of who is signed in. */
    PasswordShown: {
      current: string;
    };
    /** @description The first code that the app shows. */
    CodeIn: {
      code: string;
    };
    /** @description They are shown this once; each stands for a code of the app, once. */
    RecoveryCodes: {
      codes: string[];
    };
    /** @description The password of who is signed in, and a code of the app or a recovery code. */
    ProofIn: {
      current: string;
      code: string;
    };
    /**
     * @description What a browser has signed (PublicKeyCredentialRequestOptions; its holder is verified, any passkey will do).
     *
     *     challenge: base64url, once, until expires_at. party: the host that passkeys are for.
     */
    PasskeyQuestion: {
      challenge: string;
      party: string;
      expires_at: string;
    };
    /**
     * @description What came of it (AuthenticationResponseJSON), each as base64url without padding.
     *
     *     user_handle: as the authenticator gives it; a passkey without one opens nothing.
     */
    PasskeySignIn: {
      id: string;
      client_data: string;
      authenticator_data: string;
      signature: string;
      user_handle: string;
    };
    /**
     * @description The newest first. why_not_add: why none can be added on this hub, empty where one can. code: one is asked for
     *     besides the password, before a passkey is added too.
     */
    Passkeys: {
      items: components["schemas"]["Passkey"][];
      why_not_add: string;
      code: boolean;
    };
    /**
     * @description One of one's own. name: empty where nothing is known. used_at: the last sign-in by it, null for none so far.
     *
     *     elsewhere: the host that it was made for, where the hub is found at another one today, so that it opens nothing;
     *     else empty. why_not_remove: why it cannot be removed, empty where it can.
     */
    Passkey: {
      id: string;
      name: string;
      made_at: string;
      used_at: string | null;
      elsewhere: string;
      why_not_remove: string;
    };
    /** @description The password of who is signed in; code: of the app or to recover by, where their account asks for one. */
    PasskeyProof: {
      current: string;
      code?: string;
    };
    /**
     * @description What a browser makes a passkey of (PublicKeyCredentialCreationOptions; it is to be found without a name, and its
     *     holder to be verified; no attestation is asked for).
     *
     *     challenge, user, former: base64url. party: the host it is for. former: the passkeys that are there already.
     *     algorithms: COSE names, the best first.
     */
    PasskeyToMake: {
      challenge: string;
      party: string;
      user: string;
      email: string;
      name: string;
      algorithms: number[];
      former: string[];
      expires_at: string;
    };
    /**
     * @description A passkey that was made (RegistrationResponseJSON), each as base64url without padding.
     *
     *     name: as its owner calls it; where it is empty, by browser and system.
     */
    PasskeyIn: {
      id: string;
      client_data: string;
      attestation: string;
      name?: string;
    };
    /** @description Of one of the staff: whether they have signed up, and every parent, the linked and the likeliest first. */
    Links: {
      person: string;
      signed_up: boolean;
      parents: components["schemas"]["LinkedParent"][];
    };
    /**
     * @description A parent of the school. children: their names. linked: both have one account. alike: they have one name, or one
     *     address. signed_up: they have an account. why: why the reader cannot link or part the two, empty where they can.
     */
    LinkedParent: {
      person: string;
      name: string;
      email: string | null;
      children: string[];
      linked: boolean;
      alike: boolean;
      signed_up: boolean;
      why: string;
    };
    /** @description secret: what stands in the link, behind `#/confirm_email/`. */
    ConfirmationIn: {
      secret: string;
    };
    /** @description The school that emails there from now on. */
    AddressConfirmed: {
      school_name: string;
    };
    /** @description provider: as /v1/front lists them. */
    VisitIn: {
      provider: string;
    };
    /** @description location: where the browser goes now; it comes back to /oidc with what the next step takes. */
    Visit: {
      location: string;
    };
    /** @description What the provider sent along, as it stood in the address: a code, or an error (RFC 6749, 4.1.2). */
    ReturnIn: {
      state: string;
      code?: string;
      error?: string;
    };
    /** @description The newest first; providers: by which one may be added. */
    Identities: {
      items: components["schemas"]["Identity"][];
      providers: components["schemas"]["Named"][];
    };
    /** @description An account elsewhere that opens one's own. email: as the provider called it; used_at: null for never. */
    Identity: {
      id: string;
      provider: string;
      email: string;
      made_at: string;
      used_at: string | null;
    };
    /** @description Likewise, and the password of who is signed in. */
    OwnVisitIn: {
      provider: string;
      current: string;
    };
    /** @description secret: what stands in the link, behind `#/invited/`. provider: as /v1/invitations/welcome lists them. */
    SignUpVisitIn: {
      secret: string;
      provider: string;
    };
    /**
     * @description Who came back, to be confirmed. given: whom the invitation is for. email: how the provider calls the account,
     *     empty for nothing; it need not be the address of the invitation. step: what the yes brings, within ten minutes.
     *
     *     signed_in: the name of somebody else who is signed in on this browser, and has to sign out first; else null.
     */
    SignUpShown: {
      school_name: string;
      given: string;
      provider: string;
      email: string;
      step: string;
      signed_in: string | null;
    };
    /** @description step: as it was answered to who came back. */
    SignUpIn: {
      step: string;
    };
    /** @description offered: codes can be used on this hub. */
    AccountSettings: {
      /** @enum {unknown} */
      second_factor: "admins" | "all_staff" | "nobody";
      offered: boolean;
    };
    AccountSettingsIn: {
      /** @enum {unknown} */
      second_factor: "admins" | "all_staff" | "nobody";
    };
    /** @description address_days: for how many days it is kept from which address somebody signed in; 0 keeps none. */
    ActivityLogSettings: {
      address_days: number;
    };
    /** @description What is missing stays. */
    ActivityLogSettingsIn: {
      address_days?: number | null;
    };
    /** @description reason: for the activity log. student: everything about this child, null for the whole school. */
    OfficeExportIn: {
      reason: string;
      student?: string | null;
    };
    /** @description since: when one's PIN was set, null for none; nobody can read it. offered: PINs can be used on this hub. */
    PinStanding: {
      since: string | null;
      offered: boolean;
    };
    /** @description pin: four to eight digits that nobody guesses first. current: the password of who is signed in. */
    PinIn: {
      current: string;
      pin: string;
    };
    /** @description rooms: those that are open, for a device to stand in. address: where a tablet shows its code. */
    RoomDevices: {
      items: components["schemas"]["RoomDeviceListed"][];
      rooms: components["schemas"]["Named"][];
      address: string;
    };
    /** @description seen_at: it asked the hub then, or up to a minute later. */
    RoomDeviceListed: {
      id: string;
      name: string;
      room: string;
      room_name: string;
      paired_at: string;
      paired_by: string;
      seen_at: string;
    };
    /** @description code: as the device shows it; signs and spaces between do not matter. */
    RoomDeviceIn: {
      code: string;
      room: string;
      name: string;
    };
    /** @description Another name or room for a device; what is missing stays. */
    RoomDeviceChangeIn: {
      room?: string | null;
      name?: string | null;
    };
    /** @description waits: it shows a code; paired: it is a room's. One of them is null. */
    RoomDeviceStanding: {
      waits: components["schemas"]["DeviceWaits"] | null;
      paired: components["schemas"]["DevicePaired"] | null;
    };
    /** @description A device that shows a code until expires_at. picture: a QR code of where an admin types it (data:). */
    DeviceWaits: {
      code: string;
      picture: string;
      expires_at: string;
    };
    /**
     * @description A device that is paired, locked or not. team: who is assigned to its room, to be tapped; lock_seconds: how long
     *     it stays open without a touch.
     */
    DevicePaired: {
      name: string;
      room: string;
      room_name: string;
      school_name: string;
      lock_seconds: number;
      team: components["schemas"]["Named"][];
    };
    /** @description Ten of them at the most, by name. */
    StaffFound: {
      items: components["schemas"]["Named"][];
    };
    /** @description person: who taps their name; pin: theirs. */
    ActIn: {
      person: string;
      pin: string;
    };
    /** @description until: when it locks without another touch of the screen, by the hub's clock. */
    ActsUntil: {
      until: string;
      lock_seconds: number;
    };
    /** @description What its reader wrote on room devices and did not send; nobody else is shown it. */
    UnsentList: {
      items: components["schemas"]["UnsentWords"][];
    };
    /** @description What somebody wrote in a conversation and did not send. */
    UnsentWords: {
      conversation: string;
      text: string;
    };
    /** @description text: empty where nothing is left to keep. */
    UnsentIn: {
      text: string;
    };
    /** @description lock_seconds: how long a room device that nobody touches stays open for who acts on it. */
    RoomDeviceSettings: {
      lock_seconds: number;
    };
    /** @description What is missing stays. */
    RoomDeviceSettingsIn: {
      lock_seconds?: number | null;
    };
    /**
     * @description closes_by_itself: a stay that nobody ended closes at night. minute: as of which minute of its day on the clock
     *     of time_zone; who was last seen later than that is out at midnight.
     */
    AttendanceSettings: {
      closes_by_itself: boolean;
      minute: number;
      time_zone: string;
    };
    /** @description What is missing stays. */
    AttendanceSettingsIn: {
      closes_by_itself?: boolean | null;
      minute?: number | null;
    };
    /** @description RFC 9457. */
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
    };
    /**
     * @description How well somebody can be reached, worst first.
     *
     *     By nothing; in an emergency alone; by what is urgent alone, as they have switched messages off; by one way; by
     *     several.
     * @enum {unknown}
     */
    Label: "emergencies" | "none" | "one_way" | "urgent" | "well";
    /**
     * @description Where somebody stands on their way in.
     *
     *     OVER: the week is over, or the link is good no more for another reason. BOUNCED: the email or text did not
     *     arrive. PRINTED: a page was printed for them, and nobody has asked for a link by it. DECLINED: whoever had the
     *     invitation said that they are somebody else.
     * @enum {unknown}
     */
    InvitationState: "bounced" | "declined" | "invited" | "not_invited" | "over" | "printed" | "signed_up";
    /**
     * @description What the log is looked through by.
     * @enum {unknown}
     */
    LogKind:
      "children" | "exports" | "invitations" | "reading" | "reviews" | "rights" | "settings" | "sign_ins";
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  sign_in: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SignIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignedIn"];
        };
      };
      /** @description More is asked. */
      202: {
        content: {
          "application/json": components["schemas"]["HalfSignedIn"];
        };
      };
    };
  };
  sign_out: {
    responses: {
      204: {
        content?: never;
      };
    };
  };
  ticket: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["TicketIn"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Ticket"];
        };
      };
    };
  };
  me: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Me"];
        };
      };
    };
  };
  edit_me: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["MeIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Me"];
        };
      };
    };
  };
  password: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasswordIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  add_device: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["DeviceIn"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Device"];
        };
      };
    };
  };
  heard: {
    responses: {
      204: {
        content?: never;
      };
    };
  };
  remove_device: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  push_key: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PushKey"];
        };
      };
    };
  };
  conversations: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Conversations"];
        };
      };
    };
  };
  open_conversation: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["OpenConversation"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Conversation"];
        };
      };
    };
  };
  messages: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
        before?: number;
      };
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Messages"];
        };
      };
    };
  };
  post: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["PostIn"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Posted"];
        };
      };
    };
  };
  read: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReadIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  people: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Directory"];
        };
      };
    };
  };
  edit: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["EditIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Changed"];
        };
      };
    };
  };
  withdraw: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Changed"];
        };
      };
    };
  };
  revisions: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Revisions"];
        };
      };
    };
  };
  remainder: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Remainder"];
        };
      };
    };
  };
  audit: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Audit"];
        };
      };
    };
  };
  reviews: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
        state?: "ended" | "held" | "returned";
        mine?: "no" | "yes";
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Reviews"];
        };
      };
    };
  };
  review_many: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReviewManyIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ReviewedMany"];
        };
      };
    };
  };
  review: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReviewIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Reviewed"];
        };
      };
    };
  };
  review_settings: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ReviewSettings"];
        };
      };
    };
  };
  put_review_settings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReviewSettingsIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ReviewSettings"];
        };
      };
    };
  };
  staff_only: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaffOnly"];
        };
      };
    };
  };
  put_staff_only: {
    requestBody: {
      content: {
        "application/json": {
          [key: string]: boolean;
        };
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaffOnly"];
        };
      };
    };
  };
  preview: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PreviewIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Preview"];
        };
      };
    };
  };
  message_timeline: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Timeline"];
        };
      };
    };
  };
  explain: {
    parameters: {
      query: {
        who: string;
        may: "hear" | "message" | "pick_up" | "see";
        about: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Explanation"];
        };
      };
    };
  };
  sync: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SyncIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Synced"];
        };
      };
    };
  };
  possible: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Contacts"];
        };
      };
    };
  };
  talking: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Talking"];
        };
      };
    };
  };
  put_talking: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["TalkingIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Talking"];
        };
      };
    };
  };
  readings: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Readings"];
        };
      };
    };
  };
  students: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Children"];
        };
      };
    };
  };
  ties_of: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TiesOf"];
        };
      };
    };
  };
  put_tie: {
    parameters: {
      path: {
        id: string;
        person: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["TieIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TiesOf"];
        };
      };
    };
  };
  guardian_policy: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["GuardianPolicy"];
        };
      };
    };
  };
  put_guardian_policy: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["GuardianPolicyIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["GuardianPolicy"];
        };
      };
    };
  };
  staff: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Colleagues"];
        };
      };
    };
  };
  put_staff: {
    parameters: {
      path: {
        person: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ColleagueIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Colleagues"];
        };
      };
    };
  };
  make: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReportIn"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["ReportMade"];
        };
      };
    };
  };
  reports: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Reports"];
        };
      };
    };
  };
  settle_report: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SettleIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Reports"];
        };
      };
    };
  };
  blocks: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Blocks"];
        };
      };
    };
  };
  put_block: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Blocks"];
        };
      };
    };
  };
  delete_block: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Blocks"];
        };
      };
    };
  };
  consents: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Consents"];
        };
      };
    };
  };
  put_consent: {
    parameters: {
      path: {
        person: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ConsentIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Consents"];
        };
      };
    };
  };
  status: {
    parameters: {
      query?: {
        delivery?: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  message: {
    responses: {
      200: {
        content?: never;
      };
    };
  };
  text_settings: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TextSettings"];
        };
      };
    };
  };
  put_text_settings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["TextSettingsIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TextSettings"];
        };
      };
    };
  };
  email_settings: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["EmailSettings"];
        };
      };
    };
  };
  put_email_settings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["EmailSettingsIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["EmailSettings"];
        };
      };
    };
  };
  providers: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Providers"];
        };
      };
    };
  };
  list_undelivered: {
    parameters: {
      query?: {
        cursor?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["UndeliveredPage"];
        };
      };
    };
  };
  again: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Resent"];
        };
      };
    };
  };
  hook: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["MailTaken"];
        };
      };
    };
  };
  preferences: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Preferences"];
        };
      };
    };
  };
  put_preferences: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PreferencesIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Preferences"];
        };
      };
    };
  };
  put_ack: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  own_acks: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Confirmations"];
        };
      };
    };
  };
  emergencies: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Emergencies"];
        };
      };
    };
  };
  acks: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Urgent"];
        };
      };
    };
  };
  list_unreached: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Calls"];
        };
      };
    };
  };
  reach: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Reach"];
        };
      };
    };
  };
  reachability: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
        label?: components["schemas"]["Label"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Reachability"];
        };
      };
    };
  };
  figures: {
    parameters: {
      query?: {
        from?: string;
        to?: string;
        format?: "csv" | "json";
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Figures"];
        };
      };
    };
  };
  bring: {
    parameters: {
      query?: {
        name?: string;
      };
    };
    requestBody: {
      content: {
        "*/*": string;
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Kept"];
        };
      };
    };
  };
  get: {
    parameters: {
      query?: {
        size?: "small";
      };
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "*/*": string;
        };
      };
    };
  };
  drop: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  list_unsorted: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["UnsortedList"];
        };
      };
    };
  };
  settle_unsorted: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SortIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["UnsortedList"];
        };
      };
    };
  };
  original: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "*/*": string;
        };
      };
    };
  };
  list_name_wishes: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["NameWishes"];
        };
      };
    };
  };
  answer_name_wish: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["AnswerWish"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["NameWishes"];
        };
      };
    };
  };
  front: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Front"];
        };
      };
    };
  };
  forgot: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ForgotIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  reset: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ResetIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  reset_by_code: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ResetByCodeIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  hand_code: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Code"];
        };
      };
    };
  };
  invitations: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
        state?: components["schemas"]["InvitationState"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Invitations"];
        };
      };
    };
  };
  invite: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["InviteIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["InvitesSent"];
        };
      };
    };
  };
  welcome: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["LinkIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["InvitationWelcome"];
        };
      };
    };
  };
  accept: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["AcceptIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignedIn"];
        };
      };
      /** @description More is asked. */
      202: {
        content: {
          "application/json": components["schemas"]["HalfSignedIn"];
        };
      };
    };
  };
  activity_log: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
        person?: string;
        kind?: components["schemas"]["LogKind"];
        day?: string;
        q?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ActivityLog"];
        };
      };
    };
  };
  print_invitations: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["InviteIn"];
      };
    };
    responses: {
      200: {
        content: {
          "*/*": string;
        };
      };
    };
  };
  welcome_page: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PageIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PageWelcome"];
        };
      };
    };
  };
  send_page_link: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PageLinkIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  decline: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["DeclineIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  text_invitations: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["InviteIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["TextsSent"];
        };
      };
    };
  };
  letters: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SampleLetters"];
        };
      };
    };
  };
  write_letter: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["LetterIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  preview_letter: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["LetterIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["LetterShown"];
        };
      };
    };
  };
  print_letter: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["LetterPrintIn"];
      };
    };
    responses: {
      200: {
        content: {
          "*/*": string;
        };
      };
    };
  };
  steps: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["FirstSteps"];
        };
      };
    };
  };
  put_away: {
    responses: {
      204: {
        content?: never;
      };
    };
  };
  roster_duplicates: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterDuplicates"];
        };
      };
    };
  };
  get_columns: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterColumns"];
        };
      };
    };
  };
  put_columns: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["RosterColumns"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  delete_columns: {
    responses: {
      204: {
        content?: never;
      };
    };
  };
  roster: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterState"];
        };
      };
    };
  };
  roster_run: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterRunDetail"];
        };
      };
    };
  };
  look_back_roster: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterTrialShown"];
        };
      };
    };
  };
  undo_roster: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RosterUndoIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterDone"];
        };
      };
    };
  };
  connect_server: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["RosterServerConnectIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  disconnect_server: {
    responses: {
      204: {
        content?: never;
      };
    };
  };
  look_at_server: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["RosterServerIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterServerFound"];
        };
      };
    };
  };
  fetch_roster: {
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["RosterUploaded"];
        };
      };
    };
  };
  bring_roster: {
    parameters: {
      query?: {
        without_refused?: boolean;
      };
    };
    requestBody: {
      content: {
        "*/*": string;
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["RosterUploaded"];
        };
      };
    };
  };
  try_roster: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterTrialShown"];
        };
      };
    };
  };
  decline_roster: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  apply_roster: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RosterYesIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RosterDone"];
        };
      };
    };
  };
  end_access: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["EndAccessIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  get_record: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ChildRecord"];
        };
      };
    };
  };
  put_record: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RecordIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ChildRecord"];
        };
      };
    };
  };
  get_changes: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RecordChanges"];
        };
      };
    };
  };
  look_at_custody: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Custody"];
        };
      };
    };
  };
  get_photo_consent: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PhotoConsent"];
        };
      };
    };
  };
  put_photo_consent: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["PhotoConsentIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PhotoConsent"];
        };
      };
    };
  };
  get_photo_choices: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PhotoChoices"];
        };
      };
    };
  };
  get_retention: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RetentionRules"];
        };
      };
    };
  };
  post_preview: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["RetentionAsked"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RetentionPreviewed"];
        };
      };
    };
  };
  put_retention: {
    parameters: {
      path: {
        kind: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RetentionIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RetentionRules"];
        };
      };
    };
  };
  get_holds: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["HoldsShown"];
        };
      };
    };
  };
  post_hold: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["HoldIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["HoldsShown"];
        };
      };
    };
  };
  post_release: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["HoldsShown"];
        };
      };
    };
  };
  get_erasures: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ErasuresShown"];
        };
      };
    };
  };
  post_erasure: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ErasureIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ErasuresShown"];
        };
      };
    };
  };
  post_erasure_preview: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ErasureAsked"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ErasurePreviewed"];
        };
      };
    };
  };
  post_agree: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ErasuresShown"];
        };
      };
    };
  };
  post_take_back: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ErasuresShown"];
        };
      };
    };
  };
  get_attendance: {
    parameters: {
      query?: {
        room?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Attendance"];
        };
      };
    };
  };
  get_child: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["AttendanceOfChild"];
        };
      };
    };
  };
  sign_in_children: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SignInChildren"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaysSigned"];
        };
      };
      /** @description It is so already, or otherwise. */
      409: {
        content: {
          "application/problem+json": components["schemas"]["StayProblem"];
        };
      };
    };
  };
  sign_out_children: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SignOutChildren"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaysSigned"];
        };
      };
      /** @description It is so already, or otherwise. */
      409: {
        content: {
          "application/problem+json": components["schemas"]["StayProblem"];
        };
      };
    };
  };
  move_children: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["MoveChildren"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaysSigned"];
        };
      };
      /** @description It is so already, or otherwise. */
      409: {
        content: {
          "application/problem+json": components["schemas"]["StayProblem"];
        };
      };
    };
  };
  take_over_children: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["TakeOverChildren"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaysSigned"];
        };
      };
      /** @description It is so already, or otherwise. */
      409: {
        content: {
          "application/problem+json": components["schemas"]["StayProblem"];
        };
      };
    };
  };
  undo_attendance: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["UndoAct"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaysSigned"];
        };
      };
      /** @description It is so already, or otherwise. */
      409: {
        content: {
          "application/problem+json": components["schemas"]["StayProblem"];
        };
      };
    };
  };
  correct_stay: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["CorrectStay"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaysSigned"];
        };
      };
      /** @description It is so already, or otherwise. */
      409: {
        content: {
          "application/problem+json": components["schemas"]["StayProblem"];
        };
      };
    };
  };
  confirm_stay: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ConfirmStay"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaysSigned"];
        };
      };
      /** @description It is so already, or otherwise. */
      409: {
        content: {
          "application/problem+json": components["schemas"]["StayProblem"];
        };
      };
    };
  };
  own_sign_ins: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignIns"];
        };
      };
    };
  };
  end_other_sign_ins: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignInsEnded"];
        };
      };
    };
  };
  end_sign_in: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  sign_ins_of: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignInOfPerson"];
        };
      };
    };
  };
  end_sign_ins_of: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignInsEnded"];
        };
      };
    };
  };
  code_at_sign_in: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["StepCodeIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignedIn"];
        };
      };
    };
  };
  key_at_sign_in: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["StepIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["KeyShown"];
        };
      };
    };
  };
  set_up_at_sign_in: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["StepCodeIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SetUpAndIn"];
        };
      };
    };
  };
  second_factor_of_me: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SecondFactor"];
        };
      };
    };
  };
  switch_on_second_factor: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["CodeIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RecoveryCodes"];
        };
      };
    };
  };
  begin_second_factor: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasswordShown"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["KeyShown"];
        };
      };
    };
  };
  renew_recovery_codes: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ProofIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RecoveryCodes"];
        };
      };
    };
  };
  switch_off_second_factor: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ProofIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  take_off_second_factor: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  begin_at_sign_in: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PasskeyQuestion"];
        };
      };
    };
  };
  passkey_at_sign_in: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasskeySignIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignedIn"];
        };
      };
    };
  };
  own_passkeys: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Passkeys"];
        };
      };
    };
  };
  add_passkey: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasskeyIn"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Passkey"];
        };
      };
    };
  };
  begin_passkey: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasskeyProof"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PasskeyToMake"];
        };
      };
    };
  };
  remove_passkey: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasswordShown"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  take_off_passkeys: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  links: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Links"];
        };
      };
    };
  };
  link: {
    parameters: {
      path: {
        person: string;
        guardian: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Links"];
        };
      };
    };
  };
  unlink: {
    parameters: {
      path: {
        person: string;
        guardian: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Links"];
        };
      };
    };
  };
  confirm_email: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ConfirmationIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["AddressConfirmed"];
        };
      };
    };
  };
  ask_to_confirm: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  begin_identity_sign_in: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["VisitIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Visit"];
        };
      };
    };
  };
  sign_in_by_identity: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReturnIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignedIn"];
        };
      };
      /** @description More is asked. */
      202: {
        content: {
          "application/json": components["schemas"]["HalfSignedIn"];
        };
      };
    };
  };
  own_identities: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Identities"];
        };
      };
    };
  };
  add_identity: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReturnIn"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Identity"];
        };
      };
    };
  };
  begin_identity: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["OwnVisitIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Visit"];
        };
      };
    };
  };
  remove_identity: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasswordShown"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  take_off_identities: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  begin_sign_up: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SignUpVisitIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Visit"];
        };
      };
    };
  };
  show_sign_up: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ReturnIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignUpShown"];
        };
      };
    };
  };
  sign_up: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SignUpIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SignedIn"];
        };
      };
      /** @description More is asked. */
      202: {
        content: {
          "application/json": components["schemas"]["HalfSignedIn"];
        };
      };
    };
  };
  account_settings: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["AccountSettings"];
        };
      };
    };
  };
  put_account_settings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["AccountSettingsIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["AccountSettings"];
        };
      };
    };
  };
  activity_log_settings: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ActivityLogSettings"];
        };
      };
    };
  };
  put_activity_log_settings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ActivityLogSettingsIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ActivityLogSettings"];
        };
      };
    };
  };
  export_family: {
    responses: {
      200: {
        content: {
          "*/*": string;
        };
      };
    };
  };
  export_office: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["OfficeExportIn"];
      };
    };
    responses: {
      200: {
        content: {
          "*/*": string;
        };
      };
    };
  };
  own_pin: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PinStanding"];
        };
      };
    };
  };
  choose_pin: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PinIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["PinStanding"];
        };
      };
    };
  };
  remove_pin: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasswordShown"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  clear_pin: {
    parameters: {
      path: {
        person: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  list_room_devices: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RoomDevices"];
        };
      };
    };
  };
  pair_room_device: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["RoomDeviceIn"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["RoomDeviceListed"];
        };
      };
    };
  };
  end_room_device: {
    parameters: {
      path: {
        id: string;
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  change_room_device: {
    parameters: {
      path: {
        id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RoomDeviceChangeIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RoomDeviceListed"];
        };
      };
    };
  };
  room_device: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RoomDeviceStanding"];
        };
      };
    };
  };
  begin_pairing: {
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["RoomDeviceStanding"];
        };
      };
    };
  };
  forget_room_device: {
    responses: {
      204: {
        content?: never;
      };
    };
  };
  find_staff: {
    parameters: {
      query?: {
        name?: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StaffFound"];
        };
      };
    };
  };
  act: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["ActIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ActsUntil"];
        };
      };
    };
  };
  touch: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ActsUntil"];
        };
      };
    };
  };
  unsent: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["UnsentList"];
        };
      };
    };
  };
  keep_unsent: {
    parameters: {
      path: {
        conversation: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["UnsentIn"];
      };
    };
    responses: {
      204: {
        content?: never;
      };
    };
  };
  room_device_settings: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RoomDeviceSettings"];
        };
      };
    };
  };
  put_room_device_settings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["RoomDeviceSettingsIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RoomDeviceSettings"];
        };
      };
    };
  };
  attendance_settings: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["AttendanceSettings"];
        };
      };
    };
  };
  put_attendance_settings: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["AttendanceSettingsIn"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["AttendanceSettings"];
        };
      };
    };
  };
}

export type SignIn = components["schemas"]["SignIn"];
export type SignedIn = components["schemas"]["SignedIn"];
export type HalfSignedIn = components["schemas"]["HalfSignedIn"];
export type TicketIn = components["schemas"]["TicketIn"];
export type Ticket = components["schemas"]["Ticket"];
export type Me = components["schemas"]["Me"];
export type Named = components["schemas"]["Named"];
export type Profile = components["schemas"]["Profile"];
export type OwnWish = components["schemas"]["OwnWish"];
export type ActsHere = components["schemas"]["ActsHere"];
export type MeIn = components["schemas"]["MeIn"];
export type PasswordIn = components["schemas"]["PasswordIn"];
export type DeviceIn = components["schemas"]["DeviceIn"];
export type Device = components["schemas"]["Device"];
export type PushKey = components["schemas"]["PushKey"];
export type Conversations = components["schemas"]["Conversations"];
export type Conversation = components["schemas"]["Conversation"];
export type Missed = components["schemas"]["Missed"];
export type Messages = components["schemas"]["Messages"];
export type PostIn = components["schemas"]["PostIn"];
export type Posted = components["schemas"]["Posted"];
export type ReadIn = components["schemas"]["ReadIn"];
export type Directory = components["schemas"]["Directory"];
export type EditIn = components["schemas"]["EditIn"];
export type Changed = components["schemas"]["Changed"];
export type Revisions = components["schemas"]["Revisions"];
export type Revision = components["schemas"]["Revision"];
export type Remainder = components["schemas"]["Remainder"];
export type Audit = components["schemas"]["Audit"];
export type Looked = components["schemas"]["Looked"];
export type Reviews = components["schemas"]["Reviews"];
export type Held = components["schemas"]["Held"];
export type ReviewIn = components["schemas"]["ReviewIn"];
export type Reviewed = components["schemas"]["Reviewed"];
export type ReviewManyIn = components["schemas"]["ReviewManyIn"];
export type Version = components["schemas"]["Version"];
export type ReviewedMany = components["schemas"]["ReviewedMany"];
export type ReviewedOne = components["schemas"]["ReviewedOne"];
export type ReviewSettings = components["schemas"]["ReviewSettings"];
export type Approver = components["schemas"]["Approver"];
export type ReviewSettingsIn = components["schemas"]["ReviewSettingsIn"];
export type StaffOnly = components["schemas"]["StaffOnly"];
export type PreviewIn = components["schemas"]["PreviewIn"];
export type Preview = components["schemas"]["Preview"];
export type Recipient = components["schemas"]["Recipient"];
export type Skipped = components["schemas"]["Skipped"];
export type Texts = components["schemas"]["Texts"];
export type Wording = components["schemas"]["Wording"];
export type Timeline = components["schemas"]["Timeline"];
export type Told = components["schemas"]["Told"];
export type Step = components["schemas"]["Step"];
export type Explanation = components["schemas"]["Explanation"];
export type SyncIn = components["schemas"]["SyncIn"];
export type Synced = components["schemas"]["Synced"];
export type Contacts = components["schemas"]["Contacts"];
export type Contact = components["schemas"]["Contact"];
export type OpenConversation = components["schemas"]["OpenConversation"];
export type Talking = components["schemas"]["Talking"];
export type OfficeHours = components["schemas"]["OfficeHours"];
export type ClosedDates = components["schemas"]["ClosedDates"];
export type TalkingIn = components["schemas"]["TalkingIn"];
export type Readings = components["schemas"]["Readings"];
export type Reading = components["schemas"]["Reading"];
export type Children = components["schemas"]["Children"];
export type Child = components["schemas"]["Child"];
export type TiesOf = components["schemas"]["TiesOf"];
export type Tied = components["schemas"]["Tied"];
export type May = components["schemas"]["May"];
export type Denial = components["schemas"]["Denial"];
export type Reach = components["schemas"]["Reach"];
export type ToCollect = components["schemas"]["ToCollect"];
export type ListedToCollect = components["schemas"]["ListedToCollect"];
export type TieIn = components["schemas"]["TieIn"];
export type DenialIn = components["schemas"]["DenialIn"];
export type TieWas = components["schemas"]["TieWas"];
export type GuardianPolicy = components["schemas"]["GuardianPolicy"];
export type GuardianPolicyIn = components["schemas"]["GuardianPolicyIn"];
export type Colleagues = components["schemas"]["Colleagues"];
export type Colleague = components["schemas"]["Colleague"];
export type Assigned = components["schemas"]["Assigned"];
export type RoomNamed = components["schemas"]["RoomNamed"];
export type ColleagueIn = components["schemas"]["ColleagueIn"];
export type AssignedIn = components["schemas"]["AssignedIn"];
export type ReportIn = components["schemas"]["ReportIn"];
export type ReportMade = components["schemas"]["ReportMade"];
export type Reports = components["schemas"]["Reports"];
export type Report = components["schemas"]["Report"];
export type SettleIn = components["schemas"]["SettleIn"];
export type Blocks = components["schemas"]["Blocks"];
export type Block = components["schemas"]["Block"];
export type Consents = components["schemas"]["Consents"];
export type ConsentAddress = components["schemas"]["ConsentAddress"];
export type ConsentLine = components["schemas"]["ConsentLine"];
export type ConsentIn = components["schemas"]["ConsentIn"];
export type TextSettings = components["schemas"]["TextSettings"];
export type TextSettingsIn = components["schemas"]["TextSettingsIn"];
export type EmailSettings = components["schemas"]["EmailSettings"];
export type EmailSettingsIn = components["schemas"]["EmailSettingsIn"];
export type Providers = components["schemas"]["Providers"];
export type Provider = components["schemas"]["Provider"];
export type UndeliveredPage = components["schemas"]["UndeliveredPage"];
export type Undelivered = components["schemas"]["Undelivered"];
export type Resent = components["schemas"]["Resent"];
export type MailTaken = components["schemas"]["MailTaken"];
export type Preferences = components["schemas"]["Preferences"];
export type Preference = components["schemas"]["Preference"];
export type QuietHours = components["schemas"]["QuietHours"];
export type PreferencesIn = components["schemas"]["PreferencesIn"];
export type Confirmations = components["schemas"]["Confirmations"];
export type Confirmation = components["schemas"]["Confirmation"];
export type Emergencies = components["schemas"]["Emergencies"];
export type Emergency = components["schemas"]["Emergency"];
export type Urgent = components["schemas"]["Urgent"];
export type Standing = components["schemas"]["Standing"];
export type Calls = components["schemas"]["Calls"];
export type Reachability = components["schemas"]["Reachability"];
export type ReachCounts = components["schemas"]["ReachCounts"];
export type HardToReach = components["schemas"]["HardToReach"];
export type Figures = components["schemas"]["Figures"];
export type DayFigures = components["schemas"]["DayFigures"];
export type MediumFigures = components["schemas"]["MediumFigures"];
export type Kept = components["schemas"]["Kept"];
export type UnsortedList = components["schemas"]["UnsortedList"];
export type Unsorted = components["schemas"]["Unsorted"];
export type SortIn = components["schemas"]["SortIn"];
export type NameWishes = components["schemas"]["NameWishes"];
export type NameWish = components["schemas"]["NameWish"];
export type AnswerWish = components["schemas"]["AnswerWish"];
export type Front = components["schemas"]["Front"];
export type ForgotIn = components["schemas"]["ForgotIn"];
export type ResetIn = components["schemas"]["ResetIn"];
export type ResetByCodeIn = components["schemas"]["ResetByCodeIn"];
export type Code = components["schemas"]["Code"];
export type Invitations = components["schemas"]["Invitations"];
export type InvitationCounts = components["schemas"]["InvitationCounts"];
export type PersonInvited = components["schemas"]["PersonInvited"];
export type InviteIn = components["schemas"]["InviteIn"];
export type InvitesSent = components["schemas"]["InvitesSent"];
export type NotSent = components["schemas"]["NotSent"];
export type LinkIn = components["schemas"]["LinkIn"];
export type InvitationWelcome = components["schemas"]["InvitationWelcome"];
export type AcceptIn = components["schemas"]["AcceptIn"];
export type ActivityLog = components["schemas"]["ActivityLog"];
export type LogEntry = components["schemas"]["LogEntry"];
export type PageIn = components["schemas"]["PageIn"];
export type PageWelcome = components["schemas"]["PageWelcome"];
export type PageLinkIn = components["schemas"]["PageLinkIn"];
export type DeclineIn = components["schemas"]["DeclineIn"];
export type TextsSent = components["schemas"]["TextsSent"];
export type SampleLetters = components["schemas"]["SampleLetters"];
export type SampleLetter = components["schemas"]["SampleLetter"];
export type LetterIn = components["schemas"]["LetterIn"];
export type LetterShown = components["schemas"]["LetterShown"];
export type LetterPrintIn = components["schemas"]["LetterPrintIn"];
export type FirstSteps = components["schemas"]["FirstSteps"];
export type FirstStepShown = components["schemas"]["FirstStepShown"];
export type RosterDuplicates = components["schemas"]["RosterDuplicates"];
export type RosterDuplicate = components["schemas"]["RosterDuplicate"];
export type ProfileTwice = components["schemas"]["ProfileTwice"];
export type RosterColumns = components["schemas"]["RosterColumns"];
export type SheetNamed = components["schemas"]["SheetNamed"];
export type SheetAbout = components["schemas"]["SheetAbout"];
export type ColumnNamed = components["schemas"]["ColumnNamed"];
export type SheetField = components["schemas"]["SheetField"];
export type RosterState = components["schemas"]["RosterState"];
export type RosterKnown = components["schemas"]["RosterKnown"];
export type RosterServerShown = components["schemas"]["RosterServerShown"];
export type RosterWaiting = components["schemas"]["RosterWaiting"];
export type RosterRunListed = components["schemas"]["RosterRunListed"];
export type RosterCounts = components["schemas"]["RosterCounts"];
export type ComeAndGone = components["schemas"]["ComeAndGone"];
export type RosterRunDetail = components["schemas"]["RosterRunDetail"];
export type RosterTold = components["schemas"]["RosterTold"];
export type RosterHeld = components["schemas"]["RosterHeld"];
export type RosterIssue = components["schemas"]["RosterIssue"];
export type RosterTrialShown = components["schemas"]["RosterTrialShown"];
export type RosterUndoIn = components["schemas"]["RosterUndoIn"];
export type RosterDone = components["schemas"]["RosterDone"];
export type RosterServerConnectIn = components["schemas"]["RosterServerConnectIn"];
export type RosterServerIn = components["schemas"]["RosterServerIn"];
export type RosterServerFound = components["schemas"]["RosterServerFound"];
export type OrgFound = components["schemas"]["OrgFound"];
export type RosterUploaded = components["schemas"]["RosterUploaded"];
export type RowsLeftOutShown = components["schemas"]["RowsLeftOutShown"];
export type SheetsShown = components["schemas"]["SheetsShown"];
export type SheetShown = components["schemas"]["SheetShown"];
export type ColumnGuessed = components["schemas"]["ColumnGuessed"];
export type SheetChoices = components["schemas"]["SheetChoices"];
export type RosterYesIn = components["schemas"]["RosterYesIn"];
export type EndAccessIn = components["schemas"]["EndAccessIn"];
export type ChildRecord = components["schemas"]["ChildRecord"];
export type KeptDate = components["schemas"]["KeptDate"];
export type KeptAllergies = components["schemas"]["KeptAllergies"];
export type Allergy = components["schemas"]["Allergy"];
export type KeptDiets = components["schemas"]["KeptDiets"];
export type KeptText = components["schemas"]["KeptText"];
export type KeptContacts = components["schemas"]["KeptContacts"];
export type EmergencyContact = components["schemas"]["EmergencyContact"];
export type KeptRoom = components["schemas"]["KeptRoom"];
export type KeptPlan = components["schemas"]["KeptPlan"];
export type KeptCustody = components["schemas"]["KeptCustody"];
export type PhotoConsent = components["schemas"]["PhotoConsent"];
export type PhotoAnswerOf = components["schemas"]["PhotoAnswerOf"];
export type PhotoAnswerBefore = components["schemas"]["PhotoAnswerBefore"];
export type RecordIn = components["schemas"]["RecordIn"];
export type BirthDateIn = components["schemas"]["BirthDateIn"];
export type AllergiesIn = components["schemas"]["AllergiesIn"];
export type DietsIn = components["schemas"]["DietsIn"];
export type MedicationIn = components["schemas"]["MedicationIn"];
export type ContactsIn = components["schemas"]["ContactsIn"];
export type PrimaryRoomIn = components["schemas"]["PrimaryRoomIn"];
export type PlanIn = components["schemas"]["PlanIn"];
export type CustodyIn = components["schemas"]["CustodyIn"];
export type RecordChanges = components["schemas"]["RecordChanges"];
export type RecordChanged = components["schemas"]["RecordChanged"];
export type Custody = components["schemas"]["Custody"];
export type PhotoConsentIn = components["schemas"]["PhotoConsentIn"];
export type PhotoChoices = components["schemas"]["PhotoChoices"];
export type PhotoChoiceOut = components["schemas"]["PhotoChoiceOut"];
export type RetentionRules = components["schemas"]["RetentionRules"];
export type KeptKind = components["schemas"]["KeptKind"];
export type Removed = components["schemas"]["Removed"];
export type RetentionAsked = components["schemas"]["RetentionAsked"];
export type RetentionPreviewed = components["schemas"]["RetentionPreviewed"];
export type WouldGo = components["schemas"]["WouldGo"];
export type RetentionIn = components["schemas"]["RetentionIn"];
export type HoldsShown = components["schemas"]["HoldsShown"];
export type HoldShown = components["schemas"]["HoldShown"];
export type HoldIn = components["schemas"]["HoldIn"];
export type ErasuresShown = components["schemas"]["ErasuresShown"];
export type WhoLeft = components["schemas"]["WhoLeft"];
export type ErasureShown = components["schemas"]["ErasureShown"];
export type ErasureAsked = components["schemas"]["ErasureAsked"];
export type ErasurePreviewed = components["schemas"]["ErasurePreviewed"];
export type Fate = components["schemas"]["Fate"];
export type ErasureIn = components["schemas"]["ErasureIn"];
export type Attendance = components["schemas"]["Attendance"];
export type AttendanceRoom = components["schemas"]["AttendanceRoom"];
export type AttendingChild = components["schemas"]["AttendingChild"];
export type StayToConfirm = components["schemas"]["StayToConfirm"];
export type AttendanceOfChild = components["schemas"]["AttendanceOfChild"];
export type AttendanceCollector = components["schemas"]["AttendanceCollector"];
export type StayRead = components["schemas"]["StayRead"];
export type StayAmendment = components["schemas"]["StayAmendment"];
export type SignInChildren = components["schemas"]["SignInChildren"];
export type StaysSigned = components["schemas"]["StaysSigned"];
export type AlreadyChild = components["schemas"]["AlreadyChild"];
export type StayProblem = components["schemas"]["StayProblem"];
export type SignOutChildren = components["schemas"]["SignOutChildren"];
export type HandedToOther = components["schemas"]["HandedToOther"];
export type MoveChildren = components["schemas"]["MoveChildren"];
export type TakeOverChildren = components["schemas"]["TakeOverChildren"];
export type UndoAct = components["schemas"]["UndoAct"];
export type CorrectStay = components["schemas"]["CorrectStay"];
export type ConfirmStay = components["schemas"]["ConfirmStay"];
export type SignIns = components["schemas"]["SignIns"];
export type SignInListed = components["schemas"]["SignInListed"];
export type SignInsEnded = components["schemas"]["SignInsEnded"];
export type SignInOfPerson = components["schemas"]["SignInOfPerson"];
export type StepCodeIn = components["schemas"]["StepCodeIn"];
export type StepIn = components["schemas"]["StepIn"];
export type KeyShown = components["schemas"]["KeyShown"];
export type SetUpAndIn = components["schemas"]["SetUpAndIn"];
export type SecondFactor = components["schemas"]["SecondFactor"];
export type PasswordShown = components["schemas"]["PasswordShown"];
export type CodeIn = components["schemas"]["CodeIn"];
export type RecoveryCodes = components["schemas"]["RecoveryCodes"];
export type ProofIn = components["schemas"]["ProofIn"];
export type PasskeyQuestion = components["schemas"]["PasskeyQuestion"];
export type PasskeySignIn = components["schemas"]["PasskeySignIn"];
export type Passkeys = components["schemas"]["Passkeys"];
export type Passkey = components["schemas"]["Passkey"];
export type PasskeyProof = components["schemas"]["PasskeyProof"];
export type PasskeyToMake = components["schemas"]["PasskeyToMake"];
export type PasskeyIn = components["schemas"]["PasskeyIn"];
export type Links = components["schemas"]["Links"];
export type LinkedParent = components["schemas"]["LinkedParent"];
export type ConfirmationIn = components["schemas"]["ConfirmationIn"];
export type AddressConfirmed = components["schemas"]["AddressConfirmed"];
export type VisitIn = components["schemas"]["VisitIn"];
export type Visit = components["schemas"]["Visit"];
export type ReturnIn = components["schemas"]["ReturnIn"];
export type Identities = components["schemas"]["Identities"];
export type Identity = components["schemas"]["Identity"];
export type OwnVisitIn = components["schemas"]["OwnVisitIn"];
export type SignUpVisitIn = components["schemas"]["SignUpVisitIn"];
export type SignUpShown = components["schemas"]["SignUpShown"];
export type SignUpIn = components["schemas"]["SignUpIn"];
export type AccountSettings = components["schemas"]["AccountSettings"];
export type AccountSettingsIn = components["schemas"]["AccountSettingsIn"];
export type ActivityLogSettings = components["schemas"]["ActivityLogSettings"];
export type ActivityLogSettingsIn = components["schemas"]["ActivityLogSettingsIn"];
export type OfficeExportIn = components["schemas"]["OfficeExportIn"];
export type PinStanding = components["schemas"]["PinStanding"];
export type PinIn = components["schemas"]["PinIn"];
export type RoomDevices = components["schemas"]["RoomDevices"];
export type RoomDeviceListed = components["schemas"]["RoomDeviceListed"];
export type RoomDeviceIn = components["schemas"]["RoomDeviceIn"];
export type RoomDeviceChangeIn = components["schemas"]["RoomDeviceChangeIn"];
export type RoomDeviceStanding = components["schemas"]["RoomDeviceStanding"];
export type DeviceWaits = components["schemas"]["DeviceWaits"];
export type DevicePaired = components["schemas"]["DevicePaired"];
export type StaffFound = components["schemas"]["StaffFound"];
export type ActIn = components["schemas"]["ActIn"];
export type ActsUntil = components["schemas"]["ActsUntil"];
export type UnsentList = components["schemas"]["UnsentList"];
export type UnsentWords = components["schemas"]["UnsentWords"];
export type UnsentIn = components["schemas"]["UnsentIn"];
export type RoomDeviceSettings = components["schemas"]["RoomDeviceSettings"];
export type RoomDeviceSettingsIn = components["schemas"]["RoomDeviceSettingsIn"];
export type AttendanceSettings = components["schemas"]["AttendanceSettings"];
export type AttendanceSettingsIn = components["schemas"]["AttendanceSettingsIn"];
export type Problem = components["schemas"]["Problem"];
export type Label = components["schemas"]["Label"];
export type InvitationState = components["schemas"]["InvitationState"];
export type LogKind = components["schemas"]["LogKind"];

/** Characters in the shortest password. */
export const PASSWORD_LENGTH = 10;

/** Pages in one print of invitations. */
export const PRINTED_AT_ONCE = 500;
