"""What is swallowed, stops the breath or goes round the neck, in English."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID
_GRAVE = Severity.ADMISSION

AIRWAY = (
    Rule(
        name="en/choking",
        hazard=Hazard.CHOKING,
        stems=("chok", "chock", "gag", "heimlich", "airway"),
        patterns=(
            r"ch(?:ok|ock)(?:e|ed|es|ing) (?:on|a|<person>)(?! (?:my|your|their|his|her) (?:words|tears))",
            r"(?:<person>|he|she|i|they|start\w*|began|was|were|is|almost|nearly)(?: \w+)? chok(?:ed|ing)(?! up|"
            r" back| point)",
            r"(?:gagg(?:ed|ing)|gag) (?:on|and|because)|heimlich|(?:in|block\w*|from) (?:his|her|the|an|"
            r"their) airway|airway (?:block|obstruct)\w*",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="en/swallowed",
        hazard=Hazard.CHOKING,
        stems=("swallow", "ingest", "inhal", "aspirat"),
        patterns=(
            r"(?:swallow|ingest)(?:ed|s|ing)?(?! (?:my|your|their|his|her) (?:pride|words))",
            r"inhail?(?:ed|ing)|aspirated",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="en/in the mouth",
        hazard=Hazard.CHOKING,
        stems=("mouth", "throat", "teeth", "tongue"),
        patterns=(
            r"(?:in|into|inside|from|out of) (?:his|her|their|the (?:baby|child|kid|toddler|infant)['’]?s|"
            r"my <person>['’]?s?|the(?= throat)) (?:mouth|throat)",
            r"(?:stuck|lodged|caught|jammed)(?: \w+){0,3} throat",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="en/small parts",
        hazard=Hazard.CHOKING,
        stems=("small", "tiny", "piece", "part", "button", "eye", "bead", "screw", "nose", "knob", "cap"),
        patterns=(
            r"(?:small|tiny|little) (?:\w+ )?(?:parts?|pieces?|beads?|balls?|screws?|buttons?) <gap>(?:c[oa]me|"
            r"coming|broke|break(?:s|ing)?|fell|fall(?:s|ing)?|pop(?:ped|s)?|detach\w*|loose) ?(?:off|out|apart|"
            r"loose|away)?",
            r"(?:parts?|pieces?|buttons?|eyes?|beads?|screws?|nose|knob|cap)(?: \w+){0,2} (?:c[oa]me|coming|fell|"
            r"fall(?:s|ing)?|broke|break(?:s|ing)?|pop(?:ped|s)?|pulled|snapp?ed) (?:right )?(?:off|out|loose)",
        ),
    ),
    Rule(
        name="en/strangled",
        hazard=Hazard.STRANGULATION,
        stems=("strang", "neck"),
        patterns=(
            r"strangl(?:ed|es|ing|e)|strangulation",
            r"(?:around|round|on|against|over|off)(?: [\w'’]+){0,5} (?:neck|throat)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="en/suffocated",
        hazard=Hazard.SUFFOCATION,
        stems=("turn", "suffocat", "breath", "asphyx", "smother"),
        patterns=(
            r"(?:<person>|he|she)(?: \w+)? (?:turn(?:ed|ing)|went|going) (?:purple|blue)",
            r"suffocat(?:ed|es|ing|ion|e)|asphyxiat\w+|smothered",
            r"(?:stopped|trouble|difficulty|barely|hard time|unable to|could(?:n['’]?t| not)|can(?:['’]?t|"
            r"not)) breath(?:e|ing)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="en/magnets",
        hazard=Hazard.MAGNET,
        stems=("magnet", "bucky"),
        patterns=(
            r"(?:magnets?|bucky ?balls?)\b(?: [\w'’,.()/-]+){0,6} (?:fell|fall(?:s|ing)?|came|come|coming|loose|"
            r"exposed|missing|nose|popped|inside (?:him|her|his|my)|stuck|mouth|out)",
            r"(?:loose|exposed)(?: [\w'’,.()/-]+){0,6} (?:magnets?|bucky ?balls?)",
        ),
    ),
    Rule(
        name="en/magnet swallowed",
        hazard=Hazard.MAGNET,
        stems=("magnet", "bucky"),
        patterns=(
            r"(?:swallow(?:ed|ing)|swall?ed|ingest(?:ed|ing|ion)|ate|inhaled|aspirated|"
            r"inserted)(?: [\w'’,.()/-]+){0,6} (?:magnet(?:s|ic)?|bucky ?balls?)",
            r"(?:magnets?|bucky ?balls?)(?: [\w'’,.()/-]+){0,6} (?:swallowed|ingested)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="en/battery swallowed",
        hazard=Hazard.EXPLOSION,
        stems=("swal", "ingest", "ate"),
        patterns=(
            r"(?:swallow(?:ed|ing)|swall?ed|ingest(?:ed|ing|ion)|ate)(?: [\w'’,.()/-]+){0,6} batter(?:y|ies)",
            r"batter(?:y|ies)(?: [\w'’,.()/-]+){0,6} (?:swallowed|ingested)",
        ),
        severity=_HURT,
        potential=_GRAVE,
    ),
)
