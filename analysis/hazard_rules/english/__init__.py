"""How harm is reported in English, and what only sounds like it."""

from analysis.hazard_rules.english.airway import AIRWAY
from analysis.hazard_rules.english.figures import FIGURES
from analysis.hazard_rules.english.heat import HEAT
from analysis.hazard_rules.english.mishaps import MISHAPS
from analysis.hazard_rules.english.substances import SUBSTANCES
from analysis.hazard_rules.english.wounds import WOUNDS
from analysis.hazard_rules.pack import Pack

PACK = Pack(
    language="en",
    body=(
        r"fingers?(?: ?tips?)?",
        "thumbs?",
        "hands?",
        "palms?",
        "wrists?",
        "arms?",
        "elbows?",
        "shoulders?",
        "legs?",
        "knees?",
        "ankles?",
        "foot",
        "feet",
        "toes?",
        "skin",
        "face",
        "lips?",
        "mouth",
        "tongue",
        "gums?",
        "tooth",
        "teeth",
        "nose",
        "eyes?",
        "eyelids?",
        "eyebrows?",
        "ears?",
        "cheeks?",
        "chin",
        "forehead",
        "head",
        "scalp",
        "neck",
        "throat",
        "chest",
        "stomach",
        "belly",
        "hips?",
        "thighs?",
        "calf",
        "calves",
        "body",
        "shins?",
        "knuckles?",
        "butt",
        "bottom",
        "groin",
        "temple",
        "esophagus",
        "pupil",
        "cornea",
        "retina",
    ),
    person=(
        "him",
        "her",
        "me",
        "them",
        "us",
        "himself",
        "herself",
        "myself",
        "themselves",
        "son",
        "daughter",
        "child",
        "children",
        "kids?",
        "bab(?:y|ies)",
        "toddler",
        "infant",
        "boy",
        "girl",
        "grand(?:son|daughter|child|children|kids?|baby)",
        "nephew",
        "niece",
        "husband",
        "wife",
        "brother",
        "sister",
        "mother",
        "mom",
        "father",
        "dad",
        "students?",
        "patient",
        "(?:year|yr|month|mth)s?[ -]olds?",
        r"\d ?y/?o",
        "twins?",
        "consumer",
        "teen(?:ager)?",
    ),
    rules=(*HEAT, *AIRWAY, *WOUNDS, *MISHAPS, *SUBSTANCES),
    negators=(
        r"(?:no|not(?! only| just)|never|without|cannot|\w+n['’]t|dont|didnt|doesnt|isnt|wasnt|nobody|none|neither|"
        r"nor|avoid(?:s|ed|ing)?|prevent(?:s|ed|ing)?|free of|free from|safe from|instead of|rather than|less|"
        r"reduces?|protect(?:s|ed)?(?: \w+)? from|worry about|stop(?:s|ped)?)",
    ),
    near_misses=(
        r"(?:could|would|might)(?: (?:easily|very|well|seriously|also))*(?: have| of|['’]ve|a)(?: (?:easily|very|"
        r"seriously|been))*",
        r"(?:almost|nearly|narrowly|about to|luckily|close to)",
    ),
    hypotheses=(
        r"(?:if|in case|afraid|fear(?:ed|ing)?|worr(?:y|ied)|imagine|wish|hope|potential(?:ly)?|can|could|might|"
        r"may(?! for)|would|will|should|unless|risk of|want to|going to|gonna|tempted to)",
    ),
    figures=FIGURES,
    fiction=(
        r"in (?:the|this|a|that|my) (?:movie|film|book|novel|episode|show|story|video ?game|dream|series|chapter|"
        r"level|trailer|scene)|the (?:character|protagonist|villain|plot|hero)|season finale|(?:cartoon|"
        r"fictional) (?:\w+ )?character",
    ),
    questions=(
        r"(?:is|are|was|does|do|did|can|could|will|would|has|have|should|may|might|any|anyone|what if|how (?:hot|"
        r"safe|likely|dangerous))\b(?!.*\belse\b)",
    ),
    admission=(
        r"hospitali[sz](?:ed|ation)",
        r"admitted(?: \w+){0,3} (?:to|into|for|overnight|at|in)|was admitted",
        r"[np]?icu|intensive care|\d+ (?:day|night)s? stay|discharged|life ?flight\w*|airlift\w*|air lifted|medevac|"
        r"coma|ventilator",
        r"(?:days?|nights?|weeks?|overnight|hours?|hour stay|stay)(?: [\w'’]+){0,4} (?:in|at) (?:the |"
        r"a )?(?:\w+ )?hospital",
        r"(?:stay(?:ed)?|kept|spent|remain(?:ed|s)?)(?: [\w'’]+){0,5} (?:hospital|overnight)",
        r"(?:he|she|<person>|infant|who) (?:has |had |later |then |sadly )*(?:died|passed away)",
        r"(?:killed|death of) (?:my|his|her|a|the|our) <person>",
    ),
    treatment=(
        r"e\.?r\.?|ed",
        r"emergency (?:room|department|dept|surgery|care|visit|services|endoscopy)",
        r"urgent care|a ?& ?e|(?:my|our|the|a) gp|burns? unit|minor injuries unit",
        r"hospitals?",
        r"doctors?|(?:the|a|her|his|my|our) dr|physicians?|p(?:a)?ediatricians?|surgeons?|ophthalmologist|"
        r"optometrist|dentist|specialist|dermatologist|ent",
        r"paramedics?|ambulance|emts?",
        r"stitch(?:es|ed)|sutur\w+|dermabond|staples in (?:his|her|my)",
        r"x-? ?rays?(?:ed)?|ct scan|mri|ultrasound|endoscopy|colonoscopy",
        r"surger(?:y|ies)|surgical\w*|operated on|operating room|an operation|amputat\w+",
        r"antibiotics?|prescri(?:bed|ption)|tetanus|steroids?|medical (?:attention|treatment|care|help|professional)|"
        r"clinic|health center|corneal abrasion|concussion|treated (?:at|by|for|and)|seek(?:ing)? medical",
    ),
    first_aid=(
        r"first[- ]aid|band-? ?aids?|bandaged?|ointment|neosporin|ice (?:pack|on)|iced|cold water|rinsed|flushed|"
        r"blisters?|bleed(?:ing)?|bled|aloe|burn cream|butterfly strip|peroxide",
    ),
    own=(r"i|i['’](?:m|ve|d|ll)|my|our|we|me|us|myself|mine|im|ive",),
    reported=(
        r"a (?:friend|colleague|coworker|neighbou?r|customer|guy|woman|man|lady)(?:['’]s)?|(?:my|our) (?:friend|"
        r"neighbou?r|colleague|coworker|boss)(?:['’]?s)?|i(?:['’]ve)? (?:heard|read|saw (?:a|an|the|that|on)|"
        r"just read|just saw)|reports? (?:say|said|that|of)|according to|news|reportedly|(?:recall(?:s|ed|ing)?|"
        r"has recalled|issued a recall)(?: \w+){0,4} (?:after|due|over|because|following)|article|headline|lawsuit|"
        r"cpsc (?:says|warns|announce\w*)|apparently|allegedly|rumou?r",
    ),
)
