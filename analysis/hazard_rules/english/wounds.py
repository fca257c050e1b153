"""Cuts, blood, broken bones and other wounds, in English."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID

WOUNDS = (
    Rule(
        name="en/cut",
        hazard=Hazard.LACERATION,
        stems=(
            "cut",
            "slic",
            "lacerat",
            "gash",
            "stab",
            "scratch",
            "punctur",
            "impal",
            "pierc",
            "prick",
            "scrap",
            "splinter",
            "sever",
            "abras",
            "nick",
        ),
        patterns=(
            r"(?:cut(?:s|ting)?|slic(?:ed|es|ing)|gash(?:ed|es)?|stabb?(?:ed|s|ing)?|scratch(?:ed|es|ing)?|"
            r"punctur(?:ed|es)|pierced|prick(?:ed|s)|scrap(?:p?ed|es)|sever(?:ed|ing)|nicked) <gap>(?:<body>|himself|"
            r"herself|myself|themselves|my (?:son|daughter|child|baby))",
            r"(?:<body>|<person>)(?: (?:was|were|is|got|gets|being|been|has|had|have|with|his|her|my|a|an|few|small|"
            r"several|some|deep))+ (?:cuts?|scratch(?:ed|es)|scraped|punctured|sliced|gash(?:ed)?)",
            r"(?:got|received|suffered|sustained|caused|left|leaving|a|deep|bad|nasty|small|few|some) cuts? (?:on|"
            r"all over|and bruises?|from|to) ?(?:his|her|my|their|the)?",
            r"lacerat(?:ed|ion|ions)|impal(?:ed|es|ing)|abrasions?|splinters? (?:in|from)|a (?:\w+ )?gash",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/blood",
        hazard=Hazard.LACERATION,
        stems=("bled", "bleed", "blood"),
        patterns=(
            r"bled|bleed(?:ing|s)?",
            r"(?:drew|drawing|was|covered in|of|saw|with|coughing up|dripping) blood(?! (?:pressure|sugar|type|test|"
            r"clot|work|drive|thinner|orange|mary|services|donat))",
            r"blood (?:everywhere|all over|on (?:his|her|my|the)|gushing|dripping|coming|from (?:his|her|my))",
            r"bloody (?:nose|lip|finger|gums?|face|eye|hand|mouth|toe)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/sharp",
        hazard=Hazard.LACERATION,
        stems=("sharp", "razor", "shard", "jagged"),
        patterns=(
            r"(?:sharp|jagged)(?: \w+){0,2} (?:edges?|metal|points?|plastic|pieces?|shards?|corners?|objects?|"
            r"screws?|wires?|ends?)",
            r"(?:edges?|points?|plastic|metal|pieces?|corners?)(?: \w+){0,3} (?:sharp|jagged)",
            r"razor[ -]?sharp|shards? of (?:glass|plastic|metal)",
        ),
    ),
    Rule(
        name="en/glass or metal in food",
        hazard=Hazard.POISONING,
        stems=("glass", "metal", "maggot", "weevil", "worms", "cockroach", "roach"),
        patterns=(
            r"(?:glass|metal|maggots?|weevils?|worms|cockroach(?:es)?|roach(?:es)?) (?:in|inside) (?:my|the|our|his|"
            r"her|a|one|this) (?:\w+ )?(?:food|drink|meal|cereal|formula|milk|bottle|snack|salad|soup|sandwich|box|"
            r"bag|pack(?:et|age)?|jar)",
        ),
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="en/wound",
        hazard=Hazard.OTHER,
        stems=(
            "hit",
            "crush",
            "struck",
            "smash",
            "shatter",
            "bruis",
            "swoll",
            "swell",
            "welt",
            "fractur",
            "concuss",
            "dislocat",
            "sprain",
            "purple",
            "numb",
            "black eye",
            "red mark",
            "bump",
            "knot",
            "skin",
            "unconscious",
            "seizure",
            "blue",
        ),
        patterns=(
            r"<body>(?: (?:was|were|is|got|gets|being|been|directly))* (?:hit|crushed|struck|smashed)",
            r"bruis(?:e|es|ed|ing)(?! (?:banana|apple|fruit|ego|tomato))",
            r"<body>(?: \w+){0,4} (?:swoll?en|swell(?:ed|ing)?|swole|purple|blue|numb)",
            r"(?:swoll?en|swelling|purple|red)(?: \w+){0,3} (?:<body>)",
            r"welts?|red marks?|marks? on <person>|black eye|concussions?|dislocated|sprained|fractur(?:e|es|ed)|"
            r"shattered (?:his|her|my)? ?(?:\w+ )?(?:<body>|collar ?bone)",
            r"(?:bump|knot|lump|indentation) (?:on|in) (?:his|her|my|their|the)(?: \w+)? (?:head|forehead|face|lip)",
            r"(?:skin|flesh) (?:\w+ ){0,3}(?:off|broken|peel\w*|torn|sloughed|ripped|missing|came)|broke the skin",
            r"(?:knocked )unconscious|seizures?",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/broken bone or tooth",
        hazard=Hazard.OTHER,
        stems=(
            "arm",
            "leg",
            "wrist",
            "nose",
            "finger",
            "ankle",
            "collar",
            "tooth",
            "teeth",
            "bone",
            "hip",
            "toe",
            "foot",
            "jaw",
            "nail",
        ),
        patterns=(
            r"(?:broke|breaking|(?:suffered|received|sustained|caused|got|in|had) (?:a )?broken) (?:(?:his|her|my|"
            r"their|the|an?|left|right|front) ){0,3}(?:arm|leg|wrist|nose|finger|ankle|collar ?bone|tooth|teeth|"
            r"bones?|hip|toe|foot|jaw)s?",
            r"(?:chipped|cracked|knocked|lost|loosened)(?: (?:out|his|her|my|their|the|an?|left|right|two|front|baby|"
            r"half|of|part))* (?:tooth|teeth|finger ?nail|nail)",
            r"(?:tooth|teeth)(?: \w+){0,3} (?:chipped|knocked|broke|broken|fell out|cracked)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/injured",
        hazard=Hazard.OTHER,
        stems=(
            "injur",
            "hurt",
            "wound",
            "pain",
            "scream",
            "ambulance",
            "911",
            "stitch",
            "sutur",
            "urgent",
            "emergency",
            "er",
            "hospital",
            "surgery",
            "corneal",
        ),
        patterns=(
            r"(?:was|got|been|being|<person>|badly|seriously|severely|and) injured",
            r"injur(?:ed|es|ing) (?:<person>|<body>|his|her|my|their)",
            r"(?:received|suffered|sustained|caus(?:ed|ing)|an?|had|with|serious|eye|head|hand|"
            r"face) (?:\w+ )?injur(?:y|ies)",
            r"hurt (?:(?:him|her|my|them)(?:self|selves)|(?:his|her|my|their) <body>|my (?:son|daughter|child|baby|"
            r"kid)|him|her|really bad|badly|a lot)(?! feelings?)",
            r"(?:got|was|were|is|been|<person>) (?:\w+ )?hurt(?! by (?:the|your|their|this|how) (?:news|words|"
            r"decision|attitude))",
            r"(?:in|severe|excruciating|extreme|a lot of|immense|terrible) pain",
            r"scream(?:ed|ing)? (?:in|with) (?:pain|agony)",
            r"(?:call(?:ed|ing)?|dialed) (?:911|an ambulance|the ambulance|poison control)",
            r"(?:need\w*|requir\w+|got|had|received|take|took|with|\d+|few|several) (?:\w+ )?(?:stitches|sutures)",
            r"(?:took|taken|take|rush\w*|transported|brought|ended up|sent|treated|trip|visit) (?:<person> |"
            r"us )?(?:[\w'’]+ ){0,3}(?:to|in|at|into|by) (?:(?:the|an|a|our|local|nearest) )*(?:e\.?r\.?(?!\w)|"
            r"emergency (?:room|department|dept)|urgent care|hospital)",
            r"(?:went|go|going|run|drove|seen|is|are|was|were|stay|spent|hours|night|still)(?: [\w'’]+){0,3} (?:to|"
            r"in|at) (?:(?:the|an|a|our|local) )*(?:e\.?r\.?(?!\w)|emergency (?:room|department|dept|clinic)|"
            r"urgent care|p?icu)",
            r"(?:day|night|hour|week)s? (?:stay )?(?:in|at) (?:the |a )?hospital|er visit|corneal abrasion",
            r"(?:need\w*|requir\w+|underwent|emergency|undergo|had to (?:have|go through)) (?:a |"
            r"an )?(?:\w+ )?surgery",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/eye",
        hazard=Hazard.OTHER,
        stems=("eye", "ear", "nose"),
        patterns=(
            r"(?:got|get|gets|getting|went|flew|squirt\w*|splash\w*|spray\w*|hit|shot|into|rubbed|stuck|put|placed|"
            r"push\w*|shov\w+)(?: [\w'’]+){0,5} (?:in|into|up|inside|out of|from) (?:(?:his|her|my|their|the|your|"
            r"both|left|right|<person>['’]?s?) ){1,3}(?:eyes?|ears?|nose|nostrils?|eyeball)",
            r"eyes?(?: \w+){0,3} (?:burn(?:ed|t|ing)|red|irritated|watering|swollen|injur\w+|scratched)",
            r"lost (?:his|her|my|the) (?:\w+ )?(?:sight|vision)|went blind",
        ),
        severity=_HURT,
    ),
)
