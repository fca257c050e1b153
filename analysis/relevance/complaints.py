"""Words by which a customer is known who merely sounds like somebody else: complaints, and talk of spam."""

import re

_COMPLAINT = """
awful angry annoyed annoying broken broke bug bugs cancel cancelled canceled charged complain complained complaint
complaints crash crashed crashes crashing damaged declined defective delay delayed disappointed disappointing
disappointment disgusted disgusting error errors fail failed failing fails faulty fix fixed glitch horrible hung ignored
impossible issue issues joke late lost missed missing nobody overcharged pathetic poor problem problems refund refunded
refused ridiculous rude scammed shame shocking shitty stolen stranded stuck sucks terrible unacceptable unhappy
unprofessional unreliable useless waited wasted worse worst wrong
banned blocked deleted demonetized hacked removed restricted strike suspended terminated

bohong buruk cacat dibohongi ditolak eror gagal kapan kecewa kendala keluhan komplain lama lambat lelet lemot
mengecewakan nipu parah payah pengembalian ribet rugi rusak sampah susah tertipu tipu

changamoto haifanyi hamjibu imeharibika lalamiko malalamiko mbaya mbovu mwizi nimetapeliwa shida tatizo wezi

bagger belachelijk defect fout gebeld kapot klacht klachten mislukt nooit schandalig slecht slechte stuk teleurgesteld
teleurstellend verkeerd vertraging wacht wachten waardeloos waardeloze

beschwerde enttäuscht fehler funktioniert kaputt schlecht schlechte unverschämt
decepción decepcionado estafa malo mala pésimo pesimo problema queja reclamo roto vergüenza
arnaque déçu décevant honte nul panne problème réclamation
péssimo quebrado reclamação ruim vergonha
deluso delusa guasto pessimo rotto vergogna
مشكلة سيء سيئة أسوأ شكوى
"""
_ALARM = """
bot bots fake fakes fraud fraudsters fraudulent hoax legit legitimate phishing scam scammer scammers scams spam spammed
spammer spammers spamming spams suspicious
hoaks matapeli modus palsu penipu penipuan tapeli utapeli
abzocke betrug nep nepactie oplichters oplichting
arnaque estafa estafadores falso faux golpe golpistas truffa truffatori احتيال نصب
"""

COMPLAINT = frozenset(_COMPLAINT.split())
ALARM = frozenset(_ALARM.split())

GRIEVANCE = re.compile(
    r"(?<!\w)(?:never (?:again|answer(?:s|ed)?|arrived|came|got|heard|paid|received|replied|showed|worked)"
    r"|my (?:foot|arse)|yeah,? right|not a (?:single )?(?:cent|dime|penny)|(?:been|still) waiting"
    r"|cut(?:s|ting)? off (?:her|his|me|my|our|the|their|us)|cut (?:her|him|me|them|us) off"
    r"|(?:been|being|get|got|getting|was|were) cut off)(?!\w)"
)
"""Turns of speech that complain, of words which alone do not."""

INNOCENCE = re.compile(
    r"(?:not|no|isn't|this isn't|ain't|never)(?: an?)? (?:spam|scam|fake|hoax|bot)"
    r"|(?:sorry|apologi[sz]e|excuse) (?:\w+ ){0,3}spam|hate (?:me for )?spam"
    r"|(?:100%|1000%|totally|very|so|really|and|&) (?:legit|real)|anti-?bot|no penipuan|bukan (?:penipuan|hoax)"
)
"""What spam says of itself."""
