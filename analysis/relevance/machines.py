"""How the press and programs speak: headlines with their source, and templates with blanks filled in."""

from analysis.relevance.signs import Sign

PRESS = (
    Sign(
        "trades in shares",
        0.6,
        "shares stock stocks nyse nasdaq earnings quarter eps insider dividend shareholders investors analyst "
        "analysts upgraded downgraded",
        r"nyse:? ?\w+|nasdaq:? ?\w+|short interest|insider (?:trading|selling|buying)|price target|(?:q[1-4]"
        "|quarterly|first|second|third|fourth)[ -](?:quarter )?(?:earnings|results|profit|revenue|loss)|(?:shares"
        "|stock|stocks) (?:of|rise|rises|fall|falls|jump|jumps|drop|drops|slide|slides|gain|gains|up|down|surge|soar"
        "|tumble|price|sold|bought|rating)|shareholders?|earnings (?:call|report|per share)|(?:upgraded"
        "|downgraded) (?:to|by|at)|analysts? (?:rating|ratings|at|from|expect)",
    ),
    Sign("names its source", 0.7, "via", r"(?:via|vía|por|door|lewat) @\w+(?: <link>)*$"),
    Sign(
        "names its source",
        0.7,
        "reuters bloomberg cnn bbc forbes techcrunch detik kompas nu nos tempo cnbc wsj",
        r"(?:by|via|source|sumber|bron|quelle|fuente|[-|–—])[: ]+(?:the )?(?:reuters|bloomberg|cnn(?: \w+)?"
        r"|bbc(?: \w+)?|forbes|techcrunch|detik(?:com)?|kompas(?:\.com)?|nu\.nl|nos|tempo|cnbc(?: \w+)?|wsj|ap"
        "|guardian|usa today|new york times|mashable|the verge|business insider|fox news|nbc news|abc news"
        "|washington post)(?: <link>)*$",
    ),
    Sign(
        "leads to an article",
        0.7,
        "read article story selengkapnya baca lees meer weiterlesen leer lire zaidi leggi",
        r"(?:read|full) (?:more|story|article)(?: here)?[: >»…]*<link>|(?:baca|berita|info) (?:\w+ )?selengkapnya"
        "|lees (?:meer|verder|hier)[^<]{0,20}<link>|mehr (?:dazu|lesen)|weiterlesen|leer más|lire la suite"
        "|soma zaidi|leggi (?:tutto|di più)",
    ),
    Sign(
        "breaks news",
        0.6,
        "breaking news update terkini eilmeldung última",
        "^(?:breaking|breaking news|just in|news|news alert|berita terkini|eilmeldung|última hora"
        "|habari mpya)(?: news)? ?[:|-]|#breaking(?:news)?|#news",
    ),
    Sign(
        "reports",
        0.3,
        "announces unveils launches reports recalls sues expands adds cuts posts names appoints plans acquires files "
        "faces lowers raises loses beats misses umumkan luncurkan meluncurkan lanceert kondigt",
        "(?:announces|unveils|launches|reports|recalls|sues|expands|adds|cuts|posts|names|appoints|plans|acquires"
        "|files|faces|lowers|raises|loses|beats|misses|umumkan|luncurkan|meluncurkan|lanceert|kondigt)",
    ),
)

BOT = (
    Sign(
        "says what plays",
        1.0,
        "nowplaying np playing listening",
        r"#(?:nowplaying|np)(?!\w)[^<]{0,80}(?:<link>| by | - )|^now playing[: ]|(?:i'm|im) listening to .{1,80}<link>",
    ),
    Sign(
        "posts a job",
        1.0,
        "hiring job jobs careerarc vacature vacatures lowongan loker careers",
        r"#(?:job|jobs|hiring|careerarc|vacature|vacatures|loker|lowongan|jobsearch|nowhiring)(?!\w).{0,200}<link>"
        "|(?:we're|we are|now) (?:#?hiring)[^?]{0,120}<link>|(?:see our latest|want to work (?:at|in|with)"
        "|join the .{1,40} team|interested in a #?job)[^?]{0,140}<link>|(?:lowongan kerja|loker) .{1,120}<link>",
    ),
    Sign(
        "checks in",
        1.0,
        "checked mayor",
        "(?:i )?(?:just )?checked in (?:at|@) .{2,80}(?:<link>|on #?(?:yelp|foursquare|swarm))"
        r"|^(?:\W*+\w++){0,3}\W*\(@ .{2,80}\) <link>|just became the mayor",
    ),
    Sign("checks in", 1.0, "http https", "^i(?:'m| am) at .{2,80}<link>"),
    Sign(
        "measures the weather",
        1.0,
        "humidity barometer temperature temp wind hpa cuaca prakiraan luchtvochtigheid",
        r"(?:temp(?:erature)?|wind|humidity|barometer|pressure|luchtvochtigheid)[: ]+-?\d.{1,60}(?:temp(?:erature)?"
        r"|wind|humidity|barometer|pressure|hpa|luchtvochtigheid)|(?:prakiraan|perkiraan) cuaca (?:\w+ ){0,4}\d",
    ),
    Sign(
        "tracks flights",
        1.0,
        "arrives departs arrived departed landed squawk alt altitude callsign",
        r"flight \w+ \([\w-]+\).{0,60}(?:arrives?|arrived|departs?|departed|lands|landed)|(?:squawk|callsign|altitude"
        r"|alt)[: ]+\S+.{0,60}(?:squawk|speed|heading|altitude|alt)[: ]",
    ),
    Sign(
        "fills in a template",
        1.0,
        "liked added posted uploaded unfollowed followed automatically followers rated favorited favourited rt'd",
        "^i (?:liked|added|rated|favou?rited) (?:a |an )?(?:@youtube )?(?:video|playlist|photo).{0,200}<link>"
        "|(?:people|person) (?:followed|unfollowed) me|automatically checked by|(?:i )?(?:just )?(?:posted"
        "|uploaded) a (?:new )?(?:photo|video)[^<]{0,80}<link>|my (?:week|year) on (?:twitter|x|spotify|strava)"
        "|new followers? (?:and|in the)|rt'd by",
    ),
    Sign(
        "says it is a bot",
        1.0,
        "bot automatically",
        "i(?:'m| am) (?:just )?a bot(?:,|[.]| and| that)|beep boop|this (?:action|comment|message|reply|tweet|post) "
        "(?:was|is) (?:performed |posted |sent |generated )?automatic(?:ally)?",
    ),
    Sign(
        "quotes a price",
        0.8,
        "price deal deals ad amazon affiliate amazondeals reg",
        "(?:price drop|lowest price|deal alert|price alert|daily deal)[: !].{0,160}<link>|#(?:ad|deal|deals|amazon"
        r"|affiliate|amazondeals)(?!\w).{0,120}<link>|[$€£]\d[\d.,]* (?:\(?was|reg|from) [$€£]?\d[\d.,]*.{0,120}<link>",
    ),
    Sign(
        "shares a feed",
        0.6,
        "daily weekly stories",
        "(?:the latest|the) .{1,60}(?:daily|weekly)!? ?(?:is out)?[^<]{0,40}<link>.{0,60}(?:thanks to|stories via)"
        r"|stories via @|thanks to @\w+ .{0,40}#",
    ),
)
