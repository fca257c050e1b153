"""Falls, blows, crashes and limbs caught, in English."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID

MISHAPS = (
    Rule(
        name="en/caught",
        hazard=Hazard.ENTRAPMENT,
        stems=(
            "stuck",
            "caught",
            "trap",
            "tangl",
            "entangl",
            "entrap",
            "pinch",
            "wrap",
            "wedg",
            "lodg",
            "jam",
            "clamp",
            "wound",
            "closed",
            "stick",
        ),
        patterns=(
            r"(?:fingers?|thumbs?|hands?|foot|feet|toes?|hair|neck|arms?|legs?|head|skin|wrist|tongue|lip|"
            r"penis) <gap>(?:(?:be|got|get|gets|was|were|is|became|become|been) )?(?:(?:completely|badly|"
            r"tightly) )?(?:stuck|caught|trapped|tangled|entangled|entrapped|pinched|wedged|lodged|jammed|clamped|"
            r"wrapped|stick)(?: (?:in|inside|between|under|on|around|up|with|into|by|the)|(?=\W*$|[.,;!]))",
            r"<person>(?: (?:be|got|get|gets|was|were|is|became|getting|completely))* (?:trapped (?:in|inside|under)|"
            r"tangled|entangled|pinched)",
            r"(?:stuck|caught|trap(?:ped|s)|tangl(?:ed|es)|entangled|pinch(?:ed|es|ing)?|wedged|lodged|jammed|"
            r"clamped|wrapped|wraps|wound|closed)(?: [\w'’]+){0,5} (?:fingers?|thumbs?|hand|foot|toes?|hair|arm|leg|"
            r"head|nose|ear|skin|wrist)",
            r"entrap(?:ped|ment)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/fall",
        hazard=Hazard.FALL,
        stems=(
            "fell",
            "fall",
            "tipp",
            "tiped",
            "tips",
            "toppl",
            "flipp",
            "collaps",
            "flew",
            "tripp",
            "threw",
            "thrown",
        ),
        patterns=(
            r"(?:<person>|he|she|i|they)(?: [\w'’]+){0,4} (?:fell|tipp?ed|toppled|flipped|tripped|was thrown|falls|"
            r"falling) (?:off|over|backwards?|from|onto|through|forwards?|out of|down|head|face|to the (?:ground|"
            r"floor)|straight|into|and|on)(?! (?:asleep|in love))",
            r"(?:it|toy|bike|scooter|trike|stroller|chair|slide|swing|kitchen|house|basketball|shelf|dresser|"
            r"which)(?: \w+){0,2} (?:tipp?(?:ed|s)|toppled|fell|fallen|flipped|collapsed)(?: (?:right|right back|"
            r"backwards?))? (?:over|on|onto|backwards?|down on|under|while|with)",
            r"(?:<person>|he|she|i)(?: \w+){0,2} flew (?:off|over|backwards?|forwards?)",
            r"threw <person>(?: \w+)? (?:off|forward|over)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="en/struck",
        hazard=Hazard.OTHER,
        stems=(
            "hit",
            "struck",
            "smack",
            "smash",
            "whack",
            "crush",
            "landed",
            "poke",
            "shot",
            "snap",
            "pok",
            "fell",
            "bit",
            "bash",
            "bonk",
            "slam",
            "jab",
            "ripped",
            "pulled",
        ),
        patterns=(
            r"(?:hits?|hitting|struck|smack(?:ed|s)|smashed|whacked|crushed|landed|pok(?:ed|es|ing)|shot|snapp?(?:ed|"
            r"s)|bashed|bonked|slammed|jabbed|jammed|fell|ripped|pulled|bit|bitten)\b(?: (?:on|in|into|onto|against|"
            r"directly|right|straight|out|and))*(?: <person>)?(?: (?:very|extremely|really|hard|right|directly|on|in|"
            r"into|out|of|between|near|above|below|under))* (?:(?:his|her|my|the|their|our|its|a|left|right|upper|"
            r"front|of|top|side|back|<person>['’]?s?) ){0,4}(?:<body>|hair)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/crash",
        hazard=Hazard.CRASH,
        stems=("brake", "crash", "axle", "steer"),
        patterns=(
            r"brakes? (?:\w+ )?(?:fail(?:ed|s)?|did(?:n['’]?t| not)|do(?:es)?(?:n['’]?t| not)|went out|gave out|"
            r"stopped|broke)",
            r"no brakes?",
            r"(?:<person>|he|she|i)(?: \w+){0,3} crashed (?:into|and|on)",
            r"(?:axle|steering(?: wheel)?) (?:\w+ )?(?:broke|snapped|fell|came off|failed|locked)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="en/laser",
        hazard=Hazard.RADIATION,
        stems=("laser", "radiat", "retina"),
        patterns=(
            r"laser(?: \w+){0,6} (?:eyes?|retina|burn(?:ed|t|s)?|blind\w*)",
            r"(?:retina|eyes?)(?: \w+){0,6} laser",
            r"radiation (?:burns?|poisoning|leak)",
        ),
    ),
)
