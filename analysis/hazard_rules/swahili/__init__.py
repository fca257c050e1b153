"""How harm is reported in Swahili, and what only sounds like it."""

from analysis.hazard_rules.pack import Pack
from analysis.hazard_rules.swahili.rules import RULES

PACK = Pack(
    language="sw",
    prefixed=True,
    body=(
        "mkono(?:ni)?",
        "mikono(?:ni)?",
        "kidole",
        "vidole",
        "kiganja",
        "mguu",
        "miguu",
        "uso",
        "usoni",
        "ngozi",
        "jicho",
        "macho",
        "mdomo",
        "midomo",
        "ulimi",
        "koo",
        "shingo",
        "kichwa",
        "nywele",
        "sikio",
        "masikio",
        "pua",
        "tumbo",
        "jino",
        "meno",
        "mwili",
        "goti",
        "kucha",
    ),
    person=(
        "mtoto",
        "watoto",
        "mwanangu",
        "mwanao",
        "binti(?: yangu)?",
        "kijana",
        "mke wangu",
        "mume wangu",
        "mama",
        "baba",
        "kaka",
        "dada",
        "mjukuu",
        "mpwa",
        "mdogo wangu",
        "mwanafunzi",
        "wanafunzi",
        "mtu",
        "mimi",
        "mgonjwa",
        "mteja",
    ),
    rules=RULES,
    negators=(
        r"(?:si|sio|siyo|hapana|bila|wala|haina|haiwezi|hakuna|sijawahi|kuzuia|kuepuka|inazuia|salama dhidi ya)",
    ),
    near_misses=(r"(?:nusura|nusra|almanusura|karibu|ilikaribia|alikaribia|nilikaribia|ingeweza|angeweza|ingekuwa)",),
    hypotheses=(
        r"(?:kama|ikiwa|huenda|labda|naogopa|ninaogopa|nahofia|hofu|inaweza|yaweza|isije|nikiwaza|endapo|iwapo)",
    ),
    figures=(
        r"moto wa (?:kuotea mbali|mapenzi|injili|siasa)|(?:wimbo|ngoma|mchezo|timu|show|mechi|album|"
        r"albamu)(?: \w+){0,3} (?:moto|waka moto)|ni (?:wa )?moto(?: sana)?|moto chini|kuwasha moto|motomoto",
        r"(?:moyo|roho|mapenzi|wivu|hasira)(?: \w+){0,3} \w*(?:ungua|unguza|lipuka|umia|umiza|waka moto|vuja damu|"
        r"jeruhi\w*)|\w*(?:ungua|unguza|umiza|umia|jeruhi\w*) (?:moyo|roho|nafsi|hisia)|\w*ungua (?:jua|kwa wivu|"
        r"kwa mapenzi)|jeraha la moyo|majeraha ya (?:moyo|mapenzi)",
        r"(?:mlipuko|\w*lipuka)(?: \w+){0,2} (?:furaha|shangwe|kicheko|hasira|vicheko|ugonjwa|corona)",
        r"(?:betri|simu) (?:ime|ili)(?:kufa|isha)|damu (?:changa|mpya|moja|ya yesu)|(?:chanjo|kutoa|kuchangia|"
        r"kuchanga) (?:ya )?damu",
        r"\w*(?:paliwa|kabwa)(?: \w+){0,2} (?:kicheko|kucheka)|\w*meza (?:mate|maneno|dawa|kidonge|vidonge)|"
        r"mdomoni mwa (?:watu|wengi)",
        r"\w*anguka (?:mtihani|kisiasa|uchaguzi|bei|kwa mapenzi)|bei(?: \w+){0,2} \w*anguka",
        r"\w*kata (?:tamaa|rufaa|tiketi|kiu|kona|utepe|simu|umeme)|umeme (?:umekatika|ulikatika|hakuna)|"
        r"hatari sana (?:mwanangu|huyu|huyo|bro|kaka)|majeraha? ya (?:wachezaji|mchezaji)|kutokana na majeraha",
    ),
    fiction=(
        r"(?:kwenye|katika) (?:filamu|muvi|movie|riwaya|hadithi|tamthilia|kitabu|ndoto|game|mchezo wa)|mhusika|"
        r"sehemu ya \d+",
    ),
    questions=(r"(?:je|hivi|kwani|inaweza|naweza|ni salama|itakuwaje|vipi kama)",),
    admission=(
        r"(?:a|wa|ni|tu)(?:me|li)lazwa|kulazwa|(?:a|wa)(?:me|li)(?:fariki|kufa|poteza maisha)|icu|"
        r"chumba cha wagonjwa mahututi|mahututi",
    ),
    treatment=(
        r"hospitali(?:ni)?|daktari|madaktari|zahanati(?:ni)?|kliniki|kituo cha afya|(?:a|ni)(?:me|li)(?:shonwa|"
        r"tibiwa|fanyiwa upasuaji)|kushonwa|nyuzi|upasuaji|eksirei|x-?ray|ambulensi|matibabu",
    ),
    first_aid=(r"huduma ya kwanza|bandeji|plasta|dawa ya kupaka|maji baridi|barafu|malengelenge|damu",),
    own=(r"mimi|\w*(?:angu|etu)|mwanangu|ni(?:me|li|na|ka)\w+|tu(?:me|li|na)\w+|mtoto",),
    reported=(
        r"rafiki (?:yangu|yake)|jirani(?: yangu)?|nimesikia|nilisikia|tumesikia|inasemekana|eti|habari (?:za|"
        r"zinasema)|taarifa|ripoti|kulingana na|nimesoma|wanasema|gazeti",
    ),
)
