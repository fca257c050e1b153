"""The commonest words, by language: what grammar needs, and what people say of days, money, orders and one another.

That another language has a word too does no harm: it then speaks for both. Spellings of chats and text messages are
included, for they are what customers write. Apostrophes separate words.
"""

from collections.abc import Mapping, Sequence

_WORDS = {
    "ar": """
        في من على إلى الى عن مع ما لا لم لن هذا هذه ذلك التي الذي و أن إن ان كل هو هي أنا انا أنت انت يا كان
        قد بعد قبل حتى بس مش اللي ليش شو كيف متى أين اين لماذا اليوم غدا أمس الآن الان هنا هناك دائما جدا كثير
        كثيرا قليل شكرا نعم كلا كيفك حلو جميل سيء خدمة الخدمة مشكلة وقت يوم الله والله كلام ناس الناس بلد شي
        شيء مرة مره أكثر اكثر لكن أو او ثم عند عندي عندك لها له لي لك به بها فيه فيها منه منها عليه عليها إلا
        الا غير بين تم يتم يوجد
    """,
    "de": """
        der die das den dem des ein eine einen einem einer und oder aber ist sind war waren bin bist hat habe
        haben hatte wird werden wurde kann nicht kein keine ich du er sie es wir ihr mich dich sich uns euch
        mir dir ihm ihn mein meine dein sein seine ihre auf aus bei beim mit nach von vor zu zum zur für über
        unter durch gegen ohne in im an am um wenn weil dass daß ob wie was wer wo wann warum noch schon nur
        auch so sehr mal doch ja nein immer nie heute jetzt hier dann denn als man mehr nichts alles etwas
        wieder danke bitte wurden werde könnte können konnte muss müssen soll sollte will wollen würde würden
        hätte wäre gibt geht gehen ging kommt kommen kam macht machen gemacht gut besser beste schlecht schön
        groß klein neu alt lang lange kurz viel viele wenig ganz gar jeder jede jedes dieser diese dieses
        welche leute mensch menschen tag tage woche wochen monat jahr jahre zeit morgen gestern abend nacht
        uhr geld euro bestellt bestellung lieferung geliefert kunde kunden service buch geschichte film leider
        super toll spaß arbeit leben welt land stadt haus eins zwei drei vier fünf zehn hundert erste letzte
        nächste gleich bald fast vielleicht wirklich endlich trotzdem deshalb dazu davon damit dafür hallo
        guten freut gern gerne lieber liebe glück zurück weiter weg los rein raus unser unsere euer eure ihnen
        sagen sagt weiß wissen finde finden ok okay
    """,
    "en": """
        the a an and but or if is are am was were be been have has had do does did don doesn didn can couldn
        won not no i you he she it we they me him them us my your his her our their this that these those
        there here to of in on at for with from by about out up as so than then what when where why how who
        which will would could should just very too also because while after before never always all any only
        still yes get got now im ve ll re u ur pls plz thx thanks being having doing like love hate good great
        best better bad worst well much many more most some every day today tomorrow yesterday week month year
        time night morning hour minutes people man someone something nothing everything anyone go going went
        gone come came make made take took give gave say said tell told know knew think thought see saw look
        want wanted need work working home life world thing things way back again first last next new old long
        little big right left really actually maybe order ordered delivery delivered customer service money
        price phone call called help please thank hello hey sorry waiting wait one two three four five ten
        hundred under over between through without against around off down into until since though let lol omg
        haha book story read reading movie buy bought product quality use used using works broken happy ok okay
    """,
    "es": """
        el la los las un una unos unas de del y e o u pero es son era fue ser soy eres está están estoy estar
        hay ha he han no ni yo tú él ella nosotros ustedes ellos me te se le les nos lo mi mis tu tus su sus
        este esta esto ese esa eso estos qué que quién quien cuando cuándo cómo como dónde donde porque por
        para con sin en a al sobre hasta desde muy más menos bien también solo ya nunca siempre nada todo
        todos si sí aquí ahora hoy mañana gracias hemos había fueron fui voy vas va vamos van ir hacer hace
        hago hecho puede puedo pueden quiero quiere tiene tengo tienes tienen bueno buena mejor peor malo mala
        mal gran grande pequeño nuevo nueva mucho mucha muchos poco otro otra otros cada mismo misma día días
        semana mes año años tiempo vez veces noche tarde ayer luego entonces después antes mientras gente
        persona vida mundo cosa cosas casa dinero precio pedido entrega cliente servicio libro historia
        película trabajo hola favor verdad claro creo dice decir sabe saber ver uno dos tres cuatro cinco diez
        cien primero último siguiente tan tanto tampoco además aunque sino según entre contra durante hacia
        allí allá así sea estaba ok okay
    """,
    "fr": """
        le la les l un une des du de d et ou mais est sont était suis sommes êtes être fait ai as a avons avez
        ont pas ne n ni je j tu il elle on nous vous ils elles me te se moi toi lui leur mon ma mes ton ta tes
        son sa ses notre votre nos vos ce c cet cette ces ça qui que qu quoi dont où quand comment pourquoi
        avec pour dans sur sous par sans chez en y au aux très trop plus moins bien aussi encore déjà jamais
        toujours rien tout tous si comme parce quel quelle merci étaient sera fais faites vais vas va allons
        allez vont aller peux peut peuvent veux veut doit faut sais sait vois voir dire dit bon bonne meilleur
        mauvais mauvaise mal grand grande petit petite nouveau nouvelle beau belle beaucoup peu assez autre
        autres chaque même jour jours semaine mois année ans temps fois nuit soir matin demain hier aujourd
        hui maintenant puis après avant pendant depuis gens vie monde chose maison argent prix commande
        livraison client clients service livre histoire film travail bonjour salut vraiment deux trois quatre
        cinq dix cent premier dernier prochain alors donc car ainsi entre contre vers ici là cela ceci celui
        celle ceux personne quelqu hélas super génial ok okay
    """,
    "id": """
        yang dan di ke dari untuk dengan pada ini itu adalah tidak tak bukan belum sudah udah akan sedang
        telah saya aku gue gw kamu anda dia kita kami mereka nya ada juga saja aja bisa dapat harus mau atau
        tapi tetapi karena kalau kalo jika seperti banget sangat lebih paling apa siapa kapan kenapa mengapa
        bagaimana gimana dimana mana lagi masih jangan hanya cuma oleh sampai gak nggak ngga ga gk yg dgn utk
        tdk sdh jg dong sih deh kok nih lah para terima kasih baru lama besok kemarin hari minggu bulan tahun
        jam waktu malam pagi siang sore orang teman rumah uang harga barang pesan pesanan kirim pengiriman
        paket pelanggan layanan aplikasi tolong mohon maaf halo selamat terimakasih makasih trims baik buruk
        bagus jelek enak besar kecil mahal murah cepat lambat banyak sedikit semua setiap satu dua tiga empat
        lima sepuluh ratus ribu juta pertama terakhir buat bikin pakai pake beli jual bayar datang pergi
        pulang lihat liat tahu tau suka senang sedih marah kerja hidup dunia negara kota makan minum tempat
        cara hal sama sendiri terus langsung mungkin memang sekali ya iya tuh lu lo loe elu antara tentang
        secara sebagai kepada terhadap sebelum sesudah setelah ketika saat sambil supaya agar meskipun
        walaupun namun ok okay oke
    """,
    "it": """
        il lo la l i gli le un uno una di d del della dei delle dello degli da dal dalla in nel nella nei su
        sul sulla con per tra fra a al alla ai alle e ed o ma è sono era ero sei siamo siete ho hai ha abbiamo
        avete hanno non né io tu lui lei noi voi loro mi ti si ci c vi ne mio mia tuo tua suo sua questo
        questa quello quella che chi cosa cui quando come dove perché molto più meno bene anche ancora già mai
        sempre niente tutto tutti solo se sì qui ora oggi grazie stato stata fare fa faccio fatto vado va
        vanno andare andato posso può possono voglio vuole devo deve so sapere vedo vedere dire detto buono
        buona bello bella brutto meglio peggio male grande piccolo nuovo nuova molti tanto tanti poco altro
        altri altra ogni stesso stessa giorno giorni settimana mese anno anni tempo volta volte notte sera
        mattina domani ieri adesso poi dopo prima mentre gente persone vita mondo cose casa soldi prezzo
        ordine consegna cliente servizio libro storia film lavoro ciao buongiorno davvero forse due tre
        quattro cinque dieci cento primo ultimo prossimo allora quindi però invece senza contro verso fino
        così quanto quanti agli sull dell nell all dall po essere avere ok okay
    """,
    "nl": """
        de het een t en of maar is zijn was waren ben bent heb hebt heeft hebben had wordt worden werd kan kun
        kunnen moet moeten zou gaat gaan niet geen ik jij je u hij zij ze wij we jullie mij me hem haar ons
        hun mijn jouw uw van voor met naar bij uit op aan in te om over door tegen tot zonder als omdat dus
        dat dit die deze wat wie waar wanneer waarom hoe nog al ook zo zeer heel erg toch wel ja nee altijd
        nooit nu hier dan er meer veel niets alle alles iets weer kon konden wil willen wilt mag mogen moest
        zal zullen zouden ga ging gegaan kom komt komen kwam doe doet doen deed gedaan maak maakt goed goede
        beter best beste slecht slechte mooi mooie leuk leuke groot grote klein kleine nieuw nieuwe oud lang
        lange kort weinig ieder elke elk iedereen iemand niemand mensen mens dag dagen week weken maand jaar
        jaren tijd morgen gisteren vandaag avond nacht uur keer geld besteld bestelling levering geleverd
        klant klanten boek boeken verhaal film helaas jammer super werk leven wereld land stad huis thuis twee
        drie vier vijf tien honderd eerste laatste volgende gelijk bijna misschien echt eindelijk daarom daar
        erin eraan mee weg terug verder hallo dank bedankt dankjewel alstublieft graag liever beetje gewoon
        vind vinden vond weet weten zie zien zeg zegt lezen gelezen denk tussen onder onze hen zelf waarin
        welke hele allemaal ok okay oke
    """,
    "pt": """
        o a os as um uma uns umas de do da dos das em no na nos nas e ou mas é são era foi ser sou está estão
        estou tá tem tenho vai não nem eu tu ele ela nós você vocês vc vcs eles me te se lhe meu minha seu sua
        este esta isto esse essa isso que q quem quando como onde porque pq por para pra pro com sem sobre até
        ao à pelo pela muito mais menos bem também tb só já nunca sempre nada tudo todos sim aqui agora hoje
        hj né obrigado obrigada foram fui vou vamos vão ir fazer faz faço fez feito pode posso podem quero
        quer tinha têm temos preciso deve sei sabe ver vejo dizer disse bom boa melhor pior mau má ruim grande
        pequeno novo nova muita muitos pouco outro outra outros cada mesmo mesma dia dias semana mês ano anos
        tempo vez vezes noite tarde manhã amanhã ontem depois antes enquanto então gente pessoa pessoas vida
        mundo coisa coisas casa dinheiro preço pedido entrega cliente atendimento serviço livro história filme
        trabalho oi olá favor verdade claro acho dois duas três quatro cinco dez cem primeiro último próximo
        tão tanto ainda além embora entre contra durante ali lá assim seja estava aí daí cara mano galera tô
        tava to blz kkk kkkk ok okay
    """,
    "sw": """
        na ya wa za la cha vya kwa katika ni si wewe mimi yeye sisi ninyi wao hii hiyo huyu huyo hizi hizo
        hapa hapo kuna hakuna sana pia lakini au kama kwamba ili kila bila baada kabla leo jana kesho sasa tu
        tena bado nini nani wapi lini gani vipi kwanini mbona yangu yako yake yetu yenu yao wangu wako wake
        wetu langu lako lake changu chako zangu zako zake mwa pa ndio hapana watu mtu yote wote zote nje ndani
        juu asante alikuwa walikuwa ilikuwa nilikuwa atakuwa itakuwa kuwa kufanya anafanya fanya naomba
        tafadhali samahani habari jambo karibu hongera pole siku wiki mwezi mwaka saa wakati usiku asubuhi
        mchana jioni rafiki nyumba nyumbani pesa fedha bei mteja wateja huduma simu kitu vitu kazi maisha
        dunia nchi mji nzuri mzuri vizuri mbaya vibaya kubwa mkubwa ndogo mdogo mpya mengi wengi nyingi kidogo
        moja mbili tatu nne tano kumi mia elfu kwanza mwisho sema anasema alisema ona naona jua najua taka
        nataka penda napenda kwenda kuja kula kununua lipa polepole haraka kati chini mbele nyuma zaidi kabisa
        hivyo hiki hicho hayo haya hawa hao yule ile wale zile nami naye nao mungu mwenyewe sababu kuhusu
        mpaka hadi tangu ingawa ikiwa hata ok okay
    """,
}


def languages() -> Sequence[str]:
    """Return the languages whose words are known."""
    return tuple(_WORDS)


def by_word() -> Mapping[str, Sequence[str]]:
    """Return for every word the languages that have it.

    >>> by_word()["un"]
    ['es', 'fr', 'it']
    """
    found: dict[str, list[str]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            found.setdefault(word, []).append(language)
    return found
