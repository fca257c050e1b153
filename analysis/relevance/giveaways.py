"""How giveaways speak: they promise a prize, and ask for deeds that spread them."""

from analysis.relevance.signs import Sign

GIVEAWAYS = (
    Sign(
        "asks for a deed to win",
        1.0,
        "win winner winners prize prizes",
        "(?:rt|retweet|re-tweet|like|follow|share|tag|comment|repost|reply|enter|click|text|vote|tweet|sign up"
        r"|participate)(?:[\w#@'&+,:]* ){0,12}(?:to|for (?:a|your) chance (?:to|at)|for your chance to|and you could"
        "|2) (?:be entered to |possibly |instantly )?win",
    ),
    Sign(
        "asks for a deed to win",
        0.8,
        "win winning",
        "(?:chance|chances|could|entered|enter) (?:to|of|at|2) ?(?:win|winning)",
    ),
    Sign("gives away", 0.7, "giveaway giveaways giveway away", "giveaways?|give-away|giveway"),
    Sign("speaks of a raffle", 0.4, "sweepstakes sweepstake raffle", "sweepstakes?|raffle"),
    Sign(
        "gives away",
        0.6,
        "giving give",
        r"(?:we're|we are|i'm|im|i am|are) giving (?:away|\d+)|giving away|to give away",
    ),
    Sign(
        "asks to spread",
        0.6,
        "rt retweet follow tag enter winner winners ends closes open",
        r"(?:rt|retweet|like) ?(?:&|\+|and|,|this) ?(?:this )?(?:follow|tag|comment|rt|retweet|reply|tweet|post)"
        r"|follow (?:us|me|@\w+)?(?: ?(?:&|\+|and|,) ?)(?:rt|retweet|like|tag)|tag (?:\w+ )?(?:a )?(?:friends?"
        "|someone)|enter (?:here|now|below|to win)|winners? (?:will be|announced|picked|drawn|chosen|get|gets)"
        r"|(?:ends|closes|open) (?:\w+ )?(?:at midnight|worldwide|\d)",
    ),
    Sign(
        "tags a contest",
        0.5,
        "win contest competition sweepstakes freebie freebies comp compers competitions contests",
        r"#(?:win\w*|contest|competition|sweepstakes?|freebies?|comp|compers|competitions|contests)",
    ),
    Sign(
        "wins by machine",
        1.0,
        "entered",
        r"i (?:just )?entered (?:\w+ ){0,6}(?:giveaway|win|sweepstakes?|contest|competition)",
    ),
    # Indonesian
    Sign(
        "asks for a deed to win",
        1.0,
        "menangkan hadiah menangin pemenang memenangkan",
        "(?:follow|retweet|rt|like|share|tag|komen|mention|ikuti|ikutan|jawab"
        r"|repost)(?:[\w#@'&+,:]* ){0,14}(?:menangkan|memenangkan|menangin|dapatkan hadiah|pemenang|berhadiah)"
        r"|menangkan (?:\w+ ){0,4}(?:hadiah|voucher|tiket|uang|saldo|pulsa|merchandise|jutaan|total)",
    ),
    Sign(
        "gives away",
        0.6,
        "bagi kuis undian berhadiah giveaway",
        r"bagi-?bagi (?:\w+ )?(?:hadiah|voucher|saldo|pulsa|thr|tiket|gratis|kuota|duit|uang)"
        r"|kuis (?:\w+ )?(?:berhadiah|giveaway)|#kuis\w*|undian berhadiah",
    ),
    Sign(
        "asks to spread",
        0.6,
        "syarat syaratnya caranya follow",
        r"(?:syarat(?:nya)?|caranya|cara ikutan)[: ]+<gap>(?:follow|rt|retweet|like|share|ikuti|komen)|follow ?(?:\+"
        "|&|dan|lalu|terus) ?(?:rt|retweet|like|share)",
    ),
    # Swahili
    Sign(
        "asks for a deed to win",
        1.0,
        "shinda ushinde jishindie kushinda ujishindie mshindi washindi",
        r"(?:shiriki|follow|share|like|retweet|tuma|jibu|comment|cheza|tag)(?:[\w#@'&+,:]* ){0,12}(?:u?jishindie"
        r"|ushinde|kushinda|shinda)|(?:u?jishindie|ujishindie) (?:\w+ ){0,3}(?:zawadi|simu|pesa|tsh|ksh|milioni"
        "|tiketi|gari|pikipiki|fedha|tv|vocha|bundle)|shinda (?:zawadi|simu|tsh|ksh|milioni|tiketi|gari|pikipiki|tv)",
    ),
    # Dutch
    Sign(
        "asks for a deed to win",
        1.0,
        "win winnen kans winactie prijsvraag winweken",
        r"(?:like|deel|volg|retweet|rt|tag|reageer|laat|doe mee|stuur)(?:[\w#@'&+,:]* ){0,12}(?:om te winnen"
        r"|en (?:win|maak (?:\w+ )?kans)|kans op|wie weet win|te winnen)|maak (?:\w+ )?kans op|#?winactie|#?prijsvraag",
    ),
    Sign(
        "asks to spread",
        0.7,
        "like deel delen",
        r"like (?:&|en|\+) (?:deel|delen|volg)|deel (?:en|&) like|deel dit bericht",
    ),
    # German, Spanish, French, Portuguese, Italian, Arabic
    Sign(
        "asks for a deed to win",
        1.0,
        "gewinnspiel verlosen verlosung gewinne gewinnen gewinn",
        "#?gewinnspiel|(?:wir )?verlosen|(?:folge|like|teile|kommentiere|retweete"
        r"|mitmachen)(?:[\w#@'&+,:]* ){0,12}(?:gewinne[n]?|gewinn)",
    ),
    Sign(
        "asks for a deed to win",
        1.0,
        "sorteo sorteamos gana ganar participa participar sorteio concorra concorrer ganhe sorteando",
        "(?:dale|sigue|rt|retwitea|comenta|participa|etiqueta|like|curta|siga|marque|comente"
        r"|compartilhe)(?:[\w#@'&+,:áéíóúãç]* ){0,12}(?:ganar?|sorteo|sorteamos|sorteio|concorr(?:a|er|endo)|ganhe"
        "|ganhar)|#sorteo|#sorteio|sorteamos|estamos sorteando|participa (?:en el|del|por) sorteo",
    ),
    Sign(
        "asks for a deed to win",
        1.0,
        "gagner gagnez concours tenter tentez vincere vinci vincita",
        "(?:rt|retweet|follow|suivez|suis|likez|like|aime|commente|commentez|participe|participez"
        r"|partage)(?:[\w#@'&+,:éèà]* ){0,12}(?:gagner|gagnez|tenter)|tente[zr]? (?:\w+ )?(?:de gagner|(?:ta"
        "|votre) chance)|#jeuconcours|#concours|(?:segui|condividi|commenta|tagga|partecipa"
        r"|metti)(?:[\w#@'&+,:éèà]* ){0,12}(?:vincere|vinci)|partecipa (?:al|e) (?:giveaway|vinci)",
    ),
    Sign(
        "asks for a deed to win",
        1.0,
        "سحب اربح للفوز الفوز ريتويت رتويت",
        r"(?:ريتويت|رتويت|تابع|فولو)(?: ?\w+ ){0,10}?.{0,40}(?:سحب|اربح|للفوز|الفوز)|(?:سحب على|ادخل السحب|اربح معنا)",
    ),
)
