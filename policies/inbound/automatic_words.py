"""This file has the words by which automatic answers and reactions name themselves, language by language."""

_SAYING = """
automatic reply|automatic response|auto reply|auto-reply|autoreply|auto response|auto-response|autoresponse
auto responder|autoresponder|automated reply|automated response|automatic answer
out of office|out of the office|out of office autoreply|out of office reply|out of office auto-reply
out of office automatic reply|away from the office|away from my mail|vacation reply|vacation response
vacation autoreply|vacation message|yahoo! auto response|out-of-office|i am out of the office
respuesta automática|respuesta automatica|autorespuesta|auto respuesta|auto-respuesta|contestación automática
respuesta automática de vacaciones|fuera de la oficina|fuera de oficina|mensaje automático
automatische antwort|autom. antwort|automatische antwort auf|automatische rückantwort|abwesenheitsnotiz
automatische abwesenheitsnotiz|abwesenheitsagent|abwesenheitsassistent|automatische e-mail-antwort
réponse automatique|reponse automatique|réponse auto|réponse automatique d'absence|absence du bureau
absent du bureau|notification d'absence du bureau
resposta automática|resposta automatica|autorresposta|fora do escritório|fora do escritorio
resposta automática de ausência
risposta automatica|risponditore automatico|fuori sede|fuori ufficio|messaggio automatico
automatisch antwoord|automatische antwoord|automatische reactie|niet op kantoor
odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|poza biurem|autoresponder
autosvar|automatiskt svar|automatisk svar
automaattinen vastaus|automaatvastus|automātiskā atbilde|automatinis atsakymas
автоматический ответ|автоответ|автоответчик|нет на работе|вне офиса
автоматична відповідь|автовідповідь|поза офісом|автоматичен отговор|аутоматски одговор
automatická odpověď|automatická odpoveď|mimo kancelář|automatski odgovor|samodejni odgovor
automatikus válasz|házon kívül|răspuns automat|raspuns automat|resposta automàtica
otomatik yanıt|otomatik cevap|ofis dışında|iş yeri dışında|αυτόματη απάντηση|εκτός γραφείου
תגובה אוטומטית|מענה אוטומטי|תשובה אוטומטית|מחוץ למשרד|رد تلقائي|الرد التلقائي|رد آلي|خارج المكتب|پاسخ خودکار
自动答复|自动回复|自動回覆|自動答覆|自动应答|外出自动回复|外出自動回覆|不在办公室|不在辦公室|自动答复邮件
自動応答|自動返信|自動返答|不在通知|不在自動応答|自動返信メール|自動応答メール
자동 회신|자동 응답|자동 답장|자동회신|자동응답|자동답장|부재중 자동 응답|부재 중 알림|부재중 메시지
trả lời tự động|tự động trả lời|thư trả lời tự động|phản hồi tự động|vắng mặt tại văn phòng
không có mặt tại văn phòng
ตอบกลับอัตโนมัติ|การตอบกลับอัตโนมัติ|balasan otomatis|jawapan automatik|स्वचालित उत्तर|स्वचालित जवाब
awtomatikong tugon|repons otomatik|jawaab otomaatig ah
"""

_AWAY = """
absent|absence|absence note|away|on vacation|on leave|on holiday|annual leave|vacation
ausente|ausencia|de vacaciones|vacaciones|abwesend|abwesenheit|im urlaub|urlaub
absente|en congé|en congés|en vacances|ausência|de férias|férias|assente|assenza|in ferie|ferie
afwezig|afwezigheid|vakantie|met vakantie|nieobecność|nieobecny|nieobecna|urlop|frånvarande|fraværende
ausência temporária|message d'absence|réponse d'absence|afwezigheidsbericht|poissaoloviesti
frånvaromeddelande|fraværsmelding|fraværsbesked|сообщение об отсутствии|отсутствую|в отпуске|отпуск
відсутній|у відпустці|休假|外出|不在|휴가|부재중|부재 중|vắng mặt|nghỉ phép|في إجازة|إجازة|חופשה|בחופשה
"""

AUTOMATIC = frozenset(one.strip().casefold() for one in _SAYING.replace("\n", "|").split("|") if one.strip())
"""Labels of a subject that only programs write; whose they are, Exchange, Gmail or others, is told in tests."""

ABSENT = frozenset(one.strip().casefold() for one in _AWAY.replace("\n", "|").split("|") if one.strip())
"""Labels that a parent writes too, of a child that does not come; they count where Exchange signs beside them."""

REACTED = tuple(one.casefold() for one in (
    "reacted to your message", "reacted to your email", "reacted via gmail", "reaccionó a tu mensaje",
    "reaccionó a su mensaje", "ha reaccionado a tu mensaje", "ha reaccionado a su mensaje",
    "reaccionó mediante gmail",
    "hat auf ihre nachricht reagiert", "hat auf deine nachricht reagiert", "hat über gmail reagiert",
    "a réagi à votre message", "a réagi à ton message", "a réagi via gmail", "reagiu à sua mensagem",
    "reagiu à tua mensagem", "reagiu via gmail", "ha reagito al tuo messaggio", "ha risposto con una reazione",
    "heeft gereageerd op uw bericht", "heeft op uw bericht gereageerd", "zareagował(a) na twoją wiadomość",
    "отреагировал на ваше сообщение", "отреагировала на ваше сообщение", "отреагировал(а) на ваше сообщение",
    "对你的邮件做出了反应", "对您的邮件做出了反应",
    "对你的消息做出了反应", "對您的郵件做出回應", "对您的消息做出回应",
    "があなたのメッセージにリアクションしました", "さんがリアクションしました", "님이 메시지에 반응했습니다",
    "님이 회원님의 메시지에 반응했습니다", "تفاعل مع رسالتك", "đã bày tỏ cảm xúc với tin nhắn của bạn",
    "đã phản ứng với tin nhắn của bạn",
))  # fmt: skip
"""What Outlook and Gmail write beneath a reaction for programs that know none; in English seen, else assumed."""
