"""Fire, heat, electricity and what bursts, in English."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID
_GRAVE = Severity.ADMISSION

HEAT = (
    Rule(
        name="en/fire",
        hazard=Hazard.FIRE,
        stems=("fire", "flame", "ignit", "inflam"),
        patterns=(
            r"(?:caught|catch(?:es|ing)?|catched) (?:on )?fire",
            r"(?:burst|went up|engulfed|erupted|exploded)(?: \w+){0,2} (?:in|into) flames?",
            r"(?:set|sets|setting)(?: [\w'’]+){1,4} (?:on fire|alight|ablaze)",
            r"(?:start(?:ed|s|ing)?|caus(?:ed|es|ing)|ended in) (?:a |an )?(?:small |house |kitchen |"
            r"electrical )?fires?",
            r"(?:it|which|batter(?:y|ies)|charger|cable|cord|plug|outlet|wires?|wiring|toy|torch|lamp|light|unit|"
            r"motor|engine|costume|hair|dress|clothes|clothing|couch|bed|carpet|house|kitchen|stove|oven)(?: (?:was|"
            r"were|is|are|went))? (?:literally )?(?:on|up in) (?:fire|flames)",
            r"flames? (?:shot|shooting|came|coming|out|erupted)",
            r"(?:house|electrical|battery) fires?",
            r"ignit(?:ed|es|ing)(?! (?:my|a|the|our|his|her) (?:passion|love|interest|debate|imagination))",
        ),
        potential=_GRAVE,
    ),
    Rule(
        name="en/smoke or melting",
        hazard=Hazard.FIRE,
        stems=("smok", "melt", "scorch", "charr", "singe", "burn"),
        patterns=(
            r"(?:it|which|batter(?:y|ies)|charger|cable|cord|plug|outlet|wires?|toy|torch|lamp|unit|motor|engine|"
            r"and) (?:was |were |is )?(?:(?:start|beg[ai]n)\w* )?(?:to )?smok(?:e|ed|ing)",
            r"smoke (?:was |is )?(?:coming|came|pouring|poured|billow\w*|started|rising|from|coming out)",
            r"(?:saw|smell(?:ed|s)?|smelt|filled with|puffs? of|clouds? of|lots of) smoke",
            r"melt(?:ed|s|ing)?",
            r"scorch(?:ed|ing|es)?(?! (?:earth|heat|sun|day))|charr(?:ed|ing)|singed",
            r"burn(?:ing|t|ed)? (?:plastic|rubber|smell|wires?|wiring|odou?r|electrical|hole|marks?)",
            r"smell(?:s|ed|ing)?(?: (?:of|like|something|a|an|the|strong|was|from))* burn(?:ing|t|ed)?",
        ),
        potential=_GRAVE,
    ),
    Rule(
        name="en/too hot",
        hazard=Hazard.FIRE,
        stems=("hot",),
        patterns=(
            r"(?:too|extremely|very|so|really|dangerously|scalding|burning|super|quite|red|"
            r"incredibly) hot\b(?: \w+){0,5} (?:touch|hold|held|handle|skin|hands?|fingers?|pick|remove)",
            r"hot to (?:the )?touch",
        ),
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="en/sparks",
        hazard=Hazard.FIRE,
        stems=("spark",),
        patterns=(
            r"sparks? (?:fl(?:ew|ying|y)|came|come|coming|out|from|shooting|shot|everywhere|and (?:smoke|flames?|"
            r"fire))",
            r"(?:saw|shot|shooting|throw(?:s|ing)?|threw|emit\w*|electrical|big|blue|were|making|produc\w+) sparks?",
            r"(?:start\w*|began|was|is|were|kept|it|and|wires?|plug|outlet|battery|charger) (?:to )?spark(?:ed|ing|"
            r"s)?",
        ),
        potential=_GRAVE,
    ),
    Rule(
        name="en/body burned",
        hazard=Hazard.FIRE,
        stems=("burn", "blister", "scald", "scorch", "degree"),
        patterns=(
            r"(?:burn(?:ed|t|s|ing)?|scald(?:ed|s|ing)?|scorched|blister(?:ed|s|ing)?)(?! a hole) <gap>(?:<body>|"
            r"<person>)",
            r"(?:<body>|<person>(?= \w+ ))(?: (?:was|were|is|got|gets|being|been|badly|severely|slightly|are|has|"
            r"have|a))* (?:burn(?:ed|t|s|ing)|scalded|blister(?:ed|s|ing))(?! (?:his|her|my|their|the))",
            r"(?:first|second|third|1st|2nd|3rd|2|3)(?: or (?:second|third|2nd|3rd))?[ -]degree burns?",
            r"(?:second|third|2nd|3rd)[ -]degree(?! \w)",
            r"(?:chemical|severe|bad|serious|acid|friction|thermal|electrical|minor|painful|nasty|large) burns?",
            r"burns? (?:marks? )?(?:on|to|all over) (?:his|her|my|their|the|our|both|child|children)",
            r"(?:got|received|suffered|sustained|caused|causing|left|resulted in|has|had)(?: [\w'’]+){0,3} (?:burns?|"
            r"blisters?)",
            r"blister(?:s|ed|ing)|scalded",
        ),
        severity=_HURT,
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="en/electric shock",
        hazard=Hazard.SHOCK,
        stems=("shock", "electroc", "zap", "jolt"),
        patterns=(
            r"electric(?:al)? (?:shock|jolt|shot)(?:ed|s)?",
            r"electrocut(?:ed|es|ing|ion)",
            r"(?:got|get|gets|gave|gives|received|felt)(?: (?:me|him|her|us|my \w+))?(?: an?)?(?: \w+)? (?:shock|"
            r"jolt)s? (?:from (?:it|the (?:plug|cable|wire|charger|toy|battery|metal|outlet|lamp|torch))|"
            r"when \w+ (?:touch|plug)\w*)",
            r"(?:got|get|was|were|been|it|and|toy|charger|lamp|torch) (?:shocked|zapped)(?: <person>)? (?:by (?:it|"
            r"the|this)|when <gap>(?:touch|plug|turn|charg)\w*|on (?:the|his|her|my))",
            r"(?:it|toy|charger|lamp|torch|battery|plug|cord) (?:shocked|zapped) <person>",
        ),
        severity=_HURT,
        potential=_GRAVE,
    ),
    Rule(
        name="en/live wires",
        hazard=Hazard.SHOCK,
        stems=("wire", "wiring", "short", "bare"),
        patterns=(
            r"(?:exposed|bare|live|frayed)(?: \w+)? (?:wires?|wiring)",
            r"wires? (?:was|were|is|are|got|became) (?:\w+ )?exposed",
            r"short[- ]?circuit(?:ed|s|ing)?|shorted out",
        ),
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="en/explosion",
        hazard=Hazard.EXPLOSION,
        stems=("explo", "blew", "blow", "burst", "detonat"),
        patterns=(
            r"explo(?:ded|des|ding|sion)",
            r"(?:it|batter(?:y|ies)|charger|toy|unit|torch|product|which|one|tire|tyre|balloon|helicopter|"
            r"drone) (?:just |then |suddenly |literally )*blew up(?: in)?",
            r"(?:battery|batteries|glass|bottle|can|tube|tank|tire|tyre)(?: \w+){0,2} burst(?:ed|s)?",
            r"detonated",
        ),
        potential=_GRAVE,
    ),
    Rule(
        name="en/battery",
        hazard=Hazard.EXPLOSION,
        stems=("batter", "overheat"),
        patterns=(
            r"overheat(?:ed|s|ing)?",
            r"batter(?:y|ies) <gap>(?:leak(?:ed|s|ing)?|swell(?:ed|s|ing)?|swollen|bulg(?:ed|ing)|very hot|too hot|"
            r"extremely hot|so hot|acid)",
            r"(?:leak(?:ed|s|ing)?|swollen|bulging|corroded) (?:\w+ )?batter(?:y|ies)",
        ),
        potential=Severity.TREATMENT,
    ),
)
