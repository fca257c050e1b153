"""Made-up customers' texts of any length in ten languages, without end and hardly ever the same twice.

Sentences are put together from phrases; names, numbers, slips of the finger, capitals and emoji come in at about the
rates of real posts, so that whoever keeps words it met meets new ones all the time.
"""

import random
import re
from collections.abc import Iterator
from itertools import chain, count

SHARES = {
    "en": 40, "id": 16, "sw": 10, "nl": 14, "es": 4, "de": 4, "fr": 4, "pt": 3, "it": 3, "ar": 2,
}  # fmt: skip
"""Texts of each language among a hundred."""

ENDS = (".", ".", ".", ".", ".", ".", ".", ",", ",", "!", "!", "!!", "...", " -", "", "")
EMOJI = ("😡", "😂", "😭", "🙏", "👍", "❤️", "🔥", "😤", "👏🏽", "💔", "😊", "🤬")
SYLLABLES = "ka ri mo sen ta lu be ni zo wan pe gra shi dor el mi fa ru ten qui no va lin jo ha".split()  # noqa: SIM905

WHAT = {
    "en": "parcel|order|phone|app update|charger|lamp|refund|booking|blue kettle|new router|card|second order",
    "id": "paket|pesanan|aplikasinya|barang|kartu|kurir|pengiriman|charger baru|voucher|akun saya",
    "sw": "mzigo|simu|akaunti|mkopo|huduma|programu|kadi|pesa zangu|mtandao|oda yangu",
    "nl": "pakket|bestelling|nieuwe app|lader|factuur|lamp|abonnement|wasmachine|terugbetaling|bezorging",
    "es": "pedido|paquete|aplicación|cargador|reembolso",
    "de": "Paket|Bestellung|Ladegerät|Rechnung|neue App",
    "fr": "colis|commande|chargeur|application|remboursement",
    "pt": "pedido|pacote|aplicativo|carregador|reembolso",
    "it": "pacco|ordine|caricatore|applicazione|rimborso",
    "ar": "الطلب|الشحنة|التطبيق|الشاحن|الخدمة",
}
WHEN = {
    "en": "yesterday|last week|for {n} days|since Monday|again today|after {n} calls|this morning",
    "id": "kemarin|sudah {n} hari|dari minggu lalu|tadi pagi|hari ini lagi|sejak Senin",
    "sw": "jana|kwa siku {n}|tangu Jumatatu|leo asubuhi|wiki iliyopita|mara {n}",
    "nl": "gisteren|al {n} dagen|sinds maandag|vorige week|vanochtend|voor de {n}e keer",
    "es": "ayer|desde hace {n} días|hoy otra vez",
    "de": "gestern|seit {n} Tagen|heute schon wieder",
    "fr": "hier|depuis {n} jours|encore aujourd'hui",
    "pt": "ontem|há {n} dias|hoje de novo",
    "it": "ieri|da {n} giorni|oggi di nuovo",
    "ar": "أمس|منذ {n} أيام|اليوم",
}
SENTENCES = {
    "en": """my {what} still has not arrived and nobody answers the phone
the {what} from {brand} stopped working {when}, really disappointed
honestly the best {what} I have bought in years, works great and looks lovely
{name} at the {place} desk was kind and sorted my {what} out within minutes
why does the {what} from {brand} keep failing when I need it most
I paid {n} for this and the {what} broke {when}
they promised a call back {when} but I am still waiting in {place}
great, another {what} lost by {brand}, thank you so much for nothing
does anyone know how I can send the {what} back without paying again
the battery of the {what} gets hot and smells a bit when I charge it overnight
quick delivery to {place}, well packed, the {what} is exactly as described
customer service hung up on me twice {when}, never again
I have used {brand} since {n} and only had good experience with them
the colour is not what I ordered but it is fine for the price
it took {n} minutes to set up and the instructions were easy to follow
would not recommend the {what} to anybody, total waste of money
my sister {name} bought the same {what} and hers is still going strong
the screen freezes, the sound cracks and support keeps sending the same answer
small, light and quiet, so we take it on every trip to {place}
please fix the {what}, I cannot log in {when} and my money is in there""",
    "id": """{what} saya belum sampai juga {when}, cs tidak pernah balas
pelayanan {brand} bagus banget, {what} cepat sampai di {place}
kenapa {what} dari {brand} selalu bermasalah {when}
kecewa sekali sama {what}, tidak sesuai gambar dan pecah
terima kasih kak {name} sudah bantu soal {what}, ramah dan cepat
tolong dong {brand} dicek {what} nya, saldo saya terpotong {n} ribu
harganya murah tapi kualitasnya lumayan, cocok buat dipakai di rumah
aplikasi sering error {when}, gak bisa login sama sekali
jangan beli {what} di sini, penipu, uang tidak kembali
sudah pakai {n} bulan dan masih awet, recommended seller
mau tanya min, {what} ke {place} berapa lama ya
baterainya cepat panas padahal baru dicas sebentar""",
    "sw": """{what} yangu haijafika {when} na hakuna anayejibu simu
asante sana {brand} kwa huduma nzuri, {what} imefika haraka {place}
kwa nini {what} ya {brand} inasumbua {when}
nimelipa shilingi {n} lakini {what} haifanyi kazi kabisa
huduma mbovu sana, nimekaa kwenye foleni {place} {when}
{name} alinisaidia vizuri sana kuhusu {what}, nashukuru
naomba mnisaidie kurudisha pesa zangu, nimetuma kwa namba isiyo sahihi
bei yao ni nafuu na bidhaa ni nzuri, napendekeza
mtandao uko chini {when}, hatuwezi kufanya kazi yoyote
je, naweza kupata {what} mpya nikiwa {place}""",
    "nl": """mijn {what} is nog steeds niet aangekomen en niemand neemt de telefoon op
erg tevreden over {brand}, {what} was de volgende dag al in {place}
waarom werkt de {what} van {brand} {when} weer niet
na {n} weken ging de {what} kapot en ik krijg mijn geld niet terug
{name} van de klantenservice heeft me heel vriendelijk geholpen
de kwaliteit valt tegen voor deze prijs, ik had er meer van verwacht
makkelijk te installeren, doet precies wat het moet doen
slechte ervaring, {when} gebeld en steeds een ander antwoord gekregen
ik gebruik hem elke dag en ben er nog altijd blij mee
de lader wordt heel warm en het stekkertje zit los
kan iemand mij vertellen hoe ik de {what} kan opzeggen
mooie kleur, stevig materiaal en snel geleverd, aanrader""",
    "es": """el {what} no ha llegado {when} y nadie contesta
muy contento con {brand}, el {what} funciona perfecto
por qué {brand} me cobra dos veces el {what}
pésima atención en {place}, {name} ni siquiera me escuchó
buena calidad y precio justo, lo recomiendo a todos""",
    "de": """meine {what} ist {when} immer noch nicht da und niemand meldet sich
sehr zufrieden mit {brand}, schnelle Lieferung nach {place}
warum funktioniert das mit der {what} bei {brand} nie
nach {n} Wochen kaputt, der Kundendienst ist eine Katastrophe
{name} hat mir freundlich geholpen, vielen Dank dafür""",
    "fr": """mon {what} n'est toujours pas arrivé {when} et personne ne répond
très satisfait de {brand}, livraison rapide à {place}
pourquoi {brand} refuse de traiter mon {what}
service client lamentable, {n} minutes d'attente pour rien
produit de bonne qualité, conforme à la description""",
    "pt": """meu {what} ainda não chegou {when} e ninguém responde
adorei o {what} da {brand}, chegou rápido em {place}
por que a {brand} não resolve o problema do {what}
péssimo atendimento, liguei {n} vezes e nada
produto excelente, vale cada centavo""",
    "it": """il mio {what} non è ancora arrivato {when} e nessuno risponde
molto soddisfatto di {brand}, consegna veloce a {place}
perché {brand} non mi risponde sul {what}
dopo {n} giorni si è rotto, soldi buttati
ottima qualità, {name} è stato gentilissimo""",
    "ar": """لم يصل {what} حتى الآن ولا أحد يرد {when}
خدمة {brand} ممتازة وسريعة جدا شكرا لكم
لماذا {what} لا يعمل {when}
أسوأ تجربة مع {brand} لن أشتري منهم مرة أخرى
المنتج جيد والسعر مناسب""",
}


