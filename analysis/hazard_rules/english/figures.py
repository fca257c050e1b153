"""English words of harm that mean something else."""

FIGURES = (
    r"the third degree|insult to injury|add(?:ing)? injury",
    r"melt(?:ed|s|ing)? (?:(?:my|our|your|her|his|the|me|in) )*(?:heart|mouth|brain|face off|mind|away|together)|"
    r"hearts? (?:\w+ )?melt\w*|(?:snow|ice|butter|cheese|chocolate|cream|candle|wax)(?: \w+){0,2} melt\w*|melt(?:ed|"
    r"ing) (?:ice|snow|cheese|butter|chocolate)",
    r"(?:head|mind|brain|inbox|phone(?:['’]s| is| was)?|mentions|notifications|timeline|twitter|i|sales|popularity|"
    r"heart|bladder) (?:\w+ ){0,2}(?:explod\w+|bl(?:ew|owing) up|on fire)",
    r"explo(?:ded|ding|sion) (?:of|in|with) (?:flavou?rs?|colou?rs?|popularity|laugh\w*|anger|tears|joy)",
    r"(?:cut|cuts|cutting) (?:(?:my|your|his|her|the|our) )?(?:hair|losses|corners|costs?|line|price|hours|short|"
    r"service|slack)",
    r"(?:burn(?:ed|s|t|ing)?) (?:(?:my|our|your|the|a|me|us|out|through|any|some) )*(?:bridges?|cash|money|calories|"
    r"pocket|fuel|again|twice|out|data|battery|midnight|rubber|cds?|dvds?|discs?)",
    r"(?:scratch(?:ed|ing)?) (?:my|your|our|their) heads?|scratch(?:ing)? the surface|from scratch|"
    r"off the top of (?:my|your) head",
    r"pull(?:ed|ing)? (?:my|your|our) (?:own )?hair|(?:rip(?:ping|ped)?|tear(?:ing)?) (?:my|our) hair|pull\w* (?:my|"
    r"your|our) leg|ripp?\w* (?:me|us) off",
    r"hit(?:s|ting)? (?:the )?(?:nail on the head|head on)|over (?:my|your) head|in (?:your|my) face|"
    r"slap(?:ped)? in the face|shot (?:myself |yourself |themselves )?in the foot|shoot\w* (?:\w+ )?in the foot",
    r"chok(?:ed|ing|e) (?:up|back)|chok(?:ed|ing) on (?:my|his|her) (?:\w+ )?(?:laugh\w*|coffee|tea|drink|beer)|"
    r"laugh\w*(?: \w+){0,4} chok\w+",
    r"pain in the (?:ass|butt|neck|a\W?\W?|rear|behind)|pain points?|a real pain|growing pains?|pain[- ]?free",
    r"swallow(?:ed|ing)? (?:\w+ )?(?:pride|cost|words)|(?:hard|tough|bitter|difficult) (?:pill )?to swallow|"
    r"pill to swallow",
    r"(?:blood|bleeding)[ -](?:boil\w*|edge|hearts?)|blood (?:boil\w*|pressure|sugar)|in cold blood|bad blood|"
    r"bleed(?:ing)? (?:money|cash|customers|through|blue)|bled (?:dry|us dry)|(?:wallet|account)s? (?:is |"
    r"are )?bleed\w*|colou?r bleed\w*|swallow(?:ing)? pills",
    r"fell (?:asleep|in love|through the cracks|short|behind|apart laughing)|fall(?:s|ing)? (?:in love|short|through|"
    r"behind)",
    r"(?:sick|tired) (?:and tired )?of|home ?sick|sick (?:burn|beat|leave|day)|(?:makes?|making|"
    r"made) me sick (?:to think|that|how|when)|sick to my stomach",
    r"hurt (?:my|his|her|their|your|our) (?:feelings|ego|pride|wallet|business|brand|chances|eyes looking)|(?:never|"
    r"doesn['’]?t|wouldn['’]?t|won['’]?t) hurt|hurt(?:s|ing)? (?:my|our) (?:heart|soul|brain|head)",
    r"(?:twist(?:ed)?|bust(?:ed)?) (?:my|your) arm|(?:cost|costs|pay|paid)(?: \w+){0,2} an arm and a leg|"
    r"arm and a leg",
    r"caught my (?:eye|attention)|stuck in my head|wrap(?:ped|ping)? my (?:head|mind|brain)|stuck with my|"
    r"eye[- ]?catching",
    r"toxic (?:positivity|masculinity|people|relationship|community|environment|culture)",
    r"(?:plug|play|play(?:ed|ing)) doctor|doctor(?:['’]s)? (?:kit|play\s?set|set|bag|costume|doll|who)|"
    r"doc mcstuffins(?: toy hospital)?|toy hospital",
    r"gag (?:gift|order|reel)|radio ?shack|mind[- ]?blow\w*|blow(?:n|ing)? (?:me|us) away|blew (?:me|us) (?:away|off)",
    r"lead (?:level|test)s? (?:engineer|developer|role)|jolt of (?:caffeine|energy|joy)|shocked (?:at|by|that|to|how|"
    r"when)",
    r"(?:crash|crashed) (?:and burn(?:ed)?|course)|fire (?:sale|stick|tv|hd|tablet|fox|wall|truck|engine|station|"
    r"fighter|drill|alarm|work)s?",
)
