"""What people write when they were harmed otherwise than by heat, in Dutch."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID

RULES = (
    Rule(
        name="nl/choking",
        hazard=Hazard.CHOKING,
        stems=(
            "gestikt",
            "stik",
            "verslik",
            "ingeslikt",
            "doorgeslikt",
            "slikte",
            "keel",
            "mond",
            "luchtpijp",
            "verstik",
        ),
        patterns=(
            r"(?:ge)?stikt(?:e)?|verslikt(?:e)?|(?:bijna|dreigde te) stikken",
            r"(?:in|door)geslikt|slikte(?: [\w'’]+){0,4} (?:in|door)",
            r"in (?:(?:zijn|haar|hun|z['’]n|d['’]r|de) )?(?:keel|mond|luchtpijp)(?: (?:gestopt|gestoken|vast|had|zat|"
            r"terecht|gekregen))?|luchtpijp|verstikking(?:sgevaar)?",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="nl/small parts",
        hazard=Hazard.CHOKING,
        stems=("kleine", "onderde", "knoop", "oogje", "losgelaten"),
        patterns=(
            r"(?:kleine )?(?:onderdelen|onderdeeltjes|deeltjes|knoop(?:jes)?|oogjes?|stukjes|"
            r"kraaltjes)(?: \w+){0,3} (?:los|losgelaten|losgekomen|afgebroken|eraf|af)(?![\w-])",
        ),
    ),
    Rule(
        name="nl/neck",
        hazard=Hazard.STRANGULATION,
        stems=("wurg", "gewurgd", "nek", "hals"),
        patterns=(
            r"gewurgd|wurging|(?:om|rond|rondom|strak om) (?:(?:zijn|haar|de|z['’]n|mijn \w+) )?(?:nek|hals|nekje|"
            r"halsje)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="nl/breath",
        hazard=Hazard.SUFFOCATION,
        stems=("adem", "benauwd", "geen lucht"),
        patterns=(
            r"(?:geen|moeilijk|niet meer|amper) (?:lucht|adem(?:en|halen)?)(?: (?:krijgen|kreeg|meer))?|"
            r"stopte met ademen|(?:kreeg|werd) (?:het )?benauwd",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="nl/magnets",
        hazard=Hazard.MAGNET,
        stems=(
            "magneet",
            "magneten",
        ),
        patterns=(
            r"magne(?:et|ten|etjes?)(?: \w+){0,4} (?:los|losgelaten|losgekomen|eruit|gevallen)|losse magne(?:et|ten|"
            r"etjes?)",
        ),
    ),
    Rule(
        name="nl/magnet swallowed",
        hazard=Hazard.MAGNET,
        stems=(
            "magneet",
            "magneten",
        ),
        patterns=(
            r"magne(?:et|ten|etjes?)(?: \w+){0,4} (?:in|door)geslikt|slikte(?: \w+){0,2} magne(?:et|ten|etjes?)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="nl/cut",
        hazard=Hazard.LACERATION,
        stems=(
            "sneed",
            "gesneden",
            "snee",
            "snijwond",
            "opengehaald",
            "bloed",
            "geprikt",
            "geschaafd",
            "schaaf",
            "gekrabd",
            "splinter",
            "verwond",
        ),
        patterns=(
            r"(?:<body>|zich|me|mezelf|<person>)(?: [\w'’]+){0,4} (?:gesneden|opengehaald|geprikt|geschaafd|"
            r"opengesneden)|sneed(?: [\w'’]+){0,4} (?:<body>|zich)|snijwond(?:en)?|(?:een|diepe|flinke) snee|"
            r"schaafwond(?:en)?",
            r"bloedde(?:n)?|gebloed|bloedend(?:e)?|bloedneus|bloedt|(?:onder het|vol|overal|veel) bloed|"
            r"splinters? in|verwond(?:ing|ingen|de)?",
        ),
        severity=_HURT,
    ),
    Rule(
        name="nl/sharp",
        hazard=Hazard.LACERATION,
        stems=("scherp", "vlijmscherp", "glasscher", "glasspl", "scherv"),
        patterns=(
            r"scherpe (?:\w+ )?(?:rand(?:en|jes)?|punt(?:en|jes)?|hoek(?:en|jes)?|stuk(?:ken|jes)?|uitsteeksels?|"
            r"onderdelen)|vlijmscherpe|glas(?:scherven|splinters)|stukjes glas",
        ),
    ),
    Rule(
        name="nl/caught",
        hazard=Hazard.ENTRAPMENT,
        stems=("klem", "vast", "bekneld", "beklemd", "verstrikt"),
        patterns=(
            r"(?:vingers?|vingertjes?|handje?|hand|duim|teen|haren|haar hand|haar vinger|voet(?:je)?|arm(?:pje)?|"
            r"hoofd(?:je)?|been(?:tje)?|<person>)(?: [\w'’]+){0,5} (?:klem|bekneld|beklemd|verstrikt|vast(?= (?:in|"
            r"tussen|onder)|kwam|zat|geraakt))",
            r"(?:zat|kwam|raakte|zit)(?: [\w'’]+){0,4} (?:klem|bekneld|beklemd|verstrikt) ?(?:in|tussen|met)?",
        ),
        severity=_HURT,
    ),
    Rule(
        name="nl/fall",
        hazard=Hazard.FALL,
        stems=("viel", "gevallen", "omgevallen", "kantel", "gekanteld", "omgekiept", "ingestort", "instort"),
        patterns=(
            r"(?:<person>|hij|zij|ik|ze) (?:[\w'’]+ ){0,3}(?:viel|gevallen) (?:van|uit|voorover|achterover|om|"
            r"naar beneden|eraf|met)|(?:<person>|ik|hij|ze)(?: [\w'’]+){0,4} (?:van|uit|vanaf) (?:\w+ ){1,3}gevallen|"
            r"(?:bovenop|op) <person> (?:gevallen|viel)|(?:viel|kantelde|omgevallen|gekanteld)(?: \w+){0,3} (?:op|"
            r"bovenop) (?:mijn |onze |de )?<person>|doorheen gezakt",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="nl/hurt",
        hazard=Hazard.OTHER,
        stems=(
            "gewond",
            "letsel",
            "bezeerd",
            "gekneusd",
            "kneuz",
            "blauwe plek",
            "bult",
            "hersenschud",
            "gebroken",
            "opgezwollen",
            "zwelling",
            "gezwollen",
            "tegen z",
            "in zijn oog",
            "in haar oog",
            "oog",
            "bewusteloos",
        ),
        patterns=(
            r"(?:raakte|is|was|ernstig|licht|zwaar) gewond|(?:ernstig |blijvend )letsel|bezeerd|gekneusd|"
            r"kneuzing(?:en)?|(?:een|flinke|grote|blauwe) (?:blauwe plek|plekken|bult)|hersenschudding|bewusteloos",
            r"(?:<body>)(?: \w+){0,3} (?:opgezwollen|gezwollen|gebroken|gekneusd)|gebroken (?:arm|been|pols|vinger|"
            r"neus|teen|enkel|tand)|brak (?:\w+ )?(?:arm|been|pols|vinger|neus|enkel|tand)",
            r"(?:in|tegen) (?:zijn|haar|mijn|het|z['’]n) (?:\w+ )?(?:oog|ogen|hoofd|gezicht)(?:je)? (?:gekregen|"
            r"geschoten|gespoten|gekomen|geslagen|gevallen|gespat)|(?:schoot|spoot|kwam|spatte|sloeg|"
            r"viel)(?: \w+){0,4} (?:in|tegen|op) (?:zijn|haar|mijn|z['’]n) (?:oog|ogen|hoofd|gezicht)(?:je)?",
        ),
        severity=_HURT,
    ),
    Rule(
        name="nl/poisoned",
        hazard=Hazard.POISONING,
        stems=("overgegeven", "gebraakt", "braken", "misselijk", "voedselvergift", "vergiftig", "ziek", "diarree"),
        patterns=(
            r"voedselvergiftiging|vergiftigd|vergiftiging|(?:moest|moesten|moeten|heeft|aan het|begon te|kind|zoon|"
            r"dochter)(?: \w+){0,3} (?:overgeven|overgegeven|gebraakt|braken)|(?:ziek|misselijk) (?:geworden|werden|"
            r"werd) (?:van|door|na)|(?:werd|werden|doodziek)(?: \w+){0,2} (?:ziek|misselijk|doodziek) (?:van|na|"
            r"door)|diarree",
        ),
        severity=_HURT,
    ),
    Rule(
        name="nl/contaminated",
        hazard=Hazard.POISONING,
        stems=("schimmel", "beschimmel", "maden", "giftig", "verontreinig", "loodvergift"),
        patterns=(
            r"(?:be)?schimmel(?:d|de|t)?(?: (?:in|op|aan))?|(?:levende|vol|met) maden|giftige (?:stoffen|dampen|verf|"
            r"stof|lucht)|loodvergiftiging",
        ),
    ),
    Rule(
        name="nl/allergy",
        hazard=Hazard.ALLERGY,
        stems=("allergisch", "uitslag", "jeuk", "galbult"),
        patterns=(
            r"allergische reactie|(?:rode|huid|kreeg|jeukende|overal)(?: \w+)? ?uitslag|huiduitslag|galbulten|"
            r"jeukende (?:huid|bultjes|plekken)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="nl/chemical",
        hazard=Hazard.CHEMICAL,
        stems=("chemische", "irritatie", "geïrriteerd", "prik", "dampen"),
        patterns=(
            r"chemische (?:lucht|geur|stank|vloeistof)|(?:huid|oog)irritatie|(?:huid|ogen)(?: \w+){0,2} geïrriteerd|"
            r"prikkende ogen",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="nl/brakes",
        hazard=Hazard.CRASH,
        stems=("rem",),
        patterns=(
            r"rem(?:men)?(?: \w+)? (?:weigerde(?:n)?|deed het niet|deden het niet|werkte(?:n)? niet|viel(?:en)? uit|"
            r"begaf|begaven)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="nl/hazard named",
        hazard=Hazard.OTHER,
        stems=("gevaar", "levensgevaarlijk", "brandgevaar"),
        patterns=(
            r"(?:levens)?gevaarlijk (?:speelgoed|product|ding|voor (?:kinderen|baby|kleine|je kind|peuters))|"
            r"brandgevaar(?:lijk)?|levensgevaarlijk",
        ),
    ),
)
