"""What people write when they were harmed, in Indonesian."""

from analysis.hazard_rules.pack import Rule
from storage.models import Hazard, Severity

_HURT = Severity.FIRST_AID
_GRAVE = Severity.ADMISSION

RULES = (
    Rule(
        name="id/fire",
        hazard=Hazard.FIRE,
        stems=(
            "eluar",
            "muncul",
            "timbul",
            "bakar",
            "hangus",
            "gosong",
            "asap",
            "leleh",
            "korslet",
            "konslet",
            "percik",
        ),
        patterns=(
            r"(?:keluar|muncul|mengeluarkan|timbul)(?: \w+)? (?:api|percikan(?: api)?|asap)",
            r"percikan api|memercik(?:kan)?(?: api)?|berasap|ngebul|(?:terbakar|kabel|colokan|steker) hangus|(?:jadi|"
            r"sampai|sampe|ikut|langsung) (?:gosong|hangus)",
            r"(?:ter|ke)bakar|(?:menyebabkan|memicu|sampai|jadi|bikin|penyebab) kebakaran",
            r"(?:bau|aroma) (?:gosong|terbakar|hangus|kebakar)",
            r"(?:charger|kabel|plastik|baterai|batre|colokan|steker|mainan|lampu|senter|bodi|casing|sampai|sampe|"
            r"jadi|ikut)(?:nya)? (?:\w+ )?(?:me|ke)?leleh",
            r"korslet(?:ing)?|konslet(?:ing)?",
        ),
        potential=_GRAVE,
    ),
    Rule(
        name="id/body burned",
        hazard=Hazard.FIRE,
        stems=("bakar", "lepuh", "siram"),
        patterns=(
            r"luka bakar|melepuh|lepuh(?:an)?",
            r"<body> <gap>(?:ter|ke)bakar|(?:ter|ke|mem)bakar <gap><body>",
            r"<person> (?:\w+ )?(?:ter|ke)bakar",
            r"tersiram air panas",
        ),
        severity=_HURT,
        potential=Severity.TREATMENT,
    ),
    Rule(
        name="id/too hot",
        hazard=Hazard.FIRE,
        stems=("panas", "overheat"),
        patterns=(
            r"panas(?: \w+){0,3} (?:dipegang|disentuh|dipakai|tangan|kulit)|(?:kepanasan|"
            r"overheat)\w* <gap>(?:baterai|charger|kabel)",
        ),
    ),
    Rule(
        name="id/electric shock",
        hazard=Hazard.SHOCK,
        stems=("setrum", "setrom", "sengat", "listrik"),
        patterns=(
            r"(?:ke|ter|di|ny)se?trum|(?:ke|ter)setrom|kena (?:setrum|setrom|listrik)|nyetrum",
            r"ter?sengat (?:aliran )?listrik",
        ),
        severity=_HURT,
    ),
    Rule(
        name="id/explosion",
        hazard=Hazard.EXPLOSION,
        stems=("ledak", "ledug", "meletus", "letus"),
        patterns=(r"(?:me|di)ledak(?:an)?|ledakan|meletus",),
        potential=_GRAVE,
    ),
    Rule(
        name="id/battery",
        hazard=Hazard.EXPLOSION,
        stems=("bater", "batre"),
        patterns=(
            r"(?:bater(?:ai|e|y)|batre)(?:nya)? <gap>(?:kembung|bocor|menggembung|gembung|melembung|panas banget|"
            r"panas sekali)",
        ),
    ),
    Rule(
        name="id/choking",
        hazard=Hazard.CHOKING,
        stems=("sedak", "selek", "telan", "mulut", "tenggorok"),
        patterns=(
            r"(?:ter|ke)sedak|keselek",
            r"(?:ter|ke|men)telan|nelen|nelan|menelan",
            r"(?:masuk|dimasukkan|dimasukin) (?:ke )?(?:dalam )?mulut(?:nya)?|(?:nyangkut|"
            r"tersangkut) di tenggorokan(?:nya)?",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="id/small parts",
        hazard=Hazard.CHOKING,
        stems=("kecil", "mata", "kancing", "baut"),
        patterns=(
            r"(?:bagian|part|komponen|benda|kancing|baut)(?:nya)? (?:\w+ )?(?:kecil)?(?:nya)? ?(?:gampang|mudah|"
            r"langsung|pada)? ?(?:lepas|copot|terlepas|rontok)",
        ),
    ),
    Rule(
        name="id/neck or breath",
        hazard=Hazard.STRANGULATION,
        stems=("cekik", "lilit", "leher"),
        patterns=(
            r"ter?cekik|ke?cekik|(?:ter|me)lilit(?: \w+){0,3} leher(?:nya)?|leher(?:nya)? (?:\w+ )?(?:terlilit|"
            r"terjerat|tercekik|kelilit)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="id/suffocated",
        hazard=Hazard.SUFFOCATION,
        stems=("napas", "nafas"),
        patterns=(r"sesak (?:napas|nafas)|(?:susah|sulit|tidak bisa|gak bisa|nggak bisa|ga bisa) (?:ber)?na[pf]as",),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="id/magnets",
        hazard=Hazard.MAGNET,
        stems=("magnet",),
        patterns=(r"magnet(?:nya)? <gap>(?:lepas|copot|keluar|terlepas)",),
    ),
    Rule(
        name="id/magnet swallowed",
        hazard=Hazard.MAGNET,
        stems=("magnet",),
        patterns=(r"magnet(?:nya)? <gap>(?:tertelan|ketelan)|(?:menelan|tertelan|ketelan|nelen|nelan) <gap>magnet",),
        severity=_HURT,
    ),
    Rule(
        name="id/cut",
        hazard=Hazard.LACERATION,
        stems=("gores", "sayat", "iris", "sobek", "darah", "luka", "tajam", "tusuk", "lecet"),
        patterns=(
            r"(?:ter|ke)(?:gores|sayat|iris|tusuk)|(?:<body>|<person>|sampai|sampe|langsung|"
            r"luka) (?:\w+ ){0,2}berdarah|pendarahan|keluar darah",
            r"<body> <gap>(?:luka|sobek|lecet|robek)|luka (?:gores|sayat|sobek|robek)|luka (?:di|pada) <body>|"
            r"<person> (?:\w+ )?terluka",
        ),
        severity=_HURT,
    ),
    Rule(
        name="id/sharp",
        hazard=Hazard.LACERATION,
        stems=("tajam", "runcing", "beling"),
        patterns=(
            r"(?:ujung|pinggir|tepi|sisi|bagian)(?:an|nya)? (?:\w+ ){0,2}(?:tajam|runcing)|pecahan (?:kaca|beling)",
        ),
    ),
    Rule(
        name="id/caught",
        hazard=Hazard.ENTRAPMENT,
        stems=("jepit", "sangkut", "nyangkut", "lilit"),
        patterns=(
            r"(?:<body>|<person>) <gap>(?:(?:ter|ke)jepit|tersangkut|nyangkut|terlilit|kelilit)",
            r"(?:terjepit|kejepit|menjepit|tersangkut|nyangkut|menarik) <gap>(?:<body>)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="id/fall",
        hazard=Hazard.FALL,
        stems=("jatuh", "guling", "roboh", "ambruk", "jungkal"),
        patterns=(
            r"<person> (?:\w+ ){0,2}(?:jatuh|terjatuh|terjungkal|terguling)(?! (?:cinta|hati|sakit|tempo|miskin))|"
            r"(?:roboh|ambruk|terguling|terbalik) <gap>(?:menimpa|<person>)|menimpa <person>",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="id/struck or hurt",
        hazard=Hazard.OTHER,
        stems=(
            "bengkak",
            "memar",
            "benjol",
            "cedera",
            "patah",
            "bentur",
            "kena mata",
            "masuk mata",
            "kejang",
            "pingsan",
        ),
        patterns=(
            r"<body> <gap>(?:bengkak|benjol)|memar|<person> <gap>(?:cedera|pingsan|kejang(?:-kejang)?)|(?:kena|"
            r"masuk ke|mengenai) mata(?:nya)?",
            r"(?:tulang|tangan|kaki|gigi|jari)(?:nya)? (?:\w+ )?patah|patah (?:tulang|tangan|kaki|gigi)|(?:ter|"
            r"ke)bentur <gap><body>|<body> <gap>(?:ter|ke)bentur",
        ),
        severity=_HURT,
    ),
    Rule(
        name="id/poisoned",
        hazard=Hazard.POISONING,
        stems=("racun", "muntah", "diare", "mencret", "mual"),
        patterns=(r"keracunan|muntah(?:-muntah)?|muntaber|diare|mencret",),
        severity=_HURT,
    ),
    Rule(
        name="id/contaminated",
        hazard=Hazard.POISONING,
        stems=("jamur", "belatung", "ulat", "basi", "kecoa", "kaca", "kawat"),
        patterns=(
            r"berjamur|jamuran|(?:ada|banyak|penuh|berisi) (?:belatung|ulat|kecoa|pecahan kaca|kawat)(?:nya)?|"
            r"makanan(?:nya)? (?:\w+ )?basi",
        ),
    ),
    Rule(
        name="id/allergy",
        hazard=Hazard.ALLERGY,
        stems=("alergi", "ruam", "gatal", "bentol"),
        patterns=(
            r"(?:kena|jadi|reaksi|langsung|timbul|muncul) (?:alergi|ruam|gatal|bentol)\S*|ruam|gatal-gatal|(?:bentol|"
            r"gatal)(?:-bentol)? (?:di|semua|seluruh)",
        ),
        severity=_HURT,
    ),
    Rule(
        name="id/chemical",
        hazard=Hazard.CHEMICAL,
        stems=("menyengat", "iritasi", "kimia", "perih"),
        patterns=(
            r"bau(?:nya)? <gap>(?:menyengat|kimia)|iritasi|(?:mata|kulit)(?:nya|ku)? (?:\w+ )?perih|"
            r"cairan(?:nya)? (?:\w+ )?(?:bocor|keluar)",
        ),
        severity=Severity.NEAR_MISS,
    ),
    Rule(
        name="id/brakes",
        hazard=Hazard.CRASH,
        stems=("rem",),
        patterns=(r"rem(?:nya)? <gap>(?:blong|tidak berfungsi|gak fungsi|putus|macet)",),
    ),
    Rule(
        name="id/hazard named",
        hazard=Hazard.OTHER,
        stems=("bahaya", "berbahaya", "membahayakan"),
        patterns=(
            r"(?:ber|mem)bahaya(?:kan)? (?:sekali |banget )?(?:buat |untuk |bagi )?(?:anak|bayi|balita|kulit|"
            r"kesehatan|pengguna|konsumen|keselamatan)",
            r"(?:produk|mainan|barang)(?: \w+){0,2} (?:ber|mem)bahaya(?:kan)?",
        ),
    ),
)
