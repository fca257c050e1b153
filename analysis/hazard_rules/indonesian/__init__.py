"""How harm is reported in Indonesian, and what only sounds like it."""

from analysis.hazard_rules.indonesian.rules import RULES
from analysis.hazard_rules.pack import Pack

_MINE = "(?:nya|ku|mu)?"

PACK = Pack(
    language="id",
    prefixed=True,
    body=tuple(
        word + _MINE
        for word in (
            "tangan",
            "jari(?:-jari)?",
            "jempol",
            "telapak",
            "kulit",
            "wajah",
            "muka",
            "kaki",
            "mata",
            "mulut",
            "bibir",
            "lidah",
            "leher",
            "tenggorokan",
            "rambut",
            "kepala",
            "lengan",
            "kuku",
            "gigi",
            "hidung",
            "telinga",
            "kuping",
            "dahi",
            "jidat",
            "paha",
            "badan",
            "perut",
        )
    ),
    person=(
        f"anak{_MINE}",
        f"anak-anak{_MINE}",
        f"bayi{_MINE}",
        "balita",
        f"adi[kek]{_MINE}",
        "saya",
        "aku",
        "gue",
        "gw",
        f"keponakan{_MINE}",
        f"cucu{_MINE}",
        f"suami{_MINE}",
        f"istri{_MINE}",
        f"ibu{_MINE}",
        f"ayah{_MINE}",
        "dia",
        f"kakak{_MINE}",
        f"putr[ai]{_MINE}",
        "si kecil",
    ),
    rules=RULES,
    negators=(
        r"(?:tidak|tak|nggak|enggak|engga|ngga|gak|ga|gk|bukan|belum|jangan|tanpa|anti|mencegah|terhindar dari|bebas|"
        r"aman dari|bebas dari)",
    ),
    near_misses=(r"(?:hampir|nyaris|untung|bisa saja|bisa-bisa)",),
    hypotheses=(
        r"(?:kalau|kalo|klo|jika|bila|takut|khawatir|kuatir|semoga|mungkin|bisa|andai|seandainya|misalnya|risiko|"
        r"resiko|awas|rawan|kayak|kaya|seperti|serasa|bagai)",
    ),
    figures=(
        r"(?:ter|mem|ke)bakar (?:api )?(?:cemburu|emosi|amarah|semangat|asmara|kalori|lemak|uang|duit|gengsi)|"
        r"kebakaran jenggot|(?:ayam|ikan|sate|jagung|roti|sosis|nasi|ubi) bakar|bakar-bakar(?:an)?",
        r"(?:hati|cinta|asmara|jiwa|luka lama|semangat)(?:ku|nya)? (?:\w+ ){0,2}(?:terbakar|membara|meleleh|terluka|"
        r"luka|berdarah)|luka (?:hati|lama|batin)|terluka (?:hati|oleh|karena) ?(?:hati|kata|cinta|sikap)?",
        r"(?:keju|cokelat|coklat|es krim|mentega|mozzarella|hati)(?:nya|ku)? (?:\w+ ){0,2}(?:me|ke)?leleh|(?:bikin|"
        r"buat) (?:\w+ )?meleleh|meleleh (?:di mulut|hatiku|melihat|lihat|banget)",
        r"(?:penjualan|omzet|orderan|tawa|viral|pasar|amarah|emosi|kepala|otak|sambal|bakso|rasa(?:nya)?|hits)(?:nya|"
        r"ku)? (?:\w+ ){0,2}meledak\S*|meledak(?:-ledak| di pasaran| di mulut| banget rasanya)|ledakan (?:diskon|"
        r"promo|rasa|cinta|tawa)|bakso (?:\w+ )?(?:meledak|ledak)",
        r"jatuh (?:cin\w+|hati|tempo|sakit|miskin|bangun)|pilihan(?: \w+){0,3} jatuh|jatuh (?:pada|ke|di) (?:pilihan|"
        r"tanggal|hari)|bulu mata|harga(?:nya)? (?:\w+ )?jatuh",
        r"(?:tersedak|keselek|muntah) (?:\w+ )?(?:ketawa|tertawa|baca|dengar|denger|lihat|liat|melihat|biaya|harga)|"
        r"(?:mau|pengen|ingin|bikin|serasa|sampai mau)(?: \w+)? muntah|mual (?:lihat|liat|dengar|denger|baca)",
        r"berdarah(?:-darah)? (?:dingin|minang|jawa|batak|biru)|darah (?:tinggi|rendah|muda)|donor darah|"
        r"tajam(?:nya)? (?:lidah|mulut|kritik)",
        r"alergi (?:sama|dengan|ama) (?:orang|cowok|cewek|mantan|drama|kamu|dia)|gatal (?:tangan|ingin|pengen|pingin|"
        r"mulut)|tangan(?:ku)? gatal",
        r"(?:hati|lidah|pedas\w*) (?:\w+ )?(?:terbakar|membakar)|membakar (?:lidah|semangat)",
        r"(?:tersayat|teriris|terluka|luka|sakit)(?: \w+)? (?:hati|batin|bathin)|(?:hati|batin|"
        r"bathin)(?: \w+){0,2} (?:tersayat|teriris|terluka)|(?:kuota|saldo|pulsa|akun|nomor|poin|tiket|"
        r"uang)(?: \w+){0,3} hangus",
        r"patah (?:hati|semangat|arang)|napas lega|besar kepala|cuci mata|buah bibir|kepala (?:sekolah|desa|daerah|"
        r"cabang|bagian)",
    ),
    fiction=(
        r"(?:di|dalam|nonton|menonton|adegan|alur|cerita|tokoh|karakter|episode|main) (?:\w+ )?(?:film|novel|"
        r"sinetron|drama|drakor|game|komik|anime|serial|cerita|mimpi)(?:nya)?",
    ),
    questions=(r"(?:apakah|apa|bisa|bisakah|adakah|ada yang|gimana kalau|bagaimana jika|kalau|emang|memang|aman)",),
    admission=(
        r"rawat inap|di ?opname|opname|dirawat (?:\w+ ){0,3}(?:rumah sakit|rs|inap|hari|malam)|icu|"
        r"meninggal(?: dunia)?|tewas",
    ),
    treatment=(
        r"dokter(?:nya)?|rumah sakit|rs|rsud|ugd|igd|puskesmas|klinik|dijahit|jahitan|dioperasi|operasi|rontgen|"
        r"ronsen|ambulans?|tetanus|antibiotik|dirawat",
    ),
    first_aid=(r"salep|perban|diperban|plester|hansaplast|p3k|betadine|dikompres|kompres|diobati|berdarah|melepuh",),
    own=(r"saya|aku|gue|gw|gua|kami|kita|ane|\w{3,}ku|anak(?:ku)?|bayiku",),
    reported=(
        r"katanya|kata orang|(?:teman|temen|tetangga|kenalan|sepupu teman)(?:ku|nya| saya| aku| gue)?|"
        r"den?gar-den?gar|denger(?:in)?|(?:baca|dengar|lihat|nonton) berita|berita(?:nya)?|menurut|dikabarkan|"
        r"dilaporkan|konon|beredar|kabarnya",
    ),
)
