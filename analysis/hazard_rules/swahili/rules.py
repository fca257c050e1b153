"""What people write when they were harmed, in Swahili."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID
_GRAVE = Severity.ADMISSION

# Subject, tense and object stand before a verb's root. A negated verb begins with ha- or si- and is therefore never
# met: imeungua, it has burned; haijaungua, it has not.
_VERB = (
    r"(?:ni|u|a|tu|m|wa|i|li|ya|ki|vi|zi|ku|pa|mu)?(?:me|li|na|ka|ki|sha|mesha)?(?:ni|ku|m|mw|mu|tu|wa|i|ki|ji|vi|"
    r"zi)?"
)

RULES = (
    Rule(
        name="sw/fire",
        hazard=Hazard.FIRE,
        stems=("moto", "moshi", "cheche", "yeyuk", "ungua"),
        patterns=(
            _VERB + r"(?:shika|waka|pata|lipuka) moto",
            r"moto (?:u|uli|ume)(?:waka|lipuka|anza|tokea|ungua)\w*",
            _VERB + r"(?:toa|toka|fuka) (?:moshi|cheche|moto)",
            r"(?:moshi|cheche) (?:uli|ume|zili|zime|una|zina)\w+",
            r"(?:i|li|ki|u|zi|ya)(?:me|li|na)(?:yeyuka|teketea)",
            r"harufu ya (?:ku)?(?:ungua|moto|moshi)|(?:i|zi|li|u|ki)(?:me|li)ungua",
        ),
        potential=_GRAVE,
    ),
    Rule(
        name="sw/body burned",
        hazard=Hazard.FIRE,
        stems=("ungua", "unguz", "unguliw", "lengelenge", "chom"),
        patterns=(
            r"(?:ni|a|tu|wa|m)(?:me|li|ka)(?:ji)?(?:ungua|unguzwa|unguliwa)",
            _VERB + r"(?:ungua|unguza|unguzwa|chomwa|choma|babua) (?:\w+ )?(?:<body>|<person>)",
            r"(?:i|li|ki|u|zi)(?:me|li)(?:m|mw|mu|ni|wa|tu)(?:unguza|babua)",
            r"malengelenge|lengelenge|majeraha ya moto",
        ),
        severity=_HURT,
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="sw/too hot",
        hazard=Hazard.FIRE,
        stems=("joto", "moto"),
        patterns=(
            _VERB + r"(?:pata|pata) (?:joto|moto) (?:sana|kupita|mno|kali)",
            r"(?:joto|moto) (?:sana|mno|kali)(?: \w+){0,3} (?:kushika|kugusa|mkononi|mikononi)",
        ),
    ),
    Rule(
        name="sw/electric shock",
        hazard=Hazard.SHOCK,
        stems=("shoti", "umeme"),
        patterns=(
            _VERB + r"(?:pigwa|piga|rushwa|shikwa|naswa)(?: na)? (?:shoti|shoti ya umeme|umeme)",
            r"(?:shoti|umeme) (?:uli|ili|ime|ume)(?:ni|m|mw|tu|wa)(?:piga|rusha|shika)",
            r"shoti ya umeme",
        ),
        severity=_HURT,
    ),
    Rule(
        name="sw/explosion",
        hazard=Hazard.EXPLOSION,
        stems=("lipu", "pasuk", "mlipuko"),
        patterns=(
            _VERB + r"(?:lipuka|lipua|lipukia)(?! (?:kwa )?(?:furaha|shangwe|kicheko|hasira))",
            r"mlipuko wa (?:betri|simu|chaja|gesi)",
            r"(?:betri|chaja|simu|balbu|taa)(?: \w+){0,2} " + _VERB + r"(?:pasuka|vimba|vuja|lipuka)",
        ),
        potential=_GRAVE,
    ),
    Rule(
        name="sw/choking",
        hazard=Hazard.CHOKING,
        stems=("kabw", "paliw", "meza", "kooni", "mdomoni", "sakam"),
        patterns=(
            _VERB + r"(?:kabw|paliw|sakamw)[ae]",
            r"<person>(?: \w+){0,2} " + _VERB + r"meza|(?:a|wa)(?:me|li)(?:ki|vi|i|zi)?meza",
            r"(?:kooni|mdomoni)(?: mwake| kwake)?",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="sw/small parts",
        hazard=Hazard.CHOKING,
        stems=("vipande", "kipande", "vidogo"),
        patterns=(
            r"(?:vipande|sehemu|kipande)(?: \w+){0,2} (?:vi|zi|ki|i)(?:me|li|na)(?:toka|banduka|vunjika|ng['’]oka|"
            r"chomoka)",
        ),
    ),
    Rule(
        name="sw/neck",
        hazard=Hazard.STRANGULATION,
        stems=("shingo", "nyong"),
        patterns=(r"(?:kamba|waya|uzi|mkanda)(?: \w+){0,3} shingo(?:ni)?|" + _VERB + r"(?:nyongwa|nyonga)",),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="sw/breath",
        hazard=Hazard.SUFFOCATION,
        stems=("pumu", "pumzi"),
        patterns=(
            r"(?:kushindwa|alishindwa|ameshindwa|hakuweza|hawezi|shida ya|alipata shida) (?:ku)?pumua|(?:a|ni)(?:li|"
            r"me)kosa (?:pumzi|hewa)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="sw/magnets",
        hazard=Hazard.MAGNET,
        stems=("sumaku",),
        patterns=(r"sumaku(?: \w+){0,4} " + _VERB + r"(?:toka|banduka|chomoka)",),
    ),
    Rule(
        name="sw/magnet swallowed",
        hazard=Hazard.MAGNET,
        stems=("sumaku",),
        patterns=(_VERB + r"meza(?: \w+){0,2} sumaku|sumaku(?: \w+){0,2} " + _VERB + r"mezwa",),
        severity=_HURT,
    ),
    Rule(
        name="sw/cut",
        hazard=Hazard.LACERATION,
        stems=("katwa", "kata", "damu", "jeraha", "jeruh", "chub", "chana", "dung", "kwaru"),
        patterns=(
            r"(?:a|ni|tu|wa)(?:me|li)(?:ji)?katwa|(?:a|ni|tu|wa)(?:me|li)jikata",
            r"(?:i|li|ki|u|zi)(?:me|li)(?:m|mw|ni|tu|wa)(?:kata|dunga|kwaruza|chana|chubua)",
            r"(?:i|li|ki|u|zi)(?:me|li)(?:m|mw|ni|tu|wa|ku)?(?:kata|kwaruza|chana|dunga) <body>|(?:a|ni)(?:me|"
            r"li)(?:ji)?(?:kata|dunga) (?:kidole|vidole|mkono|mguu)",
            _VERB + r"(?:tokwa|toka|vuja)(?: na)? damu|damu (?:ili|ina|ime)(?:toka|vuja|mwagika|churuzika)",
            r"(?:a|ni|tu|wa)(?:me|li)jeruhi(?:wa|ka)?|majeraha?|jeraha",
        ),
        severity=_HURT,
    ),
    Rule(
        name="sw/sharp",
        hazard=Hazard.LACERATION,
        stems=("makali", "ncha", "kioo", "vioo"),
        patterns=(r"(?:kingo|pembe|ncha|ukingo|sehemu)(?: \w+)? (?:kali|makali)|vipande vya (?:kioo|vioo|chupa)",),
    ),
    Rule(
        name="sw/caught",
        hazard=Hazard.ENTRAPMENT,
        stems=("naswa", "nasa", "banwa", "bana", "kwama"),
        patterns=(
            r"(?:<body>|<person>)(?: \w+){0,3} (?:a|ki|vi|u|i|li|zi|ya)(?:me|li)(?:naswa|nasa|banwa|bana|kwama)",
            _VERB + r"(?:naswa|nasa|banwa|bana|kwama)(?: \w+)? (?:<body>)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="sw/fall",
        hazard=Hazard.FALL,
        stems=("anguk", "angushw", "angukia"),
        patterns=(
            r"<person>(?: \w+){0,3} (?:a|wa)(?:me|li)anguka|(?:i|li|ki|u)(?:me|li)(?:m|mw|ni|tu|wa)angukia|(?:a|"
            r"ni)(?:li|me)anguka (?:kutoka|chini|vibaya)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="sw/hurt",
        hazard=Hazard.OTHER,
        stems=("meumia", "liumia", "umiza", "vimb", "vunjik", "jichoni", "machoni", "zimia", "zirai"),
        patterns=(
            r"(?:a|ni|tu|wa|m)(?:me|li)umia|(?:i|li|ki|u|zi)(?:me|li)(?:m|mw|mu|ni|tu|wa)umiza(?! moyo)",
            r"<body>(?: \w+){0,3} (?:u|ki|i|li|ya|vi|zi)(?:me|li)(?:vimba|vunjika)|(?:a|ni)(?:me|li)(?:vimba|zimia|"
            r"zirai)|(?:a|ni)(?:me|li)vunjika <body>",
            r"(?:i|li|ki|u|ya|zi)(?:me|li)(?:m|mw|ni)?(?:ingia|ruka|gonga|piga) (?:jichoni|machoni|jicho)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="sw/poisoned",
        hazard=Hazard.POISONING,
        stems=("sumu", "tapik", "mehara", "lihara", "nahara", "kahara", "kuhara", "ukungu", "funza", "ugua"),
        patterns=(
            r"(?:a|ni|tu|wa)(?:me|li|na|ka)(?:tapika|hara|endesha)|(?:ku)?tapika na kuhara|(?:a|ni|tu|wa)(?:me|"
            r"li)(?:la|lishwa|pata) sumu|(?:i|li|ki)(?:me|li)(?:m|ni|tu|wa)(?:dhuru)",
            r"(?:a|ni|tu|wa)(?:me|li)ugua (?:baada|tumbo)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="sw/contaminated",
        hazard=Hazard.POISONING,
        stems=("ukungu", "funza", "mende", "sumu"),
        patterns=(r"(?:ina|kina|lina|yana|zina|una|ndani|na) (?:ukungu|funza|mende|sumu)|kemikali (?:ya|za) sumu",),
    ),
    Rule(
        name="sw/allergy",
        hazard=Hazard.ALLERGY,
        stems=("mzio", "aleji", "vipele", "wash", "upele"),
        patterns=(
            r"(?:a|ni)(?:me|li)(?:pata|tokwa na|toka) (?:mzio|aleji|vipele|upele)|(?:mzio|aleji) (?:baada|mkali)|"
            r"ngozi(?: \w+){0,3} (?:i|ina|ili|ime)(?:washa|wasa|vimba)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="sw/chemical",
        hazard=Hazard.CHEMICAL,
        stems=("harufu", "kemikali"),
        patterns=(
            r"harufu (?:kali|mbaya) (?:ya|za) (?:kemikali|plastiki|gesi)|kemikali(?: \w+){0,3} (?:<body>|<person>)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="sw/brakes",
        hazard=Hazard.CRASH,
        stems=("brek",),
        patterns=(r"breki(?: \w+){0,2} (?:zi|i)(?:me|li)(?:feli|katika|shindwa|goma|kataa)",),
    ),
    Rule(
        name="sw/hazard named",
        hazard=Hazard.OTHER,
        stems=("hatari",),
        patterns=(r"(?:ni|si salama|ya) hatari (?:kwa|sana kwa) (?:<person>|watumiaji|afya|maisha)",),
    ),
)
