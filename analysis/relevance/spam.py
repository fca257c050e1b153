"""How spam speaks: it promotes itself, promises money, leaves numbers, and asks to be passed on."""

from analysis.relevance.signs import Sign

SPAM = (
    # One's own channel
    Sign(
        "asks to subscribe",
        1.0,
        "subscribe sub suscribe subcribe subscribes subs subscribing",
        "(?:subscribe|sub|suscribe|subcribe)(?: (?:to|2|too|on))? (?:me|my|our|us|mine|this (?:channel|page))",
    ),
    Sign(
        "asks to subscribe",
        1.0,
        "subscribe sub suscribe subcribe",
        "(?:please|pls|plz|and|&|also|must|to|or|go) (?:like (?:and|&) )?(?:please )?(?:subscribe|suscribe"
        "|subcribe) (?:to|for|if|back|now|right now|thanks|here|and|2)|^(?:subscribe|suscribe|subcribe)(?: (?:and|&"
        r"|to|now|here|2|on|for)\b|[!. ]*$)",
    ),
    Sign(
        "asks to subscribe",
        1.0,
        "subscribe subscribing sub subs",
        r"(?:i(?:'ll| will|ll)|will) (?:subscribe|sub) (?:\w+ )?back|(?:subscribe|sub)s? (?:4|for) (?:subscribe"
        "|sub)s?|i sub back|(?:throw|give|drop|leave) (?:me )?(?:a |some )?(?:sub|subs)|(?:please|pls|plz|and"
        "|&)[, ]+(?:subscribe|suscribe|subcribe)[!. ]*$",
    ),
    Sign(
        "counts subscribers",
        1.0,
        "subscribers subs followers",
        r"(?:reach|get|hit|shoot for|help me) <gap>\d[\d.,]*k? (?:more )?(?:subs|subscribers|followers)|(?:get"
        r"|appreciate|need|want) (?:\w+ ){0,2}(?:subs|subscribers)",
    ),
    Sign(
        "counts subscribers",
        0.6,
        "subscribers followers",
        r"(?:have|got|at) <gap>\d[\d.,]*k? (?:subscribers|followers)",
    ),
    Sign(
        "trades follows",
        1.0,
        "follow f4f follow4follow followback teamfollowback l4l like4like sub4sub s4s",
        "follow (?:4|for) follow|like (?:4|for) like|f4f|l4l|s4s|follow4follow|like4like|sub4sub|teamfollowback"
        "|i follow back|follow (?:me )?(?:and|&) i(?:'ll| will) follow",
    ),
    Sign(
        "promotes itself",
        1.0,
        "check checkout chek",
        r"(?:check|checking|chek)(?: (?:it|this|me|us))? ?out (?:my|our|mah|ma) (?:[\w'&-]+[ ,:]+){0,4}<media>"
        r"|(?:check|chek) (?:my|our) (?:[\w'&-]+[ ,:]+){0,4}<media> out|(?:check|chek) (?:my|our) (?:\w+ ){0,2}<art>",
    ),
    Sign(
        "promotes itself",
        1.0,
        "check",
        "(?:^|[.!?,;:] |and |please |pls |plz |come |go |guys |also )check (?:me|us) out|(?:come"
        r"|go)(?: over)?(?: and| &)? check (?:me|us|it|my)|check out (?:[\w'&-]+[ ,:]+){0,6}(?:on|in|at|from) (?:my"
        "|our) <media>",
    ),
    Sign(
        "promotes itself",
        0.5,
        "check",
        "(?:please|pls|plz|guys|everyone|and|also|to|hey|you can) check (?:it |this |these )?out",
    ),
    Sign(
        "promotes itself",
        0.8,
        "channel page profile music soundcloud blog website site shop store facebook instagram youtube twitter etsy "
        "podcast song album video stream playlist server group book",
        "(?:visit|look at|watch|see|listen to|go to|come to|come (?:over )?(?:and|&) (?:see|watch)|join|like|support"
        r"|follow) (?:my|our) (?:new |latest |first |own |youtube |facebook |fb |other |\w+ )?<media>",
    ),
    Sign(
        "promotes itself",
        1.0,
        "follow add find",
        "(?<!you )(?:follow|add|find) (?:me|us|him|her) (?:also |back )?(?:on|at|in|@) (?:my |our )?(?:@|<places>)",
    ),
    Sign(
        "introduces itself",
        0.5,
        "youtuber rapper singer producer dj artist streamer songwriter clothing apparel youtube",
        "(?:i'm|im|i am|we are|we're) (?:kind of |just )?(?:a |an )?(?:new|small|little|young|upcoming|up and coming"
        "|aspiring|unsigned|independent|local)? ?(?:to youtube|here|youtuber|rapper|singer|producer|dj|artist|band"
        r"|streamer|gamer|songwriter|clothing brand)|our clothing|an? \w+ (?:apparel )?company dedicated",
    ),
    Sign(
        "introduces itself",
        0.7,
        "channel chanel",
        r"(?:i|we) (?:\w+ ){0,2}(?:made|make|have|started|created|run|got) (?:\w+ ){0,4}channel|(?:my"
        r"|our) (?:\w+ ){0,3}(?:channel|chanel)",
    ),
    Sign(
        "introduces itself",
        1.0,
        "channel",
        r"i (?:have )?(?:just )?(?:made|started|created|opened) (?:a|my|our|this) (?:\w+ ){0,3}channel",
    ),
    Sign(
        "calls to a page",
        0.6,
        "http https www com",
        "(?:sign(?: |-)?up|regist(?:e)?r|join|try|download|order|buy|shop|available|get|click|visit|follow|follower"
        r"|donate|add|vote|go|more)(?: \w+){0,3}[ .:!>-]*<link>|<link>(?: \W+)?(?:please|pls|plz|click|free|join"
        "|follow|sign up|register|subscribe|check)",
    ),
    Sign(
        "calls to a page",
        0.6,
        "join follow add",
        "(?<!you )(?:join|follow|add) (?:me|us|him|her)[ ,]+(?:also |now |here )?(?:on|at|in|@|<link>)",
    ),
    Sign(
        "begs for clicks",
        0.5,
        "appreciate grateful comment click halp share thumbs chance",
        "(?:please|pls|plz) (?:like|share|click|halp|(?:help|support) (?:me|us|my|our) (?:out )?(?:reach|get|grow|by"
        "|support|spread|channel|project)|give (?:us|me) a chance|leave|watch|thumbs)|would (?:really "
        "|be )?(?:appreciate|grateful)|like this comment|click (?:here|the link|this link|on my)",
    ),
    Sign("begs for clicks", 0.7, "bio", "links? (?:is |are )?in (?:my |the |our )?(?:bio|profile|description)"),
    # Money
    Sign(
        "promises money",
        1.0,
        "make earn making earning earned made paid",
        "(?:make|earn|making|earning|earned|get paid|made)(?: up to| over"
        r"| around)? ?[$£€]\s?\d[\d,.]*k? ?(?:\w+ )?(?:per|a|an|every|each|/|in (?:a|one|my|the first)|from home"
        "|online|daily|weekly|monthly)",
    ),
    Sign(
        "promises money",
        1.0,
        "money cash income freedom paid work",
        r"(?:earn|make|making|earning) (?:\w+ ){0,2}(?:money|cash|income) (?:\w+ )?(?:online|from home|fast|easily"
        "|easy|at home|for (?:gift|free)|by (?:doing|simply|inviting|just|clicking))|(?:passive|extra) income"
        r"|financial freedom|work from home (?:and|&|job|opportunity)|get(?:ting)? paid (?:to|for) (?:\w+ )?(?:post"
        "|click|watch|test|surf|share|tweet)",
    ),
    Sign(
        "gives away for free",
        0.8,
        "free",
        r"(?:get|win|grab|claim|earn|receive|generate|giving away|want)[ \w,]{0,30} free (?:\w+ ){0,2}(?:money"
        "|gift ?cards?|iphones?|ipads?|followers|likes|subs|subscribers|v-?bucks|robux|bitcoin|btc|crypto|coins|gems"
        "|skins|trial|samples?|cash|stuff|cs)|free (?:money|gift ?cards?|followers|v-?bucks|robux|btc|bitcoin)",
    ),
    Sign(
        "deals in coins",
        0.6,
        "bitcoin btc crypto cryptocurrency forex binary ethereum eth usdt nft airdrop altcoin",
        "bitcoin|btc|crypto(?:currency)?|forex|binary options?|ethereum|usdt|nfts?|airdrop|altcoins?",
    ),
    Sign(
        "sells investments",
        0.6,
        "invest investment investing profit profits trader trading trade signals broker mentor returns roi earn "
        "doubled double withdrawal mining",
        "(?:invest(?:ed|ing|ment)?|profits?|trad(?:er|ing|e)|signals|broker|mentor|returns|roi|double[d]?|mining"
        "|earn)(?: (?:with|from|your|my|through|platform|account|plan|now|today|of|manager|expert))?",
    ),
    Sign(
        "leaves a number",
        0.7,
        "whatsapp whatapp whatsap wa telegram watsapp",
        "(?:whats?app|watsapp|wa|telegram|text|call)(?: me| us| her| him| him| now| on| at| via| no| number|:"
        r"| -)* ?[+(]?\d[\d ()-]{6,16}|(?:wa\.me|t\.me)/|(?:dm|message|text|contact|write|add) (?:me|us|him"
        "|her) (?:on|via|through) (?:whats?app|telegram)",
    ),
    Sign(
        "recommends a hacker",
        1.0,
        "hacker hack recover recovered recovery hacked",
        "(?:contact|thanks to|thank|reach(?: out to)?|hire|dm|inbox|message|consult|recommend|hit up"
        r"|shout ?out to) <gap>@\w+ <gap>(?:hack\w*|recover\w*)|(?:he|she|they|who) (?:helped"
        "|help) (?:me )?(?:to )?(?:recover|hack|get back|unlock)(?:ed)? my|recovery expert|ethical hacker",
    ),
    Sign(
        "sells loans",
        1.0,
        "loan loans lening krediet pinjaman mkopo mikopo pinjol kredit préstamo prêt darlehen",
        r"(?:do you need|are you in need of|we offer|i offer|instant|urgent) (?:an? )?(?:\w+ ){0,2}loans?"
        r"(?: at| today| with| here| of| from| without)? <gap>(?:\d|interest|credit check|today|now|contact|apply)"
        r"|lening zonder bkr|geld lenen zonder (?:bkr|toetsing)|pinjaman (?:\w+ ){0,2}tanpa (?:jaminan|agunan|bi)"
        r"|(?:jasa|terima) pinjaman|(?:jipatie|chukua) (?:mkopo|mikopo)|mkopo (?:\w+ )?(?:bila|bila ya) dhamana",
    ),
    Sign(
        "shares a referral",
        1.0,
        "code referral affiliate promo link kode",
        r"(?:^|[.!?,:] |and |or |just |please |pls |plz )(?:use|enter|using|apply|try) (?:my|this|our|the) "
        r"(?:\w+ ){0,2}(?:code|link)[: ]+<gap>(?:to |and |for |& )?(?:get|for|save|receive|earn|both|off|free)"
        "|(?:my|our) (?:referral|invite|invitation|affiliate|promo"
        r"|discount) (?:code|link)|sign ?up (?:\w+ )?(?:with|using|through|via) my|(?:pakai|gunakan|masukkan"
        "|pake) kode (?:referral|promo|undangan)",
    ),
    Sign(
        "sells followers",
        1.0,
        "followers likes views backlinks volgers pengikut seguidores",
        "(?:buy|get|gain|sell|selling|cheap|real|instant|kopen|koop|gratis|jual|tambah|compra"
        r"|gana) (?:\w+ ){0,3}(?:followers|backlinks|volgers|pengikut|seguidores)",
    ),
    Sign(
        "sells pills",
        0.8,
        "viagra cialis pills keto weight cbd escort escorts replica",
        r"(?:buy|order|cheap|discount|get|best|generic) (?:\w+ ){0,3}(?:viagra|cialis|pills|replica)"
        r"|lose (?:\w+ ){0,3}(?:pounds|lbs|kg|weight) (?:\w+ )?(?:in|fast|without)|keto (?:pills|gummies)"
        "|escort service",
    ),
    Sign(
        "sells sex",
        1.0,
        "girls singles nudes cam cams sex sexcam porn xxx nsfw bokep bo open onlyfans slet geile hookup milf",
        r"(?:hot|sexy|horny|local|lonely) (?:\w+ )?(?:girls|singles|women|moms|milfs) (?:\w+ )?(?:near|in your"
        r"|waiting|online|want|nearby)|(?:my|free|send|see|watch|trade|sell|selling) (?:\w+ )?(?:nudes|xxx|porn"
        "|sex ?cam)|sex ?cam|free porn|xxx video|open bo|(?:video|link|film|nonton) bokep|bokep (?:indo|viral"
        "|terbaru|hijab|jepang)|geile (?:meiden|vrouwen|meisjes)|my onlyfans",
    ),
    Sign(
        "gambles",
        1.0,
        "slot gacor judi togel casino betting bet odds maxwin bandar poker jackpot kasino bandarqq domino",
        "slot gacor|judi (?:online|bola|slot)|situs (?:slot|judi|togel)|link (?:slot|gacor|alternatif)|togel|maxwin"
        "|bandar ?(?:qq|togel|bola)|agen (?:judi|slot|poker|bola)|(?:online|best|top) casinos?|casino (?:bonus|online"
        "|spins)|sure (?:odds|bets?|wins?)|fixed match(?:es)?|betting tips|free (?:spins|bets?)",
    ),
    Sign(
        "tells fortunes",
        1.0,
        "spell caster mganga freemason freemasons illuminati dukun pesugihan jimat",
        "spell ?caster|mganga (?:wa|kutoka|bingwa|mashuhuri)|(?:join|kujiunga(?: na)?"
        r"|jiunge(?: na)?) (?:the )?(?:\w+ )?(?:freemasons?|illuminati)|dukun (?:sakti|pengasihan)|pesugihan",
    ),
    Sign(
        "passes a chain on",
        1.0,
        "repost send share copy paste die luck curse read tuma sambaza bagikan sebarkan stuur",
        r"(?:repost|send|share|forward|post|copy|paste) (?:this|it)(?: \w+){0,3} (?:to|on|in"
        r"|with) (?:at least )?\d+ (?:\w+ )?(?:people|friends|videos?|pages?|others|groups|contacts|times|comments?)"
        r"|if you (?:don't|do not|dont) (?:\w+ ){0,5}(?:will die|(?:bad|years of bad) luck|entire family)|copy (?:and"
        r"|&|n) paste (?:this|to)|(?:bagikan|sebarkan|kirim(?:kan)?) (?:\w+ ){0,3}ke \d+ (?:orang|teman|kontak|grup)"
        r"|tuma (?:\w+ ){0,4}kwa (?:watu|marafiki) \d+",
    ),
    Sign(
        "seeks money",
        0.7,
        "donate donation gofundme fundraiser petition kickstarter indiegogo crowdfunding sign backers",
        "(?:please |pls |plz )?(?:donate|sign (?:this|my|our|the) petition|back (?:my|our) (?:project|campaign))"
        "|(?:my|our) (?:gofundme|fundraiser|kickstarter|indiegogo|petition|campaign)",
    ),
    # Selling, in other languages
    Sign(
        "sells followers",
        0.8,
        "jasa minat hubungi hub pemesanan wa whatsapp cek",
        r"(?:minat|pemesanan|fast respon|hub(?:ungi)?) (?:\w+ ){0,3}(?:wa|whatsapp|line|cek bio)|(?:wa"
        r"|whatsapp)[: .]*(?:\+?62|08)\d{7,12}|cek bio|jasa (?:\w+ ){0,2}(?:murah|terpercaya|follower)",
    ),
    Sign(
        "promises money",
        1.0,
        "geld dinero argent dinheiro soldi duit cuan pesa uang",
        r"(?:geld verdienen|verdien geld|verdien (?:tot )?€ ?\d+) (?:\w+ )?(?:online|thuis|vanuit huis|vanaf huis"
        "|met je (?:telefoon|mobiel)|per (?:dag|week|maand))|geld (?:online|von zu hause) verdienen"
        r"|(?:gana|ganar) dinero (?:desde casa|f[aá]cil|r[aá]pido"
        "|online)|gagner de l'argent (?:facilement|rapidement|en ligne|chez)|ganh(?:e|ar) dinheiro (?:em casa|online"
        "|r[aá]pido|f[aá]cil)|guadagn(?:a|are) (?:soldi )?(?:online|da casa)|(?:dapat|hasilkan|cari) (?:uang|duit"
        r"|cuan) (?:\w+ )?(?:dari (?:hp|rumah|internet)|gratis|mudah|cepat|jutaan)|(?:tengeneza|pata|jipatie"
        r"|ingiza) pesa (?:\w+ )?(?:mtandaoni|online|nyumbani|haraka|kwa simu|kila siku)",
    ),
    Sign(
        "asks to subscribe",
        1.0,
        "abonniert abonniere suscríbete suscribete abonnez abonne inscreva iscriviti iscrivetevi abonneer",
        "(?:abonnier(?:e|t|en sie) (?:meinen|unseren|mein)|suscr[ií]bete a (?:mi|nuestro)|abonne(?:z-vous|-toi)? (?:à"
        "|a) (?:ma|notre)|inscreva-se no (?:meu|nosso)|iscriv(?:iti|etevi) al (?:mio|nostro)"
        "|abonneer (?:je )?op (?:mijn|ons))",
    ),
    Sign(
        "asks to subscribe",
        1.0,
        "jangan channel akun ig blog toko lapak",
        r"jangan lupa (?:\w+ )?(?:subscribe|follow|(?:mampir|kunjungi) (?:\w+ )?(?:channel|akun|ig|blog|toko|lapak))"
        "|(?:kunjungi|mampir ke|cek|tonton|subscribe) (?:channel|akun|ig|blog|toko|lapak) (?:saya|aku|gue|kami|gw"
        "|ane)",
    ),
)
