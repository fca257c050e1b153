"""How those who answer for a brand speak: they apologise, offer help and ask for details in private."""

from analysis.relevance.signs import Sign

ENGLISH = (
    Sign("asks for a private message", 1.0, "dm pm message inbox", "(?:<private>|message|inbox) (?:us|it to us)"),
    Sign("asks for a private message", 1.0, "dm pm", "<private> (?:me |over )?(?:with )?your"),
    Sign(
        "asks for a private message",
        1.0,
        "dm pm message note email",
        "(?:send|drop|shoot|pop|write) (?:it |them |over )?(?:to )?us (?:over )?(?:an? |your |via |by |through "
        "|in )*(?:quick |private |direct )?(?:<private>|message|note|e-?mail)",
    ),
    Sign(
        "asks for a private message",
        0.6,
        "dm pm",
        "(?:please|pls|kindly)[, ]+<gap><private>|(?:in|via|by|through) (?:a )?<private>|join us in",
    ),
    Sign(
        "apologises for somebody",
        0.7,
        "sorry apologise apologize regret",
        r"we(?:'re| are|'d like to| do| would like to)? (?:\w+ )?(?:sorry|apologi[sz]e|regret)",
    ),
    Sign(
        "apologises",
        0.5,
        "sorry apologies apologise apologize",
        "sorry (?:to (?:hear|disappoint|see|read|learn)|about (?:that|this)|for (?:the|any|your|this))|(?:our|my"
        "|sincere|sincerest) apologies|apologies for (?:the|any|this)|i apologi[sz]e for (?:the|any|your)",
    ),
    Sign(
        "speaks of inconvenience",
        0.5,
        "inconvenience frustration",
        "(?:the|any|this|your) (?:inconvenience|frustration)",
    ),
    Sign("greets a customer", 0.3, "hi hello hey there", r"^[^\w@]*(?:@\w+ )+(?:hi|hello|hey)(?: there| \w+)?[,.!]"),
    Sign(
        "has answered in private",
        0.8,
        "dm dms",
        r"we(?:'ve| have)? (?:\w+ )?(?:replied|responded|sent|answered|got|received) (?:\w+ ){0,4}dms?|(?:replied"
        r"|responded) to you(?:r \w+)? (?:via|by|in|through) dm|send a dm my way",
    ),
    Sign("asks to say more", 0.5, "more tell", r"(?:tell|send|give) us (?:\w+ )?(?:more|what happened|about)"),
    Sign(
        "thanks a customer",
        0.4,
        "kind sharing tweeting bringing",
        "your kind words|thanks for (?:sharing|bringing|tweeting)|thank you for (?:tweeting|being)",
    ),
    Sign(
        "speaks for a company",
        0.4,
        "able unable cannot",
        "we(?:'re| are| were)? (?:not able|unable|could not offer|cannot offer|aren't able) (?:to)?",
    ),
    Sign(
        "offers help",
        0.7,
        "help assist check look",
        r"(?:we|i|team)(?:'d| would|'re| are|'m| am| will|'ll| can)? (?:be )?(?:\w+ )?(?:like|love|happy|glad|here"
        "|able|want) to (?:further )?(?:help|assist|check|look into|take a)",
    ),
    Sign(
        "offers help",
        0.6,
        "help assist assistance",
        "here to (?:help|assist)|(?:happy|glad) to (?:further )?(?:help|assist)|how (?:can|may) (?:we|i) (?:help"
        "|assist)|(?:further|for) assistance|(?:help|assist) you (?:with|further|out)",
    ),
    Sign(
        "thanks a customer",
        0.6,
        "thanks thank",
        "thank(?:s| you)(?: so much| again)? for (?:reaching out|contacting|getting in touch|letting us know"
        r"|bringing|sharing|taking the time|(?:all )?your (?:\w+ )?(?:feedback|patience|message|understanding|loyalty"
        "|business|interest|support|review|purchase|comments?|inquiry|enquiry)|(?:flying|shopping|traveling"
        "|travelling|being|staying) (?:with|at) us|choosing|stopping by|the (?:heads up|kind words"
        "|positive feedback))",
    ),
    Sign("keeps in touch", 0.4, "know posted loop updated", "let us know|keep us (?:posted|updated|in the loop)"),
    Sign(
        "asks for details",
        0.7,
        "number details id code address reference info email",
        "(?:share|provide|confirm|send|include|dm|give|tell|with)[, ]+(?:us |me "
        r"|over )*your (?:[\w/&]+ ){0,4}(?:number|details|id|code|address|reference|info|e-?mail)",
    ),
    Sign(
        "asks for details",
        0.5,
        "confirm provide share elaborate describe",
        "(?:can|could|would|may|please|kindly|to) (?:you )?(?:please )?(?:confirm|provide|share|elaborate|describe)",
    ),
    Sign(
        "promises to act",
        0.6,
        "touch follow back look pass share reach investigate forward escalate",
        "(?:we|we'll|we will|team will|i'll|i will|someone will)<gap>(?:be in touch|follow up|get back to you"
        r"|look into|pass (?:\w+ ){1,4}(?:on|along|to)|share (?:your|this|that)|reach out|investigate|forward (?:your"
        "|this|that)|escalate)",
    ),
    Sign(
        "speaks for a company",
        0.5,
        "appreciate understand value hear strive recommend suggest hope look never access always sure let passed "
        "forwarded released",
        r"we (?:\w+ )?(?:appreciate|understand|value|hear you|strive|recommend|suggest|hope (?:to|you|that)"
        "|look forward|don't have access|do not have access|never like|always (?:strive|want|like|love))|we(?:'ll"
        "| will) (?:be|make) sure to|we(?:'ve| have) (?:just )?(?:let|passed|forwarded|released|shared)",
    ),
    Sign(
        "speaks for a company",
        0.3,
        "our",
        r"our (?:\w+ )?(?:teams?|support|colleagues?|specialists?|experts?|agents?|stores?|website|chat|app|crews?"
        "|staff|leadership|page|policy|customers?|guests?|services?|engineers?|developers?)",
    ),
    Sign(
        "gives advice",
        0.3,
        "please kindly",
        "(?:please|kindly) (?:try|visit|contact|call|check|click|follow|reach|restart|update|reinstall|speak|note"
        "|refer|back up|go to|use|allow|ensure|reply|see|keep)",
    ),
)
