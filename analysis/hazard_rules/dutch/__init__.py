"""How harm is reported in Dutch, and what only sounds like it."""

from analysis.hazard_rules.dutch.heat import HEAT
from analysis.hazard_rules.dutch.rules import RULES
from analysis.hazard_rules.pack import Pack

PACK = Pack(
    language="nl",
    body=(
        "vingers?",
        "vingertjes?",
        "vingertop(?:pen)?",
        "duim(?:en)?",
        "hand(?:en|je|jes)?",
        "pols",
        "arm(?:en|pje)?",
        "been",
        "benen",
        "beentje",
        "knie",
        "voet(?:en|je)?",
        "teen",
        "tenen",
        "huid",
        "gezicht(?:je)?",
        "lip(?:pen|je)?",
        "mond(?:je)?",
        "tong",
        "tand(?:en|je)?",
        "neus(?:je)?",
        "oog",
        "ogen",
        "oogje",
        "oor",
        "oren",
        "wang(?:en)?",
        "kin",
        "voorhoofd",
        "hoofd(?:je)?",
        "nek",
        "hals",
        "keel",
        "borst",
        "buik",
        "rug",
        "haren",
    ),
    person=(
        "zoon(?:tje)?",
        "dochter(?:tje)?",
        "kind(?:eren|je)?",
        "baby",
        "peuter",
        "kleuter",
        "jongen",
        "meisje",
        "klein(?:zoon|dochter|kind)",
        "neefje",
        "nichtje",
        "man",
        "vrouw",
        "moeder",
        "vader",
        "broertje",
        "zusje",
        "mezelf",
        "zichzelf",
        "zich",
    ),
    rules=(*HEAT, *RULES),
    negators=(
        r"(?:geen|niet(?! alleen| alleen maar)|nooit|zonder|niemand|nergens|voorkomt?|voorkomen|vermijd(?:t|en)?|"
        r"beschermt(?: \w+)? tegen|in plaats van)",
    ),
    near_misses=(r"(?:bijna|haast|net niet|op een haar na|had(?:den)? (?:zomaar |makkelijk )?kunnen)",),
    hypotheses=(
        r"(?:als|alsof|stel|mocht|bang|vrees|kan|kunnen|kon|zou|zouden|misschien|risico op|kans op|wil|ga|gaat|moet)",
    ),
    figures=(
        r"vuur en vlam|in vuur|brandende (?:vraag|kwestie)|(?:afge|uitge|op)brand\w*|brand(?:t|de|en) van|"
        r"vonk (?:sloeg|springt|sprong|slaat) over|vonken (?:tussen|springen)|vuurwerk",
        r"(?:stik(?:te|ken|t)?|gestikt|verslik(?:te|t)?)(?: \w+){0,2} (?:van het lachen|van de lach|in (?:mijn|zijn|"
        r"haar|z['’]n) (?:koffie|thee|lach|woorden))|lachstuip|stikt van(?: de)?",
        r"(?:ontplof(?:te|t|fing)?|explodeerde)(?: \w+){0,2} (?:van (?:woede|boosheid)|van de|bijna van)|(?:hoofd|"
        r"mailbox|telefoon|timeline|bom)(?: \w+){0,2} ontploft(?:e)?",
        r"(?:hart(?:je)?|kaas|chocola(?:de)?|ijs|sneeuw|boter)(?: \w+){0,3} (?:smolt|gesmolten|smelt)|(?:gesmolten|"
        r"smolt) (?:kaas|chocola(?:de)?|boter|hart|mijn hart)|smelt op (?:de|je) tong",
        r"bloed(?:stollend|mooi|heet|serieus|eigen|link|saai|druk|baan|bad|vergieten|dorstig)|koelen? bloede|"
        r"bloed,? zweet|bloed onder|nieuw bloed|kwaad bloed|bloedt? mijn hart",
        r"viel (?:tegen|mee|op|in slaap|in de smaak|stil|uit|af|het)|gesneden koek|in (?:mijn|zijn|"
        r"haar) vingers? gesneden|in de vingers gesneden",
        r"verbrand(?:de|t|en)? (?:\w+ )?(?:calorie(?:ën)?|vet|schepen|geld|kilo\w*)|(?:blaren|blaar) (?:op mijn tong|"
        r"van (?:het lopen|mijn schoenen|nieuwe schoenen))|mond verbrand aan|zonverbrand|verbrand (?:in|door) de zon",
        r"ziek van (?:het|dat|die|al)|moe en ziek|schokkend\w*|geschokt|schok(?:golf|effect)|klem (?:tussen|"
        r"zitten)? ?(?:tussen wal)|vast ?(?:zitten )?in (?:mijn|je|het) (?:hoofd|verhaal)|bij de keel|naar de keel|"
        r"kippenvel|in de mond (?:genomen|gelegd)|uit (?:de )?hand|adembenemend|hart ?gebroken|gebroken (?:hart|"
        r"gezin|dag|nacht|huwelijk|mensen)",
    ),
    fiction=(
        r"boek(?:en)?|boekje|verhaal(?:lijn)?|verhalen|roman|film|thriller|hoofdperso(?:on|nen|nage|nages)|"
        r"personages?|schrijver|schrijfster|auteur|serie|aflevering|hoofdstuk(?:ken)?|pagina['’]?s?|bladzijde(?:n)?|"
        r"gelezen|lezen|lezer|plot|detective|moord(?:en|enaar)?|droom(?:de)?|autobiografie|trilogie|deel (?:een|twee|"
        r"drie|1|2|3)|in (?:de|het) (?:game|spel)",
    ),
    questions=(
        r"(?:is|kan|kun|kunnen|zou|zouden|heeft|hebben|wordt|mag|wat als|hoe (?:heet|gevaarlijk|veilig)|weet iemand|"
        r"iemand)",
    ),
    admission=(
        r"opgenomen (?:in|op) (?:het |de )?(?:ziekenhuis|ic|intensive)|(?:ziekenhuis)?opname|"
        r"in het ziekenhuis (?:gelegen|opgenomen|gebleven)|(?:nacht(?:en)?|dagen|week|"
        r"weken)(?: \w+){0,2} in het ziekenhuis|ziekenhuis opgenomen|intensive care|overleden|overleed|gestorven",
    ),
    treatment=(
        r"dokter|huisarts(?:enpost)?|arts|kinderarts|ziekenhuis|spoedeisende hulp|spoed(?:post)?|seh|eerste hulp|"
        r"gehecht|hechting(?:en)?|röntgen(?:foto['’]?s?)?|rontgenfoto|foto['’]s gemaakt|operatie|geopereerd|"
        r"ambulance|112 gebeld|oogarts|tandarts|tetanus|antibiotica|dermatoloog",
    ),
    first_aid=(r"ehbo|pleister(?:s)?|gekoeld|koelen|koud water|zalf|verband|betadine|blaren|bloedde|brandzalf",),
    own=(r"ik|mijn|m['’]n|onze|ons|wij|we|mij|me",),
    reported=(
        r"(?:een|mijn) (?:vriendin|vriend|buurvrouw|buurman|collega|kennis)(?:['’]?s)?|(?:ik )?(?:gehoord|hoorde|"
        r"las) (?:dat|over|een|op)|volgens|naar verluidt|schijnt|schijnbaar|nieuws|bericht(?:en)? (?:dat|over)|"
        r"terugroepactie|waarschuwt",
    ),
)