class Writer:
    """Writes texts that name brands; the same seed writes the same texts."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._phrases = {language: sentences.splitlines() for language, sentences in SENTENCES.items()}

    def language(self) -> str:
        """Choose a language, as often as `SHARES` says."""
        return self._chance.choices(list(SHARES), list(SHARES.values()))[0]

    def post(self, language: str, brand: str, words: int) -> str:
        """Write about that many words about a brand, with the @names, tags and links that surround them in posts."""
        before = self._chance.choice(("", "", "", f"@{brand} ", f"@{self._name()}{self._number()} ", "RT @someone: "))
        after = self._chance.choice(("", "", "", "", f" #{brand}", f" https://t.co/{self._name()}{self._number()}"))
        return before + self.review(language, brand, words) + after

    def review(self, language: str, brand: str, words: int) -> str:
        """Write about that many words about a brand."""
        # The last sentence goes some five words beyond what is wanted.
        wanted = self._chance.gauss(words - 5, words / 3)
        said: list[str] = []
        for sentence in self._sentences(language, brand):
            said += sentence.split()
            if len(said) >= wanted:
                break
        return " ".join(map(self._written, said))

    def _sentences(self, language: str, brand: str) -> Iterator[str]:
        phrases = self._phrases[language]
        for phrase in chain.from_iterable(self._chance.sample(phrases, len(phrases)) for _ in count()):
            filled = re.sub(r"{(\w+)}", lambda slot: self._filled(slot[1], language, brand), phrase)
            end = self._chance.choice(ENDS) or f" {self._chance.choice(EMOJI)}"
            yield filled + ("?" if phrase.startswith(("why", "does", "kenapa", "je,", "waarom", "warum")) else end)

    def _filled(self, slot: str, language: str, brand: str) -> str:
        if slot == "brand":
            return brand
        if slot in ("name", "place"):
            return self._name().title()
        if slot == "n":
            return self._number()
        return self._chance.choice((WHAT if slot == "what" else WHEN)[language].split("|")).replace(
            "{n}", self._number()
        )

    def _name(self) -> str:
        return "".join(self._chance.choices(SYLLABLES, k=self._chance.choice((2, 2, 3))))

    def _number(self) -> str:
        return str(self._chance.choice((self._chance.randrange(2, 30), self._chance.randrange(10**5))))

    def _written(self, word: str) -> str:
        """A word as it is typed: now and then with two letters swapped, in capitals, or drawn out."""
        slip = self._chance.random()
        if slip > 0.06 or len(word) < 4:
            return word
        if slip > 0.03:
            place = self._chance.randrange(1, len(word) - 2)
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        return word.upper() if slip > 0.015 else word[:-1] + word[-1] * 3
