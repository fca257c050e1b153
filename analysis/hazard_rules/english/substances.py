"""Poison, allergy, chemicals, and hazards called by their name, in English."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID

SUBSTANCES = (
    Rule(
        name="en/sick",
        hazard=Hazard.POISONING,
        stems=(
            "food poison",
            "poison",
            "vomit",
            "threw up",
            "throwing up",
            "nause",
            "diarrh",
            "salmonell",
            "sick",
            "toxi",
        ),
        patterns=(
            r"food[- ]?poison\w*|salmonella|poison(?:ed|ing)|poison control",
            r"(?:he|she|i|we|<person>|started|was|were|been|and|began|kept|from|after)(?: \w+)? (?:vomit(?:ed|ing)|"
            r"threw up|throwing up|diarrh?o?ea)",
            r"(?:made|making|makes) (?:<person>|my \w+) (?:\w+ )?(?:sick|ill|nauseous)",
            r"(?:got|became|were|was) (?:\w+ )?(?:sick|ill) (?:from|after eating|after drinking)",
            r"toxic (?:fumes?|chemicals?|substances?|paint|materials?|smell|gas)",
        ),
        severity=_HURT,
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="en/lead or mould",
        hazard=Hazard.POISONING,
        stems=("lead", "mold", "mould", "arsenic", "cadmium", "contaminat", "mercury"),
        patterns=(
            r"lead (?:paint|poisoning|levels?|content|test\w*|screening)|(?:contains?|positive for|high|tested for|"
            r"levels? of|elevated|traces? of)(?: \w+)? lead",
            r"(?:black|full of|covered (?:in|with)|found|saw|had|has|with|growing|toxic|is|was|"
            r"of) mou?ld(?! release)|mou?ldy|mou?ld (?:in|inside|on|growing|everywhere|spores)",
            r"arsenic|cadmium|contaminat(?:ed|ion)",
        ),
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="en/allergy",
        hazard=Hazard.ALLERGY,
        stems=("allergic", "anaphyla", "hives", "rash", "epi", "itch", "break out", "broke out"),
        patterns=(
            r"allergic reactions?|anaphyla\w+|epi-?pen",
            r"(?:got|had|broke out in|with|developed|gave (?:me|him|her)|caused|a|red|in) (?:\w+ ){0,2}(?:hives|"
            r"rash(?:es)?)\b",
            r"(?:broke|break|breaking) out (?:in|and|all over)",
            r"(?:<body>)(?: \w+){0,3} itch(?:y|ing|es)?",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/chemical",
        hazard=Hazard.CHEMICAL,
        stems=("fume", "chemical", "leak", "irritat", "odor", "odour", "liquid", "peel"),
        patterns=(
            r"(?:strong|awful|horrible|terrible|overwhelming|toxic|noxious|burning)(?: \w+)? (?:fumes|chemical|"
            r"chemicals|odou?r)",
            r"(?:chemical|toxic|noxious|paint|plastic) (?:smell|odou?r|fumes|leak)",
            r"(?:chemicals?|liquid|fluid|gel|acid|glow) <gap>(?:leak\w*|spill\w*|squirt\w*|got|all over|burst|"
            r"spray\w*) (?:out|all|on|in|into|over)?",
            r"(?:leak\w*|spill\w*|squirt\w*)(?: \w+){0,4} (?:<body>|<person>)",
            r"skin irritation|irritated (?:\w+ )?(?:skin|eyes)|(?:skin|eyes)(?: \w+){0,2} irritat\w+|fumes (?:made|"
            r"from|gave|caused)",
        ),
        potential=_HURT,
    ),
    Rule(
        name="en/hazard named: airway",
        hazard=Hazard.CHOKING,
        stems=("chok", "chock"),
        patterns=(r"ch(?:ok|ock)ing (?:hazard|risk|danger)",),
    ),
    Rule(
        name="en/hazard named: neck",
        hazard=Hazard.STRANGULATION,
        stems=("strang",),
        patterns=(r"strangulation (?:hazard|risk|danger)",),
    ),
    Rule(
        name="en/hazard named: fire",
        hazard=Hazard.FIRE,
        stems=("fire", "burn"),
        patterns=(r"(?:fire|burn) (?:hazard|risk)",),
    ),
    Rule(
        name="en/hazard named",
        hazard=Hazard.OTHER,
        stems=("hazard", "dangerous", "unsafe", "death", "accident", "recall"),
        patterns=(
            r"(?:safety|serious|health|hazardous|shock|tripping|suffocation|poisoning|major|huge|electrical|be a|"
            r"is a) hazards?",
            r"(?:dangerous|unsafe|hazardous) (?:toys?|products?|items?|design|for (?:kids?|children|babies|toddlers|"
            r"anyone|any|a|my|small|young))",
            r"(?:toy|product|item|it|this|these|they)(?: \w+){0,2} (?:is|are|was|were) (?:very |extremely |so |"
            r"really |just |highly )*(?:dangerous|unsafe|hazardous)",
            r"death ?trap|accident waiting to happen",
            r"(?:should|needs? to|must) be recalled",
        ),
    ),
)
