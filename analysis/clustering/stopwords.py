"""Which words say nothing about what a complaint is about: in English, Indonesian, Swahili and Dutch at once."""

_ENGLISH = """
a about after again all also am an and any are as at be because been before being but by can could did do does doing
done else even ever for from get gets getting give go going gonna got had has have having he hello her here hey hi him
his how i i'd i'll i'm i've if im in into is it it's its ive just know let like me more much my now of off oh ok on one
only or other our out over own please pls really she should so some still such tell than thank thanks that that's the
their them then there these they they're thing things this those through to too u up us very was we we're we've were
what when where which while who why will with would yeah yes yet you you're your amp fwd re rt via
"""
_INDONESIAN = """
ada adalah agar aja akan aku anda atau bagi bahwa banget buat dalam dan dari deh di dia dong dengan gua gue hanya harus
ini itu jadi jika juga kalau kalo kami kamu karena ke kita kok lagi lah lalu maka mau mereka min mohon nih nya oleh pada
pun saat saja sama sampai sangat saya sebagai sekali seperti setelah si sih sudah supaya tapi telah terus tetapi tolong
udah untuk ya yang
"""
_SWAHILI = """
au baada bado basi cha hadi haya hayo hii hili hilo hivi hivyo hizi hizo huo huu huyo huyu ili ingawa ila je kabla kama
katika kila kisha kuwa kwa kwamba kwenye lakini lile lini mimi mbona na nao naye ndani ndio ndiyo ni nini nyie pia sana
sasa sisi tu vile vya wa wao wale wangu wenu wetu ya yake yako yangu yao yenu yetu yeye yule za zaidi zangu
"""
_DUTCH = """
aan al alleen als bij dan dat de deze dit doen door dus een eens en er gaat had hallo heb hebben hebt heeft heel het
hier hij hoe hun ik in is ja je jij jullie kan kun maar me meer men met mij mijn moet naar nee nog nu of om ons onze ook
op over te tot u uit uw van veel voor waar waarom wat we weer wel werd wie wij wil word wordt ze zei zelf zich zij zijn
zo zou
"""
_NEGATIONS = """
no not never nothing cannot can't cant won't wont don't dont doesn't doesnt didn't didnt isn't isnt wasn't wasnt aren't
couldn't hasn't haven't ain't without belum bukan gak ga ngga nggak tak tanpa tidak hakuna sio siyo bila niet nooit
niets geen zonder
"""

STOP = frozenset((_ENGLISH + _INDONESIAN + _SWAHILI + _DUTCH).split())

NEGATIONS = frozenset(_NEGATIONS.split())
"""They turn what stands beside them, so they count there; alone they say nothing."""
