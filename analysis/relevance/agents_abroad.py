"""How those who answer for a brand speak in other languages than English."""

from analysis.relevance.signs import Sign

ABROAD = (
    # Indonesian
    Sign(
        "asks for a private message",
        1.0,
        "dm",
        "(?:silakan|silahkan|mohon|boleh|bisa|harap|dapat|segera|kirim(?:kan)?|infokan|hubungi|via"
        "|melalui) <gap>dm (?:kami|ke kami|ya|kak|mimin|yuk|dengan)|(?:hubungi|chat|dm) (?:kami|mimin) (?:via|melalui"
        "|lewat|ke|di)",
    ),
    Sign(
        "apologises",
        0.7,
        "maaf permohonan",
        "(?:mohon|kami (?:mohon|minta|memohon)|permohonan|sampaikan"
        "|haturkan) maaf (?:sebelumnya )?(?:ya )?(?:kak )?(?:atas|bila|apabila|jika|untuk|karena)",
    ),
    Sign(
        "speaks of inconvenience",
        0.5,
        "ketidaknyamanan ketidaknyamanannya kendala",
        r"(?:ketidaknyamanan(?:nya)?|kendala (?:\w+ )?yang (?:di)?alami)",
    ),
    Sign(
        "thanks a customer",
        0.7,
        "terima terimakasih",
        r"terima ?kasih (?:\w+ )?(?:atas (?:ulasan|masukan|saran|informasi|kepercayaan|dukungan|penilaian|perhatian"
        r"|laporan|feedback)\w*|(?:telah|sudah) (?:menghubungi|menggunakan|menunggu|memberikan|menginformasikan"
        "|berbelanja|menjadi))",
    ),
    Sign(
        "offers help",
        0.6,
        "bantu kami dibantu",
        r"(?:kami|mimin|akan|biar|agar|segera|dapat) (?:\w+ )?(?:bantu|cek|teruskan|sampaikan|proses|tindaklanjuti"
        "|follow up)|ada yang (?:bisa|dapat|perlu) (?:kami |mimin )?(?:di)?bantu",
    ),
    Sign(
        "greets a customer",
        0.4,
        "kak sobat kakak bapak ibu sis gan",
        r"(?:hai|halo|hi|hallo|selamat \w+)[, ]+(?:kak|kakak|sobat|bapak|ibu|bpk|sahabat|sis|gan)",
    ),
    Sign(
        "asks for details",
        0.6,
        "kirimkan informasikan infokan sertakan lampirkan kirim detail",
        "(?:mohon|silakan|silahkan|dapat|bisa|boleh|harap) <gap>(?:kirim(?:kan)?|informasikan|infokan|sertakan"
        "|lampirkan|email(?:kan)?|hubungi)",
    ),
    # Swahili
    Sign(
        "asks for a private message",
        1.0,
        "dm inbox",
        "(?:tutumie|tuandikie|tucheki|njoo|karibu|tafadhali|tuma) <gap>(?:dm|inbox)",
    ),
    Sign(
        "apologises",
        0.7,
        "samahani radhi pole poleni tunasikitika tunaskitika",
        "samahani(?: sana)? kwa (?:usumbufu|changamoto|hilo|kuchelewa)|(?:tunaomba|tuwie|utuwie|mtuwie) radhi"
        r"|poleni? (?:sana )?kwa (?:changamoto|usumbufu|hilo)|tunas[ik]+itika (?:sana )?(?:ku|kwa|na)\w*",
    ),
    Sign(
        "thanks a customer",
        0.7,
        "asante ahsante shukrani tunashukuru",
        "(?:ah?sante|shukrani|tunashukuru)(?: sana)? kwa (?:kuwasiliana|kutufikia|kututafuta|kutuandikia|maoni"
        "|taarifa|mrejesho|uvumilivu)",
    ),
    Sign(
        "asks for details",
        0.8,
        "tutumie tupatie utupe tunaomba tuma",
        r"(?:tafadhali|naomba|tunaomba) (?:\w+ )?(?:tutumie|utupatie|tupatie|utupe|kufahamu|namba yako|utuambie"
        r"|utueleze)|tutumie (?:\w+ )?namba",
    ),
    Sign("offers help", 0.6, "tukusaidie kukusaidia tukuhudumie", "(?:tukusaidie|kukusaidia|tukuhudumie|kukuhudumia)"),
    Sign("greets a customer", 0.3, "habari mpendwa", "^habari|mpendwa mteja"),
    # Dutch
    Sign(
        "asks for a private message",
        1.0,
        "dm pb privebericht privébericht dm'etje berichtje",
        "(?:stuur|stuurt|wil je|kun je|kan je|zou je|mag je|via|een) <gap>(?:dm|pb|priv[eé]bericht(?:je)?"
        r"|dm'etje)(?: (?:sturen|met|naar|met je|met jouw))|(?:stuur|stuurt) (?:ons|mij|me) (?:\w+ ){0,3}(?:dm|pb"
        "|priv[eé]bericht(?:je)?|berichtje)",
    ),
    Sign(
        "apologises",
        0.7,
        "vervelend excuses spijt jammer balen",
        "(?:wat|dat is|heel|erg) (?:erg |heel )?(?:vervelend|jammer|balen)(?: om)? (?:te (?:horen|lezen)|dat (?:je|u"
        "|jouw|uw|dit))|(?:onze|mijn|excuses) (?:welgemeende )?(?:excuses )?voor (?:het ongemak|de overlast|deze"
        "|de late|de vertraging)|het spijt (?:ons|me|mij) (?:te|dat)",
    ),
    Sign(
        "thanks a customer",
        0.6,
        "bedankt dank",
        r"(?:bedankt|dank|dank je wel|dankjewel) voor (?:je|jouw|uw|het) (?:\w+ )?(?:bericht|reactie|melding|feedback"
        "|tip|geduld|review|beoordeling|compliment|terugkoppeling|doorgeven|melden|laten weten)",
    ),
    Sign(
        "offers help",
        0.7,
        "mee helpen help kijken",
        r"(?:ik|wij|we) (?:kijk|kijken|zoek|help|helpen|denk|denken) (?:\w+ ){0,4}(?:met je mee|met u mee|je verder"
        "|u verder|mee|voor je (?:na|uit))|(?:we|wij|ik) helpen? (?:je|u) graag|graag (?:met je mee|verder)",
    ),
    Sign(
        "asks for details",
        0.7,
        "klantnummer ordernummer bestelnummer postcode huisnummer gegevens geboortedatum kenteken factuurnummer",
        "(?:je|jouw|uw) <gap>(?:klantnummer|ordernummer|bestelnummer|postcode|huisnummer|gegevens|geboortedatum"
        "|factuurnummer)",
    ),
    Sign(
        "keeps in touch",
        0.5,
        "weten horen",
        r"laat (?:het )?(?:ons|me|mij) (?:\w+ ){0,2}weten|(?:we|wij|ik) (?:horen|hoor) (?:het )?graag",
    ),
    Sign(
        "takes leave",
        0.4,
        "groet groetjes groeten gr",
        r"(?:vriendelijke )?(?:groet|groetjes|groeten|gr)[.,]* \^?\w+$",
    ),
    # German, Spanish, French, Portuguese, Italian, Arabic
    Sign(
        "asks for a private message",
        1.0,
        "dm pn dn md mp privatnachricht direktnachricht nachricht mensaje privado mensagem privata messaggio inbox "
        "message privé",
        r"(?:schick|schicke|schicken|sende|senden|schreib|schreibe|schreiben) (?:\w+ ){0,2}uns (?:\w+ ){0,3}(?:dm|pn"
        "|dn|privatnachricht|direktnachricht|nachricht)|(?:env[ií]a|escr[ií]be|m[aá]nda|env[ií]e"
        r"|escriba)nos (?:\w+ ){0,4}(?:dm|md|mp|mensaje|privado)|(?:envoyez|écrivez|contactez|envoie"
        r"|contacte)[ -]nous (?:\w+ ){0,4}(?:dm|mp|message|privé)|(?:envie|mande|chame|contate)(?:-nos"
        r"| a gente)? (?:\w+ ){0,4}(?:dm|mp|inbox|mensagem privada|mensagem direta)|(?:invia|manda|scrivi|inviaci"
        r"|scrivici|mandaci)(?:ci)? (?:\w+ ){0,4}(?:dm|messaggio privato|in privato)",
    ),
    Sign(
        "apologises",
        0.7,
        "leid lamentamos disculpas désolés desolés desculpas dispiace scusiamo entschuldigung sentimos excusons",
        r"(?:das )?tut uns (?:\w+ )?leid|wir bitten um entschuldigung|(?:lamentamos|sentimos) (?:mucho "
        "|muito )?(?:los? |las? |que |o |a |os |as |saber|tu|su|seu|sua)|(?:te|le|nuestras|les) (?:pedimos"
        r"|ofrecemos)? ?disculpas|nous sommes (?:\w+ )?d[eé]sol[eé]s|nous nous excusons"
        "|pedimos (?:as nossas )?desculpas?|ci (?:dispiace|scusiamo)",
    ),
    Sign(
        "offers help",
        0.6,
        "ayudarte ayudarle ajudar aiutarti helfen aider",
        r"(?:queremos|podemos|para|gustaría|encantados de) (?:\w+ )?ayudar(?:te|le)|(?:queremos|podemos|vamos"
        r"|para) (?:te |lhe )?ajudar|(?:possiamo|per|vogliamo) aiutar(?:ti|la)|(?:wir|dir|ihnen) (?:\w+ ){0,3}helfen"
        "|(?:pouvons|pour|souhaitons) (?:vous|t') ?aider",
    ),
    Sign(
        "thanks a customer",
        0.6,
        "danke gracias merci obrigado obrigada grazie",
        "danke für (?:deine|ihre|eure) (?:nachricht|rückmeldung|feedback|anfrage|geduld)|gracias por (?:contactar"
        r"|escribir|comunicar|tu (?:mensaje|comentario|paciencia)|su (?:mensaje|comentario|paciencia))\w*|merci (?:de"
        "|pour) (?:nous avoir|votre (?:message|retour|patience|avis)|nous contacter)|obrigad[oa] (?:por|pelo"
        r"|pela) (?:nos |seu |sua |entrar )\w+|grazie per (?:averci|la (?:segnalazione|tua)|il tuo|aver) ?\w*",
    ),
    Sign(
        "asks for a private message",
        1.0,
        "الخاص خاص",
        "(?:راسلنا|تواصل معنا|ارسل لنا|أرسل لنا|عبر|على) <gap>(?:الخاص|رسالة خاصة)",
    ),
    Sign("apologises", 0.7, "نعتذر نأسف", r"(?:نعتذر|نأسف) (?:\w+ )?(?:عن|على|لك|منك|لسماع)?"),
)
