"""Fire, heat, electricity and what bursts, in Dutch."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID
_GRAVE = Severity.ADMISSION

HEAT = (
    Rule(
        name="nl/fire",
        hazard=Hazard.FIRE,
        stems=(
            "brand",
            "vlam",
            "vuur",
            "rook",
            "smolt",
            "smelt",
            "smolten",
            "schroei",
            "vonk",
            "kortsluit",
            "doorgebrand",
        ),
        patterns=(
            r"(?:vloog|vliegt|gevlogen|stond|staat|schoot|raakte|geraakt|"
            r"vlogen)(?: [\w'’]+){0,4} (?:in (?:de )?(?:brand|fik)|in vlammen)|in brand (?:gevlogen|gestaan|geraakt|"
            r"vloog|stond)|vlam(?:men)? (?:vatte|gevat|kwamen|sloegen|uit)|vatte(?:n)? vlam|brand (?:veroorzaakt|"
            r"ontstaan|ontstond)",
            r"rook (?:kwam|komt|uit|gekomen)|(?:kwam|komt)(?: \w+){0,3} rook|begon (?:ineens |plots |opeens |"
            r"opeens )?te roken",
            r"(?:ge)?smolten|smolt(?:en)?|gesmolten|(?:ge|ver)schroeid",
            r"vonk(?:en|te|t|ten)? (?:uit|sloegen|vlogen|kwamen|eruit)|(?:vlogen|sloegen|kwamen|"
            r"sprongen) (?:er )?(?:\w+ )?vonken",
            r"kortsluiting|doorgebrand|brandlucht|(?:ruikt|rook|stinkt|stonk)(?: \w+){0,2} (?:verbrand|aangebrand|"
            r"brand)",
        ),
        potential=_GRAVE,
    ),
    Rule(
        name="nl/body burned",
        hazard=Hazard.FIRE,
        stems=("verbrand", "brandwond", "blaar", "blaren", "brandblaar", "brandblaren"),
        patterns=(
            r"brandwond(?:en|je|jes)?|(?:brand)?blaar|(?:brand)?blaren|blaartjes?",
            r"(?:<body>|<person>)(?: [\w'’]+){0,4} verbrand(?:de|en)?|verbrandde(?: [\w'’]+){0,5} (?:<body>|"
            r"<person>)|verbrand (?:aan|door)",
            r"(?:eerste|tweede|derde)[- ]?graads",
        ),
        severity=_HURT,
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="nl/too hot",
        hazard=Hazard.FIRE,
        stems=("heet", "oververhit"),
        patterns=(
            r"(?:te|gloeiend|bloed|kokend|erg|heel|zo|super|loei) ?heet(?: \w+){0,4} (?:vast|aanraken|raken|handen|"
            r"vingers|beetpakken|pakken)|oververhit(?:te|ting|ten)?|gloeiend ?heet",
        ),
    ),
    Rule(
        name="nl/electric shock",
        hazard=Hazard.SHOCK,
        stems=("schok", "stroom", "geëlektrocuteerd", "elektro"),
        patterns=(
            r"(?:elektrische|stroom) ?(?:schok|stoot)(?:en)?|stroomstoot|stroomschok|geëlektrocuteerd",
            r"(?:kreeg|krijgt|gekregen|gaf|geeft|krijg)(?: [\w'’]+){0,4} (?:schok(?:ken)?|stroom)(?: (?:van (?:de|"
            r"het|mijn) (?:stekker|lader|lamp|kabel|snoer|oplader|speelgoed|apparaat)|toen|bij het))|onder stroom|"
            r"schok (?:gekregen|gehad)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="nl/explosion",
        hazard=Hazard.EXPLOSION,
        stems=("ontplof", "explod", "geëxplod", "explos"),
        patterns=(r"ontploft(?:e|en)?|geëxplodeerd|geexplodeerd|explodeerde(?:n)?|(?:een|de) explosie|ontploffing",),
        potential=_GRAVE,
    ),
    Rule(
        name="nl/battery",
        hazard=Hazard.EXPLOSION,
        stems=("batterij", "accu"),
        patterns=(
            r"(?:batterij(?:en)?|accu(?:['’]s)?)(?: \w+){0,4} (?:gelekt|lekt|lekte|lekken|opgezwollen|bol|gloeiend|"
            r"oververhit)|(?:lekkende|opgezwollen|bolle) (?:batterij(?:en)?|accu)|batterij(?:tje)? ingeslikt",
        ),
    ),
)
