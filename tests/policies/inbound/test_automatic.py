"""Whether a person wrote an email, or a program did: words arrive, and what a machine wrote does not."""

import pytest

from policies.inbound.automatic import APPOINTMENT, LIST, REACTION, REPORT, REPORTS, Signs, automatic

ANSWERS = {"subject": "Re: New message from Ana Reyes", "in-reply-to": "<1@maplestreet.example>"}

SUBJECTS = [
    # Exchange and Outlook, by the language of the mailbox; the English, German, Polish and Russian ones seen in
    # other programs' tests, the others assumed
    "Automatic reply: New message", "Respuesta automática: Mensaje nuevo", "Automatische Antwort: Neue Nachricht",
    "Réponse automatique : Nouveau message", "Réponse automatique: Message",
    "Resposta automática: Mensagem",
    "Risposta automatica: Messaggio", "Automatisch antwoord: Bericht", "Odpowiedź automatyczna: Wiadomość",
    "Autosvar: Nytt meddelande", "Automatisk svar: Ny besked", "Automaattinen vastaus: Viesti",
    "Автоматический ответ: Сообщение", "Автоматична відповідь: Повідомлення", "Automatická odpověď: Zpráva",
    "Automatikus válasz: Üzenet", "Răspuns automat: Mesaj", "Otomatik Yanıt: Mesaj", "Αυτόματη απάντηση: Μήνυμα",
    "תגובה אוטומטית: הודעה", "رد تلقائي: رسالة", "自动答复: 新邮件", "自动回复：新邮件", "自動回覆: 新郵件",
    "自動応答: メッセージ", "自動返信: メッセージ", "자동 회신: 새 메시지", "자동 응답: 새 메시지",
    "Trả lời tự động: Tin nhắn mới", "ตอบกลับอัตโนมัติ: ข้อความ", "Balasan otomatis: Pesan",
    # older ones, and those of webmail
    "Out of Office: New message", "Out of office AutoReply: New message", "Out of Office", "[Out of Office] Hello",
    "Abwesenheitsnotiz: Neue Nachricht", "Fuera de la oficina: Mensaje", "Absence du bureau : Message",
    "Fora do escritório: Mensagem", "Fuori sede: Messaggio", "Niet op kantoor: Bericht", "Poza biurem: Wiadomość",
    "Вне офиса: Сообщение", "不在通知: メッセージ", "不在办公室: 新邮件",
    "부재 중 알림: 메시지", "خارج المكتب: رسالة",
    "Auto-Reply: Hello", "AutoReply: Hello", "Auto Response: Hello", "autoreply: Re: x",
    "Vacation reply - Hello", "(Auto-Reply) Hello", "Yahoo! Auto Response",
]  # fmt: skip

A_PARENTS = [
    "Re: New message from Ana Reyes", "AW: Neue Nachricht", "RE: Automatic reply: New message", "Absent: Mia",
    "Abwesenheit: Mia", "Ausente: Leo", "Afwezig: Mia", "Message d'absence: Mia", "Out of office supplies?",
    "Automatic doors are broken", "Auto-Unfall heute", "Auto: wir kommen später", "Vacation",
    "Vacation: 3 to 9 May",
    "Reply", "", "不在：明天", "Urlaub: 3. bis 9. Mai", "Frånvaromeddelande: Mia", "Away", "Re: 自动回复: x",
]  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS)
def test_an_automatic_answer_says_so_in_the_language_of_its_mailbox(subject: str) -> None:
    assert automatic(Signs(fields={**ANSWERS, "subject": subject})).startswith("It is an automatic answer: ")


@pytest.mark.parametrize("subject", A_PARENTS)
def test_what_parents_write_about_is_not_taken_for_it(subject: str) -> None:
    assert automatic(Signs(fields={**ANSWERS, "subject": subject}, text="Yes, at noon.")) == ""


SAID: dict[str, dict[str, str]] = {
    "RFC 3834, an answer": {"auto-submitted": "auto-replied"},
    "RFC 3834, with more": {"auto-submitted": " Auto-Generated; owner=x"},
    "RFC 3834, notified": {"auto-submitted": "auto-notified"},
    "cPanel": {"x-autorespond": "Away"},
    "cPanel, empty": {"x-autorespond": ""},
    "Gmail's vacation": {"x-autoreply": "yes", "precedence": "bulk"},
    "Lotus": {"x-auto-reply-from": "rosa@families.example"},
    "Exchange's rules": {"x-ms-exchange-generated-message-source": "Mailbox Rules Agent"},
    "FirstClass": {"x-fc-machinegenerated": "true"},
    "an old responder": {"precedence": "auto_reply"},
    "vacation": {"precedence": "bulk"},
    "junk": {"precedence": " JUNK "},
    "list": {"precedence": "list"},
    "a loop": {"delivered-to": "Autoresponder"},
    "a class of messages": {"x-post-messageclass": "9; Autoresponder"},
    "Exchange, away": {"x-auto-response-suppress": "All", "subject": "Abwesend: Hallo"},
}

NOT_SAID: dict[str, dict[str, str]] = {
    "nothing": {},
    "Auto-Submitted: no": {"auto-submitted": "no"},
    "an empty one": {"auto-submitted": ""},
    "X-Auto-Response-Suppress alone": {"x-auto-response-suppress": "All"},
    "X-Autoreply: no": {"x-autoreply": "No"},
    "Precedence: first-class": {"precedence": "first-class"},
    "Suppress: none, and an absence": {"x-auto-response-suppress": "None", "subject": "Absent: Mia"},
    "a footer's List-Unsubscribe": {"list-unsubscribe": "<mailto:x@y.example>"},
}


@pytest.mark.parametrize("what", SAID)
def test_a_program_that_says_so_is_believed_and_why_is_told(what: str) -> None:
    assert automatic(Signs(fields={**ANSWERS, **SAID[what]}, text="I am away.")).startswith(("A program", "It is"))


@pytest.mark.parametrize("what", NOT_SAID)
def test_what_a_gateway_adds_does_not_take_a_persons_words_away(what: str) -> None:
    assert automatic(Signs(fields={**ANSWERS, **NOT_SAID[what]}, text="Yes, at noon.")) == ""


def test_bulk_over_an_answer_that_quotes_is_a_gateways_and_a_list_is_a_list() -> None:
    assert automatic(Signs(fields={**ANSWERS, "precedence": "bulk"}, text="Yes.\n> Hi", quotes=True)) == ""
    assert automatic(Signs(fields={"precedence": "bulk"}, text="Yes.\n> Hi", quotes=True)) != ""
    assert automatic(Signs(fields={**ANSWERS, "list-id": "<x.example>"}, quotes=True)) == LIST


REACTIONS = [
    "Rosa Alvarez reacted to your message:\n________________________________\nFrom: Maple Street",
    "[like]  Rosa Alvarez reacted to your message:\n\n> Hello", "👍 Rosa Alvarez reacted via Gmail",
    "Rosa Alvarez reaccionó a tu mensaje:\n________", "Rosa Alvarez hat auf Ihre Nachricht reagiert:\n\nVon: Maple",
    "Rosa a réagi à votre message :", "Rosa reagiu à sua mensagem:",
    "Rosa Alvarez отреагировала на ваше сообщение:",
    "Rosa 对你的邮件做出了反应:",
    "Rosa さんがあなたのメッセージにリアクションしました:", "Rosa님이 메시지에 반응했습니다:",
    "Rosa تفاعل مع رسالتك:", "Rosa đã bày tỏ cảm xúc với tin nhắn của bạn:",
]  # fmt: skip


@pytest.mark.parametrize("text", REACTIONS)
def test_a_reaction_is_no_message(text: str) -> None:
    assert automatic(Signs(fields=ANSWERS, text=text)) == REACTION


@pytest.mark.parametrize(
    "text",
    [
        "", "She reacted to your message badly, I think.\nPlease call me at noon, she is still crying",
        "Note: she reacted to your message and: cried\nCall me: 555",
        "Mia reacted to the milk\nCall me", "x" * 300 + " reacted to your message:",
        "Yes.\nRosa reacted to your message:",
    ],
)  # fmt: skip
def test_words_about_reactions_are_words(text: str) -> None:
    assert automatic(Signs(fields=ANSWERS, text=text)) == ""


def test_reports_reactions_and_bare_answers_to_appointments_name_themselves() -> None:
    receipt, delivery = REPORTS["disposition-notification"], REPORTS["delivery-status"]

    assert (
        automatic(Signs(fields=ANSWERS, report="disposition-notification", text="Your message was read")) == receipt
    )
    assert automatic(Signs(fields=ANSWERS, report="delivery-status")) == delivery
    assert automatic(Signs(fields={}, report="report", kinds=frozenset({"message/delivery-status"}))) == delivery
    assert automatic(Signs(fields={}, kinds=frozenset({"message/disposition-notification"}))) == receipt
    assert automatic(Signs(fields={}, kinds=frozenset({"message/global-delivery-status"}))) == delivery
    assert automatic(Signs(fields={}, report="feedback-report")) == REPORT
    assert automatic(Signs(fields=ANSWERS, reaction="👍", text="👍")) == REACTION
    assert automatic(Signs(fields={"subject": "Accepted: Party"}, calendar="REPLY")) == APPOINTMENT
    assert automatic(Signs(fields={"subject": "Accepted: Party"}, calendar="REPLY", text="We bring cake")) == ""
    assert automatic(Signs(fields={"subject": "Party"}, calendar="REQUEST")) == ""
